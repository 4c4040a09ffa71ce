"""Sheets that were not read as lists, and parts of rosters below a line that says out: whom they name, and what they say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading.grid import Grid
from huibao_xl.frames import MENTIONED
from huibao_xl.reasons.shown import shortened
from huibao_xl.rosters.columns import policy_keys
from huibao_xl.rosters.corrections import corrects
from huibao_xl.rosters.earlier_payments import for_other_years
from huibao_xl.rosters.header import Header, find_header
from huibao_xl.rosters.header_terms import fields_of
from huibao_xl.rosters.layout import NOT_USED
from huibao_xl.rosters.letters import Register, lines_of_letter, named_in
from huibao_xl.rosters.list_parts import NAMED, Beside
from huibao_xl.rosters.mentions import (
    all_mentioned,
    in_words,
    mentioned,
    placed,
    says_nothing,
    speaks_of,
    speaks_of_payments,
    without_harmless_changes,
)
from huibao_xl.rosters.named_lines import off_the_table
from huibao_xl.rosters.paid_accounts import by_account, paid_rows, rows_of_other_years
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.read_lists import Found, SheetList
from huibao_xl.rosters.role import SPEAK_AGAINST, RoleReading, names_of_roles
from huibao_xl.rosters.role_finder import PRIOR_LIST
from huibao_xl.rosters.role_reader import RoleReader
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.shared_numbers import meant_by_numbers
from huibao_xl.rosters.year_columns import year_in

_SURELY = 0.72
"""From this score on a header says what its column is."""
_TITLES = 10
_PAID = "有的行写明已付沪惠保补贴"
_SHOWN = 40
"""Characters of a text beside a table that a sentence shows."""


@dataclass(frozen=True)
class _Sheet:
    """A sheet that is no list, with what is asked of it more than once."""

    grid: Grid
    reader: RoleReader
    register: Register

    @cached_property
    def header(self) -> Header | None:
        return find_header(self.grid, self.reader.book)

    @property
    def label(self) -> str:
        return self.reader.labels[self.grid.path]

    @property
    def reading(self) -> RoleReading | None:
        """What it was taken for."""
        return self.reader.unread.get((self.grid.path, self.grid.sheet))

    def people(self, doubt: str, by_name: bool = True) -> pd.DataFrame:
        """Who is named on it (frames.MENTIONED)."""
        return mentioned(self.grid, self.label, doubt, by_name=by_name)

    def finding(self, why: str, count: int) -> pd.DataFrame:
        """I38 at it, at its first row where it stands below another table."""
        row = self.grid.first_row + 1 if self.grid.first_row else 0
        return findings.for_file("I38", self.label, self.grid.sheet, row, why=why, count=count)


def mentioned_elsewhere(unread: Sequence[Grid], reader: RoleReader, register: Register) -> tuple[pd.DataFrame, Found]:
    """Who is named on sheets that are no lists and may speak against them (frames.MENTIONED), and I38 at these sheets. ``register``: of whom
    letters may speak."""
    parts, found = [], []
    for grid in unread:
        answer = reader.answers.of_sheet(grid)
        if not grid.n_rows or grid.written or reader.is_ours(grid) or (answer and answer["meaning"] == NOT_USED):
            continue
        unread_sheet = _Sheet(grid, reader, register)
        people, why, of_all = _speaking(unread_sheet)
        lines = lines_of_letter(grid) if unread_sheet.header is None else []
        lines += [(row, text) for row, _, texts in off_the_table(grid) for text in texts.split("\n")]
        if len(named := _besides(named_in(lines, register, of_all), people)):
            why = why or "有的话写有退出或死亡"
            people = all_mentioned([people, placed(named, grid, unread_sheet.label, "（所在的话写有退出或死亡）")])
        if len(people):
            found.append(unread_sheet.finding(why, len(people)))
            parts.append(people.assign(roster=_may_be_listed(unread_sheet, people)))
        listed = _perhaps_listed(unread_sheet, people)
        if len(listed):
            found.append(unread_sheet.finding("写有号码，像名册上的人，没有名册上的列", len(listed)))
            parts.append(listed.assign(roster=True))
    return all_mentioned(parts), found


def _besides(named: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Whom texts name, without those who are mentioned on the sheet already."""
    there = named["person"].isin(people["person"]) & (named["person"] >= 0)
    for column in ("name_key", "id_raw"):
        there |= named[column].isin(people[column]) & (named[column] != "")
    return named[~there]


