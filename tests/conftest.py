"""Shared by all tests: what needs LibreOffice is skipped where it is missing, unless HUIBAO_OFFICE=required (in CI)."""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # how busy a machine is says nothing of the code
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
