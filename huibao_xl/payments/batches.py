"""制单, 审核, 审批: from a result to approved batches.

A draft holds nobody's payment key; the last signature takes the keys of all its lines at once, and the database refuses if one is held.
制单, 审核 and 审批 are different people. Single lines can be struck out with a reason before the last signature; then the hash of
the lines changes, and what was signed before is told apart by it.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from huibao_xl import findings
from huibao_xl.equations import equation_table, require
from huibao_xl.payments import declared, objections, renumbered, terms, two_people
from huibao_xl.payments.account_holds import holds
from huibao_xl.payments.bank import bank_files, layouts, line_checks
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.declared import Declared
from huibao_xl.payments.ledger import paid, signers, states, unknown
from huibao_xl.payments.ledger.records import Basis, Body, Declaration, Flow, Sums
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger, Pen, canonical
from huibao_xl.policy import Policy
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.subsidy.reports import WORKBOOK
from huibao_xl.subsidy.usable_accounts import refused

DISTRICT = "区民政局"
"""The payer's name where the district pays everybody itself."""
_LEAVING_OUT = ("B50", "B52", "B55", *renumbered.CODES.values())
"""Codes that keep a line out without being errors."""
_MONEY = ("amount_fen", "district_fen", "township_fen")
_OF_ACCOUNT = ("holder", "account", "bank", "cnaps", "guardian", *states.UNWRITTEN_IF_EMPTY)
_BODY = ("id", "name", "township", "kind", *_OF_ACCOUNT, *_MONEY)


@dataclass(frozen=True)
class Drafts:
    """What 制单 gave. ``made``: numbers of the batches; ``findings``: frames.FINDINGS, for each person left out or twice in
    hand; ``payable``: how many people the result says can be paid; ``left_out``: {code of the reason: how many of them were not put into a
    batch}; ``waiting``: how many have no account yet; ``also``: {other draft: how many people of these stand in it too};
    ``repeated``: numbers of drafts that stand already and were not made again."""

    made: list[str]
    findings: pd.DataFrame
    payable: int
    left_out: dict[str, int]
    waiting: int
    also: dict[str, int]
    repeated: list[str]


def draft(
    ledger: Ledger,
    result: Declared,
    flow: Flow,
    by: str,
    layout: str = "通用",
    apart: Sequence[int] = (),
    why: str = "",
) -> Drafts:
    """Make one draft for each payer of a result: one a 街镇, or one for the district (``flow``); ``layout``: the name or path of the bank's.

    ``apart``: rows of 补贴明细 whose person is confirmed to be another one than B56 or B57 names, and ``why``.

    Left out, each with a finding: who is in flight or paid in another batch (B50), whom an approver struck out (B52), of whose failed payment the bank says two
    things (B55), who may be one of these under another number (B56, B57) or was struck out as dead in another year (B58), whose account waits
    (``account_holds``), and whose line the bank's file cannot hold (the errors of ``bank_files.check``). Who stands in another draft is put in with
    a warning (B51). Raises Stop(S96) if the year's approved batches were made by another policy, Stop(S99) if a 补发 would
    pay whom drafts of another policy are still to pay, Stop(S09, exit status 1) if somebody is
    neither in a batch nor left out for a reason.

    A draft that ``by`` made of the same lines in the same way, and that nobody signed or rejected, stands, and is not made again: so a command may be
    repeated after a power cut.
    """
    form = layouts.load(layout)
    with ledger.writing(by) as pen:
        require_no_strangers(ledger, result.rules.year)
        make_up = declared.is_make_up(result.folder)
        terms.require_policy_of_year(ledger, result.rules, make_up)
        confirmed = [row - declared.HEADER_ROWS for row in apart]
        lines, found, drafted = _free(ledger, result, confirmed, pen.by, why)
        if make_up:
            _require_drafts_first(ledger, result.rules, lines["id"])
        waiting = holds(lines, paid.failed_accounts(ledger), line_checks.places(lines, ""))
        checked = findings.concat([waiting, bank_files.check(lines, form, date.today())])
        fit = lines[~lines["line"].isin(bank_files.unfit(checked))]
        payers = fit["township"].astype(object) if flow == "街镇" else pd.Series(DISTRICT, index=fit.index)
        made, repeated, before = [], [], _unsigned(ledger, pen.by)
        for payer, rows in fit.groupby(payers.to_numpy(), sort=False):
            undeclared = _undeclared(result, flow, str(payer), form)
            if stands := _repeated(before, undeclared, rows):
                repeated.append(stands)
                continue
            number = next_number(ledger, result.rules.year, str(payer))
            made.append(write(pen, number, undeclared, rows))
        drafted = drafted[~drafted["batch"].isin(repeated)]
        also = {str(batch): int(count) for batch, count in drafted["batch"].value_counts(sort=False).items()}
        about = findings.concat([*found, _elsewhere("B51", drafted), checked])
        left = _reasons_left_out(result.lines["line"], fit["line"], about)
        require(_equation(ledger, [*made, *repeated], len(result.lines), left))
    return Drafts(made, _placed(about, result), len(result.lines), left, result.waiting, also, repeated)


