"""What a sheet is and where its fields stand: each sheet of the sources as the role that somebody names or that its names and headers say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid, RowsOf, column_letters
from huibao_xl.frames import Shape
from huibao_xl.reasons import Stop
from huibao_xl.rosters.account_states import account_meanings
from huibao_xl.rosters.categories_of_rows import may_have_categories, rows_of_categories
from huibao_xl.rosters.cells import Cleaned
from huibao_xl.rosters.column_answers import Answers, places_of
from huibao_xl.rosters.column_content import SAMPLE
from huibao_xl.rosters.corrections import corrects
from huibao_xl.rosters.districts import asks_district, most_named
from huibao_xl.rosters.earlier_payments import for_other_years, pays_amount
from huibao_xl.rosters.fields import Role, RoleBook, sheets_by_content
from huibao_xl.rosters.group_marks import group_columns
from huibao_xl.rosters.header import Header, find_header
from huibao_xl.rosters.header_terms import fields_of
from huibao_xl.rosters.header_words import shown_headers
from huibao_xl.rosters.insurance_periods import held_where_lapsed
from huibao_xl.rosters.insurer_lists import bought_by_others, no_insured_list
from huibao_xl.rosters.layout import (
    NOT_USED,
    Layout,
    columns_like,
    lay_out,
    may_be_payments,
    no_township,
    options_of,
)
from huibao_xl.rosters.list_years import old_list, year_of
from huibao_xl.rosters.lists import Forced
from huibao_xl.rosters.mentions import (
    is_letter,
    is_of_ours,
    says_nobody,
)
from huibao_xl.rosters.named_lines import of_everybody
from huibao_xl.rosters.out_lists import WITHDRAWN as WITHDRAWN_LIST
from huibao_xl.rosters.out_lists import (
    OutName,
    bought_for_all,
    happened_to_all,
    is_out,
    may_be_withdrawn,
    name_of_list,
    name_of_people,
    never_insured,
    of_both,
    people_rows,
    read_as,
    stays_the_year,
    without_out_roles,
    without_role,
)
from huibao_xl.rosters.parting import counted, kind_of
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.put_together import numbers_on, with_header, with_numbers
from huibao_xl.rosters.read_lists import WITHOUT_HEADER, Found, SheetList, read_lists, used_sheets
from huibao_xl.rosters.role import Proof, RoleReading, names_of_roles, read_role, role_of_name
from huibao_xl.rosters.roster_columns import general_list, share_of
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.states import effect_of, state_field, used_states


def no_district(*_: str) -> str:
    """Return that no name of a list says another district: nobody knows whose list it should be."""
    return ""


UNHEADED, OF_ONE, WITHOUT_NUMBERS = "没有找到表头", "像一人一张的表", "像付款记录，没有证件号码"
"""Why a sheet was not read that is named like a role, or has some of its columns."""
_LONGEST_FORM, _MOST_OF_FORM = 60, 3
"""Rows of a form about one person at most, and numbers on it: his own, and those of his family."""
PRIOR_LIST = "往期发放"
"""The role of what was paid before."""
_LONGEST_TITLE = 60
"""A text above a table that is longer is no title; that of a table below another is nearer to it than the sheet's name."""


Clean = Callable[[Body, date], Cleaned]
"""A sheet's body, on a day, to the frame of its role and what was found on the way."""


