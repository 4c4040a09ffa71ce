"""Which list a sheet is and where its columns are: role, header rows, field -> column.

The header row is the row (or pair of rows) with the most known headers. The role comes from words in the sheet name, then the title
above the header, then the file name, then from headers that only one role has; a longer word beats a shorter one. Two roles that
fit equally well are no recognition.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.reasons import Stop
from huibao_xl.rosters.fields import Role, all_headers, header_key, household_role, roles

_SEARCHED_ROWS = 60
_NEARLY = 0.6
_LONG_DIGITS = re.compile(r"\d{8,}")
_HARMLESS = ("手机号", "联系电话", "联系人", "居村委", "子类", "证书编号", "保费", "保单号")


@dataclass(frozen=True)
class Header:
    """The header of a sheet. ``first``, ``last``: its rows (positions in the grid, inclusive); ``keys``, ``texts``: what each column is
    called, as compared and as written; ``title``: the text above; ``known``: how many headers are known; ``rows``: its rows as compared.
    """

    first: int
    last: int
    keys: list[str]
    texts: list[str]
    title: str
    known: int
    rows: list[list[str]]


@dataclass(frozen=True)
class Layout:
    """A recognised sheet: its role, its header, and the column of each field that was found."""

    role: Role
    header: Header
    columns: dict[str, int]

    def header_of(self, field: str) -> str:
        """Return the header as the sheet writes it."""
        return self.header.texts[self.columns[field]]

    def letters_of(self, field: str) -> str:
        """Return the letters of the field's column."""
        return column_letters(self.columns[field])


def find_header(grid: Grid, book: str = "roster") -> Header | None:
    """Return the header of the sheet, or None if no row holds a header that ``book`` knows (:func:`fields.roles`).

    It is the first row, or pair of rows, with nearly as many known headers as the best: the same header printed again further
    down must not win, or the people above it would be lost.
    """
    rows = [grid.row(index) for index in range(min(grid.n_rows, _SEARCHED_ROWS))]
    candidates = [_best_from(rows, index, all_headers(book)) for index in range(len(rows))]
    most = max((header.known for header in candidates), default=0)
    return next((header for header in candidates if header.known and header.known >= most * _NEARLY), None)


def _best_from(rows: list[list[str]], index: int, headers: frozenset[str]) -> Header:
    """The row as a header, or together with the next one if both contribute to it."""
    single = _header(rows, index, index, [(header_key(text), text) for text in rows[index]], headers)
    if index + 1 == len(rows) or any(map(_LONG_DIGITS.search, rows[index + 1])):
        return single
    below = sum(header_key(text) in headers for text in rows[index + 1])
    pair = _header(rows, index, index + 1, _pair(rows[index], rows[index + 1], headers), headers)
    return pair if pair.known > max(single.known, below) else single


def _header(
    rows: list[list[str]], first: int, last: int, cells: list[tuple[str, str]], headers: frozenset[str]
) -> Header:
    known = sum(key in headers for key, _ in cells)
    title = " ".join(text for row in rows[:first] for text in row if text)
    own = [[header_key(text) for text in row] for row in rows[first : last + 1]]
    return Header(first, last, [key for key, _ in cells], [text for _, text in cells], title, known, own)


def _pair(upper: list[str], lower: list[str], headers: frozenset[str]) -> list[tuple[str, str]]:
    """Headers written in two rows: a group above (kept to the right until the next), names below."""
    cells, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        group = above if above else group
        texts = [group + below, below, above] if below else [above]
        text = next((text for text in texts if header_key(text) in headers), texts[0])
        cells.append((header_key(text), text))
    return cells


def recognise(path: Path, sheet: str, header: Header, book: str = "roster") -> tuple[Role | None, str]:
    """Return the role of a sheet, or None and why it cannot be told."""
    scores = {name: _score(role, path, sheet, header) for name, role in roles(book).items()}
    best = max(scores.values())
    fitting = [name for name, score in scores.items() if score == best]
    if best == 0:
        return None, "工作表名、标题、文件名和表头都没有说明"
    if len(fitting) > 1:
        return None, "像" + "，也像".join(fitting)
    if fitting[0] == "医疗救助对象" and _lists_incomes(header):
        return None, "像医疗救助对象，也像低收入家庭监测名单（有户编号和收入）"
    return roles(book)[fitting[0]], ""


def _lists_incomes(header: Header) -> bool:
    """Whether a sheet is laid out for low-income monitoring: whoever is only watched must not be taken for somebody in the roster."""
    aliases = household_role().aliases
    fields = {aliases[key][0] for key in header.keys if key in aliases}
    return "户编号" in fields and bool(fields & {"月收入", "工资", "养老金", "赡养费", "其他收入"})


def role_of_name(name: str, book: str = "roster") -> str | None:
    """Return the role that a sheet or file name alone gives, or None if none or several fit.

    >>> role_of_name("七宝镇残疾人名单"), role_of_name("名单")
    ('持证残疾人', None)
    """
    longest = {role.name: _longest_word(role, name) for role in roles(book).values()}
    fitting = [role for role, length in longest.items() if length == max(longest.values())]
    return fitting[0] if len(fitting) == 1 else None


def _score(role: Role, path: Path, sheet: str, header: Header) -> float:
    named = sum(
        weight * _longest_word(role, text)
        for text, weight in ((sheet, 10_000), (header.title, 1_000), (path.stem, 100))
    )
    return named + min(len(role.marks.intersection(header.keys)), 9)


def _longest_word(role: Role, text: str) -> int:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return max((len(word) for word in role.words if word in plain), default=0)


def lay_out(grid: Grid, label: str, role: Role, header: Header) -> Layout:
    """Return where the role's fields stand. Raises Stop(S02) if a required one is missing, Stop(S03) if one stands twice."""
    found: dict[str, list[tuple[int, int]]] = {}
    for column, key in enumerate(header.keys):
        if key in role.aliases:
            field, rank = role.aliases[key]
            found.setdefault(field, []).append((rank, column))
    for field, places in found.items():
        lowest = min(places)[0]
        twice = [column_letters(column) for rank, column in places if rank == lowest]
        if len(twice) > 1 and field not in _HARMLESS:
            raise Stop(
                "S03", file=label, sheet=grid.sheet, field=field, columns="、".join(f"{name} 列" for name in twice)
            )
    for field in role.required:
        if field not in found:
            seen = "、".join(text.replace("\n", "") for text in header.texts if text) or "（没有）"
            raise Stop("S02", file=label, sheet=grid.sheet, role=role.name, missing=field, headers=seen)
    return Layout(role, header, {field: min(places)[1] for field, places in found.items()})
