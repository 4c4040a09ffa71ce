"""Shared by all tests: what needs LibreOffice is skipped where it is missing, unless HUIBAO_OFFICE=required (in CI); how much hypothesis
draws; the quick part; which codes were produced; where temporary files are; and how often memory is searched for cycles."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from produced_codes import ProducedCodes
from quick import QuickPart
from user_folders import UserFolders, user_folder

__all__ = ["user_folder"]

_NOT_TIMED = [HealthCheck.too_slow, HealthCheck.data_too_large]
"""How busy a machine is says nothing of the code: no deadline either. The suite draws the same each time, so that the same code gives the
same answer on every machine; what it did not draw yet is looked for by ``--hypothesis-profile thorough``."""
settings.register_profile("full", deadline=None, suppress_health_check=_NOT_TIMED, max_examples=12, derandomize=True)
settings.register_profile("thorough", deadline=None, suppress_health_check=_NOT_TIMED, max_examples=200)
settings.register_profile("quick", deadline=None, suppress_health_check=_NOT_TIMED, max_examples=10)


_MEMORY, _ENOUGH = Path("/dev/shm"), 2**30
"""A file system in memory, and the bytes that must be free there: the whole suite leaves a quarter of them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    QuickPart.add_options(parser)


def _keep_temporary_files_in_memory() -> None:
    """Where that is possible and nobody said where: a ledger waits for the disk at every step, which says nothing of the code."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()
    _keep_temporary_files_in_memory()
    quick = config.getoption("markexpr") == "quick"
    if not config.getoption("--hypothesis-profile", None):
        settings.load_profile("quick" if quick else "full")
    config.pluginmanager.register(ProducedCodes())
    config.pluginmanager.register(QuickPart(config))
    config.pluginmanager.register(UserFolders())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if shutil.which("soffice"):
        return
    if os.environ.get("HUIBAO_OFFICE") == "required":
        raise pytest.UsageError("HUIBAO_OFFICE=required, but soffice is not installed")
    skip = pytest.mark.skip(reason="needs LibreOffice (soffice)")
    for item in items:
        if "office" in item.keywords:
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """Search for cycles less often, and never in what collecting left: the search alone was an eighth of the time of small jobs,
    and a quarter of collecting, which therefore goes without."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()
