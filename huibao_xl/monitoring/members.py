"""The members of low-income households: a listing of 低收入家庭 to clean amounts, who counts, and what is in doubt, each fault at its row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import FLAG, LABEL, MONEY, NUMBER, TEXT, Shape
from huibao_xl.money import YUAN, format_yuan, parse_amount, unit_of
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
_PER = {period: re.compile(rf"(/|每|一)?{period}$") for period in ("月", "年")}
_PERIOD_OF = {"家庭财产": "", "年医疗支出": "年", "年必需支出": "年"}
"""{field: the period of its amounts}; all others are of a month."""
_OTHER_PERIOD = {"月": re.compile(r"[/每]年|年[)）]$|^年"), "年": re.compile(r"[/每]月|月[)）]$|^月")}
_NONE, _EMPTY = frozenset(["无", "没有", "零"]), frozenset(["", "-", "--", "—", "/"])


@dataclass(frozen=True)
class Members:
    """``rows``: MEMBERS; ``findings``: what is wrong or doubtful about them (frames.FINDINGS)."""

    rows: pd.DataFrame
    findings: pd.DataFrame


def amount(text: str, unit: int | None = YUAN, period: str = "月") -> int:
    """Return the fen of a cell; NOT_WRITTEN if it is empty, UNREADABLE if it is no amount of money, less than nothing, or of another period.

    ``unit``: of the column (:func:`money.unit_of`); ``period``: 月 or 年, "" for what has none.

    >>> amount("1,510.50 元/月"), amount("无"), amount(""), amount("约 2000"), amount("-5"), amount("0.2", 1_000_000)
    (151050, 0, -1, -2, -2, 200000)
    >>> amount("1000元/月", period="年"), amount("1.2万元/年", period="年")
    (-2, 1200000)
    """
    plain = text.strip()
    if plain in _EMPTY:
        return NOT_WRITTEN
    if plain in _NONE:
        return 0
    try:
        fen = parse_amount(_PER[period].sub("", plain) if period else plain, unit)
    except ValueError:
        return UNREADABLE
    return fen if fen >= 0 else UNREADABLE


@dataclass(frozen=True)
class _Step:
    """What one step gives: columns to add to the table; findings in order; doubts: arrays of texts, per row why its
    household is in doubt ("": it is not)."""

    columns: Mapping[str, Any]
    findings: Sequence[pd.DataFrame] = ()
    doubts: Sequence[np.ndarray] = ()


def members(listing: Listing, standards: Standards) -> Members:
    """Return the members of a listing of 低收入家庭, and every fault of theirs: the steps of ``_STEPS``, one after the
    other."""
    table = listing.rows[[*LISTED.columns]].copy()
    found, doubts = [listing.findings], list[np.ndarray]()
    for step in _STEPS:
        given = step(listing, table, standards)
        table = table.assign(**given.columns)
        found += given.findings
        doubts += given.doubts
    table = table.assign(doubt=_joined(doubts))
    return Members(MEMBERS.check(table[list(MEMBERS.columns)]), findings.concat(found))


def _text(listing: Listing, field: str) -> pd.Series:
    if field in listing.rows:
        return listing.rows[field]
    return pd.Series([""] * len(listing.rows), index=listing.rows.index, dtype="str")


def _doubt(hit: pd.Series | np.ndarray, why: str) -> np.ndarray:
    """``why`` at the rows hit, "" elsewhere."""
    return np.where(hit, why, "").astype(object)


def _written(listing: Listing, table: pd.DataFrame, standards: Standards) -> _Step:
    """What the list writes about each person, its words in their meaning (L14 where a word has none), and the
    household (L03 without one)."""
    rows, numbers, relation = listing.rows, _text(listing, "户编号"), _text(listing, "与户主关系")
    place_of = pd.MultiIndex.from_arrays([rows["file"].astype("str"), rows["sheet"].astype("str"), numbers])
    resident, strange_residents = _residence(listing)
    identity, strange_identities = _meaning(listing, "救助身份", "identities")
    signed, strange_signed = _meaning(listing, "免申即享签约", "signed")
    columns = {
        "household": _households(place_of, numbers),
        "number": numbers,
        "relation": relation,
        "is_head": relation.isin(["户主", "本人", "申请人"]),
        "resident": resident,
        "identity": identity,
        "signed": signed,
        "village": _text(listing, "居村委"),
        "phone": _text(listing, "联系电话"),
        "contact": _text(listing, "联系人"),
        "adviser": _text(listing, "救助顾问"),
    }
    unnumbered = numbers == ""
    found = [strange_residents, strange_identities, strange_signed, at_cells(listing, "L03", unnumbered, "户编号")]
    return _Step(columns, found, [_doubt(unnumbered, "户编号为空")])


def _households(place_of: pd.MultiIndex, numbers: pd.Series) -> np.ndarray:
    """A number for each household in source order; a row without 户编号 is one of its own."""
    alone = np.where(numbers == "", np.arange(len(numbers)), -1)
    keys = pd.Series(list(zip(place_of, alone, strict=True)))
    return pd.factorize(keys)[0].astype(np.int64)


def _residence(listing: Listing) -> tuple["pd.Categorical[str]", pd.DataFrame]:
    """本市, 非本市 or null, and L14 at words that are neither."""
    texts = _text(listing, "户籍")
    words = dict.fromkeys(household_terms("outside"), "非本市")
    words = dict.fromkeys(household_terms("inside"), "本市") | words
    strange = (texts != "") & ~texts.isin(list(words))
    found = at_cells(listing, "L14", strange, "户籍", allowed="本市”“非本市")
    return pd.Categorical(texts.map(words), categories=pd.Index(["本市", "非本市"])), found


def _meaning(listing: Listing, field: str, kind: str) -> tuple["pd.Categorical[str]", pd.DataFrame]:
    """What the words of a field mean, null where empty, and L14 at words without a meaning. ``kind``: of
    fields.household_words."""
    texts, words = _text(listing, field), household_words(kind)
    meanings = list(dict.fromkeys(words.values()))
    strange = (texts != "") & ~texts.isin(list(words))
    found = at_cells(listing, "L14", strange, field, allowed="”“".join(meanings))
    return pd.Categorical(texts.map(words), categories=pd.Index(meanings)), found


def _belonging(listing: Listing, table: pd.DataFrame, standards: Standards) -> _Step:
    """apart: who is no member: from outside the city and neither spouse nor child (L09); in doubt where the relation
    is not written (L10)."""
    outside = table["resident"] == "非本市"
    family = table["relation"].isin(list(household_terms("family"))) | table["is_head"]
    unwritten = outside & (table["relation"] == "")
    apart = outside & ~family & ~unwritten
    found = [at_cells(listing, "L10", unwritten, "与户主关系"), at_cells(listing, "L09", apart, "户籍")]
    return _Step({"apart": apart}, found, [_doubt(unwritten, "非本市户籍成员关系未写")])


def _amounts(listing: Listing, field: str) -> np.ndarray:
    """A field of amounts: fen, NOT_WRITTEN or UNREADABLE; all of a column whose header names a unit that is not known, or another period."""
    texts, period = _text(listing, field), _PERIOD_OF.get(field, "月")
    amounts = np.full(len(texts), NOT_WRITTEN, dtype=np.int64)
    files, sheets = (listing.rows[column].astype("str") for column in ("file", "sheet"))
    for place_of in dict.fromkeys(zip(files, sheets, strict=True)):
        here = ((files == place_of[0]) & (sheets == place_of[1])).to_numpy()
        header = listing.cells.get((*place_of, field), (field, ""))[0]
        other = bool(period and _OTHER_PERIOD[period].search(header))
        unit = None if other else unit_of(header, listing.titles.get(place_of, ""))
        read = {text: amount(text, unit, period) for text in texts[here].unique()}
        amounts[here] = texts[here].map(read).to_numpy(dtype=np.int64)
    return amounts


def _incomes(listing: Listing, table: pd.DataFrame, standards: Standards) -> _Step:
    """income_fen, wage_fen, pension_fen; in doubt where nothing is written, something is unreadable, or total and kinds disagree.

    What people earn who are no members (apart) matters to nobody here.
    """
    inside = ~table["apart"].to_numpy()
    kinds, total = {kind: _amounts(listing, kind) for kind in KINDS}, _amounts(listing, _TOTAL)
    unreadable = {field: (values == UNREADABLE) & inside for field, values in {**kinds, _TOTAL: total}.items()}
    any_unreadable = np.logical_or.reduce(list(unreadable.values()))
    each = np.array(list(kinds.values()))
    parts, any_part = np.maximum(each, 0).sum(axis=0), (each >= 0).any(axis=0)
    nothing = ~any_part & (total == NOT_WRITTEN) & ~any_unreadable & inside
    differ = any_part & (total >= 0) & (parts != total) & ~any_unreadable & inside
    sides = {"total": [format_yuan(fen) for fen in total[differ]], "parts": [format_yuan(fen) for fen in parts[differ]]}
    income = np.where(any_part, parts, total)
    return _Step(
        {
            "wage_fen": kinds["工资"],
            "pension_fen": kinds["养老金"],
            "income_fen": np.where(any_unreadable | nothing | differ, NOT_WRITTEN, income),
        },
        [
            *(at_cells(listing, "L05", hit, field) for field, hit in unreadable.items()),
            at_cells(listing, "L04", nothing, _TOTAL),
            at_cells(listing, "L06", differ, _TOTAL, **sides),
        ],
        [
            *(_doubt(hit, f"{field}无法识别") for field, hit in unreadable.items()),
            _doubt(nothing, "收入未填"),
            _doubt(differ, "收入合计与分项不一致"),
        ],
    )


def _yearly(listing: Listing, table: pd.DataFrame, standards: Standards) -> _Step:
    """medical_fen, needs_fen, assets_fen; unreadable ones (L05) and assets that contradict each other (L11) are
    reported."""
    fields = {"medical_fen": "年医疗支出", "needs_fen": "年必需支出", "assets_fen": "家庭财产"}
    columns = {column: _amounts(listing, field) for column, field in fields.items()}
    found = [at_cells(listing, "L05", columns[column] == UNREADABLE, field) for column, field in fields.items()]
    found += [
        at_cells(listing, "L21", _left_out(table, columns[column]), fields[column])
        for column in ("medical_fen", "needs_fen")
    ]
    written = columns["assets_fen"] >= 0
    stated = pd.Series(columns["assets_fen"], index=table.index)[written].groupby(table["household"])
    several = stated.agg(
        lambda amounts: "、".join(format_yuan(fen) for fen in dict.fromkeys(amounts)) if amounts.nunique() > 1 else ""
    )
    values = table["household"].map(several[several != ""]).where(written)
    found.append(at_cells(listing, "L11", values.notna(), "家庭财产", values=values.dropna().tolist()))
    return _Step(columns, found)


def _left_out(table: pd.DataFrame, amounts: np.ndarray) -> np.ndarray:
    """Which members wrote no figure while another of their household did."""
    written = pd.Series(amounts >= 0, index=table.index).groupby(table["household"]).transform("any")
    return (written & ~table["apart"]).to_numpy() & (amounts == NOT_WRITTEN)


def _once(listing: Listing, table: pd.DataFrame, standards: Standards) -> _Step:
    """counted: every member once (L07 at further rows); in doubt where a second row says another income, or the
    person is in another household too (L08)."""
    keys = ["household", "person"]
    identified = (table["person"] >= 0) & ~table["apart"]
    again = identified & table.duplicated(keys)
    firsts = table[identified].drop_duplicates(keys).set_index(keys)
    pairs = pd.MultiIndex.from_frame(table.loc[again, keys])
    first_places = place(firsts.loc[pairs]).tolist() if again.any() else []
    contradicts = again.copy()
    contradicts[again] = firsts["income_fen"].reindex(pairs).to_numpy() != table.loc[again, "income_fen"].to_numpy()
    elsewhere = _other_households(table[identified]).reindex(table.index)
    in_two = elsewhere.notna()
    return _Step(
        {"counted": ~table["apart"] & ~again},
        [
            at_cells(listing, "L07", again, "姓名", first=first_places),
            at_cells(listing, "L08", in_two, "证件号码", where=elsewhere[in_two].tolist()),
        ],
        [_doubt(contradicts, "户内重复的人收入不同"), _doubt(in_two, "成员也在另一户")],
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


def _hints(listing: Listing, table: pd.DataFrame, standards: Standards) -> _Step:
    """wage_reached; what a person should look at though it decides nothing: wages that may be deducted in part (L15),
    pensions below the floor (L16)."""
    wage, floor = standards[WAGE], standards[PENSION]
    reached = table["wage_fen"] >= wage.fen if wage.fen is not None else pd.Series(False, index=table.index)
    found = [at_cells(listing, "L15", reached, "工资", wage=wage.shown)]
    if floor.fen is not None:
        low = (table["pension_fen"] > 0) & (table["pension_fen"] < floor.fen)
        found.append(at_cells(listing, "L16", low, "养老金", floor=floor.shown))
    return _Step({"wage_reached": reached}, found)


_STEPS: tuple[Callable[[Listing, pd.DataFrame, Standards], _Step], ...] = (
    _written,
    _belonging,
    _incomes,
    _yearly,
    _once,
    _hints,
)
"""Each is called with the list, the table as far as it is made, and the standards of the day."""


def _joined(doubts: Sequence[np.ndarray]) -> pd.Series:
    """The distinct doubts of each row as one text."""
    texts = ["；".join(dict.fromkeys(text for text in row if text)) for row in zip(*doubts, strict=True)]
    return pd.Series(pd.array(texts, dtype="str"))
