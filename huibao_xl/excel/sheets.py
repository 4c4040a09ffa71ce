"""Result sheets: which are ours, and how ``reports/`` draws them for a workbook that is not theirs.

What stands on a sheet has one definition (``reports/``). Here a command's sheets are drawn into drafts, from which they are brought into the
staff's workbook. A sheet that has the name of a result but was not made by us is never overwritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from huibao_xl.commands import result_sheets
from huibao_xl.excel import store
from huibao_xl.excel.changes import Page, Table
from huibao_xl.files.editing.workbook_part import names_of
from huibao_xl.files.writing.workbook import MAX_ROWS, Book
from huibao_xl.reasons import Stop

if TYPE_CHECKING:
    from huibao_xl.excel.snapshot import Snapshot

_DRAFT = "沪惠保-草稿{}.xlsx"
"""Excel opens no two workbooks of one name: nobody's is called so."""
START = "开始"
"""The sheet of a project workbook that shows the steps; with the hidden ones, and those that commands fill, no list."""


def is_ours(name: str) -> bool:
    """Tell whether a sheet is one that commands make, and so no list to read."""
    return name in result_sheets() or name == START or name.startswith(store.SHEET)


def require_writable(snapshot: "Snapshot", sheets: Sequence[Table | Page]) -> None:
    """Raise Stop(S07) if there is a sheet of a result's name that no command made, or if rows are beyond Excel's last one: a part of a list would be
    taken for all. ValueError, a defect, if the registry of commands does not name a result: it would be read as a list at the next press."""
    made = snapshot.entries.get("ours", [])
    for sheet in sheets:
        for name in sheet.names:
            if isinstance(sheet, Page) and sheet.imported:
                continue
            if name not in result_sheets():
                raise ValueError(f"{name} stands in no entry of huibao_xl.commands")
            if snapshot.has(name) and name not in made:
                why = f"工作簿中已有工作表“{name}”，它不是本软件写的，不能覆盖"
                raise Stop("S07", why=why, advice="请给它改名，再按一次按钮")
        if isinstance(sheet, Table) and len(sheet.sheet.rows) + 2 > MAX_ROWS:
            why = f"“{sheet.sheet.name}”有 {len(sheet.sheet.rows):,} 行，一张工作表放不下"
            raise Stop("S07", why=why, advice="请把名单分成几个工作簿，分别运行")


@dataclass(frozen=True)
class Drawn:
    """A draft. ``names``: its sheets that are wanted."""

    path: Path
    names: tuple[str, ...]


def draw(sheets: Sequence[Table | Page], folder: Path) -> list[Drawn]:
    """Write drafts into a folder: all tables into one, each page into one of its own. Raises what a page's writer raises."""
    drawn, tables = [], [sheet for sheet in sheets if isinstance(sheet, Table)]
    if tables:
        path = folder / _DRAFT.format(0)
        with Book(path, "", marked=False) as book:
            for table in tables:
                book.add(table.sheet)
        drawn.append(Drawn(path, tuple(table.sheet.name for table in tables)))
    for number, page in enumerate((sheet for sheet in sheets if isinstance(sheet, Page)), 1):
        path = folder / _DRAFT.format(number)
        with Book(path, "", marked=False) as book:
            page.write(book)
        if page.verify:
            page.verify(path)
        drawn.append(Drawn(path, page.names))
    return drawn


def names_to_define(snapshot: "Snapshot", drawn: Sequence[Drawn]) -> dict[str, str | None]:
    """Return {name: what it stands for} of the names of drafts that stand on sheets which are brought in, and are new or other than before.

    Raises Stop(S07) if staff use the name for something else: it is not taken from them.
    """
    present = {name.casefold(): (name, refers_to) for name, refers_to in snapshot.names.items()}
    wanted: dict[str, str | None] = {}
    for draft in drawn:
        for name, refers_to in names_of(draft.path).items():
            if sheet_of(refers_to) not in draft.names:
                continue
            before = present.get(name.casefold())
            if before is None or _place(before[1]) != _place(refers_to):
                if before is not None and sheet_of(before[1]) not in (*result_sheets(), "#REF"):
                    why = f"工作簿中的名称“{name}”另有用途，预算表要用它"
                    raise Stop("S07", why=why, advice="请在“名称管理器”中改名")
                wanted[before[0] if before else name] = refers_to
    return wanted


def inner_link(sheet: str, cell: str) -> str:
    """Return the address of a cell of the same workbook, as a report's link has it.

    >>> inner_link("2024 名单", "B5")
    "internal:'2024 名单'!B5"
    """
    return f"internal:{place_of_cell(sheet, cell)}"


def place_of_cell(sheet: str, cell: str) -> str:
    """Return where a link within the workbook leads.

    >>> place_of_cell("甲'乙", "A1")
    "'甲''乙'!A1"
    """
    return "'" + sheet.replace("'", "''") + f"'!{cell}"


def sheet_of(refers_to: str) -> str:
    """Return the sheet that a name stands on.

    >>> sheet_of("='参数'!$C$2")
    '参数'
    """
    return _place(refers_to).partition("!")[0]


def _place(formula: str) -> str:
    """What a name stands for, however the sheet is quoted."""
    return formula.removeprefix("=").replace("'", "").replace("$", "")
