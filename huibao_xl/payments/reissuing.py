"""重发: what failed for sure is paid once more, on an account that is the person's, by a batch of its own."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from huibao_xl import findings
from huibao_xl.identifiers import person_name
from huibao_xl.payments import batches, objections, terms
from huibao_xl.payments.account_holds import holds
from huibao_xl.payments.bank import bank_files, failures, line_checks
from huibao_xl.payments.frames import LINES
from huibao_xl.payments.ledger import closed_years, paid, permitted, states
from huibao_xl.payments.ledger.paid import Against
from huibao_xl.payments.ledger.states import FAILED, Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.usable_accounts import still_refused


@dataclass(frozen=True)
class Reissued:
    """``number``: the child batch, "" if no line can be paid again now; ``count``: its lines; ``left``: lines that stay failed, with why_not."""

    number: str
    count: int
    left: pd.DataFrame


def reissue(ledger: Ledger, number: str, by: str, accounts: pd.DataFrame | None = None) -> Reissued:
    """Make a child batch of a batch's final failures: each line once, and only to another account, one that was checked since, or if the reason was
    temporary.

    ``accounts``: id, holder, account, bank, cnaps, guardian, checked of new accounts, one row a person. The child is signed and sent like any batch, and takes
    the payment key again: the budget is not taken twice. Raises Stop(S31) if nothing failed, Stop(S29) if the policy names others for 制单, Stop(S84) if the year is closed.
    """
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        permitted.require(ledger, number, permitted.MAKE, pen.by, pen.at)
        failed = batch.lines[batch.lines["state"].isin(FAILED)]
        if failed.empty:
            raise Stop("S31", batch=number, why="没有失败或退票的明细", advice="不需要重发")
        closed_years.require_open(ledger, batch.declaration.scheme, batch.declaration.year)
        renewed = _with_accounts(failed, accounts)
        renewed["why_not"] = _why_not(ledger, batch, failed, renewed)
        fit, left = renewed[renewed["why_not"] == ""], renewed[renewed["why_not"] != ""]
        if fit.empty:
            return Reissued("", 0, left)
        child = _child_number(ledger, number)
        rows = fit.assign(parent_line=fit["line"])
        declared = replace(batch.declaration, kind="重发", parent=number, basis=None, due={})
        batches.write(ledger, pen, child, declared, rows)
        try:
            pen.succeed(number, child, zip(fit["line"].tolist(), range(1, len(fit) + 1), strict=True))
        except sqlite3.IntegrityError:
            raise Stop("S31", batch=number, why="的明细刚由他人重发", advice="请先查看已有的重发批次") from None
    return Reissued(child, len(fit), left)


def _with_accounts(failed: pd.DataFrame, accounts: pd.DataFrame | None) -> pd.DataFrame:
    """The failed lines with their new accounts, where there are any."""
    renewed = failed.copy()
    if accounts is None or accounts.empty:
        return renewed
    new = accounts.set_index("id").reindex(failed["id"])
    for column in ("holder", "account", "bank", "cnaps", "guardian", "checked"):
        fresh = pd.Series(new[column].to_numpy(), index=failed.index)
        renewed[column] = fresh.where(fresh.notna(), failed[column]).astype("str")
    return renewed


def _why_not(ledger: Ledger, batch: Batch, failed: pd.DataFrame, renewed: pd.DataFrame) -> pd.Series:
    """Why a failed line cannot be paid again now, "" if it can."""
    why, against = _unfit(ledger, batch, renewed), paid.against(ledger, batch)
    reasons = failures.reasons()
    of_bank = failed["reason_code"].isin([key for key, reason in reasons.items() if not reason.of_account])
    by_holder = failed["reason_code"].isin([key for key, reason in reasons.items() if reason.by_holder])
    last = failed[["holder"]].assign(by_holder=by_holder, day=failed["since"].str[:10])
    same = renewed["account"] == failed["account"]
    why[~of_bank & same & still_refused(renewed, last)] = "失败原因须更换账户，还没有新的账户，也没有写明账户核实"
    foreign = failed["line"].map(_of_others(ledger, batch, renewed[~same])).astype(object)
    why = foreign.fillna(why)
    again = ledger.rows("SELECT parent_line, batch FROM successor WHERE parent_batch = ?", (batch.id,))
    done = failed["line"].map({line: f"已由批次“{child}”重发" for line, child in again})
    other = failed["id"].map(
        {id: f"已由批次“{number}”在途或发放" for id, number in against.held[["id", "batch"]].itertuples(index=False)}
    )
    objected = failed["line"].map(_objections(against, batch, failed)).astype(object)
    return done.astype(object).fillna(other.astype(object)).fillna(objected).fillna(why)


def _of_others(ledger: Ledger, batch: Batch, renewed: pd.DataFrame) -> dict[int, str]:
    """Why lines are not paid to their new accounts, by line: another person of the year is paid there, or would be by this re-issue, and neither
    a guardian's name nor an 账户核实 says that it may be so."""
    lines = states.lines_of_year(ledger, batch.declaration.scheme, batch.declaration.year)
    lines = lines[lines["state"].isin(("草稿", *states.HELD))]
    renewed = renewed.astype({"township": "str", "kind": "str"}).assign(batch=batch.id)
    paid_there = pd.concat([lines, renewed])
    columns = ["account", "id", "holder", "batch", "line"]
    pairs = renewed[[*columns, "guardian", "checked"]].merge(paid_there[columns], on="account", suffixes=("", "_other"))
    pairs = pairs[(pairs["id"] != pairs["id_other"]) & (pairs["checked"] == "") & (pairs["account"] != "")]
    alike = pairs["holder"].map(person_name.key) == pairs["holder_other"].map(person_name.key)
    pairs = pairs[~(alike & (pairs["guardian"] != ""))].drop_duplicates("line")
    return {
        line: f"新账户在批次“{other}”第 {row} 行是别人的，请与本人核对；确是本人的，写明账户核实"
        for line, other, row in zip(pairs["line"], pairs["batch_other"], pairs["line_other"], strict=True)
    }


