"""Columns of a roster that ask one by one which kind somebody is (是否特困, 是否低保, 是否低收入): who is none of them is only listed there.

Headers are data (``kinds`` of ``answers`` in ``schemas/status-words.json``). Where most people are one of the kinds, whoever is none waits (H08).
"""

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.rosters.columns import mapped
from huibao_xl.rosters.header_terms import plain
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.status_words import UNCLEAR, State, answer, content, is_nothing

_FEWEST = 2
"""So many columns ask for kinds at least."""


def in_no_kind(body: Body) -> Iterator[tuple[int, str, State]]:
    """Yield (position among the rows, what the columns say as staff read it, not clear) of each person of a roster who is of none of the kinds."""
    pattern, layout = content()["answers"]["kinds"].get(body.layout.role.name, ""), body.layout
    used = {*layout.columns.values(), *(layout.confirmed or {})}
    asking = [
        at
        for at, text in enumerate(layout.header.texts)
        if pattern and at not in used and re.fullmatch(pattern, plain(text))
    ]
    replies = [_answered(body.column(at)) for at in asking if len(asking) >= _FEWEST and "子类" not in layout.columns]
    if not replies or any(one is None for one in replies):
        return
    yes = np.logical_or.reduce([one for one in replies if one is not None])
    if 2 * np.count_nonzero(yes) < len(yes):
        return
    titles = "、".join(f"“{layout.header.texts[at]}”" for at in asking)
    for at in np.flatnonzero(~yes).tolist():
        yield at, f"{titles}列都不是“是”", UNCLEAR


def _answered(texts: pa.Array) -> npt.NDArray[np.bool_] | None:
    """Which cells say yes, None where some are no answers."""
    positions, replies = mapped(
        pc.fill_null(texts, ""), lambda text: False if is_nothing(text) else answer(text.strip())
    )
    if any(reply is None for reply in replies):
        return None
    yes: npt.NDArray[np.bool_] = np.array(replies, dtype=np.bool_)[positions]
    return yes
