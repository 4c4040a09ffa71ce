"""Households in two tables: the heads on one sheet (户主表), the members on another (成员表), tied by 户编号.

They are put together where that is certain: on the sheet of heads each number stands once, the other sheet names no head but these, most of its households are
among them, and no other sheet of heads may be meant. Else whoever shares a number waits (L28). A household of the members without a head (L35), and a
head without members whose 家庭人口 does not say one (L36), wait too: who is missing nobody can tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.monitoring.member_words import HEAD, number_key, relation_of, word
from huibao_xl.monitoring.step import Flags, Step, Texts, doubt_at, text_of
from huibao_xl.rosters.listing import Listing, at_cells

_HEADS, _MEMBERS = "户主", "成员"
_ALONE = frozenset(["1", "1人", "1口", "1口人", "单人", "1.0", "一人"])
Place = tuple[str, str]
"""File and sheet."""


@dataclass(frozen=True)
class _Table:
    """A sheet of a list of households. ``rows``: positions; ``keys``: the number of each row as compared; ``heads``: {number: person} of who is called a
    head; ``headed``: whether it is one of heads alone, each number once; ``related``: whether it writes relations; ``people``: {(number, person)}; ``towns``."""

    place: Place
    rows: np.ndarray
    keys: Sequence[str]
    heads: Mapping[str, int]
    headed: bool
    related: bool
    people: frozenset[tuple[str, int]]
    towns: frozenset[str]

    def is_of(self, heads: "_Table") -> bool:
        """Whether its households may be those of a sheet of heads: they share numbers, no 街镇 speaks against it, it has hardly any head of its own, and one of
        the two shows that it is such a sheet."""
        shared = set(self.keys) & set(heads.keys) - {""}
        others = [key for key, person in self.heads.items() if (key, person) not in heads.people]
        apart = self.towns and heads.towns and self.towns.isdisjoint(heads.towns)
        shown = _named(heads.place, _HEADS, _MEMBERS) or self.is_of_members(heads)
        return bool(shared) and not apart and 2 * len(others) < len(set(self.keys)) and shown

    def is_of_members(self, heads: "_Table") -> bool:
        """Whether its relations, its name or the heads that it repeats say that it is one of members."""
        repeated = {key for key, _ in self.people & heads.people}
        return self.related or _named(self.place, _MEMBERS, _HEADS) or 2 * len(repeated) >= len(set(self.keys) - {""})

    def surely_of(self, heads: "_Table") -> bool:
        """Whether its households surely are: it is one of members, and most of its numbers stand among the heads."""
        mine = set(self.keys) - {""}
        return self.is_of_members(heads) and 2 * len(mine & set(heads.keys)) >= len(mine)


def _named(place: Place, word_for: str, word_against: str) -> bool:
    """Whether file and sheet are called one thing, and not the other."""
    name = f"{PurePath(place[0]).stem} {place[1]}"
    return word_for in name and word_against not in name


@dataclass(frozen=True)
class TwoTables:
    """``scope``: per row the sheet of whose households its number is one; ``like``: the sheet with which it may share them, "" if none; ``twin``: a number that rows
    of one person in both tables share, -1 elsewhere; ``sheets``: {sheet of members: sheet of heads}, both as file#sheet; ``step``: what is found, and who waits."""

    scope: pd.Series
    like: pd.Series
    twin: np.ndarray
    sheets: Mapping[str, str]
    step: Step = field(default_factory=lambda: Step({}))


def two_tables(listing: Listing) -> TwoTables:
    """Return which sheets of a list of households belong together, and what that leaves open."""
    tables = _tables(listing)
    scope = pd.Series([f"{file}#{sheet}" for file, sheet in _places(listing)], index=listing.rows.index, dtype="str")
    like = pd.Series("", index=listing.rows.index, dtype="str")
    members = [table for table in tables if not table.headed]
    sheets, found, doubts = dict[str, str](), list[pd.DataFrame](), list[Texts]()
    twin = np.full(len(scope), -1, dtype=np.int64)
    for heads in (table for table in tables if table.headed):
        candidates = [table for table in members if table.is_of(heads)]
        mine = [table for table in candidates if _only(table, heads, tables) and table.surely_of(heads)]
        for table in candidates:
            if all(table is not one for one in mine):
                like.iloc[table.rows] = "#".join(heads.place)
                like.iloc[heads.rows] = "#".join(table.place)
        for table in mine:
            sheets["#".join(table.place)] = "#".join(heads.place)
            scope.iloc[table.rows] = "#".join(heads.place)
            _mark_twins(twin, heads, table, listing)
        if mine:
            about, waits = _about(listing, heads, mine)
            found, doubts = [*found, *about], [*doubts, *waits]
    return TwoTables(scope, like, twin, sheets, Step({}, found, of_people=doubts))


