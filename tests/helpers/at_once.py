"""Cases of one rule decided in one run: reading and deciding a few rows takes as long as reading and deciding hundreds.

A parametrised test becomes a generator: it yields the lists of a case, is given what was decided of them, and asserts::

    @at_once
    @pytest.mark.parametrize(("file", "code"), [("批减", "X03"), ("志愿者名单", "OK")])
    def test_what_becomes_of_who_stands_on_another_list(file, code):
        result = yield [*LISTS, grid(NAMED, f"{file}.xlsx")]
        assert codes(result) == ["OK", code, "OK"]

Each case has people, policies and accounts of its own (as in :mod:`together`) and a folder of its own; a sheet that is the same in all cases becomes one
sheet with the people of all (of what several cases have, too). Every case that fails is named. Cases of which one would change what the other is (columns of one header are
asked about together) do not share a world: ``apart``.
"""

import functools
import re
from collections.abc import Callable, Generator, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from tables import decide, read
from together import CLAN, moved_text, regions

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers.account_doubts import issuers

Case = dict[str, Any]
Sheets = list[Grid]
Place, Span = tuple[str, str], tuple[int, int]
"""File and sheet; the first and the last row of a case on a sheet that others share."""
Test = Callable[..., Generator[Any, Any, None]] | Any
Together = Callable[[Sequence[Any]], Sequence[Any]]


class Whole:
    """What was decided of all cases, and where in its frames the rows of a folder, or of a sheet that cases share, are: looked up once."""

    def __init__(self, decided: Any) -> None:
        self.decided = decided
        self._rows: dict[str, dict[Any, list[tuple[int, int]]]] = {}

    def rows_of(self, name: str) -> dict[Any, list[tuple[int, int]]]:
        """{folder, or file and sheet: the positions in a frame of what stands there, each with its row on the sheet}."""
        if name not in self._rows:
            frame = getattr(self.decided, name)
            rows = frame["row"] if "row" in frame else [0] * len(frame)
            found: dict[Any, list[tuple[int, int]]] = {}
            for at, (file, sheet, row) in enumerate(zip(frame["file"], frame["sheet"], rows, strict=True)):
                found.setdefault(Path(file).parts[:1], []).append((at, row))
                found.setdefault((file, sheet), []).append((at, row))
            self._rows[name] = found
        return self._rows[name]


@dataclass(frozen=True)
class Part:
    """What was decided of one case: of each frame of the whole the rows of its lists, a frame that names no file (balance) as it is.

    ``shared``: the case's rows on sheets that it shares with others; ``move``: gives a text of the case its people, as ``move("样甲")``.
    """

    all_cases: Whole
    folder: str
    shared: Mapping[Place, Span]
    move: Callable[[str], str]

    @property
    def whole(self) -> Any:
        """What was decided of all cases."""
        return self.all_cases.decided

    @property
    def compared(self) -> pd.DataFrame:
        """Pairs on lists of the case, and those that stand nowhere (an answer is about records that are no more) of a person of the case."""
        pairs = self.whole.compared
        places = zip(pairs["left_file"], pairs["left_sheet"], pairs["left_row"], pairs["left_name"], strict=True)
        here = [self._has(*place) or name.startswith(self.move(CLAN)) for *place, name in places]
        return pairs[here].reset_index(drop=True)

    def __getattr__(self, name: str) -> pd.DataFrame:
        frame = getattr(self.whole, name)
        if "file" not in frame:
            return frame
        rows = self.all_cases.rows_of(name)
        here = {at for at, _ in rows.get((self.folder,), [])}
        for place, (first, last) in self.shared.items():
            here.update(at for at, row in rows.get(place, []) if first <= row <= last)
        return frame.iloc[sorted(here)].reset_index(drop=True)

    def _has(self, file: str, sheet: str, row: int) -> bool:
        first, last = self.shared.get((file, sheet), (0, -1))
        return Path(file).parts[:1] == (self.folder,) or first <= row <= last


def at_once(
    test: Test | None = None, *, apart: Callable[..., Hashable] | None = None, by: Together | None = None
) -> Any:
    """Make a parametrised generator (see above) one test of all its cases.

    ``apart``: a function of a case's values by name; cases for which it returns the same never share a world. ``by``: what makes of all that the
    cases yield what each is given, where that is not decided_at_once.
    """
    if test is None:
        return functools.partial(at_once, apart=apart, by=by)

    def of_all() -> None:
        cases = _cases(test)
        failed = [text for world in _worlds(cases, apart) for text in _failures(test, world, by or decided_at_once)]
        assert not failed, f"{len(failed)} of {len(cases)} cases:\n\n" + "\n\n".join(failed)

    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(of_all, name, getattr(test, name))
    return of_all


def _cases(test: Test) -> list[Case]:
    """The cases of the marks of pytest.mark.parametrize; of several marks, each with each."""
    tables = [mark.args for mark in reversed(test.pytestmark)]
    return [dict(pair for row in rows for pair in row) for rows in product(*(_named(*table) for table in tables))]


def _named(names: str | Sequence[str], rows: Iterable[Any]) -> list[list[tuple[str, Any]]]:
    several = not isinstance(names, str)
    return [list(zip(names, row, strict=True)) if several else [(names, row)] for row in rows]


def _worlds(cases: Sequence[Case], apart: Callable[..., Hashable] | None) -> list[list[Case]]:
    """The cases in as few worlds as possible in which no two are to be kept apart."""
    worlds: list[dict[Hashable, Case]] = []
    for at, case in enumerate(cases):
        key = apart(**case) if apart else at
        world = next((one for one in worlds if key not in one), None)
        if world is None:
            worlds.append(world := {})
        world[key] = case
    return [list(world.values()) for world in worlds]