def _unsigned(ledger: Ledger, by: str) -> dict[str, Declaration]:
    """What the drafts declare that a person made and that nobody signed or rejected, by number."""
    drafts = (states.light(ledger, number) for number in ledger.batches())
    return {
        batch.id: batch.declaration
        for batch in drafts
        if not (batch.signed or batch.rejected) and signers.key(batch.made_by) == signers.key(by)
    }


def _repeated(before: dict[str, Declaration], undeclared: Declaration, rows: pd.DataFrame) -> str:
    """The number of the draft that declares these very lines in the same way, "" if there is none."""
    same = {number: each for number, each in before.items() if each.payer == undeclared.payer}
    if not same:
        return ""
    wanted = declare(undeclared, rows, line_bodies(rows))
    return next((number for number, each in same.items() if replace(each, before=wanted.before) == wanted), "")


def _equation(ledger: Ledger, made: list[str], payable: int, left: dict[str, int]) -> pd.DataFrame:
    """Everybody who can be paid stands in a batch, as the ledger holds it, or is left out for a reason that is named."""
    drafted = sum(len(states.load(ledger, number).lines) for number in made)
    return equation_table([("可发放 = 列入批次 + 写明原因没有列入", payable, drafted + sum(left.values()), "人")])


def _reasons_left_out(lines: pd.Series, fit: pd.Series, found: pd.DataFrame) -> dict[str, int]:
    """{code of the first thing that keeps a line out: how many lines}. ``found``: findings whose row is the line's number."""
    keeps = found[found["code"].isin(_LEAVING_OUT) | (found["level"] == "错误")]
    first = keeps.drop_duplicates("row").set_index("row")["code"].astype(object)
    codes = lines[~lines.isin(fit)].map(first)
    return {str(code): int(count) for code, count in codes.value_counts().items()}


def _placed(found: pd.DataFrame, result: Declared) -> pd.DataFrame:
    """Findings about the result's lines, at the rows of its 补贴明细, so that the clerk gets there by the link."""
    there = {"file": str(result.folder / WORKBOOK), "sheet": declared.DETAIL}
    return found.assign(**there, row=found["row"] + declared.HEADER_ROWS)


def _undeclared(result: Declared, flow: Flow, payer: str, form: Layout) -> Declaration:
    """What a batch of this result declares, but for its lines."""
    rules = result.rules
    return Declaration(
        kind="发放",
        scheme=rules.scheme,
        year=rules.year,
        title=rules.title,
        policy=rules.name,
        policy_content=rules.content,
        flow=flow,
        payer=payer,
        parent=None,
        layout=form.name,
        layout_content=form.content,
        steps=tuple(rules.approval),
        basis=Basis(result.folder.resolve(), result.files),
        sums=Sums(0, 0, 0, 0),
        by_township={},
        lines_sha256="",
        due={},
    )


