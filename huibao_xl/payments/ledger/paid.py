"""What the ledger knows of people when a new list is judged: who is in flight or paid (往期发放), and whom an approver struck out."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from huibao_xl import strict_json
from huibao_xl.frames import FAILED_ACCOUNTS, PRIOR, STRUCK
from huibao_xl.identifiers import person_name, resident_id
from huibao_xl.payments.bank import failures
from huibao_xl.payments.ledger import states, unknown
from huibao_xl.payments.ledger.cases import Case, cases
from huibao_xl.payments.ledger.records import TRANSFER
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.policy import Policy
from huibao_xl.subsidy.prior import LedgerFacts

ROLE = "往期发放"
ENDING = "ending"
"""The kind of an event that ends a person's entitlement, at a line that paid or was to pay him."""
ENDED = "终止："
"""How the reason of such a one begins in frames.STRUCK."""


@dataclass(frozen=True)
class Against:
    """What a ledger says against paying people in a year, each asked once and only when somebody wants to know it. It is of the moment at which
    it was asked: whoever writes meanwhile asks anew."""

    ledger: Ledger
    scheme: str
    year: int
    key: tuple[str, int]
    """The payment key beside the id: of a 补差 one of its own."""

    @cached_property
    def held(self) -> pd.DataFrame:
        """Who holds a payment key: id, batch, line."""
        query = "SELECT id, batch, line FROM claim WHERE scheme = ? AND year = ?"
        return pd.DataFrame(self.ledger.rows(query, self.key), columns=["id", "batch", "line"])

    @cached_property
    def struck(self) -> pd.DataFrame:
        """Whom an approver struck out and nobody cleared: :func:`struck`."""
        return struck(self.ledger, self.scheme, self.year)

    @cached_property
    def in_doubt(self) -> pd.DataFrame:
        """Who may be paid by a line that failed: :func:`in_doubt`."""
        return in_doubt(self.ledger, self.scheme, self.year)


def against(ledger: Ledger, batch: states.Batch) -> Against:
    """Return what a ledger says against paying people in the year of a batch."""
    declared = batch.declaration
    return Against(ledger, declared.scheme, declared.year, declared.key)


def ledger_facts(path: Path, rules: Policy) -> LedgerFacts:
    """Return what the ledger knows of people before a run of this policy. Raises Stop(S30) if it is no ledger.

    Whoever holds a payment key is in 往期发放 with batch and line as the place, so that X06 names them; the ledger is listed among the
    inputs with the hash of its last event.
    """
    with opened(path) as ledger:
        prior, failed = paid(ledger, rules.scheme), failed_accounts(ledger)
        out = struck(ledger, rules.scheme, rules.year)
        row = {"path": path.name, "location": str(path.resolve()), "sheet": "", "role": ROLE, "rows": len(prior)}
        unset = {"header": -1, "id_header": "", "id_letters": ""}
        source = pd.DataFrame([row | {"sha256": ledger.head()[1]} | unset])
    return LedgerFacts(prior, out, source, failed)


def paid(ledger: Ledger, scheme: str) -> pd.DataFrame:
    """Return everybody who holds a payment key, and whose failed payment is doubtful, of all years: frames.PRIOR; file: the ledger, sheet: the batch,
    row: the line."""
    rows = ledger.rows(
        "SELECT claim.id, claim.year, claim.batch, claim.line, event.body FROM claim "
        "JOIN event ON event.batch = claim.batch AND event.line = claim.line AND event.kind = 'line' "
        "WHERE claim.scheme = ? ORDER BY event.seq",
        (scheme,),
    )
    columns = ["id", "year", "sheet", "row", "name", "amount_fen", "township"]
    bodies = [strict_json.parse(body) for *_, body in rows]
    holding = [
        (*row[:4], body["name"], body["amount_fen"], body["township"]) for row, body in zip(rows, bodies, strict=True)
    ]
    unsure = in_doubt(ledger, scheme).rename(columns={"batch": "sheet", "line": "row"})
    frame = pd.concat([pd.DataFrame(holding, columns=columns), unsure[columns]], ignore_index=True)
    names = frame["name"].astype("str")
    frame = frame.assign(
        name=names,
        name_key=names.map(person_name.key).astype("str"),
        id_raw=frame["id"],
        id_fault=pd.Categorical([None] * len(frame), categories=list(resident_id.FAULTS)),
        person=frame["id"].str[:17],
        township=pd.Categorical(frame["township"]),
        doubt=pd.Categorical([None] * len(frame), categories=pd.Index([], dtype="str")),
        dead=pd.Categorical([None] * len(frame), categories=pd.Index([], dtype="str")),
        file=ledger.path.name,
    )
    return PRIOR.typed(frame[list(PRIOR.columns)])


_TWICE = "SELECT DISTINCT batch FROM event WHERE kind = 'resolve' AND json_extract(body, '$.surplus_fen') > 0"
_DOUBTS = (
    "SELECT DISTINCT batch FROM event WHERE kind = 'answer' AND line IS NOT NULL "
    f"AND json_extract(body, '$.state') = '' AND json_extract(body, '$.class') IN {states.DOUBTS}"
)


