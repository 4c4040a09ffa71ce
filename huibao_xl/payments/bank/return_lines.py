"""The lines of a bank's return file, as they stand there: which are answers, where their parts are, what the file says of its totals.

A table (workbook or csv) is known by its headers, wherever they stand; a text by positions or widths. Every line that is not a header, a
footer or blank is kept, also one that cannot be taken apart, or that stands where none is looked for (:mod:`stray_rows`): it says why. Those that are not
are counted, so that the lines of the file are all told.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading import content_of, read_file
from huibao_xl.identifiers import bank_card
from huibao_xl.money import LIMIT_FEN, format_yuan, parse_yuan
from huibao_xl.payments.bank.layout_check import SPACES
from huibao_xl.payments.bank.layouts import Layout, Place, Returns
from huibao_xl.payments.bank.stray_rows import account_in, names_account
from huibao_xl.reasons import Stop
from huibao_xl.rosters.fields import footer_words, header_key
from huibao_xl.rosters.header_words import shown_headers

_BINARY = (b"PK", b"\xd0\xcf\x11\xe0", b"<")
_HEADER_ROWS = 30
_SHOWN = 12
"""How many cells of a first row a message shows."""
_DECIDING = {"status": "处理状态", "paid": "实际支付金额"}
_SEPARATORS = ",\t;|"
_TOTAL_WORDS = ("合计", "总计", "共计", "小计", "总笔数", "总金额")
_SUM_WORDS = ("合计", "总计", "共计")
HEADER, BLANK, TOTAL, NOTE = OTHERS = ("表头", "空行", "合计", "说明")
PARTS = ("number", "account", "holder", "amount", "paid", "status", "reason", "date", "receipt")

Line = tuple[int, list[str] | None]
"""A line's number from 1 and its cells; None where its bytes are no text."""


Row = dict[str, Any]
"""An answer as it stands in a file: sheet, row, why (what is wrong with the line, "" if nothing) and the texts of PARTS."""


@dataclass(frozen=True)
class Reading:
    """What a file, or some lines of it, gave: its answers, the findings on the way (parts of FINDINGS), and how many other lines of which kind
    (one of OTHERS) it has."""

    rows: list[Row] = field(default_factory=list)
    findings: list[pd.DataFrame] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)


def fen(text: str, unit: str) -> int:
    """Return the fen of an amount in yuan or fen (``unit`` 元 or 分), -1 if it is none; an amount below zero stays what it is.

    >>> fen("1,290.00", "元"), fen("129000", "分"), fen("一百", "元"), fen("-129.00", "元"), fen("-12900", "分")
    (129000, 129000, -1, -12900, -12900)
    """
    try:
        value = parse_yuan(text) if unit == "元" else _digits(text.strip().replace(",", "").removesuffix(".00"))
    except ValueError:
        return -1
    return value if abs(value) < LIMIT_FEN else -1


def _digits(text: str) -> int:
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise ValueError("not a whole number")
    return int(text)


def other_layout(file: str, layout: Layout, why: str) -> Stop:
    """Return the stop for a file that is of another layout."""
    return Stop("S23", file=file, layout=layout.name, why=why)


def _lines(content: bytes, encoding: str) -> list[tuple[int, str | None]]:
    """The lines of a text that are not blank: UTF-8 if all of it is, else the layout's encoding line by line; GB18030 reads GBK too."""
    content = content.rstrip(b"\x1a").removeprefix(b"\xef\xbb\xbf")
    reader = "utf-8" if encoding == "UTF-8" or _is_utf8(content) else "gb18030"
    raw = enumerate(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1)
    return [(number, _text(line, reader)) for number, line in raw if line.strip()]


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def read_text(path: Path, layout: Layout) -> Reading:
    """Read a text whose fields stand at positions. Raises Stop(S23) if it is no text."""
    returns, content = layout.returns, content_of(path)
    if content.startswith(_BINARY):
        raise other_layout(path.name, layout, "不是文本文件")
    lines = _lines(content, layout.encoding)
    others = Counter({BLANK: _blank(lines)})
    found = [] if _has_end(lines, returns.end) else [findings.for_file("B26", path.name, end=returns.end)]
    ends, lines = len(lines), _without_end(lines, returns.end)
    others[NOTE] += ends - len(lines)
    totals = returns.totals
    first = returns.header_lines + bool(totals and totals.line == "first")
    last = len(lines) - returns.footer_lines - bool(totals and totals.line == "last")
    answers = []
    for place, (number, line) in enumerate(lines):
        fields = _fields(line, layout) if line is not None else None
        if first <= place < last or _is_answer(fields, returns):
            why = "的文字编码有误" if line is None else "的栏数或长度与版式不同"
            answers.append(_row("", number, fields, returns.columns, why))
        else:
            others[HEADER if place < first else TOTAL] += 1
    if totals and lines:
        number, line = lines[0] if totals.line == "first" else lines[-1]
        found += _compared_totals(path.name, number, _fields_of_totals(line or "", layout), answers, layout)
    return Reading(answers, found, others)


def _blank(lines: list[tuple[int, str | None]]) -> int:
    """How many lines among these were blank, by their numbers."""
    return lines[-1][0] - len(lines) if lines else 0


