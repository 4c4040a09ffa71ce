"""All sheets of all files to one frame per kind of list, with every finding on the way.

Order is the source order: files as given (folders sorted by name), sheets as they stand in the workbook, rows from the top.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid
from huibao_xl.frames import ACCOUNTS, ENTRIES, GROUP, INSURED, LABEL, PRIOR, STRUCK, Shape
from huibao_xl.policy import Policy
from huibao_xl.policy.townships import Names
from huibao_xl.reasons import Stop
from huibao_xl.rosters.cells import CLEAN, Cleaned
from huibao_xl.rosters.fields import Role, RoleBook, guide_sheets, is_hidden_store, role_book_of
from huibao_xl.rosters.header import Header, find_header
from huibao_xl.rosters.layout import Layout, lay_out
from huibao_xl.rosters.role import role_of_name, role_of_sheet
from huibao_xl.rosters.rows import Body, read_body

Forced = Mapping[tuple[Path, str | None], str]
"""{(resolved path, sheet or None for all): role} as said on the command line."""


Clean = Callable[[Body, date], Cleaned]
"""A sheet's body, on a day, to the frame of its role and what was found on the way."""

_SHEET_COLUMNS = ["path", "location", "sheet", "role", "rows", "sha256", "header", "id_header", "id_letters"]
_SHAPES = (INSURED, ENTRIES, ACCOUNTS, GROUP, PRIOR)


@dataclass(frozen=True)
class Lists:
    """Everything that was read. ``sheets``: one row per used sheet: path (what results call the file), location (absolute), sheet, role,
    rows, sha256, header (position of the last header row in its grid), id_header and id_letters (of the 证件号码 column). ``base``: the
    folder that all paths start from, or None if they share none. ``struck``: what no list says but the ledger knows (frames.STRUCK)."""

    insured: pd.DataFrame
    entries: pd.DataFrame
    accounts: pd.DataFrame
    group: pd.DataFrame
    prior: pd.DataFrame
    sheets: pd.DataFrame
    findings: pd.DataFrame
    base: Path | None = None
    struck: pd.DataFrame = field(default_factory=STRUCK.empty)


def shared_folder(paths: Sequence[Path]) -> Path | None:
    """Return the deepest folder that holds all files, or None (on Windows: several drives)."""
    parents = [path.resolve().parent for path in paths]
    folders = [parents[0], *parents[0].parents] if parents else []
    return next((folder for folder in folders if all(parent.is_relative_to(folder) for parent in parents)), None)


def label(path: Path, base: Path | None) -> str:
    """Return what a file is called in results: its path below ``base`` with forward slashes; elsewhere its whole path.

    >>> label(Path("a/b/y.xlsx"), Path("a").resolve())
    'b/y.xlsx'
    """
    place = path.resolve()
    return (place.relative_to(base) if base and place.is_relative_to(base) else place).as_posix()


def collect(files: Sequence[SourceFile], rules: Policy, forced: Forced, today: date, complete: bool = True) -> Lists:
    """Return the lists of all files. Raises Stop if a recognised sheet lacks a required column.

    ``rules``: whose 街镇 and rosters are recognised, beside the roles that ship; ``complete``: also require 承保名单 and at least one of
    its categories' rosters, and report each roster that is missing.
    """
    book, names = role_book_of(rules), Names(rules)
    base = shared_folder([file.path for file in files])
    labels = {file.path: label(file.path, base) for file in files}
    kinds = {frame: (shape, _naming(clean, names)) for frame, (shape, clean) in CLEAN.items()}
    collector = Collector(book, kinds, forced, today, labels)
    collector.add_all(files)
    if complete:
        collector.require_roles(rules)
    return Lists(
        **{shape.name: joined(shape, collector.frames.get(shape.name, [])) for shape in _SHAPES},
        sheets=collector.used_sheets(),
        findings=findings.concat(collector.found),
        base=base,
    )