def next_number(ledger: Ledger, year: int, payer: str) -> str:
    """Return the number of a payer's next batch: ``2024-七宝镇-2``. It is taken within the transaction, so no two are alike."""
    stem = f"{year}-{payer}-"
    taken = [id for id in ledger.batches() if id.startswith(stem) and id.removeprefix(stem).isdigit()]
    return f"{stem}{len(taken) + 1}"


def require_no_strangers(ledger: Ledger, year: int) -> None:
    """Raises Stop(S18) if the folders of batches of the year that the ledger does not have hold bank files: a ledger that is gone sent them, nobody knows to whom."""
    if numbers := unknown.strangers(ledger, year):
        raise Stop(
            "S18",
            file=ledger.path.name,
            why=f"批次文件夹“{'”“'.join(numbers)}”里已有银行文件，台账里没有这个批次",
            advice="请先查明那些文件付了没有：付了的，把其中的人作为往期发放重新认定；然后把这个文件夹移到别处保存，再制单",
        )


def write(pen: Pen, number: str, declaration: Declaration, rows: pd.DataFrame) -> str:
    """Write a batch and its lines (frames.LINES, and parent_line where they pay again), numbered from 1 in the order given.

    What ``declaration`` says of the lines is replaced by what they come to. Return the number.
    """
    bodies = line_bodies(rows)
    ((before,),) = pen.connection.execute("SELECT count(*) FROM event WHERE kind = 'line'").fetchall()
    pen.open_batch(number, replace(declare(declaration, rows, bodies), before=before).body())
    pen.write_many("line", number, enumerate(bodies, 1))
    return number


def line_bodies(rows: pd.DataFrame) -> list[Body]:
    """Return the bodies of the events of lines (frames.LINES, and parent_line where they pay again)."""
    extra = ["parent_line"] if "parent_line" in rows and (rows["parent_line"] >= 0).all() else []
    plain = rows[[*_BODY, *extra]].astype(dict.fromkeys(("township", "kind"), object))
    empty = {(column, "") for column in states.UNWRITTEN_IF_EMPTY}
    return [
        {str(column): value for column, value in row.items() if (column, value) not in empty}
        for row in plain.to_dict("records")
    ]


def declare(declaration: Declaration, rows: pd.DataFrame, bodies: Iterable[Body]) -> Declaration:
    """Return a declaration with what these lines come to: count, sums in fen, the same by 街镇, and the hash of their bodies."""
    by_township = {str(town): _sums(lines) for town, lines in rows.groupby(rows["township"].astype(object), sort=False)}
    seal = states.seal(map(canonical, bodies))
    return replace(declaration, sums=_sums(rows), by_township=by_township, lines_sha256=seal)


def _sums(rows: pd.DataFrame) -> Sums:
    return Sums(len(rows), *(int(rows[column].sum()) for column in _MONEY))


def _free(
    ledger: Ledger, result: Declared, confirmed: Sequence[int], by: str, why: str
) -> tuple[pd.DataFrame, list[pd.DataFrame], pd.DataFrame]:
    """The lines whose key nobody holds, what is to be said of the others (B50, B52, B55 to B58) by line number, and which lines stand in other
    drafts (:func:`_hits`)."""
    scheme, year = result.rules.scheme, result.rules.year
    held = pd.DataFrame(
        ledger.rows("SELECT id, batch, line FROM claim WHERE scheme = ? AND year = ?", (scheme, year)),
        columns=["id", "batch", "row"],
    )
    taken, waiting = _hits(result.lines, held), _hits(result.lines, _struck(ledger, scheme, year))
    unsure = _hits(result.lines, _in_doubt(ledger, scheme, year))
    gone = [*taken["line"], *waiting["line"], *unsure["line"]]
    lines = result.lines[~result.lines["line"].isin(gone)].reset_index(drop=True)
    against = renumbered.others(ledger, scheme, year)
    alike = renumbered.alike(lines, against, result.ruled)
    if confirmed:
        lines = renumbered.with_apart(lines, alike, confirmed, by, why, declared.HEADER_ROWS)
        alike = renumbered.alike(lines, against, result.ruled)
    lines = lines[~lines["line"].isin(alike["line"])].reset_index(drop=True)
    again = _hits(lines, _drafted(ledger, scheme, year))
    found = [_elsewhere("B50", taken), _elsewhere("B52", waiting), _elsewhere("B55", unsure), renumbered.waiting(alike)]
    return lines, found, again


