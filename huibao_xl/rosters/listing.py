"""A list as it stands, every column as text: what monitoring and the comparison of two lists work on.

``rosters.collect`` keeps the columns that the subsidy needs. Here nothing may change unseen, so every column that has a header is kept:
those of the role under their field's name, others under their header. Ids, names and 街镇 are understood as everywhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid
from huibao_xl.frames import PERSON, PLACE, Shape
from huibao_xl.identifiers import person_name, resident_id
from huibao_xl.policy import Policy
from huibao_xl.policy.townships import Names
from huibao_xl.reasons import Stop
from huibao_xl.rosters.collect import Forced, label, shared_folder
from huibao_xl.rosters.fields import (
    Role,
    guide_sheets,
    header_key,
    household_role,
    is_hidden_store,
    role_book,
    role_book_of,
)
from huibao_xl.rosters.header import Header, find_header
from huibao_xl.rosters.layout import lay_out
from huibao_xl.rosters.role import role_of_sheet
from huibao_xl.rosters.rows import Body, read_body

LISTED = Shape("listed", PERSON | PLACE | {"township": "category"})
"""One row per row of the list, in source order, and one text column for each of its fields. township: canonical name or null."""

_RUNNING = frozenset(["", "序号", "编号", "NO", "问题", "问题沪惠保"])
"""Headers of columns that say nothing about the person."""


@dataclass(frozen=True)
class Listing:
    """A list. ``rows``: LISTED; ``fields``: its text columns in order; ``sheets``: path, sheet, role, rows, sha256 of each used sheet.

    ``cells``: {(file, sheet, field): (header, letters)} of the columns that each sheet has, so that a finding can point to its cell.
    """

    role: Role
    rows: pd.DataFrame
    fields: list[str]
    sheets: pd.DataFrame
    findings: pd.DataFrame
    base: Path | None
    cells: dict[tuple[str, str, str], tuple[str, str]]


def role_named(name: str, rules: Policy | None = None) -> Role:
    """Return a role by its name, 低收入家庭 too. ``rules``: whose own rosters may be meant. Raises Stop(S07) if there is none."""
    known = {**(role_book_of(rules) if rules else role_book()).roles, household_role().name: household_role()}
    if name not in known:
        raise Stop("S07", why=f"不认识的角色“{name}”", advice=f"可用的角色：{'、'.join(known)}")
    return known[name]


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
    parts, sheets, cells, found = [], [], dict[tuple[str, str, str], tuple[str, str]](), list[pd.DataFrame]()
    for file in files:
        for grid in file.grids:
            name = label(file.path, base)
            told = (forced or {}).get((file.path.resolve(), grid.sheet)) or (forced or {}).get(
                (file.path.resolve(), None)
            )
            header = find_header(grid) if grid.n_rows else None
            if why := _not_this(file, grid, header, role, told == role.name):
                found.append(findings.for_file("L01", name, grid.sheet, role=role.name, why=why))
                continue
            assert header is not None
            body = _body(grid, header, role, name)
            rows = _rows(body, names, today)
            parts.append(rows)
            found += [body.findings, _faulty_ids(body, rows)]
            sheets.append((name, grid.sheet, role.name, len(rows), file.sha256))
            layout = body.layout
            cells |= {
                (name, grid.sheet, one): (layout.header_of(one), layout.letters_of(one)) for one in layout.columns
            }
    if not parts:
        raise Stop("S51", where=where, role=role.name, required="、".join(role.required))
    fields = list(dict.fromkeys(column for part in parts for column in part if column not in LISTED.columns))
    whole = pd.concat([part.reindex(columns=[*LISTED.columns, *fields]) for part in parts], ignore_index=True)
    whole[fields] = whole[fields].fillna("").astype("str")
    labels = {column: "category" for column, dtype in LISTED.columns.items() if dtype == "category"}
    return Listing(
        role,
        LISTED.check(whole.astype(labels)),
        fields,
        pd.DataFrame(sheets, columns=["path", "sheet", "role", "rows", "sha256"]),
        findings.concat(found),
        base,
        cells,
    )


def fits(grid: Grid, role: Role) -> bool:
    """Return whether a sheet has the columns that a role needs, and is none of our own."""
    header = find_header(grid) if grid.n_rows else None
    own = grid.sheet in guide_sheets() or is_hidden_store(grid.sheet)
    return header is not None and not own and not _missing(header, role)


def _missing(header: Header, role: Role) -> list[str]:
    there = {role.aliases[key][0] for key in header.keys if key in role.aliases}
    return [field for field in role.required if field not in there]


def _not_this(file: SourceFile, grid: Grid, header: Header | None, role: Role, told: bool) -> str:
    """Why a sheet is not read as this role, "" if it is."""
    if header is None or grid.sheet in guide_sheets() or is_hidden_store(grid.sheet):
        return "不是名单" if grid.n_rows else "没有内容"
    missing = _missing(header, role)
    if missing:
        return f"没有“{'”“'.join(missing)}”列"
    other, _ = role_of_sheet(file.path, grid.sheet, header)
    if told or other is None or role.name in (other.name, household_role().name):
        return ""
    return f"像“{other.name}”"


def _body(grid: Grid, header: Header, role: Role, name: str) -> Body:
    """The people of a sheet, its layout with every other headed column under its header."""
    layout = lay_out(grid, name, role, header)
    body = read_body(grid, layout, name)
    taken = set(layout.columns.values())
    extra = {
        text.strip(): column
        for column, (key, text) in enumerate(zip(header.keys, header.texts, strict=True))
        if column not in taken and key not in _RUNNING and key not in role.aliases and header_key(text) not in _RUNNING
    }
    more = {title: column for title, column in extra.items() if title not in (*layout.columns, *LISTED.columns)}
    return replace(body, layout=replace(layout, columns=layout.columns | more))


def text_column(body: Body, field: str) -> pd.Series:
    """Return a field's cells without white space around them, ``""`` where empty or where there is no such column."""
    return pd.Series(pd.array(pc.fill_null(pc.utf8_trim_whitespace(body.texts(field)), ""), dtype="str"))


