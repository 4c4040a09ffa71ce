"""A bank's return file to answers: one for every line that is not a header, a footer or blank, so that none is lost.

A table (workbook or csv) is known by its headers, wherever they stand; a text by positions or widths. A line that cannot be read is still an
answer, one that names no line of ours, and a finding. A file most of whose lines cannot be read is of another layout and is refused.
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
from huibao_xl.money import format_yuan, parse_yuan
from huibao_xl.payments import failures
from huibao_xl.payments.frames import ANSWERS
from huibao_xl.payments.layouts import SPACES, Layout, Place, Returns
from huibao_xl.reasons import Stop
from huibao_xl.rosters.fields import footer_words, header_key

_BINARY = (b"PK", b"\xd0\xcf\x11\xe0", b"<")
_HEADER_ROWS = 30
_SEPARATORS = ",\t;|"
_MOST_FEN = 10**15
_TOTAL_WORDS = ("合计", "总计", "共计", "小计", "总笔数", "总金额")
_PARTS = ("number", "account", "holder", "amount", "paid", "status", "reason")

Line = tuple[int, list[str] | None]
"""A line's number from 1 and its cells; None where its bytes are no text."""


@dataclass
class _Reading:
    """What one file gave: the lines that are answers, and what was found on the way."""

    file: str
    returns: Returns
    rows: list[dict[str, Any]] = field(default_factory=list)
    found: list[pd.DataFrame] = field(default_factory=list)

    def say(self, code: str, sheet: str, row: int, value: str = "", **fields: Any) -> None:
        self.found.append(findings.about(code, self.file, sheet, row, value=value, **fields))


def read(path: Path, layout: Layout) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ANSWERS of a bank's return file, in its order, and the FINDINGS of reading it.

    Raises Stop: S01 the file cannot be read, S23 it is of another layout.

    What a bank calls the amount of a line is what it was told to pay; where it also says what it paid, a 成功 has that amount.
    """
    reading = _Reading(path.name, layout.returns)
    if layout.returns.kind == "text":
        _read_text(reading, path, layout)
    else:
        _read_tables(reading, path, layout)
    return _finish(reading, layout)


def judge(status: str, reason: str, returns: Returns) -> tuple[str, str, bool]:
    """Return what a bank's words mean: 成功, 失败, 未决 or 退票; the key of the reason ("" if none); whether the words are known.

    Words that are not known, or that contradict each other, are 未决: nothing is paid or freed on a guess. So is a 失败 whose reason says
    that the money may still arrive.

    >>> from huibao_xl.payments.layouts import load
    >>> returns = load("通用").returns
    >>> judge("处理失败", "3031", returns), judge("失败", "重复业务", returns), judge("好", "", returns)
    (('失败', '户名不符', True), ('未决', '重复业务', True), ('未决', '', False))
    """
    status, key = "".join(status.split()), failures.find(reason, returns.codes)
    outcome = returns.words.get(status, "")
    if not outcome:
        own = failures.find(status, returns.codes)
        key = own if own not in ("", failures.UNKNOWN) else key if not status else ""
        known = key not in ("", failures.UNKNOWN)
        return (failures.reasons()[key].outcome, key, True) if known else ("未决", "", False)
    meant = failures.reasons()[key].outcome if key not in ("", failures.UNKNOWN) else ""
    if outcome == "成功":
        sound = not meant or key == "已发送"
        return ("成功", "", True) if sound else ("未决", key, False)
    if outcome == "未决":
        return "未决", key if meant == "未决" else "", True
    if outcome == "退票":
        return "退票", key or "退票", True
    return meant or "失败", key or failures.UNKNOWN, True


def judged(frame: pd.DataFrame, returns: Returns) -> pd.DataFrame:
    """Return outcome, reason_code and known for each answer (a frame with status and reason)."""
    pairs = list(zip(frame["status"], frame["reason"], strict=True))
    meanings = {pair: judge(*pair, returns) for pair in dict.fromkeys(pairs)}
    return pd.DataFrame(
        [meanings[pair] for pair in pairs], columns=["outcome", "reason_code", "known"], index=frame.index
    )


def _finish(reading: _Reading, layout: Layout) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows as ANSWERS; refuse the file if most of them are not what the layout says."""
    columns = ["sheet", "row", "why", *_PARTS]
    rows = pd.DataFrame(reading.rows, columns=columns)
    for part in ("sheet", "why", *_PARTS):
        rows[part] = rows[part].astype("str")
    account = rows["account"].map({text: bank_card.compact(text) for text in rows["account"].unique()}).astype("str")
    sound = account.map({text: _is_account(text) for text in account.unique()}).astype(bool)
    due = _fens(rows["amount"], layout)
    readable = (rows["why"] == "") & sound & ((due >= 0) | ("amount" not in layout.returns.columns))
    if not len(rows) or readable.sum() * 2 < len(rows):
        raise _other_layout(reading.file, layout, f"{len(rows):,} 行中只有 {int(readable.sum()):,} 行能看懂")
    rows["why"] = rows["why"].mask((rows["why"] == "") & ~sound, "没有可识别的账号")
    _report(reading, rows, due, layout)
    answers = pd.DataFrame(
        {
            "number": rows["number"],
            "account": account,
            "holder": rows["holder"],
            "amount_fen": _amounts(rows, due, layout),
            "status": rows["status"],
            "reason": rows["reason"],
            "file": pd.Categorical([reading.file] * len(rows)),
            "sheet": rows["sheet"].astype("category"),
            "row": rows["row"].astype(np.int64),
        }
    )
    return ANSWERS.check(answers), findings.collect(reading.found)


