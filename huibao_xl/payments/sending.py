"""回盘, 人工确认, 重发: from what was exported to money on the right account, once.

Each act is one transaction. What the bank answered is recorded line by line; a final failure gives the person's key back, in the same
transaction.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from huibao_xl import findings
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.identifiers import person_name
from huibao_xl.payments import batches, objections, terms, two_people
from huibao_xl.payments.account_holds import holds
from huibao_xl.payments.bank import bank_files, classify, failures, line_checks
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.frames import LINES, RETURNED
from huibao_xl.payments.ledger import paid, records, signers, states, unknown
from huibao_xl.payments.ledger.states import FAILED, OPEN, Batch
from huibao_xl.payments.ledger.store import Event, Ledger, Pen
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.reasons.shown import several
from huibao_xl.subsidy.usable_accounts import still_refused

_CLOSED = ("成功", "失败", "退票")
_READ_AGAIN = "这个文件读过；再读一次，只补没有最后结果的行。"


@dataclass(frozen=True)
class Taken:
    """What a return file came to. ``rows``: frames.RETURNED; ``unanswered``: the lines still without any answer; ``findings``: frames.FINDINGS;
    ``new``: False if this very file was taken before, and nothing changed: the rest is then what it came to at that time; ``number``: which of the
    batch's return files it is; ``then``: the batch as it was after it; ``others``: how many lines of the file are no answers, by kind (``return_lines.OTHERS``)."""

    batch: Batch
    then: Batch
    number: int
    rows: pd.DataFrame
    unanswered: pd.DataFrame
    findings: pd.DataFrame
    others: dict[str, int]
    new: bool


def take_return(ledger: Ledger, number: str, file: Path, by: str, layout: str = "") -> Taken:
    """Record what the bank answered in ``file``; ``layout``: its layout, if it is not that of the last export.

    A file that was read before by another layout, or by other words of it, is read again: what had a final result then stays as it is.
    Raises Stop(S31) if nothing was sent, Stop(S35) if the file is another batch's or one that went to the bank.
    """
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        if not batch.exports:
            raise _not_exported(ledger, number)
        form = terms.layout_of_export(batch.exports[-1], layout)
        answers, unreadable, others = classify.counted(file, form)
        hash = sha256_of(file)
        _require_of_bank(ledger, file, hash)
        earlier = _taken_before(ledger, hash)
        if foreign := [each.batch for each in earlier if each.batch != number]:
            raise Stop("S35", file=file.name, why=f"已作为批次“{foreign[0]}”的回盘处理过")
        if same := [each for each in earlier if _read_by(each, form)]:
            return _taken(ledger, batch, same[0], file)
        classified = classify.classify(batch.live, answers, form, number)
        _require_later(batch, classified.returned, file)
        if not form.returns_serial:
            _require_not_before(ledger, batch, classified.returned, file)
        rows = _only_open(classified.returned, batch) if earlier else classified.returned
        _record(pen, batch, rows, file.name, hash, form)
        after = states.load(ledger, number)
        _close(pen, after)
    found = findings.concat([unreadable, classified.findings])
    return Taken(after, after, len(after.returns), rows, classified.unanswered, found, others, True)


def _not_exported(ledger: Ledger, number: str) -> Stop:
    """S31 for a return of a batch that was not exported, with the way for one whose bank files stand there though."""
    if not (sent := unknown.of_batch(ledger, number)):
        return Stop("S31", batch=number, why="还没有导出，不会有回盘", advice="请核对批次号")
    why = f"在这本台账里还没有导出，却有台账不知道的银行文件：{several(sent)}"
    advice = "文件真是这一批的，批准后由两个人先后导出（逐字节核对，不另写文件），再登记回盘"
    return Stop("S31", batch=number, why=why, advice=advice, next=[Next.EXPORT])


