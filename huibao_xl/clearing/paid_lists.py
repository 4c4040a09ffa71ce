"""A list of payments, row by row as it is written: amount in its unit, 街镇, shares, year, and what a row leaves open.

The lists of the main job ask only who was paid already; here every fen counts, and who bore it. A cell that cannot be read makes its row wait
(``doubt``), never a default that pays or recovers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.clearing import holders, returned_lists
from huibao_xl.clearing.bank_results import with_reversals, without_returned
from huibao_xl.clearing.other_benefits import other_benefits
from huibao_xl.clearing.other_results import with_other_results
from huibao_xl.clearing.unsettled import unsettled
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.grid import Grid
from huibao_xl.frames import FLAG, MONEY, NUMBER, PRIOR, TEXT, Shape
from huibao_xl.money import format_yuan, parse_column, unit_of
from huibao_xl.policy import Policy
from huibao_xl.policy.townships import Names
from huibao_xl.reasons import Stop
from huibao_xl.rosters import columns
from huibao_xl.rosters.cells import Cleaned, prior_rows
from huibao_xl.rosters.column_answers import Answers
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.lists import Forced, label, shared_folder
from huibao_xl.rosters.read_lists import Found, joined, used_sheets
from huibao_xl.rosters.role_reader import RoleReader, frames_of, read_roles
from huibao_xl.rosters.rows import Body

PAID_ROWS = Shape(
    "paid rows",
    PRIOR.columns
    | {
        "stated": FLAG,
        "borne": FLAG,
        "returned": FLAG,
        "again": NUMBER,
        "holder": TEXT,
        "district_fen": MONEY,
        "township_fen": MONEY,
        "why": TEXT,
    },
)
"""frames.PRIOR, every row that does not say that nothing was paid, and of lists of what came back (退票清单) every row (returned). again: the row above that is the same in every cell, 0 if none; amount_fen: below zero for a reversal; stated: whether it can be read;
holder: as holders.written;
borne: whether the shares stand in the list (else 0 and 0); why: what leaves the row open, "" if nothing."""

_UNLIKELY = [Fraction(10) ** power for power in (2, 4, 6, 1, 3, 5)] + [Fraction(1, 10**power) for power in (2, 1, 3, 4)]
"""How many times the policy's amount an amount is that was read in a wrong unit: 分 as 元, 元 as 万元 …"""
_MOST = 0.8
_PERSON = r"[0-9]{8}|[0-9]{3}[*●•○〇#?]{2}|[0-9]E\+1|姓名|户名|人名|收款人|领款人|受益人|被保险人"
_AMOUNT, _SHARES = "金额", ("区级承担", "镇级承担")


def read_paid_rows(
    files: Sequence[SourceFile], rules: Policy, forced: Forced, today: date, answers: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame, Found]:
    """Return PAID_ROWS of all sheets, the used sheets (``collect.Lists``), and what was found. ``answers``: frames.COLUMN_ANSWERS.

    Raises Stop(S16) where a column of money is in a unit that is not known, Stop(S74) where it looks like another one, else as ``collect.collect`` does.
    """
    names, base = Names(rules), shared_folder([file.path for file in files])
    labels = {file.path: label(file.path, base) for file in files}
    files, summed = _without_summaries(files, labels)
    reader = RoleReader(
        role_book_of(rules),
        {PRIOR.name: (PAID_ROWS, partial(_rows, names, rules))},
        forced,
        today,
        labels,
        files,
        lambda text: names.find(text) is not None,
        Answers(answers),
        asks=True,
        year=rules.year,
        reference_date=rules.reference_date,
        amount_fen=rules.amount_fen,
    )
    lists, _, found = read_roles(files, reader)
    frames = frames_of(lists, reader).get(PAID_ROWS.name, [])
    return joined(PAID_ROWS, frames), used_sheets(lists, ("户名", "监护人")), [*summed, *found]


