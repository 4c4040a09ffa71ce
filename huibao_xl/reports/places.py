"""Where a row came from, in a column of its own: as staff read it (``名单.xlsx › 江川路街道 › 第5行``), and as a link that opens the cell.

Two other forms are needed: inside a sentence (``rosters.place``: 名单.xlsx 工作表“江川路街道” 第 5 行), and in the CSV, where the row has its own
column and programs split at ``#`` (``reports.csv.source_column``: 名单.xlsx#江川路街道).
"""

import os
from pathlib import Path

import pandas as pd

from huibao_xl.reports.pages import Table

_WITH_SHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_LONGEST_LINK = 2_000


def text_of(labels: pd.Series) -> pd.Series:
    """Return a category column as text, null as empty."""
    return labels.astype("str").fillna("")


def _mapped(labels: pd.Series, new: dict[str, str]) -> pd.Series:
    """Each label replaced by ``new``; done per distinct label, not per row."""
    return labels.map(new).astype("str").fillna("")


def source_text(rows: pd.DataFrame) -> pd.Series:
    """Return 来源 of each row: file › sheet › row; without the sheet where the file has none."""
    labels = rows["sheet"].astype("category")
    sheets = {sheet: f" › {sheet}" if sheet else "" for sheet in labels.cat.categories}
    return text_of(rows["file"]) + _mapped(labels, sheets) + " › 第" + rows["row"].astype("str") + "行"


def address(path: Path, sheet: str, cell: str, folder: Path) -> str:
    """Return the hyperlink from a workbook in ``folder`` to a cell of ``path``; empty if there is no such file.

    Relative, so that inputs and results may be moved together; absolute only where no relative path exists
    (another drive). A path with a ``#`` cannot be written as a link.
    """
    target = path.resolve()
    if "#" in str(target) or not target.is_file():
        return ""
    try:
        way = os.path.relpath(target, folder.resolve())
    except ValueError:
        way = str(target)
    place = "#'" + sheet.replace("'", "''") + f"'!{cell}" if sheet and target.suffix.lower() in _WITH_SHEETS else ""
    link = f"external:{way}{place}"
    return link if len(link) < _LONGEST_LINK else ""


def inputs_table(sheets: pd.DataFrame, heading: str) -> Table:
    """Return the sheets that were read (path, sheet, role, rows, sha256) as a table of a front page."""
    rows = [
        (row["sheet"], row["role"], int(row["rows"]), row["sha256"][:12], row["path"])
        for row in sheets.to_dict("records")
    ]
    titles = ("工作表", "名单", "行数", "SHA-256 前 12 位", "文件")
    return Table(heading, titles, ("note", "text", "count", "text", "note"), rows, wide=-1)