def _taken(ledger: Ledger, batch: Batch, at: Event, file: Path) -> Taken:
    """What a file came to when it was taken by the event ``at``, told again from what the ledger held before it."""
    events = ledger.events(batch.id)
    taken = [each for each in events if each.kind == "return"]
    number = 1 + [each.seq for each in taken].index(at.seq)
    last = max([at.seq, *(each.seq for each in events if each.kind == "answer" and each.content["return"] == at.seq)])
    before, after = (states.fold([each for each in events if each.seq <= seq]) for seq in (at.seq - 1, last))
    form = terms.layout_of_return(at.content)
    answers, unreadable, others = classify.counted(file, form)
    try:
        classified = classify.classify(before.live, answers, form, batch.id)
    except Stop:  # an earlier version believed more
        open_lines = after.lines[after.lines["state"] == "在途"]
        return Taken(batch, after, number, RETURNED.empty(), open_lines, unreadable, others, False)
    again = any(each.content["sha256"] == at.content["sha256"] for each in taken[: number - 1])
    rows = _only_open(classified.returned, before) if again else classified.returned
    found = findings.concat([unreadable, classified.findings])
    return Taken(batch, after, number, rows, classified.unanswered, found, others, False)


def _require_of_bank(ledger: Ledger, file: Path, hash: str) -> None:
    """Raises Stop(S35) if a file is one that was written for the bank: it holds no answer."""
    for event in ledger.events(kinds=("export",)):
        if hash in [each["sha256"] for each in event.content["files"]]:
            raise Stop("S35", file=file.name, why=f"是批次“{event.batch}”导出给银行的文件，不是回盘")


def _require_later(batch: Batch, rows: pd.DataFrame, file: Path) -> None:
    """Raises Stop(S35) if a file says that lines were paid on a day before the bank got them: it is that of an earlier payment of the same people."""
    first = _sent_on(batch)
    early = rows[(rows["line"] > 0) & (rows["paid_on"] != "") & (rows["paid_on"] < first)]
    if len(early):
        day = early["paid_on"].iloc[0]
        why = f"第 {early['row'].iloc[0]} 行的支付日期 {day} 早于本批次导出的 {first}，是以前付款的回盘"
        raise Stop("S35", file=file.name, why=why)


def _sent_on(batch: Batch) -> str:
    """The first day on which the bank may have paid: that of the export, of files that were there before (``Export.found``) that of the batch; ISO 8601."""
    return (batch.made_at if batch.exports[0].found else batch.exports[0].at)[:10]


def _require_not_before(ledger: Ledger, batch: Batch, rows: pd.DataFrame, file: Path) -> None:
    """Raises Stop(S35) if a file without serial numbers says of every line that is paid again what the bank said of it before: it is the file of the first
    time, downloaded anew, unless the bank has refused them all in the same words, which a person can tell."""
    parent = batch.declaration.parent
    mine = rows[rows["line"] > 0]
    if not parent or mine.empty:
        return
    before = {
        (event.line, event.content["status"], event.content["reason"])
        for event in ledger.events(parent, kinds=("answer",))
        if event.line
    }
    lines = batch.lines.set_index("line").loc[mine["line"], "parent_line"].tolist()
    if before.issuperset(zip(lines, mine["status"], mine["reason"], strict=True)):
        why = f"与批次“{parent}”登记过的结果逐笔相同，又没有流水号，像是那一批的回盘"
        raise Stop("S35", file=file.name, why=why, next=[Next.RESOLVE])


def _taken_before(ledger: Ledger, hash: str) -> list[Event]:
    """The events by which a file of this hash was registered, the last first."""
    return [event for event in reversed(ledger.events(kinds=("return",))) if event.content["sha256"] == hash]


def _read_by(event: Event, form: Layout) -> bool:
    """Whether a file was read by this very layout; the first version stored its name alone."""
    content = event.content.get("layout_content")
    return bool(content == form.content if content else event.content["layout"] == form.name)


def _only_open(rows: pd.DataFrame, before: Batch) -> pd.DataFrame:
    """What a file says when it is read again: of lines that have a final result, nothing."""
    final = ~rows["line"].isin(before.live.loc[before.live["state"].isin(OPEN), "line"]) & (rows["line"] > 0)
    nothing = {"class": "已处理", "state": "", "reason_code": "", "why": _READ_AGAIN, "advice": ""}
    plain = rows.astype({"class": object, "state": object})
    return RETURNED.typed(plain.assign(**{name: plain[name].mask(final, value) for name, value in nothing.items()}))