def _rows(body: Body, names: Names, today: date) -> pd.DataFrame:
    raw, n = body.texts("证件号码"), len(body.rows)
    checked = resident_id.check(raw, body.lost("证件号码"), today)
    columns = {
        "name": text_column(body, "姓名"),
        "name_key": person_name.keys(body.texts("姓名")),
        "id_raw": pd.Series(pd.array(pc.fill_null(raw, ""), dtype="str")),
        **{column: checked[column] for column in checked},
        "file": pd.Series([body.label] * n, dtype="category"),
        "sheet": pd.Series([body.grid.sheet] * n, dtype="category"),
        "row": pd.Series(body.sheet_rows.astype(np.int64)),
    }
    texts = {field: text_column(body, field) for field in body.layout.columns if field != "证件号码"}
    texts["街镇"] = _towns(body, names)
    canonical = {text: names.find(text) for text in texts["街镇"].unique() if text}
    town = pd.Categorical(texts["街镇"].map(canonical), categories=list(names.all))
    return pd.DataFrame(columns | {"township": town} | texts)


def _towns(body: Body, names: Names) -> pd.Series:
    """The 街镇 of each row: its own name where it is recognised, as written elsewhere; without a column the sheet's or the file's."""
    if "街镇" in body.layout.columns:
        texts = text_column(body, "街镇")
        return texts.map({text: names.find(text) or text for text in texts.unique()}).astype("str")
    named = names.named_in(body.grid.sheet) or names.named_in(body.grid.path.stem)
    return pd.Series([named[0] if len(named) == 1 else ""] * len(body.rows), dtype="str")


def _faulty_ids(body: Body, rows: pd.DataFrame) -> pd.DataFrame:
    """L02 at every id that is none; Excel's destroyed ones too: what they were cannot be told."""
    faulty = rows[rows["id_fault"].notna()]
    faults = [resident_id.FAULTS[fault] for fault in faulty["id_fault"]]
    where = (body.layout.header_of("证件号码"), body.layout.letters_of("证件号码"))
    what, hint = [one for one, _ in faults], [one for _, one in faults]
    return findings.for_rows("L02", faulty, *where, faulty["id_raw"], fault=what, hint=hint)


def at_cells(listing: Listing, code: str, hit: pd.Series | np.ndarray, field: str, **fields: Any) -> pd.DataFrame:
    """Return findings of ``code`` at the rows ``hit``, at the cell of their ``field``. ``fields``: scalars, or one value for each hit row."""
    rows = listing.rows[hit]
    if rows.empty:
        return findings.concat([])
    told = pd.DataFrame(fields, index=rows.index, dtype=object)
    parts = []
    for (file, sheet), own in rows.groupby(["file", "sheet"], observed=True, sort=False):
        header, letters = listing.cells.get((file, sheet, field), (field, ""))
        value = own[field] if field in own else own["id_raw"] if field == "证件号码" else ""
        values: dict[str, Any] = {str(name): told.loc[own.index, name].tolist() for name in told}
        parts.append(findings.for_rows(code, own, header, letters, value, field=field, **values))
    return findings.concat(parts)
