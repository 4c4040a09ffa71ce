"""The amounts of members of low-income households: incomes of a month or a year, spending of a year, assets; each unreadable or contradicting one at
its cell. Incomes are reckoned with as fen of a year (:mod:`amounts`).

Within a member an empty kind of income beside a written one means none of that kind; what stands in a column that nobody reads is never
nothing (:mod:`unread_money`). Where no member of a household states an income of his own, the household's (家庭月收入, 人均月收入) counts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.money import YUAN, format_yuan
from huibao_xl.monitoring.amounts import (
    MONTHS,
    NOT_WRITTEN,
    UNREADABLE,
    amount,
    of_year,
    times_for,
    unit_for,
    unit_of_income,
)
from huibao_xl.monitoring.standards import Standards
from huibao_xl.monitoring.step import Flags, Step, Texts, doubt_at, text_of
from huibao_xl.monitoring.two_tables import of_one
from huibao_xl.monitoring.unread_money import unread_money
from huibao_xl.rosters.fields import yearly_field
from huibao_xl.rosters.listing import Listing, at_cells

KINDS = ("工资", "养老金", "赡养费", "经营收入", "财产收入", "转移收入", "其他收入")
TOTAL, OF_HOUSEHOLD, PER_HEAD = "月收入", "家庭月收入", "人均月收入"
_INSIDE_TRANSFERS = ("养老金", "赡养费")
"""Kinds that 转移收入 may already hold."""
_PERIOD_OF = {"家庭财产": "", "年医疗支出": "年", "年必需支出": "年"}
"""{field: the period of its amounts}; all others are incomes."""
_SUM = re.compile("合计|总|小计|共计|全部")
_Fen = npt.NDArray[np.int64]


def amounts(listing: Listing, field: str) -> _Fen:
    """Return a field of spending or assets: fen, NOT_WRITTEN or UNREADABLE; all of a column whose header names a unit that is not known, or another
    period."""
    period = _PERIOD_OF[field]

    def reads(header: str, title: str, names: Sequence[str]) -> Callable[[str], int]:
        unit = unit_for(header, title, period)
        return lambda text: amount(text, unit, period)

    return _read(listing, field, reads)


def income_amounts(listing: Listing, field: str) -> _Fen:
    """Return a field of incomes: fen of a year, NOT_WRITTEN or UNREADABLE; all of a column whose header names a unit that is not known, or no clear
    period (:func:`amounts.times_for`). ``field``: of monthly or of yearly ones."""
    default = MONTHS if field in (*KINDS, TOTAL, OF_HOUSEHOLD, PER_HEAD) else 1

    def reads(header: str, title: str, names: Sequence[str]) -> Callable[[str], int]:
        times = times_for(header, title, default, names)
        unit = unit_of_income(header, title) if times else None
        return lambda text: of_year(text, unit, times or default)

    return _read(listing, field, reads)


def _read(listing: Listing, field: str, reads: Callable[[str, str, Sequence[str]], Callable[[str], int]]) -> _Fen:
    """The cells of a field, read sheet by sheet. ``reads``: from the header of a column, the text above its table and the names of file and sheet to what
    reads its cells."""
    texts = text_of(listing, field)
    fen = np.full(len(texts), NOT_WRITTEN, dtype=np.int64)
    if field not in listing.rows:
        return fen
    files, sheets = (listing.rows[column].astype("str") for column in ("file", "sheet"))
    for place_of in dict.fromkeys(zip(files, sheets, strict=True)):
        here = ((files == place_of[0]) & (sheets == place_of[1])).to_numpy()
        header = listing.cells.get((*place_of, field), (field, ""))[0]
        read = reads(header, listing.titles.get(place_of, ""), (PurePath(place_of[0]).stem, place_of[1]))
        fen[here] = texts[here].map({text: read(text) for text in texts[here].unique()}).to_numpy(dtype=np.int64)
    return fen


@dataclass(frozen=True)
class Income:
    """A field of incomes from its columns of a month and of a year: ``fen`` of a year, NOT_WRITTEN or UNREADABLE; ``differ``: where the two do not say
    the same; ``findings`` and ``doubts``: about both."""

    fen: _Fen
    differ: Flags
    findings: list[pd.DataFrame]


def income_of(listing: Listing, field: str, inside: Flags) -> Income:
    """Return one of KINDS, TOTAL, OF_HOUSEHOLD, PER_HEAD: the yearly amount where it is written, for a month's is rounded. L05 at what cannot be read of
    whoever is ``inside``, L33 where month and year differ by a yuan a month or more."""
    year_field = yearly_field(field)
    month, year = income_amounts(listing, field), income_amounts(listing, year_field)
    differ = (month >= 0) & (year >= 0) & (np.abs(month - year) >= MONTHS * YUAN) & inside
    unreadable = {field: (month == UNREADABLE) & inside, year_field: (year == UNREADABLE) & inside}
    sides = {
        "month": [format_yuan(fen // MONTHS) for fen in month[differ]],
        "year": [format_yuan(fen) for fen in year[differ]],
    }
    found = [at_cells(listing, "L05", hit, name) for name, hit in unreadable.items()]
    found.append(at_cells(listing, "L33", differ, year_field, of_month=field, **sides))
    either = np.where(year == NOT_WRITTEN, month, year)
    return Income(np.where((month == UNREADABLE) | (year == UNREADABLE), UNREADABLE, either), differ, found)


@dataclass(frozen=True)
class _Written:
    """What each row says of the member's own income: ``parts`` added up, ``any_part`` and ``total`` (NOT_WRITTEN: none), what no field reads (``unread``);
    ``adds_up``: whether the header of the total says that it is one (月收入合计)."""

    parts: _Fen
    any_part: Flags
    total: _Fen
    unread: _Fen
    adds_up: Flags

    def explained(self) -> Flags:
        """Where a total holds what no field reads: it is parts and unread together, or there are no parts, it is not less and says that it is a sum."""
        more = np.maximum(self.unread, 0)
        readable = (self.unread >= 0) & (self.total >= 0)
        return readable & np.where(
            self.any_part, same(self.parts + more, self.total), (more <= self.total) & (self.adds_up | (more == 0))
        )

    def fen(self) -> _Fen:
        """The income of each member: the total where it explains what nobody reads, else the parts, else the total."""
        by_total = self.explained() & (self.unread > 0)
        return np.where(self.any_part & ~by_total, self.parts, self.total)


def _is_sum(listing: Listing) -> Flags:
    """Which rows' total stands under a header that says that it is a sum: 月收入 may be one of several incomes, 月收入合计 is not."""
    hit = np.zeros(len(listing.rows), dtype=bool)
    files, sheets = (listing.rows[name].astype("str") for name in ("file", "sheet"))
    for (file, sheet, field), (header, _) in listing.cells.items():
        if field in (TOTAL, yearly_field(TOTAL)) and _SUM.search(header):
            hit |= ((files == file) & (sheets == sheet)).to_numpy()
    return hit


