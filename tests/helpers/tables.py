"""Tables written in a test, through the real cleaning and the real decision: cells -> Grid -> collect -> the steps.

A cell is text, ``None``, or a number: a number of more than 15 digits loses its last digits, as in a workbook that Excel saved.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl import policy
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.cells import Columns, Marks, add_all, make_grid, stored_number
from huibao_xl.files.reading.grid import Grid
from huibao_xl.frames import ANSWERS, STRUCK
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.lists import Lists
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.steps import STEPS, Applied, Frames, result_of

TODAY = date(2024, 9, 1)
"""The day on which every test is run: ids born later are not ids."""

Cell = str | int | float | None
load = cache(policy.load)


def grid(
    rows: Sequence[Sequence[Cell]], file: str = "名单.xlsx", sheet: str = "Sheet1", hidden: bool = False, **marks: Any
) -> Grid:
    """A sheet of these rows from A1 on. ``marks``: merged, hidden_rows, hidden_columns."""
    known = Marks(**marks)
    columns = Columns(Path(file), sheet)
    texts = [[_text(cell, (row, column), known) for column, cell in enumerate(cells)] for row, cells in enumerate(rows)]
    return make_grid(Path(file), sheet, add_all(columns, texts), known, hidden)


def _text(cell: Cell, place: tuple[int, int], marks: Marks) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    whole = str(cell)
    kept = f"{whole[0]}.{whole[1:15]}E+{len(whole) - 1}" if whole.isdigit() and len(whole) > 15 else whole
    return stored_number(kept, place, marks)


def read(
    grids: Iterable[Grid], forced: Mapping[tuple[Path, str | None], str] | None = None, year: str = "2024"
) -> Lists:
    """Clean these sheets; sheets with the same path are one file."""
    return collect(sources(*grids), load(year), forced or {}, TODAY)


def sources(*grids: Grid) -> list[SourceFile]:
    """The files of these sheets, in their order; sheets with the same path are one file."""
    files: dict[Path, list[Grid]] = {}
    for one in grids:
        files.setdefault(one.path, []).append(one)
    return [SourceFile(path, sheets, hashlib.sha256(str(path).encode()).hexdigest()) for path, sheets in files.items()]


class Deciding:
    """A result as far as a test looks at it: who is subsidised is decided at once, what is paid, missed and proven only when a test asks
    for more than the decisions."""

    def __init__(self, lists: Lists, rules: policy.Policy, as_of: date | None) -> None:
        self._policy, self._found = rules, [lists.findings]
        self._frames = Frames(lists, Applied(lists), as_of, ANSWERS.empty(), "")
        self._take("认定资格")

    def _take(self, stage: str) -> None:
        for step in STEPS[stage]:
            self._frames, found = step(self._frames, self._policy)
            self._found.append(found)

    @property
    def decisions(self) -> pd.DataFrame:
        return self._frames.decisions

    @property
    def found_until_decided(self) -> pd.DataFrame:
        """The findings of reading and deciding alone, without those of paying."""
        return pd.concat(self._found, ignore_index=True)

    @cached_property
    def whole(self) -> Result:
        self._take("计算补贴、核对平衡")
        return result_of(self._frames, self._found, self._policy)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.whole, name)


def decide(
    grids: Iterable[Grid], year: str = "2024", as_of: date | None = None, struck: Sequence[Sequence[Any]] = ()
) -> Any:
    """Clean and decide: a Result whose later steps wait until they are asked for. ``struck``: whom an approver struck out, as the ledger
    knows it: id, batch, line, by, why."""
    out = pd.DataFrame([[int(id[:17]), id, *rest] for id, *rest in struck], columns=list(STRUCK.columns))
    lists = replace(read(grids, year=year), struck=STRUCK.check(out.astype(STRUCK.columns)))
    return Deciding(lists, load(year), as_of)


def decide_lists(lists: Lists, year: str = "2024") -> Any:
    """What is decided of lists that were read, as :func:`decide`."""
    return Deciding(lists, load(year), None)


def codes(result: Result | Deciding) -> list[str]:
    """The code of every insured row, in source order."""
    return result.decisions["code"].astype(str).tolist()


def found(frame: Any, *codes: str) -> list[tuple[str, int, str]]:
    """(code, row, value) of the findings, of these codes only if any are named."""
    rows = frame[frame["code"].isin(codes)] if codes else frame
    return list(zip(rows["code"], rows["row"], rows["value"], strict=True))


def resident(body: str) -> str:
    """The id number of 17 digits and their check character (GB 11643), worked out here and not by the package."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
