"""制单: from a result to drafts, one for each payer.

A draft holds nobody's payment key; whoever is not put into one is left out for a reason that is named, and the sums say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from huibao_xl import findings
from huibao_xl.equations import equation_table, require
from huibao_xl.payments import declared, renumbered, terms
from huibao_xl.payments.account_holds import holds
from huibao_xl.payments.bank import bank_files, layouts, line_checks
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.batches import declare, line_bodies, next_number, write
from huibao_xl.payments.declared import Declared
from huibao_xl.payments.ledger import paid, signers, states, unknown
from huibao_xl.payments.ledger.records import Basis, Declaration, Flow, Sums
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.reports import WORKBOOK

DISTRICT = "区民政局"
"""The payer's name where the district pays everybody itself."""
_LEAVING_OUT = ("B50", "B52", "B55", *renumbered.CODES.values())
"""Codes that keep a line out without being errors."""


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
            require_drafts_first(ledger, result.rules, lines["id"])
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
            made.append(write(ledger, pen, number, undeclared, rows))
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


def require_no_strangers(ledger: Ledger, year: int) -> None:
    """Raises Stop(S18) if the folders of batches of the year that the ledger does not have hold bank files: a ledger that is gone sent them, nobody knows to whom."""
    if numbers := unknown.strangers(ledger, year):
        raise Stop(
            "S18",
            file=ledger.path.name,
            why=f"批次文件夹“{'”“'.join(numbers)}”里已有银行文件，台账里没有这个批次",
            advice="请先查明那些文件付了没有：付了的，把其中的人作为往期发放重新认定；然后把这个文件夹移到别处保存，再制单",
        )


def _free(
    ledger: Ledger, result: Declared, confirmed: Sequence[int], by: str, why: str
) -> tuple[pd.DataFrame, list[pd.DataFrame], pd.DataFrame]:
    """The lines whose key nobody holds, what is to be said of the others (B50, B52, B55 to B58) by line number, and which lines stand in other
    drafts (:func:`_hits`)."""
    scheme, year = result.rules.scheme, result.rules.year
    against = paid.Against(ledger, scheme, year, (scheme, year))
    taken, waiting = _hits(result.lines, against.held), _hits(result.lines, against.struck)
    unsure = _hits(result.lines, against.in_doubt)
    gone = [*taken["line"], *waiting["line"], *unsure["line"]]
    lines = result.lines[~result.lines["line"].isin(gone)].reset_index(drop=True)
    others = pd.concat([renumbered.others(against), renumbered.elsewhere(against)], ignore_index=True)
    alike = renumbered.alike(lines, others, result.ruled)
    if confirmed:
        lines = renumbered.with_apart(lines, alike, confirmed, by, why, declared.HEADER_ROWS)
        alike = renumbered.alike(lines, others, result.ruled)
    lines = lines[~lines["line"].isin(alike["line"])].reset_index(drop=True)
    again = _hits(lines, _drafted(ledger, scheme, year))
    found = [_elsewhere("B50", taken), _elsewhere("B52", waiting), _elsewhere("B55", unsure), renumbered.waiting(alike)]
    return lines, found, again


_NO_HITS = pd.DataFrame({"line": 0, "id": "", "batch": "", "row": 0}, index=[])


def _hits(lines: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Lines whose person stands in another batch: line, id, batch, row (of that batch). ``others``: id, batch, line."""
    if not lines["id"].isin(others["id"]).any():
        return _NO_HITS.copy(deep=False)
    return (
        lines[["line", "id"]]
        .merge(others[["id", "batch", "line"]].rename(columns={"line": "row"}), on="id")
        .sort_values(["line", "batch"], ignore_index=True)
    )


def _drafted(ledger: Ledger, scheme: str, year: int) -> pd.DataFrame:
    """Everybody in a batch that is not yet approved: id, batch, line."""
    rows = []
    for number in ledger.batches():
        batch = states.light(ledger, number)
        year_of_batch = (batch.declaration.scheme, batch.declaration.year)
        if batch.next_step and year_of_batch == (scheme, year) and not batch.is_transfer:
            live = states.load(ledger, number).live
            rows.append(pd.DataFrame({"id": live["id"], "batch": number, "line": live["line"]}))
    return (
        pd.concat(rows, ignore_index=True) if rows else pd.DataFrame({"id": [], "batch": [], "line": []}, dtype="str")
    )


def _elsewhere(code: str, hits: pd.DataFrame) -> pd.DataFrame:
    where = pd.DataFrame({"file": "", "sheet": "", "row": hits["line"]})
    return findings.for_rows(
        code, where, "证件号码", value=hits["id"], batch=hits["batch"], line=hits["row"].astype("str")
    )


def require_drafts_first(ledger: Ledger, rules: Policy, ids: pd.Series, batch: str = "") -> None:
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
