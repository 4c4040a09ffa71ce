"""Cells that a merged range covers: they have no value of their own, and they are not empty either."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import MERGED, Grid


def shown(text: str) -> str:
    """Return what a sentence says of a cell that decides: its text, or that a merged range covers it.

    >>> shown("已退"), shown(MERGED)
    ('为“已退”', '是合并单元格的一部分，不知道合并的内容是否也说这一行')
    """
    return "是合并单元格的一部分，不知道合并的内容是否也说这一行" if text == MERGED else f"为“{text}”"


def marked(grid: Grid, column: int) -> pa.ChunkedArray:
    """Return a column whose empty cells inside merged ranges say so (:data:`grid.MERGED`), the upper left cell of each range apart."""
    cells = grid.cells[column]
    covered = np.zeros(len(cells), dtype=bool)
    for top, left, bottom, right in grid.merged:
        if left <= column <= right:
            first = top - grid.first_row + (left == column)
            covered[max(first, 0) : max(bottom - grid.first_row + 1, 0)] = True
    if not covered.any():
        return cells
    written = cells.combine_chunks().cast(pa.string())
    return pa.chunked_array([pc.if_else(pc.and_(pa.array(covered), pc.is_null(written)), MERGED, written)])


def filled_down(grid: Grid, column: int) -> pa.ChunkedArray:
    """Return a column in which the upper cell of a merged range stands in each of its rows."""
    cells = grid.cells[column]
    spans = [
        (top, bottom)
        for top, left, bottom, right in grid.merged
        if left <= column <= right and bottom > top and left == column
    ]
    if not spans:
        return cells
    filled = cells.to_pylist()
    for top, bottom in spans:
        first, last = top - grid.first_row, min(bottom - grid.first_row, len(filled) - 1)
        for row in range(max(first, 0) + 1, last + 1):
            filled[row] = filled[max(first, 0)]
    return pa.chunked_array([pa.array(filled, pa.string())])