@dataclass(frozen=True)
class RoleReader:
    """Reads each sheet as the role that the command line forces or that its names and headers say (a
    :class:`read_lists.Reader`).

    ``book``: the roles that are looked for; ``kinds``: {frame of a role: (its shape, function of body and
    today)}; ``labels``: what findings call each file; ``files``: all of them, so that copies are noticed;
    ``is_township``: whether a text names a 街镇; ``answers``: what clerks confirmed; ``asks``: whether what is not sure becomes a
    question; ``year``: of the policy: a list that may be of an earlier one is asked about; ``reference_date``: its
    day: rows of 承保名单 whose insurance ended before it wait; ``amount_fen``: what it pays a person; ``elsewhere``: the other district that names of a list say, "" for none; ``seen``: {header: cells under it on all
    sheets}, filled when it is first asked for; ``unread``: {(file, sheet): what a sheet that is no list was taken for, and why}, filled
    by :meth:`identify`.
    """

    book: RoleBook
    kinds: Mapping[str, tuple[Shape, Clean]]
    forced: Forced
    today: date
    labels: Mapping[Path, str]
    files: Sequence[SourceFile]
    is_township: Callable[[str], bool] = no_township
    answers: Answers = field(default_factory=Answers)
    asks: bool = False
    year: int = 0
    reference_date: date | None = None
    amount_fen: int = 0
    elsewhere: Callable[..., str] = no_district
    seen: dict[str, frozenset[str]] = field(default_factory=dict)
    unread: dict[tuple[Path, str], RoleReading] = field(default_factory=dict)

    def about(self, file: SourceFile) -> Found:
        """I18 at a file that an earlier file equals byte for byte."""
        first = next(other for other in self.files if other.sha256 == file.sha256)
        if first is file:
            return []
        return [findings.for_file("I18", self.labels[file.path], other=self.labels[first.path])]

    def identify(self, file: SourceFile, grid: Grid) -> tuple[Layout | None, Found]:
        """The layout of a sheet with a role, hidden parts reported; else None and why: no content (I05), a sheet of
        ours (I22), no list (I02).

        Raises Stop(S02) if a file that says what it is, or is forced, lacks a header or a required column; not if it says that there is
        nobody (I62), nor at accounts alone (I58), for without them people wait for one (W02).
        """
        if grid.fault:
            return None, [self._finding("I31", file, grid, why=grid.fault)]
        if not grid.n_rows:
            return None, [self._finding("I05", file, grid)]
        forced = forced_role(self.forced, file, grid)
        if self.is_ours(grid):
            return None, [self._finding("I22", file, grid)]
        only = self._is_only(file, grid)
        header = find_header(grid, self.book)
        if header is None and not forced and says_nobody(grid):
            return None, [self._finding("I62", file, grid)]
        if header is None:
            self._require_header(file, grid, only, forced)
        answer = self.answers.of_sheet(grid)
        if answer and answer["meaning"] == NOT_USED and not forced:
            return None, [self._finding("I44", file, grid, by=answer["by"], on=answer["on"])]
        reading, says = self._role(file, grid, header, forced)
        role = reading.role
        if role is None or header is None or not (forced or only or _lists_people(role, header)):
            reading = replace(reading, why="没有姓名和证件号码两列") if role else reading
            self.unread.setdefault((file.path, grid.sheet), reading)
            return None, [self._finding("I02", file, grid, why=reading.why)]
        if (
            self.asks
            and role.frame == "group"
            and not (answer or forced)
            and (year := self._earlier(file, grid, header))
        ):
            reading = replace(reading, role=None, why=f"像{year} 年的{role.name}", others=(role.name,))
            self.unread.setdefault((file.path, grid.sheet), reading)
            return None, [self._finding("I02", file, grid, why=reading.why)]
        if self.asks and not (answer or forced) and (pair := corrects(header)):
            reading = replace(reading, role=None, why=f"像更正函（有{pair}两列）", others=(role.name,))
            self.unread.setdefault((file.path, grid.sheet), reading)
            return None, [self._finding("I02", file, grid, why=reading.why)]
        confirmed = self.answers.confirmed(role, header, places_of(grid, self.labels[file.path]))
        try:
            layout = lay_out(
                grid,
                self.labels[file.path],
                role,
                header,
                self.is_township,
                confirmed,
                self.asks,
                self._elsewhere,
                self.year,
            )
        except Stop as stop:
            needed = role.frame != "accounts" or bool(reading.contradiction[0]) or may_be_payments(header)
            missing = stop.values.get("missing", "")
            asking = self.asks and not (forced or answer) and stop.code == "S02"
            if asking and (other := self._instead_of(grid, header, role)):
                self.unread.setdefault((file.path, grid.sheet), other)
                return None, [self._finding("I02", file, grid, why=other.why)]
            if (only and needed) or not asking:
                raise
            self.unread.setdefault((file.path, grid.sheet), replace(reading, role=None, why=f"没有“{missing}”列"))
            likely = columns_like(str(missing), grid, header, role)
            named = [self._at(file, grid, header, at, "I25", field=missing, why="内容像") for at in likely]
            return None, [self._finding("I58", file, grid, role=role.name, missing=missing), *named]
        asked = self.asks and not (answer or forced)
        old = reading.instead or self._not_for_us(file, grid, layout) if asked and not is_out(role) else ""
        layout = replace(layout, says=says, why=reading.why, others=reading.others if self.asks else (), old=old)
        states = used_states(layout)
        layout = replace(
            layout,
            questions=tuple(
                one
                for one in layout.questions
                if not (grid.part and one.column in grid.part.columns)
                if one.holds is not None or one.column not in states or state_field(layout, one.column) == "备注"
            ),
        )
        named = [self._finding("I26", file, grid, role=role.name, says=says)] if says else []
        named += [self._finding("I54", file, grid, old=old, now=self.year)] if old else []
        about = [*named, *self._about_role(file, grid, reading)]
        return layout, [*self._hidden(file, grid), *about, *self._readings(file, grid, layout)]

    def parts(self, file: SourceFile, grid: Grid) -> Sequence[Grid]:
        """A sheet of several categories (人员类别; a column of marks for each) as one list for each, where no name and nobody says that it is
        one of them; else the sheet itself."""
        if not self.asks or not grid.n_rows or grid.fault or grid.written or self.is_ours(grid):
            return [grid]
        header = find_header(grid, self.book)
        if header is None:
            return [self._headed(file, grid)]
        grid = with_numbers(grid, header)
        header = find_header(grid, self.book)
        if header is None or not may_have_categories(header):
            return [grid]
        if forced_role(self.forced, file, grid) or self.answers.of_sheet(grid):
            return [grid]
        rosters = {name for name, role in self.book.roles.items() if role.frame == "entries"}
        path, sheet = grid.named
        names = (sheet, header.title, path.stem, *self._folders(file))
        named = names_of_roles(names, self.book)
        if len(named & rosters) == 1 or named - rosters:
            return [grid]
        reading, says = self._role(file, grid, header, None)
        possible = {reading.role.name} if reading.role else {*reading.others}
        if says or not possible <= rosters or not (reading.role or reading.others or reading.silent):
            return [grid]
        found = rows_of_categories(grid, header, 2 if reading.role else 1, general_list(names))
        return [replace(grid, part=part) for part in found if part.role in rosters] or [grid]

    def _headed(self, file: SourceFile, grid: Grid) -> Grid:
        """The only sheet of a file that is named like a roster or 承保名单 and has names and numbers without a header, with one: its people wait for a
        word about it. Else the sheet itself."""
        path, sheet = grid.named
        name = role_of_name(sheet, self.book) or role_of_name(path.stem, self.book)
        if not name or forced_role(self.forced, file, grid) or not self._is_only(file, grid):
            return grid
        if self.book.roles[name].frame not in ("entries", "insured"):
            return grid
        headed, answer = with_header(grid, self.is_township), self.answers.of_sheet(grid)
        if headed is None or (answer and answer["meaning"] not in self.book.roles):
            return grid
        every = np.ones(headed.n_rows, dtype=bool)
        doubt = "" if answer else WITHOUT_HEADER
        return replace(headed, part=RowsOf(answer["meaning"] if answer else name, every, frozenset(), "按名称", doubt))

    def _is_only(self, file: SourceFile, grid: Grid) -> bool:
        """Whether no other sheet of the file that it comes from has content."""
        return sum(bool(each.n_rows) for each in file.grids if each.named[0] == grid.named[0]) == 1

    def _not_for_us(self, file: SourceFile, grid: Grid, layout: Layout) -> str:
        """What says that a list may be of another year, or a roster of another district, as staff read it, "" if nothing does."""
        path, sheet = grid.named
        if old := old_list(grid, layout, self.year, self._folders(file)):
            return old
        asking = [at for at, text in enumerate(layout.header.texts) if text and asks_district(text)]
        if layout.role.frame != "entries":
            return ""
        cells = [most_named(counted(grid.cells[at].slice(layout.header.last + 1).combine_chunks())) for at in asking]
        district = self.elsewhere(*cells) or self.elsewhere(sheet, layout.header.title, path.stem, *self._folders(file))
        return f"别的区的名单（写有“{district}”）" if district else ""

    def _earlier(self, file: SourceFile, grid: Grid, header: Header) -> int:
        """The year of which a list is by its names, if it is one before the policy's, else 0."""
        path, sheet = grid.named
        year = year_of(sheet, header.title, path.stem, *self._folders(file))
        return year if year < self.year else 0

    def is_ours(self, grid: Grid) -> bool:
        """Whether a sheet explains a form or was written by a command, and nobody says that it is a list."""
        return is_of_ours(grid) and (grid.path.resolve(), grid.sheet) not in self.forced

    def clean(self, body: Body) -> tuple[pd.DataFrame, Found]:
        """The frame of the sheet's role."""
        _, clean = self.kinds[body.layout.role.frame]
        frame, found = clean(body, self.today)
        if body.layout.role.frame == "insured" and self.reference_date:
            frame = held_where_lapsed(frame, body, self.reference_date, self.year)
        return frame, found

    def _elsewhere(self, header: str) -> frozenset[str]:
        """Some of the cells that stand under a header on any sheet."""
        if not self.seen:
            for grid in (grid for file in self.files for grid in file.grids if grid.n_rows and not grid.written):
                found = find_header(grid, self.book)
                for column, text in enumerate(found.texts if found else []):
                    cells = pc.unique(grid.cells[column].slice(found.last + 1, SAMPLE)) if found else pa.array([])
                    words = frozenset(one.strip() for one in cells.to_pylist() if one and one.strip())
                    self.seen[text] = self.seen.get(text, frozenset()) | words
        return self.seen.get(header, frozenset())

    def _role(
        self, file: SourceFile, grid: Grid, header: Header | None, forced: str | None
    ) -> tuple[RoleReading, OutName]:
        """What a sheet is read as, and what the names say of everybody on it (退保, 注销, 死亡)."""
        if forced:
            role, says, why = read_as(self.book.roles[forced], "运行时指定", "", self.book)
            return RoleReading(role, why), says
        if grid.part:
            return RoleReading(self.book.roles[grid.part.role], grid.part.why, instead=grid.part.doubt), ""
        answer = self.answers.of_sheet(grid)
        if answer and answer["meaning"] in self.book.roles:
            return RoleReading(self.book.roles[answer["meaning"]], "列对应中已确认"), ""
        if header is None:
            return RoleReading(None, UNHEADED), ""
        path, sheet = grid.named
        if sheet in sheets_by_content():
            sheet = ""  # a name of ours (待补账户) says nothing of a list of others
        if header.title:
            header = replace(header, title=of_everybody(header.title, grid, header))
        folders = self._folders(file)
        proof = Proof(folders, lambda: self._pays_amount(grid, header), lambda role: share_of(role, grid, header))
        reading = self._for_this_year(read_role(path, sheet, header, self.book, proof), grid, header, folders)
        near = (
            (header.title, sheet) if grid.first_row and len(header.title) <= _LONGEST_TITLE else (sheet, header.title)
        )
        named = name_of_people(header) or name_of_list(
            path.stem, *near, folders, bool(reading.role and reading.role.frame == "entries")
        )
        named = of_both(named, reading.role, (sheet, header.title, path.stem), header)
        if is_out(reading.role) and named not in ("退保", "死亡") and not happened_to_all(grid, header):
            reading = read_role(path, sheet, header, without_out_roles(self.book))
        reading = self._of_whom(reading, file, grid, header)
        if not named and reading.role and reading.role.frame == "insured":
            names, insured = (sheet, header.title, path.stem, *folders), reading.role.name
            if why := no_insured_list(names, grid, header):
                reading = RoleReading(None, why, (insured,))
            elif self._unasked(reading, "group") and (why := bought_by_others(names, grid, header)):
                reading = RoleReading(None, why, (insured, *self._named_frame("group")))
        if not named and reading.role and self._have_left(grid, header):
            named = "退保" if reading.role.frame == "insured" else "注销" if reading.role.frame == "entries" else ""
        if reading.role and reading.role.frame == "entries" and never_insured(path.stem, sheet, header.title, folders):
            named = ""
        role, says, why = read_as(reading.role, reading.why, named, self.book)
        others = () if is_out(role) and named == says else reading.others
        if role and may_be_withdrawn(role, named, grid, header):
            others = tuple(dict.fromkeys((*others, WITHDRAWN_LIST)))
        return replace(reading, role=role, why="按名称" if reading.others and not others else why, others=others), says

    def _have_left(self, grid: Grid, header: Header) -> bool:
        """Whether a day of leaving stands at everybody, and they do not stay for the year."""
        return happened_to_all(grid, header, "out") and not stays_the_year(grid, header, self.year)

    def _unasked(self, reading: RoleReading, frame: str) -> bool:
        """Whether questions are asked and none is whether a sheet is a list of this frame."""
        return self.asks and not {*reading.others} & {*self._named_frame(frame)}

    def _named_frame(self, frame: str) -> Sequence[str]:
        """The names of the roles that become a frame."""
        return [name for name, role in self.book.roles.items() if role.frame == frame]

    def _folders(self, file: SourceFile) -> tuple[str, ...]:
        """The folders that a file lies in, the nearest first, below the one that all files share."""
        return folders_of(self.labels[file.path])

    def _pays_amount(self, grid: Grid, header: Header) -> bool | None:
        """Whether the amounts of a list are that of the policy, None where it has none."""
        role = self.book.roles.get(PRIOR_LIST)
        return pays_amount(grid, header, role, self.amount_fen) if role else None

    def _for_this_year(self, reading: RoleReading, grid: Grid, header: Header, folders: Sequence[str]) -> RoleReading:
        """The reading of a list that may be 往期发放; all of it for other years, it is not asked about: such a list excludes nobody."""
        if reading.role or PRIOR_LIST not in reading.others or not self.year:
            return reading
        people = people_rows(grid, header)
        if (
            not people.any()
            or people.sum() > for_other_years(grid, header, self.book.roles[PRIOR_LIST], self.year, folders).sum()
        ):
            return reading
        others = tuple(name for name in reading.others if name != PRIOR_LIST)
        return replace(reading, others=others, why=f"{reading.why}；没有 {self.year} 年的行")

    def _of_whom(self, reading: RoleReading, file: SourceFile, grid: Grid, header: Header) -> RoleReading:
        """The reading of a sheet that its columns, and no name, make 团单名单: 承保名单 where they could be that too and only some of
        its rows name a group."""
        if not reading.role or reading.role.frame != "group" or "名称" in reading.why or bought_for_all(grid, header):
            return reading
        other = read_role(*grid.named, header, without_role(self.book, reading.role.name))
        return other if other.role and other.role.frame == "insured" else reading

    def _about_role(self, file: SourceFile, grid: Grid, reading: RoleReading) -> Found:
        """I40 where a name says another list than the columns do."""
        text, named = reading.contradiction
        role = reading.role.name if reading.role else ""
        return [self._finding("I40", file, grid, name=text, named=named, role=role)] if text else []

    def _require_header(self, file: SourceFile, grid: Grid, only: bool, forced: str | None) -> None:
        """Raise Stop(S02) with the headers seen if the only sheet of a file is forced, or named like a role, and has
        not one header of ours."""
        path, sheet = grid.named
        name = forced or role_of_name(sheet, self.book) or role_of_name(path.stem, self.book)
        if not (only and name):
            return
        if self.asks and not forced and (is_letter(grid) or 0 < numbers_on(grid) <= _MOST_OF_FORM):
            self.unread.setdefault((file.path, grid.sheet), RoleReading(None, UNHEADED, (name,)))
            return
        seen = next((row for row in map(grid.row, range(grid.n_rows)) if any(row)), [])
        headers = shown_headers(seen, self.book.headers)
        missing = "、".join(self.book.roles[name].required)
        raise Stop("S02", file=self.labels[file.path], sheet=grid.sheet, role=name, missing=missing, headers=headers)

    def _instead_of(self, grid: Grid, header: Header, role: Role) -> RoleReading | None:
        """What a sheet is that lacks a column which its role requires and stops nothing: a list of payments, a form about one person."""
        if role.frame == "accounts" and may_be_payments(header) and self._pays_amount(grid, header):
            return RoleReading(None, WITHOUT_NUMBERS, (PRIOR_LIST,))
        if role.frame == "entries" and grid.n_rows <= _LONGEST_FORM and 0 < numbers_on(grid) <= _MOST_OF_FORM:
            return RoleReading(None, OF_ONE, (role.name,))
        return None

    def _finding(self, code: str, file: SourceFile, grid: Grid, **fields: Any) -> pd.DataFrame:
        return findings.for_file(code, self.labels[file.path], grid.sheet, **fields)

    def _at(self, file: SourceFile, grid: Grid, header: Header, column: int, code: str, **fields: Any) -> pd.DataFrame:
        """A finding at the header of a column."""
        row = grid.first_row + header.last + 1
        place = (self.labels[file.path], grid.sheet, row, header.texts[column], column_letters(column))
        return findings.for_file(code, *place, **fields)

    def _readings(self, file: SourceFile, grid: Grid, layout: Layout) -> Found:
        """I42 at columns that are asked about, I24 at those that were read by the terms of their headers, I25 at those that look as if they
        mattered and cannot be a field of the role."""
        found, used, at = [], set(layout.columns.values()), partial(self._at, file, grid, layout.header)
        states, groups = used_states(layout), {*group_columns(layout), *layout.channels}
        of_accounts = account_meanings(layout)
        for question in layout.questions:
            found.append(at(question.column, "I42", options="、".join(options_of(question)), why=question.why))
        for one in layout.further if layout.role.frame == "insured" else ():
            found.append(at(one.column, "I64", title=layout.header.texts[one.column], count=one.strangers))
        open_columns = {question.column for question in layout.questions} | {*(layout.confirmed or {})}
        for reading in layout.readings:
            if reading.column in open_columns:
                continue
            if reading.column in used:
                field = next(field for field, column in layout.columns.items() if column == reading.column)
                found.append(at(reading.column, "I24", field=field, effect="", why=reading.why))
            elif reading.column in of_accounts:
                found.append(at(reading.column, "I24", field=of_accounts[reading.column], effect="", why=reading.why))
            elif reading.column in states and reading.column not in layout.remarks:
                field, effect = state_field(layout, reading.column), effect_of(layout, reading.column)
                found.append(at(reading.column, "I24", field=field, effect=effect, why=reading.why))
            elif reading.column in groups:
                found.append(at(reading.column, "I24", field="投保渠道", effect="", why=reading.why))
            elif reading.matters and not (layout.role.frame == "insured" and kind_of(reading.header) == "category"):
                what = "、".join(dict.fromkeys([reading.field, *reading.doubts])).strip("、")
                found.append(at(reading.column, "I25", field=what, why=reading.why))
        return found

    def _hidden(self, file: SourceFile, grid: Grid) -> Found:
        """I03 and I04: a hidden sheet, hidden rows and columns are read like others, and reported."""
        found = [self._finding("I03", file, grid)] if grid.hidden else []
        inside = [row for row in grid.hidden_rows if grid.first_row <= row < grid.first_row + grid.n_rows]
        columns = [column for column in grid.hidden_columns if column < grid.n_columns]
        for what, hidden in ((f"行（{len(inside)} 行）", inside), (f"列（{len(columns)} 列）", columns)):
            if hidden:
                found.append(self._finding("I04", file, grid, what=what))
        return found