def mentioned_beside(lists: Sequence[SheetList], register: Register) -> tuple[pd.DataFrame, Found]:
    """Return who is named beside the tables of lists, by number, policy, or a name that is not in the list (frames.MENTIONED), and I35 at each place
    that names somebody. Whom a line names of its own list waits by its row (:mod:`row_marks`)."""
    parts, found = [], []
    for one in lists:
        grid, label = one.body.grid, one.body.label
        by_row = _named_by_row(one) if one.body.lines else frozenset[str]()
        for lines in _together(one.body):
            texts = [(at, line) for at, (_, _, text) in enumerate(lines) for line in text.split("\n")]
            named = named_in(texts, register, strict=True)
            named = named[~named["name_key"].isin(by_row)]
            for at, people in named.groupby("at"):
                row, where, text = lines[int(str(at))]
                says = f"{where}写明“{shortened(' '.join(text.split()), _SHOWN)}”"
                here = placed(people.assign(at=row), grid, label, f"（{says}）")
                place = int(here["row"].iloc[0])
                mark, after = "这一行" * (place > 0) + says, f"，其中点名的 {len(here)} 人先待核"
                found.append(findings.for_file("I35", label, grid.sheet, place, value=says, mark=mark, after=after))
                parts.append(here)
    return all_mentioned(parts), found


def _named_by_row(one: SheetList) -> frozenset[str]:
    """The keys of the names of a list whose rows lines beside it name."""
    rows = frozenset[int]().union(*(part.rows for part in one.body.parts if part.where == NAMED))
    held = np.isin(one.body.rows, sorted(rows))
    return frozenset(one.frame["name_key"][held]) - {""} if len(held) == len(one.frame) else frozenset()


def _together(body: Body) -> list[list[Beside]]:
    """The lines beside a list: those below its people go on from one to the next, each other text stands alone."""
    below = [one for one in body.lines if not one[1] and one[0] > body.layout.header.last]
    return [*([below] if below else []), *([one] for one in body.lines if one not in below)]


def mentioned_by_numbers(lists: Sequence[SheetList]) -> pd.DataFrame:
    """Return who is meant by the number of a household on a list that was read and says out, and does not stand there (frames.MENTIONED): the others of
    a household that stops as a whole."""
    parts = []
    for one in lists:
        body = one.body
        if body.layout.says in ("退保", "注销"):
            people = meant_by_numbers(body.grid, body.layout.header, lists)
            others = people[~people["person"].isin(one.frame["person"]) & people["at"].isin(body.rows)]
            parts.append(placed(others, body.grid, body.label, "（按户编号或证书编号，在名称说已退出的名单中）"))
    return all_mentioned(parts)


def mentioned_in_parts(body: Body) -> pd.DataFrame:
    """Return who stands in a part of a roster below (or above) a line that says that they are out (本月减少): frames.MENTIONED. They may stand on
    another roster as well, which may be the older one. (Who has died waits whatever other rosters say.)"""
    layout = body.layout
    headed = [part for part in body.parts if part.where in ("之后", "之前") and part.kind != "死亡" and not part.rows]
    if layout.role.frame != "entries" or layout.says or not headed:
        return MENTIONED.empty()
    people = mentioned(body.grid, body.label, "", by_name=False)
    rows = people["row"].to_numpy(dtype=np.int64) - body.grid.first_row - 1
    parts = []
    for part in headed:
        line = body.grid.first_row + part.line + 1
        held = people.iloc[np.flatnonzero(part.holds(rows) & np.isin(rows, body.rows))]
        parts.append(held.assign(doubt=f"（第 {line} 行写明“{part.text}”）"))
    return all_mentioned(parts)


