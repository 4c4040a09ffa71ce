"""The amounts of members of low-income households: incomes of a month, spending of a year, assets; each unreadable or contradicting one at its cell.

Within a member an empty kind of income beside a written one means none of that kind; what stands in a column that nobody reads is never
nothing (:mod:`unread_money`). Where no member of a household states an income of his own, the household's (家庭月收入) counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.money import format_yuan
from huibao_xl.monitoring.amounts import NOT_WRITTEN, UNREADABLE, amount, unit_for
from huibao_xl.monitoring.standards import Standards
from huibao_xl.monitoring.step import Flags, Step, doubt_at, text_of
from huibao_xl.monitoring.unread_money import unread_money
from huibao_xl.rosters.listing import Listing, at_cells

KINDS = ("工资", "养老金", "赡养费", "经营收入", "财产收入", "转移收入", "其他收入")
TOTAL, OF_HOUSEHOLD = "月收入", "家庭月收入"
_INSIDE_TRANSFERS = ("养老金", "赡养费")
"""Kinds that 转移收入 may already hold."""
_PERIOD_OF = {"家庭财产": "", "年医疗支出": "年", "年必需支出": "年"}
"""{field: the period of its amounts}; all others are of a month."""
_Fen = npt.NDArray[np.int64]


def amounts(listing: Listing, field: str) -> _Fen:
    """Return a field of amounts: fen, NOT_WRITTEN or UNREADABLE; all of a column whose header names a unit that is not known, or another period."""
    texts, period = text_of(listing, field), _PERIOD_OF.get(field, "月")
    fen = np.full(len(texts), NOT_WRITTEN, dtype=np.int64)
    files, sheets = (listing.rows[column].astype("str") for column in ("file", "sheet"))
    for place_of in dict.fromkeys(zip(files, sheets, strict=True)):
        here = ((files == place_of[0]) & (sheets == place_of[1])).to_numpy()
        header = listing.cells.get((*place_of, field), (field, ""))[0]
        unit = unit_for(header, listing.titles.get(place_of, ""), period)
        read = {text: amount(text, unit, period) for text in texts[here].unique()}
        fen[here] = texts[here].map(read).to_numpy(dtype=np.int64)
    return fen


@dataclass(frozen=True)
class _Written:
    """What each row says of the member's own income: ``parts`` added up, ``any_part`` and ``total`` (NOT_WRITTEN: none), what no field reads (``unread``)."""

    parts: _Fen
    any_part: Flags
    total: _Fen
    unread: _Fen

    def explained(self) -> Flags:
        """Where a total holds what no field reads: it is parts and unread together, or there are no parts and it is not less."""
        more = np.maximum(self.unread, 0)
        readable = (self.unread >= 0) & (self.total >= 0)
        return readable & np.where(self.any_part, self.parts + more == self.total, more <= self.total)

    def fen(self) -> _Fen:
        """The income of each member: the total where it explains what nobody reads, else the parts, else the total."""
        by_total = self.explained() & (self.unread > 0)
        return np.where(self.any_part & ~by_total, self.parts, self.total)


def incomes(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """Return income_fen, wage_fen, pension_fen, stated_fen; in doubt where nothing is written, something is unreadable or read by no field, or
    total and kinds disagree. What people earn who are no members (apart) matters to nobody here."""
    inside = ~table["apart"].to_numpy()
    kinds, total = {kind: amounts(listing, kind) for kind in KINDS}, amounts(listing, TOTAL)
    stated = amounts(listing, OF_HOUSEHOLD)
    unreadable = {name: (fen == UNREADABLE) & inside for name, fen in {**kinds, TOTAL: total}.items()}
    any_unreadable = np.logical_or.reduce(list(unreadable.values()))
    unreadable[OF_HOUSEHOLD] = stated == UNREADABLE
    each, unread = np.array(list(kinds.values())), unread_money(listing)
    written = _Written(np.maximum(each, 0).sum(axis=0), np.asarray((each >= 0).any(axis=0)), total, unread.income_fen)
    nothing = ~written.any_part & (total == NOT_WRITTEN) & ~any_unreadable & inside
    by_household = _only_stated(table, nothing | ~inside, stated)
    nothing &= by_household == NOT_WRITTEN
    open_ones = (unread.columns != "") & ~written.explained() & inside
    differ = (
        written.any_part & (total >= 0) & (written.parts != total) & ~written.explained() & ~any_unreadable & inside
    )
    twice = (kinds["转移收入"] > 0) & np.logical_or.reduce([kinds[kind] > 0 for kind in _INSIDE_TRANSFERS]) & inside
    twice &= written.parts != total
    sides = {
        "total": [format_yuan(fen) for fen in total[differ]],
        "parts": [format_yuan(fen) for fen in written.parts[differ]],
    }
    income = np.where(by_household != NOT_WRITTEN, by_household, written.fen())
    unknown = any_unreadable | nothing | differ | open_ones | twice
    return Step(
        {
            "wage_fen": kinds["工资"],
            "pension_fen": kinds["养老金"],
            "stated_fen": stated,
            "income_fen": np.where(unknown, NOT_WRITTEN, income),
            "spends_more": unread.spends,
            "owns_more": unread.owns,
        },
        [
            *(at_cells(listing, "L05", hit, field) for field, hit in unreadable.items()),
            at_cells(listing, "L04", nothing, TOTAL),
            at_cells(listing, "L06", differ, TOTAL, **sides),
            at_cells(listing, "L25", twice, "转移收入"),
            *unread.findings,
        ],
        [
            *(doubt_at(hit, f"{field}无法识别") for field, hit in unreadable.items()),
            doubt_at(nothing, "收入未填"),
            doubt_at(differ, "收入合计与分项不一致"),
            doubt_at(twice, "转移收入可能已含养老金或赡养费"),
            np.where(open_ones, "没有读的收入列：" + unread.columns, "").astype(object),
        ],
    )


def _only_stated(table: pd.DataFrame, silent: Flags, stated: _Fen) -> _Fen:
    """The income of a household whose members state none of their own, at its first member and 0 at the others; NOT_WRITTEN elsewhere, also
    where the household's is not written, not readable or written differently."""
    household = table["household"]
    all_silent = pd.Series(silent, index=table.index).groupby(household).transform("all").to_numpy(dtype=bool)
    written = pd.Series(stated, index=table.index).where(stated != NOT_WRITTEN).groupby(household)
    one = (written.transform("nunique") == 1).to_numpy() & all_silent & ~table["apart"].to_numpy()
    first = ~household.where(~table["apart"]).duplicated().to_numpy()
    value = written.transform("first").fillna(NOT_WRITTEN).to_numpy(dtype=np.int64)
    return np.where(one & (value >= 0), np.where(first, value, 0), NOT_WRITTEN)


def yearly(listing: Listing, table: pd.DataFrame, standards: Standards) -> Step:
    """Return medical_fen, needs_fen, assets_fen; unreadable ones (L05) and assets that contradict each other (L11) are
    reported; assets beside others that no field reads are unreadable too."""
    fields = {"medical_fen": "年医疗支出", "needs_fen": "年必需支出", "assets_fen": "家庭财产"}
    columns: Mapping[str, Any] = {column: amounts(listing, field) for column, field in fields.items()}
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
