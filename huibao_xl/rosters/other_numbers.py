"""Rows of 承保名单 that a 退保名单 means by another number than the 保单号: an order's, an application's.

A 退保名单 of a shop or a payment service names nobody and has its own numbers (订单号, 投保单号). Where 承保名单 has the same number in a column that
nobody reads, its row is perhaps what was withdrawn: it waits (H08).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.rosters.columns import policy_keys
from huibao_xl.rosters.header_terms import parse
from huibao_xl.rosters.labels import label, texts_of
from huibao_xl.rosters.place import place
from huibao_xl.rosters.read_lists import SheetList


def with_other_numbers(read: Sequence[SheetList]) -> list[SheetList]:
    """Return the lists with those rows of 承保名单 in doubt."""
    frames = [one.frame for one in read if one.body.layout.role.frame == "withdrawn"]
    meant = [frame[((frame["person"] < 0) & (frame["policy_no"] != "")).to_numpy(dtype=np.bool_)] for frame in frames]
    rows = [
        pd.DataFrame({"key": policy_keys(part["policy_no"]), "name_key": part["name_key"], "where": place(part)})
        for part in meant
        if len(part)
    ]
    if not rows:
        return [*read]
    numbers = pd.concat(rows).drop_duplicates("key")
    return [_doubted(one, numbers) if one.body.layout.role.frame == "insured" else one for one in read]


def _doubted(one: SheetList, numbers: pd.DataFrame) -> SheetList:
    """A list with the rows in doubt that have one of the ``numbers`` (key, name_key, where) in a column that is not read."""
    layout, frame = one.body.layout, one.frame
    unread = [at for at, text in enumerate(layout.header.texts) if at not in layout.columns.values()]
    doubt, status = texts_of(frame["doubt"]), frame["status"].astype("str").to_numpy(dtype=object)
    for at in (at for at in unread if "NUMBER" in parse(layout.header.texts[at]).kinds):
        cells = pc.fill_null(
            one.body.grid.cells[at].take(pa.array(one.body.rows)).combine_chunks().cast(pa.string()), ""
        )
        keys = policy_keys(pd.Series(pd.array(cells, dtype="str")))
        hit = np.flatnonzero(keys.isin(numbers["key"]).to_numpy())
        lines = numbers.set_index("key").loc[keys.iloc[hit].tolist()]
        same = (
            (lines["name_key"] == "") | (lines["name_key"].to_numpy() == frame["name_key"].iloc[hit].to_numpy())
        ).to_numpy()
        hit, lines = hit[same & (status[hit] == "有效")], lines[same & (status[hit] == "有效")]
        column = f" 写有这一行 {column_letters(at)} 列“{layout.header.texts[at]}”的号码"
        doubt[hit], status[hit] = lines["where"].to_numpy(dtype=object) + column, "不明"
    changed = frame.assign(doubt=label(doubt), status=pd.Categorical(status, categories=frame["status"].cat.categories))
    return replace(one, frame=changed)
