"""Shared by all tests: what needs LibreOffice is skipped where it is missing, unless HUIBAO_OFFICE=required (in CI)."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

_NOT_TIMED = [HealthCheck.too_slow, HealthCheck.data_too_large]
"""How busy a machine is says nothing of the code: no deadline either."""
settings.register_profile("untimed", deadline=None, suppress_health_check=_NOT_TIMED)
settings.load_profile("untimed")

OFFICE_PROGRAMS = ("soffice", "pdftoppm")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [program for program in OFFICE_PROGRAMS if shutil.which(program) is None]
    if not missing:
        return
    if os.environ.get("HUIBAO_OFFICE") == "required":
        raise pytest.UsageError(f"HUIBAO_OFFICE=required, but not installed: {', '.join(missing)}")
    skip = pytest.mark.skip(reason=f"needs {', '.join(missing)}")
    for item in items:
        if "office" in item.keywords:
            item.add_marker(skip)
