"""What else the lists may be: for each open question of 列对应 the lists as they would be if it were answered otherwise.

Whom another answer would decide otherwise can be computed by reading only the sheets that are asked about once more, whole columns at
a time: the decision compares (``subsidy.held``).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.reasons import Stop
from huibao_xl.rosters.cells import CLEAN
from huibao_xl.rosters.column_answers import header_key_of
from huibao_xl.rosters.columns import flags, held_rows
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.labels import label, texts_of
from huibao_xl.rosters.laying_out import lay_out
from huibao_xl.rosters.layout import NOT_USED, Layout, missing_of
from huibao_xl.rosters.read_lists import SheetList, joined
from huibao_xl.rosters.role import SPEAK_AGAINST
from huibao_xl.rosters.row_people import ANOTHER
from huibao_xl.rosters.rows import Body, further_bodies, of_further, read_body
from huibao_xl.rosters.status_words import is_perhaps_gone, read_state

if TYPE_CHECKING:
    from huibao_xl.rosters.role_reader import RoleReader

Flags = npt.NDArray[np.bool_]
_SPARES = {"姓名": "X01", "证件号码": "X01", "承保日期": "X05", ANOTHER: "X01"}
"""{field: the code of those who are refused while its column is open, and may not be then}: whose row it is, on which day he is judged."""
SHAPES = {shape.name: shape for shape, _ in CLEAN.values()}
"""{name of a frame: its shape}."""


@dataclass(frozen=True)
class Change:
    """What a sheet becomes under another meaning. ``shape``: name of the frame; ``frame``: its rows then, None if the
    sheet has no part in that frame; ``of``: row and id_raw of the rows that are meant, where several lists stand on the sheet, None for all of it."""

    shape: str
    file: str
    sheet: str
    frame: pd.DataFrame | None
    of: pd.DataFrame | None = None


@dataclass(frozen=True)
class Doubt:
    """One other answer to one open question, for all sheets that it is about. ``text``: the column or sheet and what
    it would be, as staff read it; ``question``: what is asked, the same for answers that exclude one another; ``spares``: the code of those
    who are refused now and may not be then, "" for none: other people would stand on a sheet (X01), or a policy have another day (X05)."""

    text: str
    changes: tuple[Change, ...]
    question: tuple[str, str] = ("", "")
    spares: str = ""


def doubts_of(lists: Sequence[SheetList], reader: "RoleReader") -> tuple[Doubt, ...]:
    """Return every other answer to every open question about the sheets that were read. An answer under which a sheet could not be read
    is none."""
    found: dict[tuple[str, str, str], tuple[str, list[Change]]] = {}
    on_sheets = Counter((read.body.label, read.body.grid.sheet) for read in lists)
    for read in lists:
        of = read.frame[["row", "id_raw"]] if on_sheets[read.body.label, read.body.grid.sheet] > 1 else None
        for key, text, changes in (*_of_columns(read, reader), *_of_parts(read, reader), *_of_role(read, reader)):
            found.setdefault(key, (text, []))[1].extend(replace(change, of=of) for change in changes)
    return tuple(
        Doubt(text, tuple(changes), key[:2], _SPARES.get(key[2], "")) for key, (text, changes) in found.items()
    )


Found = tuple[tuple[str, str, str], str, list[Change]]


def _of_columns(read: SheetList, reader: "RoleReader") -> Iterator[Found]:
    layout = read.body.layout
    for question in layout.questions:
        header = header_key_of(layout.header, question.column)
        for meaning, columns in question.options.items():
            if meaning == ANOTHER:
                frame = _with_further(read, question.column, reader)
            else:
                frame = _read_as(read.body, layout.as_if(columns), reader)
            if frame is not None:
                then = f"若是“{meaning}”" if meaning != NOT_USED else f"若不是“{question.meaning}”"
                text = f"{_place(read.body)} {column_letters(question.column)} 列“{header}”{then}"
                yield (layout.role.name, header, meaning), text, [_change(read, layout.role.frame, frame, reader)]


def _with_further(read: SheetList, column: int, reader: "RoleReader") -> pd.DataFrame | None:
    """The list with the further people of a column, None if they are nobody."""
    further = [one for one in read.body.layout.further if one.column == column]
    bodies = [body for one in further for body in further_bodies(read.body, one)]
    frames = [of_further(reader.clean(body)[0]) for body in bodies]
    shape, _ = reader.kinds[read.body.layout.role.frame]
    return joined(shape, [read.frame, *frames]) if frames else None


def _of_parts(read: SheetList, reader: "RoleReader") -> Iterator[Found]:
    """The list without those whose cell, of a column that may part people, is not plainly harmless; and without all if it may be
    an old one: an old 承保名单 counts for nothing then, and cancels no policy that another one has."""
    layout = read.body.layout
    for question in layout.questions:
        if question.holds is not None and layout.role.frame not in SPEAK_AGAINST:
            held, texts = held_rows(read.body, question)
            header = header_key_of(layout.header, question.column)
            text = f"{_place(read.body)} {column_letters(question.column)} 列“{header}”若说明谁不在名单中"
            gone, worded, dead = (
                _in_rows(read, rows) for rows in (held, held & flags(texts, _is_out), held & flags(texts, _is_dead))
            )
            frame = _with_deaths(_without(read.frame, gone, worded), dead)
            yield (layout.role.name, header, question.parting), text, [_change(read, layout.role.frame, frame, reader)]
    if layout.old and layout.role.frame != "accounts":
        text = f"{_place(read.body)}若是不适用的{layout.old}"
        frame = _without(read.frame, np.ones(len(read.frame), dtype=bool), np.zeros(len(read.frame), dtype=bool))
        frame = read.frame.iloc[:0] if layout.role.frame == "insured" else frame
        yield (read.body.label, read.body.grid.sheet, "旧名单"), text, [_change(read, layout.role.frame, frame, reader)]


def _in_rows(read: SheetList, rows: Flags) -> Flags:
    """Which rows of a list's frame stand in these rows of its body: a row of several numbers is several."""
    return np.asarray(read.frame["row"].isin(read.body.sheet_rows[rows]).to_numpy(), dtype=np.bool_)


