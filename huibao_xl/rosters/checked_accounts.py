"""What banks say of account numbers without a word of whose they are: 账户核验结果, 退票清单 with 账号 and 户名 alone.

Such a sheet is no list of people. Where its numbers are those of the lists of accounts, its rows speak for and against these: what failed is paid to
by nobody until somebody has looked, and nobody waits because he is named there.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.files.reading.grid import Grid
from huibao_xl.reasons import Stop
from huibao_xl.rosters.account_states import understood_columns
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.labels import added, label, texts_of
from huibao_xl.rosters.laying_out import lay_out
from huibao_xl.rosters.paid_accounts import paid_rows
from huibao_xl.rosters.read_lists import Found, SheetList
from huibao_xl.rosters.role_reader import RoleReader
from huibao_xl.rosters.rows import read_body

_ROLE, _NUMBER = "银行账户", "银行账号"
_NEARLY_ALL = 0.8
"""From this share of numbers on that the lists of accounts have too, a sheet speaks of them."""
_NOT_USED = ("I02", "I58")
"""Codes that say that a sheet was not used."""


def with_checked_accounts(
    read: Sequence[SheetList], unread: Sequence[Grid], reader: RoleReader, found: Found
) -> tuple[list[SheetList], list[Grid], Found]:
    """Return the lists with a word against each account of which such a sheet says one, the other sheets that are no lists, and all findings: W15 at the
    rows that say it, without I02 and I58 at the sheets. ``found``: what was found so far."""
    lists = [one for one in read if one.body.layout.role.frame == "accounts"]
    given = frozenset[str]().union(*(one.frame["account"] for one in lists)) - {""}
    others, words, about, used = list[Grid](), dict[str, str](), Found(), set[tuple[str, str]]()
    for grid in unread:
        checked = _checked(grid, reader) if given else None
        if checked is None or not _is_about(checked[0]["account"], given):
            others.append(grid)
            continue
        frame, of_rows = checked
        against = frame[texts_of(frame["against"]) != ""]
        words |= dict(zip(against["account"], texts_of(against["against"]), strict=True))
        if len(against) < len(frame) and _has_paid(grid, reader):
            others.append(grid)
            about += of_rows
            continue
        about, used = [*about, *of_rows], used | {(reader.labels[grid.path], grid.sheet)}
    held = [_held(one, words) if words and one.body.layout.role.frame == "accounts" else one for one in read]
    return held, others, [*(_but_not_used(each, used) for each in found), *about]


def _checked(grid: Grid, reader: RoleReader) -> tuple[pd.DataFrame, Found] | None:
    """The rows of a sheet with 账号, what is said of it, and without 证件号码 as those of a list of accounts, and what is found of them; None of any other, and where a row says of a
    person that he has died or is out, who waits by his name."""
    role = replace(reader.book.roles[_ROLE], required=(_NUMBER,))
    header = find_header(grid, reader.book)
    if header is None or grid.written or reader.answers.of_sheet(grid):
        return None
    try:
        layout = lay_out(grid, reader.labels[grid.path], role, header, reader.is_township, asks=True)
    except Stop:
        return None
    if "证件号码" in layout.columns or layout.questions or not understood_columns(layout):
        return None
    frame, found = reader.clean(read_body(grid, layout, reader.labels[grid.path]))
    of_people = frame["dead"].notna().any() or (texts_of(frame["doubt"]) != "").any()
    return None if of_people else (frame, [each[each["code"] == "W15"] for each in found])


def _has_paid(grid: Grid, reader: RoleReader) -> bool:
    """Whether a sheet may be one of payments of this subsidy, which speaks against people too: its amounts are those of the policy, or its rows say so."""
    reading = reader.unread.get((grid.path, grid.sheet))
    by_amount = reading is not None and reading.form == "without_numbers"
    return by_amount or bool(paid_rows(grid, find_header(grid, reader.book), reader.year).any())


def _is_about(accounts: "pd.Series[str]", given: frozenset[str]) -> bool:
    """Whether nearly all numbers of a sheet are given by lists of accounts."""
    numbers = accounts[accounts != ""]
    return len(numbers) > 0 and bool(numbers.isin(given).mean() >= _NEARLY_ALL)


def _held(one: SheetList, words: dict[str, str]) -> SheetList:
    """A list of accounts with what was said against some of them, but where a clerk has checked one."""
    hit: npt.NDArray[np.bool_] = (one.frame["account"].isin(list(words)) & (one.frame["checked"] == "")).to_numpy(
        dtype=np.bool_
    )
    sentences = np.array([words.get(number, "") for number in one.frame["account"]], dtype=object)
    return replace(one, frame=one.frame.assign(against=label(added(texts_of(one.frame["against"]), hit, sentences))))


def _but_not_used(found: pd.DataFrame, used: set[tuple[str, str]]) -> pd.DataFrame:
    """Findings without those that say of some sheets (file, sheet) that they were not used."""
    if not used or found.empty or not (spoken := found["code"].isin(_NOT_USED)).any():
        return found
    places = zip(found["file"].astype("str"), found["sheet"].astype("str"), strict=True)
    return found[~(spoken & np.array([place in used for place in places], dtype=bool))]
