"""A list as it stands, every column as text: what monitoring and the comparison of two lists work on.

``rosters.collect`` takes the columns that the subsidy needs. Here nothing may change unseen, so every column that has
a header stays: those of the role under their field's name, others under their header. Ids, names and 街镇 are
understood as everywhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid
from huibao_xl.frames import PERSON, PLACE, TEXT, Shape, as_texts
from huibao_xl.identifiers import resident_id
from huibao_xl.policy import Policy
from huibao_xl.policy.townships import Names
from huibao_xl.reasons import Stop
from huibao_xl.rosters import columns
from huibao_xl.rosters.fields import (
    Role,
    guide_sheets,
    header_key,
    heads_role,
    household_role,
    is_hidden_store,
    person_headers,
    role_book,
    role_book_of,
)
from huibao_xl.rosters.header import Header, find_header
from huibao_xl.rosters.laying_out import lay_out
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.lists import Forced, label, shared_folder
from huibao_xl.rosters.out_lists import out_name
from huibao_xl.rosters.read_lists import Found, SheetList, read_lists, used_sheets
from huibao_xl.rosters.role import role_of_sheet
from huibao_xl.rosters.role_reader import forced_role
from huibao_xl.rosters.row_marks import read_states
from huibao_xl.rosters.rows import Body

LISTED = Shape("listed", PERSON | PLACE | {"township": "category", "against": TEXT})
"""One row per row of the list, in source order, and one text column for each of its fields. township: canonical name or null. against: the cells
and marks of a list of households that say that somebody has died or is out, or of which nobody knows what they say; "" elsewhere."""
_HOUSEHOLDS, _RELATION, _HEAD = "households", "与户主关系", "户主"

_RUNNING = frozenset(["", "序号", "编号", "NO", "问题", "问题沪惠保"])
"""Headers of columns that say nothing about the person."""


@dataclass(frozen=True)
class Listing:
    """A list. ``rows``: LISTED; ``fields``: its text columns in order; ``sheets``: path, sheet, role, rows, sha256 of each used sheet.

    ``cells``: {(file, sheet, field): (header, letters)} of the columns that each sheet has, so that a finding can point to its cell.
    ``titles``: {(file, sheet): the text above its header}. ``left_out``: the sheets that name people and are not read as this list; ``elsewhere``: the ids that stand on sheets of the same files that are not read.
    """

    role: Role
    rows: pd.DataFrame
    fields: list[str]
    sheets: pd.DataFrame
    findings: pd.DataFrame
    base: Path | None
    cells: dict[tuple[str, str, str], tuple[str, str]]
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()


def role_named(name: str, rules: Policy | None = None) -> Role:
    """Return a role by its name, 低收入家庭 too. ``rules``: whose own rosters may be meant. Raises Stop(S07) if there is none."""
    book = role_book_of(rules) if rules else role_book()
    by_name = {**book.roles, household_role().name: household_role()}
    if name not in by_name:
        raise Stop("S07", why=f"不认识的角色“{name}”", advice=f"可用的角色：{'、'.join(by_name)}")
    return by_name[name]


@dataclass(frozen=True)
class OneRoleReader:
    """Reads each sheet that has the columns of one role, every column of it as text (a :class:`read_lists.Reader`).

    ``labels``: what findings call each file; ``forced``: sheets that are of this role whatever they look like; ``left_out``: gets the sheets
    that name people and are not of it.
    """

    role: Role
    names: Names
    today: date
    forced: Forced
    labels: Mapping[Path, str]
    left_out: list[str] = field(default_factory=list)

    def about(self, file: SourceFile) -> Found:
        """Nothing: a list is compared as it stands."""
        return []

    def identify(self, file: SourceFile, grid: Grid) -> tuple[Layout | None, Found]:
        """The layout of a sheet of this role; else None and L01 with the reason. Raises Stop(S03) if a column stands
        twice."""
        name, header = self.labels[file.path], find_header(grid) if grid.n_rows else None
        role = _role_for(self.role, header)
        why = _not_this(grid, header, role, forced_role(self.forced, file, grid) == self.role.name)
        if why or header is None:
            like = header is not None and _may_be_this(header, self.role)
            if like:
                self.left_out.append(f"{name}#{grid.sheet}")
            return None, [findings.for_file("L31" if like else "L01", name, grid.sheet, role=self.role.name, why=why)]
        return lay_out(grid, name, role, header), []

    def parts(self, file: SourceFile, grid: Grid) -> Sequence[Grid]:
        """The sheet itself: a list is compared as it stands."""
        return [grid]

    def clean(self, body: Body) -> tuple[pd.DataFrame, Found]:
        """LISTED with a text column for each field, and L02 at faulty ids."""
        full = _with_every_column(body)
        rows = _rows(full, self.names, self.today)
        against, about = _against(body, rows)
        return rows.assign(against=pd.array(against, dtype="str")), [_faulty_ids(full, rows), *about]


def read_listing(
    files: Sequence[SourceFile],
    role: Role,
    names: Names,
    today: date,
    where: str,
    forced: Forced | None = None,
    base: Path | None = None,
) -> Listing:
    """Return the rows of every sheet that is a list of this role. ``where``: what the sources are called in a Stop; ``base``: the folder
    that their names start from (without it the one that holds them all).

    A sheet of another role is left out with a finding (L01). Raises Stop(S51) if none is left, Stop(S03) if a column stands twice.
    """
    base = base or shared_folder([file.path for file in files])
    labels = {file.path: label(file.path, base) for file in files}
    reader = OneRoleReader(role, names, today, forced or {}, labels)
    lists, unread, found = read_lists(files, reader, labels)
    if not lists:
        raise Stop("S51", where=where, role=role.name, required="、".join(role.required))
    parts = [read.frame for read in lists]
    fields = list(dict.fromkeys(str(column) for part in parts for column in part if column not in LISTED.columns))
    rows = pd.concat([part.reindex(columns=[*LISTED.columns, *fields]) for part in parts], ignore_index=True)
    rows = rows.astype({name: "category" for name, dtype in LISTED.columns.items() if dtype == "category"})
    rows[fields] = rows[fields].fillna("").astype("str")
    if role.frame == _HOUSEHOLDS:
        rows = _named_elsewhere(rows, unread)
    sheets = used_sheets(lists)[["path", "sheet", "role", "rows", "sha256"]]
    titles = {(read.body.label, read.body.grid.sheet): read.body.layout.header.title for read in lists}
    about, left_out = findings.concat(found), tuple(reader.left_out)
    elsewhere = frozenset[str]().union(*map(_ids_on, unread))
    return Listing(role, LISTED.check(rows), fields, sheets, about, base, _cells(lists), titles, left_out, elsewhere)


def _cells(lists: Sequence[SheetList]) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Where the columns stand (Listing.cells)."""
    layouts = [((read.body.label, read.body.grid.sheet), _with_every_column(read.body).layout) for read in lists]
    return {
        (*place, field): (layout.header_of(field), layout.letters_of(field))
        for place, layout in layouts
        for field in layout.columns
    }


