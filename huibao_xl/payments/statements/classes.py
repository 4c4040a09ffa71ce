"""Which class a person may say that a line is of, and of which batch: money of a payment has its batch, comes in or goes out as its class does, and above a limit two people say it
(limits.json, by day)."""

from functools import cache
from typing import Any

from huibao_xl import resources
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.bank_book import CLASSES, Book
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Input, Stop

_OF_BATCH = ("代发付款", "退票")
_SIGNS = {"代发付款": -1, "拨出": -1, "退票": 1, "拨入": 1, "追回款": 1}
"""Whether money of a class comes in or goes out."""


def require_class(fen: int, kind: str, why: str, batch: str) -> None:
    """Raises Stop(S07) for a class that is none or is not of what comes in or goes out, without a reason, or without the batch of a payment."""
    if kind not in CLASSES[:-1] or not why.strip():
        fault = f"类别“{kind}”不对" if kind not in CLASSES[:-1] else "没有写明依据"
        raise Stop("S07", why=fault, advice=f"类别请写 {'、'.join(CLASSES[:-1])}，并写明依据", inputs=[Input.WHY])
    if fen * _SIGNS.get(kind, fen) < 0:
        side = "支出" if fen < 0 else "收入"
        raise Stop("S07", why=f"{side}不能是“{kind}”", advice="请核对金额（支出前面写“付”）和类别")
    if kind in _OF_BATCH and not batch:
        raise Stop(
            "S07", why=f"“{kind}”没有写明批次", advice="请写明是哪个批次的，才能与台账核对", inputs=[Input.BATCH]
        )


def require_of_payer(ledger: Ledger, book: Book, batch: str) -> None:
    """Raises Stop(S31) for a batch that is not in the ledger, or that the account's payer did not send."""
    if not batch:
        return
    if batch not in ledger.batches():
        raise Stop("S31", batch=batch, why="不在台账中", advice="请核对批次号")
    of = states.load(ledger, batch)
    if not of.is_transfer and (of.declaration.payer != book.payer or not of.exports):
        why = f"不是{book.payer}付的，或还没有导出"
        raise Stop("S31", batch=batch, why=why, advice="请核对批次号和账户")


def alone_fen(on: str) -> int:
    """Return up to how many fen one person alone may say what a line of a day (ISO 8601) is.

    >>> alone_fen("2024-08-01")
    50000
    """
    return max((each["since"], int(each["alone_fen"])) for each in _limits() if each["since"] <= on)[1]


@cache
def _limits() -> list[dict[str, Any]]:
    return list(resources.read_json("payments/statements", "limits.json")["limits"])
