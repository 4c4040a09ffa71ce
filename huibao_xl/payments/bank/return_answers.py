"""A bank's return file to answers: one for every line that is not a header, a footer or blank, so that none is lost.

A line that cannot be read is still an answer, one that names no line of ours, and a finding. A file most of whose lines cannot be read is of
another layout and is refused. What the bank's words mean is said here too (:func:`judge`).
"""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.identifiers import bank_card
from huibao_xl.payments.bank import failures
from huibao_xl.payments.bank.bank_files import NOTE
from huibao_xl.payments.bank.layouts import Layout, Returns
from huibao_xl.payments.bank.return_lines import OTHERS, PARTS, Reading, fen, other_layout, read_tables, read_text
from huibao_xl.payments.bank.stray_rows import names_account
from huibao_xl.payments.frames import JUDGED, RETURN_LINES
from huibao_xl.rosters import days

_FULL_DAY = re.compile(r"\d+\D+\d+\D+\d+|^\D*(?:\d{5}|\d{8}|\d{14})(?:\.\d+)?\D*$")
_NO_AMOUNT = -1
"""What ``fen`` gives for a text that is no amount."""
_SHORT = 2
"""Rows of which none need be readable: of a file so short that says nothing of its layout; what cannot be read of them waits, and a batch that they are not of refuses it."""


def read(path: Path, layout: Layout) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what :func:`counted` does, without the count."""
    return counted(path, layout)[:2]


def counted(path: Path, layout: Layout) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, int]]:
    """Return the RETURN_LINES of a bank's return file, in its order, the FINDINGS of reading it, and how many other lines of which kind it has
    (``return_lines.OTHERS``): with them the answers are all the lines of the file.

    Raises Stop: S01 the file cannot be read, S23 it is of another layout.

    What a bank calls the amount of a line is what it was told to pay; where it also says what it paid, a 成功 has that amount.
    """
    reading = read_text(path, layout) if layout.returns.kind == "text" else read_tables(path, layout)
    answers, found = _finished(reading, path.name, layout)
    return answers, found, {kind: reading.others[kind] for kind in OTHERS if reading.others[kind]}


def judge(status: str, reason: str, returns: Returns) -> tuple[str, str, bool]:
    """Return what a bank's words mean: 成功, 失败, 未决 or 退票; the key of the reason ("" if none); whether a list has the words.

    Words that no list has, or that contradict each other, are 未决: nothing is paid or freed on a guess. So is a 失败 whose reason says
    that the money may still arrive, and whatever holds the word of a return with more beside it: 冲正失败, 无需冲正, 退票申请中, 部分退票. A code
    decides nothing alone, and no return at all, unless the layout's codes are 已核定.

    >>> from huibao_xl.payments.bank.layouts import load
    >>> returns = load("通用").returns
    >>> judge("处理失败", "3031", returns), judge("失败", "重复业务", returns), judge("冲正失败", "", returns)
    (('失败', '户名不符', True), ('未决', '重复业务', True), ('未决', '退票', False))
    """
    status, key = "".join(status.split()), failures.find(reason, returns.codes)
    outcome = returns.words.get(status, "")
    if not outcome:
        return _by_list(status or reason, returns)
    meant = failures.reasons()[key].outcome if key not in ("", failures.UNKNOWN) else ""
    if meant == "退票" and not _is_certain(reason, returns):
        if failures.is_code(reason, returns.codes):
            meant = ""  # a list that nobody has compared calls it a return: the bank's word counts
        else:
            return "未决", key, False
    if outcome == "成功":
        sound = not meant or key == "已发送"
        return ("成功", "", True) if sound else ("未决", key, False)
    if outcome == "未决":
        return "未决", key if meant == "未决" else "", True
    if outcome == "退票":
        return "退票", key or "退票", True
    return meant or "失败", key or failures.UNKNOWN, True


def _by_list(text: str, returns: Returns) -> tuple[str, str, bool]:
    """What a text means that is none of the layout's words: what the list says, if it is a word of it and nothing else."""
    key = failures.find(text, returns.codes)
    if key in ("", failures.UNKNOWN):
        return "未决", "", False
    certain = _is_certain(text, returns)
    return failures.reasons()[key].outcome if certain else "未决", key, certain


def _is_certain(text: str, returns: Returns) -> bool:
    """Whether a text says just what a list has: a word, or a code that somebody has compared with the bank's."""
    return failures.is_listed(text) or (returns.status == "已核定" and failures.is_code(text, returns.codes))


def judged(frame: pd.DataFrame, returns: Returns) -> pd.DataFrame:
    """Return JUDGED for each answer (a frame with status and reason), with its index."""
    pairs = list(zip(frame["status"], frame["reason"], strict=True))
    meanings = {pair: judge(*pair, returns) for pair in dict.fromkeys(pairs)}
    table = pd.DataFrame([meanings[pair] for pair in pairs], columns=list(JUDGED.columns), index=frame.index)
    return JUDGED.typed(table)


