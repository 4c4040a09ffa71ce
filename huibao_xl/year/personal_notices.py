"""告知书: who is told what, each person once: refused, waiting, without an account, asked to pay back.

Of a person's rows the best counts: who is paid by any of them is not refused by another, and who waits is not refused yet. Told are those who are in a roster (or wait): who is in none asked for
nothing. Nothing of anybody else stands in a notice; the reason of a 追回, which a clerk typed, is left out where it names another person or a number.
"""

import re
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from huibao_xl.equations import Equation, equation_table
from huibao_xl.money import format_yuan
from huibao_xl.payments import execution
from huibao_xl.payments.bank import failures
from huibao_xl.payments.ledger import paid, states
from huibao_xl.payments.ledger.cases import Case, cases
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy
from huibao_xl.reports.places import text_of
from huibao_xl.rosters.remark_words import read_remark
from huibao_xl.subsidy.reports.notice import masked_id
from huibao_xl.subsidy.reports.unasked import telephones
from huibao_xl.subsidy.result import Result
from huibao_xl.year.notice_words import ACCOUNT, RECOVERY, REFUSAL, UNTOLD, WAITING

NO_ID, NO_NAME = "名单上的号码有误", "（名单上没有写姓名）"
WITHHELD = "由经办人当面说明。"
"""The reason of a 追回 whose words name somebody else."""
_LONG_NUMBER = re.compile(r"\d{6,}")
_LONGEST_NAME = 20


@dataclass(frozen=True)
class Notice:
    """What one person is told. ``kind``: of notice_words; ``code``: of the decision, "" where there is none; ``id``: masked; ``township``: "" where nobody knows it; ``phone``: "" where no list
    has one; ``day``: the reference date; ``values``: of a 追回, by the name that stands in the words; ``reason``: of a 追回; ``family``: whether it goes to the family, as
    the reason says that the person has died."""

    kind: str
    code: str
    name: str
    id: str
    township: str
    phone: str
    day: date | None = None
    values: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    family: bool = False


@dataclass(frozen=True)
class Books:
    """What a ledger adds to a result. ``held``: the persons whom it holds as paid or on the way; ``failing``: id, name, person and township (home) of those whose payment the bank refused or sent
    back for the account's sake; ``recoveries``: the notices of 追回 that have not ended."""

    held: frozenset[int] = frozenset()
    failing: pd.DataFrame = field(default_factory=pd.DataFrame)
    recoveries: tuple[Notice, ...] = ()


NO_BOOKS = Books(failing=pd.DataFrame(columns=["id", "name", "person", "home"]))


def notices(result: Result, books: Books = NO_BOOKS) -> list[Notice]:
    """Return who is refused, waits, has no account (by the result, and whose the bank refused since) or has to pay back, in this order and in that of the lists."""
    people = _addressees(result.decisions)
    waiting = result.payments[~result.payments["payable"] & ~result.payments["person"].isin(books.held)]
    failing = books.failing[~books.failing["person"].isin(waiting["person"])]
    none: dict[str, Any] = {"code": "", "day": None, "township": None}
    return [
        *_of_rows(people[people["disposition"] == "不补"], REFUSAL, result),
        *_of_rows(people[people["disposition"] == "待核"], WAITING, result),
        *_of_rows(waiting.assign(**none), ACCOUNT, result),
        *_of_rows(failing.assign(**none), ACCOUNT, result),
        *books.recoveries,
    ]


def _addressees(decisions: pd.DataFrame) -> pd.DataFrame:
    """The row of each person that the notice is about; a row without a usable number is a person of its own."""
    person = decisions["person"]
    of_person = person >= 0
    settled = person[(decisions["disposition"] == "补贴") & of_person]
    held = decisions["disposition"] == "待核"
    refused = (decisions["disposition"] == "不补") & ~decisions["code"].isin(UNTOLD) & decisions["in_roster"]
    rows = decisions[(held | refused) & ~(of_person & person.isin(settled))]
    best = rows.assign(held=rows["disposition"] == "待核").sort_values("held", ascending=False, kind="stable")
    repeated = best["person"].duplicated() & (best["person"] >= 0)
    return best[~repeated].sort_index()


def _of_rows(rows: pd.DataFrame, kind: str, result: Result) -> Iterator[Notice]:
    home = text_of(rows["home"])
    towns = home.where(home != "", text_of(rows["township"]))
    mine = rows["phone"].astype("str").fillna("") if "phone" in rows else pd.Series("", index=rows.index)
    phones = [first or second for first, second in zip(mine, telephones(result, rows), strict=True)]
    days = rows["day"] if "day" in rows else pd.Series(None, index=rows.index, dtype=object)
    columns = (rows["code"].astype("str"), rows["name"], rows["id"], rows["person"], towns, phones, days)
    for code, name, number, person, town, phone, day in zip(*columns, strict=True):
        shown = _masked(number, result.policy) if person >= 0 else NO_ID
        reference = None if day is None or pd.isna(day) else pd.Timestamp(day).date()
        yield Notice(kind, code, name or NO_NAME, shown, town, phone, reference)


