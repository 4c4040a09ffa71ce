"""Which codes of the catalogue the tests made the program produce: a full run fails if one was produced by none.

A code is produced where the program makes a :class:`~huibao_xl.reasons.Stop` or a line of :mod:`huibao_xl.verify` with it, makes a finding of
it, or hands out a frame with a column ``code`` (all those pass ``Shape.check``). Each worker of pytest-xdist sends what it saw to the controller, which
judges. Only a run of everything is judged: no path, ``-k``, ``-m`` or the like on the command line, and nothing that stopped early.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_WORKERS_WORD = "produced_codes"
SHORT = 1_000
"""Up to so many rows plain Python is quicker: most frames of tests have a dozen."""


class ProducedCodes:
    """The plugin. ``codes``: what was produced in this process, and, in the controller, in its workers."""

    def __init__(self) -> None:
        self.codes: set[str] = set()
        self.missing: list[str] = []

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        if not session.config.pluginmanager.hasplugin("dsession"):  # the controller of workers runs no test itself
            self._watch()

    def _watch(self) -> None:
        from huibao_xl import findings
        from huibao_xl.frames import Shape
        from huibao_xl.reasons import Stop
        from huibao_xl.verify.lines import Line

        for kind in (Stop, Line):
            self._watch_making(kind)
        check, with_texts = Shape.check, findings.with_texts

        def watched_check(shape: Any, frame: Any) -> Any:
            checked = check(shape, frame)
            if "code" in shape.columns:
                codes = frame["code"]
                self.codes.update(map(str, set(codes.array) if len(codes) < SHORT else codes.unique()))
            return checked

        def watched_texts(code: str, places: Any, *rest: Any, **named: Any) -> Any:
            if len(places):
                self.codes.add(code)
            return with_texts(code, places, *rest, **named)

        Shape.check, findings.with_texts = watched_check, watched_texts  # type: ignore[method-assign]

    def _watch_making(self, kind: Any) -> None:
        """See the code of each ``kind`` that the program makes; one that a test makes shows nothing."""
        make = kind.__init__

        def watched(made: Any, code: str, *rest: Any, **values: Any) -> None:
            if "/huibao_xl/" in Path(sys._getframe(1).f_code.co_filename).as_posix():
                self.codes.add(code)
            make(made, code, *rest, **values)

        kind.__init__ = watched

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        self.codes.update(getattr(node, "workeroutput", {}).get(_WORKERS_WORD, []))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[_WORKERS_WORD] = sorted(self.codes)
        elif _is_full(session):
            from huibao_xl.reasons import CATALOGUE

            self.missing = sorted(set(CATALOGUE) - self.codes)
            if self.missing and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.missing:
            terminalreporter.section("codes of the catalogue (huibao_xl/reasons) that no test produced", red=True)
            terminalreporter.line(" ".join(self.missing))


def _is_full(session: pytest.Session) -> bool:
    """Whether every test was asked for and every test ran."""
    option: Callable[[str], Any] = lambda name: session.config.getoption(name, None)  # noqa: E731
    narrowed = [
        option(name) for name in ("keyword", "markexpr", "lf", "deselect", "ignore", "ignore_glob", "collectonly")
    ]
    everything = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(narrowed)
    return everything and not session.shouldstop and not session.shouldfail
