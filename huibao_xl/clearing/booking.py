"""The corrections of a clearing, booked into the ledger that it was made of: 追回 are claimed, 补差 drafted, 调整 moved; 补发 has its own folder, which 制单 takes.

Bearer by bearer a correction is what is due less what was paid (:func:`plan`): a payment borne by the wrong 街镇 or in the wrong shares is moved first, to the shares that the
policy gives its amount there; then too much is claimed back, or too little supplemented. Nothing is booked twice, nor on a payment of which the ledger has heard since: the
clearing names the last event that it knew, and any later one at a payment keeps its correction out, by name. Two people book, one after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl import policy
from huibao_xl.clearing.classify import CORRECTION, DISTRICT, ITEMS, MAKE_UP, RECOVER
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.money import district_share
from huibao_xl.payments.bookings import recovering, supplements
from huibao_xl.payments.frames import LINES
from huibao_xl.payments.ledger import cases, moves, permitted_bookings, signers, states
from huibao_xl.payments.ledger.cases import Case
from huibao_xl.payments.ledger.events import Pen
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.ledger.verify_bookings import BOOKED, FIRST
from huibao_xl.policy import Policy
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.shown import several

_CHANGING = ("answer", "resolve", cases.KIND, moves.KIND, supplements.KIND)
"""Kinds of events at a line after which a clearing that did not see them does not speak of it any more."""


@dataclass(frozen=True)
class Planned:
    """What is to be booked on one payment. ``item``: the index of its row; ``was``: who bore it, the 街镇, the district's and its own fen; ``move_to``: the 街镇, the district's and its own fen that it is moved to, None if it stays;
    ``claim``, ``supplement``: (the district's fen, the 街镇's), (0, 0) if none; ``why``: of a claim."""

    item: int
    batch: str
    line: int
    was: tuple[str, int, int]
    move_to: tuple[str, int, int] | None
    claim: tuple[int, int]
    supplement: tuple[int, int]
    why: str


@dataclass(frozen=True)
class Booking:
    """What booking a clearing gave. ``cases``: the claims that were opened; ``moved``: how many payments were moved; ``made``: numbers of the batches of 补差; ``left``: (batch,
    line, why it was not booked); ``make_up``: the folder of 补发, None if there is none; ``first``: whether this was only the first word."""

    cases: list[Case]
    moved: int
    made: list[str]
    left: list[tuple[str, int, str]]
    make_up: Path | None
    first: bool
    planned: dict[str, int]


def plan(items: pd.DataFrame, rules: Policy) -> list[Planned]:
    """Return what corrects each row of ITEMS that a payment stands in: by bearer, what moves, is claimed (below) and supplemented comes to due less paid.

    Rows without a payment (漏发) are 补发; rows that wait or are right give nothing.
    """
    kinds = items["class"].astype("str").map(CORRECTION)
    rows = items[kinds.notna() & (items["paid_row"] > 0)]
    return [
        _planned(index, row, str(kinds[index]), rules)
        for index, row in zip(rows.index, rows.to_dict("records"), strict=True)
    ]


def _planned(item: Any, row: dict[Any, Any], kind: str, rules: Policy) -> Planned:
    due, paid = ((row[f"{side}_district_fen"], row[f"{side}_township_fen"]) for side in ("due", "paid"))
    move_to, was = None, (row["paid_township"], *paid)
    if row["due_amount_fen"]:
        percent = {town.name: town.district_percent for town in rules.townships}
        home, amount = row["due_township"], row["paid_amount_fen"]
        district = due[0] if amount == row["due_amount_fen"] else district_share(amount, percent[home])
        target = (home, district, amount - district)
        if target != (row["paid_township"], *paid):
            move_to, paid = target, target[1:]
    difference = (due[0] - paid[0], due[1] - paid[1])
    over = (-difference[0], -difference[1]) if kind == RECOVER else (0, 0)
    under = difference if kind == MAKE_UP else (0, 0)
    why = f"清算：{row['class']}（{row['code']}）"
    return Planned(item, row["paid_sheet"], int(row["paid_row"]), was, move_to, over, under, why)


def postings(planned: Planned, row: "pd.Series[Any]") -> dict[str, int]:
    """Return what each bearer bears more (below zero: gets back) by what is planned on a row of ITEMS."""
    fen: dict[str, int] = {}

    def add(bearer: str, more: int) -> None:
        fen[bearer] = fen.get(bearer, 0) + more

    town = row["paid_township"]
    if planned.move_to:
        add(DISTRICT, planned.move_to[1] - row["paid_district_fen"])
        add(town, -row["paid_township_fen"])
        town = planned.move_to[0]
        add(town, planned.move_to[2])
    for bearer, less, more in zip((DISTRICT, town), planned.claim, planned.supplement, strict=True):
        add(bearer, more - less)
    return {bearer: more for bearer, more in fen.items() if more}


def book(ledger: Ledger, folder: Path, by: str, document: str) -> Booking:
    """Book the corrections of a clearing's folder, by the word of two people: after the first nothing is booked. ``document``: the paper that orders it.

    Raises Stop(S91) if a file of the folder was changed, Stop(S82) if the clearing was not made of this ledger or was booked before, Stop(S07) without a document.
    """
    opened = ResultFolder.open(folder, names.CLEAR)
    if changed := opened.differences():
        raise Stop("S91", folder=folder, why=several([f"{each.file}（{each.change}）" for each in changed]))
    if not document.strip():
        raise Stop("S07", why="没有写明依据的文号", advice="请写明清算批准的文号")
    rules, items = policy.build(opened.json(names.POLICY)), opened.frame(ITEMS)
    planned = plan(items, rules)
    with ledger.writing(by) as pen:
        permitted_bookings.require(ledger, permitted_bookings.BOOK, pen)
        since = _seen(ledger, opened)
        _require_new(ledger, opened.seal)
        fit, left = _fit(ledger, planned, since)
        what = {
            "seal": opened.seal,
            "document": document.strip(),
            "claims": sum(any(each.claim) for each in fit),
            "supplements": sum(any(each.supplement) for each in fit),
            "moves": (moved := sum(each.move_to is not None for each in fit)),
            "claimed_fen": sum(sum(each.claim) for each in fit),
            "supplemented_fen": sum(sum(each.supplement) for each in fit),
        }
        made_up = folder / names.MAKE_UP if (folder / names.MAKE_UP).is_dir() else None
        sums = {name: fen for name, fen in what.items() if isinstance(fen, int)}
        if not fit:
            reasons = several([f"批次 {number} 第 {line} 行：{why}" for number, line, why in left])
            why = "没有可以记入台账的更正" + (f"（{reasons}）" if left else "")
            advice = "补发用“补发”文件夹制单" if made_up and not left else "台账后来又记过的，请重新清算"
            raise Stop("S82", folder=folder.name, why=why, advice=advice, next=[Next.MAKE] if made_up else [])
        if not _is_second(ledger, pen, what):
            return Booking([], 0, [], left, made_up, True, sums)
        opened_cases = [*_write(ledger, pen, fit, rules, opened.seal, document.strip())]
        made = supplements.draft(ledger, pen, rules, _supplements(ledger, fit, rules))
        pen.write(BOOKED, None, what)
        return Booking(opened_cases, moved, made, left, made_up, False, sums)


def _seen(ledger: Ledger, opened: ResultFolder) -> int:
    """The number of the last event that the clearing knew. Raises Stop(S82) if it was made of something else."""
    hashes = [each["sha256"] for each in opened.summary["paid"] if each["role"] == "台账"]
    found = ledger.rows("SELECT seq FROM event WHERE hash = ?", (hashes[0],)) if hashes else []
    if not found:
        raise Stop("S82", folder=opened.path, why="不是按这本台账清算的", advice="请按这本台账重新清算，再记账")
    return int(found[0][0])


def _require_new(ledger: Ledger, seal: str) -> None:
    for event in ledger.events(kinds=(BOOKED,)):
        if event.content["seal"] == seal:
            why = f"已由{event.by}在 {event.at[:10]} 记过账"
            raise Stop("S82", folder=seal[:16], why=why, advice="以后又有不同的，请重新清算")


def _is_second(ledger: Ledger, pen: Pen, what: dict[str, Any]) -> bool:
    """Whether somebody else wanted the very same booked, and nothing was booked since. Raises Stop(S82) if the same person says it twice."""
    first = ledger.first_word(FIRST, BOOKED)
    if not first or {name: first.content[name] for name in what} != what:
        pen.write(FIRST, None, what)
        return False
    signers.require_another(first.by, pen.by, "S82", folder=what["seal"][:16], why=f"{first.by}已提出记账")
    return True


def _fit(ledger: Ledger, planned: list[Planned], since: int) -> tuple[list[Planned], list[tuple[str, int, str]]]:
    """What can be booked, and what cannot and why."""
    marks = ", ".join("?" * len(_CHANGING))
    query = f"SELECT DISTINCT batch, line FROM event WHERE seq > ? AND line IS NOT NULL AND kind IN ({marks})"
    later = set(ledger.rows(query, (since, *_CHANGING)))
    waiting = {(case.batch, case.line): case.number for case in cases.cases(ledger) if case.open_fen}
    fit, left = [], []
    for each in planned:
        places = [(each.batch, each.line), *supplements.added_to(ledger, each.batch, each.line)]
        why = "清算以后台账又有记录，请重新清算" if later.intersection(places) else ""
        claims = [waiting[place] for place in places if place in waiting]
        if not why and any(each.claim) and claims:
            why = f"已立案（{'、'.join(claims)}），在那一个追回上记"
        if why:
            left.append((each.batch, each.line, why))
        else:
            fit.append(each)
    return fit, left


def _write(ledger: Ledger, pen: Pen, fit: list[Planned], rules: Policy, seal: str, document: str) -> Iterator[Case]:
    """Write the moves, then the claims; give the cases."""
    kinds = {town.name: town.kind for town in rules.townships}
    for each in fit:
        if each.move_to is not None:
            town, district, more_fen = each.move_to
            from_town, was_district, less_fen = each.was
            body = {
                "township": town,
                "kind": kinds[town],
                "from_township": from_town,
                "document": document,
                "source": seal,
            }
            fen = {"district_more_fen": district - was_district, "less_fen": less_fen, "more_fen": more_fen}
            pen.write(moves.KIND, each.batch, body | fen, each.line)
    for each in fit:
        if any(each.claim):
            for batch, line, shares in _claims(ledger, each):
                yield recovering.claim(ledger, pen, batch, line, each.why, shares, seal)


def _claims(ledger: Ledger, planned: Planned) -> Iterator[tuple[str, int, tuple[int, int]]]:
    """What is claimed of which payment: of the first one what arrived of it, the rest of the 补差 that add to it."""
    district, township = planned.claim
    places = [(planned.batch, planned.line), *supplements.added_to(ledger, planned.batch, planned.line)]
    for at, (batch, line) in enumerate(places):
        claimed = district + township
        fen = min(claimed, recovering.claimable(ledger, batch, line)) if at < len(places) - 1 else claimed
        if fen:
            share = (2 * fen * district + claimed) // (2 * claimed)
            yield batch, line, (share, fen - share)
            district, township = district - share, township - (fen - share)


def _supplements(ledger: Ledger, fit: list[Planned], rules: Policy) -> pd.DataFrame:
    """The lines of 补差: those of the first payments, with what is added and who bears it."""
    kinds = {town.name: town.kind for town in rules.townships}
    rows = []
    for each in fit:
        if any(each.supplement):
            row = states.load(ledger, each.batch).lines.iloc[each.line - 1][list(LINES.columns)].to_dict()
            town = each.move_to[0] if each.move_to else str(row["township"])
            district, rest = each.supplement
            money = {"amount_fen": district + rest, "district_fen": district, "township_fen": rest}
            place = {"of_batch": each.batch, "of_line": each.line}
            rows.append(row | {"township": town, "kind": kinds[town]} | money | place)
    return pd.DataFrame(rows, columns=[*LINES.columns, "of_batch", "of_line"])