def in_doubt(ledger: Ledger, scheme: str, year: int | None = None) -> pd.DataFrame:
    """Return the lines of a year, or of all, that failed or came back and are doubtful (``states.in_doubt``), and those that hold no key of batches that went
    to a bank as far as anybody can tell (``unknown``), and second payments of somebody (``states.is_surplus``), should the first one come back: id, year, batch, line, name, amount_fen, township."""
    frames = []
    doubts, sent = [number for (number,) in ledger.rows(_DOUBTS)], unknown.batches(ledger)
    twice = [number for (number,) in ledger.rows(_TWICE)]
    for number in dict.fromkeys([*doubts, *twice, *sent]):
        batch = states.load(ledger, number)
        asked = batch.declaration.scheme == scheme and year in (None, batch.declaration.year)
        if asked and not batch.is_transfer:
            free = batch.lines["state"].isin(("草稿", "已退回")) if number in sent else False
            lines = batch.lines[states.in_doubt(batch.lines) | states.is_surplus(batch.lines) | free]
            frames.append(lines.astype({"township": object}).assign(batch=number, year=batch.declaration.year))
    columns = ["id", "year", "batch", "line", "name", "amount_fen", "township"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


_REFUSALS = (
    "SELECT DISTINCT batch FROM event WHERE kind IN ('answer', 'resolve') AND json_extract(body, '$.state') IN (?, ?)"
)


def failed_accounts(ledger: Ledger) -> pd.DataFrame:
    """Return frames.FAILED_ACCOUNTS: accounts whose last answer, in whatever batch and year, was a failure that is not known to be the bank's."""
    if not ledger.rows(_REFUSALS, states.FAILED):
        return FAILED_ACCOUNTS.empty()
    payments = [number for number in ledger.batches() if states.declaration(ledger, number).kind != TRANSFER]
    lines = states.lines_of(states.load(ledger, number) for number in payments)
    answered = lines[lines["state"].isin((*states.FAILED, "成功")) & (lines["account"] != "")]
    last = answered.sort_values("since", kind="stable").drop_duplicates("account", keep="last")
    reasons = failures.reasons()
    passing = last["reason_code"].isin([key for key, reason in reasons.items() if not reason.of_account])
    last = last[last["state"].isin(states.FAILED) & ~passing].sort_values(["since", "account"])
    by_holder = last["reason_code"].isin([key for key, reason in reasons.items() if reason.by_holder])
    why = last["why"].where(last["why"] != "", last["state"].astype("str"))
    columns = {name: last[name] for name in ("account", "holder", "batch", "line")}
    table = pd.DataFrame(columns | {"by_holder": by_holder, "day": last["since"].str[:10], "why": why})
    return FAILED_ACCOUNTS.typed(table[list(FAILED_ACCOUNTS.columns)].reset_index(drop=True))


def _claimed(ledger: Ledger, case: Case) -> dict[tuple[str, int], tuple[str, str, str]]:
    """Somebody whose payment came back, and from whom it is claimed though: whether he is to be paid again is for two people to say, by withdrawing the claim."""
    row = states.load(ledger, case.batch).lines.iloc[case.line - 1]
    if case.withdrawn or row["state"] not in states.FAILED:
        return {}
    return {(case.batch, case.line): (row["id"], case.by, f"已立案追回（{case.number}，{case.state}），没有撤销")}


def struck(ledger: Ledger, scheme: str, year: int) -> pd.DataFrame:
    """Return the people of the year who were struck out of any batch, or whose entitlement has ended (终止), and who were not released since, whatever other batch or draft they stand in:
    frames.STRUCK, of each the last, before all that his entitlement has ended. A line that was struck because it stood there twice says nothing against its person."""
    last: dict[tuple[str, int], tuple[str, str, str]] = {}
    for number in ledger.batches():
        declared = states.declaration(ledger, number)
        if (declared.scheme, declared.year) != (scheme, year):
            continue
        events = ledger.events(number, kinds=("strike", "release", ENDING))
        query = "SELECT line, json_extract(body, '$.id') FROM event WHERE batch = ? AND kind = 'line'"
        ids = dict(ledger.rows(query, (number,))) if events else {}
        for event in events:
            line = event.line or 0
            ended = last.get((number, line), ("", "", ""))[2].startswith(ENDED)
            if event.kind == "strike" and (ended or event.content.get("duplicate")):
                continue
            if event.kind == "strike":
                last[number, line] = (ids[event.line], event.by, event.content["why"])
            elif event.kind == ENDING:
                body = event.content
                why = f"{ENDED}{body['why']}（{body['on']}，{body['document']}）"
                last[number, line] = (ids[event.line], event.by, why)
            else:
                last.pop((number, line), None)
        for case in cases(ledger, number):
            last |= _claimed(ledger, case)
    if not last:
        return STRUCK.empty()
    endings_last = sorted(last.items(), key=lambda each: each[1][2].startswith(ENDED))
    by_id = {id: (number, line, by, why) for (number, line), (id, by, why) in endings_last}
    rows = [(int(id[:17]), id, *where) for id, where in by_id.items()]
    return STRUCK.typed(pd.DataFrame(rows, columns=list(STRUCK.columns)))
