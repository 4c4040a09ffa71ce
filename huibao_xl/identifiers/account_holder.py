"""Whose a bank account is: the person's who is paid, that of the named guardian of a minor, or somebody else's.

Asked before money goes (which account may be used, what a batch may hold), of lists of payments that went elsewhere, and when a result is held against
itself. Names are compared by their keys (:mod:`person_name`); who is a minor follows from the number.
"""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.identifiers import partial_name, person_name, resident_id

THE_PERSON, OTHER_NAME, GUARDIAN = "本人", "本人的另一姓名", "监护人"
"""The account may be paid into: OTHER_NAME is one that a clerk confirmed, GUARDIAN that of a minor."""
ADULT, NO_GUARDIAN, ANOTHER_GUARDIAN = "成年人的监护人", "没有写监护人", "另一个监护人"
"""It may not: the person is grown up, or the holder is not the guardian that is named, or none is."""
STRANGERS = (ADULT, NO_GUARDIAN, ANOTHER_GUARDIAN)


def relations(rows: pd.DataFrame, days: "pd.Series | None" = None) -> "pd.Series[str]":
    """Return for each row what the holder is to the person, by its index: one of the six above.

    ``rows``: holder, name, guardian, id, and where clerks joined names: also_named (the holder whom they confirmed, else ""), name_key (of the person).
    ``days``: the day on which each must be a minor; without them every named guardian passes.
    """
    found = pd.Series(THE_PERSON, index=rows.index, dtype="str")
    other = rows[rows["holder"] != rows["name"]]
    if other.empty:
        return found
    written = pd.unique(pd.concat([other[column] for column in ("holder", "guardian", "name")]))
    keys = {name: person_name.key(name) for name in written}
    holder, guardian, name = (other[column].map(keys) for column in ("holder", "guardian", "name"))
    mine = holder == name
    if "name_key" in rows:
        mine |= holder == other["name_key"]
    relation = pd.Series(ANOTHER_GUARDIAN, index=other.index, dtype="str").mask(guardian == "", NO_GUARDIAN)
    relation = relation.mask((guardian != "") & (guardian == holder), GUARDIAN).mask(mine, THE_PERSON)
    if "also_named" in rows:
        relation = relation.mask((other["also_named"] != "") & (other["also_named"] == other["holder"]), OTHER_NAME)
    named = other[relation == GUARDIAN]
    if days is not None and len(named):
        relation[named.index[~resident_id.is_minor(named["id"], days[named.index])]] = ADULT
    found[other.index] = relation
    return found


def may_be(holder: str, name: str) -> bool:
    """Return whether a holder as a bank writes it, whole or masked, may be of that name. 孙女士 names no holder.

    >>> may_be("孙 志强", "孙志强"), may_be("*志强", "孙志强"), may_be("孙某某", "孙志强"), may_be("孙女士", "孙志强")
    (True, True, True, False)
    """
    form, key = partial_name.pattern(holder, titles=False), person_name.key(name)
    return person_name.key(holder) == key if form is None else re.fullmatch(form, key) is not None


def contested(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows (account, person, name_key: of the person, holder_key, relation: :func:`relations`, minor) claim an account that cannot be
    everybody's who claims it.

    An account has one holder: two people of age cannot both have it as theirs, also of one name, nor one of them while it is another's guardian's. A child
    that is written as the holder of an account may stand for a guardian whom nobody named: it speaks against nobody.
    """
    guarded = rows["relation"] == GUARDIAN
    claims = rows[(rows["relation"].isin((THE_PERSON, OTHER_NAME)) & ~rows["minor"]) | guarded]
    key = claims["name_key"].mask(guarded, claims["holder_key"])
    alone = claims["person"].where(~guarded & (claims["person"] >= 0))
    grouped = claims.assign(key=key, alone=alone).groupby("account")[["key", "alone"]]
    several = grouped.nunique().gt(1).any(axis=1)
    return np.asarray(rows.index.isin(claims.index) & rows["account"].map(several).eq(True), dtype=np.bool_)
