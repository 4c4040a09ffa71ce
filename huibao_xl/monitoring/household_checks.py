"""What a list says of its households as wholes, held against its members: heads, how many they are, what they earn together, and numbers that two
households share but for their spelling.

A household of which somebody may be missing, or that may be two, is in doubt: what it has per head nobody can tell.
"""

import re

import numpy as np
import pandas as pd

from huibao_xl.money import YUAN, format_yuan
from huibao_xl.monitoring.amounts import MONTHS, UNREADABLE
from huibao_xl.monitoring.incomes import OF_HOUSEHOLD, PER_HEAD, same
from huibao_xl.monitoring.member_words import HEAD, number_key, word
from huibao_xl.monitoring.standards import Standards
from huibao_xl.monitoring.step import Flags, Step, doubt_at, text_of
from huibao_xl.rosters.listing import Listing, at_cells
from huibao_xl.rosters.place import place

_COUNT = "家庭人口"
_PEOPLE = re.compile(r"(\d{1,2})(?:\.0+)?(?:人|口|口人)?")
_LONG = 8
"""Characters of a number from which it is that of one household, wherever it stands."""


def unnumbered(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """In doubt is the household above rows without a number (its number may stand on its first row alone), unless such a row is a head."""
    blank = table["number"] == ""
    sheet = table["file"].astype("str") + "#" + table["sheet"].astype("str")
    above = table["household"].where(~blank).groupby(sheet).ffill()
    groups = (~blank | (table["relation_to"] == HEAD)).groupby(sheet).cumsum().astype("str") + sheet
    headed = groups.map(blank.groupby(groups).first()).astype(bool)
    theirs = above[blank & (table["relation_to"] != HEAD) & ~headed].dropna()
    hit = table["household"].isin(theirs) & ~blank & ~table["household"].duplicated()
    return Step({}, of_people=[doubt_at(hit, "下面的行没有户编号，可能是这一户的")])


def heads(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """Return nothing but what is found: two heads of one household (L26), or relations written for all and no head among them (L27),
    also where one is not understood: it may be the head, or the head may be missing."""
    household, counted = table["household"], table["counted"]
    is_head = counted & (table["relation_to"] == HEAD)
    several = is_head.groupby(household).transform("sum") > 1
    blank = {text: not word(text) for text in table["relation"].unique()}
    unsaid = table["relation"].map(blank).astype(bool) & counted
    missing = ~(table["relation_to"] == HEAD).groupby(household).transform("any")
    missing &= ~unsaid.groupby(household).transform("any") & (table["number"] != "")
    first_missing = missing & ~household.duplicated()
    found = [
        at_cells(listing, "L26", several & is_head, "与户主关系"),
        at_cells(listing, "L27", first_missing, "与户主关系"),
    ]
    doubts = [doubt_at(several, "户主不止一个"), doubt_at(first_missing, "名单中没有户主")]
    return Step({}, found, of_people=doubts)


def same_households(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """Return L28 at households that may be one: the same number in another spelling on one sheet, the same long one on two, or the same one on two
    sheets of which one has no head, or is of heads alone (:mod:`two_tables`)."""
    first = table[(table["number"] != "") & ~table["household"].duplicated()]
    keys = first["number"].map({text: number_key(text) for text in first["number"].unique()})
    headless = ~(table["relation_to"] == HEAD).groupby(table["household"]).any().reindex(first["household"])
    frame = pd.DataFrame(
        {
            "household": first["household"],
            "number": first["number"],
            "key": keys,
            "file": first["file"].astype("str"),
            "sheet": first["scope"],
            "like": first["like"],
            "headless": headless.to_numpy(dtype=bool) & (text_of(listing, "与户主关系")[first.index] != ""),
            "place": place(first),
        }
    )
    others: dict[int, str] = {}
    for _, rows in frame[_in_question(frame)].groupby("key", sort=False):
        for at, row in rows.iterrows():
            like = rows[[_alike(row, other) for _, other in rows.iterrows()]]
            if len(like):
                others[int(str(at))] = "；".join(
                    f"“{number}”（{where}）" for number, where in zip(like["number"], like["place"], strict=True)
                )
    hit = table.index.isin(list(others))
    found = at_cells(listing, "L28", hit, "户编号", others=[others[at] for at in table.index[hit]])
    return Step({}, [found], of_people=[doubt_at(hit, "可能与另一户编号的是同一户")])


def _in_question(frame: pd.DataFrame) -> Flags:
    """Which households share their key with another one that they may be (_alike): few, however many sheets number from 1."""
    on_sheet = frame.duplicated(["sheet", "key"], keep=False) & ~frame.duplicated(["sheet", "number"], keep=False)
    long = (frame["key"].str.len() >= _LONG) & frame["key"].duplicated(keep=False)
    parted = frame.groupby(["file", "key"])["headless"].transform("nunique") > 1
    unsure = (frame["like"] != "") & frame["key"].duplicated(keep=False)
    keys = frame.loc[on_sheet | long | parted | unsure, "key"]
    return np.asarray(frame["key"].isin(keys), dtype=np.bool_)


def _alike(one: "pd.Series", other: "pd.Series") -> bool:
    """Whether two households with the same key (number_key) may be one."""
    if one["household"] == other["household"]:
        return False
    if one["sheet"] == other["sheet"]:
        return bool(one["number"] != other["number"])
    parted = one["file"] == other["file"] and one["headless"] != other["headless"]
    tables = one["like"] == other["sheet"] or other["like"] == one["sheet"]
    return len(str(one["key"])) >= _LONG or bool(parted) or bool(tables)


def stated(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """Return L29 at households that state another number of people, another income together or per head than their members make up."""
    household, counted = table["household"], table["counted"]
    n = counted.groupby(household).transform("sum")
    apart = table["apart"].groupby(household).transform("sum")
    people = text_of(listing, _COUNT).map(_people)
    lacking = (people >= 0) & (people != n) & (people != n + apart)
    settled = (table["year_fen"].where(counted, 0).groupby(household).transform("min") >= 0) & (n > 0)
    total = table["year_fen"].where(counted & (table["year_fen"] >= 0), 0).groupby(household).transform("sum")
    together, per_head = table["stated_fen"], table["each_stated_fen"]
    several = together.where(together >= 0).groupby(household).transform("nunique") > 1
    otherwise = (together >= 0) & ((settled & ~same(together, total)) | several)
    another = (per_head >= 0) & settled & ((per_head * n - total).abs() >= n * MONTHS * YUAN)
    found = [
        _about(listing, lacking, _COUNT, [f"{one} 人" for one in n[lacking]]),
        _about(
            listing, otherwise, OF_HOUSEHOLD, [f"每月 {format_yuan(int(fen) // MONTHS)} 元" for fen in total[otherwise]]
        ),
        _about(listing, another, PER_HEAD, _each(total[another], n[another])),
        at_cells(listing, "L14", people == UNREADABLE, _COUNT, effect="该户待核实", allowed="人数"),
    ]
    doubts = [
        doubt_at(otherwise, "家庭月收入与成员之和不符"),
        doubt_at(another, "人均月收入与成员之和不符"),
    ]
    lacks = [doubt_at(lacking, "家庭人口与名单上的成员不符"), doubt_at(people == UNREADABLE, "家庭人口无法识别")]
    return Step({}, found, doubts, lacks)


def _about(listing: Listing, hit: "pd.Series[bool] | Flags", field: str, made: list[str]) -> pd.DataFrame:
    return at_cells(listing, "L29", hit, field, made=made)


def _each(total: pd.Series, n: pd.Series) -> list[str]:
    return [f"每月 {format_yuan(int(fen) // int(heads) // MONTHS)} 元" for fen, heads in zip(total, n, strict=True)]


def _people(text: str) -> int:
    """How many people a cell says, -1 where nothing is written, UNREADABLE where it is no number."""
    compact = word(text)
    found = _PEOPLE.fullmatch(compact)
    return int(found[1]) if found else UNREADABLE if compact else -1
