"""A result folder sealed anew, as by somebody who knows how the seal is made."""

from datetime import datetime
from pathlib import Path

from huibao_xl.files.results.folder import ResultFolder, write_summary

_HEADER = ("program", "started", "finished", "outputs", "seal")


def sealed_anew(folder: Path) -> None:
    """Give the folder a summary that fits what stands in it now."""
    opened = ResultFolder.open(folder)
    content = {key: value for key, value in opened.summary.items() if key not in _HEADER}
    write_summary(folder, opened.kind, content, datetime.fromisoformat(opened.summary["started"]))
