"""Findings as rows: problems of the data are collected, never raised, never capped (:data:`huibao_xl.frames.FINDINGS`)."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import reasons
from huibao_xl.frames import FINDINGS, STR, as_texts

_EMPTY = FINDINGS.empty()
"""What is returned where nothing was found, always the same frame: findings are put together, never written into."""
_PER_ROW = (list, tuple, np.ndarray, pd.Series, pd.Categorical, pd.Index)


def for_rows(
    code: str, places: pd.DataFrame, /, column: str = "", letters: str = "", value: Any = "", **fields: Any
) -> pd.DataFrame:
    """Return one finding of ``code`` for each row of ``places`` (a frame with file, sheet, row).

    ``column`` and ``letters``: the header and the sheet column of the cell. ``value`` and the message's ``fields`` are scalars, or
    sequences as long as ``places``.
    """
    if places.empty:
        return _EMPTY
    n = len(places)
    reason = reasons.CATALOGUE[code]
    return with_texts(
        code, places, _rendered(reason.message, n, fields), _rendered(reason.advice, n, fields), column, letters, value
    )


def with_texts(
    code: str,
    places: pd.DataFrame,
    texts: Sequence[str],
    advice: Sequence[str],
    column: str = "",
    letters: str = "",
    value: Any = "",
) -> pd.DataFrame:
    """Return one finding for each row of ``places`` whose message and advice are already written."""
    n = len(places)
    return pd.DataFrame(
        {
            "level": _constant(reasons.CATALOGUE[code].level, n),
            "code": _constant(code, n),
            "text": pd.array(texts, dtype=STR),
            "advice": pd.array(advice, dtype=STR),
            "file": pd.array(as_texts(places["file"]), dtype=STR),
            "sheet": pd.array(as_texts(places["sheet"]), dtype=STR),
            "row": places["row"].to_numpy(dtype=np.int64),
            "column": _constant(column, n),
            "letters": _constant(letters, n),
            "value": pd.array(_spread(value, n), dtype=STR),
        },
        copy=False,
    )


def for_file(
    code: str,
    file: str,
    /,
    sheet: str = "",
    row: int = 0,
    column: str = "",
    letters: str = "",
    value: str = "",
    **fields: Any,
) -> pd.DataFrame:
    """Return one finding about a file, a sheet or a row."""
    place = pd.DataFrame({"file": _constant(file, 1), "sheet": _constant(sheet, 1), "row": np.array([row])})
    return for_rows(code, place, column, letters, value, **fields)


def concat(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return all findings as one frame of shape FINDINGS, in the order given."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return _EMPTY
    table = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0].reset_index(drop=True)
    return FINDINGS.typed(table)


def _constant(text: str, n: int) -> Any:
    return pd.array([text] * n, dtype=STR)


def _spread(value: Any, n: int) -> Sequence[str]:
    if isinstance(value, _PER_ROW):
        return ["" if pd.isna(item) else str(item) for item in value]
    return [str(value)] * n


def _rendered(template: str, n: int, fields: dict[str, Any]) -> list[str]:
    used = {name: value for name, value in fields.items() if "{" + name + "}" in template}
    if not any(isinstance(value, _PER_ROW) for value in used.values()):
        return [template.format(**used)] * n if n else []
    columns = {name: _spread(value, n) for name, value in used.items()}
    return [template.format(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]
