"""The members of low-income households: a listing of 低收入家庭 to clean amounts, who counts, and what is in doubt, each fault at its row."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import FLAG, LABEL, MONEY, NUMBER, TEXT, Shape
from huibao_xl.money import format_yuan, parse_amount
from huibao_xl.monitoring.standards import PENSION, WAGE, Standards
from huibao_xl.rosters.fields import household_terms, household_words
from huibao_xl.rosters.listing import LISTED, Listing, at_cells
from huibao_xl.rosters.place import place

MEMBERS = Shape(
    "members",
    LISTED.columns
    | {
        "household": NUMBER,
        "number": TEXT,
        "relation": TEXT,
        "is_head": FLAG,
        "resident": LABEL,
        "identity": LABEL,
        "income_fen": MONEY,
        "pension_fen": MONEY,
        "wage_fen": MONEY,
        "wage_reached": FLAG,
        "assets_fen": MONEY,
        "medical_fen": MONEY,
        "needs_fen": MONEY,
        "counted": FLAG,
        "doubt": TEXT,
        "village": TEXT,
        "phone": TEXT,
        "contact": TEXT,
        "adviser": TEXT,
        "signed": LABEL,
    },
)
"""One row per row of the roster. household: 0.. in source order. resident: 本市, 非本市 or null. identity: 低保, 低保边缘 ... or null.
Amounts in fen: income, pension, wage per month, medical and needs per year, -1 not written, -2 unreadable. counted: belongs to the
household and is its first row of that person. doubt: why the household is 待核实, "" if this row gives no reason."""

NOT_WRITTEN, UNREADABLE = -1, -2
KINDS = ("工资", "养老金", "赡养费", "其他收入")
_TOTAL = "月收入"
_PER_MONTH = re.compile(r"(/|每|一)?月$")
_NONE, _EMPTY = frozenset(["无", "没有", "零"]), frozenset(["", "-", "--", "—", "/"])


@dataclass(frozen=True)
class Members:
    """``rows``: MEMBERS; ``findings``: what is wrong or odd about them."""

    rows: pd.DataFrame
    findings: pd.DataFrame


def amount(text: str) -> int:
    """Return the fen of a cell; NOT_WRITTEN if it is empty, UNREADABLE if it is no amount of money or less than nothing.

    >>> amount("1,510.50 元/月"), amount("无"), amount(""), amount("约 2000"), amount("-5")
    (151050, 0, -1, -2, -2)
    """
    plain = text.strip()
    if plain in _EMPTY:
        return NOT_WRITTEN
    if plain in _NONE:
        return 0
    try:
        fen = parse_amount(_PER_MONTH.sub("", plain))
    except ValueError:
        return UNREADABLE
    return fen if fen >= 0 else UNREADABLE


def members(listing: Listing, standards: Standards) -> Members:
    """Return the members of a listing of 低收入家庭, and every fault of theirs."""
    rows, found = listing.rows, [listing.findings]
    table = rows[[*LISTED.columns]].copy()
    numbers = _text(listing, "户编号")
    place_of = pd.MultiIndex.from_arrays([rows["file"].astype("str"), rows["sheet"].astype("str"), numbers])
    table["household"] = _households(place_of, numbers)
    table["number"], table["relation"] = numbers, _text(listing, "与户主关系")
    table["is_head"] = table["relation"].isin(["户主", "本人", "申请人"])
    table["resident"] = _residence(listing, found)
    table["identity"] = _meaning(listing, "救助身份", "identities", found)
    table["signed"] = _meaning(listing, "免申即享签约", "signed", found)
    for title, column in (("居村委", "village"), ("联系电话", "phone"), ("联系人", "contact"), ("救助顾问", "adviser")):
        table[column] = _text(listing, title)
    doubts: list[np.ndarray] = [_doubt(listing, found, "L03", numbers == "", "户编号", "户编号为空")]
    apart = _apart(listing, table, doubts, found)
    _incomes(listing, table, ~apart, doubts, found)
    _yearly(listing, table, found)
    _once(listing, table, apart, doubts, found)
    _hints(listing, table, standards, found)
    table["doubt"] = _joined(doubts)
    return Members(MEMBERS.check(table[list(MEMBERS.columns)]), findings.concat(found))


def _text(listing: Listing, field: str) -> pd.Series:
    if field in listing.rows:
        return listing.rows[field]
    return pd.Series([""] * len(listing.rows), index=listing.rows.index, dtype="str")


def _households(place_of: pd.MultiIndex, numbers: pd.Series) -> np.ndarray:
    """A number for each household in source order; a row without 户编号 is one of its own."""
    alone = np.where(numbers == "", np.arange(len(numbers)), -1)
    keys = pd.Series(list(zip(place_of, alone, strict=True)))
    return pd.factorize(keys)[0].astype(np.int64)


def _residence(listing: Listing, found: list[pd.DataFrame]) -> pd.Categorical:
    texts = _text(listing, "户籍")
    known = {
        text: "非本市" if text in household_terms("outside") else "本市" if text in household_terms("inside") else None
        for text in texts.unique()
    }
    odd = (texts != "") & texts.isin([text for text in known if known[text] is None])
    found.append(at_cells(listing, "L14", odd, "户籍", allowed="本市”“非本市"))
    return pd.Categorical(texts.map(known), categories=["本市", "非本市"])


def _meaning(listing: Listing, field: str, kind: str, found: list[pd.DataFrame]) -> pd.Categorical:
    texts, words = _text(listing, field), household_words(kind)
    meanings = list(dict.fromkeys(words.values()))
    odd = (texts != "") & ~texts.isin(list(words))
    found.append(at_cells(listing, "L14", odd, field, allowed="”“".join(meanings)))
    return pd.Categorical(texts.map(words), categories=meanings)


def _doubt(
    listing: Listing, found: list[pd.DataFrame], code: str, hit: pd.Series, field: str, why: str, **values: object
) -> np.ndarray:
    """Report ``code`` at the rows hit; return per row why its household is in doubt."""
    found.append(at_cells(listing, code, hit, field, **values))
    return np.where(hit, why, "").astype(object)


def _amounts(listing: Listing, field: str) -> np.ndarray:
    texts = _text(listing, field)
    known = {text: amount(text) for text in texts.unique()}
    return texts.map(known).to_numpy(dtype=np.int64)


def _incomes(
    listing: Listing, table: pd.DataFrame, inside: np.ndarray, doubts: list[np.ndarray], found: list[pd.DataFrame]
) -> None:
    """income_fen, wage_fen, pension_fen; in doubt where nothing is written, something is unreadable, or total and kinds disagree.

    ``inside``: rows that are members; what the others earn matters to nobody here.
    """
    kinds = {kind: _amounts(listing, kind) for kind in KINDS}
    total = _amounts(listing, _TOTAL)
    table["wage_fen"], table["pension_fen"] = kinds["工资"], kinds["养老金"]
    unreadable = np.zeros(len(total), dtype=bool)
    for field, values in {**kinds, _TOTAL: total}.items():
        hit = (values == UNREADABLE) & inside
        unreadable |= hit
        doubts.append(_doubt(listing, found, "L05", hit, field, f"{field}无法识别"))
    each = np.array(list(kinds.values()))
    parts, any_part = np.maximum(each, 0).sum(axis=0), (each >= 0).any(axis=0)
    nothing = ~any_part & (total == NOT_WRITTEN) & ~unreadable & inside
    doubts.append(_doubt(listing, found, "L04", nothing, _TOTAL, "收入未填"))
    differ = any_part & (total >= 0) & (parts != total) & ~unreadable & inside
    sides = {"total": [format_yuan(fen) for fen in total[differ]], "parts": [format_yuan(fen) for fen in parts[differ]]}
    doubts.append(_doubt(listing, found, "L06", differ, _TOTAL, "收入合计与分项不一致", **sides))
    income = np.where(any_part, parts, total)
    table["income_fen"] = np.where(unreadable | nothing | differ, NOT_WRITTEN, income)


def _yearly(listing: Listing, table: pd.DataFrame, found: list[pd.DataFrame]) -> None:
    """medical_fen, needs_fen, assets_fen; unreadable ones and contradicting assets are reported."""
    for field, column in (("年医疗支出", "medical_fen"), ("年必需支出", "needs_fen"), ("家庭财产", "assets_fen")):
        table[column] = _amounts(listing, field)
        found.append(at_cells(listing, "L05", table[column] == UNREADABLE, field))
    stated = table[table["assets_fen"] >= 0].groupby("household")["assets_fen"]
    several = stated.agg(
        lambda amounts: "、".join(format_yuan(fen) for fen in dict.fromkeys(amounts)) if amounts.nunique() > 1 else ""
    )
    values = table["household"].map(several[several != ""]).where(table["assets_fen"] >= 0)
    found.append(at_cells(listing, "L11", values.notna(), "家庭财产", values=values.dropna().tolist()))


def _apart(listing: Listing, table: pd.DataFrame, doubts: list[np.ndarray], found: list[pd.DataFrame]) -> np.ndarray:
    """Which rows are no members: from outside the city and neither spouse nor child; in doubt where the relation is not written."""
    outside = table["resident"] == "非本市"
    kin = table["relation"].isin(list(household_terms("family"))) | table["is_head"]
    unknown = outside & (table["relation"] == "")
    doubts.append(_doubt(listing, found, "L10", unknown, "与户主关系", "非本市户籍成员关系未写"))
    apart = outside & ~kin & ~unknown
    found.append(at_cells(listing, "L09", apart, "户籍"))
    return apart.to_numpy()


def _once(
    listing: Listing, table: pd.DataFrame, apart: np.ndarray, doubts: list[np.ndarray], found: list[pd.DataFrame]
) -> None:
    """counted: every member once; in doubt where a second row says another income, or the person is in another household too."""
    known = (table["person"] >= 0) & ~apart
    again = known & table.duplicated(["household", "person"])
    firsts = table[known].drop_duplicates(["household", "person"]).set_index(["household", "person"])
    own = pd.MultiIndex.from_frame(table.loc[again, ["household", "person"]])
    found.append(at_cells(listing, "L07", again, "姓名", first=place(firsts.loc[own]).tolist() if again.any() else []))
    contradicts = again.copy()
    contradicts[again] = firsts["income_fen"].reindex(own).to_numpy() != table.loc[again, "income_fen"].to_numpy()
    doubts.append(np.where(contradicts, "户内重复的人收入不同", "").astype(object))
    _in_two(listing, table[known], doubts, found)
    table["counted"] = ~apart & ~again


def _in_two(listing: Listing, known: pd.DataFrame, doubts: list[np.ndarray], found: list[pd.DataFrame]) -> None:
    once = known.drop_duplicates(["household", "person"])
    twice = once[once.duplicated("person", keep=False)]
    where = []
    for _, rows in twice.groupby("person"):
        texts = place(rows)
        where += [(at, "；".join(texts.drop(at))) for at in rows.index]
    told = pd.Series(dict(where), dtype="str").reindex(listing.rows.index)
    hit = told.notna()
    doubts.append(_doubt(listing, found, "L08", hit, "证件号码", "成员也在另一户", where=told[hit].tolist()))


def _hints(listing: Listing, table: pd.DataFrame, standards: Standards, found: list[pd.DataFrame]) -> None:
    """What a person should look at though it decides nothing: wages that may be deducted in part, pensions below the floor."""
    wage, floor = standards[WAGE], standards[PENSION]
    table["wage_reached"] = (table["wage_fen"] >= wage.fen) if wage.fen is not None else False
    found.append(at_cells(listing, "L15", table["wage_reached"], "工资", wage=wage.shown))
    if floor.fen is not None:
        low = (table["pension_fen"] > 0) & (table["pension_fen"] < floor.fen)
        found.append(at_cells(listing, "L16", low, "养老金", floor=floor.shown))


def _joined(doubts: list[np.ndarray]) -> pd.Series:
    texts = ["；".join(dict.fromkeys(text for text in row if text)) for row in zip(*doubts, strict=True)]
    return pd.Series(pd.array(texts, dtype="str"))
