"""The quick part of the tests (``pytest -m quick``): what ``tests/seconds.json`` does not name.

The table is measured, not guessed: ``pytest --write-seconds`` (the whole suite, on a machine that does nothing else) writes it anew. It names each test
function that takes more than :data:`NAMED` seconds, with the seconds of all its parameters together. By it the longest run first, so
that no worker of pytest-xdist is left alone with one of them at the end.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

TABLE = Path(__file__).parents[1] / "seconds.json"
NAMED = 0.2
"""A function that takes longer is named, and so not of the quick part."""
LONG = 6.0
"""A function that takes longer runs before all others."""


class QuickPart:
    """The plugin: marks the tests of the quick part, and measures if it is asked to."""

    def __init__(self, config: pytest.Config) -> None:
        self.writes = bool(config.getoption("--write-seconds"))
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @staticmethod
    def add_options(parser: pytest.Parser) -> None:
        parser.addoption("--write-seconds", action="store_true", help=f"write tests/{TABLE.name}: what each test takes")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        table: dict[str, float] = json.loads(TABLE.read_text(encoding="utf-8"))
        for item in items:
            if "office" not in item.keywords and function_of(item.nodeid) not in table:
                item.add_marker("quick")
        items.sort(key=lambda item: -_if_long(table.get(function_of(item.nodeid), 0)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self.writes:
            self.seconds[function_of(report.nodeid)] += report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.writes and not hasattr(session.config, "workeroutput"):
            named = {name: round(taken, 1) for name, taken in sorted(self.seconds.items()) if taken > NAMED}
            TABLE.write_text(json.dumps(named, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _if_long(seconds: float) -> float:
    return seconds if seconds > LONG else 0


def function_of(nodeid: str) -> str:
    """The node's file and function, without its parameters.

    >>> function_of("tests/test_cli.py::test_help[a::b]")
    'tests/test_cli.py::test_help'
    """
    return nodeid.partition("[")[0]
