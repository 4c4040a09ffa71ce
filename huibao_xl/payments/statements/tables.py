"""Statements as Chinese banks export them: a workbook or csv with 日期, 借方/贷方 or 收入/支出 or 金额 with a flag, 余额, 对方户名, 对方账号, 摘要, 流水号.

Which header is what is data (words.json): the longest word that a header holds. Every row is a line, a header, blank, a 合计 (which must agree), a balance, or a note without
any amount; a row of which that cannot be told stops the file, with its place.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from huibao_xl import strict_json
from huibao_xl.files.reading import read_file
from huibao_xl.identifiers import bank_card
from huibao_xl.identifiers.spelling import plain
from huibao_xl.money import parse_yuan
from huibao_xl.payments.statements.lines import Line, Statement, refused, statement
from huibao_xl.rosters import days
from huibao_xl.rosters.fields import header_key

_HEADER_ROWS = 40
_AMOUNTS = ("debit", "credit", "amount", "balance")
_NOTHING = ("", "-", "--", "—", "/")
_NUMBER = re.compile(r"\d{8,}")
HEADER, BLANK, TOTAL, BALANCE, NOTE = "表头", "空行", "合计", "余额", "说明"
Row = tuple[str, int, list[str]]
"""Sheet, row from 1, cells."""


@cache
def words() -> dict[str, Any]:
    """Return words.json: headers and what a bank writes."""
    content: dict[str, Any] = strict_json.parse(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
    return content


def read(path: Path, opening_fen: int | None = None) -> Statement:
    """Return the statement in a workbook or csv. ``opening_fen``: what stood on the account before it, if it does not say so.

    Raises Stop(S83) if it has no header, a row is no line and nothing else, or it does not add up; and as reading does.
    """
    rows = [*_rows(path)]
    at, columns = _header(rows)
    if at < 0:
        wanted = "日期，和借方、贷方（或收入、支出，或金额和借贷标志）"
        raise refused(path.name, f"没有找到表头（{wanted}）", "请用网银导出的明细，带表头")
    titles = rows[at][2]
    lines, others, balances = list[Line](), Counter({HEADER: 1}), dict[str, int]()
    for _, _, cells in rows[:at]:
        others[_above(cells, balances)] += 1
    for sheet, row, cells in rows[at + 1 :]:
        kind = HEADER if cells == titles else _kind(cells, columns, balances)
        if kind:
            others[kind] += 1
            _compare_total(path.name, row, cells, columns, lines) if kind == TOTAL else None
        else:
            lines.append(_line(path.name, sheet, row, cells, columns))
    opening = balances.get("opening", opening_fen)
    account = _account(rows[:at], [cells for _, _, cells in rows[at + 1 :]], columns)
    return statement(path.name, account, lines, opening, balances.get("closing"), others)


def balances(path: Path) -> dict[str, int]:
    """Return the balances of a list of accounts: {account, its end or the payer, as it stands there: fen}. Raises Stop(S83) if it has no columns 账号 or 付款单位, and 余额, or a balance that is no
    amount."""
    found: dict[str, int] = {}
    names: list[int] = []
    money = -1
    for sheet, row, cells in _rows(path):
        parts = [part_of(cell) or ("payer" if "单位" in cell else "") for cell in cells]
        if "balance" in parts and ("own" in parts or "payer" in parts):
            names, money = [at for at, part in enumerate(parts) if part in ("own", "payer")], parts.index("balance")
        elif money >= 0 and cells[money] not in _NOTHING:
            try:
                fen = parse_yuan(cells[money])
            except ValueError:
                raise refused(path.name, f"{sheet}第 {row} 行的余额不是钱数", "请改正后重试") from None
            found |= {bank_card.compact(cells[at]) or cells[at]: fen for at in names if cells[at]}
    if money < 0:
        raise refused(path.name, "没有“账号”或“付款单位”和“余额”两列", "每个账户一行")
    return found


def _rows(path: Path) -> Iterable[Row]:
    """The rows of all sheets ("" for the one of a text, which has the name of its file); what banks put around a number so that it stays text is taken off."""
    for grid in read_file(path).grids:
        columns = [column.fill_null("").to_pylist() for column in grid.cells]
        for at, row in enumerate(zip(*columns, strict=True), 1):
            yield (
                "" if grid.sheet == path.stem else grid.sheet,
                grid.first_row + at,
                [str(cell).strip("'` \t\r\n") for cell in row],
            )


def _header(rows: Sequence[Row]) -> tuple[int, dict[str, list[int]]]:
    """Where the header stands and which columns are which part; -1 if none of the first rows is one."""
    for at, (_, _, cells) in enumerate(rows[:_HEADER_ROWS]):
        columns: dict[str, list[int]] = {}
        for column, cell in enumerate(cells):
            if part := part_of(cell):
                columns.setdefault(part, []).append(column)
        two, one = {"debit", "credit"} <= columns.keys(), "amount" in columns
        if "on" in columns and (two or one):
            return at, columns
    return -1, {}


def part_of(header: str) -> str:
    """Return which part of a line a header names, "" if none: by the longest word of words.json that it is or holds.

    >>> part_of("借方发生额（元）"), part_of("对方账号"), part_of("账 号"), part_of("交易后余额"), part_of("借贷标志"), part_of("柜员号")
    ('debit', 'account', 'own', 'balance', 'flag', '')
    """
    key = header_key(header)
    held = [(len(word), part) for part, names in words()["headers"].items() for word in names if word.upper() in key]
    return max(held, default=(0, ""), key=lambda each: each[0])[1] if len(key) <= _LONGEST else ""


_LONGEST = 16
"""Characters of a header; a longer cell is a sentence."""


def _above(cells: Sequence[str], balances: dict[str, int]) -> str:
    """The kind of a row above the header; a balance that it states is kept."""
    if not any(cells):
        return BLANK
    return BALANCE if _balance(cells, balances) else NOTE


def _balance(cells: Sequence[str], balances: dict[str, int]) -> bool:
    """Whether a row states an opening or closing balance, which is kept."""
    text = plain("|".join(cells))
    found = False
    for name in ("opening", "closing"):
        for word in words()[name]:
            at = text.find(word)
            numbers = re.findall(r"-?[\d,]*\d\.\d{2}|-?\d[\d,]*", text[at + len(word) :]) if at >= 0 else []
            if numbers and name not in balances:
                balances[name], found = parse_yuan(numbers[0]), True
    return found


def _kind(cells: Sequence[str], columns: dict[str, list[int]], balances: dict[str, int]) -> str:
    """What a row below the header is, "" for a line."""
    if not any(cells):
        return BLANK
    first, day = plain(next(cell for cell in cells if cell)), _cell(cells, columns, "on")
    if not _is_day(day):
        if _balance(cells, balances):
            return BALANCE
        if any(word in first for word in words()["total"]):
            return TOTAL
        if not any(_amount(_cell(cells, columns, part)) for part in _AMOUNTS):
            return NOTE
    return ""


def _is_day(text: str) -> bool:
    try:
        return days.parse(text) is not None
    except days.Unreadable:
        return False


def _cell(cells: Sequence[str], columns: dict[str, list[int]], part: str) -> str:
    texts = [cells[column] for column in columns.get(part, ()) if column < len(cells) and cells[column]]
    return "；".join(dict.fromkeys(texts)) if part == "text" else texts[0] if texts else ""


def _amount(text: str) -> int:
    """The fen of a cell, 0 if it is empty. Raises ValueError for what is none."""
    return 0 if text in _NOTHING else parse_yuan(plain(text))


def _line(file: str, sheet: str, row: int, cells: Sequence[str], columns: dict[str, list[int]]) -> Line:
    def cell(part: str) -> str:
        return _cell(cells, columns, part)

    try:
        day = days.parse(cell("on"))
        fen, balance = _fen(cell), cell("balance")
        balance_fen = _amount(balance) if balance not in _NOTHING else None
    except (days.Unreadable, ValueError):
        day, fen, balance_fen = None, 0, None
    if day is None:
        raise refused(file, f"{sheet}第 {row} 行的日期、金额或余额看不懂")
    texts = {name: cell(name) for name in ("holder", "text", "serial")}
    place = {"sheet": sheet, "row": row, "account": bank_card.compact(cell("account"))}
    return texts | place | {"on": day.isoformat(), "fen": fen, "balance_fen": balance_fen}


def _fen(cell: Any) -> int:
    """What came in by a line, below zero what went out. Raises ValueError if that cannot be told."""
    if cell("debit") or cell("credit"):
        return _amount(cell("credit")) - _amount(cell("debit"))
    fen, flag = _amount(cell("amount")), plain(cell("flag")).upper()
    if not flag:
        return fen
    if flag in words()["out"]:
        return -abs(fen)
    if flag in words()["in"]:
        return abs(fen)
    raise ValueError(flag)


def _compare_total(file: str, row: int, cells: Sequence[str], columns: dict[str, list[int]], lines: list[Line]) -> None:
    """Raises Stop(S83) if a 合计 row states another sum of 借方 or 贷方 than the lines above come to."""
    for part, sign in (("debit", -1), ("credit", 1)):
        text = _cell(cells, columns, part)
        if not _is_amount(text):
            continue
        found = sum(abs(line["fen"]) for line in lines if line["fen"] * sign > 0)
        if abs(_amount(text)) != found:
            raise refused(file, f"第 {row} 行的合计与上面各行之和不同")


def _is_amount(text: str) -> bool:
    try:
        return bool(_amount(text))
    except ValueError:
        return False


def _account(above: Sequence[Row], rows: Sequence[list[str]], columns: dict[str, list[int]]) -> str:
    """The statement's own account: of its column, else the long number in a row above the header."""
    cells = (bank_card.compact(_cell(row, columns, "own")) for row in rows)
    found = next((cell for cell in cells if _NUMBER.fullmatch(cell)), "")
    texts = (bank_card.compact(text) for _, _, row in above for cell in row for text in re.split("[:：\\s]", cell))
    return found or next((text for text in texts if _NUMBER.fullmatch(text)), "")
