"""Copies of the sources with what is wrong beside each row: a 问题 column to filter by, and a sheet of only the failing rows.

The rows of a copy stand where they stand in the source, so that row numbers agree. Cells are written as the text that was read; the
source itself is never touched.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.files.writing.workbook import HEADER, Book, Cells, Column, FrameSheet, Sheet, escaped

_NAME_LIMIT = 31
_WIDTH, _NOTE_WIDTH = 18, 60
_FAILING = {"bg_color": "#FCE4D6"}


def write_marked(path: Path, title: str, sheets: list[tuple[Grid, int, pd.DataFrame]]) -> None:
    """Write the copy of one file: for each used sheet its grid, the position of its last header row, and its findings."""
    with Book(path, title) as book:
        taken: set[str] = set()
        for grid, header, findings in sheets:
            problems = _by_row(findings, grid)
            name = _free(grid.sheet or title, "", taken)
            _copy(book, name, grid, header, problems)
            if problems:
                _failing(book, _free(name, "·仅问题行", taken), grid, header, problems)


def _by_row(findings: pd.DataFrame, grid: Grid) -> dict[int, str]:
    """{position in the grid: what is wrong with the row}, errors first."""
    rank = findings["level"].astype("str").map({"错误": 0, "警告": 1, "提示": 2})
    rows = findings[findings["row"] > 0].assign(rank=rank).sort_values(["row", "rank"], kind="stable")
    text = "【" + rows["level"].astype("str") + "】" + rows["text"]
    joined = text.groupby(rows["row"]).agg("\n".join)
    positions = joined.index.to_numpy(dtype=np.int64) - 1 - grid.first_row
    return dict(zip(positions.tolist(), joined.tolist(), strict=True))


def _copy(book: Book, name: str, grid: Grid, header: int, problems: dict[int, str]) -> None:
    page = book.page(name)
    style, top = book.body_style("text"), grid.first_row
    for index in range(header + 1):
        for column, text in enumerate(grid.row(index)):
            page.write_string(top + index, column, text, book.style(HEADER) if index == header else style)
    page.write_string(top + header, grid.n_columns, "问题", book.style(HEADER))
    notes = pa.array([problems.get(index, "") for index in range(header + 1, grid.n_rows)], pa.large_string())
    columns = [escaped(cells.slice(header + 1).cast(pa.large_string()).fill_null("")) for cells in grid.cells]
    cells = [Cells(column, style) for column in columns] + [
        Cells(escaped(pa.chunked_array([notes])), book.body_style("note"))
    ]
    page.put_block(top + header + 1, cells)
    _finish(page, book, top + header, top + grid.n_rows - 1, grid.n_columns)


def _finish(page: FrameSheet, book: Book, header: int, last: int, notes: int) -> None:
    page.set_column(0, notes - 1, _WIDTH)
    page.set_column(notes, notes, _NOTE_WIDTH)
    page.freeze_panes(header + 1, 0)
    page.repeat_rows(header)
    page.autofilter(header, 0, max(last, header + 1), notes)
    if last > header:
        letters = column_letters(notes)
        rule = {"type": "formula", "criteria": f'=${letters}{header + 2}<>""', "format": book.style(_FAILING)}
        page.conditional_format(header + 1, 0, last, notes, rule)


def _failing(book: Book, name: str, grid: Grid, header: int, problems: dict[int, str]) -> None:
    positions = np.array(sorted(row for row in problems if row > header), dtype=np.int64)
    if not len(positions):
        return
    titles = _distinct([text.replace("\n", "") for text in grid.row(header)])
    table = {"原行号": positions + grid.first_row + 1, "问题": [problems[row] for row in positions]}
    table |= {
        title: cells.take(pa.array(positions)).fill_null("").to_pylist()
        for title, cells in zip(titles, grid.cells, strict=True)
    }
    frame = pd.DataFrame(table).astype(dict.fromkeys(["问题", *titles], "str"))
    columns = [Column("原行号", "count"), Column("问题", "note", _NOTE_WIDTH), *(Column(title) for title in titles)]
    book.add(Sheet(name, columns, frame, frozen=1))


def _distinct(titles: list[str]) -> list[str]:
    """Titles that can be column names: none empty, none twice."""
    result: list[str] = []
    for index, title in enumerate(titles):
        plain = title or f"（第 {index + 1} 列）"
        result.append(plain if plain not in (*result, "原行号", "问题") else f"{plain}（{index + 1}）")
    return result


def _free(name: str, suffix: str, taken: set[str]) -> str:
    """A sheet name of at most 31 characters that is not taken yet."""
    number, free = 1, name[: _NAME_LIMIT - len(suffix)] + suffix
    while free.lower() in taken:
        number += 1
        tail = f"({number})"
        free = (name[: _NAME_LIMIT - len(suffix) - len(tail)] + suffix) + tail
    taken.add(free.lower())
    return free
