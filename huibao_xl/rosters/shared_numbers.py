"""Whom a list that says out means by the number of a household or of a certificate alone: 停保户 names the head and 户编号, 注销低保证 the certificates.

Who has the certificate, or is of the household that stops as a whole (整户停保), stands with that number on a roster, and on the list that says out
without one of his own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.fields import header_key, household_role
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import parse
from huibao_xl.rosters.labels import added
from huibao_xl.rosters.read_lists import SheetList
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.states import States

_LEAST, _LEAST_OF_CERTIFICATE = 3, 6
"""Characters of the number of a household, and of a certificate, that says whose it is; a shorter one is a place in a list."""
_ENTIRE = "整户|全户|全家|举家|户全体|[停退销迁]保?户(?:$|[^籍口])|家庭"
"""Words by which a list says that households stop, and not one of their members."""
_ENTIRE_HOUSEHOLD = re.compile("整户|全户|全家|举家")
"""Words by which one row of a roster says it of its whole household."""
_NOBODY = pd.DataFrame({"at": [], "person": []}, dtype="int64")


def meant_by_numbers(grid: Grid, header: Header | None, lists: Sequence[SheetList]) -> pd.DataFrame:
    """Return whom a sheet that says out means by a certificate or a household that has a number on a roster: at, person, name_key "", name "", id_raw "".

    ``lists``: all that were read. A household is meant where names, title or cells of the sheet say that it stops as a whole, or its header names people as
    heads of households alone.
    """
    rosters = [one for one in lists if one.body.layout.role.frame == "entries" and not one.body.layout.says]
    parts = (
        [_matched(grid, _of_certificates(rosters))] if header is None or "号" in "".join(header.texts) else [_NOBODY]
    )
    if header is not None and _is_of_households(grid, header):
        columns = {at for at, text in enumerate(header.texts) if _is_of_household(text)}
        parts.append(_matched(grid, _of_households(rosters), columns))
    found = pd.concat(parts, ignore_index=True).drop_duplicates()
    return found.assign(name_key="", name="", id_raw="").reset_index(drop=True)


def with_entire_households(states: States, body: Body) -> States:
    """Return the states of a roster in which whoever is of a household that a row says to have stopped as a whole (整户停保, 全家迁出) is in doubt, though
    that row alone says so."""
    columns = [at for at, text in enumerate(body.layout.header.texts) if _is_of_household(text)]
    spoken = states.out | states.unclear | states.first.notna().to_numpy()
    entire = spoken & np.array(
        [bool(text) and _ENTIRE_HOUSEHOLD.search(text) is not None for text in states.says], dtype=bool
    )
    if not columns or not entire.any():
        return states
    keys = _keys(pd.Series(body.column(columns[0]).to_pylist(), dtype="str"))
    stopped = pd.Series(states.says, dtype=object)[entire & (keys != "").to_numpy()].groupby(keys[entire]).first()
    why = keys.map(stopped).fillna("").to_numpy(dtype=object)
    hit = (why != "") & ~(states.out | states.unclear)
    shown = np.array([f"同一户的另一行写明{text}" if text else "" for text in why], dtype=object)
    return replace(states, unclear=states.unclear | hit, says=added(states.says, hit, shown))


def _of_certificates(rosters: Sequence[SheetList]) -> pd.DataFrame:
    """key, person of the certificates on rosters."""
    frames = [one.frame for one in rosters]
    return _keyed([(frame["certificate_no"], frame["person"]) for frame in frames], _LEAST_OF_CERTIFICATE)


def _of_households(rosters: Sequence[SheetList]) -> pd.DataFrame:
    """key, person of the households on rosters."""
    return _keyed(list(_household_cells(rosters)), _LEAST)


def _household_cells(rosters: Sequence[SheetList]) -> Iterator[tuple[pd.Series, pd.Series]]:
    for one in rosters:
        body = one.body
        for at, text in enumerate(body.layout.header.texts):
            if _is_of_household(text):
                cells = pd.Series(body.column(at).to_pylist(), index=body.sheet_rows, dtype="str")
                yield one.frame["row"].map(cells[~cells.index.duplicated()]), one.frame["person"]


def _keyed(pairs: Sequence[tuple[pd.Series, pd.Series]], least: int) -> pd.DataFrame:
    tables = [
        pd.DataFrame({"key": _keys(numbers.reset_index(drop=True)), "person": people.to_numpy(dtype=np.int64)})
        for numbers, people in pairs
    ]
    together = pd.concat([*tables, pd.DataFrame({"key": [], "person": []}).astype({"key": "str", "person": "int64"})])
    return together[(together["key"].str.len() >= least) & (together["person"] >= 0)].drop_duplicates()


def _matched(grid: Grid, keyed: pd.DataFrame, columns: "set[int] | None" = None) -> pd.DataFrame:
    """at, person of the cells of a sheet that are such a number. ``columns``: those that may hold it, None for all."""
    parts = []
    for at, column in enumerate(grid.cells if len(keyed) else ()):
        if columns is None or at in columns:
            cells = pd.Series(pc.fill_null(column, "").combine_chunks().cast(pa.string()).to_pylist(), dtype="str")
            here = pd.DataFrame({"at": np.arange(len(cells)), "key": _keys(cells)})
            parts.append(here.merge(keyed, on="key")[["at", "person"]])
    return pd.concat([_NOBODY, *parts], ignore_index=True)


def _keys(numbers: "pd.Series[str]") -> "pd.Series[str]":
    """Numbers as they are compared: letters and digits alone, in upper case; "" where there is none."""
    return numbers.fillna("").astype("str").str.replace(r"[\W_]", "", regex=True).str.upper()


@lru_cache(maxsize=1024)
def _is_of_household(text: str) -> bool:
    """Whether a header asks for the number of a household, or of its head: 户编号, 户主身份证号."""
    aliases, kinds = household_role().aliases, parse(text).kinds if text else frozenset[str]()
    of_head = "HEAD" in kinds and bool(kinds & {"ID", "DOC"})
    return of_head or aliases.get(header_key(text), ("", ""))[0] == "户编号"


def has_numbers(header: Header) -> bool:
    """Return whether a header asks for the number of a household or of a certificate, by which a list may say whom it means."""
    kinds = [parse(text).kinds for text in header.texts if text]
    return any(map(_is_of_household, header.texts)) or any(
        "NUMBER" in one and one & {"CERT", "EVENT", "DOC"} for one in kinds
    )


def _is_of_households(grid: Grid, header: Header) -> bool:
    """Whether a sheet says that households stop as a whole."""
    path, sheet = grid.named
    if any(re.search(_ENTIRE, text) for text in (sheet, path.stem, header.title)):
        return True
    if any(pc.any(pc.match_substring_regex(column, _ENTIRE)).as_py() for column in grid.cells):
        return True
    named = [parse(text).kinds for text in header.texts if text and "NAME" in parse(text).kinds]
    return bool(named) and all("HEAD" in kinds for kinds in named)
