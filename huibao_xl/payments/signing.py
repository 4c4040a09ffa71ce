"""审核, 审批, 剔除, 退回: from a draft to an approved batch, or back.

The last signature takes the payment keys of all lines at once, and the database refuses if one is held. 制单, 审核 and 审批 are different
people. Single lines can be struck out with a reason before the last signature; then the hash of the lines changes, and what was signed
before is told apart by it.
"""

import sqlite3
from collections.abc import Sequence

import pandas as pd

from huibao_xl.payments import budgets, declared, objections, renumbered, terms, two_people
from huibao_xl.payments.bookings import supplements
from huibao_xl.payments.drafting import require_drafts_first
from huibao_xl.payments.ledger import other_ledgers, paid, permitted, signers, states, unknown
from huibao_xl.payments.ledger.events import Pen
from huibao_xl.payments.ledger.records import Body
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.subsidy.usable_accounts import refused


def sign(
    ledger: Ledger, number: str, step: str, by: str, strike: Sequence[int] = (), why: str = "", quoted: str = ""
) -> tuple[Batch, bool]:
    """Put one signature under a batch: ``step`` 审核 or 审批; strike out lines before. Return the batch as it then is, and whether it was signed now: of
    who signed it last in the same way nothing is written again.

    ``quoted``: the beginning of the hash on the paper that was signed, if it shall be compared. Raises Stop(S31) if it is not this step's turn,
    the person signed or made it already, the result was changed since, or the hash is another; Stop(S34) if somebody else holds
    a line's key, Stop(S39) if a person was struck out of another batch, Stop(S47) if one may be paid by another, Stop(S48) if one may be paid or struck out under another number, Stop(S85) if another ledger pays one, Stop(S38) if an account was refused since, Stop(S96) if batches of the year were approved by another policy
    meanwhile, Stop(S87) if the last signature would commit more than a budget holds, Stop(S29) if the policy wants another signer, Stop(S99) if a 补发 would pay whom drafts of another policy are still to pay, Stop(S31) if a 补差 would pay more than is due, Stop(S07) if too little of a hash is quoted: nothing is written then.
    """
    quoted = states.quoted(quoted)
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        if _signed_before(batch, step, pen.by, strike, quoted):
            return batch, False
        _require_turn(batch, step)
        require_other(batch, pen.by)
        permitted.require_signature(ledger, batch, step, pen)
        require_unchanged(batch)
        _require_policy_of_year(ledger, batch)
        batch = _strike(ledger, pen, batch, strike, why)
        against = paid.against(ledger, batch)
        objections.require_nobody_struck(against, batch)
        objections.require_nobody_in_doubt(against, batch)
        renumbered.require_nobody_alike(against, batch)
        other_ledgers.require_batch_unpaid(ledger, batch)
        require_accounts(ledger, batch)
        supplements.require_within_due(ledger, batch)
        if _is_make_up(batch):
            require_drafts_first(ledger, terms.policy_of(batch.declaration), batch.live["id"], batch.id)
        if quoted and not batch.seal.startswith(quoted):
            advice = f"现在的校验码以 {batch.seal[:12]} 开头；请核对所签的审批单是否最新"
            raise Stop("S31", batch=number, why="的校验码与所签的不同", advice=advice)
        count, amount = batch.totals()
        if not count:
            raise Stop("S31", batch=number, why="的明细已全部剔除", advice="请退回整批", next=[Next.REJECT])
        pen.write("sign", number, {"step": step, "count": count, "amount_fen": amount, "lines_sha256": batch.seal})
        if len(batch.signed) + 1 == len(batch.declaration.steps):
            _take(ledger, pen, batch)
        return states.load(ledger, number), True


def reject(ledger: Ledger, number: str, by: str, why: str) -> Batch | None:
    """Send a whole batch back before money can move: before it is approved, or approved and never exported. Its people are free
    for another batch, and nothing is deleted. Of an approved batch, and where its folder holds bank files that the ledger does not know (``unknown``), two people have to want it,
    in the second case also of a batch that was sent back before: after the first, nothing has changed, and None is returned. Raises Stop(S31) if it is too late, Stop(S29) if
    the policy names others for it, Stop(S07) without a reason."""
    with ledger.writing(by) as pen:
        batch, sent = states.load(ledger, number), unknown.of_batch(ledger, number)
        if not (batch.can_be_rejected or (sent and batch.rejected)):
            raise Stop(
                "S31",
                batch=number,
                why=f"已是“{batch.state}”，不能退回",
                advice="只有未批准的，或已批准、还没有导出也没有记入结果的批次可以退回；已导出的，等银行答复",
            )
        if not why.strip():
            raise Stop("S07", why="没有写明退回的原因", advice="请写明原因", inputs=[Input.WHY])
        permitted.require(ledger, number, permitted.REJECT, pen.by, pen.at)
        body: Body = {permitted.APPROVED: True} if batch.state == "已批准" else {}
        body |= {unknown.SETTLED_BY: sent} if sent else {}
        if body and not two_people.is_second(ledger, pen, number, {"act": "reject"} | body):
            return None
        pen.write("reject", number, {"why": why.strip()} | body)
        pen.withdraw(number, batch.lines["line"].tolist())
        pen.free(number, batch.lines["line"].tolist())
        return states.load(ledger, number)


