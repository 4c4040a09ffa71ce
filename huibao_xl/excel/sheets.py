"""Result sheets in an open workbook: the same ``files.writing.workbook.Sheet`` that a run writes to a file, as block writes through xlwings.

What stands on a sheet has one definition (``reports/``); here is only how it gets into the workbook. Sheets that are laid out cell by cell
(预算表, 平衡表, 参数) are written to a temporary workbook by ``reports/`` and copied from there. A sheet that has the name of a result but was not
made by us is never overwritten.
"""

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import xlwings as xw

from huibao_xl.commands import result_sheets
from huibao_xl.excel import store, view
from huibao_xl.excel.undo import Keeper
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.files.writing.workbook import (
    MAX_CHARACTERS,
    MAX_ROWS,
    NUMBER_FORMATS,
    Book,
    Column,
    Sheet,
    text_width,
    texts,
    width_of,
)
from huibao_xl.reasons import Stop

START = "开始"
"""The sheet of a project workbook that shows the steps; with the hidden ones, and those that commands fill, no list."""
_HEADER_FILL, _HEADER_HEIGHT = (217, 225, 242), 30
_NUMBER_FORMATS = NUMBER_FORMATS | {"link": "General"}
"""In a cell of the text format a formula would stay a text."""
_LITERAL = 255
"""The most characters of a text inside a formula."""
_LINE = (191, 191, 191)
_LINK_INK = (5, 99, 193)
UNWRITABLE = r"[\x00-\x08\x0b-\x1f￾￿]"
_WIDEST, _NARROWEST = 46, 8


def is_ours(name: str) -> bool:
    """Tell whether a sheet is one that commands make, and so no list to read."""
    return name in result_sheets() or name == START or name.startswith(store.SHEET)


def prepare(book: xw.Book, name: str, keeper: Keeper) -> xw.Sheet:
    """Return the empty result sheet: cleared in its place, so that formulas that point to it live on, or new at the end.

    Raises Stop(S07) if there is a sheet of that name that no command made; ValueError, a defect, if the registry of commands does not
    name the sheet: it would be read as a list at the next press.
    """
    if name not in result_sheets():
        raise ValueError(f"{name} stands in no entry of huibao_xl.commands")
    made = store.load(book).get("ours", [])
    if not store.has_sheet(book, name):
        keeper.sheet(name)
        sheet = book.sheets.add(name, after=last_shown(book))
        store.save(book, ours=sorted({*made, name}))
        return sheet
    if name not in made:
        raise Stop(
            "S07", why=f"工作簿中已有工作表“{name}”，它不是本软件写的，不能覆盖", advice="请给它改名，再按一次按钮"
        )
    keeper.sheet(name)
    sheet = book.sheets[name]
    view.drop_filter(sheet)
    view.show_rows(sheet)
    sheet.clear()
    return sheet


def last_shown(book: xw.Book) -> xw.Sheet:
    """Return the last sheet that shows: a new one must not stand behind the hidden ones."""
    return [sheet for sheet in book.sheets if sheet.visible in (True, store.VISIBLE)][-1]


def write_sheet(book: xw.Book, sheet: Sheet, keeper: Keeper) -> xw.Sheet:
    """Write a report's sheet; rows beyond Excel's last one are refused (Stop S07), for a part of a list would be taken for all."""
    if len(sheet.rows) + 2 > MAX_ROWS:
        raise Stop(
            "S07",
            why=f"“{sheet.name}”有 {len(sheet.rows):,} 行，一张工作表放不下",
            advice="请把名单分成几个工作簿，分别运行",
        )
    target = prepare(book, sheet.name, keeper)
    last = len(sheet.rows) + 1
    for index, column in enumerate(sheet.columns, 1):
        area = target.range((1, index), (last + bool(sheet.totals), index))
        area.number_format = _NUMBER_FORMATS.get(column.kind, "@")
        area.column_width = _width(column, sheet.rows[column.title])
        area.vertical_alignment = "center"
        if column.kind in ("count", "day"):
            area.horizontal_alignment = "center"
        if column.kind == "note":
            area.wrap_text = True
        if column.kind == "link":
            area.font.color = _LINK_INK
    target.range((1, 1)).value = [[column.title for column in sheet.columns], *_rows(sheet)]
    grid = target.range((1, 1), (last + bool(sheet.totals), len(sheet.columns)))
    grid.borders.set("all", line_style="continuous", weight="thin", color=_LINE)
    _dress_header(target.range((1, 1), (1, len(sheet.columns))))
    if sheet.totals:
        _total(target, sheet, last)
    if len(sheet.rows) and any(column.kind == "note" for column in sheet.columns):
        target.range((2, 1), (last, len(sheet.columns))).rows.autofit()
    view.put_filter(target.range((1, 1), (max(last, 2), len(sheet.columns))))
    view.freeze(target, 1, sheet.frozen)
    view.print_pages(target, sheet.landscape, "$1:$1")
    return target


