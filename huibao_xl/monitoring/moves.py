"""Households of two lists of 低收入家庭: numbered otherwise, merged, split; and people of one household whose number (证件号码) is another now.

What is likely the same is said and decides nothing. People of both lists are who :func:`changes.person_keys` says; of somebody whose number changed
the two keys count as one where the name is the same and the household is (its number, or others of its people).
"""

from collections.abc import Iterator

import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import NUMBER, TEXT, Shape
from huibao_xl.matching import near
from huibao_xl.monitoring.member_words import number_key
from huibao_xl.rosters.place import place

NUMBER_FIELD = "户编号"
MERGED, SPLIT, RENUMBERED = "合并", "拆分", "换了户编号"
MOVES = Shape("moves", dict.fromkeys(("kind", "old", "new", "people", "place", "note"), TEXT) | {"n": NUMBER})
"""One row per household that is not the same household in both lists: which it was and is, its people (n of them), where it stands now."""
_LENGTH, _SHORT, _SIDES = 18, 7, ("old", "new")
_SHOWN = 6
"""People that a line names."""


def same_household(gone: pd.DataFrame, added: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of somebody gone and somebody added who are of one household and have one name, one birthday, or numbers that are within one edit:
    left and right, positions in ``gone`` and ``added``, and named: whether the name is the same.

    ``gone``, ``added``: key, name_key and id of people; ``old``, ``new``: the rows of both lists with key, file, sheet and 户编号.
    """
    none = pd.DataFrame({"left": [], "right": [], "named": []}).astype(
        {"left": "int64", "right": "int64", "named": bool}
    )
    if NUMBER_FIELD not in old or NUMBER_FIELD not in new or gone.empty or added.empty:
        return none
    houses = [_houses(rows) for rows in (old, new)]
    sides = [
        pd.DataFrame(
            {"at": range(len(people)), **{name: people[name].array for name in ("key", "name_key", "id")}}
        ).merge(house, on="key")
        for people, house in zip((gone, added), houses, strict=True)
    ]
    mates = _mates(*houses).rename(columns={"house_old": "house", "house_new": "house_new"})
    by_mates = (
        sides[0]
        .merge(mates, on="house")
        .merge(sides[1].rename(columns={"house": "house_new"}), on="house_new", suffixes=("_old", "_new"))
    )
    by_number = sides[0].merge(sides[1], on="number", suffixes=("_old", "_new"))
    pairs = pd.concat([by_number, by_mates], ignore_index=True)
    if pairs.empty:
        return none
    named = (pairs["name_key_old"] == pairs["name_key_new"]) & (pairs["name_key_old"] != "")
    born = [pairs[f"id_{side}"].str.slice(6, 14).where(pairs[f"id_{side}"].str.len() == _LENGTH, "") for side in _SIDES]
    written = pairs["id_old"].str.len() > _SHORT
    close = written & (near.edits(pairs["id_old"], pairs["id_new"]) <= 1)
    likely = named | ((born[0] == born[1]) & (born[0] != "")) | close
    found = pd.DataFrame({"left": pairs["at_old"], "right": pairs["at_new"], "named": named})[likely]
    return found.drop_duplicates(["left", "right"]).reset_index(drop=True)


def _houses(rows: pd.DataFrame) -> pd.DataFrame:
    """Which household each row's person is in: key, house (file, sheet and number), number (as compared); rows without a number are left out."""
    rows = rows[rows[NUMBER_FIELD] != ""]
    house = rows["file"].astype("str") + "#" + rows["sheet"].astype("str") + "#" + rows[NUMBER_FIELD]
    numbers = {text: number_key(text) for text in rows[NUMBER_FIELD].unique()}
    found = pd.DataFrame({"key": rows["key"], "house": house, "number": rows[NUMBER_FIELD].map(numbers)})
    return found.drop_duplicates(["key", "house"])


def _mates(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The households of both lists that share people: house_old, house_new."""
    shared = old.merge(new, on="key", suffixes=("_old", "_new"))
    return shared[["house_old", "house_new"]].drop_duplicates()


def household_moves(old: pd.DataFrame, new: pd.DataFrame, linked: dict[str, str]) -> pd.DataFrame:
    """Return MOVES. ``old``, ``new``: the rows of both lists with key, name, file, sheet, row and 户编号; ``linked``: {key of somebody gone: the
    key of the same person, likely, in the new list}."""
    if NUMBER_FIELD not in old or NUMBER_FIELD not in new:
        return MOVES.empty()
    before = _houses(old.assign(key=old["key"].replace(linked)))
    after = _houses(new)
    shared = _moved(before, after)
    edges = shared.groupby(["house_old", "house_new"], sort=False).size().reset_index()
    to, of = edges["house_old"].value_counts(), edges["house_new"].value_counts()
    single = edges[(edges["house_old"].map(to) == 1) & (edges["house_new"].map(of) == 1)]
    numbers = [_numbers(rows) for rows in (old, new)]
    renamed = single[single["house_old"].map(numbers[0]).to_numpy() != single["house_new"].map(numbers[1]).to_numpy()]
    lines = [*_renumbered(renamed, numbers), *_several(edges, numbers, to[to > 1].index, "house_old", SPLIT)]
    lines += _several(edges, numbers, of[of > 1].index, "house_new", MERGED)
    return MOVES.check(_with_people(lines, new, linked))


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The households of both lists that share people, without those between which nobody went: who stands in two households in both lists has left neither."""
    shared = before.merge(after, on="key", suffixes=("_old", "_new"))
    there = [pd.MultiIndex.from_frame(house[["key", "number"]]) for house in (before, after)]
    stays = pd.MultiIndex.from_frame(shared[["key", "number_old"]]).isin(there[1])
    was = pd.MultiIndex.from_frame(shared[["key", "number_new"]]).isin(there[0])
    return shared[~(stays & was & (shared["number_old"] != shared["number_new"]).to_numpy())]


def _numbers(rows: pd.DataFrame) -> "pd.Series[str]":
    """The 户编号 of each house, as the list writes it."""
    house = rows["file"].astype("str") + "#" + rows["sheet"].astype("str") + "#" + rows[NUMBER_FIELD]
    return pd.Series(rows[NUMBER_FIELD].to_numpy(), index=house).groupby(level=0).first()


Line = tuple[str, str, str, list[str], str]
"""kind, old, new, houses of the new list, note."""


def _renumbered(edges: pd.DataFrame, numbers: list["pd.Series[str]"]) -> Iterator[Line]:
    for house_old, house_new in zip(edges["house_old"], edges["house_new"], strict=True):
        old, new = numbers[0][house_old], numbers[1][house_new]
        spelt = number_key(old) == number_key(new)
        note = "只是写法不同，可能是同一户" if spelt else "成员相同，可能是同一户换了编号"
        yield RENUMBERED, old, new, [house_new], note


def _several(
    edges: pd.DataFrame, numbers: list["pd.Series[str]"], houses: pd.Index, side: str, kind: str
) -> Iterator[Line]:
    """A line for each household that shares people with several of the other list."""
    other = "house_new" if side == "house_old" else "house_old"
    for house, rows in edges[edges[side].isin(houses)].groupby(side, sort=False):
        texts = [numbers[other == "house_new"][name] for name in rows[other]]
        number = numbers[side == "house_new"][house]
        sides = (number, "、".join(texts)) if kind == SPLIT else ("、".join(texts), number)
        note = "旧名单一户的人现在在几户里" if kind == SPLIT else "旧名单几户的人现在在一户里"
        yield kind, *sides, list(rows["house_new"].unique()), note


def _with_people(lines: list[Line], new: pd.DataFrame, linked: dict[str, str]) -> pd.DataFrame:
    """The lines as a table, with the people and the place of their households now."""
    if not lines:
        return MOVES.empty()
    house = new["file"].astype("str") + "#" + new["sheet"].astype("str") + "#" + new[NUMBER_FIELD]
    wanted = {name for line in lines for name in line[3]}
    rows = new.assign(house=house, place=place(new))[house.isin(wanted)]
    groups = dict(iter(rows.groupby("house", sort=False)))
    table = []
    for kind, old, now, houses, note in lines:
        people = pd.concat([groups[name] for name in houses])
        names = people["name"].tolist()
        shown = "、".join(names[:_SHOWN]) + (f" 等 {len(names)} 人" if len(names) > _SHOWN else "")
        table.append((kind, old, now, shown, people["place"].iloc[0], note, len(people)))
    columns = ["kind", "old", "new", "people", "place", "note", "n"]
    return pd.DataFrame(table, columns=columns).astype(MOVES.columns)


def about_moves(moves: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return L30 about each kind of what happened to households, with how many."""
    counts = moves["kind"].value_counts(sort=False)
    return findings.concat(
        findings.for_file("L30", file, kind=str(kind), count=int(count)) for kind, count in counts.items() if count
    )
