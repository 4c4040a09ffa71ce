"""预算: what each bearer has for a year, what of it is committed, and that no approval goes beyond it.

The budget of a bearer is what the year's policy estimates, and what was booked since (追加, 调减). Committed is what was approved and may still be paid or was: what is in flight as it was approved,
what is paid as it arrived less what came back (so far that is 执行), and what failed and can be paid again: a re-issue commits nothing anew. What failed and is not paid again, because its person was
struck out or his entitlement has ended, is free, and is committed again only by an approval. A payment counts for whoever bears it now (调整).
"""

import re
import unicodedata
from typing import Any

import pandas as pd

from huibao_xl.money import LIMIT_FEN, district_share, format_yuan
from huibao_xl.payments import terms
from huibao_xl.payments.bookings import booked
from huibao_xl.payments.ledger import closed_years, paid, permitted_bookings, signers, states
from huibao_xl.payments.ledger.budget_changes import (
    BEARERS,
    CHANGED,
    DISTRICT_STREETS,
    DISTRICT_TOWNS,
    FIRST,
    TOWNS,
    changes,
    pending,
)
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy
from huibao_xl.reasons import Input, Next, Stop


def of_policy(rules: Policy) -> dict[str, int]:
    """Return {bearer: fen}: what the policy's head-counts cost each; the heads of 镇 include the 工业区, at the 镇's share (M 三、1); a 街镇 with a share of its
    own is estimated by that of its kind. Empty if the policy estimates none."""
    if not rules.budget:
        return {}
    street, town = (district_share(rules.amount_fen, rules.percent_of_kind(kind)) for kind in ("街道", "镇"))
    heads = rules.budget
    return {
        DISTRICT_STREETS: heads["街道人数"] * street,
        DISTRICT_TOWNS: heads["镇人数"] * town,
        TOWNS: heads["街道人数"] * (rules.amount_fen - street) + heads["镇人数"] * (rules.amount_fen - town),
    }


def of_year(ledger: Ledger, rules: Policy) -> dict[str, int]:
    """Return {bearer: fen}, the year's budget as it is now; a bearer that is not in it is not limited. The estimate is that of the policy by which the year's first batch was approved: a policy that
    comes later changes no budget, a document does."""
    budget = of_policy(terms.first_policy(ledger, rules))
    for change in changes(ledger, rules.scheme, rules.year):
        budget[change.bearer] = budget.get(change.bearer, 0) + change.fen
    return budget


def by_bearer(lines: pd.DataFrame) -> dict[str, int]:
    """Return {bearer: fen} of lines (``booked.moved``), every bearer."""
    street = lines["bearer_kind"] == "街道"
    return {
        DISTRICT_STREETS: int(lines.loc[street, "district_fen"].sum()),
        DISTRICT_TOWNS: int(lines.loc[~street, "district_fen"].sum()),
        TOWNS: int(lines["township_fen"].sum()),
    }


def committed(ledger: Ledger, rules: Policy) -> dict[str, int]:
    """Return {bearer: fen}: what of a year is committed."""
    return _committed(ledger, rules, states.lines_of_year(ledger, rules.scheme, rules.year))


def require_within(ledger: Ledger, batch: Batch) -> None:
    """Raises Stop(S87) if a batch that is being approved would commit more than the budget of a bearer: naming each bearer, its budget, what is committed, what the batch adds, and what is lacking."""
    rules = terms.policy_of(batch.declaration)
    if batch.is_transfer or not (budget := of_year(ledger, rules)):
        return
    lines = states.lines_of_year(ledger, rules.scheme, rules.year)
    mine = lines["batch"] == batch.id
    before = _committed(ledger, rules, lines[~mine])
    lines.loc[mine & (lines["state"] == "草稿"), "state"] = "在途"
    after = _committed(ledger, rules, lines)
    over = [name for name in budget if after[name] > max(budget[name], before[name])]
    if over:
        rows = {name: (budget[name], before[name], after[name] - before[name]) for name in over}
        advice = "请先有追加预算的文件，由两个人先后记入；或写明原因，剔除一部分人，或退回本批"
        raise _beyond(f"批次“{batch.id}”", "本批", rows, rules, advice, [Next.BUDGET, Next.REJECT])


def _beyond(
    what: str, adds: str, rows: dict[str, tuple[int, int, int]], rules: Policy, advice: str, steps: list[Next]
) -> Stop:
    """S87. ``rows``: {bearer: its budget, what is committed, what is added}; those of the first stand beside the sentence, in fen, and lacking in yuan as it is typed."""
    parts = [
        f"{name}预算 {format_yuan(budget)} 元，已批准 {format_yuan(taken)} 元，{adds} {format_yuan(adding)} 元，"
        f"缺 {format_yuan(taken + adding - budget)} 元"
        for name, (budget, taken, adding) in rows.items()
    ]
    name, (budget, taken, adding) = next(iter(rows.items()))
    fields: dict[str, Any] = {"bearer": name, "budget_fen": budget, "committed_fen": taken, "added_fen": adding}
    fields |= {"lacking": format_yuan(taken + adding - budget).replace(",", ""), "year": rules.year}
    return Stop("S87", what=what, why="；".join(parts), advice=advice, next=steps, **fields)


