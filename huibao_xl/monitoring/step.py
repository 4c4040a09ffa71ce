"""A step from a list of 低收入家庭 to its members: what it adds, what it finds, and why households are in doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.rosters.listing import Listing

Texts = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Step:
    """What one step gives: columns to add to the table; findings in order; doubts: arrays of texts, per row why its
    household is in doubt ("": it is not); ``of_people``: those of them that leave open who belongs to the household."""

    columns: Mapping[str, Any]
    findings: Sequence[pd.DataFrame] = ()
    doubts: Sequence[Texts] = ()
    of_people: Sequence[Texts] = ()


def text_of(listing: Listing, field: str) -> pd.Series:
    """Return the cells of a field, "" where the list has no such column."""
    if field in listing.rows:
        return listing.rows[field]
    return pd.Series([""] * len(listing.rows), index=listing.rows.index, dtype="str")


def doubt_at(hit: "pd.Series[bool] | Flags", why: str) -> Texts:
    """Return ``why`` at the rows hit, "" elsewhere."""
    return np.where(hit, why, "").astype(object)


def joined(doubts: Sequence[Texts]) -> pd.Series:
    """Return the distinct doubts of each row as one text."""
    texts = ["；".join(dict.fromkeys(text for text in row if text)) for row in zip(*doubts, strict=True)]
    return pd.Series(pd.array(texts, dtype="str"))
