"""One field of a sheet as one column: texts, labels, days, the person; and findings at its cells. What every kind of list shares."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading.grid import is_unreadable
from huibao_xl.frames import STR, coded, labels, one_label
from huibao_xl.identifiers import person_name, resident_id
from huibao_xl.money import parse_column, unit_of
from huibao_xl.reasons import Stop
from huibao_xl.rosters import days, id_cells
from huibao_xl.rosters.cell_notes import strip_notes
from huibao_xl.rosters.layout import Question
from huibao_xl.rosters.merged import filled_down
from huibao_xl.rosters.rows import Body, of_rows
from huibao_xl.rosters.status_words import is_nothing

_MOST, _FEWEST = 0.5, 3
"""What is usual: more than this share of the rows say it, and so many at least."""
_PLAIN = (
    "手机号",
    "联系电话",
    "联系人",
    "居村委",
    "子类",
    "证书编号",
    "保费",
    "开户行",
    "联行号",
    "曾用名",
    "监护人",
    "金额",
)
"""Fields by which nobody is paid or refused."""


def is_plain_field(field: str) -> bool:
    """Whether nobody is paid or refused by a field: a telephone number that is struck out was corrected."""
    return field in _PLAIN


def person(body: Body, today: date) -> pd.DataFrame:
    """Return the columns of frames.PERSON and frames.PLACE; and id_note, what was put right in a row, where that was done. A name that
    cannot be read (#N/A) is nobody's: it equals none. A note of a state behind a name (张三（亡）) is no part of it (:mod:`cell_notes`)."""
    names, raw = strip_notes(body.texts("姓名")), body.texts("证件号码")
    checked = resident_id.check(raw, body.lost("证件号码"), today)
    if found := id_cells.repairs(names, raw, checked["id_fault"], today):
        rows = list(found)
        names = _replaced(names, {at: repair.name for at, repair in found.items()})
        numbers = pa.array([found[at].number for at in rows], pa.string())
        right = resident_id.check(numbers, np.zeros(len(rows), dtype=bool), today)
        for column in ("id", "id_fault", "person"):
            checked.loc[rows, column] = right[column].to_numpy()
        notes = np.full(len(checked), "", dtype=object)
        notes[rows] = [found[at].note for at in rows]
        checked = checked.assign(id_note=pd.Series(notes, dtype=STR))
    n = len(body.rows)
    return pd.DataFrame(
        {
            "name": pd.array(pc.fill_null(pc.utf8_trim_whitespace(names), ""), dtype=STR),
            "name_key": person_name.keys(_read(names)),
            "id_raw": pd.array(pc.fill_null(raw, ""), dtype=STR),
            **checked,
            "file": one_label(body.label, n),
            "sheet": one_label(body.grid.sheet, n),
            "row": body.sheet_rows.astype(np.int64),
        }
    )


def _read(texts: pa.Array) -> pa.Array:
    """Texts, null where one cannot be read."""
    return pc.if_else(is_unreadable(texts.cast(pa.string())), None, texts)


def _replaced(column: pa.Array, texts: dict[int, str]) -> pa.Array:
    """A text column with other texts in some rows."""
    written = column.to_pylist()
    for at, other in texts.items():
        written[at] = other
    return pa.array(written, pa.string())


def text(body: Body, field: str) -> pd.Series:
    """Return a field's cells, trimmed, ``""`` where empty."""
    if field not in body.layout.columns:
        return pd.Series(pd.array(pa.repeat("", len(body.rows)), dtype=STR))
    return pd.Series(pd.array(pc.fill_null(pc.utf8_trim_whitespace(body.texts(field)), ""), dtype=STR))


def label(body: Body, field: str) -> "pd.Categorical[str]":
    """Return a field of few distinct values as a category, null where empty."""
    if field not in body.layout.columns:
        return _nulls(len(body.rows))
    written = text(body, field)
    return labels(written.where(written != ""))


def _nulls(n: int) -> "pd.Categorical[str]":
    return coded(np.full(n, -1, np.int8))


def most_say(counts: Mapping[str, int]) -> str | None:
    """Return what more than half of the rows of a column say, three at least, None if nothing is so usual. ``counts``: {cell: how many rows have it}.

    >>> most_say({"0000": 3, "9999": 2}), most_say({"0000": 2}), most_say({"0000": 3, "9999": 3})
    ('0000', None, None)
    """
    text, times = max(counts.items(), key=lambda one: one[1], default=("", 0))
    return text if times >= _FEWEST and times > _MOST * sum(counts.values()) else None


def mapped(texts: pa.Array, meaning: Callable[[str], Any]) -> tuple[np.ndarray, list[Any]]:
    """Apply a function once per distinct text: the position of each row's result, and the results."""
    encoded = pc.dictionary_encode(pc.fill_null(texts, ""))
    return encoded.indices.to_numpy(), [meaning(text) for text in encoded.dictionary.to_pylist()]


def flags(texts: pa.Array, test: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
    """Return for each row whether its text passes a test, which looks at every distinct text once."""
    positions, hits = mapped(texts, test)
    hit: npt.NDArray[np.bool_] = np.array(hits, dtype=np.bool_)[positions]
    return hit


def amounts(body: Body, field: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return a field of money in fen, in the unit that its header or a line above the table names, and where a cell is no amount (0 there); an empty
    cell is 0. A column in a unit that is not known has no amount."""
    if field not in body.layout.columns:
        return np.zeros(len(body.rows), dtype=np.int64), np.zeros(len(body.rows), dtype=np.bool_)
    return parse_column(body.texts(field), unit_of(body.layout.header_of(field), body.layout.header.title))


def is_blank(body: Body, field: str) -> npt.NDArray[np.bool_]:
    """Return where the cell of a field is empty, or holds nothing but spaces."""
    written = pc.fill_null(pc.utf8_trim_whitespace(body.texts(field)), "")
    return np.asarray(pc.equal(written, "").to_numpy(zero_copy_only=False), dtype=np.bool_)


def require_units(body: Body, fields: Iterable[str]) -> None:
    """Raise Stop(S16) at the first of these fields whose column is in a unit of money that is not known."""
    for field in fields:
        if field in body.layout.columns and unit_of(body.layout.header_of(field), body.layout.header.title) is None:
            header = body.layout.header_of(field)
            raise Stop(
                "S16", file=body.label, sheet=body.grid.sheet, column=body.layout.letters_of(field), header=header
            )


def held_rows(body: Body, question: Question) -> tuple[npt.NDArray[np.bool_], pa.Array]:
    """Return which rows wait until a question about a column that parts people is answered, and the column's cells, trimmed."""
    cells = of_rows(filled_down(body.grid, question.column), body.rows)
    texts = pc.utf8_trim_whitespace(pc.fill_null(cells, ""))
    holds = question.holds or frozenset[str]()
    held = pc.is_in(texts, pa.array(sorted(holds), pa.string())).to_numpy(zero_copy_only=False)
    return held | (flags(texts, is_nothing) if "" in holds else False), texts


def policy_keys(numbers: "pd.Series[str]") -> "pd.Series[str]":
    """Return 保单号 as they are compared: without white space, in upper case."""
    return numbers.str.replace(r"\s", "", regex=True).str.upper()


def faults(body: Body, code: str, frame: pd.DataFrame, field: str, hit: np.ndarray, **fields: Any) -> pd.DataFrame:
    """Return findings at the cells of one field."""
    if not hit.any():
        return findings.concat([])
    values = body.texts(field).take(pa.array(np.flatnonzero(hit))).to_pylist()
    return findings.for_rows(
        code, frame[hit], body.layout.header_of(field), body.layout.letters_of(field), values, field=field, **fields
    )


def from_days(positions: np.ndarray, results: list[Any]) -> pd.Series:
    """Return the days of :func:`mapped` results; what is no day is null."""
    values = np.array(
        [np.datetime64(result, "s") if isinstance(result, date) else np.datetime64("NaT") for result in results],
        dtype="datetime64[s]",
    )
    return pd.Series(values[positions])


def read_days(
    body: Body, frame: pd.DataFrame, field: str, end: bool = False, exact: bool = False
) -> tuple[pd.Series, np.ndarray, pd.DataFrame]:
    """Return a field of days, where it is written but unreadable, and I12 there. ``end``: as :func:`days.parse` reads it; ``exact``: a year
    alone is no day."""

    if field not in body.layout.columns:
        none, unread = np.zeros(len(body.rows), dtype=np.int64), np.zeros(len(body.rows), dtype=np.bool_)
        return from_days(none, [None]), unread, findings.concat([])

    def day_of(text: str) -> date | None:
        if exact and days.only_year(text):
            raise days.Unreadable
        return days.parse_side(text, end)

    positions, results = mapped(body.texts(field), lambda text: or_unreadable(lambda: day_of(text)))
    bad = np.array([isinstance(result, days.Unreadable) for result in results], dtype=bool)[positions]
    return from_days(positions, results), bad, faults(body, "I12", frame, field, bad)


def or_unreadable(parse: Callable[[], Any]) -> Any:
    """Return what ``parse`` returns, or the Unreadable that it raises."""
    try:
        return parse()
    except days.Unreadable as unreadable:
        return unreadable
