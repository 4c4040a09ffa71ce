"""参数 in a project workbook: the policy's values as defined names, changed by staff where they may, and how commands use them.

The sheet is laid by 新建工作簿 (it stands in the template) and 更新参数. Every command loads the policy file and then puts in its place
what staff changed: each changed value is checked by the schema of policy files, and a wrong one ends the command with one sentence that
names the cell. A value that may not be changed here must be the file's. A workbook without the names 参数_… is decided by the file alone.
"""

import datetime as dt
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import xlwings as xw

from huibao_xl import policy
from huibao_xl.excel import sheets, store
from huibao_xl.excel.undo import Keeper
from huibao_xl.excel.view import is_protected, protect, unprotect
from huibao_xl.files.writing.workbook import Book
from huibao_xl.policy import Policy, parameters
from huibao_xl.policy.parameters import WORKBOOK, Parameter
from huibao_xl.reasons import Stop
from huibao_xl.rosters import days
from huibao_xl.subsidy.reports.parameters import PREFIX, SHEET, write_parameters

_RENEW = "请按“更新参数”，再按一次按钮"
_RENEW_OR_FILE = f"{_RENEW}；政策确有变动时，请另写政策文件（手册“新的一年”）"
_SHOWN = 12
"""Characters of a wrong value that a message repeats: longer ones are no parameter, and might be somebody's number."""


def rules(book: xw.Book, name: str) -> Policy:
    """Return the policy called ``name`` with what staff changed on the sheet 参数. Raises Stop (S05, S07, S45, S46)."""
    content = policy.content_of(name)
    cells = _cells(book)
    if not cells:
        return policy.build(content)
    changed: dict[str, int | str | Decimal] = {}
    for parameter in policy.build(content).parameters:
        cell = cells.get(parameter.name)
        if cell is None:
            raise Stop("S46", sheet=SHEET, name=parameter.name, defined=PREFIX + parameter.name)
        if parameter.follows:
            _require_formula(cell, parameter)
            continue
        if (value := _value(cell, parameter)) == parameter.value:
            continue
        if not parameter.editable:
            raise _locked(cell, parameter, value)
        content = _put(content, cell, parameter, value)
        changed[parameter.name] = parameter.value
    return _marked(policy.build(content), changed)


def changes(rules: Policy) -> list[str]:
    """Return what staff changed, each with both values: ``参考日期 2024-06-01（政策文件 2024-07-01）``."""
    return [
        f"{parameter.name} {parameters.shown(parameter, parameter.value)}（政策文件 {parameters.shown(parameter, parameter.file_value)}）"
        for parameter in rules.parameters
        if parameter.origin == WORKBOOK
    ]


def is_editable(book: xw.Book) -> bool:
    """Tell whether the sheet 参数 is one that staff fill in; else it is a result like others."""
    return any(cell is not None for cell in _cells(book).values())


def lay(book: xw.Book, rules: Policy, keeper: Keeper) -> xw.Sheet:
    """Lay the sheet 参数 with the values of the policy file, protected but for what staff may change."""
    unlock(book)
    sheets.write_pages(book, [SHEET], lambda draft: _write(draft, rules), keeper)
    lock(book)
    return book.sheets[SHEET]


def unlock(book: xw.Book) -> None:
    """Lift the protection of the sheet 参数, for a command that is about to rewrite it. Raises Stop(S07) if it has a password."""
    if store.has_sheet(book, SHEET) and is_protected(book.sheets[SHEET]):
        unprotect(book.sheets[SHEET])


def lock(book: xw.Book) -> None:
    """Protect the sheet 参数 if it is one that staff fill in: what is not theirs to change is locked."""
    if is_editable(book):
        protect(book.sheets[SHEET])


def _write(draft: Book, rules: Policy) -> None:
    write_parameters(draft, rules, editable=True)


def _cells(book: xw.Book) -> dict[str, xw.Range | None]:
    """{name of a parameter: its cell} of the names 参数_…; None where the cell or the sheet was deleted."""
    found: dict[str, xw.Range | None] = {}
    for name in book.names:
        if name.name.startswith(PREFIX):
            cell = None
            with suppress(Exception):  # a broken name leads nowhere; Excel and the engine say so differently
                cell = name.refers_to_range
            found[name.name.removeprefix(PREFIX)] = cell if cell is not None and cell.sheet.name == SHEET else None
    return found


def _place(cell: xw.Range) -> str:
    return cell.get_address(False, False)


def _value(cell: xw.Range, parameter: Parameter) -> int | str | Decimal:
    text = _text(cell.value)
    try:
        if parameter.kind == "day":
            day = days.parse(text)
            text = day.isoformat() if day else ""
        return parameters.read(parameter, text)
    except ValueError:
        raise _wrong(cell, parameter, parameters.HINTS[parameter.kind]) from None


def _text(value: Any) -> str:
    """A cell as text, a number without the noise of floating point.

    >>> _text(0.1 + 0.2), _text(9000.0), _text(dt.datetime(2024, 7, 1)), _text(None)
    ('0.3', '9000', '2024-07-01', '')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{Decimal(f'{value:.12g}'):f}"
    return value.date().isoformat() if isinstance(value, dt.datetime) else str(value or "").strip()


def _require_formula(cell: xw.Range, parameter: Parameter) -> None:
    """Raise Stop(S45) if the share of a 街镇 was overwritten: it is that of its kind, and would not be used."""
    if cell.formula != f"={parameter.follows}":
        why = f"被改写了，它随“{parameter.follows}”，不能单独改"
        raise Stop("S45", sheet=SHEET, cell=_place(cell), name=parameter.name, why=why, advice=_RENEW_OR_FILE)


def _put(content: dict[str, Any], cell: xw.Range, parameter: Parameter, value: int | str | Decimal) -> dict[str, Any]:
    changed = parameters.put(content, parameter, value)
    if found := policy.fault(changed):
        hint = parameters.HINTS[parameter.kind]
        raise _wrong(cell, parameter, hint if parameter.kind != "count" else f"{hint}，{found[1]}")
    return changed


def _wrong(cell: xw.Range, parameter: Parameter, hint: str) -> Stop:
    text = _text(cell.value)
    written = f"写的是“{text}”" if 0 < len(text) <= _SHOWN else "写的内容不能用" if text else "是空的"
    return Stop("S45", sheet=SHEET, cell=_place(cell), name=parameter.name, why=f"{written}，{hint}", advice="请改正")


def _locked(cell: xw.Range, parameter: Parameter, value: int | str | Decimal) -> Stop:
    texts = parameters.shown(parameter, value), parameters.shown(parameter, parameter.value)
    if parameter.name == "政策年度":
        why = f"是 {texts[0]}，“{sheets.START}”所定的政策是 {texts[1]} 年度的"
        return Stop("S45", sheet=SHEET, cell=_place(cell), name=parameter.name, why=why, advice=_RENEW)
    why = f"被改为 {texts[0]}，政策文件是 {texts[1]}，这一项有原文，不能在工作簿里改"
    return Stop("S45", sheet=SHEET, cell=_place(cell), name=parameter.name, why=why, advice=_RENEW_OR_FILE)


def _marked(rules: Policy, changed: dict[str, int | str | Decimal]) -> Policy:
    """The policy whose parameters say which of them staff changed."""
    marked = tuple(
        replace(parameter, before=changed[parameter.name], where=WORKBOOK) if parameter.name in changed else parameter
        for parameter in rules.parameters
    )
    return replace(rules, parameters=marked)