def forced_role(forced: Forced, file: SourceFile, grid: Grid) -> str | None:
    """Return the role that is forced for a sheet, by its name or for its whole file; None if none is."""
    place = file.path.resolve()
    return forced.get((place, grid.sheet)) or forced.get((place, None))


def collect_roles(
    files: Sequence[SourceFile], reader: RoleReader
) -> tuple[dict[str, list[pd.DataFrame]], pd.DataFrame, Found]:
    """Return {name of a shape: its frames in source order}, the used sheets (:class:`Lists`) and all findings.

    Raises Stop(S07) if a sheet that is forced does not exist, else as the reader does.
    """
    lists, found = read_roles(files, reader)
    return frames_of(lists, reader), used_sheets(lists), found


def read_roles(
    files: Sequence[SourceFile], reader: RoleReader, unread: list[Grid] | None = None
) -> tuple[list[SheetList], Found]:
    """Return every sheet that has a role, read, and all findings; ``unread`` gets the tables without one. Raises as :func:`collect_roles`."""
    _require_forced(files, reader.forced)
    return read_lists(files, reader, reader.labels, unread)


def frames_of(lists: Sequence[SheetList], reader: RoleReader) -> dict[str, list[pd.DataFrame]]:
    """Return {name of a shape: the frames of the sheets that are such lists, in source order}."""
    frames: dict[str, list[pd.DataFrame]] = {}
    for read in lists:
        shape, _ = reader.kinds[read.body.layout.role.frame]
        frames.setdefault(shape.name, []).append(read.frame)
    return frames


def _require_forced(files: Sequence[SourceFile], forced: Forced) -> None:
    """Raise Stop(S07) if a sheet that the command line names does not exist."""
    for (place, sheet), role in forced.items():
        there = [grid.sheet for file in files if file.path.resolve() == place for grid in file.grids]
        if sheet is not None and sheet not in there:
            names = "、".join(f"“{name}”" for name in there)
            raise Stop("S07", why=f"“{role}”所指的工作表“{sheet}”不存在", advice=f"该文件中的工作表：{names}。")


def _lists_people(role: Role, header: Header) -> bool:
    """Whether a header names 姓名 or 证件号码, as the role's data spells them or by their terms."""
    fields = {role.aliases[key][0] for key in header.keys if key in role.aliases}
    fields |= {next(iter(fields_of(text)), "") for text in header.texts if text}
    return bool(fields & {"姓名", "证件号码"})
