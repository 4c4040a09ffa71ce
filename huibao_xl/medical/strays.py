"""Rows of the medical lists without a readable 证件号码, and whose they may be: by the name, or the digits that are left.

A settlement of nobody may have used the room of somebody, and an identity of nobody may be somebody's: until a person has looked, what it may change is not
certain.
"""

import pandas as pd

from huibao_xl.clearing.whose import may_be

_WHO = ["person", "name", "name_key", "id"]
DOUBTED = "doubted"
"""The column of periods that says that one may be another person's."""


def of_settlements(settlements: pd.DataFrame, identities: pd.DataFrame) -> pd.DataFrame:
    """Return whose the settlements without a readable id may be: row (position), person. Both frames as read."""
    strays = settlements[(settlements["person"] < 0).to_numpy()].reset_index()
    pairs = _pairs(strays, _people(settlements, identities))
    return pd.DataFrame({"row": strays["index"].to_numpy()[pairs["left"]], "person": pairs["person"]}).drop_duplicates()


def with_strays(periods: pd.DataFrame, settlements: pd.DataFrame, identities: pd.DataFrame) -> pd.DataFrame:
    """Return periods (identity.with_identity) of people with a flag ``doubted``, and those without a readable id, doubted, for each person whose they may be."""
    unread = (periods["person"] < 0).to_numpy()
    periods = periods.assign(**{DOUBTED: unread})
    if not unread.any():
        return periods
    strays = periods[unread].reset_index(drop=True)
    pairs = _pairs(strays, _people(settlements, identities))
    theirs = strays.iloc[pairs["left"]].assign(person=pairs["person"].to_numpy(), name="", name_key="")
    return pd.concat([periods[~unread], theirs], ignore_index=True)


def _people(settlements: pd.DataFrame, identities: pd.DataFrame) -> pd.DataFrame:
    """Everybody with a readable id, once for each name that is written beside it."""
    people = pd.concat([settlements[_WHO], identities[_WHO]])
    people = people[people["person"] >= 0]
    return people.drop_duplicates(["person", "name_key"]).reset_index(drop=True)


def _pairs(strays: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """left: position among the strays, person: whose it may be."""
    found = may_be(strays, people) if len(strays) else pd.DataFrame({"left": [], "right": []}, dtype="int64")
    return pd.DataFrame({"left": found["left"], "person": people["person"].to_numpy()[found["right"]]})
