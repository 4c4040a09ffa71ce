"""What list a sheet is by its names, its columns and its cells, and what the names say of everybody on it.

Nobody has said what it is: :mod:`role_reader` asks what a clerk or the command line says before.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.column_content import is_id
from huibao_xl.rosters.earlier_payments import for_other_years, pays_amount
from huibao_xl.rosters.fields import Role, RoleBook, sheets_by_content
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import parse
from huibao_xl.rosters.insurer_lists import bought_by_others, no_insured_list
from huibao_xl.rosters.laying_out import may_be_payments, no_township
from huibao_xl.rosters.legends import without_keys
from huibao_xl.rosters.list_parts import heads, name_without_marked
from huibao_xl.rosters.mentions import says_nothing
from huibao_xl.rosters.named_lines import of_everybody, says_elsewhere
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
    out_name,
    people_rows,
    read_as,
    stays_the_year,
    without_out_roles,
    without_role,
    without_unhappened,
)
from huibao_xl.rosters.policy_prefixes import without_prefixes
from huibao_xl.rosters.put_together import numbers_on
from huibao_xl.rosters.role import Proof, RoleReading, names_of_roles, read_role
from huibao_xl.rosters.roster_columns import share_of
from huibao_xl.rosters.sheet_tables import names_person

_LONGEST_TITLE = 60
"""A text above a table that is longer is no title; that of a table below another is nearer to it than the sheet's name."""
_LONGEST_FORM = 60
"""Rows of a form about one person at most."""
MOST_OF_FORM = 3
"""Numbers on it: his own, and those of his family."""
_HEADING = re.compile(r"[^:：,，。;；]*(?:名单|名册|清单|明细|表|人员|对象)\W*")
"""How the title of a list is made that stands in no cell: nothing is told of somebody in it."""
_LONGEST_CARD, _LONGEST_LABEL = 60, 10
"""Rows among which the labels of the first card stand, and characters of a label."""
PRIOR_LIST = "往期发放"
"""The role of what was paid before."""


@dataclass(frozen=True)
class RoleFinder:
    """Finds the role of sheets. ``book``: the roles that are looked for; ``asks``: whether what is not sure becomes a question; ``year``: of the policy, 0 for
    none; ``amount_fen``: what it pays a person; ``is_township``: whether a text names a 街镇."""

    book: RoleBook
    asks: bool
    year: int
    amount_fen: int
    is_township: Callable[[str], bool] = no_township

    def find(self, grid: Grid, header: Header, folders: tuple[str, ...]) -> tuple[RoleReading, OutName]:
        """Return what a sheet is read as, and what the names say of everybody on it (退保, 注销, 死亡). ``folders``: those that its file lies in, the
        nearest first."""
        path, sheet = grid.named
        path, sheet = path.with_name(name_without_marked(path.stem) + path.suffix), name_without_marked(sheet)
        if sheet in sheets_by_content():
            sheet = ""  # a name of ours (待补账户) says nothing of a list of others
        header = replace(header, title=" ".join(filter(None, (header.title, *_beside(grid, header)))))
        header = replace(header, title=without_prefixes(header.title))
        around, _ = heading_around(grid, header)
        if not names_of_roles([header.title], self.book) and (heading := _first_heading(grid)):
            header = replace(header, title=f"{header.title} {heading}".strip())
        if header.title:
            header = replace(header, title=of_everybody(without_keys(header.title, grid, header), grid, header))
        proof = Proof(folders, lambda: self._pays_amount(grid, header), lambda role: share_of(role, grid, header))
        reading = read_role(path, sheet, without_unhappened(grid, header), self.book, proof)
        reading = self._by_folder(reading, (sheet, header.title, path.stem), folders) if reading.silent else reading
        reading = self._for_this_year(reading, grid, header, folders)
        near = (
            (header.title, sheet) if grid.first_row and len(header.title) <= _LONGEST_TITLE else (sheet, header.title)
        )
        named = name_of_people(header) or name_of_list(
            path.stem, *near, folders, bool(reading.role and reading.role.frame == "entries")
        )
        named = named or around
        named = of_both(named, reading.role, (sheet, header.title, path.stem), header)
        if is_out(reading.role) and named not in ("退保", "死亡") and not happened_to_all(grid, header):
            reading = read_role(path, sheet, header, without_out_roles(self.book))
        reading = self._of_whom(reading, grid, header)
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

    def _by_folder(self, reading: RoleReading, names: Sequence[str], folders: Sequence[str]) -> RoleReading:
        """The reading of a list of which neither columns nor names say what it is, as the roster or 承保名单 of its nearest folder that says one
        (医疗救助对象/七宝镇.xlsx); other words in its names (持证残疾人/轮椅发放) may be of another list."""
        named = next(filter(None, (names_of_roles([folder], self.book) for folder in folders)), frozenset[str]())
        roles = [self.book.roles[name] for name in named]
        if len(roles) != 1 or roles[0].frame not in ("entries", "insured") or not says_nothing(names, self.is_township):
            return reading
        return RoleReading(roles[0], "按文件夹", named=True)

    def _have_left(self, grid: Grid, header: Header) -> bool:
        """Whether a day of leaving stands at everybody, and they do not stay for the year."""
        return happened_to_all(grid, header, "out") and not stays_the_year(grid, header, self.year)

    def _unasked(self, reading: RoleReading, frame: str) -> bool:
        """Whether questions are asked and none is whether a sheet is a list of this frame."""
        return self.asks and not {*reading.others} & {*self._named_frame(frame)}

    def _named_frame(self, frame: str) -> Sequence[str]:
        """The names of the roles that become a frame."""
        return [name for name, role in self.book.roles.items() if role.frame == frame]

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

    def _of_whom(self, reading: RoleReading, grid: Grid, header: Header) -> RoleReading:
        """The reading of a sheet that its columns, and no name, make 团单名单: 承保名单 where they could be that too and only some of
        its rows name a group."""
        if not reading.role or reading.role.frame != "group" or reading.named or bought_for_all(grid, header):
            return reading
        other = read_role(*grid.named, header, without_role(self.book, reading.role.name))
        return other if other.role and other.role.frame == "insured" else reading

    def instead_of(self, grid: Grid, header: Header, role: Role) -> RoleReading | None:
        """Return what a sheet is that lacks a column which its role requires and stops nothing: a list of payments, a form about one person."""
        if role.frame == "accounts" and may_be_payments(header) and self._pays_amount(grid, header):
            return RoleReading(None, "像付款记录，没有证件号码", (PRIOR_LIST,), form="without_numbers")
        if role.frame == "entries" and _are_cards(grid):
            return RoleReading(
                None, "像卡片或横排的表（“姓名”和证件号码写在同一列的上下两格）", (role.name,), form="cards"
            )
        if role.frame == "entries" and grid.n_rows <= _LONGEST_FORM and 0 < numbers_on(grid) <= MOST_OF_FORM:
            return RoleReading(None, "像一人一张的表", (role.name,), form="of_one")
        return None


