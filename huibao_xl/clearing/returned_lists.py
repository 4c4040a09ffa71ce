"""Lists of what came back (退票清单, 代发失败明细) beside lists of what was paid, and rows that may be no payment of their own.

What such a list names was not paid, though the first list still calls it paid: nobody can say whether it was sent again. The payments of its people wait
(C17), and each of its rows is named (C21). A row that is the same as one above it in every cell was written twice or paid twice, and one that
names several people is nobody's alone: they wait too.
"""

import re

import numpy as np
import pandas as pd
import pyarrow as pa

from huibao_xl import findings
from huibao_xl.clearing.whose import may_be
from huibao_xl.identifiers import person_name
from huibao_xl.rosters.list_parts import name_without_marked
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.state_columns import state_columns

_CAME_BACK = re.compile("退票|退汇|退款|退回|失败|未成功|不成功|未到账|未入账|拒付")
_AGAIN = re.compile("重发|重付|补发|再发|重新|更正|成功(?!率)|已处理|无退票|含退")
_REST_OPEN = re.compile("(?:其余|其他|其它|余下|剩余|未标|没有?标)[^,，;；。、]{0,6}(?:待|未|没|暂不|暂缓)")
"""A name that says of all rows but some marked ones that they are not paid yet."""
_SEVERAL = re.compile(r"[、,，;；/／+＋和与及]|等(?:[0-9]+|[一二两三四五六七八九十]+)?人|夫妇|夫妻|一家")
_LONGEST = 40
"""A longer text above a table explains it."""
_RUNNING = re.compile("^(?:序号|编号|行号|NO|№)$", re.IGNORECASE)


def came_back(body: Body, failed: np.ndarray) -> tuple[np.ndarray, str]:
    """Return which rows of a sheet are of a list of what came back: all, where every row ``failed``, or where its names or title say so and it has no
    results of its own; and the doubt about every row where its names say that, and that it was paid again."""
    file, sheet = body.grid.named
    titles = [text for text in (sheet, body.layout.header.title, file.stem) if len(text) <= _LONGEST]
    named = [text for text in titles if _CAME_BACK.search(name_without_marked(text))]
    if any(header.what == "status" for _, header in state_columns(body.layout, of_policy=True)):
        named = []
    if rest := [text for text in (sheet, body.layout.header.title, file.stem) if _REST_OPEN.search(text)]:
        return np.full(len(failed), bool(len(failed) and failed.all())), f"名称“{rest[0]}”写明其余的还没有发"
    if named and _AGAIN.search(named[0]) and not failed.all():
        return np.zeros(len(failed), dtype=bool), f"名称“{named[0]}”写明退回，又写明重发"
    return np.full(len(failed), bool(named) or bool(len(failed) and failed.all())), ""


def is_of_several(names: pd.Series) -> np.ndarray:
    """Return which names are of several people (样甲、样乙)."""
    hit: np.ndarray = names.astype("str").str.contains(_SEVERAL).fillna(False).to_numpy(dtype=bool)
    return hit


def of_several(names: pd.Series) -> np.ndarray:
    """Return a doubt at each name that is of several people, "" elsewhere."""
    return np.where(is_of_several(names), "姓名写了不止一个人", "").astype(object)


def names_in(name: str) -> list[str]:
    """Return the names of several people in one cell, as compared; none where it is of one.

    >>> names_in("样甲、样乙"), names_in("样甲")
    (['样甲', '样乙'], [])
    """
    parts = [person_name.key(part) for part in _SEVERAL.split(name)]
    return [part for part in parts if part] if _SEVERAL.search(name) else []


def twice(body: Body, frame: pd.DataFrame) -> np.ndarray:
    """Return at each row all of whose cells, but for running numbers, stand in a row above it too the number of that row, else 0."""
    first_of = np.zeros(len(frame), dtype=np.int64)
    keys = ["id", "name", "amount_fen"]
    at = np.flatnonzero(frame.duplicated(keys, keep=False).to_numpy() & (frame["id"] != "").to_numpy())
    if not len(at):
        return first_of
    columns = [
        body.column(column).take(pa.array(at)).to_pylist()
        for column, text in enumerate(body.layout.header.texts)
        if text.strip() and not _RUNNING.match(text.strip())
    ]
    first: dict[tuple[str, ...], int] = {}
    for row, cells in zip(at.tolist(), zip(*columns, strict=True), strict=True):
        key = tuple((cell or "").strip() for cell in cells)
        first_of[row] = first.setdefault(key, int(frame["row"].iloc[row]))
    return np.where(first_of == frame["row"].to_numpy(), 0, first_of)


def with_repeated(lines: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return classify.LINES with a doubt at each that is the same in every cell as one above it which still counts. ``rows``: paid_lists.PAID_ROWS."""
    again = rows[rows["again"] > 0]
    if not len(again):
        return lines
    place = ["file", "sheet", "row"]
    first_of = {
        tuple(key): (*key[:2], first) for *key, first in again[[*place, "again"]].itertuples(index=False, name=None)
    }
    counted = {
        at: tuple(key) for at, key in zip(lines.index, lines[place].itertuples(index=False, name=None), strict=True)
    }
    there, doubts = set(counted.values()), lines["doubt"].tolist()
    for at, key in enumerate(counted.values()):
        if first_of.get(key) in there:
            words = f"与第 {first_of[key][2]} 行每一格都相同，可能登记了两遍，也可能付了两次"
            doubts[at] = f"{doubts[at]}；{words}" if doubts[at] else words
    return lines.assign(doubt=pd.array(doubts, dtype="str"))


def doubted(lines: pd.DataFrame, back: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return classify.LINES with a doubt at each that a row of a list of what came back may mean, and C21 at each such row. ``back``: paid_lists.PAID_ROWS
    of these lists."""
    if not len(back):
        return lines, findings.concat([])
    at_person: dict[int, list[int]] = {}
    for line, person in enumerate(lines["person"].tolist()):
        at_person.setdefault(person, []).append(line)
    unread = back[back["person"] < 0]
    may = may_be(back, lines).groupby("left")["right"].agg(list).to_dict() if len(unread) else {}
    doubts, hits = lines["doubt"].tolist(), []
    places = zip(*(back[name].tolist() for name in ("person", "file", "sheet", "row")), strict=True)
    for at, (person, file, sheet, row) in enumerate(places):
        mine = at_person.get(person, []) if person >= 0 else may.get(at, [])
        hits.append(len(mine))
        for line in mine:
            words = f"“{file} › {sheet}”第 {row} 行写明没有付到"
            if words not in doubts[line]:
                doubts[line] = f"{doubts[line]}；{words}" if doubts[line] else words
    tied = ["它的付款行待核" if hit else "没有对应的付款行" for hit in hits]
    found = findings.for_rows("C21", back, value=back["id"].tolist(), tied=tied)
    return lines.assign(doubt=pd.array(doubts, dtype="str")), found
