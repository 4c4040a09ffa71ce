"""参数 in a project workbook: the policy's values as defined names, changed by staff where they may, and how commands use them.

The sheet is laid by 新建工作簿 (it stands in the template) and 更新参数. Every command loads the policy file and then puts in its place
what staff changed: each changed value is checked by the schema of policy files, and a wrong one ends the command with one sentence that
names the cell. A value that may not be changed here must be the file's. A workbook without the names 参数_… is decided by the file alone.
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from huibao_xl import policy
from huibao_xl.excel import sheets
from huibao_xl.excel.changes import Page
from huibao_xl.excel.snapshot import Place, Snapshot
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.files.writing.workbook import Book
from huibao_xl.policy import Policy, parameters
from huibao_xl.policy.parameters import WORKBOOK, Parameter
from huibao_xl.reasons import Stop
from huibao_xl.rosters import days
from huibao_xl.subsidy.reports.parameters import PREFIX, SHEET, write_parameters

_RENEW = "请按“更新参数”，再按一次按钮"
_RENEW_OR_FILE = f"{_RENEW}；政策确有变动时，请另写政策文件（手册“新的一年”）"
_DECIMAL = re.compile(r"-?\d+\.\d+")
_TRUTH = {"true": "是", "false": "否"}
_SHOWN = 12
"""Characters of a wrong value that a message repeats: longer ones are no parameter, and might be somebody's number."""


def rules(snapshot: Snapshot, name: str) -> Policy:
    """Return the policy called ``name`` with what staff changed on the sheet 参数. Raises Stop (S05, S07, S45, S46)."""
    content = policy.content_of(name)
    cells = _cells(snapshot)
    if not cells:
        return policy.build(content)
    changed: dict[str, int | str | Decimal] = {}
    for parameter in policy.build(content).parameters:
        cell = cells.get(parameter.name)
        if parameter.optional and parameter.name not in cells:
            continue  # a sheet that was made before there was this parameter
        if cell is None:
            raise Stop("S46", sheet=SHEET, name=parameter.name, defined=PREFIX + parameter.name)
        if parameter.follows:
            _require_formula(snapshot, cell, parameter)
            continue
        if (value := _value(snapshot, cell, parameter)) == parameter.value:
            continue
        if not parameter.editable:
            raise _locked(cell, parameter, value)
        content = _put(snapshot, content, cell, parameter, value)
        changed[parameter.name] = parameter.value
    return _marked(policy.build(content), changed)


def changes(rules: Policy) -> list[str]:
    """Return what staff changed, each with both values: ``参考日期 2024-06-01（政策文件 2024-07-01）``."""
    return [
        f"{parameter.name} {parameters.shown(parameter, parameter.value)}（政策文件 {parameters.shown(parameter, parameter.file_value)}）"
        for parameter in rules.parameters
        if parameter.origin == WORKBOOK
    ]


def is_editable(snapshot: Snapshot) -> bool:
    """Tell whether the sheet 参数 is one that staff fill in; else it is a result like others."""
    return any(place is not None for place in _cells(snapshot).values())


def page(rules: Policy) -> Page:
    """Return the sheet 参数 with the values of the policy file, protected but for what staff may change."""

    def write(book: Book) -> None:
        write_parameters(book, rules, editable=True).protect()

    return Page((SHEET,), write)


def require_open(snapshot: Snapshot) -> None:
    """Raise Stop(S07) if somebody gave the sheet 参数 a password: it is about to be rewritten."""
    found = snapshot.protection(SHEET) if snapshot.has(SHEET) else None
    if found is not None and (found.get("password") or found.get("hashValue")):
        raise Stop("S07", why=f"工作表“{SHEET}”有保护密码", advice="请撤销工作表保护，再按一次按钮")


def _cells(snapshot: Snapshot) -> dict[str, Place | None]:
    """{name of a parameter: its cell} of the names 参数_…; None where the cell or the sheet was deleted."""
    found: dict[str, Place | None] = {}
    for name in snapshot.names:
        if name.startswith(PREFIX):
            place = snapshot.place(name)
            found[name.removeprefix(PREFIX)] = place if place is not None and place[0] == SHEET else None
    return found


def _address(place: Place) -> str:
    return f"{column_letters(place[2] - 1)}{place[1]}"


def _value(snapshot: Snapshot, cell: Place, parameter: Parameter) -> int | str | Decimal:
    text = _text(snapshot.text(cell))
    try:
        if parameter.kind == "day":
            day = days.parse(text)
            text = day.isoformat() if day else text
        return parameters.read(parameter, text)
    except ValueError:
        raise _wrong(text, cell, parameter, parameters.HINTS[parameter.kind]) from None


def _text(text: str) -> str:
    """A cell's text, a number without the noise of floating point.

    >>> _text("0.30000000000000004"), _text("9000"), _text("true")
    ('0.3', '9000', '是')
    """
    text = _TRUTH.get(text.strip(), text.strip())
    return f"{Decimal(f'{float(text):.12g}'):f}" if _DECIMAL.fullmatch(text) else text


def _require_formula(snapshot: Snapshot, cell: Place, parameter: Parameter) -> None:
    """Raise Stop(S45) if the share of a 街镇 was overwritten: it is that of its kind, and would not be used."""
    if snapshot.formula(cell) != parameter.follows:
        why = f"被改写了，它随“{parameter.follows}”，不能单独改"
        raise Stop("S45", sheet=SHEET, cell=_address(cell), name=parameter.name, why=why, advice=_RENEW_OR_FILE)


def _put(
    snapshot: Snapshot, content: dict[str, Any], cell: Place, parameter: Parameter, value: int | str | Decimal
) -> dict[str, Any]:
    changed = parameters.put(content, parameter, value)
    if found := policy.fault(changed):
        hint = parameters.HINTS[parameter.kind]
        text = _text(snapshot.text(cell))
        raise _wrong(text, cell, parameter, hint if parameter.kind != "count" else f"{hint}，{found[1]}")
    return changed


def _wrong(text: str, cell: Place, parameter: Parameter, hint: str) -> Stop:
    written = f"写的是“{text}”" if 0 < len(text) <= _SHOWN else "写的内容不能用" if text else "是空的"
    return Stop("S45", sheet=SHEET, cell=_address(cell), name=parameter.name, why=f"{written}，{hint}", advice="请改正")


def _locked(cell: Place, parameter: Parameter, value: int | str | Decimal) -> Stop:
    texts = parameters.shown(parameter, value), parameters.shown(parameter, parameter.value)
    if parameter.name == "政策年度":
        why = f"是 {texts[0]}，“{sheets.START}”所定的政策是 {texts[1]} 年度的"
        return Stop("S45", sheet=SHEET, cell=_address(cell), name=parameter.name, why=why, advice=_RENEW)
    why = f"被改为 {texts[0]}，政策文件是 {texts[1]}，这一项有原文，不能在工作簿里改"
    return Stop("S45", sheet=SHEET, cell=_address(cell), name=parameter.name, why=why, advice=_RENEW_OR_FILE)


def _marked(rules: Policy, changed: dict[str, int | str | Decimal]) -> Policy:
    """The policy whose parameters say which of them staff changed."""
    marked = tuple(
        replace(parameter, before=changed[parameter.name], where=WORKBOOK) if parameter.name in changed else parameter
        for parameter in rules.parameters
    )
    return replace(rules, parameters=marked)