def _without_summaries(files: Sequence[SourceFile], labels: Mapping[Path, str]) -> tuple[list[SourceFile], Found]:
    """The files without sheets that name nobody beside others that do (汇总, 分街镇统计), and I02 at each of these."""
    read, found = [], []
    for file in files:
        people = [_names_people(grid) for grid in file.grids]
        summed = [
            grid for grid, named in zip(file.grids, people, strict=True) if grid.n_rows and not named and any(people)
        ]
        grids = [grid for grid in file.grids if not any(grid is other for other in summed)]
        read.append(replace(file, grids=grids) if summed else file)
        found += [
            findings.for_file("I02", labels[file.path], grid.sheet, why="没有姓名和号码，像汇总") for grid in summed
        ]
    return read, found


def _names_people(grid: Grid) -> bool:
    """Whether a sheet has a cell that may be somebody's number, also destroyed, masked or cut, or the header of names."""
    cells = (column.cast(pa.string()) for column in grid.cells)
    return any(bool(pc.any(pc.match_substring_regex(column, _PERSON)).as_py()) for column in cells)


def _rows(names: Names, rules: Policy, body: Body, today: date) -> Cleaned:
    """A sheet as PAID_ROWS."""
    columns.require_units(body, (_AMOUNT, *_SHARES))
    fen, unread = columns.amounts(body, _AMOUNT)
    stated = ~unread & ~columns.is_blank(body, _AMOUNT)
    frame, failed, found = without_returned(body, *prior_rows(body, names, today))
    frame, failed, found = _without_nothing(body, frame, failed, found, stated & (fen == 0))
    below_zero = stated & (fen < 0)
    frame, failed, found = with_reversals(body, frame, failed, found, below_zero)
    frame, failed, found = with_other_results(body, frame, failed, found, below_zero)
    other, may_be_other, about_other = other_benefits(body, frame, np.where(stated, fen, 0), rules.amount_fen)
    _require_unit(body, fen[stated & ~other], rules.amount_fen)
    _require_only_amount(body, fen[stated & ~other], rules.amount_fen)
    shares, doubts = _shares(body, np.where(stated, fen, 0))
    towns = frame["township_raw"].astype("str").fillna("").where(frame["township"].isna(), "")
    doubts += [
        np.where(towns != "", "街镇“" + towns + "”不认识", "").astype(object),
        frame["doubt"].astype("str").fillna("").to_numpy(dtype=object),
        may_be_other,
        unsettled(body, below_zero),
        _without_amount(body, ~stated),
    ]
    doubts.append(returned_lists.of_several(frame["name"]))
    back, unsure = returned_lists.came_back(body, failed)
    doubts.append(np.full(len(frame), unsure, dtype=object))
    again = returned_lists.twice(body, frame)
    frame = frame.assign(
        **shares, amount_fen=np.where(stated, fen, -1), stated=stated, why=_joined(doubts), returned=back, again=again
    )
    frame["holder"] = pd.array(holders.written(body, frame, rules.reference_date), dtype="str")
    counts = (~failed | back) & ~other
    return PAID_ROWS.check(frame[counts].reset_index(drop=True)), [*found, *about_other]


def _without_amount(body: Body, hit: np.ndarray) -> np.ndarray:
    """What the cells of amounts are called that are empty or cannot be read, "" elsewhere."""
    if _AMOUNT not in body.layout.columns:
        return _at(hit, ["没有“金额”列"] * int(hit.sum()))
    blank = hit & columns.is_blank(body, _AMOUNT)
    return np.where(blank, f"“{body.layout.header_of(_AMOUNT)}”没有填写", _cells(body, _AMOUNT, hit & ~blank)).astype(
        object
    )


def _without_nothing(
    body: Body, frame: pd.DataFrame, failed: np.ndarray, found: Found, nothing: np.ndarray
) -> tuple[pd.DataFrame, np.ndarray, Found]:
    """The rows with those of 0 yuan among the failed ones: nothing was paid (I36)."""
    hit = nothing & ~failed
    if not hit.any():
        return frame, failed, found
    texts = [f"{body.layout.header_of(_AMOUNT)}为 0"] * int(hit.sum())
    return frame, failed | hit, [*found, findings.for_rows("I36", frame[hit], value="0", cells=texts)]


