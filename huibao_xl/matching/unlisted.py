"""Insured people whom no roster holds, and the entries of rosters that may mean them. (contract: rule H05)

They are near by their numbers (:mod:`near`), or the entry's number is masked or cut and what is written of it agrees (:mod:`partly_written`).
"""

import numpy as np
import pandas as pd

from huibao_xl.matching import near, partly_written

_COLUMNS = ["name_key", "id", "id_fault"]
_COMPLETE = "[0-9]{17}[0-9Xx]"


def pairs(insured: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of insured rows that no roster holds and roster entries whose own id is invalid or not among the insured: left, right
    (positions) and likeness (place in near.LIKENESS).

    ``insured``, ``entries``: their frames.
    """
    left = np.flatnonzero((insured["person"] >= 0) & ~insured["person"].isin(entries["person"]))
    strays = np.flatnonzero((entries["person"] < 0) | ~entries["person"].isin(insured["person"]))
    if not len(left) or not len(strays):
        return near.NONE.copy()
    names = entries["name_key"].iloc[strays]
    namesakes = left[near.among(insured["name_key"].iloc[left], names[names != ""])]
    close = near.pairs(
        insured[_COLUMNS].iloc[namesakes].reset_index(drop=True), entries[_COLUMNS].iloc[strays].reset_index(drop=True)
    )
    close = close.assign(left=namesakes[close["left"]], right=strays[close["right"]])
    unusual = strays[~entries["id_raw"].iloc[strays].str.fullmatch(_COMPLETE).to_numpy(dtype=bool)]
    partly = partly_written.pairs(insured[["name_key", "id"]].iloc[left], entries.iloc[unusual], partly_written.LEAST)
    if partly.empty:
        return close
    partly = partly.assign(left=left[partly["left"]], right=unusual[partly["right"]]).astype(close.dtypes.to_dict())
    found = pd.concat([close, partly]).drop_duplicates(["left", "right"])
    return found.sort_values(["left", "right"], kind="stable", ignore_index=True)