def _report(reading: _Reading, rows: pd.DataFrame, due: pd.Series, layout: Layout) -> None:
    """B21 at lines that cannot be read, B23 at amounts that are none."""
    places = rows.assign(file=reading.file)
    bad = rows["why"] != ""
    reading.found.append(findings.at("B21", places[bad], value=rows["account"][bad], why=rows["why"][bad]))
    if "amount" in layout.returns.columns:
        unclear = ~bad & (due < 0)
        reading.found.append(findings.at("B23", places[unclear], value=rows["amount"][unclear]))


def _amounts(rows: pd.DataFrame, due: pd.Series, layout: Layout) -> pd.Series:
    """What was to be paid; of a 成功 what was paid, where the bank says it."""
    if "paid" not in layout.returns.columns:
        return due
    paid, outcome = _fens(rows["paid"], layout), judged(rows, layout.returns)["outcome"]
    return due.where((outcome != "成功") | (rows["paid"] == ""), paid)


def _fens(text: pd.Series, layout: Layout) -> pd.Series:
    return text.map({one: _fen(one, layout.returns.unit) for one in text.unique()}).astype(np.int64)


def _fen(text: str, unit: str) -> int:
    """The fen of an amount in yuan or fen, -1 if it is none."""
    compact = text.strip().replace(",", "").removesuffix(".00") if unit == "分" else text
    try:
        fen = int(compact) if unit == "分" and compact.isascii() and compact.isdigit() else parse_yuan(text)
    except ValueError:
        return -1
    if unit == "分" and not (compact.isascii() and compact.isdigit()):
        return -1
    return fen if 0 <= fen < _MOST_FEN else -1


def _is_account(text: str) -> bool:
    return bank_card.fault(text) is None


def _other_layout(file: str, layout: Layout, why: str) -> Stop:
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


def _read_text(reading: _Reading, path: Path, layout: Layout) -> None:
    """A text whose fields stand at positions."""
    returns, content = layout.returns, content_of(path)
    if content.startswith(_BINARY):
        raise _other_layout(path.name, layout, "不是文本文件")
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


def _up_to_end(reading: _Reading, lines: list[tuple[int, str | None]], end: str) -> list[tuple[int, str | None]]:
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


def _compare_stated(reading: _Reading, row: int, cells: list[str], layout: Layout) -> None:
    """B22 where the line of totals says something else than was read, or cannot be read."""
    totals = layout.returns.totals
    if totals is None:
        return
    for position, label in ((totals.count, "总笔数"), (totals.sum, "总金额")):
        if position is None:
            continue
        text = cells[position] if position < len(cells) else ""
        _compare_total(reading, "", row, label, text, layout)


def _compare_total(reading: _Reading, sheet: str, row: int, label: str, text: str, layout: Layout) -> None:
    if label == "总笔数":
        counted = str(len(reading.rows))
        same = text.removesuffix("笔").removesuffix("人") == counted
    else:
        total = sum(max(_fen(line["amount"], layout.returns.unit), 0) for line in reading.rows)
        counted, same = format_yuan(total) + " 元", _fen(text, layout.returns.unit) == total
    if not same:
        reading.say("B22", sheet, row, text, label=label, stated=text or "（看不出）", counted=counted)


def _add(reading: _Reading, sheet: str, row: int, cells: list[str] | None, columns: dict[str, Any], why: str) -> None:
    """One line as a row: its parts by position, or why it has none."""
    parts = dict.fromkeys(_PARTS, "")
    if cells is not None:
        parts |= {name: cells[place] for name, place in columns.items()}
        why = ""
    reading.rows.append({"sheet": sheet, "row": row, "why": why} | parts)


def _read_tables(reading: _Reading, path: Path, layout: Layout) -> None:
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
        raise _other_layout(path.name, layout, f"没有找到“账号”和“处理状态”两列，第一行是：{headers}")


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
    reading: _Reading, sheet: str, lines: list[Line], header: int, columns: dict[str, int], layout: Layout
) -> None:
    titles = [cell.strip() for cell in lines[header][1] or []]
    least = max(columns.values()) + 1
    for row, cells in lines[header + 1 :]:
        texts = [cell.strip() for cell in cells or []]
        if cells is not None and not any(texts) or texts == titles:
            continue
        texts += [""] * (least - len(texts))
        if cells is not None and not _is_account(bank_card.compact(texts[columns["account"]])) and _is_footer(texts):
            _compare_footer(reading, sheet, row, texts, columns, layout)
            continue
        _add(reading, sheet, row, texts if cells is not None else None, columns, "的文字编码或引号有误")


def _is_footer(texts: list[str]) -> bool:
    first = next((text for text in texts if text), "")
    compact = "".join(first.split())
    return any(word in compact for word in _TOTAL_WORDS) or compact.startswith(footer_words())


def _compare_footer(
    reading: _Reading, sheet: str, row: int, texts: list[str], columns: dict[str, int], layout: Layout
) -> None:
    """B22 where a 合计 row has another sum under the amounts than was read."""
    first = "".join(next((text for text in texts if text), "").split())
    if "amount" in columns and texts[columns["amount"]] and any(word in first for word in ("合计", "总计", "共计")):
        _compare_total(reading, sheet, row, "总金额", texts[columns["amount"]], layout)