def _strike(ledger: Ledger, pen: Pen, batch: Batch, lines: Sequence[int], why: str) -> Batch:
    if not lines:
        return batch
    if not why.strip():
        raise Stop("S07", why="剔除明细没有写明原因", advice="请写明原因", inputs=[Input.WHY])
    live = set(batch.live["line"])
    if unknown := [str(line) for line in lines if line not in live]:
        raise Stop(
            "S31", batch=batch.id, why=f"没有第 {'、'.join(unknown)} 行，或已剔除", advice="请按审批单明细的“行号”填写"
        )
    body: Body = {"why": why.strip()}
    if objections.is_duplicate(why):
        objections.require_duplicates(ledger, batch, lines)
        body["duplicate"] = True
    pen.write_many("strike", batch.id, ((line, body) for line in dict.fromkeys(lines)))
    pen.withdraw(batch.id, lines)
    return states.load(ledger, batch.id)


def release(ledger: Ledger, number: str, line: int, by: str, why: str) -> None:
    """Say that a line that was struck out has been cleared up: its person is judged as usual in the next run. Raises Stop(S31) if it was not struck
    or is released already or ``by`` made the batch, Stop(S29) if the policy names others for it, Stop(S07) without a reason."""
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        if signers.same(batch.made_by, pen.by):
            raise Stop("S31", batch=number, why=f"的制单人就是“{by}”", advice="解除剔除须由制单以外的人")
        permitted.require(ledger, number, permitted.RELEASE, pen.by, pen.at)
        struck = batch.lines.loc[batch.lines["state"] == "已剔除", "line"]
        endings = [event.seq for event in ledger.events(number, kinds=(paid.ENDING,)) if event.line == line]
        if line not in set(struck) and not endings:
            raise Stop(
                "S31",
                batch=number,
                why=f"第 {line} 行不是已剔除的明细",
                advice="请核对审批单“剔除退回待核”的行号",
                inputs=[Input.LINE],
            )
        released = [event for event in ledger.events(number, kinds=("release",)) if event.line == line]
        if before := [event for event in released if event.seq > max(endings, default=0)]:
            last = before[-1]
            cleared = f"第 {line} 行的剔除已由{last.by}在 {last.at[:10]} 解除（{last.content['why']}），不用再解除"
            raise Stop("S31", batch=number, why=cleared, advice="此人下次认定时照常判断")
        if not why.strip():
            raise Stop("S07", why="没有写明解除的原因", advice="请写明原因", inputs=[Input.WHY])
        pen.write("release", number, {"why": why.strip()}, line)


def _signed_before(batch: Batch, step: str, by: str, strike: Sequence[int], quoted: str) -> bool:
    """Whether the last signature is this very one: a command that is repeated, after a power cut or a second click, writes nothing."""
    last = batch.signed[-1] if batch.signed else None
    same = last is not None and last.step == step and signers.key(last.by) == signers.key(by)
    struck = batch.lines.loc[batch.lines["state"] == "已剔除", "line"]
    return same and set(strike) <= set(struck) and batch.seal.startswith(quoted) and not batch.rejected


def _require_turn(batch: Batch, step: str) -> None:
    if batch.next_step == step:
        return
    if step in [signature.step for signature in batch.signed] and batch.next_step:
        raise Stop("S31", batch=batch.id, why=f"已{step}，等待{batch.next_step}", advice=f"请由他人{batch.next_step}")
    if batch.next_step:
        raise Stop(
            "S31", batch=batch.id, why=f"还没有{batch.next_step}，不能{step}", advice=f"请先由他人{batch.next_step}"
        )
    steps = batch.declaration.steps
    advice = "不需要再签" if step in steps else f"该批次的步骤：制单、{'、'.join(steps)}"
    raise Stop("S31", batch=batch.id, why=f"已是“{batch.state}”，不能{step}", advice=advice)