def _finished(reading: Reading, file: str, layout: Layout) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows as RETURN_LINES, and all findings; refuse the file if most of the rows are not what the layout says."""
    rows = pd.DataFrame(reading.rows, columns=["sheet", "row", "why", *PARTS])
    rows = rows.astype(dict.fromkeys(("sheet", "why", *PARTS), "str"))
    if layout.returns.zero_fails:
        rows["status"] = _by_amount(rows, layout)
    account = rows["account"].map({text: bank_card.compact(text) for text in rows["account"].unique()}).astype("str")
    sound = account.map({text: names_account(text) for text in account.unique()}).astype(bool)
    due = _without_sign(_fens(rows["amount"], layout), rows, layout)
    number = due != _NO_AMOUNT  # below zero, too: what that means is another question
    readable = (rows["why"] == "") & sound & (number | ("amount" not in layout.returns.columns))
    if not len(rows):
        raise other_layout(file, layout, "没有一行明细")
    if len(rows) > _SHORT and readable.sum() * 2 < len(rows):
        raise other_layout(file, layout, f"{len(rows):,} 行中只有 {int(readable.sum()):,} 行能看懂")
    if not (rows["status"] != "").any() and not any(map(_is_reason(layout), rows["reason"].unique())):
        raise other_layout(file, layout, "没有一行有处理结果，像是发给银行的文件")
    rows["why"] = rows["why"].mask((rows["why"] == "") & ~sound, "没有可识别的账号")
    answers = pd.DataFrame(
        {
            "number": rows["number"],
            "account": account,
            "holder": rows["holder"],
            "amount_fen": _amounts(rows, due, layout),
            "status": rows["status"],
            "reason": rows["reason"],
            "paid_on": rows["date"].map({text: _day(text) or "" for text in rows["date"].unique()}).astype("str"),
            "receipt": rows["receipt"],
            "file": pd.Categorical([file] * len(rows)),
            "sheet": rows["sheet"].astype("category"),
            "row": rows["row"].astype(np.int64),
        }
    )
    found = [*reading.findings, *_unreadable(rows.assign(file=file), due, layout)]
    return RETURN_LINES.check(answers), findings.concat(found)


def _by_amount(rows: pd.DataFrame, layout: Layout) -> pd.Series:
    """What became of lines by the amount that was paid: 成功, 退票 below zero, 失败 for nothing if a reason says so, which our own remark is not."""
    fen = _fens(rows["paid"], layout)
    because = ~rows["reason"].isin(["", NOTE])
    status = np.select([fen > 0, fen < -1, (fen == 0) & because, fen == 0], ["成功", "退票", "失败", "未决"], "")
    return pd.Series(status, index=rows.index, dtype="str")


def _is_reason(layout: Layout) -> Callable[[str], bool]:
    """Whether a text is a reason that a list has, and not what was written beside the payment."""
    return lambda text: failures.find(text, layout.returns.codes) not in ("", failures.UNKNOWN)


def _unreadable(rows: pd.DataFrame, due: pd.Series, layout: Layout) -> list[pd.DataFrame]:
    """B21 at lines that cannot be read, B23 at amounts that are none."""
    bad = rows["why"] != ""
    undated = ~bad & (rows["date"].map({text: _day(text) is None for text in rows["date"].unique()})).astype(bool)
    found = [findings.for_rows("B21", rows[bad], value=rows["account"][bad], why=rows["why"][bad])]
    if "amount" in layout.returns.columns:
        unclear = ~bad & (due < 0)
        why = (due[unclear] < -1).map({True: "是负数", False: "不是可识别的数"})
        found.append(findings.for_rows("B23", rows[unclear], value=rows["amount"][unclear], why=why))
    if undated.any():
        found.append(findings.for_rows("B43", rows[undated], value=rows["date"][undated], date=rows["date"][undated]))
    return found


def _day(text: str) -> str | None:
    """The day that a bank writes, as ISO 8601; "" for none, None if it is not understood, or only a month."""
    if text and not _FULL_DAY.search(text):
        return None
    try:
        day = days.parse(text)
    except days.Unreadable:
        return None
    return day.isoformat() if day else ""


def _without_sign(due: pd.Series, rows: pd.DataFrame, layout: Layout) -> pd.Series:
    """Amounts of payments that came back without the sign that banks write before them (−129.00)."""
    if not (due < -1).any():
        return due
    back = judged(rows, layout.returns)["outcome"] == "退票"
    return due.mask(back & (due < -1), -due)


def _amounts(rows: pd.DataFrame, due: pd.Series, layout: Layout) -> pd.Series:
    """What was to be paid; of a 成功 what was paid, where the bank says it."""
    if "paid" not in layout.returns.columns:
        return due
    paid, outcome = _fens(rows["paid"], layout), judged(rows, layout.returns)["outcome"]
    return due.where((outcome != "成功") | (rows["paid"] == ""), paid)


def _fens(texts: pd.Series, layout: Layout) -> pd.Series:
    return texts.map({text: fen(text, layout.returns.unit) for text in texts.unique()}).astype(np.int64)
