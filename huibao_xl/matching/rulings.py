"""What clerks ruled about pairs, as far as the decision depends on it: pairs that are not one person, persons whose
number is open.

A pair is known by what it rests on (:data:`PairKey`), not by where its records stand, so a ruling holds in every
list.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl.matching import near

PairKey = tuple[str, str, str, str, str]
"""What a pair of records rests on: (code, left number, left name key, right number, right name key); numbers as
:func:`near.numbers`."""


@dataclass(frozen=True)
class PairRulings:
    """``refused``: pairs that are not one person; ``unsettled``: person keys that are one person under two valid
    numbers, while nobody has named the number that counts."""

    refused: frozenset[PairKey] = frozenset()
    unsettled: frozenset[int] = frozenset()


NO_RULINGS = PairRulings()


def pair_keys(code: str, left: pd.DataFrame, right: pd.DataFrame) -> list[PairKey]:
    """Return what each pair of row-aligned records rests on; both frames have name_key, id and id_fault."""
    columns = (near.numbers(left), left["name_key"], near.numbers(right), right["name_key"])
    return [(code, *texts) for texts in zip(*(column.astype("str") for column in columns), strict=True)]


def without_refused(
    code: str, found: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame, refused: frozenset[PairKey]
) -> pd.DataFrame:
    """Return the pairs that nobody has refused, with a plain index.

    ``found``: columns left and right, positions in the frames ``left`` and ``right``, which have name_key, id and
    id_fault.
    """
    if not refused or found.empty:
        return found
    keys = pair_keys(code, left.iloc[found["left"]], right.iloc[found["right"]])
    return found[np.array([key not in refused for key in keys], dtype=np.bool_)].reset_index(drop=True)


def is_unsettled(insured: pd.DataFrame, rulings: PairRulings) -> "pd.Series[bool]":
    """Return for each insured row whether two valid numbers are one person and nobody has named the one that counts."""
    if not rulings.unsettled:
        return pd.Series(False, index=insured.index)
    return insured["person"].isin(rulings.unsettled)
