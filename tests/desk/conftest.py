"""A project of its own, and a browser that was let in."""

from pathlib import Path

import pytest
from desk_browser import Browser

from huibao_xl.desk.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "项目")


@pytest.fixture
def browser(project: Project) -> Browser:
    return Browser(project).enter()
