"""A small result that the tests of paying share, and a ledger of their own."""

import shutil
from pathlib import Path

import people
import pytest


@pytest.fixture(scope="session")
def shared_result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return people.result(tmp_path_factory.mktemp("发放"), 12, ["七宝镇", "江川路街道", "莘庄工业区"])


@pytest.fixture
def result(shared_result: Path, tmp_path: Path) -> Path:
    """Four people in each of a 镇, a 街道 and the 工业区; a copy, so that a test may change it."""
    return Path(shutil.copytree(shared_result, tmp_path / "结果"))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "台账.sqlite3"
