"""One invented result, written once for all tests of the reports."""

from pathlib import Path

import pytest
import synthetic

from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.subsidy.reports import write_result
from huibao_xl.subsidy.result import Result


@pytest.fixture(scope="session")
def result(tmp_path_factory) -> Result:
    source = synthetic.touch(tmp_path_factory.mktemp("来源"))
    return synthetic.result(paid=60, outreach=30, findings=13, insured=120, source=source)


@pytest.fixture(scope="session")
def written(result, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("出") / "结果"
    with atomic_folder(folder) as work:
        write_result(result, work)
    return folder