def fits(grid: Grid, role: Role) -> bool:
    """Return whether a sheet has the columns that a role needs, and is none of our own."""
    header = find_header(grid) if grid.n_rows else None
    role = _role_for(role, header)
    ours = grid.sheet in guide_sheets() or is_hidden_store(grid.sheet)
    return header is not None and not ours and not _missing(header, role)


def _role_for(role: Role, header: Header | None) -> Role:
    """The role, or of a list of households without 姓名 and 证件号码 of members that of its heads."""
    if role.frame != _HOUSEHOLDS or header is None or not _missing(header, role):
        return role
    heads = heads_role()
    return role if _missing(header, heads) else heads


def _missing(header: Header, role: Role) -> list[str]:
    there = {role.aliases[key][0] for key in header.keys if key in role.aliases}
    return [field for field in role.required if field not in there]


def _not_this(grid: Grid, header: Header | None, role: Role, forced: bool) -> str:
    """Why a sheet is not read as this role, "" if it is. ``forced``: the command line says that it is."""
    if header is None or grid.sheet in guide_sheets() or is_hidden_store(grid.sheet):
        return "不是名单" if grid.n_rows else "没有内容"
    missing = _missing(header, role)
    if missing:
        return f"没有“{'”“'.join(missing)}”列"
    other, _ = role_of_sheet(*grid.named, header)
    if forced or other is None or role.name in (other.name, household_role().name):
        return ""
    return f"像“{other.name}”"


def _with_every_column(body: Body) -> Body:
    """A body in whose layout every other headed column stands under its header."""
    layout, header = body.layout, body.layout.header
    taken = set(layout.columns.values())
    extra = {
        text.strip(): column
        for column, (key, text) in enumerate(zip(header.keys, header.texts, strict=True))
        if column not in taken and not {key, header_key(text)} & _RUNNING and key not in layout.role.aliases
    }
    more = {title: column for title, column in extra.items() if title not in (*layout.columns, *LISTED.columns)}
    return replace(body, layout=replace(layout, columns=layout.columns | more))


def _rows(body: Body, names: Names, today: date) -> pd.DataFrame:
    """LISTED of a sheet, and a text column for each field of its layout."""
    texts = {field: columns.text(body, field) for field in body.layout.columns if field != "证件号码"}
    texts["街镇"] = _towns(body, names)
    if body.layout.role is heads_role() and _RELATION not in texts:
        texts[_RELATION] = pd.Series([_HEAD] * len(texts["街镇"]), dtype="str")
    canonical = {text: names.find(text) for text in texts["街镇"].unique() if text}
    town = pd.Categorical(texts["街镇"].map(canonical), categories=list(names.all))
    return pd.DataFrame({**columns.person(body, today), "township": town, **texts})