def _is_answer(fields: list[str] | None, returns: Returns) -> bool:
    """Whether a line in the place of a header or a footer is a payment's: the file lacks what the layout expects there."""
    place = returns.columns["account"]
    return fields is not None and isinstance(place, int) and names_account(bank_card.compact(fields[place]))


def _has_end(lines: list[tuple[int, str | None]], end: str) -> bool:
    return not end or any(line is not None and line.strip() == end for _, line in lines)


def _without_end(lines: list[tuple[int, str | None]], end: str) -> list[tuple[int, str | None]]:
    """The lines but for the end marker. What stands after it is not left out: it follows."""
    return [(number, line) for number, line in lines if line is None or not end or line.strip() != end]


def _fields(line: str, layout: Layout) -> list[str] | None:
    """The fields of a line, None if they are not as many as the layout says."""
    returns = layout.returns
    if returns.widths:
        return _sliced(line.rstrip("\r\n"), returns.widths, layout.encoding)
    cells = line.split() if returns.separator == SPACES else line.split(returns.separator)
    if len(cells) == returns.fields + 1 and not cells[-1].strip():
        cells.pop()
    return [cell.strip() for cell in cells] if len(cells) == returns.fields else None


def _sliced(line: str, widths: Sequence[int], encoding: str) -> list[str] | None:
    """Fields of fixed widths in bytes; blanks that the last fields lack do not matter."""
    raw = line.encode("gb18030" if encoding != "UTF-8" else "utf-8")
    if not sum(widths[:-1]) <= len(raw) <= sum(widths):
        return None
    ends = np.cumsum(widths).tolist()
    try:
        encoding = "gb18030" if encoding != "UTF-8" else "utf-8"
        return [raw[end - width : end].decode(encoding).strip() for width, end in zip(widths, ends, strict=True)]
    except UnicodeDecodeError:
        return None


def _fields_of_totals(line: str, layout: Layout) -> list[str]:
    separator = layout.returns.separator
    return line.split() if separator in (SPACES, "") else [cell.strip() for cell in line.split(separator)]


def _compared_totals(file: str, row: int, cells: list[str], rows: list[Row], layout: Layout) -> list[pd.DataFrame]:
    """B22 where the line of totals says something else than was read, or cannot be read."""
    totals = layout.returns.totals
    if totals is None:
        return []
    stated = ((position, label) for position, label in ((totals.count, "总笔数"), (totals.sum, "总金额")))
    return [
        finding
        for position, label in stated
        if position is not None
        for finding in _compared_total(
            file, "", row, label, cells[position] if position < len(cells) else "", rows, layout
        )
    ]


def _compared_total(
    file: str, sheet: str, row: int, label: str, text: str, rows: list[Row], layout: Layout
) -> list[pd.DataFrame]:
    """B22 if ``text``, a stated 总笔数 or 总金额, is not that of the rows."""
    if label == "总笔数":
        counted = str(len(rows))
        same = text.removesuffix("笔").removesuffix("人") == counted
    else:
        total = sum(max(fen(line["amount"], layout.returns.unit), 0) for line in rows)
        counted, same = format_yuan(total) + " 元", fen(text, layout.returns.unit) == total
    shown = {"label": label, "stated": text or "（看不出）", "counted": counted}
    return [] if same else [findings.for_file("B22", file, sheet, row, value=text, **shown)]


def _row(sheet: str, row: int, cells: list[str] | None, columns: Mapping[str, Any], why: str) -> Row:
    """One line as a row: its parts by position, or why it has none."""
    parts = dict.fromkeys(PARTS, "") | (
        {name: cells[place] for name, place in columns.items()} if cells is not None else {}
    )
    return {"sheet": sheet, "row": row, "why": "" if cells is not None else why} | parts


def read_tables(path: Path, layout: Layout) -> Reading:
    """Read every sheet that has the headers, and of the others what holds an account. Raises Stop(S23) with the headers that were seen if none has."""
    seen, reading, fitting, run_together = list[str](), Reading(), 0, False
    for sheet, lines in _tables(path, layout):
        header, columns = _header(lines, layout.returns)
        if header < 0:
            seen += [cell for _, cells in lines[:1] for cell in cells or [] if cell]
            run_together |= _run_together(lines)
            reading = _with_strays(reading, sheet, lines, "所在的工作表没有“账号”和“处理状态”的表头")
            continue
        fitting += 1
        reading = _with_strays(reading, sheet, lines[:header], "在表头以上")
        reading = _with_table(reading, path.name, sheet, lines[header:], columns, layout)
    if not fitting and run_together:
        why = "每行的内容都在一格里，像从 PDF 复制的：先用“分列”拆成各列，或请银行给表格文件"
        raise other_layout(path.name, layout, why)
    if not fitting:
        raise other_layout(
            path.name,
            layout,
            f"没有找到“账号”和“{_DECIDING[layout.returns.deciding]}”两列，第一行是：{shown_headers(seen[:_SHOWN])}",
        )
    return reading


