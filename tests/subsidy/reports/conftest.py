"""One invented result, written once for all tests of the reports."""

import subprocess
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


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """Convert a file with LibreOffice in a profile of its own that recalculates everything on opening."""
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
        "<value>0</value></prop></item></oor:items>"
    )

    def convert(path: Path, to: str = "xlsx") -> Path:
        out = tmp_path_factory.mktemp("lo")
        command = [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(out),
        ]
        subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
        return out / f"{path.stem}.{to}"

    return convert
