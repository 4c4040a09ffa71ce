"""Further people who stand in the rows of a list: the 户主 beside the members, 配偶 beside 本人, the family beside who works for the firm, members with
their numbers in one cell.

A list says of one person per row what it says; whether it says it of the others too nobody can know. Relief is given to households, so the others
may be in the roster; a group policy may cover the family; 监护人, 代办人 and 联系人 are only how somebody is reached. Which relations may count on
which list is data (``beside`` in ``schemas/list-terms.json``). Where one may, the column is asked about (列对应): who would be paid, or refused as in no
roster, and would not be if it counted, waits; ``同行的另一人`` makes each of them a person of the list.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import resident_id
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters.column_content import is_id, sample
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, parse, plain

ANOTHER = "同行的另一人"
"""What a column means whose people are on the list as the row's own person is."""
_OF_ANYBODY = {"NAME", "ID", "DOC", "NUMBER"}
"""Kinds of terms that say what of a person a column holds, not of whom."""
_MOSTLY = 0.5
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{14}(?:[0-9]{2}[0-9Xx])?(?![0-9A-Za-z])")
_HAS_NUMBER = r"(?:^|[^0-9A-Za-z])[1-9][0-9]{14}(?:[0-9]{2}[0-9Xx])?(?:[^0-9A-Za-z]|$)"
_NAME = re.compile(r"[\u3400-\u9fff·]{2,10}")
_NUMBERING = re.compile(
    r"(?:第)?(?:[0-9]{1,2}|[一二三四五六七八九十])$|^(?:第)?[0-9一二三四五六七八九十]{1,2}(?=[^0-9])"
)
_MOST = 12
"""People in one cell that are read at most; a household has fewer."""


@dataclass(frozen=True)
class Further:
    """One further person of each row. ``column``: that of the numbers; ``names``: that of the names, None for none; ``in_text``: whether several names
    and numbers stand in one cell of ``column``; ``strangers``: how many of the numbers are not in the list's own column."""

    column: int
    names: int | None
    in_text: bool
    strangers: int


def further_people(grid: Grid, header: Header, columns: Mapping[str, int], role: str) -> tuple[Further, ...]:
    """Return the further people of the rows of a list that may be on it too. ``columns``: {field: column} of what is read; ``role``: the list's. People
    who have a row of their own are nobody's further people: a column of whom all have one is left out."""
    used = {*columns.values()}
    if "证件号码" not in columns:
        return ()
    whose = {at: who for at, text in enumerate(header.texts) if at not in used and (who := _whose(text, role))}
    whose |= _numbered_alike(header, columns)
    if not whose:
        return ()
    below = {at: grid.cells[at].slice(header.last + 1) for at in (*whose, columns["证件号码"])}
    listed = pc.unique(_compared(below[columns["证件号码"]]))
    found = []
    for at, who in whose.items():
        cells = sample(below[at], np.arange(len(below[at])))
        if not cells:
            continue
        if sum(map(is_id, cells)) >= _MOSTLY * len(cells):
            names = [other for other, same in whose.items() if same == who and other != at]
            numbers = pc.unique(pc.drop_null(_compared(below[at])))
            found.append(Further(at, names[0] if names else None, False, _strangers(numbers, listed)))
        elif pc.any(pc.match_substring_regex(below[at], _HAS_NUMBER)).as_py():
            texts = pc.unique(pc.drop_null(below[at].combine_chunks())).to_pylist()
            numbers = pa.array({number for text in texts for _, number in people_in(text)}, pa.string())
            found.append(Further(at, at, True, _strangers(numbers, listed)))
    return tuple(one for one in found if one.strangers)