def _failures(test: Test, cases: Sequence[Case], together: Together) -> list[str]:
    """What each case that fails says. A case may yield again: then all that do are decided once more; one that yields nothing is over."""
    running = [(list(case.values()), test(**case)) for case in cases]
    started = [(name, one, next(one, None)) for name, one in running]
    asking, failed = [one for one in started if one[-1] is not None], []
    while asking:
        parts, again = together([yielded for *_, yielded in asking]), []
        for (name, one, _), part in zip(asking, parts, strict=True):
            try:
                again.append((name, one, one.send(part)))
            except StopIteration:
                pass
            except AssertionError as error:
                failed.append(f"{name}: {error}")
        asking = again
    return failed


def _equal(one: Grid, other: Grid) -> bool:
    return one is other or one == other


def same_header(one: Grid, other: Grid) -> bool:
    """Whether rows of two sheets may stand on one: of one name, with one header."""
    return (one.path, one.sheet, _first_row(one)) == (other.path, other.sheet, _first_row(other))


def _first_row(sheet: Grid) -> list[str | None]:
    return [column[0].as_py() for column in sheet.cells] if sheet.n_rows else []


def decided_at_once(
    cases: Sequence[Sheets], decide: Callable[[Sheets], Any] = decide, same: Callable[[Grid, Grid], bool] = _equal
) -> list[Any]:
    """What is decided of the lists of each case, in one run (``decide``); of a single case as it stands. ``same``: which sheets of several cases
    become one, with the rows of all."""
    if len(cases) == 1:
        return [decide(cases[0])]
    folders = [f"{n:03}" for n in range(len(cases))]
    spans: list[dict[Place, Span]] = [{} for _ in cases]
    shared: list[tuple[Grid, list[Grid]]] = []
    single = []
    for n, (sheets, region) in enumerate(zip(cases, regions(), strict=False)):
        for sheet in sheets:
            moved = _moved(sheet, n, region)
            plain = _is_plain(sheet)
            at = next((at for at, (one, _) in enumerate(shared) if plain and same(one, sheet)), None)
            if plain and at is None and any(same(one, sheet) for case in cases[n + 1 :] for one in case):
                at = len(shared)
                shared.append((sheet, []))
            if at is None:
                single.append(replace(moved, path=Path(folders[n]) / sheet.path))
                continue
            parts = shared[at][1]
            above = 1 + sum(one.n_rows - 1 for one in parts)
            parts.append(replace(moved, path=Path(f"s{at}") / sheet.path))
            spans[n][parts[0].path.as_posix(), sheet.sheet] = above + 1, above + sheet.n_rows - 1
    whole = Whole(decide([*(_joined(parts) for _, parts in shared), *single]))
    moves = [
        functools.partial(own, n=n, region=region) for n, region in zip(range(len(cases)), regions(), strict=False)
    ]
    return [Part(whole, *of_case) for of_case in zip(folders, spans, moves, strict=True)]


def read_at_once(cases: Sequence[Sheets]) -> list[Any]:
    """What is read of the lists of each case, in one reading."""
    return decided_at_once(cases, read)


def decided_unshared(cases: Sequence[Sheets]) -> list[Any]:
    """What is decided of the lists of each case, in one run, each sheet a sheet of its own: where sheets are compared with one another."""
    return decided_at_once(cases, same=lambda one, other: False)


def decided_by_row(cases: Sequence[Sheets]) -> list[Any]:
    """What is decided of the lists of each case, in one run, where it is decided row by row: sheets of one name with one header are one sheet."""
    return decided_at_once(cases, same=same_header)


def _is_plain(sheet: Grid) -> bool:
    """Whether a sheet is a header with rows below and nothing else."""
    marks = (
        sheet.numbers,
        sheet.merged,
        sheet.hidden,
        sheet.hidden_rows,
        sheet.hidden_columns,
        sheet.struck,
        sheet.comments,
    )
    return sheet.n_rows > 1 and not any(marks)


def own(text: str, n: int, region: str) -> str:
    """A cell of case ``n`` with people, policies and accounts (62, three digits, six noughts, eight digits) that no other case has; they are no cards of
    a known issuer, whose check digit counts."""
    text = re.sub(r"^62\d{3}(?=0{6}\d{8}$)", f"62{_no_issuers()[n]:03}", text)
    return re.sub(r"^(\s*[Pp])(?=\d)", rf"\g<1>{n:03}", moved_text(text, n, region))


@functools.lru_cache(maxsize=1)
def _no_issuers() -> list[int]:
    return [digits for digits in range(1000) if f"62{digits:03}0" not in issuers()]


def _moved(sheet: Grid, n: int, region: str) -> Grid:
    def text(cell: str | None) -> str | None:
        return cell and own(cell, n, region)

    cells = [pa.chunked_array([pa.array(map(text, column.to_pylist()), column.type)]) for column in sheet.cells]
    comments = {place: moved_text(comment, n, region) for place, comment in sheet.comments.items()}
    return replace(sheet, cells=cells, comments=comments)


def _joined(parts: Sequence[Grid]) -> Grid:
    """The rows of sheets with the same header, one after another."""
    first, *others = parts
    bodies = [[column] + [other.cells[at].slice(1) for other in others] for at, column in enumerate(first.cells)]
    cells = [pa.chunked_array([chunk for part in body for chunk in part.chunks]) for body in bodies]
    return replace(first, cells=cells)
