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
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.cases import Case, cases
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.policy import Policy
from huibao_xl.reports.places import text_of
from huibao_xl.rosters.remark_words import read_remark
from huibao_xl.subsidy.reports.notice import masked_id
from huibao_xl.subsidy.reports.unasked import telephones
from huibao_xl.subsidy.result import Result
from huibao_xl.year.notice_words import ACCOUNT, RECOVERY, REFUSAL, UNTOLD, WAITING

NO_ID = "名单上的号码有误"
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


def of_result(result: Result) -> list[Notice]:
    """Return who is refused, waits or has no account by a result, in this order and in that of its lists."""
    people = _addressees(result.decisions)
    waiting = result.payments[~result.payments["payable"]]
    return [
        *_of_rows(people[people["disposition"] == "不补"], REFUSAL, result),
        *_of_rows(people[people["disposition"] == "待核"], WAITING, result),
        *_of_rows(waiting.assign(code="", day=None, township=None), ACCOUNT, result),
    ]


def _addressees(decisions: pd.DataFrame) -> pd.DataFrame:
    """The row of each person that the notice is about; a row without a usable number is a person of its own."""
    person = decisions["person"]
    of_person = person >= 0
    paid = person[(decisions["disposition"] == "补贴") & of_person]
    held = decisions["disposition"] == "待核"
    refused = (decisions["disposition"] == "不补") & ~decisions["code"].isin(UNTOLD) & decisions["in_roster"]
    rows = decisions[(held | refused) & ~(of_person & person.isin(paid))]
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
        yield Notice(kind, code, name, shown, town, phone, reference)


def _masked(number: str, rules: Policy) -> str:
    return masked_id(number, rules.masking["id_head"], rules.masking["id_tail"])


def of_ledger(ledger: Ledger, result: Result) -> list[Notice]:
    """Return from whom a payment of the year is claimed back, one for each 追回 that has not ended."""
    rules = result.policy
    batches = {batch.id for batch in states.payment_batches(ledger, rules.scheme, rules.year)}
    found = [case for case in cases(ledger) if case.batch in batches and case.open_fen]
    if not found:
        return []
    names = {*states.lines_of_year(ledger, rules.scheme, rules.year)["name"], *_names(result)}
    lines = pd.DataFrame([states.load(ledger, case.batch).lines.iloc[case.line - 1] for case in found])
    people = lines.assign(person=lines["id"].str.slice(0, 17).astype("int64"))
    phones = telephones(result, people)
    rows = zip(found, lines.to_dict("records"), phones, strict=True)
    return [_recovery(case, line, phone, names, rules) for case, line, phone in rows]


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


def balance(notices: Sequence[Notice], result: Result, recoveries: int) -> pd.DataFrame:
    """Return what must hold (frames.BALANCE): nobody is left out and nobody told twice. ``recoveries``: how many 追回 of the year are open."""
    return equation_table(_equations(notices, result, recoveries))


def _equations(notices: Sequence[Notice], result: Result, recoveries: int) -> Iterator[Equation]:
    decisions = result.decisions
    held = decisions[decisions["disposition"] == "待核"]
    paid = {*decisions.loc[decisions["disposition"] == "补贴", "person"]}
    people = len({*held.loc[held["person"] >= 0, "person"]} - paid) + int((held["person"] < 0).sum())
    refused = decisions[(decisions["disposition"] == "不补") & decisions["in_roster"]]
    refused = refused[~refused["code"].isin(UNTOLD)]
    others = {*refused["person"]} - paid - {*held["person"]}
    waiting = int((~result.payments["payable"]).sum())
    right = {REFUSAL: len(others), WAITING: people, ACCOUNT: waiting, RECOVERY: recoveries}
    titles = {REFUSAL: "不予补贴的人", WAITING: "待核的人", ACCOUNT: "待补账户的人", RECOVERY: "没有了结的追回"}
    for kind, count in right.items():
        yield f"告知书 = {titles[kind]}", sum(each.kind == kind for each in notices), count, "人"