def _require_unit(body: Body, fen: np.ndarray, amount_fen: int) -> None:
    """Raise Stop(S74) where most amounts are the policy's a thousand or a hundred times over, or a part of it: as if the unit were another one.
    A header that says 元 is believed."""
    if not len(fen) or "元" in body.layout.header_of(_AMOUNT).replace("万元", "").replace("千元", ""):
        return
    for times in _UNLIKELY:
        if np.mean(np.abs(fen) * times.denominator == amount_fen * times.numerator) >= _MOST:
            header, place = body.layout.header_of(_AMOUNT), (body.label, body.grid.sheet)
            seen, right = format_yuan(int(amount_fen * times)), format_yuan(amount_fen)
            raise Stop("S74", file=place[0], sheet=place[1], header=header, seen=seen, right=right)


def _require_only_amount(body: Body, fen: np.ndarray, amount_fen: int) -> None:
    """Raise Stop(S75) where another column of money holds what the policy pays, and the one that is used mostly does not (合计金额 beside 其中：沪惠保补贴)."""
    if not len(fen) or np.mean(fen == amount_fen) >= _MOST:
        return
    used = {*body.layout.columns.values()}
    for at, header in enumerate(body.layout.header.texts):
        if at not in used and header.strip():
            other, unread = parse_column(body.column(at), unit_of(header, body.layout.header.title))
            if np.mean(~unread & (np.abs(other) == amount_fen)) >= _MOST:
                named, right = body.layout.header_of(_AMOUNT), format_yuan(amount_fen)
                raise Stop("S75", file=body.label, sheet=body.grid.sheet, header=named, other=header, right=right)


def _shares(body: Body, amount: np.ndarray) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
    """Columns of PAID_ROWS about the shares as written (where one is, the other is the rest), and what is wrong with them."""
    read = [columns.amounts(body, field) for field in _SHARES]
    there = [~columns.is_blank(body, field) for field in _SHARES]
    bad = [unread & written for (_, unread), written in zip(read, there, strict=True)]
    district = np.where(there[0], read[0][0], amount - read[1][0])
    township = np.where(there[1], read[1][0], amount - read[0][0])
    unread, borne = bad[0] | bad[1], (there[0] | there[1]) & ~bad[0] & ~bad[1]
    doubts = [_cells(body, field, hit) for field, hit in zip(_SHARES, bad, strict=True)]
    differ = borne & (district + township != amount)
    against = borne & (np.sign(district) * np.sign(township) < 0)
    sums = [f"区级、镇级承担合计 {format_yuan(int(fen))} 元，与金额不符" for fen in (district + township)[differ]]
    doubts += [_at(differ, sums), _at(against & ~differ, ["区级、镇级承担一正一负"] * int((against & ~differ).sum()))]
    borne &= ~unread & ~differ
    found = {"borne": borne, "district_fen": np.where(borne, district, 0), "township_fen": np.where(borne, township, 0)}
    return found, doubts


def _at(hit: np.ndarray, texts: Sequence[str]) -> np.ndarray:
    shown = np.full(len(hit), "", dtype=object)
    shown[hit] = texts
    return shown


def _cells(body: Body, field: str, hit: np.ndarray) -> np.ndarray:
    texts = body.texts(field).take(pa.array(np.flatnonzero(hit))).to_pylist()
    return _at(hit, [f"“{body.layout.header_of(field)}”为“{text}”，看不懂" for text in texts])


def _joined(doubts: Sequence[np.ndarray]) -> pd.Series:
    """The doubts of each row as one text; few rows have any."""
    texts = np.full(len(doubts[0]), "", dtype=object)
    for row in np.flatnonzero(np.logical_or.reduce([doubt != "" for doubt in doubts])):
        texts[row] = "；".join(dict.fromkeys(doubt[row] for doubt in doubts if doubt[row]))
    return pd.Series(pd.array(texts, dtype="str"))