def _objections(against: Against, batch: Batch, failed: pd.DataFrame) -> "pd.Series[str]":
    """Why failed lines wait though nobody holds their key, by line: the person was struck out elsewhere, or may have been paid."""
    struck, mine = objections.struck(against, failed), failed[failed["doubtful"]]
    others = objections.doubtful(against, batch, failed)
    out = [
        f"在批次“{each.batch}”第 {each.row} 行被剔除（{each.by}：{each.why}），还没有解除"
        for each in struck.itertuples()
    ]
    where = [f"批次“{each.batch}”第 {each.row} 行" for each in others.itertuples()] + list(mine["why"].str.rstrip("。"))
    doubts = [f"付款存疑（{each}），由制单以外的人按银行的书面答复人工确认后，才能重发" for each in where]
    lines = pd.concat([others["line"], mine["line"], struck["line"]])
    texts = pd.Series([*doubts, *out], index=lines, dtype="str")
    return texts[~texts.index.duplicated()]


def _unfit(ledger: Ledger, batch: Batch, renewed: pd.DataFrame) -> pd.Series:
    """What keeps lines out of any batch, with the accounts that they would go to: a stranger's, one that a bank refused, none that a bank takes."""
    lines, form = LINES.typed(renewed[list(LINES.columns)]), terms.layout_of(batch.declaration, "")
    held = holds(lines, paid.failed_accounts(ledger), line_checks.places(lines, batch.id))
    found = findings.concat([held, bank_files.check(lines, form, date.today(), batch.id)])
    errors = found[found["level"] == "错误"].drop_duplicates("row").set_index("row")
    texts = errors["text"].str.rstrip("。")
    return renewed["line"].map(texts).astype(object).fillna("")


def _child_number(ledger: Ledger, parent: str) -> str:
    """``2024-七宝镇-1.1``: the parent's number, and which of its re-issues this is."""
    children = [
        id for id in ledger.batches() if id.startswith(f"{parent}.") and "." not in id.removeprefix(f"{parent}.")
    ]
    return f"{parent}.{len(children) + 1}"