def _struck(ledger: Ledger, scheme: str, year: int) -> pd.DataFrame:
    """Whom an approver struck out and nobody cleared: id, batch, row."""
    out = paid.struck(ledger, scheme, year)
    return pd.DataFrame({"id": out["id"], "batch": out["batch"], "row": out["line"]})


def _in_doubt(ledger: Ledger, scheme: str, year: int) -> pd.DataFrame:
    """Who may be paid by a line that failed: id, batch, row."""
    return paid.in_doubt(ledger, scheme, year)[["id", "batch", "line"]].rename(columns={"line": "row"})


_NO_HITS = pd.DataFrame({"line": 0, "id": "", "batch": "", "row": 0}, index=[])


def _hits(lines: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Lines whose person stands in another batch: line, id, batch, row (of that batch)."""
    if not lines["id"].isin(others["id"]).any():
        return _NO_HITS.copy(deep=False)
    return lines[["line", "id"]].merge(others, on="id").sort_values(["line", "batch"], ignore_index=True)


def _drafted(ledger: Ledger, scheme: str, year: int) -> pd.DataFrame:
    """Everybody in a batch that is not yet approved: id, batch, row."""
    rows = []
    for number in ledger.batches():
        batch = states.light(ledger, number)
        year_of_batch = (batch.declaration.scheme, batch.declaration.year)
        if batch.next_step and year_of_batch == (scheme, year) and not batch.is_transfer:
            live = states.load(ledger, number).live
            rows.append(pd.DataFrame({"id": live["id"], "batch": number, "row": live["line"]}))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame({"id": [], "batch": [], "row": []}, dtype="str")


def _elsewhere(code: str, hits: pd.DataFrame) -> pd.DataFrame:
    where = pd.DataFrame({"file": "", "sheet": "", "row": hits["line"]})
    return findings.for_rows(
        code, where, "证件号码", value=hits["id"], batch=hits["batch"], line=hits["row"].astype("str")
    )


def sign(
    ledger: Ledger, number: str, step: str, by: str, strike: Sequence[int] = (), why: str = "", quoted: str = ""
) -> Batch:
    """Put one signature under a batch: ``step`` 审核 or 审批; strike out lines before, and return the batch as it then is. Of who signed it last in the
    same way nothing is written again.

    ``quoted``: the beginning of the hash on the paper that was signed, if it shall be compared. Raises Stop(S31) if it is not this step's turn,
    the person signed or made it already, the result was changed since, or the hash is another; Stop(S34) if somebody else holds
    a line's key, Stop(S39) if a person was struck out of another batch, Stop(S47) if one may be paid by another, Stop(S48) if one may be paid or struck out under another number, Stop(S38) if an account was refused since, Stop(S96) if batches of the year were approved by another policy
    meanwhile, Stop(S99) if a 补发 would pay whom drafts of another policy are still to pay, Stop(S07) if too little of a hash is quoted: nothing is written then.
    """
    quoted = states.quoted(quoted)
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        if _signed_before(batch, step, pen.by, strike, quoted):
            return batch
        _require_turn(batch, step)
        require_other(batch, pen.by)
        require_unchanged(batch)
        _require_policy_of_year(ledger, batch)
        batch = _strike(ledger, pen, batch, strike, why)
        objections.require_nobody_struck(ledger, batch)
        objections.require_nobody_in_doubt(ledger, batch)
        renumbered.require_nobody_alike(ledger, batch)
        require_accounts(ledger, batch)
        if _is_make_up(batch):
            _require_drafts_first(ledger, terms.policy_of(batch.declaration), batch.live["id"], batch.id)
        if quoted and not batch.seal.startswith(quoted):
            advice = f"现在的校验码以 {batch.seal[:12]} 开头；请核对所签的审批单是否最新"
            raise Stop("S31", batch=number, why="的校验码与所签的不同", advice=advice)
        count, amount = batch.totals()
        if not count:
            raise Stop("S31", batch=number, why="的明细已全部剔除", advice="请退回整批", next=[Next.REJECT])
        pen.write("sign", number, {"step": step, "count": count, "amount_fen": amount, "lines_sha256": batch.seal})
        if step == batch.declaration.steps[-1]:
            _take(ledger, pen, batch)
        return states.load(ledger, number)


def reject(ledger: Ledger, number: str, by: str, why: str) -> Batch:
    """Send a whole batch back before money can move: before it is approved, or approved and never exported. Its people are free
    for another batch, and nothing is deleted. Where its folder holds bank files that the ledger does not know (``unknown``), two people have to want it,
    also of a batch that was sent back before; after the first, nothing has changed. Raises Stop(S31) if it is too late, Stop(S07) without a reason."""
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
        if sent and not two_people.is_second(ledger, pen, number, {"act": "reject", unknown.SETTLED_BY: sent}):
            return batch
        pen.write("reject", number, {"why": why.strip()} | ({unknown.SETTLED_BY: sent} if sent else {}))
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
    or is released already or ``by`` made the batch, Stop(S07) without a reason."""
    with ledger.writing(by) as pen:
        batch = states.load(ledger, number)
        if signers.same(batch.made_by, pen.by):
            raise Stop("S31", batch=number, why=f"的制单人就是“{by}”", advice="解除剔除须由制单以外的人")
        struck = batch.lines.loc[batch.lines["state"] == "已剔除", "line"]
        if line not in set(struck):
            raise Stop(
                "S31",
                batch=number,
                why=f"第 {line} 行不是已剔除的明细",
                advice="请核对审批单“剔除退回待核”的行号",
                inputs=[Input.LINE],
            )
        if before := [event for event in ledger.events(number, kinds=("release",)) if event.line == line]:
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


def _require_drafts_first(ledger: Ledger, rules: Policy, ids: pd.Series, batch: str = "") -> None:
    """Raises Stop(S99) if people whom the 补发 of a clearing would pay by ``rules`` still stand in drafts of another policy, naming these: else who
    waits for a signature would be paid the corrected amount, and the person beside them the first one. ``batch``: the one to be signed."""
    drafts = _drafted(ledger, rules.scheme, rules.year)
    theirs = drafts[drafts["id"].isin(ids) & (drafts["batch"] != batch)]
    numbers = [
        number
        for number in theirs["batch"].drop_duplicates()
        if terms.pays_otherwise(states.declaration(ledger, number), rules)
    ]
    if numbers:
        count = theirs.loc[theirs["batch"].isin(numbers), "id"].nunique()
        what = f"批次“{batch}”" if batch else "这份“补发”"
        way = "批准的，退回本批、重新清算；退回的，再签本批" if batch else "然后重新清算，用新的“补发”制单"
        raise Stop("S99", what=what, policy=rules.name, count=count, batches="、".join(numbers), way=way)


def _take(ledger: Ledger, pen: Pen, batch: Batch) -> None:
    """Take the keys of all lines. Raises Stop(S34), telling which lines of which other batch are in the way."""
    if batch.is_transfer:
        return
    live, scheme, year = batch.live, batch.declaration.scheme, batch.declaration.year
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
