"""Which codes of the catalogue the tests produced: a full run fails if one was produced by none.

A code is produced where a :class:`~huibao_xl.reasons.Stop` is made with it, or where it stands in the column ``code`` of a frame that a step
hands out: every such frame passes ``Shape.check``. Each worker of pytest-xdist sends what it saw to the controller, which judges. Only a run of
everything is judged: no path, ``-k``, ``-m`` or the like on the command line, and nothing that stopped early.
"""

from collections.abc import Callable
from typing import Any

import pytest

_WORKERS_WORD = "produced_codes"


class ProducedCodes:
    """The plugin. ``codes``: what was produced in this process, and, in the controller, in its workers."""

    def __init__(self) -> None:
        self.codes: set[str] = set()
        self.missing: list[str] = []

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        if not session.config.pluginmanager.hasplugin("dsession"):  # the controller of workers runs no test itself
            self._watch()

    def _watch(self) -> None:
        from huibao_xl.frames import Shape
        from huibao_xl.reasons import Stop

        stop, check = Stop.__init__, Shape.check

        def watched_stop(self_: Any, code: str, *rest: Any, **values: Any) -> None:
            self.codes.add(code)
            stop(self_, code, *rest, **values)

        def watched_check(shape: Any, frame: Any) -> Any:
            checked = check(shape, frame)
            if "code" in shape.columns:
                self.codes.update(map(str, frame["code"].unique()))
            return checked

        Stop.__init__, Shape.check = watched_stop, watched_check  # type: ignore[method-assign]

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