def _record(pen: Pen, batch: Batch, rows: pd.DataFrame, name: str, hash: str, form: Layout) -> None:
    """One event for the file, one for each of its lines; keys of what finally failed are given back."""
    counts = {str(kind): int(count) for kind, count in rows["class"].value_counts().items()}
    body = records.return_body(name, hash, form.name, form.content, len(rows), counts)
    seq = pen.write("return", batch.id, body)
    answers = rows[["class", "state", "row", "status", "reason", "reason_code", "why", "amount_fen"]]
    answers = answers.astype({"class": object, "state": object})
    bodies = [{str(column): value for column, value in row.items()} for row in answers.to_dict("records")]
    for column in ("paid_on", "receipt"):
        for body, text in zip(bodies, rows[column], strict=True):
            body |= {column: text} if text else {}
    lines = [line if line > 0 else None for line in rows["line"].tolist()]
    pen.write_many("answer", batch.id, zip(lines, ({"return": seq} | body for body in bodies), strict=True))
    pen.free(batch.id, rows.loc[rows["state"].isin(FAILED), "line"].tolist())


def _close(pen: Pen, batch: Batch) -> None:
    """Say that a batch is done, once all that was declared is paid, failed or returned."""
    if batch.state == "已关闭":
        ends = {state: list(batch.totals(state)) for state in _CLOSED}
        pen.write("close", batch.id, {"ends": ends})


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
    if state not in _CLOSED:
        raise Stop("S07", why=f"银行结果“{state}”不对", advice=f"请写{'、'.join(_CLOSED)}之一")
    _require_paid(state, lines, paid_fen, paid_on)
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        if not why.strip():
            raise Stop("S07", why="没有写明依据", advice="请写明依据，如凭证号、银行回复", inputs=[Input.WHY])
        if signers.same(batch.made_by, pen.by):
            raise Stop("S31", batch=number, why=f"的制单人就是“{by}”", advice="人工确认须由制单以外的人")
        _require_sent(batch)
        if paid_on and batch.exports and paid_on.isoformat() < _sent_on(batch):
            advice = "请按银行的凭证改正支付日期"
            raise Stop("S07", why=f"支付日期 {paid_on} 早于本批次导出的 {_sent_on(batch)}", advice=advice)
        chosen = _to_resolve(ledger, batch, state, lines, paid_fen is not None)
        _require_other_than_registrar(ledger, batch, chosen, pen.by)
        rows = batch.lines[batch.lines["line"].isin(chosen)]
        codes = rows["reason_code"] if state == "失败" else [""] * len(rows)
        arrived = {"paid_fen": paid_fen, "paid_on": paid_on.isoformat() if paid_on else None}
        extra = {name: value for name, value in arrived.items() if value is not None}
        failed_before = rows[rows["state"].isin(FAILED)]
        if state == "成功" and not batch.is_transfer:
            _require_free(ledger, batch, failed_before)
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
            _take_back(pen, batch, failed_before)
        _close(pen, states.load(ledger, number))
    return states.load(ledger, number)


def _needs_two(batch: Batch, rows: pd.DataFrame, state: str, lines: Sequence[int], otherwise: bool) -> bool:
    """Whether one person may not settle this alone: a whole batch, and what was paid and shall not be, or in another amount (``otherwise``). At what is in doubt two people look already: who
    registered the file is not who settles it. A 拨付 has its voucher."""
    undone = (state in FAILED or otherwise) and ((rows["state"] == "成功") & ~rows["doubtful"]).any()
    return not batch.is_transfer and bool(not lines or undone)