def _against(body: Body, rows: pd.DataFrame) -> tuple[npt.NDArray[np.object_], Found]:
    """What the cells and marks of each row of a list of households say against it (LISTED), and what is found about them. The columns
    that the list has a field for are read for themselves."""
    if body.layout.role.frame != _HOUSEHOLDS:
        return np.full(len(rows), "", dtype=object), []
    states, about = read_states(body, rows)
    says = _out_by_name(body.grid)
    texts = np.full(len(rows), f"名称写明{says}" if says else "", dtype=object)
    for at in np.flatnonzero((states.dead != "") | (states.says != "")):
        texts[at] = "、".join(dict.fromkeys(text for text in (texts[at], states.dead[at], states.says[at]) if text))
    return texts, about


def _out_by_name(grid: Grid) -> str:
    """What the names of a sheet say of everybody on it (注销, 死亡), "" where nothing."""
    path, sheet = grid.named
    says = out_name(path.stem, sheet)
    return says if says not in ("", "有进有出") else ""


def _named_elsewhere(rows: pd.DataFrame, unread: Sequence[Grid]) -> pd.DataFrame:
    """The rows of a list of households in which whoever stands on a sheet of the dead, or of people who are out, that is no such list, has that against him."""
    against = rows["against"].tolist()
    for grid in unread:
        if says := _out_by_name(grid):
            for at in np.flatnonzero(rows["id"].isin(_ids_on(grid))):
                words = f"“{grid.named[1]}”表（{says}）中有这一人"
                against[at] = f"{against[at]}、{words}" if against[at] else words
    return rows.assign(against=pd.array(against, dtype="str"))


def _ids_on(grid: Grid) -> set[str]:
    """The cells of a sheet that may be ids, as these are compared."""
    return {resident_id.compact(text) for at in range(grid.n_rows) for text in grid.row(at) if len(text) >= 15}


def _may_be_this(header: Header, role: Role) -> bool:
    """Whether a sheet that is not read names people and has a column that only this list has."""
    people = not person_headers().isdisjoint(header.keys)
    return people and bool(role.marks & set(header.keys))


def _towns(body: Body, names: Names) -> pd.Series:
    """The 街镇 of each row: its own name where it is recognised, as written elsewhere; without a column the sheet's or the file's."""
    if "街镇" in body.layout.columns:
        texts = columns.text(body, "街镇")
        return texts.map({text: names.find(text) or text for text in texts.unique()}).astype("str")
    file, sheet = body.grid.named
    towns = names.named_in(sheet) or names.named_in(file.stem)
    return pd.Series([towns[0] if len(towns) == 1 else ""] * len(body.rows), dtype="str")


def _faulty_ids(body: Body, rows: pd.DataFrame) -> pd.DataFrame:
    """L02 at every id that is none; Excel's destroyed ones too: nobody can say what they were."""
    faulty = rows[rows["id_fault"].notna()]
    faults = [resident_id.FAULTS[fault] for fault in faulty["id_fault"]]
    where = (body.layout.header_of("证件号码"), body.layout.letters_of("证件号码"))
    what, hint = [what for what, _ in faults], [hint for _, hint in faults]
    return findings.for_rows("L02", faulty, *where, faulty["id_raw"], fault=what, hint=hint)


def at_cells(listing: Listing, code: str, hit: pd.Series | np.ndarray, field: str, **fields: Any) -> pd.DataFrame:
    """Return findings of ``code`` at the rows ``hit``, at the cell of their ``field``. ``fields``: scalars, or one value for each hit row."""
    rows = listing.rows[hit]
    if rows.empty:
        return findings.concat([])
    texts = pd.DataFrame(fields, index=rows.index, dtype=object)
    parts, places = [], dict[tuple[str, str], list[int]]()
    for at, place in enumerate(zip(as_texts(rows["file"]), as_texts(rows["sheet"]), strict=True)):
        places.setdefault(place, []).append(at)
    for (file, sheet), of_sheet in places.items():
        in_sheet = rows.iloc[of_sheet]
        header, letters = listing.cells.get((file, sheet, field), (field, ""))
        value = in_sheet[field] if field in in_sheet else in_sheet["id_raw"] if field == "证件号码" else ""
        values: dict[str, Any] = {str(name): texts[name].iloc[of_sheet].tolist() for name in texts}
        parts.append(findings.for_rows(code, in_sheet, header, letters, value, field=field, **values))
    return findings.concat(parts)
