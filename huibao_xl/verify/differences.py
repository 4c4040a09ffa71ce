"""A result folder against the same one made again: every file, table, row and column that differs, each by its place."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.files.results import names
from huibao_xl.files.results.contents import (
    Pair,
    Unreadable,
    csv_pair,
    frame_pair,
    json_leaves,
    reads,
    same_bytes,
    sheet_pairs,
)
from huibao_xl.frames import PLACE
from huibao_xl.subsidy.titles import TITLES
from huibao_xl.verify.lines import Line, values, with_values

_OF_THIS_WRITING = ("program", "format", "started", "finished", "seal", "outputs")
"""Keys of a summary that say who wrote it when; ``outputs`` are the hashes of files that are compared themselves."""
NOT_COMPARED = ("R08", "R15", "R24", "R25")
"""Codes of lines about a file whose content was not compared."""
_FORMS = {".json": "JSON", ".parquet": "Parquet 数据表", ".csv": "UTF-8 的 CSV", ".xlsx": "Excel 工作簿"}
"""{ending: what a file of that name is}."""
_FRAMES = {
    "decisions": "处置",
    "payments": "补贴明细",
    "shares": "分摊汇总",
    "outreach": "政策找人",
    "findings": "问题清单",
    "balance": "平衡表",
    "entries": "名册全表",
    "candidates": "比对决定",
    "readings": "列对应",
    "column_answers": "列对应中的确认",
}


def differences(stored: Path, again: Path, leave: tuple[str, ...] = ()) -> tuple[list[Line], int]:
    """Return what differs between two folders, and how many files were compared. ``leave``: folders in them that are not compared.

    A file that only one folder has is R16 or R23, one of ``stored`` that does not read as what was made again is R24; files
    that are not there, cannot be opened or are links (these are not compared) are for the seal to name.
    """
    lines: list[Line] = []
    compared = 0
    here, made = (set(names.files_in(folder)) for folder in (stored, again))
    for file in sorted(here | made):
        if file.split("/")[0] in leave:
            continue
        if file not in made:
            lines.append(Line("R16", {"file": file, "side": "重新做不会有这个文件"}))
        elif file not in here:
            lines.append(Line("R23", {"file": file}))
        elif not (stored / file).is_symlink():
            found = list(_file(file, stored / file, again / file))
            lines += found
            compared += not any(line.code in NOT_COMPARED for line in found)
    return lines, compared


def _file(file: str, was: Path, now: Path) -> Iterator[Line]:
    try:
        if not same_bytes(was, now):
            yield from _content(file, was, now)
    except OSError:
        yield Line("R08", {"file": file})
    except Unreadable:
        if reads(now):
            yield Line("R24", {"file": file, "form": _FORMS[now.suffix.lower()]})
        else:
            yield Line("R15", {"file": file, "why": "重新做的也读不出来"})


def _content(file: str, was: Path, now: Path) -> Iterator[Line]:
    suffix = now.suffix.lower()
    if suffix == ".json":
        yield from _json(file, was, now)
    elif suffix == ".parquet":
        yield from _table(_title(file), frame_pair(was, now), 1)
    elif suffix == ".csv":
        yield from _table(f"“{file}”", csv_pair(was, now), 1)
    elif suffix == ".xlsx":
        pairs, looks = sheet_pairs(was, now)
        for pair in pairs:
            yield from _sheet(file, pair)
        yield from (Line("R14", {"file": file, "sheet": f"的“{name}”" if name else ""}) for name in looks)
    else:
        yield Line("R17", {"file": file, "key": "内容"})


def _title(file: str) -> str:
    stem = Path(file).stem
    return f"“{file}”（{_FRAMES[stem]}）" if stem in _FRAMES else f"“{file}”"


def _json(file: str, was: Path, now: Path) -> Iterator[Line]:
    stored, again = json_leaves(was), json_leaves(now)
    for key in dict.fromkeys([*again, *stored]):
        top = key.split(".")[0]
        passing = top in _OF_THIS_WRITING and Path(file).name in names.SUMMARIES
        if not passing and (key not in stored or key not in again or stored[key] != again[key]):
            texts = [str(side[key]) if key in side else "没有" for side in (stored, again)]
            shown = values(*texts) if Path(file).name in names.SUMMARIES else ""
            yield Line("R17", {"file": file, "key": key + shown})


def _sheet(file: str, pair: Pair) -> Iterator[Line]:
    if pair.was is None or pair.now is None:
        side = "重新做的没有" if pair.now is None else "存的没有"
        yield Line("R09", {"file": file, "sheet": pair.name, "side": side})
    else:
        yield from _table(f"“{file}”的“{pair.name}”", pair, 1)


def _table(table: str, pair: Pair, first: int) -> Iterator[Line]:
    """Lines about one table: rows that differ where both have as many, else where the rows that only one has stand."""
    assert pair.was is not None and pair.now is not None
    was, now = _as_wide(pair.was, pair.now)
    if len(was) == len(now):
        yield from _rows(table, was, now, 0, first)
        return
    start = _equal_rows(was, now)
    end = min(_equal_rows(was[::-1], now[::-1]), min(len(was), len(now)) - start)
    parts = [("存的", start, len(was) - end), ("重新做的", start, len(now) - end)]
    where = "，".join(f"{side}{_span(a + first, b - 1 + first)}" for side, a, b in parts if b > a)
    yield Line("R05", {"table": table, "stored": len(was), "again": len(now), "where": where})


def _as_wide(was: pd.DataFrame, now: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both with the columns of either, those that one lacks empty."""
    columns = list(dict.fromkeys([*now, *was]))
    return tuple(frame.reindex(columns=columns, fill_value="").reset_index(drop=True) for frame in (was, now))  # type: ignore[return-value]


