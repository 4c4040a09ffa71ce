"""A result folder sealed anew, as by somebody who knows how the seal is made."""

from datetime import datetime
from pathlib import Path

import pyarrow.parquet

from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, seal_of, write_summary
from huibao_xl.files.writing.checked_json import write_json
from huibao_xl.subsidy.result import Result, of_folder

_HEADER = ("program", "started", "finished", "outputs", "seal")


def sealed_anew(folder: Path) -> None:
    """Give the folder a summary that fits what stands in it now."""
    opened = ResultFolder.open(folder)
    content = {key: value for key, value in opened.summary.items() if key not in _HEADER}
    write_summary(folder, opened.kind, content, datetime.fromisoformat(opened.summary["started"]))


def of_format(folder: Path, number: int | None) -> None:
    """Seal a folder as a version does that stores things by another format; None: one that did not say it."""
    sealed_anew(folder)
    opened = ResultFolder.open(folder)
    content = {key: value for key, value in opened.summary.items() if key != "format"}
    content |= {} if number is None else {"format": number}
    write_json(folder / opened.kind.summary, content | {"seal": seal_of(content)})


def without_column(folder: Path, frame: str, column: str) -> None:
    """Store a frame of a result without one of its columns."""
    path = folder / names.DATA / f"{frame}.parquet"
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(path).drop_columns([column]), path)


def read_result(folder: Path) -> Result:
    """The result that a folder stores, compared with its seal."""
    return of_folder(ResultFolder.open(folder, names.RUN).require_data())
