"""人工确认: what became of lines that no file of a bank answers, or that files answer in two ways, by a person's word."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from huibao_xl.payments import two_people
from huibao_xl.payments.ledger import paid, permitted, signers, states
from huibao_xl.payments.ledger.cases import cases
from huibao_xl.payments.ledger.events import Pen
from huibao_xl.payments.ledger.states import FAILED, OPEN, Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.return_files import CLOSED, close, sent_on
from huibao_xl.reasons import Input, Next, Stop


def resolve(
    ledger: Ledger,
    number: str,
    state: str,
    by: str,
    why: str,
    lines: Sequence[int] = (),
    paid_fen: int | None = None,
    paid_on: date | None = None,
) -> Batch | None:
    """Say what became of lines that no file answers, or that files answer in two ways: ``state`` 成功, 失败 or 退票, by the bank's word; without
    ``lines`` all that are open and not doubtful.

    Somebody other than the batch's maker says it, and why (voucher, call, letter). What a person has said can be put right in the same way, in any
    direction. A whole batch and a payment that comes back are settled by two such people (``two_people``): None is returned after the first.
    ``paid_fen``: what arrived of each of these ``lines``, if it is not what was approved; ``paid_on``: on which day.

    Raises Stop(S07) if ``state`` is another word, the reason is missing, or an amount or a day is given of what was not paid, Stop(S31) if a line is neither doubtful nor open nor settled by a
    person (for 退票: nor paid), if the bank never got a file of the batch, or if the person of a line that had failed and now is paid is paid by another line.
    """
    if state not in CLOSED:
        raise Stop("S07", why=f"银行结果“{state}”不对", advice=f"请写{'、'.join(CLOSED)}之一")
    _require_paid(state, lines, paid_fen, paid_on)
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        if not why.strip():
            raise Stop("S07", why="没有写明依据", advice="请写明依据，如凭证号、银行回复", inputs=[Input.WHY])
        if signers.same(batch.made_by, pen.by):
            raise Stop("S31", batch=number, why=f"的制单人就是“{by}”", advice="人工确认须由制单以外的人")
        permitted.require(ledger, number, permitted.RESOLVE, pen.by, pen.at)
        require_sent(batch)
        if paid_on and batch.exports and paid_on.isoformat() < sent_on(batch):
            advice = "请按银行的凭证改正支付日期"
            raise Stop("S07", why=f"支付日期 {paid_on} 早于本批次导出的 {sent_on(batch)}", advice=advice)
        chosen = _to_resolve(ledger, batch, state, lines, paid_fen is not None)
        require_other_than_registrar(ledger, batch, chosen, pen.by)
        _require_not_claimed(ledger, batch, chosen, state, paid_fen)
        rows = batch.lines[batch.lines["line"].isin(chosen)]
        codes = rows["reason_code"] if state == "失败" else [""] * len(rows)
        arrived = {"paid_fen": paid_fen, "paid_on": paid_on.isoformat() if paid_on else None}
        extra = {name: value for name, value in arrived.items() if value is not None}
        without_key = rows[rows["state"].isin(FAILED) | states.is_surplus(rows)]
        if state == "成功" and not batch.is_transfer:
            _require_free(ledger, batch, without_key)
        what = {"act": "resolve", "state": state, "lines": rows["line"].tolist()} | extra
        if _needs_two(batch, rows, state, lines, paid_fen is not None) and not two_people.is_second(
            ledger, pen, number, what
        ):
            return None
        bodies = ({"state": state, "why": why.strip(), "reason_code": code} | extra for code in codes)
        pen.write_many("resolve", number, zip(rows["line"].tolist(), bodies, strict=True))
        if state in FAILED:
            pen.free(number, chosen)
        elif not batch.is_transfer:
            _take_back(pen, batch, without_key)
        close(pen, states.load(ledger, number))
    return states.load(ledger, number)


def _needs_two(batch: Batch, rows: pd.DataFrame, state: str, lines: Sequence[int], otherwise: bool) -> bool:
    """Whether one person may not settle this alone: a whole batch, and what was paid and shall not be, or in another amount (``otherwise``). At what is in doubt two people look already: who
    registered the file is not who settles it."""
    undone = (state in FAILED or otherwise) and ((rows["state"] == "成功") & ~rows["doubtful"]).any()
    return bool(not lines or undone)


def _require_paid(state: str, lines: Sequence[int], paid_fen: int | None, paid_on: date | None) -> None:
    """Raises Stop(S07) if an amount or a day is given that can be none of a payment that arrived."""
    faults: tuple[tuple[bool, str, list[Input]], ...] = (
        (state != "成功" and (paid_fen is not None or paid_on is not None), "实付金额和日期只用于“成功”", []),
        (paid_fen is not None and not lines, "写实付金额要写明行号", [Input.LINE]),
        (paid_fen is not None and paid_fen <= 0, "实付金额要大于零", []),
        (paid_on is not None and paid_on > date.today(), "支付日期在今天以后", []),
    )
    for wrong, why, inputs in faults:
        if wrong:
            advice = "请按银行的凭证改正；没有入账的记为“失败”，退回的记为“退票”"
            raise Stop("S07", why=why, advice=advice, inputs=inputs)


def _to_resolve(ledger: Ledger, batch: Batch, state: str, lines: Sequence[int], otherwise: bool) -> list[int]:
    """The lines that are given ``state``: those that are named, else all that are open, but none that is doubtful and not named. ``otherwise``: another
    amount arrived than was approved, which may be said of what was paid. Raises Stop(S31)."""
    wanted = batch.lines[batch.lines["state"].isin(("成功",) if state == "退票" else OPEN)]
    if not lines:
        open_lines = [] if state == "退票" else wanted.loc[~wanted["doubtful"], "line"].tolist()
        if not open_lines:
            why = f"没有可以改为“{state}”的明细"
            advice = "存疑的、要改正的和记为“退票”的，要写明行号；请按审批单核对各行的状态"
            raise Stop("S31", batch=batch.id, why=why, advice=advice, inputs=[Input.LINE], next=[Next.PAPERS])
        return open_lines
    chosen = list(dict.fromkeys(lines))
    allowed = {*wanted["line"], *batch.doubtful["line"], *settled_by_hand(ledger, batch)}
    if otherwise and not batch.is_transfer:
        allowed |= set(batch.lines.loc[batch.lines["state"] == "成功", "line"])
    if wrong := [line for line in chosen if line not in allowed]:
        why = f"第 {'、'.join(map(str, wrong))} 行不能改为“{state}”"
        raise Stop("S31", batch=batch.id, why=why, advice=_way(batch, wrong), next=[Next.PAPERS])
    return chosen


def require_other_than_registrar(ledger: Ledger, batch: Batch, lines: Sequence[int], by: str) -> None:
    """Raises Stop(S31) if who settles what is doubtful registered the file that made it so: two people look at it."""
    doubtful = set(batch.doubtful["line"]) & set(lines)
    if not doubtful:
        return
    last: dict[int | None, str] = {
        event.line: event.by
        for event in ledger.events(batch.id, kinds=("answer",))
        if event.line in doubtful and not event.content["state"] and event.content["class"] in states.DOUBTS
    }
    if mine := [line for line, who in last.items() if signers.same(who, by)]:
        why = f"第 {'、'.join(map(str, mine))} 行存疑，回盘由“{by}”登记"
        raise Stop("S31", batch=batch.id, why=why, advice="存疑的由登记回盘和制单以外的人人工确认")


def settled_by_hand(ledger: Ledger, batch: Batch) -> set[int]:
    """Return the lines that have their state by a person's word. Of a 拨付 only what was paid: what failed there is drafted anew."""
    last: dict[int, tuple[str, str]] = {}
    for event in ledger.events(batch.id, kinds=("answer", "resolve")):
        if event.line and (state := event.content["state"]):
            last[event.line] = (event.kind, state)
    return {
        line
        for line, (kind, state) in last.items()
        if kind == "resolve" and not (batch.is_transfer and state in FAILED)
    }