def _speaking(sheet: _Sheet) -> tuple[pd.DataFrame, str, bool]:
    """Who is named on a sheet that is no list and may speak against them (frames.MENTIONED), and why it may: by a word of its names and headers,
    as a list that excludes, by words in the rows, or because nothing at all says what list of people it is; and whether its own names do."""
    grid, header = sheet.grid, sheet.header
    path, name = grid.named
    names = (name, path.stem, *folders_of(sheet.label))
    if word := speaks_of(names, grid, sheet.reader.year):
        why = f"名称或表头有“{word}”"
        people = sheet.people(f"（{why}）")
        insured = _insured_by_policy(sheet)
        people = all_mentioned([people, placed(_besides(insured, people), grid, sheet.label, f"（{why}）")])
        numbered = meant_by_numbers(grid, header, sheet.register.lists)
        people = all_mentioned([people, placed(_besides(numbered, people), grid, sheet.label, f"（{why}）")])
        people = _of_year_column(people, word, sheet)
        return without_harmless_changes(people, names, grid), why, word in names
    if against := _may_speak_against(sheet):
        why = f"可能是“{against}”"
        paid = sheet.reading is not None and sheet.reading.form == "without_numbers"
        people = _with_accounts(sheet, why) if paid else sheet.people(f"（{why}）", by_name=False)
        return (_of_the_year(people, sheet) if against == PRIOR_LIST else people), why, False
    if len(people := _paid(sheet)):
        return people, _PAID, False
    if len(speaking := in_words(grid)):
        return placed(speaking, grid, sheet.label, "（所在的行写有退出或死亡）"), "有的行写有退出或死亡", False
    spoken = [name, path.stem, *([header.title] if header else [])]
    if sheet.reading and sheet.reading.silent and says_nothing(spoken, sheet.reader.is_township):
        why = "名称和表头都没有说明它是什么名单"
        return sheet.people(f"（{why}）", by_name=False), why, False
    return MENTIONED.empty(), "", False


def _with_accounts(sheet: _Sheet, why: str) -> pd.DataFrame:
    """Who is named on a list of payments, and whose account stands there, but in rows that say that they are of another year."""
    people = sheet.people(f"（{why}）")
    others = _besides(by_account(sheet.grid, sheet.register.lists), people).assign(name_key="")
    people = all_mentioned([people, placed(others, sheet.grid, sheet.label, f"（{why}）")])
    other = rows_of_other_years(sheet.grid, sheet.header, sheet.reader.year)
    return people.iloc[np.flatnonzero(~other[people["row"].to_numpy() - sheet.grid.first_row - 1])].reset_index(
        drop=True
    )


def _paid(sheet: _Sheet) -> pd.DataFrame:
    """Who stands in the rows of a statement of a bank that say that this subsidy was paid (附言 2024沪惠保补贴), among others that say something else."""
    paid = paid_rows(sheet.grid, sheet.header, sheet.reader.year)
    if not paid.any():
        return MENTIONED.empty()
    people = _with_accounts(sheet, _PAID)
    return people.iloc[np.flatnonzero(paid[people["row"].to_numpy() - sheet.grid.first_row - 1])].reset_index(drop=True)


def _insured_by_policy(sheet: _Sheet) -> pd.DataFrame:
    """Whose policies a sheet without a column of numbers or names names by 保单号 (批改清单, 退费清单): at, person, name_key "", name "", id_raw ""."""
    nobody = pd.DataFrame({"at": [], "person": []}, dtype="int64")
    scores = [
        (at, field, score)
        for at, text in enumerate(sheet.header.texts if sheet.header else ())
        for field, score in fields_of(text).items()
    ]
    fields = {field: at for at, field, score in scores if score >= _SURELY}
    if "保单号" in fields and not {"证件号码", "姓名"} & {*fields}:
        cells = pc.fill_null(sheet.grid.cells[fields["保单号"]], "").combine_chunks().to_pandas().astype("str")
        keys = pd.DataFrame({"at": np.arange(len(cells)), "key": policy_keys(cells)})
        insured = [
            pd.DataFrame({"key": policy_keys(one["policy_no"]), "person": one["person"]})
            for one in sheet.register.insured
        ]
        hit = keys[keys["key"] != ""].merge(pd.concat(insured), on="key") if insured else nobody
        nobody = hit.loc[hit["person"] >= 0, ["at", "person"]].drop_duplicates()
    return nobody.assign(name_key="", name="", id_raw="")