def _numbered_alike(header: Header, columns: Mapping[str, int]) -> dict[int, tuple[str, ...]]:
    """The columns with the headers of the list's first people under another number (被保险人2, 证件号2 beside 被保险人1, 证件号1): {column: whose it is}."""
    first = {
        _NUMBERING.sub("", plain(header.texts[at])): at
        for name in ("姓名", "证件号码")
        if (at := columns.get(name)) is not None
    }
    used = {*columns.values()}
    found: dict[int, tuple[str, ...]] = {}
    for at, text in enumerate(header.texts):
        number = _NUMBERING.search(plain(text))
        alike = first.get(_NUMBERING.sub("", plain(text))) if number and at not in used else None
        if alike is not None and number and _NUMBERING.findall(plain(header.texts[alike])) != [number[0]]:
            found[at] = ("", number[0])
    return found


def people_in(text: str) -> list[tuple[str, str]]:
    """Return the people that a cell names with valid numbers: name ("" where none can be told), number.

    >>> people_in("样甲（妻，310112195001019026）；子：样乙 310112195001019026")
    [('样甲', '310112195001019026'), ('样乙', '310112195001019026')]
    """
    found, begin, written = [], 0, visible(text)
    for match in _NUMBER.finditer(written):
        number = resident_id.compact(match[0])
        if resident_id.fault(number) is None:
            names = [run for run in _NAME.findall(written[begin : match.start()]) if run not in _no_names()]
            found.append((names[0] if names else "", number))
        begin = match.end()
    return found


def cells_of(grid: Grid, further: Further) -> Iterator[tuple[pa.ChunkedArray, pa.ChunkedArray]]:
    """Return the names and the numbers of further people, per row of the grid: once, or as often as a cell holds people."""
    nothing = pa.chunked_array([pa.nulls(grid.n_rows, pa.string())])
    if not further.in_text:
        yield (nothing if further.names is None else grid.cells[further.names]), grid.cells[further.column]
        return
    encoded = pc.dictionary_encode(pc.fill_null(grid.cells[further.column], "").combine_chunks())
    people = [people_in(text) for text in encoded.dictionary.to_pylist()]
    for turn in range(min(max(map(len, people), default=0), _MOST)):
        pairs = [each[turn] if turn < len(each) else (None, None) for each in people]
        names, numbers = (pa.array([pair[side] for pair in pairs], pa.string()) for side in (0, 1))
        yield tuple(pa.chunked_array([side.take(encoded.indices)]) for side in (names, numbers))


def with_columns(grid: Grid, header: Header, names: pa.ChunkedArray, numbers: pa.ChunkedArray) -> tuple[Grid, Header]:
    """Return the grid with two more columns, and its header."""
    texts = [*header.texts, "姓名", "证件号码"]
    return replace(grid, cells=[*grid.cells, names, numbers]), replace(header, texts=texts, keys=[*header.keys, "", ""])


def _strangers(numbers: pa.Array, listed: pa.Array) -> int:
    """How many valid numbers are none of the list's own."""
    others = numbers.filter(pc.invert(pc.is_in(numbers, value_set=listed)))
    return sum(map(is_id, others.to_pylist()))


def _compared(cells: pa.ChunkedArray) -> pa.Array:
    return pc.utf8_upper(pc.utf8_trim_whitespace(cells.combine_chunks().cast(pa.string())))


@lru_cache(maxsize=4096)
def _whose(text: str, role: str) -> tuple[str, ...]:
    """Whose column a header is: the words of a relation that may count on such a list, and what no term covers (成员2); () for anybody else's."""
    rules = content()["beside"]
    may_count = {plain(word) for group in rules["lists"].get(role, ()) for word in rules[group]}
    header = parse(text) if may_count else None
    if header is None or not re.fullmatch(rules["rest"], header.rest):
        return ()
    about = {plain(word) for word in rules["about"]}
    others = [term.text for term in header.terms if not (term.kinds <= _OF_ANYBODY or term.text in about)]
    return (*others, header.rest) if others and {*others} <= may_count else ()


@lru_cache(maxsize=1)
def _no_names() -> frozenset[str]:
    """Words beside a number that are no name."""
    rules = content()["beside"]
    return frozenset(
        word for group in ("heads", "applicants", "members", "family", "no_names") for word in rules[group]
    )
