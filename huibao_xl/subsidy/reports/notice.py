"""公示/<街镇>.xlsx: the list that is posted in public, one file per 街镇: masked names and ids, no bank data."""

from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.files.results.read_back import read_amounts
from huibao_xl.files.writing import template
from huibao_xl.files.writing.template import Value
from huibao_xl.files.writing.workbook import Book, Kind
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.templates import read_form

FOLDER = names.NOTICES
TEMPLATE = "公示.xlsx"
_LISTS = ["公示_序号", "公示_姓名", "公示_证件号码", "公示_街镇", "公示_对象类别", "公示_补贴金额"]
_KINDS: dict[str, Kind] = {"公示_序号": "count", "公示_补贴金额": "money"}


def form(templates: Path | None) -> template.Template:
    """Return the form that is filled: the bureau's own from the folder ``templates``, else ours. Raises Stop(S10) if it was spoilt."""
    return read_form(templates, TEMPLATE, [], _LISTS)


def masked_name(name: str, keep: int) -> str:
    """Return a name with all but its first ``keep`` characters hidden; a one-character name is hidden whole.

    >>> masked_name("欧阳测试", 1), masked_name("测", 1)
    ('欧***', '*')
    """
    keep = min(keep, len(name) - 1)
    return name[:keep] + "*" * (len(name) - keep)


def masked_id(number: str, head: int, tail: int) -> str:
    """Return an id number with its middle hidden; one too short for that is hidden whole.

    >>> masked_id("310112194901010015", 6, 4)
    '310112********0015'
    """
    hidden = len(number) - head - tail
    if hidden <= 0:
        return "*" * len(number)
    return number[:head] + "*" * hidden + number[len(number) - tail :]


def write_notices(result: Result, folder: Path) -> list[Path]:
    """Write one file for every 街镇 with people paid into ``folder``, which is made if there is one, in the policy's
    order; return their paths."""
    notice_form = form(result.templates)
    paths = []
    for township, rows in result.payments.groupby("home", observed=True, sort=False):
        folder.mkdir(exist_ok=True)
        paths.append(folder / f"{township}.xlsx")
        with Book(paths[-1], result.name) as book:
            values: dict[str, Value] = {"公示_标题": f"{result.name} {township} 公示名单"}
            notice_form.fill(book, FOLDER, values, _lines(rows, result.policy.masking), _KINDS)
    return paths


def read_back(folder: Path, templates: Path | None = None) -> tuple[int, int]:
    """Return how many people all files in ``folder`` name and their amounts together, in fen, as the files
    say; ``templates``: as they were written with."""
    notice_form = form(templates)
    columns = (notice_form.list_row, notice_form.lists["公示_序号"], notice_form.lists["公示_补贴金额"])
    lines = [round(amount * 100) for path in folder.glob("*.xlsx") for amount in read_amounts(path, *columns)]
    return len(lines), sum(lines)


def _lines(rows: pd.DataFrame, masking: dict[str, int]) -> pd.DataFrame:
    keep, head, tail = masking["name_keep"], masking["id_head"], masking["id_tail"]
    return pd.DataFrame(
        {
            "公示_序号": np.arange(1, len(rows) + 1),
            "公示_姓名": [masked_name(name, keep) for name in rows["name"]],
            "公示_证件号码": [masked_id(number, head, tail) for number in rows["id"]],
            "公示_街镇": rows["home"].array,
            "公示_对象类别": rows["categories"].array,
            "公示_补贴金额": rows["amount_fen"].array,
        }
    )
