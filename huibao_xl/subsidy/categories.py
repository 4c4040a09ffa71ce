"""The categories of the policy: whose rosters count, and which of them a person has: all in the policy's order, and
the first, the 主类别."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import findings
from huibao_xl.policy import Category, Policy
from huibao_xl.policy.roles import ROSTER
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.lists import Lists


def named_by_policy(lists: Lists, rules: Policy) -> tuple[Lists, pd.DataFrame]:
    """Return the lists with only the roster entries (frames.ENTRIES) whose role a category of the policy names, and
    the findings: I23 at each sheet of another roster. Such sheets stay in ``lists.sheets``."""
    book = role_book_of(rules)
    rosters = [name for name, role in book.roles.items() if role.frame == ROSTER and name not in rules.roles]
    unpaid = lists.sheets[lists.sheets["role"].isin(rosters)]
    if unpaid.empty:
        return lists, findings.concat([])
    named = lists.entries["role"].isin(rules.roles)
    found = [
        findings.for_file(
            "I23", sheet["path"], sheet["sheet"], role=sheet["role"], policy=rules.title, count=f"{sheet['rows']:,}"
        )
        for sheet in unpaid.to_dict("records")
    ]
    return replace(lists, entries=lists.entries[named].reset_index(drop=True)), findings.concat(found)


def join(
    rows: npt.NDArray[np.int64], roles: pd.Series | pd.Categorical, n: int, order: Sequence[Category]
) -> "tuple[pd.Categorical[str], pd.Categorical[str]]":
    """Return, for ``n`` rows, the titles of their categories joined by 、 and that of the main one; null where a row
    has none.

    ``rows``: which row each of ``roles`` belongs to, in any order and with repeats. ``order``: the categories, main
    first.

    >>> order = [Category("b", "残疾人", "持证残疾人", "", ""), Category("a", "优抚对象", "优抚对象", "", "")]
    >>> joined, main = join(np.array([0, 0, 2]), pd.Series(["优抚对象", "持证残疾人", "优抚对象"]), 3, order)
    >>> list(joined), list(main)
    (['残疾人、优抚对象', nan, '优抚对象'], ['残疾人', nan, '优抚对象'])
    """
    bits = np.zeros(n, dtype=np.int64)
    for position, category in enumerate(order):
        bits[np.unique(rows[np.asarray(roles == category.role)])] |= 1 << position
    sets = np.flatnonzero(np.bincount(np.append(bits, 0)))  # 0, no category, is always the first
    place_of = np.zeros(sets[-1] + 1, dtype=np.int32)
    place_of[sets] = np.arange(len(sets))
    positions = [[position for position in range(len(order)) if bit >> position & 1] for bit in sets.tolist()]
    titles = pd.Index([category.title for category in order], dtype="str")
    texts = pd.Index(["、".join(titles[chosen]) for chosen in positions[1:]], dtype="str")
    first = np.array([-1, *(chosen[0] for chosen in positions[1:])])
    row_sets = place_of[bits]
    return (
        pd.Categorical.from_codes(row_sets - 1, categories=texts),
        pd.Categorical.from_codes(first[row_sets], categories=titles),
    )
