"""All sheets of all files to one frame per kind of list, with every finding on the way.

Order is the source order: files as given (folders sorted by name), sheets as they stand in the workbook, rows from the top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from huibao_xl import findings
from huibao_xl.files.grid import Grid
from huibao_xl.files.reading import SourceFile
from huibao_xl.frames import ACCOUNTS, ENTRIES, GROUP, INSURED, LABEL, PRIOR, Shape
from huibao_xl.identifiers.township import Names
from huibao_xl.reasons import Stop
from huibao_xl.rosters.body import read_body
from huibao_xl.rosters.clean import CLEAN
from huibao_xl.rosters.fields import CATEGORIES, Role, roles
from huibao_xl.rosters.recognise import find_header, lay_out, recognise

Forced = Mapping[tuple[Path, str | None], str]
"""{(resolved path, sheet or None for all): role} as said on the command line."""


@dataclass(frozen=True)
class Lists:
    """Everything that was read. ``sheets``: path, location, sheet, role, rows, sha256, id_header, id_letters, one row per used sheet."""

    insured: pd.DataFrame
    entries: pd.DataFrame
    accounts: pd.DataFrame
    group: pd.DataFrame
    prior: pd.DataFrame
    sheets: pd.DataFrame
    findings: pd.DataFrame


@dataclass
class _Parts:
    frames: dict[str, list[pd.DataFrame]] = field(default_factory=lambda: {shape.name: [] for shape in _SHAPES})
    sheets: list[dict[str, object]] = field(default_factory=list)
    found: list[pd.DataFrame] = field(default_factory=list)


_SHAPES = (INSURED, ENTRIES, ACCOUNTS, GROUP, PRIOR)


def labels(paths: Sequence[Path]) -> dict[Path, str]:
    """Return what each file is called in results: its path below the folder that all share, with forward slashes.

    >>> labels([Path("a/x.xlsx"), Path("a/b/y.xlsx")])[Path("a/b/y.xlsx")]
    'b/y.xlsx'
    """
    places = {path: path.resolve() for path in paths}
    parents = [place.parent for place in places.values()]
    shared = next((folder for folder in [parents[0], *parents[0].parents] if all(parent.is_relative_to(folder) for parent in parents)), None) \
        if parents else None
    return {path: (place.relative_to(shared) if shared else place).as_posix() for path, place in places.items()}


def collect(files: Sequence[SourceFile], names: Names, forced: Forced, today: date) -> Lists:
    """Return the lists of all files. Raises Stop if a recognised sheet lacks a required column or no list of a kind that must be is there."""
    label = labels([file.path for file in files])
    parts = _Parts()
    for file in files:
        _same_content(file, files, label, parts)
        used = [grid for grid in file.grids if grid.n_rows]
        for grid in file.grids:
            _read_sheet(file, grid, label[file.path], len(used) == 1, names, forced, today, parts)
    _require(parts)
    return Lists(
        **{shape.name: _joined(shape, parts.frames[shape.name]) for shape in _SHAPES},
        sheets=pd.DataFrame(parts.sheets),
        findings=findings.collect(parts.found),
    )


def _same_content(file: SourceFile, files: Sequence[SourceFile], label: dict[Path, str], parts: _Parts) -> None:
    first = next(other for other in files if other.sha256 == file.sha256)
    if first is not file:
        parts.found.append(findings.about("I18", label[file.path], other=label[first.path]))


def _read_sheet(file: SourceFile, grid: Grid, label: str, only: bool, names: Names, forced: Forced, today: date, parts: _Parts) -> None:
    if not grid.n_rows:
        parts.found.append(findings.about("I05", label, grid.sheet))
        return
    told = forced.get((file.path.resolve(), grid.sheet)) or forced.get((file.path.resolve(), None))
    header = find_header(grid)
    role, why = (roles()[told], "") if told else recognise(file.path, grid.sheet, header) if header else (None, "没有找到表头")
    if header is None and (told or (only and _named(file.path, grid.sheet))):
        seen = next((row for row in map(grid.row, range(grid.n_rows)) if any(row)), [])
        shown = told or _named(file.path, grid.sheet)
        raise Stop("S02", file=label, sheet=grid.sheet, role=shown, missing="、".join(roles()[shown or ""].required),
                   headers="、".join(text for text in seen if text))
    if role is None or header is None or not (told or only or _lists_people(role, header.keys)):
        parts.found.append(findings.about("I02", label, grid.sheet, why=why or "没有姓名和证件号码两列"))
        return
    _hidden(grid, label, parts)
    layout = lay_out(grid, label, role, header)
    body = read_body(grid, layout, label)
    shape, clean = CLEAN[role.name]
    frame, found = clean(body, names, today)
    parts.frames[shape.name].append(frame)
    parts.found.extend([body.findings, *found])
    parts.sheets.append({
        "path": label, "location": str(file.path.resolve()), "sheet": grid.sheet, "role": role.name, "rows": len(frame), "sha256": file.sha256,
        "id_header": layout.header_of("证件号码"), "id_letters": layout.letters_of("证件号码"),
    })


def _named(path: Path, sheet: str) -> str | None:
    """The role that the sheet's or file's name alone gives."""
    for text in (sheet, path.stem):
        fitting = [role.name for role in roles().values() if any(word in text for word in role.words)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _lists_people(role: Role, keys: list[str]) -> bool:
    fields = {role.aliases[key][0] for key in keys if key in role.aliases}
    return bool(fields & {"姓名", "证件号码"})


def _hidden(grid: Grid, label: str, parts: _Parts) -> None:
    if grid.hidden:
        parts.found.append(findings.about("I03", label, grid.sheet))
    inside = [row for row in grid.hidden_rows if grid.first_row <= row < grid.first_row + grid.n_rows]
    columns = [column for column in grid.hidden_columns if column < grid.n_columns]
    for what, hidden in ((f"行（{len(inside)} 行）", inside), (f"列（{len(columns)} 列）", columns)):
        if hidden:
            parts.found.append(findings.about("I04", label, grid.sheet, what=what))


def _require(parts: _Parts) -> None:
    read = {str(sheet["role"]) for sheet in parts.sheets}
    if "承保名单" not in read:
        raise Stop("S04", role="承保名单")
    if not read.intersection(CATEGORIES):
        raise Stop("S04", role="四类名册（" + "、".join(CATEGORIES) + "）中的任何一份")
    parts.found.extend(findings.about("I09", "", role=role) for role in CATEGORIES if role not in read)


def _joined(shape: Shape, frames: list[pd.DataFrame]) -> pd.DataFrame:
    """One frame; label columns get the union of categories, without touching the rows' texts."""
    if not frames:
        return shape.empty()
    whole: dict[str, object] = {}
    for column, dtype in shape.columns.items():
        parts = [frame[column] for frame in frames]
        if dtype == LABEL:
            whole[column] = pd.api.types.union_categoricals(parts) if len(parts) > 1 else parts[0].array
        else:
            whole[column] = pd.concat(parts, ignore_index=True)
    return shape.check(pd.DataFrame(whole))