def same(one: "_Fen | pd.Series", other: "_Fen | pd.Series") -> Flags:
    """Return which amounts of a year are the same: equal, or, where one of them is no whole number of fen a month, less than a yuan a month apart."""
    first, second = np.asarray(one), np.asarray(other)
    rounded = (first % MONTHS != 0) | (second % MONTHS != 0)
    equal: Flags = (first == second) | (rounded & (np.abs(first - second) < MONTHS * YUAN))
    return equal


@dataclass(frozen=True)
class _Judged:
    """What is wrong with the income of each row: it or its household states none (``nothing``), total and kinds disagree (``differ``), 转移收入 may hold
    others (``twice``), there is more that no field reads (``more``), or something of it is unreadable or contradicts itself (``unread``)."""

    nothing: Flags
    differ: Flags
    twice: Flags
    more: Flags
    unread: Flags

    def unknown(self) -> Flags:
        """Where the income is not known."""
        hit: Flags = self.nothing | self.differ | self.twice | self.more | self.unread
        return hit


def incomes(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """Return year_fen and what it is made of (income_fen, wage_fen, pension_fen: of a month, cut to the fen), stated_fen, each_stated_fen (of a year); in
    doubt where nothing is written, something is unreadable or read by no field, or total and kinds, or month and year, disagree. What people earn
    who are no members (apart) matters to nobody here."""
    inside, everybody = ~table["apart"].to_numpy(), np.ones(len(table), dtype=bool)
    by_field = {field: income_of(listing, field, inside) for field in (*KINDS, TOTAL)}
    stated = {field: income_of(listing, field, everybody) for field in (OF_HOUSEHOLD, PER_HEAD)}
    unread = unread_money(listing)
    each = np.array([by_field[kind].fen for kind in KINDS])
    parts, any_part = np.maximum(each, 0).sum(axis=0), np.asarray((each >= 0).any(axis=0))
    written = _Written(parts, any_part, by_field[TOTAL].fen, unread.income_fen, _is_sum(listing))
    mute = (each == NOT_WRITTEN).all(axis=0) & (written.total == NOT_WRITTEN)
    silent = mute & (of_one(table, np.where(mute, NOT_WRITTEN, 0)) == NOT_WRITTEN) & inside
    by_household = _only_stated(table, silent | ~inside, stated[OF_HOUSEHOLD].fen, stated[PER_HEAD].fen)
    judged = _judged(by_field | stated, written, unread.columns != "", silent & (by_household == NOT_WRITTEN), inside)
    year = np.where(by_household != NOT_WRITTEN, by_household, written.fen())
    year = of_one(table, np.where(judged.unknown(), NOT_WRITTEN, year))
    columns = {
        "wage_fen": by_field["工资"].fen // MONTHS,
        "pension_fen": by_field["养老金"].fen // MONTHS,
        "stated_fen": stated[OF_HOUSEHOLD].fen,
        "each_stated_fen": stated[PER_HEAD].fen,
        "year_fen": year,
        "income_fen": year // MONTHS,
        "spends_more": unread.spends,
        "owns_more": unread.owns,
    }
    return Step(
        columns,
        [*_found(listing, by_field | stated, judged, written), *unread.findings],
        [
            *(doubt for field, income in (by_field | stated).items() for doubt in _doubts(field, income, inside)),
            doubt_at(judged.nothing, "收入未填"),
            doubt_at(judged.differ, "收入合计与分项不一致"),
            doubt_at(judged.twice, "转移收入可能已含养老金或赡养费"),
            np.where(judged.more, "没有读的收入列：" + unread.columns, "").astype(object),
        ],
    )


def _judged(every: Mapping[str, Income], written: _Written, more: Flags, nothing: Flags, inside: Flags) -> _Judged:
    """What is wrong with each row's income. ``every``: of each field; ``more``: where columns that no field reads have something."""
    unreadable = np.logical_or.reduce([every[field].fen == UNREADABLE for field in (*KINDS, TOTAL)]) & inside
    explained = written.explained()
    agree = same(written.parts, written.total) & (written.total >= 0)
    differ = written.any_part & (written.total >= 0) & ~agree & ~explained & ~unreadable & inside
    others = np.logical_or.reduce([every[kind].fen > 0 for kind in _INSIDE_TRANSFERS])
    twice = (every["转移收入"].fen > 0) & others & inside & ~agree
    apart = np.logical_or.reduce([income.differ for income in every.values()])
    return _Judged(nothing, differ, twice, more & ~explained & inside, unreadable | apart)


def _found(listing: Listing, every: Mapping[str, Income], judged: _Judged, written: _Written) -> list[pd.DataFrame]:
    """What is said about incomes, each at its cell."""
    sides = {
        name: [format_yuan(fen // MONTHS) for fen in sums[judged.differ]]
        for name, sums in (("total", written.total), ("parts", written.parts))
    }
    return [
        *(found for income in every.values() for found in income.findings),
        at_cells(listing, "L04", judged.nothing, TOTAL),
        at_cells(listing, "L06", judged.differ, TOTAL, **sides),
        at_cells(listing, "L25", judged.twice, "转移收入"),
    ]


def _doubts(field: str, income: Income, inside: Flags) -> list[Texts]:
    """Why a household is in doubt by one field of incomes."""
    hit = (income.fen == UNREADABLE) & (inside | np.full(len(inside), field in (OF_HOUSEHOLD, PER_HEAD)))
    return [doubt_at(hit, f"{field}无法识别"), doubt_at(income.differ, f"{field}与{yearly_field(field)}不一致")]


def _only_stated(table: pd.DataFrame, silent: Flags, together: _Fen, each: _Fen) -> _Fen:
    """The income of a household whose members state none of their own, at its first member and 0 at the others: what it states ``together``, else what
    it states for ``each``, times its members. NOT_WRITTEN elsewhere, also where that is not written, not readable or written differently."""
    household, inside = table["household"], ~table["apart"].to_numpy()
    all_silent = pd.Series(silent, index=table.index).groupby(household).transform("all").to_numpy(dtype=bool)
    people = table["person"].where(table["person"] >= 0, -2 - np.arange(len(table))).where(inside)
    n = people.groupby(household).transform("nunique").to_numpy(dtype=np.int64)
    first, twin = ~household.where(~table["apart"]).duplicated().to_numpy(), table["twin"]
    first |= ((twin >= 0) & twin.isin(twin[first])).to_numpy()
    found = np.full(len(table), NOT_WRITTEN, dtype=np.int64)
    for fen, times in ((each, n), (together, 1)):
        written = pd.Series(fen, index=table.index).where(fen != NOT_WRITTEN).groupby(household)
        one = (written.transform("nunique") == 1).to_numpy() & all_silent & inside
        value = written.transform("first").fillna(NOT_WRITTEN).to_numpy(dtype=np.int64)
        found = np.where(one & (value >= 0), np.where(first, value * times, 0), found)
    return found


def yearly(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """Return medical_fen, needs_fen, assets_fen; unreadable ones (L05) and assets that contradict each other (L11) are
    reported; assets beside others that no field reads are unreadable too."""
    fields = {"medical_fen": "年医疗支出", "needs_fen": "年必需支出", "assets_fen": "家庭财产"}
    columns: Mapping[str, Any] = {column: of_one(table, amounts(listing, field)) for column, field in fields.items()}
    found = [at_cells(listing, "L05", columns[column] == UNREADABLE, field) for column, field in fields.items()]
    found += [
        at_cells(listing, "L21", _left_out(table, columns[column]), fields[column])
        for column in ("medical_fen", "needs_fen")
    ]
    written = pd.Series(columns["assets_fen"] >= 0, index=table.index)
    stated = pd.Series(columns["assets_fen"], index=table.index)[written]
    counts = stated.groupby(table["household"]).nunique()
    unlike = stated[table["household"].isin(counts.index[counts > 1])[written]]
    texts = unlike.groupby(table["household"]).agg(lambda fen: "、".join(map(format_yuan, dict.fromkeys(fen))))
    values = table["household"].map(texts).where(written)
    found.append(at_cells(listing, "L11", values.notna(), "家庭财产", values=values.dropna().tolist()))
    assets = np.where(table["owns_more"].to_numpy(dtype=bool), UNREADABLE, columns["assets_fen"])
    return Step({**columns, "assets_fen": assets}, found)


def _left_out(table: pd.DataFrame, fen: _Fen) -> Flags:
    """Which members wrote no figure while another of their household did."""
    written = pd.Series(fen >= 0, index=table.index).groupby(table["household"]).transform("any")
    return np.asarray((written & ~table["apart"]).to_numpy() & (fen == NOT_WRITTEN), dtype=np.bool_)
