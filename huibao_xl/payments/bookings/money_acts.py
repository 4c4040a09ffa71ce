"""收回, 终止, 追加预算, 资金往来 and 年度结账 as a person does them, whole."""

from datetime import date
from pathlib import Path

from huibao_xl.files.writing.atomic import new_file
from huibao_xl.payments import budgets, objections, terms, transfers
from huibao_xl.payments.bookings import passing_back, year_end
from huibao_xl.payments.bookings.flows import flows
from huibao_xl.payments.bookings.recovery_acts import signed_yuan, yuan
from huibao_xl.payments.ledger import paid, permitted_bookings, states
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.payments.papers.flows_paper import write_flows
from huibao_xl.policy.townships import Names
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.reasons.outcomes import NOTHING, Done, Outcome, done, then
from huibao_xl.reasons.shown import several


def pass_back(ledger_path: Path, town: str, amount: str, document: str, policy_name: str, by: str, on: date) -> Outcome:
    """收回: what a 街镇 gives back of what was passed on too much. Stops as ``passing_back.write``, Stop(S07) for an amount that is none."""
    fen = yuan(amount)
    with opened(ledger_path, write=True) as ledger, ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.BOOK, pen)
        rules = terms.policy_in(ledger, policy_name)
        name = Names(rules).find(town) or town
        key, table = (rules.scheme, rules.year), transfers.due(ledger, rules)
        passing_back.write(ledger, pen, table, key, name, fen, on, document)
    return done(Done.PASSED_BACK, town=name, fen_fen=fen, document=document.strip())


def end(ledger_path: Path, number: str, line: int, document: str, why: str, by: str, on: date) -> Outcome:
    """终止: a person is not paid any more, because he died or has no right any longer; what failed is not paid again, what is approved is not sent any more. Raises Stop(S31) if there is no such line, Stop(S07) without reason or
    document or for a day to come. It is taken back like a strike, by ``signing.release``."""
    faults = {
        "没有写明原因": not why.strip(),
        "没有写明文号": not document.strip(),
        f"日期 {on} 在今天以后": on > date.today(),
    }
    for fault, wrong in faults.items():
        if wrong:
            raise Stop("S07", why=fault, advice="请写明原因、日期和证明的文号", inputs=[Input.WHY, Input.DOCUMENT])
    with opened(ledger_path, write=True) as ledger, ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.END, pen)
        batch = states.load(ledger, number)
        if batch.is_transfer or not 1 <= line <= len(batch.lines):
            raise Stop(
                "S31",
                batch=number,
                why=f"没有第 {line} 行的人",
                advice="请按审批单明细的“行号”填写",
                inputs=[Input.LINE],
            )
        body = {"on": on.isoformat(), "document": document.strip(), "why": why.strip()}
        pen.write(paid.ENDING, number, body, line)
        stands = sum((_still_pays(ledger, *place) for place in _places(ledger, batch, line)), NOTHING)
    return done(Done.ENDED, batch=number, line=line, why=why.strip(), on=on) + stands


def _places(ledger: Ledger, batch: states.Batch, line: int) -> list[tuple[str, int]]:
    """Batch and line of whatever pays or would pay the person of a line in the year."""
    others = objections.elsewhere(ledger, batch, [line])
    return [(batch.id, line), *zip(others["other"], others["row"].astype(int), strict=True)]


def _still_pays(ledger: Ledger, number: str, line: int) -> Outcome:
    """What is to be done about a line of whose person the entitlement has ended: it was paid, went to the bank, or is approved and may still be sent back."""
    batch = states.load(ledger, number)
    where, state = {"batch": number, "line": line}, str(batch.lines["state"].iloc[line - 1])
    if state == "成功":
        return done(Done.ENDED_BUT_PAID, **where) + then(Next.RECOVER, **where)
    if state not in states.OPEN:
        return NOTHING
    if batch.exports:
        return done(Done.ENDED_BUT_SENT, **where)
    return done(Done.ENDED_BUT_APPROVED, **where) + then(Next.REJECT, batch=number)


def change_budget(
    ledger_path: Path, bearer: str, amount: str, document: str, why: str, policy_name: str, by: str
) -> Outcome:
    """追加 or 调减 (减…) of a bearer's budget, by two people one after the other. ``bearer``: its name or what only one bears of it. Stops as ``budgets.change``, Stop(S07) for an amount that is none."""
    fen = signed_yuan(amount, ("调减", "减"), ("追加", "增加", "+", "＋"))
    with opened(ledger_path, write=True) as ledger:
        rules = terms.policy_of_accounts(ledger, policy_name)
        name = budgets.meant(bearer)
        budget, second = budgets.change(ledger, rules, name, fen, document, why, by)
    what = {"bearer": name, "what": "追加" if fen > 0 else "调减", "fen_fen": abs(fen), "document": document.strip()}
    if second:
        return done(Done.BUDGET_CHANGED, budget_fen=budget[name], **what)
    return done(Done.BUDGET_OF_ONE, by=by, **what) + then(Next.SECOND_WORD)


def close_year(ledger_path: Path, policy_name: str, by: str) -> Outcome:
    """年度结账, by two people one after the other. Stops as ``year_end.close``."""
    with opened(ledger_path, write=True) as ledger:
        rules = terms.policy_of_accounts(ledger, policy_name)
        left = year_end.left_over(ledger, rules)
        body, second = year_end.close(ledger, rules, by)
    sums = {name: body[name] for name in ("year", "people", "recoveries_fen")}
    outcome = done(Done.YEAR_CLOSED if second else Done.YEAR_OF_ONE, by=by, **sums)
    for bearer, fen in body["bearers"].items():
        outcome += done(Done.YEAR_BEARER, bearer=bearer, **fen)
    for town, fen in body["towns"].items():
        if fen["due_fen"] != fen["passed_fen"]:
            outcome += done(Done.YEAR_TOWN, town=town, **fen)
    if left.unpaid:
        where = several([f"{batch} {count:,} 人" for batch, count in left.unpaid.items()])
        outcome += done(Done.YEAR_UNPAID, count=sum(left.unpaid.values()), batches=where)
    if left.unclaimed:
        outcome += done(Done.YEAR_UNCLAIMED, count=left.unclaimed)
    return outcome if second else outcome + then(Next.SECOND_WORD)


def report_flows(ledger_path: Path, policy_name: str, out: Path, on: date, force: bool = False) -> Outcome:
    """资金往来 on a day, written to the workbook ``out``. ``force``: an earlier one may be replaced. Raises Stop(S14, S15) for a file that must stay."""
    with new_file(out, force, [ledger_path]) as work:
        with opened(ledger_path) as ledger:
            found = flows(ledger, terms.policy_in(ledger, policy_name), on)
        write_flows(work, found)
    towns = found.towns
    sums = {name: int(towns[name].sum()) for name in ("due_fen", "passed_fen", "paid_fen", "left_fen")}
    outcome = done(Done.FLOWS, on=on, **sums)
    for town, fen, since, days in towns[["township", "left_fen", "since", "days"]].itertuples(index=False, name=None):
        if fen:
            code = Done.MONEY_LIES if fen > 0 else Done.MONEY_LACKS
            outcome += done(code, town=town, left_fen=abs(fen), since=since, days=days)
    return outcome + done(Done.FLOWS_AT, path=out)
