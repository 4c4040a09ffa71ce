"""What tests of the workbook share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from huibao_xl.excel import engine


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home of its own, the engine that stands in for Excel, and no workbook left open."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    engine.register(force=True)
    yield
    for app in list(xw.apps):
        app.quit()
