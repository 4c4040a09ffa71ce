"""Rows of the medical lists without a readable 证件号码, and whose they may be: by the name, or the digits that are left.

A settlement of nobody may have used the room of somebody, and an identity of nobody may be somebody's: until a person has looked, what it may change is not
certain.
"""

import pandas as pd

from huibao_xl.clearing.whose import may_be

WHO = ["person", "name", "name_key", "id"]
"""What tells of whom a row is."""
DOUBTED = "doubted"
"""The column of periods that says that one may be another person's."""


def of_settlements(settlements: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return whose the settlements without a readable id may be: row (position), person. ``people``: :func:`people_of`."""
    strays = settlements[(settlements["person"] < 0).to_numpy()].reset_index()
    pairs = _pairs(strays, people)
    return pd.DataFrame({"row": strays["index"].to_numpy()[pairs["left"]], "person": pairs["person"]}).drop_duplicates()


def with_strays(periods: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return periods (identity.with_identity) of people with a flag ``doubted``, and those without a readable id, doubted, for each person whose they may
    be. ``people``: :func:`people_of`."""
    unread = (periods["person"] < 0).to_numpy()
    periods = periods.assign(**{DOUBTED: unread})
    if not unread.any():
        return periods
    strays = periods[unread].reset_index(drop=True)
    pairs = _pairs(strays, people)
    theirs = strays.iloc[pairs["left"]].assign(person=pairs["person"].to_numpy(), name="", name_key="")
    return pd.concat([periods[~unread], theirs], ignore_index=True)


def people_of(settlements: pd.DataFrame, identities: pd.DataFrame) -> pd.DataFrame:
    """Return everybody with a readable id in frames.SETTLEMENTS and frames.IDENTITIES, once for each name that is written beside it: WHO."""
    people = pd.concat([settlements[WHO], identities[WHO]])
    people = people[people["person"] >= 0]
    return people.drop_duplicates(["person", "name_key"]).reset_index(drop=True)


def whose(strays: pd.DataFrame, people: pd.DataFrame) -> set[tuple[int, int]]:
    """Return (position in ``strays``, person of ``people``) of whomever rows without an id (WHO) may be."""
    return {*_pairs(strays, people).itertuples(index=False, name=None)}


def _pairs(strays: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """left: position among the strays, person: whose it may be."""
    found = may_be(strays, people) if len(strays) else pd.DataFrame({"left": [], "right": []}, dtype="int64")
    return pd.DataFrame({"left": found["left"], "person": people["person"].to_numpy()[found["right"]]})
