"""The list of batches, once for all who show it: command line, 发放批次 in a workbook, 台账.xlsx and 执行情况.xlsx."""

from collections.abc import Iterable

import pandas as pd

from huibao_xl.payments.frames import BATCHES
from huibao_xl.payments.ledger.states import FAILED, OPEN, Batch


def batch_list(batches: Iterable[Batch]) -> pd.DataFrame:
    """Return frames.BATCHES, one row per batch in the order given."""
    rows = [_row(batch) for batch in batches]
    return BATCHES.typed(pd.DataFrame(rows, columns=list(BATCHES.columns)))


def _row(batch: Batch) -> dict[str, object]:
    (count, amount), (paid, _) = batch.totals(), batch.totals("成功")
    declared = batch.declaration
    return {
        "batch": batch.id,
        "kind": declared.kind,
        "year": declared.year,
        "payer": declared.payer,
        "state": batch.shown_state,
        "next_step": batch.next_step,
        "count": count,
        "amount_fen": amount,
        "paid": paid,
        "paid_fen": int(batch.lines["paid_fen"].sum()),
        "failed": batch.totals("失败")[0],
        "returned": batch.totals("退票")[0],
        "failed_or_returned": batch.totals(*FAILED)[0],
        "open": batch.totals(*OPEN)[0],
        "made_by": batch.made_by,
        "signed": "；".join(f"{each.step} {each.by} {each.at[:10]}" for each in batch.signed),
        "parent": declared.parent or "",
        "seal": batch.seal,
    }