def _equal_rows(was: pd.DataFrame, now: pd.DataFrame) -> int:
    """How many first rows are the same."""
    count = min(len(was), len(now))
    differs = (was.iloc[:count].to_numpy() != now.iloc[:count].to_numpy()).any(axis=1)
    return int(differs.argmax()) if differs.any() else count


def _rows(table: str, was: pd.DataFrame, now: pd.DataFrame, start: int, first: int) -> Iterator[Line]:
    """One line for each run of rows that differ in the same columns; of a single row with its values."""
    differs = was.to_numpy() != now.to_numpy()
    rows = np.flatnonzero(differs.any(axis=1))
    titles = _column_titles(now)
    for group in _runs(rows, differs):
        columns = np.flatnonzero(differs[group[0]]).tolist()
        alone = len(group) == 1
        pairs = [(titles[at], str(was.iat[group[0], at]), str(now.iat[group[0], at])) for at in columns]
        words = [with_values(*pair) if alone else pair[0] for pair in pairs]
        place = _place(now, group[0]) if alone else ""
        lines = _span(group[0] + first, group[-1] + first)
        yield Line("R04", {"table": table, "lines": lines, "place": place, "columns": "、".join(words)})


def _runs(rows: np.ndarray, differs: np.ndarray) -> list[list[int]]:
    """Rows in runs that follow one another and differ in the same columns."""
    if not len(rows):
        return []
    breaks = (np.diff(rows) > 1) | (differs[rows[1:]] != differs[rows[:-1]]).any(axis=1)
    return [run.tolist() for run in np.split(rows, np.flatnonzero(breaks) + 1)]


def _column_titles(table: pd.DataFrame) -> list[str]:
    """What to call each column: a frame's by its name, a sheet's by its letters and, where there is one, its header."""
    if not isinstance(table.columns[0], int):
        return [TITLES.get(str(name), str(name)) for name in table]
    header = table.iloc[0].tolist() if len(table) and (table.iloc[0] != "").all() else [""] * table.shape[1]
    return [
        f"{title}（{column_letters(at)} 列）" if title else f"{column_letters(at)} 列"
        for at, title in enumerate(header)
    ]


def _place(table: pd.DataFrame, row: int) -> str:
    """Where a row came from, as far as the table says."""
    if set(PLACE) <= set(table):
        file, sheet, number = (str(table.at[row, column]) for column in PLACE)
        return f"（{file}#{sheet} 第 {number} 行）"
    if isinstance(table.columns[0], int) and "来源" in (header := table.iloc[0].tolist()) and row:
        return f"（{table.iat[row, header.index('来源')]}）"
    return ""


def _span(first: int, last: int) -> str:
    """
    >>> _span(3, 3), _span(3, 9)
    ('第 3 行', '第 3 至 9 行')
    """
    return f"第 {first:,} 行" if first == last else f"第 {first:,} 至 {last:,} 行"