def _run_together(lines: list[Line]) -> bool:
    """Whether most lines are one cell with several parts and an account among them, as a table of a PDF that was copied."""
    cells = [[cell for cell in texts or [] if cell.strip()] for _, texts in lines]
    alone = [texts[0].split() for texts in cells if len(texts) == 1]
    tables = [parts for parts in alone if len(parts) > 2 and any(map(names_account, map(bank_card.compact, parts)))]
    return bool(tables) and len(tables) * 2 >= sum(map(bool, cells))


def _tables(path: Path, layout: Layout) -> Iterator[tuple[str, list[Line]]]:
    """(sheet, lines) of a workbook or web page, or the one table of a csv."""
    content = content_of(path)
    if not content.lstrip().startswith(_BINARY):
        yield "", _csv_lines(content, layout)
        return
    for grid in read_file(path).grids:
        columns = [column.fill_null("").to_pylist() for column in grid.cells]
        rows = zip(*columns, strict=True)
        yield grid.sheet, [(grid.first_row + index, list(row)) for index, row in enumerate(rows, 1)]


def _csv_lines(content: bytes, layout: Layout) -> list[Line]:
    """A csv line by line, so that a stray quotation mark costs one line and not the rest of the file."""
    lines = _lines(content, layout.encoding)
    sample = [line for _, line in lines[:_HEADER_ROWS] if line]
    separator = max(_SEPARATORS, key=lambda each: max((line.count(each) for line in sample), default=0))
    return [(number, _csv_cells(line, separator) if line is not None else None) for number, line in lines]


def _csv_cells(line: str, separator: str) -> list[str] | None:
    try:
        cells = next(csv.reader([line], delimiter=separator))
    except (csv.Error, StopIteration):
        return None
    return [cell.strip().removeprefix('="').removesuffix('"').lstrip("'") for cell in cells]


def _header(lines: list[Line], returns: Returns) -> tuple[int, dict[str, int]]:
    """(position of the header, {part: column}), -1 if no line near the top names the account and the status."""
    for index, (_, cells) in enumerate(lines[:_HEADER_ROWS]):
        keys = [header_key(cell) for cell in cells or []]
        columns = {part: column for part, place in returns.columns.items() if (column := _column(keys, place)) >= 0}
        if {"account", returns.deciding} <= columns.keys():
            return index, columns
    return -1, {}


def _column(keys: list[str], place: Place) -> int:
    names = [header_key(name) for name in place] if isinstance(place, tuple) else []
    return next((keys.index(name) for name in names if name in keys), -1)


def _with_strays(reading: Reading, sheet: str, lines: list[Line], why: str) -> Reading:
    """What was read, and the lines that stand outside of a table: those that hold an account are answers that say nothing else."""
    rows, others = list(reading.rows), Counter(reading.others)
    for row, cells in lines:
        if account := account_in(cells):
            rows.append(_row(sheet, row, None, {}, why) | {"account": account})
        else:
            others[NOTE if cells is None or any(cell.strip() for cell in cells) else BLANK] += 1
    return Reading(rows, reading.findings, others)


def _with_table(
    reading: Reading, file: str, sheet: str, lines: list[Line], columns: dict[str, int], layout: Layout
) -> Reading:
    """What was read, and the lines of a sheet from its header on. A 合计 is compared with all that was read so far."""
    titles = [cell.strip() for cell in lines[0][1] or []]
    least = max(columns.values()) + 1
    rows, found, others = list(reading.rows), list(reading.findings), Counter(reading.others)
    others[HEADER] += 1
    for row, cells in lines[1:]:
        texts = [cell.strip() for cell in cells or []]
        if cells is not None and not any(texts) or texts == titles:
            others[HEADER if any(texts) else BLANK] += 1
            continue
        texts += [""] * (least - len(texts))
        if cells is not None and (kind := _footer(texts, columns["account"])):
            if account := account_in(texts):
                rows.append(_row(sheet, row, None, {}, "像合计或说明，账号不在账号一列") | {"account": account})
                continue
            others[kind] += 1
            found += _compared_footer(file, sheet, row, texts, columns, rows, layout)
            continue
        rows.append(_row(sheet, row, texts if cells is not None else None, columns, "的文字编码或引号有误"))
    return Reading(rows, found, others)


def _footer(texts: list[str], account: int) -> str:
    """合计 or 说明 for a row below the lines that holds no account where the lines have it, "" for a line."""
    compact = "".join(next((text for text in texts if text), "").split())
    total = any(word in compact for word in _TOTAL_WORDS)
    if not (total or compact.startswith(footer_words())) or names_account(bank_card.compact(texts[account])):
        return ""
    return TOTAL if total else NOTE


def _compared_footer(
    file: str, sheet: str, row: int, texts: list[str], columns: dict[str, int], rows: list[Row], layout: Layout
) -> list[pd.DataFrame]:
    """B22 where a 合计 row has another sum under the amounts than was read."""
    first = "".join(next((text for text in texts if text), "").split())
    if "amount" not in columns or not texts[columns["amount"]] or not any(word in first for word in _SUM_WORDS):
        return []
    return _compared_total(file, sheet, row, "总金额", texts[columns["amount"]], rows, layout)
