"""Columns of amounts that a list of 低收入家庭 has and no field reads: what they hold is never taken for nothing.

Whose subject the header tells (收入, 支出, 财产) leaves that open; whose header tells none may be an income. Words are data (``money``,
``no_money`` of ``household_role``); a column is one of amounts by its cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import findings
from huibao_xl.money import unit_of
from huibao_xl.monitoring.amounts import UNREADABLE, amount, times_for
from huibao_xl.monitoring.member_words import word
from huibao_xl.rosters.column_content import is_day
from huibao_xl.rosters.fields import header_key, household_subjects, household_terms
from huibao_xl.rosters.listing import Listing
from huibao_xl.rosters.status_words import read_header

INCOME, SPENDING, ASSETS = "收入", "支出", "财产"
_LEAST_FEN = 1000
"""A column without a word of money and nothing above 10 元 in it holds codes or counts."""


@dataclass(frozen=True)
class UnreadMoney:
    """What stands in columns of amounts that no field reads, per row. ``income_fen``: of a year, added up, UNREADABLE where one is no amount or of no clear period;
    ``columns``: the headers of the incomes that are not 0, ""; ``spends``, ``owns``: whether there is any of 支出, 财产."""

    income_fen: npt.NDArray[np.int64]
    columns: npt.NDArray[np.object_]
    spends: npt.NDArray[np.bool_]
    owns: npt.NDArray[np.bool_]
    findings: list[pd.DataFrame]


@dataclass(frozen=True)
class _Column:
    """A column of one sheet that no field reads. ``here``: its rows; ``fen``: their amounts; ``subject``: None if it is none of money."""

    file: str
    sheet: str
    field: str
    here: npt.NDArray[np.bool_]
    fen: npt.NDArray[np.int64]
    subject: str | None


def unread_money(listing: Listing) -> UnreadMoney:
    """Return what a list says in columns of amounts that no field reads; L23 about each, L24 about the other columns of each sheet."""
    n = len(listing.rows)
    income, names = np.zeros(n, dtype=np.int64), np.full(n, "", dtype=object)
    spends, owns = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    found, idle = [], dict[tuple[str, str], list[str]]()
    for column in _columns(listing):
        filled = column.here & ((column.fen > 0) | (column.fen == UNREADABLE))
        if column.subject is None:
            idle.setdefault((column.file, column.sheet), []).append(column.field)
            continue
        if not filled.any():
            continue
        found.append(_about(listing, column, filled))
        if column.subject == SPENDING:
            spends |= filled
        elif column.subject == ASSETS:
            owns |= filled
        else:
            bad = (income == UNREADABLE) | (filled & (column.fen == UNREADABLE))
            times = times_for(column.field, listing.titles.get((column.file, column.sheet), ""))
            bad |= filled & (times is None)
            income = np.where(bad, UNREADABLE, income + np.where(filled, column.fen * (times or 1), 0))
            names[filled] = [f"{text}、{column.field}" if text else column.field for text in names[filled]]
    found += [findings.for_file("L24", *place, columns="、".join(fields)) for place, fields in idle.items()]
    return UnreadMoney(income, names, spends, owns, found)


def columns_used(listing: Listing) -> list[tuple[str, str, str]]:
    """Return of each sheet: where it is, the headers of the columns that are used, and of those that are not."""
    fields = {field for field, _ in listing.role.aliases.values()}
    sheets: dict[str, tuple[list[str], list[str]]] = {}
    for (file, sheet, field), (header, _) in listing.cells.items():
        used = field in fields or read_header(field) is not None
        sheets.setdefault(f"{file}#{sheet}", ([], []))[not used].append(header.strip())
    return [(place, "、".join(used), "、".join(others)) for place, (used, others) in sheets.items()]


def _about(listing: Listing, column: _Column, filled: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """L23 at the first cell of a column that says something."""
    first = listing.rows[filled].iloc[0]
    header, letters = listing.cells.get((column.file, column.sheet, column.field), (column.field, ""))
    about = {"field": header, "count": int(filled.sum()), "subject": column.subject or INCOME}
    return findings.for_file(
        "L23", column.file, column.sheet, int(first["row"]), header, letters, first[column.field], **about
    )


def _columns(listing: Listing) -> Iterator[_Column]:
    """The columns with content that no field reads, sheet by sheet; those that are read for a state are none of them."""
    fields = {field for field, _ in listing.role.aliases.values()}
    others = [field for field in listing.fields if field not in fields and read_header(field) is None]
    files, sheets = (listing.rows[name].astype("str") for name in ("file", "sheet"))
    for file, sheet in dict.fromkeys(zip(files, sheets, strict=True)):
        here = ((files == file) & (sheets == sheet)).to_numpy()
        for field in others:
            texts = listing.rows[field][here]
            if (texts != "").any():
                unit = unit_of(field, listing.titles.get((file, sheet), ""))
                fen = np.full(len(here), -1, dtype=np.int64)
                fen[here] = texts.map({text: amount(text, unit, "") for text in texts.unique()}).to_numpy(
                    dtype=np.int64
                )
                yield _Column(file, sheet, field, here, fen, _subject(field, texts, fen[here]))


def _subject(field: str, texts: pd.Series, fen: npt.NDArray[np.int64]) -> str | None:
    """Whose amounts a column holds: INCOME, SPENDING, ASSETS, "" where its header does not tell; None where they are no amounts."""
    key = header_key(field)
    written = texts.map(word).to_numpy() != ""
    read = fen >= 0
    if any(term in key for term in household_terms("no_money")):
        return None
    subject = next((name for name, terms in household_subjects().items() if any(term in key for term in terms)), None)
    if subject == ASSETS or not (read & written).any():
        return ASSETS if subject == ASSETS and (fen[written] != 0).any() else None
    if subject is not None:
        return subject
    days = sum(map(is_day, texts[written]))
    codes = fen[read].max() < _LEAST_FEN
    return None if codes or 2 * days >= written.sum() or 2 * (read & written).sum() < written.sum() else ""
