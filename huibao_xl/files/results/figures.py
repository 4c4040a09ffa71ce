"""The tables that every summary lists in the same way: the lists that were read, and the equations."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

INPUT = ("path", "sheet", "role", "rows", "sha256")


def input_records(inputs: pd.DataFrame, keys: Sequence[str] = INPUT) -> list[dict[str, Any]]:
    """Return the sheets that were used, one record each. ``inputs``: a frame with at least the columns ``keys``."""
    rows = inputs[list(keys)].to_dict("records")
    return [{key: int(row[key]) if key == "rows" else str(row[key]) for key in keys} for row in rows]


def balance_records(balance: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the equations of a 平衡表 (frames.BALANCE), without their units."""
    return [
        {"name": str(row["name"]), "left": int(row["left"]), "right": int(row["right"]), "ok": bool(row["ok"])}
        for row in balance.to_dict("records")
    ]