def _may_be_listed(sheet: _Sheet, people: pd.DataFrame) -> "npt.NDArray[np.bool_]":
    """Which people of cards that may be those of a roster, or of a letter of correction, are not refused before somebody has said so, though no roster has
    them: all of cards, and where it may be a roster that was put right; else those whose other number of the same row, before or after it, a roster has."""
    none = np.zeros(len(people), dtype=np.bool_)
    if sheet.reading and sheet.reading.form == "cards":
        return ~none
    if sheet.reading is None or sheet.header is None or not corrects(sheet.header):
        return none
    if any(sheet.reader.book.roles[name].frame == "entries" for name in sheet.reading.others):
        return ~none
    for one in sheet.register.lists:
        if one.body.layout.role.frame == "entries":
            none |= people["person"].isin(one.frame["person"]).to_numpy(dtype=np.bool_)
    return (
        people["row"]
        .isin(people["row"][none & (people["person"] >= 0).to_numpy(dtype=np.bool_)])
        .to_numpy(dtype=np.bool_)
    )


def _perhaps_listed(sheet: _Sheet, people: pd.DataFrame) -> pd.DataFrame:
    """Whom a sheet names by number that may be a roster in words (1、张三，身份证号…), a form, or a letter that takes somebody in (同意纳入低保), and no
    roster and no list that was read has, as frames.MENTIONED. ``people``: who is mentioned there already."""
    grid, reader, reading = sheet.grid, sheet.reader, sheet.reading
    rosters = {name for name, role in reader.book.roles.items() if role.frame == "entries"}
    expected = bool(reading and reading.others and {*reading.others} <= rosters)
    if not expected or not reading or reading.form not in ("unheaded", "of_one", "cards"):
        path, name_of_sheet = grid.named
        texts = [text for row in range(min(grid.n_rows, _TITLES)) for text in grid.row(row) if text.strip()]
        named = names_of_roles((name_of_sheet, path.stem, *texts), reader.book)
        if sheet.header is not None or not named & rosters:
            return MENTIONED.empty()
        if speaks_of((name_of_sheet, path.stem), grid, reader.year):
            return MENTIONED.empty()
    here = sheet.people("（像名册上的人）", by_name=False)
    listed = here["person"].isin(people["person"]) | (here["person"] < 0)
    for one in sheet.register.lists:
        if one.body.layout.role.frame == "entries":
            listed |= here["person"].isin(one.frame["person"])
    return here[~listed].reset_index(drop=True)


def _of_the_year(people: pd.DataFrame, sheet: _Sheet) -> pd.DataFrame:
    """The people of a list that may be 往期发放 without those of rows for other years."""
    if sheet.header is None or not len(people):
        return people
    grid, reader = sheet.grid, sheet.reader
    prior = reader.book.roles[PRIOR_LIST]
    other = for_other_years(grid, sheet.header, prior, reader.year, folders_of(sheet.label))
    this_year = np.flatnonzero(~other[people["row"].to_numpy() - grid.first_row - 1])
    return people.iloc[this_year].reset_index(drop=True)


def _of_year_column(people: pd.DataFrame, word: str, sheet: _Sheet) -> pd.DataFrame:
    """The people of a list of what was paid over the years without those who have nothing below the policy's year (2022年 | 2023年 | 2024年).
    ``word``: the name that says what the list is."""
    header = sheet.header if len(people) and speaks_of_payments(word) else None
    grid, reader = sheet.grid, sheet.reader
    years = {at: year_in(text) for at, text in enumerate(header.texts) if year_in(text)} if header else {}
    if len(set(years.values())) < 2 or [*years.values()].count(reader.year) != 1:
        return people
    at = next(column for column, year in years.items() if year == reader.year)
    filled = pc.not_equal(pc.utf8_trim_whitespace(pc.fill_null(grid.cells[at], "")), "").to_numpy(zero_copy_only=False)
    return people.iloc[np.flatnonzero(filled[people["row"].to_numpy() - grid.first_row - 1])].reset_index(drop=True)


def _may_speak_against(sheet: _Sheet) -> str:
    """The role that an unread sheet may be and that would speak against its people, "" if none."""
    others = sheet.reading.others if sheet.reading else ()
    return next((name for name in others if sheet.reader.book.roles[name].frame in SPEAK_AGAINST), "")