def _rows(sheet: Sheet) -> list[list[Any]]:
    columns = [
        _links(sheet.rows[column.title], sheet.rows[column.address])
        if column.kind == "link"
        else _values(column, sheet.rows[column.title])
        for column in sheet.columns
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _values(column: Column, values: pd.Series) -> list[Any]:
    """A column as cells take it: fen as yuan, days as days, texts without what no cell can hold."""
    if column.kind == "money":
        return [None if pd.isna(fen) else int(fen) / 100 for fen in values]
    if column.kind == "count":
        return [None if pd.isna(number) else int(number) for number in values]
    if column.kind == "day":
        return [None if pd.isna(day) else pd.Timestamp(day).to_pydatetime() for day in values]
    plain = values.astype("str").where(values.notna(), "")
    if plain.str.contains(UNWRITABLE, regex=True).any():
        plain = plain.str.replace(UNWRITABLE, "", regex=True)
    return [text[:MAX_CHARACTERS] or None for text in plain]


def _width(column: Column, values: pd.Series) -> float:
    if column.width:
        return column.width
    content = 10.0 if column.kind in NUMBER_FORMATS else width_of(texts(values), _NARROWEST)
    return max(min(content, _WIDEST), text_width(column.title) + 2) + 2


def _dress_header(header: xw.Range) -> None:
    header.number_format = "@"
    header.font.bold = True
    header.color = _HEADER_FILL
    header.font.color = (0, 0, 0)
    header.horizontal_alignment = header.vertical_alignment = "center"
    header.wrap_text = True
    header.row_height = _HEADER_HEIGHT


def _total(target: xw.Sheet, sheet: Sheet, last: int) -> None:
    """合计 as live formulas below the rows."""
    target.range((last + 1, 1)).value = "合计"
    for index, column in enumerate(sheet.columns):
        if column.title in sheet.totals:
            letters = column_letters(index)
            target.range((last + 1, index + 1)).formula = f"=SUM({letters}2:{letters}{last})"
    target.range((last + 1, 1), (last + 1, len(sheet.columns))).font.bold = True


def _links(shown: pd.Series, addresses: pd.Series) -> list[str | None]:
    """Links as formulas: one block write for any number of them, where Excel takes a moment for each link proper, and 65,530 at most.

    >>> _links(pd.Series(["C5", "C6"]), pd.Series(["#'名单'!C5", ""]))
    ['=HYPERLINK("#\\'名单\\'!C5","C5")', 'C6']
    """
    quoted = (pair.str.replace('"', '""') for pair in (addresses.astype("str"), shown.astype("str").str[:_LITERAL]))
    return [
        f'=HYPERLINK("{address}","{text}")' if 0 < len(address) <= _LITERAL else text or None
        for address, text in zip(*quoted, strict=True)
    ]


def inner_link(sheet: str, cell: str) -> str:
    """Return the address of a cell of the same workbook.

    >>> inner_link("2024 名单", "B5")
    "#'2024 名单'!B5"
    """
    return "#'" + sheet.replace("'", "''") + f"'!{cell}"


def write_pages(book: xw.Book, names: Iterable[str], write: Callable[[Book], None], keeper: Keeper) -> None:
    """Copy the pages ``names`` that ``write`` lays out with the writer of ``reports/``: cells, formulas, looks and defined names."""
    wanted = list(names)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "沪惠保-临时.xlsx"
        with Book(path, "") as draft:
            write(draft)
        source = book.app.books.open(str(path))
        try:
            for name in wanted:
                _copy_page(source.sheets[name], prepare(book, name, keeper))
            _copy_names(source, book, keeper, wanted)
        finally:
            source.close()
            book.activate()


def _copy_page(source: xw.Sheet, target: xw.Sheet) -> None:
    """Copy cells and looks; formulas are written anew, or they would point into the temporary workbook."""
    used = source.used_range
    used.copy(target.range(used.address))
    for column in range(used.column, used.last_cell.column + 1):
        target.range((1, column)).column_width = source.range((1, column)).column_width or 0
    for row in range(used.row, used.last_cell.row + 1):
        target.range((row, 1)).row_height = source.range((row, 1)).row_height or 0
    view.copy_look(source, target)
    for row, line in enumerate(used.options(ndim=2).formula, used.row):
        for column, formula in enumerate(line, used.column):
            if isinstance(formula, str) and formula.startswith("="):
                target.range((row, column)).formula = formula


def _copy_names(source: xw.Book, book: xw.Book, keeper: Keeper, sheets: list[str]) -> None:
    """Define the names of the copied pages; one that staff use for something else is not taken from them (Stop S07)."""
    defined_names = {name.name.casefold(): name for name in book.names}
    for name in source.names:
        refers_to = str(name.refers_to)
        if "!" in name.name or _sheet_of(refers_to) not in sheets:
            continue
        defined = defined_names.get(name.name.casefold())
        if defined is None:
            keeper.name(name.name, None)
            book.names.add(name.name, refers_to)
        elif _place(str(defined.refers_to)) != _place(refers_to):
            if _sheet_of(str(defined.refers_to)) not in (*result_sheets(), "#REF"):
                raise Stop(
                    "S07", why=f"工作簿中的名称“{name.name}”另有用途，预算表要用它", advice="请在“名称管理器”中改名"
                )
            keeper.name(name.name, defined.refers_to)
            defined.refers_to = refers_to


def _sheet_of(formula: str) -> str:
    """The sheet that a name stands on.

    >>> _sheet_of("='参数'!$C$2")
    '参数'
    """
    return _place(formula).partition("!")[0]


def _place(formula: str) -> str:
    """What a name stands for, however the sheet is quoted."""
    return formula.removeprefix("=").replace("'", "").replace("$", "")
