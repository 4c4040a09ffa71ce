"""All sheets of all files to one frame per kind of list, with every finding on the way.

Order is the source order: files as given (folders sorted by name), sheets as they stand in the workbook, rows from the top.
"""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.frames import INSURED
from huibao_xl.policy import Policy
from huibao_xl.policy.townships import Names
from huibao_xl.reasons import Stop
from huibao_xl.rosters.cells import CLEAN, Cleaned
from huibao_xl.rosters.checked_accounts import with_checked_accounts
from huibao_xl.rosters.column_answers import Answers, shown_place
from huibao_xl.rosters.doubts import doubts_of
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.letters import Register
from huibao_xl.rosters.lists import Forced, Lists, label, shared_folder
from huibao_xl.rosters.mentions import all_mentioned, paid_beside, with_questions
from huibao_xl.rosters.older_accounts import with_older_accounts
from huibao_xl.rosters.other_numbers import with_other_numbers
from huibao_xl.rosters.premiums import cancelled, taken_back
from huibao_xl.rosters.read_lists import Found, SheetList, joined, used_sheets
from huibao_xl.rosters.readings import contradicted, readings_of
from huibao_xl.rosters.role_reader import Clean, RoleReader, frames_of, read_roles
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.unread_sheets import (
    mentioned_beside,
    mentioned_by_numbers,
    mentioned_elsewhere,
    mentioned_in_parts,
)
from huibao_xl.rosters.versions import with_versions

_NOT_READ = ("I01", "I02", "I05", "I17", "I22", "I31", "I44", "I50", "I58", "I62")
"""Findings that say why a file or a sheet was not read."""


def collect(
    files: Sequence[SourceFile],
    rules: Policy,
    forced: Forced,
    today: date,
    complete: bool = True,
    column_answers: pd.DataFrame | None = None,
) -> Lists:
    """Return the lists of all files. Raises Stop if a recognised sheet lacks a required column.

    ``rules``: whose 街镇 and rosters are recognised, beside the roles that ship; ``complete``: also require 承保名单 and
    at least one of its categories' rosters, and report each roster that is missing; ``column_answers``: what clerks answered
    about columns and sheets (frames.COLUMN_ANSWERS).
    """
    book, names = role_book_of(rules), Names(rules)
    base = shared_folder([file.path for file in files])
    labels = {file.path: label(file.path, base) for file in files}
    kinds = {frame: (shape, _naming(clean, names)) for frame, (shape, clean) in CLEAN.items()}
    reader = RoleReader(
        book,
        kinds,
        forced,
        today,
        labels,
        files,
        lambda text: names.find(text) is not None,
        Answers(column_answers),
        asks=True,
        year=rules.year,
        reference_date=rules.reference_date,
        amount_fen=rules.amount_fen,
        elsewhere=names.elsewhere.of_list,
    )
    read, unread, found = read_roles(files, reader)
    read, unread, found = with_checked_accounts(with_other_numbers(read), unread, reader, found)
    confirmed = [bool(reader.answers.of_sheet(one.body.grid)) for one in read]
    read, versions = with_versions(read, confirmed)
    read, older = with_older_accounts(read, confirmed, rules.year)
    found += [*versions, *older]
    frames, sheets = frames_of(read, reader), used_sheets(read)
    frames["insured"] = _without_cancelled(read, frames.get("insured", []))
    pending = [one.body.grid for one in read if _is_pending(one, rules.reference_date)]
    shown = {
        (labels[file.path], grid.sheet): shown_place(grid, labels[file.path]) for file in files for grid in file.grids
    }
    register = Register(read, frames["insured"])
    people, about_people = mentioned_elsewhere([*unread, *pending], reader, register)
    beside, about_lines = mentioned_beside(read, register)
    found += [*about_people, *about_lines]
    in_parts = [mentioned_in_parts(one.body) for one in read if one.body.parts]
    in_parts += [_paid_beside(one, rules.year) for one in read if one.body.layout.role.frame == "prior"]
    found += contradicted(read, reader)
    if complete:
        found += missing_roles(sheets, rules, findings.concat(found))
    return Lists(
        **{shape.name: joined(shape, frames.get(shape.name, [])) for shape, _ in CLEAN.values()},
        sheets=sheets,
        findings=findings.concat(found),
        base=base,
        readings=with_questions(readings_of(files, read, reader), people, shown),
        mentioned=all_mentioned([people, beside, mentioned_by_numbers(read), *in_parts]),
        doubts=doubts_of(read, reader),
    )


def _is_pending(one: SheetList, on: date) -> bool:
    """Whether the names of a roster say that nothing is settled of its people (待复核, 到期未换证), and not all of its entries had ended by a day."""
    if one.body.layout.says != "待定" or one.body.layout.role.frame != "entries":
        return False
    return not bool((one.frame["valid_to"] < pd.Timestamp(on)).all())


def _paid_beside(one: SheetList, year: int) -> pd.DataFrame:
    """Who is named beside the people of a list of payments for the year, or for one that cannot be read."""
    rows = one.frame.loc[one.frame["year"].isin([year, 0]), "row"].to_numpy(dtype=np.int64)
    return paid_beside(one.body.grid, one.body.label, rows)


def _without_cancelled(lists: Sequence[SheetList], frames: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """The sheets of 承保名单 as one, in which rows that negative premiums take back are out, on whatever sheet they stand."""
    negative = [taken_back(one.body) for one in lists if one.body.layout.role.frame == "insured"]
    if not any(one.any() for one in negative):
        return frames
    return [cancelled(joined(INSURED, frames), np.concatenate(negative))]


def missing_roles(sheets: pd.DataFrame, rules: Policy, found: pd.DataFrame) -> Found:
    """Return I09 for each roster of a policy that is missing among the used sheets. Raises Stop(S04), with what each sheet was read as or why
    it was not (``found``), without 承保名单 or any roster."""
    read = set(sheets["role"].astype(str))
    if "承保名单" not in read:
        raise Stop("S04", role="承保名单", seen=what_was_read(sheets, found))
    if not read.intersection(rules.roles):
        counted = f"{rules.counted}名册（{'、'.join(rules.roles)}）中的任何一份"
        raise Stop("S04", role=counted, seen=what_was_read(sheets, found))
    return [findings.for_file("I09", "", role=role) for role in rules.roles if role not in read]


def what_was_read(sheets: pd.DataFrame, found: pd.DataFrame) -> str:
    """Return each sheet and what it was read as, or why it was not read (``found``), as one sentence; "" where there was none."""
    used = [
        f"{path} 工作表“{sheet}”读作{role}"
        for path, sheet, role in sheets[["path", "sheet", "role"]].astype("str").values
    ]
    unread = found[found["code"].isin(_NOT_READ)].astype("str")
    others = [
        f"{file}{f' 工作表“{sheet}”' if sheet else ''}：{text.rstrip('。')}"
        for file, sheet, text in unread[["file", "sheet", "text"]].values
    ]
    return f"所读的表：{'；'.join([*used, *others])}。" if used or others else ""


def _naming(clean: Callable[[Body, Names, date], Cleaned], names: Names) -> Clean:
    return lambda body, today: clean(body, names, today)