def require_other(batch: Batch, by: str) -> None:
    """Raises Stop(S31) if ``by`` made or signed the batch already: 制单, 审核 and 审批 are different people."""
    roles = [("制单", batch.made_by), *((signature.step, signature.by) for signature in batch.signed)]
    for role, name in roles:
        if signers.same(name, by):
            also = f"（{name}）" if name.isascii() != by.isascii() else ""
            raise Stop("S31", batch=batch.id, why=f"的{role}人就是“{by}”{also}", advice="制单、审核、审批须由不同的人")


def require_unchanged(batch: Batch) -> None:
    """Raises Stop(S31) if the result folder that the batch was made from is there and was changed since."""
    basis = batch.declaration.basis
    if basis and (names := declared.changed(basis.folder, basis.files)):
        why = f"所依据的结果文件夹在制单后被改动（{'、'.join(names)}）"
        advice = "请查明原因；确需更正的，退回本批后重新制单"
        if not batch.can_be_rejected:
            advice = "请查明原因，把结果文件夹恢复原样再做"
        raise Stop("S31", batch=batch.id, why=why, advice=advice, next=[Next.REJECT] if batch.can_be_rejected else [])


def require_accounts(ledger: Ledger, batch: Batch) -> None:
    """Raises Stop(S38) if the last answer of a bank to an account of the batch is now a failure that holds it (``account_holds``),
    naming the lines: what 制单 asked may have changed since."""
    live = batch.live[batch.live["state"].isin(("草稿", "在途"))]
    if batch.is_transfer or live.empty:
        return
    of = refused(live, paid.failed_accounts(ledger))
    if len(of):
        table = of.assign(mine=live.loc[of.index, "line"].astype("str"))
        groups = table.groupby(["day", "batch", "why"], sort=False)["mine"]
        why = "；".join(
            f"第 {'、'.join(rows)} 行（{day} 批次“{other}”：{text}）" for (day, other, text), rows in groups
        )
        raise _refused_since(batch, len(of), why)


def _refused_since(batch: Batch, count: int, why: str) -> Stop:
    """S38, with the way out that is open to a batch that is not approved, approved, or exported."""
    again = "（这些人届时不列入，换账户或核实后再认定、制单）"
    inputs, step = list[Input](), Next.REJECT
    if batch.next_step:
        advice, inputs = f"请写明原因，剔除这些行后再签，或退回本批后重新制单{again}", [Input.STRIKE, Input.WHY]
    elif batch.can_be_rejected:
        advice = f"请退回本批后重新制单{again}"
    else:
        advice, step = "银行没有付这几行的，由制单以外的人人工确认为“失败”，再重新导出，其余各行照常", Next.RESOLVE
    return Stop("S38", batch=batch.id, count=count, why=why, advice=advice, inputs=inputs, next=[step])


def _require_policy_of_year(ledger: Ledger, batch: Batch) -> None:
    """Raises Stop(S96) if a draft pays people by another policy than what was approved; a reissue pays what was approved once more."""
    declaration = batch.declaration
    if declaration.basis and not declaration.parent and not batch.is_transfer:
        terms.require_policy_of_year(ledger, terms.policy_of(declaration), _is_make_up(batch), batch.id)


def _is_make_up(batch: Batch) -> bool:
    basis = batch.declaration.basis
    return basis is not None and declared.is_make_up(basis.folder)


def _take(ledger: Ledger, pen: Pen, batch: Batch) -> None:
    """Take the keys of all lines. Raises Stop(S87) if they go beyond a budget, Stop(S34), telling which lines of which other batch are in the way."""
    if batch.is_transfer:
        return
    budgets.require_within(ledger, batch)
    live, (scheme, year) = batch.live, batch.declaration.key
    try:
        pen.claim(batch.id, scheme, year, zip(live["line"].tolist(), live["id"], strict=True))
    except sqlite3.IntegrityError:
        held = ledger.rows(
            "SELECT id, batch FROM claim WHERE scheme = ? AND year = ? AND batch <> ?",
            (scheme, year, batch.id),
        )
        other = pd.DataFrame(held, columns=["id", "batch"]).merge(live[["id", "line"]], on="id").sort_values("line")
        twice = live.loc[live["id"].duplicated(), "line"].tolist()
        lines = "、".join(map(str, twice or other["line"]))
        batches = "、".join(dict.fromkeys(other["batch"])) or batch.id
        raise Stop("S34", batch=batch.id, lines=lines, other=batches) from None
