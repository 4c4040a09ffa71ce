"""Lists of accounts that may be old ones (2022年银行账户, 旧版) beside one that is not: nobody is paid to an account that only such a list has.

Where all lists of accounts say an earlier year, or those that do not are shorter (新增, 补充), it is the one that the office uses, and pays to.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.rosters.account_states import against_all
from huibao_xl.rosters.list_years import old_by_name
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.read_lists import SheetList

_PAIR = ["person", "account"]


def with_older_accounts(
    read: Sequence[SheetList], confirmed: Sequence[bool], year: int
) -> tuple[list[SheetList], list[pd.DataFrame]]:
    """Return the lists with a word against each account of an older list that nobody has checked, and I54 at these lists.

    ``confirmed``: of each list, whether a clerk has confirmed its sheet; ``year``: the policy's.
    """
    lists = list(read)
    accounts = [at for at, one in enumerate(read) if one.body.layout.role.frame == "accounts"]
    old = {at: _age(read[at], year) for at in accounts}
    of_now = [read[at].frame for at, age in old.items() if not age]
    newer = sum(map(len, of_now))
    pairs = pd.MultiIndex.from_frame(pd.concat([one[_PAIR] for one in of_now])) if of_now else None
    found = []
    for at, age in old.items():
        if age and not confirmed[at] and len(read[at].frame) <= newer:
            lists[at] = _doubted(read[at], age, pairs)
            body = read[at].body
            found.append(findings.for_file("I54", body.label, body.grid.sheet, old=age, now=year))
    return lists, found


def _age(one: SheetList, year: int) -> str:
    """What says that a list may be an old one, as staff read it, "" if nothing does."""
    file, sheet = one.body.grid.named
    return old_by_name((sheet, one.body.layout.header.title, file.stem, *folders_of(one.body.label)), year)


def _doubted(one: SheetList, age: str, newer: pd.MultiIndex | None) -> SheetList:
    """The list with a word against each of its accounts, but for those that a list of now gives the same person (``newer``: person, account)."""
    pairs = pd.MultiIndex.from_frame(one.frame[_PAIR])
    again = np.zeros(len(pairs), dtype=np.bool_) if newer is None else pairs.isin(newer)
    frame = against_all(
        one.frame, f"只在可能是{age}的表中", again & (one.frame["person"] >= 0).to_numpy(dtype=np.bool_)
    )
    layout = replace(one.body.layout, old=age)
    return replace(one, frame=frame, body=replace(one.body, layout=layout))
