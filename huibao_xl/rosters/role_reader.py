"""What a sheet is and where its fields stand: each sheet of the sources as the role that somebody names or that its names and headers say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid, RowsOf
from huibao_xl.frames import Shape
from huibao_xl.reasons import Stop
from huibao_xl.rosters.categories_of_rows import may_have_categories, rows_of_categories
from huibao_xl.rosters.cells import Cleaned
from huibao_xl.rosters.column_answers import Answers, places_of
from huibao_xl.rosters.column_content import SAMPLE
from huibao_xl.rosters.corrections import corrects
from huibao_xl.rosters.districts import asks_district, most_named
from huibao_xl.rosters.fields import Role, RoleBook
from huibao_xl.rosters.header import Header, find_header
from huibao_xl.rosters.header_terms import fields_of
from huibao_xl.rosters.header_words import shown_headers
from huibao_xl.rosters.insurance_periods import held_where_lapsed
from huibao_xl.rosters.laying_out import columns_like, lay_out, may_be_payments, no_township
from huibao_xl.rosters.layout import NOT_USED, Layout
from huibao_xl.rosters.list_parts import GROUP, heads_policies
from huibao_xl.rosters.list_years import foot_of, old_list, year_of
from huibao_xl.rosters.lists import Forced
from huibao_xl.rosters.marked_members import only_marked
from huibao_xl.rosters.mentions import is_letter, is_of_ours, says_nobody
from huibao_xl.rosters.out_lists import OutName, is_out, read_as
from huibao_xl.rosters.parting import counted
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.put_together import may_hold_people, numbers_on, with_accounts, with_header, with_numbers
from huibao_xl.rosters.read_lists import WITHOUT_HEADER, Found, SheetList, read_lists, used_sheets
from huibao_xl.rosters.role import RoleReading, names_of_roles, role_of_name
from huibao_xl.rosters.role_finder import MOST_OF_FORM, RoleFinder, heading_around, headings
from huibao_xl.rosters.roster_columns import general_list, register_of_all
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.shared_numbers import has_numbers
from huibao_xl.rosters.sheet_findings import about_column, about_columns, about_sheet, hidden_parts
from huibao_xl.rosters.state_columns import state_field, used_states


def no_district(*_: str) -> str:
    """Return that no name of a list says another district: nobody knows whose list it should be."""
    return ""


_UNHEADED, _INSURED = "没有找到表头", "承保名单"
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
        label = self.labels[file.path]
        if about := self._nothing_to_read(grid, label):
            return None, about
        forced, only = forced_role(self.forced, file, grid), self._is_only(file, grid)
        header = find_header(grid, self.book)
        if header is None and not forced and says_nobody(grid):
            return None, [about_sheet("I62", label, grid)]
        if header is None:
            self._require_header(file, grid, only, forced)
        answer = self.answers.of_sheet(grid)
        if answer and answer["meaning"] == NOT_USED and not forced:
            return None, [about_sheet("I44", label, grid, by=answer["by"], on=answer["on"])]
        reading, says = self._role(file, grid, header, forced)
        asks = self.asks and not (answer or forced)
        bought = self._bought_by_group(file, grid, header, reading) if asks and header else ""
        if bought:
            reading = replace(reading, role=self.book.roles[_INSURED], why="按列和名称", others=())
        sure = bool(forced) or bool(header and only and may_hold_people(grid, self.is_township, header.last + 1))
        role, no_list = reading.role, self._no_list(file, grid, header, reading, sure, asks)
        if no_list or role is None or header is None:
            return None, self._not_read(file, grid, no_list or reading)
        confirmed = self.answers.confirmed(role, header, places_of(grid, label))
        try:
            layout = lay_out(
                grid, label, role, header, self.is_township, confirmed, self.asks, self._elsewhere, self.year
            )
        except Stop as stop:
            alone = only and not (says in ("退保", "注销", "死亡") and has_numbers(header))
            return None, self._without_column(file, grid, header, role, reading, stop, alone, asks)
        old = reading.instead or self._not_for_us(file, grid, layout) if asks and not is_out(role) else ""
        others = reading.others if self.asks else ()
        layout = replace(layout, says=says, why=reading.why, others=others, old=old, bought=bought)
        layout = _without_questions_of_states(layout, grid)
        return layout, self._about_list(file, grid, layout, reading)

    def _nothing_to_read(self, grid: Grid, label: str) -> Found:
        """I31, I05 or I22 at a sheet that cannot be read, is empty, or is of ours."""
        if grid.fault:
            return [about_sheet("I31", label, grid, why=grid.fault)]
        if not grid.n_rows:
            return [about_sheet("I05", label, grid)]
        return [about_sheet("I22", label, grid)] if self.is_ours(grid) else []

    def _no_list(
        self, file: SourceFile, grid: Grid, header: Header | None, reading: RoleReading, sure: bool, asks: bool
    ) -> RoleReading | None:
        """What a sheet is instead of a list of its role, None if it may be one. ``sure``: the role is forced, or the sheet is alone in its file and may hold people; ``asks``:
        nobody has said what it is, and somebody can be asked."""
        role = reading.role
        if role is None or header is None or not (sure or _lists_people(role, header)):
            return replace(reading, why="没有姓名和证件号码两列") if role else reading
        if asks and role.frame == "group" and (year := self._earlier(file, grid, header)):
            return replace(reading, role=None, why=f"像{year} 年的{role.name}", others=(role.name,))
        if asks and (pair := corrects(header)):
            return replace(reading, role=None, why=f"像更正函（有{pair}两列）", others=(role.name,))
        return None

    def _without_column(
        self,
        file: SourceFile,
        grid: Grid,
        header: Header,
        role: Role,
        reading: RoleReading,
        stop: Stop,
        only: bool,
        asks: bool,
    ) -> Found:
        """What is told of a sheet that lacks a column which its role requires: what it is instead (I02), or which columns may be the missing one (I58, I25).
        Raises the stop where the list is needed, or somebody has said what it is."""
        label, asking = self.labels[file.path], asks and stop.code == "S02"
        needed = role.frame != "accounts" or bool(reading.contradiction[0]) or may_be_payments(header)
        if asking and (other := self._finder.instead_of(grid, header, role)):
            return self._not_read(file, grid, other)
        if (only and needed) or not asking:
            raise stop
        missing = str(stop.values.get("missing", ""))
        self.unread.setdefault((file.path, grid.sheet), replace(reading, role=None, why=f"没有“{missing}”列"))
        likely = columns_like(missing, grid, header, role)
        named = [about_column("I25", label, grid, header, at, field=missing, why="内容像") for at in likely]
        return [about_sheet("I58", label, grid, role=role.name, missing=missing), *named]

    def _about_list(self, file: SourceFile, grid: Grid, layout: Layout, reading: RoleReading) -> Found:
        """What is told of a sheet that is read: hidden parts, what its names say, another year, another role, its columns."""
        label, role = self.labels[file.path], layout.role.name
        around, where = heading_around(grid, layout.header)
        place = f"（{where}）" if layout.says and around == layout.says else ""
        named = [about_sheet("I26", label, grid, role=role, says=layout.says, place=place)] if layout.says else []
        old = [about_sheet("I54", label, grid, old=layout.old, now=self.year)] if layout.old else []
        return [
            *hidden_parts(label, grid),
            *named,
            *old,
            *self._about_role(file, grid, reading),
            *about_columns(label, grid, layout),
        ]

    def _not_read(self, file: SourceFile, grid: Grid, reading: RoleReading) -> Found:
        """I02 at a sheet that is no list; what it was taken for is kept for whoever asks about such sheets."""
        self.unread.setdefault((file.path, grid.sheet), reading)
        return [about_sheet("I02", self.labels[file.path], grid, why=reading.why)]

    def parts(self, file: SourceFile, grid: Grid) -> Sequence[Grid]:
        """A sheet of several categories (人员类别; a column of marks for each) as one list for each, where no name and nobody says that it is
        one of them; else the sheet itself."""
        if not self.asks or not grid.n_rows or grid.fault or grid.written or self.is_ours(grid):
            return [grid]
        header = find_header(grid, self.book)
        if header is None:
            return [self._headed(file, grid)]
        grid = with_accounts(with_numbers(grid, header), header)
        header = find_header(grid, self.book)
        if header is None or forced_role(self.forced, file, grid) or self.answers.of_sheet(grid):
            return [grid]
        if members := only_marked(grid, header, [*_above(grid, header), *foot_of(grid, header), grid.named[0].stem]):
            return [replace(grid, part=part) for part in members]
        if not may_have_categories(header):
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
        names = (sheet, layout.header.title, path.stem, *self._folders(file))
        if register := register_of_all(layout.role.name, names, layout.header, layout.columns):
            return f"别的名单（名称有“{register}”，没有写明谁是{layout.role.name}）"
        titles = (layout.header.title, *(text for _, text in headings(grid)))
        cells = [most_named(counted(grid.cells[at].slice(layout.header.last + 1).combine_chunks())) for at in asking]
        district = self.elsewhere(*cells) or self.elsewhere(sheet, *titles, path.stem, *self._folders(file))
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
            return RoleReading(None, _UNHEADED, form="unheaded"), ""
        return self._finder.find(grid, header, self._folders(file))

    def _bought_by_group(self, file: SourceFile, grid: Grid, header: Header, reading: RoleReading) -> str:
        """The name of a sheet that says that groups bought what stands there, and that has the columns of 承保名单 on another sheet of its workbook
        (个险, 团险), "" for any other: its rows are policies of the same list."""
        frames = {self.book.roles[name].frame for name in reading.others} | {reading.role.frame if reading.role else ""}
        if "group" not in frames or grid.first_row or heads_policies(grid.sheet) != GROUP:
            return ""
        for other in file.grids:
            same = find_header(other, self.book) if other.sheet != grid.sheet and other.n_rows else None
            if same and same.keys == header.keys:
                role = self._finder.find(other, same, self._folders(file))[0].role
                if role and role.name == _INSURED:
                    return f"工作表“{grid.sheet}”的名称"
        return ""

    @property
    def _finder(self) -> RoleFinder:
        return RoleFinder(self.book, self.asks, self.year, self.amount_fen, self.is_township)

    def _folders(self, file: SourceFile) -> tuple[str, ...]:
        """The folders that a file lies in, the nearest first, below the one that all files share."""
        return folders_of(self.labels[file.path])

    def _about_role(self, file: SourceFile, grid: Grid, reading: RoleReading) -> Found:
        """I40 where a name says another list than the columns do."""
        text, named = reading.contradiction
        role = reading.role.name if reading.role else ""
        return [about_sheet("I40", self.labels[file.path], grid, name=text, named=named, role=role)] if text else []

    def _require_header(self, file: SourceFile, grid: Grid, only: bool, forced: str | None) -> None:
        """Raise Stop(S02) with the headers seen if the only sheet of a file is forced, or named like a role, and has
        not one header of ours."""
        path, sheet = grid.named
        name = forced or role_of_name(sheet, self.book) or role_of_name(path.stem, self.book)
        if not (only and name):
            return
        no_list = is_letter(grid) or 0 < numbers_on(grid) <= MOST_OF_FORM or not may_hold_people(grid, self.is_township)
        if self.asks and not forced and no_list:
            self.unread.setdefault((file.path, grid.sheet), RoleReading(None, _UNHEADED, (name,), form="unheaded"))
            return
        seen = next((row for row in map(grid.row, range(grid.n_rows)) if any(row)), [])
        headers = shown_headers(seen, self.book.headers)
        missing = "、".join(self.book.roles[name].required)
        raise Stop("S02", file=self.labels[file.path], sheet=grid.sheet, role=name, missing=missing, headers=headers)


def _without_questions_of_states(layout: Layout, grid: Grid) -> Layout:
    """The layout without questions at columns that are read as states anyway, or that say which rows of a sheet are of which category."""
    states = used_states(layout)
    questions = (one for one in layout.questions if not (grid.part and one.column in grid.part.columns))
    still_open = tuple(
        one
        for one in questions
        if one.holds is not None or one.column not in states or state_field(layout, one.column) == "备注"
    )
    return replace(layout, questions=still_open)


def _above(grid: Grid, header: Header) -> list[str]:
    """The texts above the header of a sheet."""
    return [text.strip() for row in range(header.first) for text in grid.row(row) if text.strip()]


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
    lists, _, found = read_roles(files, reader)
    return frames_of(lists, reader), used_sheets(lists), found


def read_roles(files: Sequence[SourceFile], reader: RoleReader) -> tuple[list[SheetList], list[Grid], Found]:
    """Return every sheet that has a role, read, the tables without one, and all findings. Raises as :func:`collect_roles`."""
    _require_forced(files, reader.forced)
    return read_lists(files, reader, reader.labels)


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
    """Whether a header names 姓名 or 证件号码, as the role's data spells them or by their terms; a policy names its person on a list of withdrawals."""
    fields = {role.aliases[key][0] for key in header.keys if key in role.aliases}
    fields |= {next(iter(fields_of(text)), "") for text in header.texts if text}
    return bool(fields & {"姓名", "证件号码"} or (role.frame == "withdrawn" and "保单号" in fields))