def of_one(table: pd.DataFrame, fen: np.ndarray) -> np.ndarray:
    """Return amounts (-1: not written) in which each of the rows of one person in both tables has what either says."""
    twin = table["twin"].to_numpy()
    if not (twin >= 0).any():
        return fen
    most = pd.Series(fen).groupby(np.where(twin >= 0, twin, -2 - np.arange(len(twin)))).transform("max").to_numpy()
    filled: np.ndarray = np.where((twin >= 0) & (fen == -1), most, fen)
    return filled


def _places(listing: Listing) -> list[Place]:
    files, sheets = (listing.rows[column].astype("str") for column in ("file", "sheet"))
    return list(zip(files, sheets, strict=True))


def _tables(listing: Listing) -> list[_Table]:
    """The sheets of a list, in their order."""
    numbers, relations = text_of(listing, "户编号"), text_of(listing, "与户主关系")
    keys = numbers.map({text: number_key(text) if word(text) else "" for text in numbers.unique()}).tolist()
    means = relations.map({text: relation_of(text) or "" for text in relations.unique()}).tolist()
    rows: dict[Place, list[int]] = {}
    for at, place in enumerate(_places(listing)):
        rows.setdefault(place, []).append(at)
    people, towns = listing.rows["person"].tolist(), listing.rows["township"].astype(object).tolist()
    return [
        _table(place, np.array(mine), *([cells[at] for at in mine] for cells in (keys, means, people, towns)))
        for place, mine in rows.items()
    ]


def _table(
    place: Place, rows: np.ndarray, keys: list[str], means: list[str], people: list[int], towns: list[str]
) -> _Table:
    written = [key for key in keys if key]
    once = len(written) == len(keys) == len(set(written))
    related = any(means)
    return _Table(
        place,
        rows,
        keys,
        {key: person for key, mean, person in zip(keys, means, people, strict=True) if mean == HEAD and key},
        once and (all(mean == HEAD for mean in means) or (not related and _named(place, _HEADS, _MEMBERS))),
        related,
        frozenset((key, person) for key, person in zip(keys, people, strict=True) if key and person >= 0),
        frozenset(town for town in towns if isinstance(town, str)),
    )


def _only(table: _Table, heads: _Table, tables: Sequence[_Table]) -> bool:
    """Whether no other sheet of heads may be that of a sheet of members, and no other sheet of members has its numbers; one of the same file comes first."""

    def rivals(others: list[_Table], of: _Table) -> bool:
        same = [one for one in others if one.place[0] == of.place[0]]
        return len(same or others) == 1

    of_heads = [one for one in tables if one.headed and table.is_of(one)]
    numbers = set(table.keys) - {""}
    of_members = [one for one in tables if not one.headed and one.is_of(heads) and numbers & set(one.keys)]
    if not rivals(of_heads, table) or not rivals(of_members, heads):
        return False
    here = [one for one in of_heads if one.place[0] == table.place[0]] or of_heads
    there = [one for one in of_members if one.place[0] == heads.place[0]] or of_members
    return here[0] is heads and there[0] is table


def _mark_twins(twin: np.ndarray, heads: _Table, table: _Table, listing: Listing) -> None:
    """Give the rows of one person in both tables a number that they share: that of the row among the heads."""
    people = listing.rows["person"].to_numpy()
    first = {(key, people[at]): at for key, at in zip(heads.keys, heads.rows, strict=True) if people[at] >= 0}
    for key, at in zip(table.keys, table.rows, strict=True):
        if (key, people[at]) in first:
            twin[at] = twin[first[key, people[at]]] = first[key, people[at]]


def _about(listing: Listing, heads: _Table, mine: Sequence[_Table]) -> tuple[list[pd.DataFrame], list[Texts]]:
    """What is said of tables that were put together: L34, L35 and L36; and the rows whose household waits."""
    numbers = {key for table in mine for key in table.keys}
    alone = text_of(listing, "家庭人口").map(lambda text: word(text) in _ALONE).to_numpy()
    n = len(listing.rows)
    headless: Flags = np.zeros(n, dtype=bool)
    childless: Flags = np.zeros(n, dtype=bool)
    for table in mine:
        firsts = ~pd.Series(table.keys).duplicated().to_numpy()
        headless[table.rows] = firsts & [key not in heads.keys and key != "" for key in table.keys]
    childless[heads.rows] = [key not in numbers for key in heads.keys] & ~alone[heads.rows]
    found = [
        *(
            findings.for_file(
                "L34", *table.place, heads="#".join(heads.place), count=len(set(table.keys) & set(heads.keys) - {""})
            )
            for table in mine
        ),
        at_cells(listing, "L35", headless, "户编号", heads="#".join(heads.place)),
        at_cells(listing, "L36", childless, "户编号", members="、".join("#".join(table.place) for table in mine)),
    ]
    return found, [doubt_at(headless, "户主表中没有这一户"), doubt_at(childless, "成员表中没有这一户的人")]