def heading_around(grid: Grid, header: Header) -> tuple[OutName, str]:
    """Return what a heading that stands in no cell (of the printed page, of a web page, in a text box) says of everybody on a sheet, and where it
    stands and what it says, as staff read it; ("", "") where none does."""
    for where, text in headings(grid):
        if says := heads(of_everybody(text, grid, header)):
            return says, f"{where}写明“{text}”"
    return "", ""


def _are_cards(grid: Grid) -> bool:
    """Whether a column has labels of names and of numbers one below the other, and these are of several people: cards, or people side by side."""
    for column in grid.cells:
        cells = [text or "" for text in column.slice(0, _LONGEST_CARD).to_pylist()]
        labels = [text.rstrip("：: ") if len(text) <= _LONGEST_LABEL else "" for text in cells]
        names, numbers = (
            [at for at, text in enumerate(labels) if text and asks(text)] for asks in (names_person, _asks_number)
        )
        aside = any(sum(map(is_id, grid.row(at))) > 1 for at in numbers[:1])
        if names and numbers and (aside or len(names) > 1 < len(numbers)):
            return True
    return False


def _asks_number(text: str) -> bool:
    return "ID" in parse(text).kinds


def headings(grid: Grid) -> Iterator[tuple[str, str]]:
    """Return what stands in no cell and is made like the title of a list: (where, text)."""
    for where, text in grid.beside:
        is_title = len(text) <= _LONGEST_TITLE and _HEADING.fullmatch(text.strip()) is not None
        if is_title and not says_elsewhere(text) and heads(text) == out_name("", text):
            yield where, text.strip()


def _first_heading(grid: Grid) -> str:
    return next((text for _, text in headings(grid)), "")


def _beside(grid: Grid, header: Header) -> list[str]:
    """What stands beside a header, above nothing, and says of what the list is (团体客户：上海样例有限公司)."""
    labelled = [at for at, text in enumerate(header.texts) if re.search("[:：].", text)]
    return [
        header.texts[at]
        for at in labelled
        if grid.cells[at].slice(header.last + 1).null_count == grid.n_rows - header.last - 1
    ]
