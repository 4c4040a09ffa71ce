"""A bank statement as it was read: its account, its balances, its lines, each with a key that is the same in every file that holds it."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from huibao_xl.money import format_yuan
from huibao_xl.payments.frames import STATEMENT
from huibao_xl.reasons import Stop

Line = dict[str, Any]
"""on, fen, holder, account, text, serial, sheet, row of a line, and balance_fen: after it, None if it says none."""


@dataclass(frozen=True)
class Statement:
    """``account``: the statement's, "" if it names none; ``opening_fen``: before its first line, None if nothing says it; ``lines``: frames.STATEMENT; ``others``: how many other rows
    it has, by kind; ``turned``: whether its 借 and 贷 were those of the unit's books."""

    account: str
    opening_fen: int | None
    lines: pd.DataFrame
    others: Counter[str] = field(default_factory=Counter)
    turned: bool = False


def refused(file: str, why: str, advice: str = "请用网银重新导出这一段的对账单，不要改动") -> Stop:
    """Return S83: why a statement cannot be used."""
    return Stop("S83", file=file, why=why, advice=advice)


def statement(
    file: str,
    account: str,
    rows: Sequence[Line],
    opening_fen: int | None,
    closing_fen: int | None,
    others: Counter[str],
) -> Statement:
    """Return a statement whose rows agree with the balances that it states, oldest line first.

    Banks list the newest first as well, and some write 借 and 贷 as the unit books them: where there are balances they tell. Raises Stop(S83) naming the first row that
    does not fit.
    """
    if not rows:
        raise refused(file, "没有一行收支", "请核对文件；这一段没有收支的，不用登记")
    for turned in (False, True):
        for ordered in (list(rows), list(reversed(rows))):
            lines = [row | {"fen": -row["fen"]} for row in ordered] if turned else ordered
            if _first_break(lines, opening_fen, closing_fen) is None:
                return Statement(account, _opening(lines, opening_fen, closing_fen), _frame(lines), others, turned)
    break_at = _first_break(list(rows), opening_fen, closing_fen) or rows[-1]
    place = f"{break_at['sheet']}第 {break_at['row']} 行".removeprefix("Sheet1")
    why = f"余额不相接：{place}（{break_at['on']}，{format_yuan(break_at['fen'])} 元）与前后的余额对不上"
    raise refused(file, why)


def _first_break(lines: Sequence[Line], opening_fen: int | None, closing_fen: int | None) -> Line | None:
    """The first line whose balance does not follow, None if all do."""
    running: int | None = opening_fen
    for line in lines:
        stated = line["balance_fen"]
        running = running + line["fen"] if running is not None else stated
        if stated is not None and running != stated:
            return line
    if closing_fen is not None and running is not None and running != closing_fen:
        return lines[-1]
    if [line["on"] for line in lines] != sorted(line["on"] for line in lines):
        return next(line for line, after in zip(lines, lines[1:], strict=False) if line["on"] > after["on"])
    return None


def _opening(lines: Sequence[Line], opening_fen: int | None, closing_fen: int | None) -> int | None:
    """What stood on the account before the first line: as stated, else by the first balance, else back from the closing one."""
    if opening_fen is not None:
        return opening_fen
    before: int = 0
    for line in lines:
        before += line["fen"]
        if line["balance_fen"] is not None:
            return int(line["balance_fen"]) - before
    return None if closing_fen is None else closing_fen - before


def _frame(lines: Sequence[Line]) -> pd.DataFrame:
    seen: Counter[str] = Counter()
    rows = []
    for line in lines:
        what = [line[name] for name in ("serial", "on", "fen", "account", "holder", "text")]
        base = hashlib.sha256("\n".join(map(str, what)).encode()).hexdigest()[:24]
        seen[base] += 1
        rows.append(line | {"key": f"{base}-{seen[base]}"})
    return STATEMENT.typed(pd.DataFrame(rows)[list(STATEMENT.columns)])
