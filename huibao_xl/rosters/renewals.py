"""What a roster says of a certificate beside its end: 换证中, 已换新证，新证有效期至 2034-05-01, 已续期.

Until its end the entry is valid whatever is being renewed; after it nobody knows whether the new certificate goes on from there, so that who
depends on it waits (H08) and is not refused as expired (X05).
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.rosters.labels import added, label, texts_of
from huibao_xl.rosters.remark_words import content
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.state_columns import state_columns
from huibao_xl.rosters.states import sentence

_ENDS = ("失效日期", "有效期")


def with_renewals(body: Body, frame: pd.DataFrame) -> pd.DataFrame:
    """Return entries (frames.ENTRIES) in which an end beside a word of a renewal leaves open from the next day on what is after it.

    ``frame``: with valid_to, out, out_from and state; where the entry is out anyway, or its end is the last that there is, it stays as it is.
    """
    words = _words(body)
    if not (words != "").any():
        return frame
    hit = (words != "") & frame["valid_to"].notna().to_numpy() & ~frame["out"].to_numpy(dtype=np.bool_)
    hit &= frame["out_from"].isna().to_numpy()
    if not hit.any():
        return frame
    after = (frame["valid_to"] + pd.Timedelta(days=1)).astype("datetime64[s]")
    shown = _ends(body, frame["valid_to"], hit)
    changed: dict[str, Any] = {
        "out_from": frame["out_from"].mask(hit, after).astype("datetime64[s]"),
        "valid_to": frame["valid_to"].mask(hit, None).astype("datetime64[s]"),
        "state": label(added(texts_of(frame["state"]), hit, shown + words)),
    }
    return frame.assign(**changed)


def _ends(body: Body, ends: pd.Series, hit: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    """The ends as staff read them, before what speaks against them."""
    field = next(name for name in _ENDS if name in body.layout.columns)
    title = f"{body.layout.letters_of(field)} 列“{body.layout.header_of(field)}”"
    days = ends.dt.strftime("%Y-%m-%d").fillna("").to_numpy(dtype=object)
    shown = np.full(len(ends), "", dtype=object)
    shown[hit] = [f"{title}到 {day} 为止，但" for day in days[hit]]
    return shown


def _words(body: Body) -> npt.NDArray[np.object_]:
    """The cells of states and remarks that say that a certificate was renewed or is to be, "" elsewhere."""
    words = np.full(len(body.rows), "", dtype=object)
    if not any(field in body.layout.columns for field in _ENDS):
        return words
    for column, header in state_columns(body.layout):
        texts = pc.fill_null(body.column(column), "")
        rows = pc.is_in(texts, _speaking(pc.unique(texts), header.what == "remark")).to_numpy(zero_copy_only=False)
        if rows.any():
            cells = np.full(len(words), "", dtype=object)
            cells[rows] = [sentence(body.layout, column, text) for text in texts.to_numpy(zero_copy_only=False)[rows]]
            words = added(words, rows, cells)
    return words


def _speaking(texts: pa.Array, remarks: bool) -> pa.Array:
    """The texts that speak of a renewal; that somebody was reviewed counts in remarks only."""
    words = content()["renewals"]
    kinds = ("pending", "done", "reviewed") if remarks else ("pending", "done")
    spoken = pc.match_substring_regex(texts, "|".join(words[kind] for kind in kinds))
    return texts.filter(pc.and_not(spoken, pc.match_substring_regex(texts, words["not"])))