def _masked(number: str, rules: Policy) -> str:
    return masked_id(number, rules.masking["id_head"], rules.masking["id_tail"])


def of_ledger(ledger: Ledger, result: Result) -> Books:
    """Return what the ledger of a result's year adds to it."""
    rules = result.policy
    lines = states.lines_of_year(ledger, rules.scheme, rules.year)
    lines = lines.assign(person=lines["id"].str.slice(0, 17).astype("int64"), home=lines["township"])
    held = frozenset(lines.loc[lines["state"].isin(states.HELD) | lines["doubtful"], "person"].tolist())
    return Books(held, _failing(ledger, lines, rules), tuple(_recoveries(ledger, lines, result)))


def _failing(ledger: Ledger, lines: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """The people whose last line failed for the account's sake, and who were neither struck out nor have lost the right since."""
    last = execution.last_lines(lines[(lines["nth"] == 0) & ~states.is_surplus(lines)])
    of_bank = [key for key, reason in failures.reasons().items() if not reason.of_account]
    failed = last["state"].isin(states.FAILED) & ~last["reason_code"].isin(of_bank) & ~last["doubtful"]
    out = paid.struck(ledger, rules.scheme, rules.year)["id"]
    return last.loc[failed & ~last["id"].isin(out), ["id", "name", "person", "home"]]


def _recoveries(ledger: Ledger, lines: pd.DataFrame, result: Result) -> Iterator[Notice]:
    """One notice for each 追回 of the year that has not ended."""
    places = dict(zip(zip(lines["batch"], lines["line"].tolist(), strict=True), lines.index.tolist(), strict=True))
    found = [case for case in cases(ledger) if (case.batch, case.line) in places and case.open_fen]
    if not found:
        return
    names = {*lines["name"], *_names(result)}
    mine = lines.loc[[places[case.batch, case.line] for case in found]]
    for case, line, phone in zip(found, mine.to_dict("records"), telephones(result, mine), strict=True):
        yield _recovery(case, line, phone, names, result.policy)


def _names(result: Result) -> set[str]:
    frames = (result.decisions, result.entries, result.payments)
    return {str(name) for frame in frames for name in frame["name"].dropna().unique()}


def _recovery(case: Case, line: Mapping[Hashable, Any], phone: str, names: Collection[str], rules: Policy) -> Notice:
    name, paid_on = str(line["name"]), str(line["paid_on"] or str(line["since"])[:10])
    values = {
        "付款日期": paid_on,
        "实付金额": format_yuan(int(line["paid_fen"])),
        "应退金额": format_yuan(case.claimed_fen),
        "未退金额": format_yuan(case.open_fen),
        "追回号": case.number,
    }
    reason = WITHHELD if names_another(case.why, name, names) else case.why
    town = str(line["township"])
    family = read_remark(case.why).dead
    return Notice(RECOVERY, "", name, _masked(str(line["id"]), rules), town, phone, None, values, reason, family)


def names_another(text: str, name: str, names: Collection[str]) -> bool:
    """Tell whether a text that somebody typed has a number of six or more digits, or the name of somebody else.

    >>> names_another("重复发放", "样某", {"样某", "样另"}), names_another("付到样另的账户", "样某", {"样某", "样另"})
    (False, True)
    """
    if _LONG_NUMBER.search(text):
        return True
    lengths = range(2, min(len(text), _LONGEST_NAME) + 1)
    parts = {text[start : start + length] for length in lengths for start in range(len(text) - length + 1)}
    return bool((parts & {*names}) - {name})


def balance(found: Sequence[Notice], result: Result, books: Books, recoveries: int) -> pd.DataFrame:
    """Return what must hold (frames.BALANCE): nobody is left out and nobody told twice. ``recoveries``: how many 追回 of the year are open."""
    return equation_table(_equations(found, result, books, recoveries))


def _equations(found: Sequence[Notice], result: Result, books: Books, recoveries: int) -> Iterator[Equation]:
    decisions = result.decisions
    held = decisions[decisions["disposition"] == "待核"]
    settled = {*decisions.loc[decisions["disposition"] == "补贴", "person"]}
    waiting = len({*held.loc[held["person"] >= 0, "person"]} - settled) + int((held["person"] < 0).sum())
    refused = decisions[(decisions["disposition"] == "不补") & decisions["in_roster"]]
    refused = refused[~refused["code"].isin(UNTOLD)]
    others = {*refused["person"]} - settled - {*held["person"]}
    without = {*result.payments.loc[~result.payments["payable"], "person"]} - books.held
    right = {
        REFUSAL: ("不予补贴的人", len(others)),
        WAITING: ("待核的人", waiting),
        ACCOUNT: ("待补账户和付款失败的人", len(without | {*books.failing["person"]})),
        RECOVERY: ("没有了结的追回", recoveries),
    }
    for kind, (title, count) in right.items():
        yield f"告知书 = {title}", sum(each.kind == kind for each in found), count, "人"
