"""公示/<街镇>.xlsx: the list that is posted in public, one file per 街镇: what heads it, masked names and ids, no bank data, and no
category unless the policy names it."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.files.results.read_back import numbered, read_rows
from huibao_xl.files.writing import template
from huibao_xl.files.writing.template import Value
from huibao_xl.files.writing.workbook import Book, Kind
from huibao_xl.policy import Policy
from huibao_xl.subsidy.publication import heading
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.templates import read_form

FOLDER = names.NOTICES
TEMPLATE, WITH_CATEGORIES = "公示.xlsx", "公示（写明类别）.xlsx"
_HEAD = ["公示_依据", "公示_标准", "公示_合计", "公示_公示期", "公示_监督电话", "公示_单位", "公示_日期"]
_LISTS = ["公示_序号", "公示_姓名", "公示_证件号码", "公示_街镇", "公示_补贴金额"]
_CATEGORIES = "公示_对象类别"
_KINDS: dict[str, Kind] = {"公示_序号": "count", "公示_补贴金额": "money"}
_LONG_NUMBER = re.compile(r"\d{15,}|(?<!\d)1[3-9]\d{9}(?!\d)")
"""An id number, an account or a mobile telephone that nobody masked."""


@dataclass(frozen=True)
class Posted:
    """What all files of a folder say: how many ``people``, their amounts together in ``fen``, and in how many cells something stands
    ``exposed``: a full number, a name, or a category that the policy does not name in public."""

    people: int
    fen: int
    exposed: int


def form(templates: Path | None, rules: Policy) -> template.Template:
    """Return the form that is filled: the bureau's own from the folder ``templates``, else ours.

    Raises Stop(S10) if it was spoilt, or lacks what a list in public must carry: basis, amount, totals, period, telephone, unit.
    """
    if not rules.publication.categories:
        return read_form(templates, TEMPLATE, _HEAD, _LISTS)
    restyled = templates if templates is not None and (templates / TEMPLATE).is_file() else None
    return read_form(restyled, TEMPLATE if restyled else WITH_CATEGORIES, _HEAD, [*_LISTS, _CATEGORIES])


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
    rules = result.policy
    notice_form = form(result.templates, rules)
    paths = []
    for township, rows in result.payments.groupby("home", observed=True, sort=False):
        folder.mkdir(exist_ok=True)
        paths.append(folder / f"{township}.xlsx")
        with Book(paths[-1], result.name) as book:
            values: dict[str, Value] = {"公示_标题": f"{result.name} {township} 公示名单"}
            values |= heading(rules, len(rows), int(rows["amount_fen"].sum()))
            notice_form.fill(book, FOLDER, values, _lines(rows, rules), _KINDS)
    return paths


def read_back(folder: Path, rules: Policy, templates: Path | None = None) -> Posted:
    """Return what all files in ``folder`` say; ``templates``: as they were written with."""
    notice_form = form(templates, rules)
    files = [_of_file(path, notice_form, rules) for path in folder.glob("*.xlsx")]
    return Posted(
        sum(file.people for file in files), sum(file.fen for file in files), sum(file.exposed for file in files)
    )


def _of_file(path: Path, notice_form: template.Template, rules: Policy) -> Posted:
    name, amount = (notice_form.lists[f"公示_{title}"] - 1 for title in ("姓名", "补贴金额"))
    rows = read_rows(path)
    lines = numbered(rows, notice_form.list_row, notice_form.lists["公示_序号"])
    hidden = () if rules.publication.categories else rules.category_order
    texts = [cell for cells in rows for cell in cells if isinstance(cell, str)]
    exposed = sum(bool(_LONG_NUMBER.search(text.replace(rules.publication.telephone or "\n", ""))) for text in texts)
    exposed += sum("*" not in str(cells[name]) for cells in lines)
    exposed += sum(title in str(cell) for cells in lines for cell in cells for title in hidden)
    fen = [round(cell * 100) for cells in lines if isinstance(cell := cells[amount], int | float)]
    return Posted(len(lines), sum(fen), exposed)


def _lines(rows: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    keep, head, tail = (rules.masking[key] for key in ("name_keep", "id_head", "id_tail"))
    lines = pd.DataFrame(
        {
            "公示_序号": np.arange(1, len(rows) + 1),
            "公示_姓名": [masked_name(name, keep) for name in rows["name"]],
            "公示_证件号码": [masked_id(number, head, tail) for number in rows["id"]],
            "公示_街镇": rows["home"].array,
            "公示_补贴金额": rows["amount_fen"].array,
        }
    )
    return lines.assign(**{_CATEGORIES: rows["categories"].array}) if rules.publication.categories else lines
