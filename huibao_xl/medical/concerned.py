"""Whose settlements new rows may change (实时清算): only these persons are cleared again.

A row changes its own person, an identity its own. Rows without a readable id change whoever they may be, whoever has the 结算号 that they name, and,
where they take something back, whoever has their name; and a name that nobody had before may tell of whom an earlier one of them is.
"""

import numpy as np
import pandas as pd

from huibao_xl.frames import PLACE
from huibao_xl.medical.earlier import Earlier
from huibao_xl.medical.strays import WHO, people_of, whose

_LOOKED_AT = [*WHO, "number", "refund", "refund_of", "total_fen", "paid_fen"]
_Persons = set[int]


def concerned(
    earlier: Earlier, settlements: pd.DataFrame, identities: tuple[pd.DataFrame, pd.DataFrame]
) -> tuple[_Persons, pd.DataFrame | None]:
    """Return the persons to be cleared again, with -1: rows of nobody always are; and everybody who was ever named (strays.people_of), None where
    nothing depends on it. ``settlements``: the new ones; ``identities``: frames.IDENTITIES as they were and as they are."""
    before, after = identities
    changed = _changed(before, after)
    persons = {-1, *settlements["person"], *changed["person"]}
    nobody = (earlier.columns(["person"])["person"] < 0).any() or any(
        (frame["person"] < 0).any() for frame in (settlements, before, after)
    )
    if not nobody:
        return persons, None
    settled = earlier.columns(_LOOKED_AT)
    people = people_of(pd.concat([settled, settlements]), after)
    persons |= _by_number(settled, settlements)
    pairs = whose(_without_id(settlements, changed), people)
    older = _without_id(settled, before)
    people_before = people_of(settled, before)
    if len(people) > len(people_before):
        pairs |= whose(older, people) ^ whose(older, people_before)
    return persons | {person for _, person in pairs}, people


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The periods that stand in one of two lists of identities only, wherever they stand in it."""
    content = [column for column in before if column not in PLACE]
    both = pd.concat([frame[content].astype({"id_fault": "str"}) for frame in (before, after)])
    return both.drop_duplicates(keep=False)


def _without_id(*frames: pd.DataFrame) -> pd.DataFrame:
    strays = pd.concat([frame.loc[frame["person"] < 0, WHO] for frame in frames])
    return strays.drop_duplicates().reset_index(drop=True)


def _by_number(settled: pd.DataFrame, settlements: pd.DataFrame) -> _Persons:
    """The persons of earlier settlements that rows without an id name: new ones by 结算号 or name; earlier ones that take something back as well, since
    whose number they name may be another now."""
    every = pd.concat([settled, settlements])
    back = every["refund"] | (every["refund_of"] != "") | (every["total_fen"] < 0) | (every["paid_fen"] < 0)
    is_new = np.arange(len(every)) >= len(settled)
    naming = every[(every["person"] < 0).to_numpy() & (is_new | back.to_numpy())]
    numbers = {*naming["number"], *naming["refund_of"]} - {""}
    hit = settled["number"].isin(numbers) | settled["name_key"].isin({*naming["name_key"]} - {""})
    return {*settled.loc[hit & (settled["person"] >= 0), "person"]}