def _way(batch: Batch, lines: list[int]) -> str:
    """What to do with lines that a person cannot give the state that was asked for, by the state they have."""
    states_of = set(batch.lines.loc[batch.lines["line"].isin(lines), "state"].astype(str))
    ways = [
        way
        for states_had, way in (
            ({"成功"}, "银行回盘为成功、钱后来退回的，记为“退票”"),
            (set(FAILED), "银行回盘为失败或退票的，改口要有银行的文件：先登记那份回盘，再写明行号人工确认"),
        )
        if states_of & states_had
    ]
    return "；".join([*ways, "请按审批单核对各行的状态"])


def _require_not_claimed(ledger: Ledger, batch: Batch, lines: Sequence[int], state: str, paid_fen: int | None) -> None:
    """Raises Stop(S31) if lines are said to have come back, or to be less, of which a 追回 claims or got back more than would be left."""
    for case in cases(ledger, batch.id):
        standing = case.repaid_fen + case.given_up_fen + case.open_fen
        less = state in FAILED or (paid_fen is not None and paid_fen < standing)
        if case.line in lines and standing and less:
            why = f"第 {case.line} 行已立案追回（{case.number}，{case.state}）"
            advice = "立错了的先撤销追回；已有还款的，先退还本人，由两个人记入，再撤销"
            raise Stop("S31", batch=batch.id, why=why, advice=advice, next=[Next.REFUND], case=case.number)


def _take_back(pen: Pen, batch: Batch, lines: pd.DataFrame) -> None:
    """Take the keys again of lines that had failed by one word, or were a second payment, and have arrived."""
    pen.claim(batch.id, *batch.declaration.key, zip(lines["line"], lines["id"], strict=True))


def _require_free(ledger: Ledger, batch: Batch, lines: pd.DataFrame) -> None:
    """Raises Stop(S31) if another line has the key of the person of one of these lines."""
    held = paid.against(ledger, batch).held.set_index("id")["batch"]
    if len(taken := lines[lines["id"].isin(held.index)]):
        others = "、".join(dict.fromkeys(held[taken["id"]]))
        raise Stop(
            "S31",
            batch=batch.id,
            why=f"第 {'、'.join(map(str, taken['line']))} 行的人已由批次“{others}”在途或发放，不能记为“成功”",
            advice="请先处理那一批：没有导出的退回；已导出的等银行结果；银行确认两笔都入账的，两个人先后人工确认这一行为“重付”，同时立案追回",
        )


def require_sent(batch: Batch) -> None:
    """Raises Stop(S31) if no bank can have answered: nothing was exported. A 拨付 has no file; its voucher is the answer."""
    if batch.exports or batch.is_transfer or not batch.can_be_rejected:
        return
    if batch.next_step:
        raise Stop("S31", batch=batch.id, why=f"是“{batch.state}”，还没有导出，不会有银行结果", advice="请先批准、导出")
    raise Stop(
        "S31",
        batch=batch.id,
        why="还没有导出，不会有银行结果",
        advice="要付的，请导出；不付了，或要更正的，请退回整批",
        next=[Next.EXPORT, Next.REJECT],
    )
