"""LibreOffice for the tests: one profile for each process, made once, and many files in one start."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path

CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
"""Comma, quotation marks, UTF-8, from row 1, as shown."""

_RECALCULATE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
    "<value>0</value></prop></item></oor:items>"
)


@cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """A profile that recalculates everything on opening; it goes when the process ends."""
    profile = tempfile.TemporaryDirectory(prefix="soffice-")
    (Path(profile.name) / "user").mkdir()
    (Path(profile.name) / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    return profile


def convert(*paths: Path, out: Path, to: str = "xlsx") -> list[Path]:
    """Open these files in LibreOffice and save each into the folder ``out`` as ``to`` (a suffix, or suffix:filter); return what was saved."""
    profile = f"-env:UserInstallation={Path(_profile().name).as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [out / f"{path.stem}.{to.partition(':')[0]}" for path in paths]
