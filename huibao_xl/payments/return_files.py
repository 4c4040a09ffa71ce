"""回盘: what a bank answered, file by file, recorded line by line in one transaction.

A final failure gives the person's payment key back, in the same transaction. A file that was read before changes nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from huibao_xl import findings
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.payments import terms
from huibao_xl.payments.bank import classify
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.frames import RETURNED
from huibao_xl.payments.ledger import permitted, records, states, unknown
from huibao_xl.payments.ledger.cases import cases
from huibao_xl.payments.ledger.events import Event, Pen
from huibao_xl.payments.ledger.states import FAILED, OPEN, Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.shown import several

CLOSED = ("成功", "失败", "退票")
_READ_AGAIN = "这个文件读过；再读一次，只补没有最后结果的行。"

_CLAIMED = "银行说钱退回了，这一行却已追回（{case}，{state}）：两边可能都收了钱，该笔存疑。"
_CLAIMED_ADVICE = "请先查明钱有没有退回：退回了的，撤销追回（已有还款的先退还本人，由两个人记入），再人工确认；没有退回的，人工确认为“成功”。"


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

    @property
    def of_file(self) -> pd.DataFrame:
        """The answers as the file holds them, each once (:func:`of_file`)."""
        return of_file(self.rows)


def of_file(rows: pd.DataFrame) -> pd.DataFrame:
    """Return RETURNED with each answer of the file once: one of which number and account are of two lines is there a row for each."""
    return rows.drop_duplicates(["file", "sheet", "row"])


def take_return(ledger: Ledger, number: str, file: Path, by: str, layout: str = "") -> Taken:
    """Record what the bank answered in ``file``; ``layout``: its layout, if it is not that of the last export.

    A file that was read before by another layout, or by other words of it, is read again: what had a final result then stays as it is.
    Raises Stop(S31) if nothing was sent, Stop(S35) if the file is another batch's or one that went to the bank,
    Stop(S29) if the policy names others for it.
    """
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        if not batch.exports:
            raise _not_exported(ledger, number)
        permitted.require(ledger, number, permitted.RETURN, pen.by, pen.at)
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
        _require_between(sent_on(batch), pen.at[:10], classified.returned, file)
        if not form.returns_serial:
            _require_not_before(ledger, batch, classified.returned, file)
        rows = _only_open(classified.returned, batch) if earlier else classified.returned
        rows = _not_claimed(ledger, batch, rows)
        _record(pen, batch, rows, file.name, hash, form)
        after = states.load(ledger, number)
        close(pen, after)
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


def _require_between(first: str, today: str, rows: pd.DataFrame, file: Path) -> None:
    """Raises Stop(S35) if a file says that lines were paid on a day before the bank got them (``first``): it is that of an earlier payment of the same people; or that they are paid on a day to come: nobody
    was yet, and no account of today would count it. Days: ISO 8601."""
    dated = rows[(rows["line"] > 0) & (rows["paid_on"] != "")]
    for wrong, why in (
        (dated["paid_on"] < first, f"早于本批次导出的 {first}，是以前付款的回盘"),
        (
            (dated["paid_on"] > today) & (dated["class"] == "成功"),
            "在今天以后，还没有支付；日期写错的请银行更正，到那一天才入账的到时再登记",
        ),
    ):
        if wrong.any():
            row, day = dated.loc[wrong, ["row", "paid_on"]].iloc[0]
            raise Stop("S35", file=file.name, why=f"第 {row} 行的支付日期 {day} {why}")


def sent_on(batch: Batch) -> str:
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


def _not_claimed(ledger: Ledger, batch: Batch, rows: pd.DataFrame) -> pd.DataFrame:
    """The answers, of which none takes back a payment of which a 追回 got something back or gave it up: the person would give it twice. Such a line is in doubt until a person has settled both."""
    claims = {case.line: case for case in cases(ledger, batch.id) if case.repaid_fen or case.given_up_fen}
    back = rows["line"].isin(list(claims)) & rows["state"].isin(FAILED)
    if not back.any():
        return rows
    plain = rows.astype({"class": object, "state": object})
    plain.loc[back, ["class", "state", "reason_code"]] = ["未决", "", ""]
    for row in plain.index[back]:
        case = claims[plain.loc[row, "line"]]
        plain.loc[row, "why"] = _CLAIMED.format(case=case.number, state=case.state)
        plain.loc[row, "advice"] = _CLAIMED_ADVICE
    return RETURNED.typed(plain)


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


def close(pen: Pen, batch: Batch) -> None:
    """Say that a batch is done, once all that was declared is paid, failed or returned."""
    if batch.state == "已关闭":
        ends = {state: list(batch.totals(state)) for state in CLOSED}
        pen.write("close", batch.id, {"ends": ends})