def _require_paid(state: str, lines: Sequence[int], paid_fen: int | None, paid_on: date | None) -> None:
    """Raises Stop(S07) if an amount or a day is given that can be none of a payment that arrived."""
    faults = {
        "实付金额和日期只用于“成功”": state != "成功" and (paid_fen is not None or paid_on is not None),
        "写实付金额要写明行号": paid_fen is not None and not lines,
        "实付金额要大于零": paid_fen is not None and paid_fen <= 0,
        "支付日期在今天以后": paid_on is not None and paid_on > date.today(),
    }
    for why, wrong in faults.items():
        if wrong:
            advice = "请按银行的凭证改正；没有入账的记为“失败”，退回的记为“退票”"
            raise Stop("S07", why=why, advice=advice, inputs=[Input.LINE] if "行号" in why else [])


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
    allowed = {*wanted["line"], *batch.doubtful["line"], *_settled_by_hand(ledger, batch)}
    if otherwise and not batch.is_transfer:
        allowed |= set(batch.lines.loc[batch.lines["state"] == "成功", "line"])
    if wrong := [line for line in chosen if line not in allowed]:
        why = f"第 {'、'.join(map(str, wrong))} 行不能改为“{state}”"
        raise Stop("S31", batch=batch.id, why=why, advice=_way(batch, wrong), next=[Next.PAPERS])
    return chosen


def _require_other_than_registrar(ledger: Ledger, batch: Batch, lines: Sequence[int], by: str) -> None:
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


def _settled_by_hand(ledger: Ledger, batch: Batch) -> set[int]:
    """The lines that have their state by a person's word. Of a 拨付 only what was paid: what failed there is drafted anew."""
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


def _take_back(pen: Pen, batch: Batch, lines: pd.DataFrame) -> None:
    """Take the keys again of lines that had failed by one word and have arrived."""
    pen.claim(batch.id, batch.declaration.scheme, batch.declaration.year, zip(lines["line"], lines["id"], strict=True))


def _require_free(ledger: Ledger, batch: Batch, lines: pd.DataFrame) -> None:
    """Raises Stop(S31) if another line has the key of the person of one of these lines."""
    held = _holders(ledger, batch)
    if len(taken := lines[lines["id"].isin(held)]):
        others = "、".join(dict.fromkeys(held[id] for id in taken["id"]))
        raise Stop(
            "S31",
            batch=batch.id,
            why=f"第 {'、'.join(map(str, taken['line']))} 行的人已由批次“{others}”在途或发放，不能记为“成功”",
            advice="请先处理那一批：没有导出的退回；已导出的等银行结果；两笔都入账的，追回一笔，把追回的那一行记为“退票”",
        )


def _holders(ledger: Ledger, batch: Batch) -> dict[str, str]:
    """{id: the batch that holds the person's key}, of the year of a batch."""
    key = (batch.declaration.scheme, batch.declaration.year)
    return dict(ledger.rows("SELECT id, batch FROM claim WHERE scheme = ? AND year = ?", key))


def _require_sent(batch: Batch) -> None:
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
    the payment key again: the budget is not taken twice.
    """
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        failed = batch.lines[batch.lines["state"].isin(FAILED)]
        if failed.empty:
            raise Stop("S31", batch=number, why="没有失败或退票的明细", advice="不需要重发")
        renewed = _with_accounts(failed, accounts)
        renewed["why_not"] = _why_not(ledger, batch, failed, renewed)
        fit, left = renewed[renewed["why_not"] == ""], renewed[renewed["why_not"] != ""]
        if fit.empty:
            return Reissued("", 0, left)
        child = _child_number(ledger, number)
        rows = fit.assign(parent_line=fit["line"])
        batches.write(pen, child, replace(batch.declaration, kind="重发", parent=number, basis=None, due={}), rows)
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
    why = _unfit(ledger, batch, renewed)
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
    other = failed["id"].map({id: f"已由批次“{number}”在途或发放" for id, number in _holders(ledger, batch).items()})
    against = failed["line"].map(_objections(ledger, batch, failed)).astype(object)
    return done.astype(object).fillna(other.astype(object)).fillna(against).fillna(why)


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


def _objections(ledger: Ledger, batch: Batch, failed: pd.DataFrame) -> "pd.Series[str]":
    """Why failed lines wait though nobody holds their key, by line: the person was struck out elsewhere, or may have been paid."""
    struck, mine = objections.struck(ledger, batch, failed), failed[failed["doubtful"]]
    others = objections.doubtful(ledger, batch, failed)
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