def _committed(ledger: Ledger, rules: Policy, lines: pd.DataFrame) -> dict[str, int]:
    """{bearer: fen} of the lines of a year. Of a person's first payment, and of each 补差, one line counts: that which holds the key, else the last that failed."""
    second = states.is_surplus(lines)
    held = lines[lines["state"].isin(states.HELD) & ~second]
    counted = pd.concat([_payable_again(ledger, lines), held]).drop_duplicates(["id", "nth"], keep="last")
    counted = booked.with_paid(counted.reset_index(drop=True), rules)
    first = counted["nth"] == 0
    return by_bearer(booked.borne(ledger, counted[first], counted[~first], lines[second]))


def _payable_again(ledger: Ledger, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines that failed or came back, but for those whose person was struck out, or his entitlement ended, after they were approved (also if he was released since: then an approval commits
    anew); what may have been paid after all (存疑) stays."""
    failed = lines[lines["state"].isin(states.FAILED)]
    if failed.empty:
        return failed
    ids = dict(zip(zip(lines["batch"], lines["line"].tolist(), strict=True), lines["id"], strict=True))
    out = {
        ids.get((event.batch or "", event.line or 0), ""): event.seq
        for event in ledger.events(kinds=("strike", paid.ENDING))
        if not event.content.get("duplicate")
    }
    approved = dict(ledger.rows("SELECT batch, max(seq) FROM event WHERE kind = 'sign' GROUP BY batch"))
    free = failed["id"].map(out).fillna(0).astype("int64") > failed["batch"].map(approved).astype("int64")
    return failed[~free | failed["doubtful"]]


def meant(bearer: str) -> str:
    """Return the bearer that a name means, however its marks are typed, or part of it that only one has; what means none or several as it is.

    >>> meant("街道人员"), meant("区级:镇(含工业区)人员"), meant("镇级"), meant("区级")
    ('区级：街道人员', '区级：镇（含工业区）人员', '镇级（含工业区自有资金）', '区级')
    """
    typed = _letters(bearer)
    fit = [name for name in BEARERS if typed and (typed in _letters(name) or typed in _letters(_ASIDE.sub("", name)))]
    return fit[0] if len(fit) == 1 else bearer


_ASIDE = re.compile("（.*?）")


def _letters(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each.isalnum())


def change(
    ledger: Ledger, rules: Policy, bearer: str, fen: int, document: str, why: str, by: str
) -> tuple[dict[str, int], bool]:
    """Book a 追加 (``fen`` above zero) or 调减 of a bearer's budget; return the budgets of the year and whether this was the second word, with which it counts.

    Raises Stop(S07) for no bearer, amount, document or reason, or a document that was booked; Stop(S84) if the year is closed; Stop(S87) if less would be left than is committed; Stop(S31) if the same
    person says it twice.
    """
    body = {"scheme": rules.scheme, "year": rules.year, "bearer": bearer, "fen": fen, "document": document.strip()}
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.BUDGET, pen)
        closed_years.require_open(ledger, rules.scheme, rules.year)
        _require_sound(ledger, rules, bearer, fen, document.strip(), why)
        _require_covered(ledger, rules, bearer, fen)
        first = pending(ledger, body)
        if first is None:
            pen.write(FIRST, None, body | {"why": why.strip()})
            return of_year(ledger, rules), False
        signers.require_another(first.by, pen.by, "S07", why=f"{bearer}的这一次预算变动{first.by}已提出")
        pen.write(CHANGED, None, body | {"why": why.strip()})
        return of_year(ledger, rules), True


def _require_sound(ledger: Ledger, rules: Policy, bearer: str, fen: int, document: str, why: str) -> None:
    before = [each for each in changes(ledger, rules.scheme, rules.year) if each.bearer == bearer]
    booked = "".join(
        f"已由{each.by}在 {each.at[:10]} 记过（{'追加' if each.fen > 0 else '调减'} {format_yuan(abs(each.fen))} 元）"
        for each in before
        if each.document == document
    )
    faults: dict[str, tuple[bool, list[Input]]] = {
        f"没有“{bearer}”这个承担单位": (bearer not in BEARERS, []),
        "金额不能是零，也不能到 100 亿元": (not 0 < abs(fen) < LIMIT_FEN, []),
        "没有写明文号": (not document, [Input.DOCUMENT]),
        "没有写明原因": (not why.strip(), [Input.WHY]),
        f"{bearer}的文号“{document}”{booked}": (bool(booked), []),
    }
    for fault, (wrong, inputs) in faults.items():
        if wrong:
            advice = "同一文号只记一次" if booked else "请照预算文件改正"
            advice += f"；承担单位：{'、'.join(BEARERS)}" if bearer not in BEARERS else ""
            raise Stop("S07", why=fault, advice=advice, inputs=inputs)


def _require_covered(ledger: Ledger, rules: Policy, bearer: str, fen: int) -> None:
    """What takes away, and the first amount of a bearer that had none, leaves what is committed."""
    budget, taken = of_year(ledger, rules), committed(ledger, rules)[bearer]
    left = budget.get(bearer, 0) + fen
    if left < taken and (fen < 0 or bearer not in budget):
        advice = "已批准的不能没有预算：先退回还没有导出的批次，或把几份文件的合计作一次记入"
        raise _beyond("这一次预算变动", "预算变动后另需", {bearer: (left, taken, 0)}, rules, advice, [])
