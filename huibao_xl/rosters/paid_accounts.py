"""Rows of bank statements and payment sheets without numbers of people that say that this subsidy was paid (附言 2024沪惠保补贴), and whose accounts stand there."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import partial_account
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, parse
from huibao_xl.rosters.read_lists import SheetList

_YEAR = re.compile("20[0-9]{2}")
_ACCOUNT = r"^[0-9 \x{a0}\-]{12,40}$"
_PART = r"^(?:账号|卡号)?(?:(?:尾号|[后末尾]四位)(?:为|是|[:：])?[0-9]{4,}|[0-9 \x{a0}\-]{0,24}[*＊×✱●•#Xx…]+[0-9 *＊×✱●•#Xx…\x{a0}\-]*)$"
"""A part of a number: masked, or the last digits alone."""
_HEADER_ROWS, _LONGEST = 10, 12
"""The rows that may be headers, and characters of one at most."""
Flags = npt.NDArray[np.bool_]


def paid_rows(grid: Grid, header: Header | None, year: int) -> Flags:
    """Return which rows of a sheet with a column of amounts have a cell that says that the subsidy was paid, and names no other year alone."""
    return _speaking(grid, header, year)[0]


def rows_of_other_years(grid: Grid, header: Header | None, year: int) -> Flags:
    """Return which rows say so of another year than ``year`` and of none else."""
    paid, other = _speaking(grid, header, year)
    return other & ~paid


def _speaking(grid: Grid, header: Header | None, year: int) -> tuple[Flags, Flags]:
    """The rows that speak of the subsidy: of ``year`` or none, and of another year."""
    this, other = np.zeros(grid.n_rows, dtype=np.bool_), np.zeros(grid.n_rows, dtype=np.bool_)
    heads = [
        text for row in range(min(grid.n_rows, _HEADER_ROWS)) for text in grid.row(row) if 0 < len(text) <= _LONGEST
    ]
    if not any("AMOUNT" in parse(text).kinds for text in heads):
        return this, other
    for column in grid.cells:
        cells = pc.fill_null(column, "").combine_chunks()
        hit = pc.match_substring_regex(cells, content()["mentions"]["this_subsidy"])
        texts = pc.unique(cells.filter(hit)).to_pylist()
        old = [text for text in texts if (years := _YEAR.findall(text)) and str(year) not in years]
        others = pc.is_in(cells, pa.array(old, pa.string())).to_numpy(zero_copy_only=False)
        other |= others
        this |= hit.to_numpy(zero_copy_only=False) & ~others
    below = np.arange(grid.n_rows) > (header.last if header else 0)
    return this & below, other & below


def by_account(grid: Grid, lists: Sequence[SheetList]) -> pd.DataFrame:
    """Return whose accounts, as the lists of accounts give them, stand on a sheet, or may where only a part of the number does (6222****1234): at, person,
    name_key (as these lists name him), name "", id_raw ""."""
    given = [one.frame[["account", "person", "name_key"]] for one in lists if one.body.layout.role.frame == "accounts"]
    parts = [
        pd.DataFrame({"at": [], "person": [], "name_key": []}).astype(
            {"at": "int64", "person": "int64", "name_key": "str"}
        )
    ]
    owners = pd.concat(given).drop_duplicates() if given else pd.DataFrame()
    for column in grid.cells if given else ():
        cells = pc.fill_null(column, "").combine_chunks()
        at = np.flatnonzero(pc.match_substring_regex(cells, _ACCOUNT).to_numpy(zero_copy_only=False))
        numbers = pc.replace_substring_regex(cells.take(pa.array(at)), r"[^0-9]", "").to_pylist()
        hit = pd.DataFrame({"at": at, "account": pd.Series(numbers, dtype="str")}).merge(owners, on="account")
        parts += [
            each.loc[each["person"] >= 0, ["at", "person", "name_key"]] for each in (hit, _by_part(cells, owners))
        ]
    return pd.concat(parts).drop_duplicates(["at", "person"]).assign(name="", id_raw="")


def _by_part(cells: pa.Array, owners: pd.DataFrame) -> pd.DataFrame:
    """The cells with a part of a number x the accounts that it may be: at, and the columns of ``owners``."""
    at = np.flatnonzero(pc.match_substring_regex(cells, _PART).to_numpy(zero_copy_only=False))
    texts = pd.Series(cells.take(pa.array(at)).to_pylist(), dtype="str")
    forms = {text: form for text in texts.unique() if (form := partial_account.pattern(text))}
    rows = pd.DataFrame({"at": at, "form": texts.map(forms)}).dropna()
    ends = rows["form"].drop_duplicates().str.split(r"\[0-9\]\+", regex=True)
    found = [rows.iloc[:0].merge(owners, how="cross")]
    keys = pd.DataFrame({"form": rows["form"].loc[ends.index], "head": ends.str[0], "tail": ends.str[-1]})
    for head, tail in sorted({(len(one), len(other)) for one, other in zip(keys["head"], keys["tail"], strict=True)}):
        alike = keys[(keys["head"].str.len() == head) & (keys["tail"].str.len() == tail)]
        numbers = owners["account"].str
        shown = owners.assign(head=numbers[:head], tail=numbers[-tail:] if tail else "")
        both = alike.merge(shown, on=["head", "tail"])
        fits = [
            re.fullmatch(form, number) is not None for form, number in zip(both["form"], both["account"], strict=True)
        ]
        found.append(rows.merge(both[np.array(fits, dtype=np.bool_)], on="form")[found[0].columns])
    return pd.concat(found)
