"""Lines beside a list that name some of its people: 备注：孙志强已去世; 注：以下3人已注销：张三、李四; 第5行作废; 序号3、5已迁出.

Such a line is about those whom it names, and about nobody else of the list.
"""

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.list_parts import without_marked
from huibao_xl.rosters.out_lists import OutName, out_name
from huibao_xl.rosters.remark_words import read_remark
from huibao_xl.rosters.sheet_tables import names_person

_CLAUSES = re.compile(r"[,，。;；:：\n()（）【】\[\]]+")
_HAN = re.compile(r"[\u3400-\u9fff·•]+")
_LONGEST_NAME = 6
_NUMBERS = r"(\d{1,6}(?:\s*[、和及与\-—~至到]\s*\d{1,6})*)"
_NUMBERED = re.compile(rf"(?:序号|编号|序列号)\s*(?:为|是|第)?\s*{_NUMBERS}")
_ROWS = re.compile(rf"第\s*{_NUMBERS}\s*(?:行|条|个|人|位|名|户)")
_RANGE = re.compile(r"(\d+)\s*[\-—~至到]\s*(\d+)")
_LONGEST_RANGE = 100
_IF = re.compile("如|若|凡|一旦|要是")
"""How a clause begins that says what to do if something happens."""
_LABEL = re.compile("(?:联系|制表|填表|填报|审核|审批|经办|复核|负责|签|录入|汇总|校对|统计|报送|操作).{0,3}$")
"""What stands before the name of somebody of the office."""
_NUMBERINGS = ("序号", "编号", "NO", "序列号")


def people_named(text: str, names: pa.Array, numbering: pa.Array, sheet_rows: np.ndarray) -> dict[int, OutName]:
    """Return {position: what a line says of that row} for the rows that it names.

    ``names``, ``numbering``: of each row, as texts; ``sheet_rows``: as Excel counts them. A number of a row may be the one of the sheet, or
    the place in the list: both are meant.
    """
    found: dict[int, OutName] = {}
    waiting: list[int] = []
    spoken: OutName = ""
    before = ""
    for clause in filter(None, _CLAUSES.split(visible(text))):
        here, rest = _people(clause, names, numbering, sheet_rows)
        here = [] if _LABEL.search(before) else here
        says, before = "" if _IF.match(rest.strip()) else _says(rest), clause
        waiting += here
        if not says and not (here and spoken):
            continue
        for at in waiting:
            found[at] = says or spoken
        spoken = spoken if not says else "" if waiting else says
        waiting = []
    return found


def of_everybody(title: str, grid: Grid, header: Header) -> str:
    """Return a title without what it says of marked rows, or of people of the list whom it names: what is left may be about everybody."""
    written = without_marked(title)
    column = next((at for at, text in enumerate(header.texts) if names_person(text)), None)
    if column is None or not out_name("", written):
        return written
    names = grid.cells[column].slice(header.last + 1).combine_chunks().cast(pa.string())
    unnumbered, nowhere = pa.nulls(len(names), pa.string()), np.full(len(names), -1)
    return " ".join(text for text in written.split() if not people_named(text, names, unnumbered, nowhere))


def numbering_of(header: Header) -> int | None:
    """The column of a list's own numbers (序号), None if it has none."""
    return next((at for at, key in enumerate(header.keys) if key in _NUMBERINGS), None)


def _says(text: str) -> OutName:
    state = read_remark(text)
    return "死亡" if state.dead else "注销" if state.means in ("out", "unclear") else ""


def _people(clause: str, names: pa.Array, numbering: pa.Array, sheet_rows: np.ndarray) -> tuple[list[int], str]:
    """The rows that a clause names, and what else it says."""
    people, rest = _by_name(clause, names)
    numbers = frozenset[str]().union(*(_listed(found[1]) for found in _NUMBERED.finditer(rest)))
    if numbers:
        written = pc.replace_substring_regex(pc.fill_null(numbering, ""), r"\.0$|\s", "")
        people += [at for at, text in enumerate(written.to_pylist()) if text in numbers]
    places = frozenset[str]().union(*(_listed(found[1]) for found in _ROWS.finditer(rest)))
    if places:
        people += [at for at, row in enumerate(sheet_rows.tolist()) if str(row) in places or str(at + 1) in places]
    return people, _ROWS.sub("", _NUMBERED.sub("", rest))


def _by_name(clause: str, names: pa.Array) -> tuple[list[int], str]:
    """The rows whose name stands in a clause, and the clause without these names; a name that is part of a longer one is none."""
    keys = pc.replace_substring_regex(pc.fill_null(names, ""), r"[\s·•]", "")
    parts = {run[at:end] for run in _HAN.findall(clause) for at in range(len(run)) for end in _ends(at, len(run))}
    named = pc.is_in(keys, pa.array(sorted(parts), pa.string())).to_numpy(zero_copy_only=False)
    written = {at: keys[at].as_py() for at in np.flatnonzero(named).tolist()}
    rest, found = clause, set[str]()
    for name in sorted({*written.values()}, key=len, reverse=True):
        found |= {name} if name in rest else set()
        rest = rest.replace(name, "")
    return [at for at, name in written.items() if name in found], rest


def _ends(at: int, length: int) -> Iterable[int]:
    return range(at + 2, min(length, at + _LONGEST_NAME) + 1)


def _listed(text: str) -> frozenset[str]:
    """The numbers of 3、5 and of 3-7."""
    numbers = {str(int(number)) for number in re.findall(r"\d+", text)}
    for first, last in _RANGE.findall(text):
        numbers |= {str(number) for number in range(int(first), min(int(last), int(first) + _LONGEST_RANGE) + 1)}
    return frozenset(numbers)
