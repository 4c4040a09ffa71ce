"""Drafting and signing as three clerks do it: what the tests of paying do before their own step. The people are those of ``people``."""

from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.records import Flow
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons.outcomes import Done, Outcome

QIBAO, JIANGCHUAN = "2024-七宝镇-1", "2024-江川路街道-1"
CHILD = f"{QIBAO}.1"


def make(ledger: Path, result: Path, flow: Flow = "街镇", by: str = "甲") -> Outcome:
    return acts.make(ledger, result, flow, by, "通用")


def approve(ledger: Path, number: str, *, strike: tuple[int, ...] = ()) -> None:
    acts.sign(ledger, number, "审核", "乙", strike, "待查" if strike else "")
    acts.sign(ledger, number, "审批", "丙")


def adopt(ledger: Path) -> None:
    for by in ("丁", "戊"):
        ledger_acts.adopt(ledger, by)


def export_again(ledger: Path, number: str, layout: str = "") -> Outcome:
    acts.export(ledger, number, "甲", layout, "银行整批退回")
    return acts.export(ledger, number, "乙", layout, "银行整批退回")


def settle(ledger: Path, number: str, state: str, by: str, why: str, *more: Any) -> Outcome:
    """人工确认, by two people where that is asked for."""
    outcome = acts.resolve(ledger, number, state, by, why, *more)
    return outcome if Done.ONE_OF_TWO not in outcome.codes else acts.resolve(ledger, number, state, "己", why, *more)


def reject(ledger: Path, number: str, why: str) -> Outcome:
    """退回 of an approved batch, by two people."""
    assert acts.reject(ledger, number, "乙", why).codes[0] is Done.ONE_OF_TWO
    return acts.reject(ledger, number, "丙", why)


def numbers(ledger: Path) -> list[str]:
    with opened(ledger) as book:
        return book.batches()


def load(ledger: Path, number: str) -> states.Batch:
    with opened(ledger) as book:
        return states.load(book, number)


def sound(ledger: Path) -> None:
    codes = ledger_acts.check(ledger).codes
    assert codes[0] is Done.LEDGER_SOUND and set(codes[1:]) <= {Done.STILL_DOUBTFUL}


def new_accounts(ledger: Path, number: str, path: Path, lines: dict[int, str], holder: str = "") -> Path:
    """A list of new accounts for these lines."""
    rows = load(ledger, number).lines.set_index("line").loc[list(lines)]
    names = holder or rows["name"]
    table = {
        "姓名": rows["name"],
        "证件号码": rows["id"],
        "户名": names,
        "银行账号": list(lines.values()),
        "开户行": "新银行",
    }
    pd.DataFrame(table).to_csv(path, index=False)
    return path


def held(ledger: Path) -> set[tuple[str, int]]:
    """Batch and line of every payment key that is held."""
    with opened(ledger) as book:
        return set(book.rows("SELECT batch, line FROM claim"))


def events(ledger: Path) -> int:
    """How many events a ledger has."""
    with opened(ledger) as book:
        return book.head()[0]