class Collector:
    """Reads sheet after sheet and gathers their frames, their places and everything found on the way.

    ``book``: the roles that are looked for; ``kinds``: {frame of a role: (its shape, function of body and today)};
    ``labels``: what findings call each file.
    """

    def __init__(
        self,
        book: RoleBook,
        kinds: Mapping[str, tuple[Shape, Clean]],
        forced: Forced,
        today: date,
        labels: dict[Path, str],
    ) -> None:
        self.book, self.kinds = book, kinds
        self.forced, self.today, self.labels = forced, today, labels
        self.frames: dict[str, list[pd.DataFrame]] = {}
        self.sheets: list[dict[str, object]] = []
        self.found: list[pd.DataFrame] = []

    def add_all(self, files: Sequence[SourceFile]) -> None:
        """Read every sheet of every file."""
        self.require_forced(files)
        for file in files:
            self.report_same_content(file, files)
            used = sum(bool(grid.n_rows) for grid in file.grids)
            for grid in file.grids:
                self.add(file, grid, only=used == 1)

    def used_sheets(self) -> pd.DataFrame:
        """Return one row per used sheet (see :class:`Lists`)."""
        return pd.DataFrame(self.sheets, columns=_SHEET_COLUMNS)

    def add(self, file: SourceFile, grid: Grid, only: bool) -> None:
        """Read one sheet. ``only``: the file has no other sheet with content."""
        if not grid.n_rows:
            self._say("I05", file, grid)
            return
        told = self._told(file, grid)
        own = grid.sheet in guide_sheets() or is_hidden_store(grid.sheet)
        if own and (file.path.resolve(), grid.sheet) not in self.forced:
            self._say("I22", file, grid)
            return
        header = find_header(grid, self.book)
        role, why = self._role(file, grid, header, told)
        if header is None:
            self._refuse_without_header(file, grid, only, told)
        if role is None or header is None or not (told or only or _lists_people(role, header.keys)):
            self._say("I02", file, grid, why=why or "没有姓名和证件号码两列")
            return
        self._report_hidden(file, grid)
        self._read(file, grid, lay_out(grid, self.labels[file.path], role, header))

    def _told(self, file: SourceFile, grid: Grid) -> str | None:
        place = file.path.resolve()
        return self.forced.get((place, grid.sheet)) or self.forced.get((place, None))

    def _role(self, file: SourceFile, grid: Grid, header: Header | None, told: str | None) -> tuple[Role | None, str]:
        if told:
            return self.book.roles[told], ""
        return role_of_sheet(file.path, grid.sheet, header, self.book) if header else (None, "没有找到表头")

    def _refuse_without_header(self, file: SourceFile, grid: Grid, only: bool, told: str | None) -> None:
        """A file that says what it is, or was told, but has not one known header, is refused with the headers seen."""
        said = told or role_of_name(grid.sheet, self.book) or role_of_name(file.path.stem, self.book)
        if not (only and said):
            return
        seen = next((row for row in map(grid.row, range(grid.n_rows)) if any(row)), [])
        headers = "、".join(text for text in seen if text)
        missing = "、".join(self.book.roles[said].required)
        raise Stop("S02", file=self.labels[file.path], sheet=grid.sheet, role=said, missing=missing, headers=headers)

    def _read(self, file: SourceFile, grid: Grid, layout: Layout) -> None:
        body = read_body(grid, layout, self.labels[file.path])
        shape, clean = self.kinds[layout.role.frame]
        frame, found = clean(body, self.today)
        self.frames.setdefault(shape.name, []).append(frame)
        self.found.extend([body.findings, *found])
        self.sheets.append(
            {
                "path": self.labels[file.path],
                "location": str(file.path.resolve()),
                "sheet": grid.sheet,
                "role": layout.role.name,
                "rows": len(frame),
                "sha256": file.sha256,
                "header": layout.header.last,
                "id_header": layout.header_of("证件号码"),
                "id_letters": layout.letters_of("证件号码"),
            }
        )

    def _say(self, code: str, file: SourceFile, grid: Grid, **fields: Any) -> None:
        self.found.append(findings.for_file(code, self.labels[file.path], grid.sheet, **fields))

    def _report_hidden(self, file: SourceFile, grid: Grid) -> None:
        if grid.hidden:
            self._say("I03", file, grid)
        inside = [row for row in grid.hidden_rows if grid.first_row <= row < grid.first_row + grid.n_rows]
        columns = [column for column in grid.hidden_columns if column < grid.n_columns]
        for what, hidden in ((f"行（{len(inside)} 行）", inside), (f"列（{len(columns)} 列）", columns)):
            if hidden:
                self._say("I04", file, grid, what=what)

    def report_same_content(self, file: SourceFile, files: Sequence[SourceFile]) -> None:
        """I18 at a file that an earlier file equals byte for byte."""
        first = next(other for other in files if other.sha256 == file.sha256)
        if first is not file:
            self.found.append(findings.for_file("I18", self.labels[file.path], other=self.labels[first.path]))

    def require_forced(self, files: Sequence[SourceFile]) -> None:
        """Raise Stop(S07) if a sheet that the command line names does not exist."""
        for (place, sheet), role in self.forced.items():
            there = [grid.sheet for file in files if file.path.resolve() == place for grid in file.grids]
            if sheet is not None and sheet not in there:
                names = "、".join(f"“{name}”" for name in there)
                raise Stop("S07", why=f"“{role}”所指的工作表“{sheet}”不存在", advice=f"该文件中的工作表：{names}。")

    def require_roles(self, rules: Policy) -> None:
        """Raise Stop(S04) without 承保名单 or any roster; report each roster that is missing (I09)."""
        read = {str(sheet["role"]) for sheet in self.sheets}
        if "承保名单" not in read:
            raise Stop("S04", role="承保名单")
        if not read.intersection(rules.roles):
            raise Stop("S04", role=f"{rules.counted}名册（{'、'.join(rules.roles)}）中的任何一份")
        self.found.extend(findings.for_file("I09", "", role=role) for role in rules.roles if role not in read)


def _naming(clean: Callable[[Body, Names, date], Cleaned], names: Names) -> Clean:
    return lambda body, today: clean(body, names, today)


def _lists_people(role: Role, keys: list[str]) -> bool:
    fields = {role.aliases[key][0] for key in keys if key in role.aliases}
    return bool(fields & {"姓名", "证件号码"})


def joined(shape: Shape, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return one frame of several; label columns get the union of categories, without touching the rows' texts."""
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