def _is_out(text: str) -> bool:
    """Whether a cell says that somebody left (注销), or may have (查无此人): then other rows of the person in the same roster are not sure either."""
    return read_state(text).means == "out" or is_perhaps_gone(text)


def _is_dead(text: str) -> bool:
    return read_state(text).dead


def _with_deaths(frame: pd.DataFrame, dead: Flags) -> pd.DataFrame:
    """A list in which the people of some rows have died: they have wherever else they stand."""
    return frame.assign(dead=label(np.where(dead, "已死亡", texts_of(frame["dead"])))) if dead.any() else frame


def _without(frame: pd.DataFrame, gone: Flags, worded: Flags) -> pd.DataFrame:
    """An insured list or a roster in which the rows ``gone`` are 退保 or out; of those that a word (``worded``) says it of, a roster's other rows too."""
    if "status" not in frame:
        states = texts_of(frame["state"])
        states[worded & (states == "")] = "已退出"
        return frame.assign(out=frame["out"] | gone, state=label(states))
    codes = np.where(gone, "退保", frame["status"].astype("str").to_numpy(dtype=object))
    return frame.assign(status=pd.Categorical(codes, categories=frame["status"].cat.categories))


def _of_role(read: SheetList, reader: "RoleReader") -> Iterator[Found]:
    layout = read.body.layout
    for name in layout.others:
        role, grid = reader.book.roles[name], read.body.grid
        header = find_header(grid, reader.book)
        try:
            other = lay_out(grid, read.body.label, role, header, reader.is_township) if header else None
        except Stop:
            continue
        frame = _read_as(read.body, other, reader) if other else None
        if frame is not None:
            text = f"{_place(read.body)}若是“{name}”"
            now, then = (_change(read, each, None, reader) for each in (layout.role.frame, role.frame))
            changes = [replace(then, frame=frame)] if now.shape == then.shape else [now, replace(then, frame=frame)]
            yield (read.body.label, read.body.grid.sheet, name), text, changes


def _read_as(body: Body, layout: Layout, reader: "RoleReader") -> pd.DataFrame | None:
    """The frame of a sheet under another layout, None if it lacks a required column."""
    if missing_of(layout.role, layout.columns) or "证件号码" not in layout.columns:
        return None
    frame, _ = reader.clean(read_body(body.grid, layout, body.label))
    return frame


def _change(read: SheetList, frame_name: str, frame: pd.DataFrame | None, reader: "RoleReader") -> Change:
    shape, _ = reader.kinds[frame_name]
    return Change(shape.name, read.body.label, read.body.grid.sheet, frame)


def _place(body: Body) -> str:
    return f"{body.label} 工作表“{body.grid.sheet}”"


def rows_of(frame: pd.DataFrame, change: Change) -> Flags:
    """Return which rows of a frame (of the change's shape) a change is about: those of its sheet, or of its list where several stand on it."""
    here: Flags = ((frame["file"] == change.file) & (frame["sheet"] == change.sheet)).to_numpy(
        dtype=np.bool_, copy=True
    )
    if change.of is None or not here.any():
        return here
    at = np.flatnonzero(here)
    rows, numbers = (frame[name].iloc[at].isin(change.of[name]).to_numpy() for name in ("row", "id_raw"))
    here[at] = rows & numbers
    return here


def replaced(frame: pd.DataFrame, changes: Sequence[Change]) -> pd.DataFrame:
    """Return a frame (of the shape that all changes name) with the rows of lists replaced in their place, one change for each list."""
    going, begins = np.zeros(len(frame), dtype=np.bool_), []
    for change in changes:
        here = rows_of(frame, change)
        begins.append(int(here.argmax()) if here.any() else len(frame))
        going |= here
    parts, done = [], 0
    for at in np.argsort(begins, kind="stable"):
        parts += [frame.iloc[done : begins[at]][~going[done : begins[at]]], changes[at].frame]
        done = begins[at]
    parts.append(frame.iloc[done:][~going[done:]])
    filled = [part.reset_index(drop=True) for part in parts if part is not None and len(part)]
    return joined(SHAPES[changes[0].shape], filled)
