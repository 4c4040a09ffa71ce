"""Sheets whose people are plain though no column holds them: the number in three columns (前6位, 出生年月日, 后四位), name and number in one cell, a list
of names and numbers without a header; and cards whose number stands in two parts.

What is put together stands in the place of the first of its columns, and the header says of what it is made. Only what gives valid numbers for
nearly every row is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from stdnum import luhn

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import resident_id
from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.column_content import SAMPLE, TESTS, is_id, sample, shares
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import fields_of, parse

_NEARLY_ALL = 0.8
_FRONT, _BIRTH, _BACK = (
    re.compile(pattern) for pattern in ("前(?:6|六)位", "出生|生日|年月日|中间?(?:8|八)位", "[后末尾](?:4|四)位|尾号")
)
_NUMBER = re.compile(r"[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9])")
_REST_OF_CARD, _FIRST_OF_CARD = "[0-9]{8,15}", "6[0-9]{3,8}"
_FIRST_IN_TEXT = re.compile("(?<![0-9])6[0-9]{3,8}(?![0-9])")
"""Parts of the number of a card."""
_ASIDE = re.compile(r"(?:居民)?(?:公民)?身份(?:证件?)?(?:号码?)?|证件号码?|姓名|[\W\d_]+")


def with_numbers(grid: Grid, header: Header) -> Grid:
    """Return a sheet whose header has no 姓名 or no 证件号码 with both columns where its cells make them, else the sheet itself."""
    fields = {next(iter(found)) for text in header.texts if text and (found := fields_of(text))}
    if {"姓名", "证件号码"} <= fields and not any(map(_FRONT.search, header.texts)):
        return grid
    return _of_three_columns(grid, header) or _of_one_cell(grid, header) or grid


def _of_three_columns(grid: Grid, header: Header) -> Grid | None:
    places = [
        next((at for at, text in enumerate(header.texts) if one.search(plain(text))), -1)
        for one in (_FRONT, _BIRTH, _BACK)
    ]
    if min(places) < 0 or len({*places}) < 3:
        return None
    below = [grid.cells[at].slice(header.last + 1).to_pylist() for at in places]
    made = ["".join(map(_part, cells, (6, 8, 4))) if all(cells) else None for cells in zip(*below, strict=True)]
    if not _valid(made):
        return None
    title = f"身份证号（由{'、'.join(header.texts[at] for at in places)}拼成）"
    return _replaced(grid, header, {places[0]: (title, made)})


def with_accounts(grid: Grid, header: Header) -> Grid:
    """Return a sheet whose cards stand in two parts with the entire numbers, where these pass their check digit for nearly every row: the beginning
    in a column (卡号前缀 622848) or in the header or title (后13位，前6位为622848); else the sheet itself."""
    rest = [
        at
        for at, text in enumerate(header.texts)
        if "ACCOUNT" in parse(text).kinds and _all(_REST_OF_CARD, grid, header, at)
    ]
    if len(rest) != 1:
        return grid
    (at,) = rest
    below = [(text or "").strip() for text in grid.cells[at].slice(header.last + 1).to_pylist()]
    for begins, where in _beginnings(grid, header, at):
        made = [first + text if text else None for first, text in zip(begins, below, strict=True)]
        cards = [one for one in made if one]
        if sum(map(_is_card, cards)) >= _NEARLY_ALL * len(cards):
            return _replaced(grid, header, {at: (f"{header.texts[at]}（前面加上{where}）", made)})
    return grid


def _beginnings(grid: Grid, header: Header, rest: int) -> Iterator[tuple[list[str], str]]:
    """What may stand before the cells of a column, per row, and where it was found."""
    n = grid.n_rows - header.last - 1
    for at, text in enumerate(header.texts):
        if at != rest and _all(_FIRST_OF_CARD, grid, header, at):
            yield [cell or "" for cell in grid.cells[at].slice(header.last + 1).to_pylist()], f"“{text}”列"
    for text in (header.texts[rest], header.title):
        for first in _FIRST_IN_TEXT.findall(text):
            yield [first] * n, f"表头写明的{first}"


def _all(pattern: str, grid: Grid, header: Header, at: int) -> bool:
    """Whether a column has cells, and all of them match."""
    cells = pc.drop_null(pc.utf8_trim_whitespace(grid.cells[at].slice(header.last + 1)))
    return len(cells) > 0 and bool(pc.all(pc.match_substring_regex(cells, f"^(?:{pattern})$")).as_py())


def _is_card(number: str) -> bool:
    return TESTS["card"](number) and luhn.is_valid(number)


def _part(text: str, digits: int) -> str:
    """A part of a number as it stands in it: 1985-1-9 is 19850109."""
    if digits == 8 and len(parts := re.findall(r"\d+", text.split(" ")[0])) == 3:
        return f"{parts[0]}{parts[1].zfill(2)}{parts[2].zfill(2)}"
    return plain(text).upper().zfill(digits)


def _of_one_cell(grid: Grid, header: Header) -> Grid | None:
    for at, text in enumerate(header.texts):
        first = sample(grid.cells[at].slice(header.last + 1, 20), np.arange(min(20, grid.n_rows - header.last - 1)))
        if not first or not all(map(_name_beside, first[:1])):
            continue
        cells = [one or "" for one in grid.cells[at].slice(header.last + 1).to_pylist()]
        names = [_name_beside(one) for one in cells]
        numbers = [
            found[0] if name and (found := _NUMBER.findall(one)) else one
            for name, one in zip(names, cells, strict=True)
        ]
        if _valid([one if name else "无" for name, one in zip(names, numbers, strict=True) if one]):
            title = f"（在“{text}”中）"
            return _replaced(
                grid, header, {at: (f"身份证号{title}", numbers), len(header.texts): (f"姓名{title}", names)}
            )
    return None


def _name_beside(text: str) -> str:
    """The name that stands beside the one number of a cell, "" if the cell is anything else."""
    numbers = _NUMBER.findall(text)
    name = _ASIDE.sub("", _NUMBER.sub("", text)) if len(numbers) == 1 and is_id(numbers[0]) else ""
    return name if TESTS["name"](name) else ""


def _valid(numbers: Sequence[str | None]) -> bool:
    """Whether nearly all cells that are filled are valid numbers."""
    filled = [one for one in numbers if one]
    return bool(filled) and sum(map(is_id, filled)) >= _NEARLY_ALL * len(filled)


def _replaced(grid: Grid, header: Header, columns: dict[int, tuple[str, Sequence[str | None]]]) -> Grid:
    """The sheet with other cells below other headers, {column: (header, cells below it)}; a column behind the last is new."""
    cells = list(grid.cells)
    for at, (title, texts) in columns.items():
        above = grid.cells[at].slice(0, header.last).to_pylist() if at < len(cells) else [None] * header.last
        cells[at : at + 1] = [pa.chunked_array([pa.array([*above, title, *texts], pa.string())])]
    return replace(grid, cells=cells)


def with_header(grid: Grid, is_township: Callable[[str], bool]) -> Grid | None:
    """Return a list of names and valid numbers without a header with one above its rows, whose numbers stay, or with one instead of a first row that
    nobody understands (人 | 号); None if it is no such list."""
    first = grid.row(0)
    headed = not any(re.search("[0-9]{6}", text) for text in first) and any(map(str.strip, first))
    rows = np.arange(int(headed), grid.n_rows)
    cells = [sample(column, rows) for column in grid.cells]
    numbers = [at for at, texts in enumerate(cells) if _valid(texts)]
    places = [at for at, texts in enumerate(cells) if _mostly(texts, is_township)]
    names = [at for at, texts in enumerate(cells) if at not in (*numbers, *places) and _mostly(texts, TESTS["name"])]
    if len(numbers) != 1 or not names:
        return None
    nearest = min(names, key=lambda at: (abs(at - numbers[0]), at))
    titles = {nearest: "姓名", numbers[0]: "身份证号"} | ({places[0]: "街镇"} if places else {})
    shown = [
        f"{titles[at]}（{text}）" if headed and at in titles else titles.get(at, text if headed else None)
        for at, text in enumerate(first)
    ]
    columns = [
        pa.chunked_array([[title], *column.slice(int(headed)).chunks], pa.string())
        for title, column in zip(shown, grid.cells, strict=True)
    ]
    return replace(grid, cells=columns, first_row=grid.first_row - (not headed))


def _mostly(texts: Sequence[str], test: Callable[[str], bool]) -> bool:
    return bool(texts) and sum(map(test, texts)) >= _NEARLY_ALL * len(texts)


_NUMBER_LIKE = r"[0-9][0-9*＊xX .-]{11,}[0-9*＊xX]|[0-9.]+[Ee][+]1[0-9]"
"""What may be the number of a person, also one that is masked or that Excel has destroyed."""
_PLACE = r"[镇乡村道委会区站所计]$"
"""How a place, or a total, ends."""


def may_hold_people(grid: Grid, is_township: Callable[[str], bool], first: int = 0) -> bool:
    """Return whether a sheet has a cell like a number of a person, or a column most of whose cells look like names: an explanation and statistics
    (镇, 户数, 人数) have neither. ``first``: the first row below its header."""
    for column in grid.cells:
        texts = pc.drop_null(pc.utf8_trim_whitespace(column.slice(first)))
        if pc.any(pc.match_substring_regex(texts, _NUMBER_LIKE)).as_py():
            return True
        cells = [text for text in texts.slice(0, SAMPLE).to_pylist() if text]
        named = [text for text in cells if shares([text])["name"] and not re.search(_PLACE, text)]
        if 2 * sum(not is_township(text) for text in named) >= max(len(cells), 1):
            return True
    return False


def numbers_on(grid: Grid) -> int:
    """Return how many valid numbers of people stand on a sheet, alone or in text."""
    found = set[str]()
    for column in grid.cells:
        texts = pc.drop_null(column.filter(pc.fill_null(pc.match_substring_regex(column, r"[0-9]{15}"), False)))
        found |= {number[:17] for text in texts.to_pylist() for number in resident_id.written_in(text)}
    return len(found)
