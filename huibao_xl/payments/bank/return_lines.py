"""The lines of a bank's return file, as they stand there: which are answers, where their parts are, what the file says of its totals.

A table (workbook or csv) is known by its headers, wherever they stand; a text by positions or widths. Every line that is not a header, a
footer or blank is kept, also one that cannot be taken apart: it has no parts and says why.
"""

import csv
from collections.abc import Iterator, Sequence
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
from huibao_xl.reasons import Stop
from huibao_xl.rosters.fields import footer_words, header_key

_BINARY = (b"PK", b"\xd0\xcf\x11\xe0", b"<")
_HEADER_ROWS = 30
_SEPARATORS = ",\t;|"
_TOTAL_WORDS = ("合计", "总计", "共计", "小计", "总笔数", "总金额")
PARTS = ("number", "account", "holder", "amount", "paid", "status", "reason")

Line = tuple[int, list[str] | None]
"""A line's number from 1 and its cells; None where its bytes are no text."""


@dataclass
class Reading:
    """What one file gave: the lines that are answers, and what was found on the way."""

    file: str
    returns: Returns
    rows: list[dict[str, Any]] = field(default_factory=list)
    found: list[pd.DataFrame] = field(default_factory=list)

    def say(self, code: str, sheet: str, row: int, value: str = "", **fields: Any) -> None:
        """Note a finding about a row of this file, 0 for all of it."""
        self.found.append(findings.for_file(code, self.file, sheet, row, value=value, **fields))


def fen(text: str, unit: str) -> int:
    """Return the fen of an amount in yuan or fen (``unit`` 元 or 分), -1 if it is none.

    >>> fen("1,290.00", "元"), fen("129000", "分"), fen("一百", "元"), fen("-1", "元")
    (129000, 129000, -1, -1)
    """
    try:
        value = parse_yuan(text) if unit == "元" else _whole(text.strip().replace(",", "").removesuffix(".00"))
    except ValueError:
        return -1
    return value if 0 <= value < LIMIT_FEN else -1


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("not a whole number")
    return int(text)


def is_account(text: str) -> bool:
    """Return whether a compacted text is a usable account number."""
    return bank_card.fault(text) is None


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


def read_text(reading: Reading, path: Path, layout: Layout) -> None:
    """A text whose fields stand at positions."""
    returns, content = layout.returns, content_of(path)
    if content.startswith(_BINARY):
        raise other_layout(path.name, layout, "不是文本文件")
    lines = _lines(content, layout.encoding)
    lines = _up_to_end(reading, lines, returns.end)
    totals = returns.totals
    first = returns.header_lines + bool(totals and totals.line == "first")
    last = len(lines) - returns.footer_lines - bool(totals and totals.line == "last")
    for number, line in lines[first : max(last, first)]:
        cells = _fields(line, layout) if line is not None else None
        _add(
            reading, "", number, cells, returns.columns, "的文字编码有误" if line is None else "的栏数或长度与版式不同"
        )
    if totals and lines:
        number, line = lines[0] if totals.line == "first" else lines[-1]
        _compare_stated(reading, number, _fields_of_totals(line or "", layout), layout)


def _up_to_end(reading: Reading, lines: list[tuple[int, str | None]], end: str) -> list[tuple[int, str | None]]:
    """The lines before the end marker. What stands after it is not left out: it follows."""
    if not end:
        return lines
    rest = [(number, line) for number, line in lines if line is None or line.strip() != end]
    if len(rest) == len(lines):
        reading.say("B26", "", 0, end=end)
    return rest


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


def _compare_stated(reading: Reading, row: int, cells: list[str], layout: Layout) -> None:
    """B22 where the line of totals says something else than was read, or cannot be read."""
    totals = layout.returns.totals
    if totals is None:
        return
    for position, label in ((totals.count, "总笔数"), (totals.sum, "总金额")):
        if position is None:
            continue
        text = cells[position] if position < len(cells) else ""
        _compare_total(reading, "", row, label, text, layout)


def _compare_total(reading: Reading, sheet: str, row: int, label: str, text: str, layout: Layout) -> None:
    if label == "总笔数":
        counted = str(len(reading.rows))
        same = text.removesuffix("笔").removesuffix("人") == counted
    else:
        total = sum(max(fen(line["amount"], layout.returns.unit), 0) for line in reading.rows)
        counted, same = format_yuan(total) + " 元", fen(text, layout.returns.unit) == total
    if not same:
        reading.say("B22", sheet, row, text, label=label, stated=text or "（看不出）", counted=counted)


def _add(reading: Reading, sheet: str, row: int, cells: list[str] | None, columns: dict[str, Any], why: str) -> None:
    """One line as a row: its parts by position, or why it has none."""
    parts = dict.fromkeys(PARTS, "")
    if cells is not None:
        parts |= {name: cells[place] for name, place in columns.items()}
        why = ""
    reading.rows.append({"sheet": sheet, "row": row, "why": why} | parts)


def read_tables(reading: Reading, path: Path, layout: Layout) -> None:
    """Every sheet that has the headers; a file without any is refused with the headers that were seen."""
    seen: list[str] = []
    fitting = 0
    for sheet, lines in _tables(path, layout):
        header, columns = _header(lines, layout.returns)
        if header < 0:
            seen += [cell for _, cells in lines[:1] for cell in cells or [] if cell]
            continue
        fitting += 1
        _read_table(reading, sheet, lines, header, columns, layout)
    if not fitting:
        headers = "、".join(cell[:12] for cell in seen[:12] if not any(c.isdigit() for c in cell)) or "（没有）"
        raise other_layout(path.name, layout, f"没有找到“账号”和“处理状态”两列，第一行是：{headers}")


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
    separator = max(_SEPARATORS, key=lambda one: max((line.count(one) for line in sample), default=0))
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
        if {"account", "status"} <= columns.keys():
            return index, columns
    return -1, {}


def _column(keys: list[str], place: Place) -> int:
    names = [header_key(name) for name in place] if isinstance(place, tuple) else []
    return next((keys.index(name) for name in names if name in keys), -1)


def _read_table(
    reading: Reading, sheet: str, lines: list[Line], header: int, columns: dict[str, int], layout: Layout
) -> None:
    titles = [cell.strip() for cell in lines[header][1] or []]
    least = max(columns.values()) + 1
    for row, cells in lines[header + 1 :]:
        texts = [cell.strip() for cell in cells or []]
        if cells is not None and not any(texts) or texts == titles:
            continue
        texts += [""] * (least - len(texts))
        if cells is not None and not is_account(bank_card.compact(texts[columns["account"]])) and _is_footer(texts):
            _compare_footer(reading, sheet, row, texts, columns, layout)
            continue
        _add(reading, sheet, row, texts if cells is not None else None, columns, "的文字编码或引号有误")


def _is_footer(texts: list[str]) -> bool:
    first = next((text for text in texts if text), "")
    compact = "".join(first.split())
    return any(word in compact for word in _TOTAL_WORDS) or compact.startswith(footer_words())


def _compare_footer(
    reading: Reading, sheet: str, row: int, texts: list[str], columns: dict[str, int], layout: Layout
) -> None:
    """B22 where a 合计 row has another sum under the amounts than was read."""
    first = "".join(next((text for text in texts if text), "").split())
    if "amount" in columns and texts[columns["amount"]] and any(word in first for word in ("合计", "总计", "共计")):
        _compare_total(reading, sheet, row, "总金额", texts[columns["amount"]], layout)
