"""The members of low-income households: a listing of 低收入家庭 to clean amounts, who counts, and what is in doubt, each fault at its row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import FLAG, LABEL, MONEY, NUMBER, TEXT, Shape
from huibao_xl.monitoring.household_checks import heads, same_households, stated, unnumbered
from huibao_xl.monitoring.incomes import incomes, yearly
from huibao_xl.monitoring.member_words import (
    FAMILY,
    HEAD,
    INSIDE,
    OUTSIDE,
    RELATIVE,
    meaning_of,
    relation_of,
    residence_of,
)
from huibao_xl.monitoring.standards import PENSION, WAGE, Standards
from huibao_xl.monitoring.step import Flags, Step, doubt_at, joined, text_of
from huibao_xl.monitoring.two_tables import of_one, two_tables
from huibao_xl.rosters.fields import household_words
from huibao_xl.rosters.listing import LISTED, Listing, at_cells
from huibao_xl.rosters.place import place

_EMPTY = "按没有填处理"
MEMBERS = Shape(
    "members",
    LISTED.columns
    | {
        "household": NUMBER,
        "number": TEXT,
        "relation": TEXT,
        "relation_to": TEXT,
        "is_head": FLAG,
        "resident": LABEL,
        "identity": LABEL,
        "year_fen": MONEY,
        "income_fen": MONEY,
        "pension_fen": MONEY,
        "wage_fen": MONEY,
        "wage_reached": FLAG,
        "assets_fen": MONEY,
        "medical_fen": MONEY,
        "needs_fen": MONEY,
        "spends_more": FLAG,
        "counted": FLAG,
        "doubt": TEXT,
        "belongs_unsure": FLAG,
        "village": TEXT,
        "phone": TEXT,
        "contact": TEXT,
        "adviser": TEXT,
        "signed": LABEL,
    },
)
"""One row per row of the roster. household: 0.. in source order. resident: 本市, 非本市 or null. identity: 低保, 低保边缘 ... or null. relation_to:
what the relation means (member_words.HEAD ...), "" where it is not written or not understood.
Amounts in fen: year (the income of a year, exact), income (a month's, cut to the fen), pension, wage per month, medical and needs per year, -1 not written, -2 unreadable. counted: belongs to the
household and is its first row of that person. spends_more: whether 支出 stand in columns that no field reads. doubt: why the household is 待核实, "" if this row gives no reason; belongs_unsure: whether the reason leaves open who
belongs to it."""


@dataclass(frozen=True)
class Members:
    """``rows``: MEMBERS; ``findings``: what is wrong or doubtful about them (frames.FINDINGS); ``sheets``: {sheet of members: sheet of their heads}
    (two_tables.TwoTables)."""

    rows: pd.DataFrame
    findings: pd.DataFrame
    sheets: Mapping[str, str] = field(default_factory=dict)


def members(listing: Listing, standards: Standards) -> Members:
    """Return the members of a listing of 低收入家庭, and every fault of theirs: the steps of ``_STEPS``, one after the
    other."""
    tables = two_tables(listing)
    table = listing.rows[[*LISTED.columns]].assign(scope=tables.scope, like=tables.like, twin=tables.twin)
    found = [listing.findings, *tables.step.findings]
    doubts, of_people = [*tables.step.of_people], [*tables.step.of_people]
    for step in _STEPS:
        given = step(listing, table, standards)
        table = table.assign(**given.columns)
        found += given.findings
        doubts += [*given.doubts, *given.of_people]
        of_people += given.of_people
    table = table.assign(doubt=joined(doubts), belongs_unsure=joined(of_people) != "")
    return Members(MEMBERS.check(table[list(MEMBERS.columns)]), findings.concat(found), tables.sheets)


def _written(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """What the list writes about each person, its words in their meaning (L14 where a word has none), and the
    household (L03 without one)."""
    numbers, relation = text_of(listing, "户编号"), text_of(listing, "与户主关系")
    place_of = pd.MultiIndex.from_arrays([table["scope"], numbers])
    resident, _ = _meant(listing, "户籍", residence_of)
    related, _ = _meant(listing, "与户主关系", relation_of)
    identity, strange_identities = _of_words(listing, "救助身份", "identities")
    signed, strange_signed = _of_words(listing, "免申即享签约", "signed")
    columns = {
        "household": _households(place_of, numbers),
        "number": numbers,
        "relation": relation,
        "relation_to": related,
        "is_head": related == HEAD,
        "resident": _of_one(table, _category(resident, (INSIDE, OUTSIDE))),
        "identity": _of_one(table, identity),
        "signed": _of_one(table, signed),
        "village": text_of(listing, "居村委"),
        "phone": text_of(listing, "联系电话"),
        "contact": text_of(listing, "联系人"),
        "adviser": text_of(listing, "救助顾问"),
    }
    unnumbered = numbers == ""
    found = [strange_identities, strange_signed, at_cells(listing, "L03", unnumbered, "户编号")]
    return Step(columns, found, of_people=[doubt_at(unnumbered, "户编号为空")])


def _households(place_of: pd.MultiIndex, numbers: pd.Series) -> np.ndarray:
    """A number for each household in source order; a row without 户编号 is one of its own."""
    alone = np.where(numbers == "", np.arange(len(numbers)), -1)
    keys = pd.Series(list(zip(place_of, alone, strict=True)))
    return pd.factorize(keys)[0].astype(np.int64)


def _meant(listing: Listing, field: str, meaning: Callable[[str], str | None]) -> tuple[pd.Series, Flags]:
    """What the cells of a field mean ("" where they say nothing), and which are not understood."""
    texts = text_of(listing, field)
    meant = {text: meaning(text) for text in texts.unique()}
    strange = texts.map({text: found is None for text, found in meant.items()}).to_numpy(dtype=bool)
    return texts.map({text: found or "" for text, found in meant.items()}).astype("str"), strange


def _category(meant: pd.Series, meanings: Sequence[str]) -> "pd.Categorical[str]":
    return pd.Categorical(meant.where(meant.isin(list(meanings))), categories=pd.Index(list(meanings)))


def _of_one(table: pd.DataFrame, words: "pd.Categorical[str]") -> "pd.Categorical[str]":
    """The words of each row; of one person in two tables what either says."""
    return pd.Categorical.from_codes(of_one(table, words.codes.astype(np.int64)), categories=words.categories)


def _of_words(listing: Listing, field: str, kind: str) -> tuple["pd.Categorical[str]", pd.DataFrame]:
    """What the words of a field mean, null where nothing is written, and L14 at words without a meaning. ``kind``: of
    fields.household_words."""
    meanings = list(dict.fromkeys(household_words(kind).values()))
    meant, strange = _meant(listing, field, lambda text: meaning_of(text, kind))
    return _category(meant, meanings), at_cells(
        listing, "L14", strange, field, allowed="”“".join(meanings), effect=_EMPTY
    )


def _standing(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """In doubt where the list says that somebody has died or is out, or says of it what nobody understands (L22)."""
    against = table["against"] != ""
    found = [at_cells(listing, "L22", against, "姓名", says=table.loc[against, "against"].tolist())]
    return Step({}, found, of_people=[doubt_at(against, "名单写明已死亡、退出，或状态看不懂")])


def _belonging(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """apart: who is no member: from outside the city and neither spouse nor child (L09); in doubt where the relation is not written (L10) or not
    understood, and where the 户籍 of somebody who is neither is not understood (L14): whether they count nobody knows."""
    _, strange_relation = _meant(listing, "与户主关系", relation_of)
    _, strange_residence = _meant(listing, "户籍", residence_of)
    outside, related = (table["resident"] == OUTSIDE).to_numpy(), table["relation_to"].to_numpy()
    unwritten = outside & (related == "") & ~strange_relation
    unclear = outside & strange_relation
    apart = outside & (related == RELATIVE)
    unplaced = strange_residence & ~np.isin(related, [HEAD, FAMILY])
    relations = at_cells(
        listing, "L14", strange_relation, "与户主关系", allowed="户主”“配偶”“子”“女", effect="非本市户籍的，该户待核实"
    )
    residences = at_cells(
        listing, "L14", strange_residence, "户籍", allowed="本市”“非本市", effect="不是户主、配偶或子女的，该户待核实"
    )
    found = [at_cells(listing, "L10", unwritten, "与户主关系"), at_cells(listing, "L09", apart, "户籍")]
    return Step(
        {"apart": pd.Series(apart, index=table.index)},
        [relations, residences, *found],
        of_people=[
            doubt_at(unwritten, "非本市户籍成员关系未写"),
            doubt_at(unclear, "非本市户籍成员关系看不懂"),
            doubt_at(unplaced, "户籍看不懂"),
        ],
    )


def _once(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """counted: every member once (L07 at further rows, but for those of both tables); in doubt where a second row says another income, or the
    person is in another household too (L08)."""
    keys = ["household", "person"]
    identified = (table["person"] >= 0) & ~table["apart"]
    again = identified & table.duplicated(keys)
    firsts = table[identified].drop_duplicates(keys).set_index(keys)
    pairs = pd.MultiIndex.from_frame(table.loc[again, keys])
    repeated = (again & (table["twin"] < 0)).to_numpy()
    first_places = place(firsts.loc[pairs[repeated[again]]]).tolist() if repeated.any() else []
    contradicts = again.copy()
    contradicts[again] = firsts["year_fen"].reindex(pairs).to_numpy() != table.loc[again, "year_fen"].to_numpy()
    elsewhere = _other_households(table[identified]).reindex(table.index)
    in_two = elsewhere.notna()
    return Step(
        {"counted": ~table["apart"] & ~again},
        [
            at_cells(listing, "L07", repeated, "姓名", first=first_places),
            at_cells(listing, "L08", in_two, "证件号码", where=elsewhere[in_two].tolist()),
        ],
        [doubt_at(contradicts, "户内重复的人收入不同")],
        [doubt_at(in_two, "成员也在另一户")],
    )


def _other_households(identified: pd.DataFrame) -> pd.Series:
    """Of rows with a person: where the person stands in other households, by the index of its first row in each; the
    others are left out."""
    once = identified.drop_duplicates(["household", "person"])
    twice = once[once.duplicated("person", keep=False)]
    places: dict[Any, str] = {}
    for _, rows in twice.groupby("person"):
        texts = place(rows)
        places |= {row: "；".join(texts.drop(row)) for row in rows.index}
    return pd.Series(places, dtype="str")


def _hints(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """wage_reached; what a person should look at though it decides nothing: wages that may be deducted in part (L15),
    pensions below the floor (L16)."""
    wage, floor = standards[WAGE], standards[PENSION]
    reached = table["wage_fen"] >= wage.fen if wage.fen is not None else pd.Series(False, index=table.index)
    found = [at_cells(listing, "L15", reached, "工资", wage=wage.shown)]
    if floor.fen is not None:
        low = (table["pension_fen"] > 0) & (table["pension_fen"] < floor.fen)
        found.append(at_cells(listing, "L16", low, "养老金", floor=floor.shown))
    return Step({"wage_reached": reached}, found)


_STEPS: tuple[Callable[[Listing, pd.DataFrame, Standards], Step], ...] = (
    _written,
    _standing,
    _belonging,
    incomes,
    yearly,
    _once,
    unnumbered,
    heads,
    same_households,
    stated,
    _hints,
)
"""Each is called with the list, the table as far as it is made, and the standards of the day."""
