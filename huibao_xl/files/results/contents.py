"""What a file of a result says, as tables of text: to hold it against the same file made again. Never to go on from it.

Two workbooks with the same cells need not have the same bytes (links are relative to where a workbook stands), so a workbook is compared part
by part: a sheet whose part is the same in both is the same, of another the cells and formulas are read.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from lxml import etree
from python_calamine import CalamineWorkbook

from huibao_xl import strict_json
from huibao_xl.files.reading.cells import value_text
from huibao_xl.files.reading.grid import column_index
from huibao_xl.ordinary_file import ordinary

_CHUNK = 1 << 20
_FORMULA = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f[^>]*>([^<]*)</f>')
_NOT_CONTENT = re.compile(r"docProps/|.*\.rels$")
"""Parts that say when and by whom, and where links lead from the place of the workbook."""
_SHARED = re.compile(r"xl/sharedStrings\.xml$")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Unreadable(Exception):
    """The file cannot be read as what it should be."""


@dataclass(frozen=True)
class Pair:
    """The same table of two files, as text. ``name``: the sheet, "" where a file is one table; ``was``, ``now``: its cells, None where one file has
    no such table; a workbook's and a CSV's have their header in the first row and are numbered from 1 there."""

    name: str
    was: pd.DataFrame | None
    now: pd.DataFrame | None


def reads(path: Path) -> bool:
    """Tell whether a file can be read to its end as what its name says (of a kind unknown here: yes)."""
    reader = _READERS.get(path.suffix.lower())
    try:
        if reader is not None:
            reader(path)
    except Unreadable:
        return False
    return True


def same_bytes(first: Path, second: Path) -> bool:
    """Tell whether two files are the same. Raises OSError if one cannot be read."""
    if ordinary(first).stat().st_size != ordinary(second).stat().st_size:
        return False
    with first.open("rb") as one, second.open("rb") as other:
        return _same(one, other)


def json_leaves(path: Path) -> dict[str, Any]:
    """Return the values of a JSON file by their keys, joined with dots; a list counts from 1. Raises Unreadable."""
    try:
        return dict(_leaves("", strict_json.parse(ordinary(path).read_text(encoding="utf-8"))))
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable from error


def _leaves(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(f"{key}.{name}" if key else name, inner)
    elif isinstance(value, list) and value:
        for place, inner in enumerate(value, 1):
            yield from _leaves(f"{key}.{place}" if key else str(place), inner)
    else:
        yield key, value


def frame_pair(was: Path, now: Path) -> Pair:
    """Return a stored frame twice. Raises Unreadable if one is none."""
    return Pair("", _frame(was), _frame(now))


def _frame(path: Path) -> pd.DataFrame:
    try:
        table = pyarrow.parquet.read_table(path)
        return pd.DataFrame({name: _texts(table[name]) for name in table.column_names})
    except Exception as error:  # columns twice, values that are no text: a foreign file fails in ways of its own
        raise Unreadable from error


def _texts(column: pa.ChunkedArray) -> pd.Series:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    elif pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s")).cast(pa.date32())
    texts: pd.Series = column.cast(pa.string()).fill_null("").to_pandas().astype("str")
    return texts


def csv_pair(was: Path, now: Path) -> Pair:
    """Return a CSV twice. Raises Unreadable if one is none."""
    return Pair("", _csv(was), _csv(now))


def _csv(path: Path) -> pd.DataFrame:
    try:
        first = path.open(encoding="utf-8-sig").readline().count(",") + 1
        names = [str(place) for place in range(first)]
        table = pyarrow.csv.read_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(column_names=names),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except Exception as error:  # a foreign file fails in ways of its own
        raise Unreadable from error
    return _positional(table.to_pandas().astype("str"))


def sheet_pairs(was: Path, now: Path) -> tuple[list[Pair], list[str]]:
    """Return the sheets of two workbooks whose cells or formulas differ, in the order of ``now`` and then of ``was``; and the names of sheets that
    differ in looks alone (styles, widths, what is hidden; "" for the whole workbook), as far as no text of the workbook differs. Raises
    Unreadable if one is no workbook.
    """
    try:
        with zipfile.ZipFile(was) as one, zipfile.ZipFile(now) as other:
            return _sheet_pairs(one, other, was, now)
    except Unreadable:
        raise
    except Exception as error:  # no package, cut off, packed otherwise, locked: each fails in its own way
        raise Unreadable from error


def _workbook(path: Path) -> None:
    """Read all cells of a workbook. Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as package:
            for name, part in _sheets(package).items():
                _cells(path, package, name, part)
    except Unreadable:
        raise
    except Exception as error:  # as in sheet_pairs
        raise Unreadable from error


def _sheet_pairs(one: zipfile.ZipFile, other: zipfile.ZipFile, was: Path, now: Path) -> tuple[list[Pair], list[str]]:
    sheets = _sheets(one), _sheets(other)
    common = {part for part in one.namelist() if part in other.namelist() and _same_part(one, other, part)}
    texts_differ = any(_SHARED.match(part) and part not in common for part in [*one.namelist(), *other.namelist()])
    pairs, looks = [], []
    for name in dict.fromkeys([*sheets[1], *sheets[0]]):
        parts = [each.get(name) for each in sheets]
        if parts[0] == parts[1] and parts[0] in common and not texts_differ:
            continue
        pair = Pair(name, *(_cells(*each) for each in zip((was, now), (one, other), [name] * 2, parts, strict=True)))
        if pair.was is None or pair.now is None or not pair.was.equals(pair.now):
            pairs.append(pair)
        elif not texts_differ:
            looks.append(name)
    others = {part for part in {*one.namelist(), *other.namelist()} - common if not _NOT_CONTENT.match(part)}
    if others - {part for each in sheets for part in each.values()} and not pairs and not looks:
        looks.append("")
    return pairs, looks


def _sheets(package: zipfile.ZipFile) -> dict[str, str]:
    """{name of a sheet: its part}, in the workbook's order."""
    targets = {
        each.get("Id"): each.get("Target", "") for each in etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    }
    found = etree.fromstring(package.read("xl/workbook.xml")).iter("{*}sheet")
    return {
        sheet.get("name", ""): "xl/" + targets[sheet.get(_RELATION)].removeprefix("/xl/").removeprefix("xl/")
        for sheet in found
    }


def _cells(path: Path, package: zipfile.ZipFile, name: str, part: str | None) -> pd.DataFrame | None:
    """The cells of a sheet as text; of a formula also what it is (``=SUM(A1:A3) 得 6``). None if there is no such sheet."""
    if part is None:
        return None
    try:
        values = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)
    except Exception as error:  # a foreign parser fails in ways of its own
        raise Unreadable from error
    rows = [[value_text(value) for value in row] for row in values]
    for letters, row, formula in _FORMULA.findall(package.read(part)):
        column = column_index(letters.decode())
        rows += [[] for _ in range(int(row) - len(rows))]
        line = rows[int(row) - 1]
        line += [""] * (column + 1 - len(line))
        line[column] = f"={formula.decode()} 得 {line[column]}"
    return _positional(pd.DataFrame(rows).fillna("").astype("str"))


def _positional(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(range(frame.shape[1]), axis=1)


def _same_part(one: zipfile.ZipFile, other: zipfile.ZipFile, part: str) -> bool:
    with one.open(part) as first, other.open(part) as second:
        return _same(first, second)


def _same(first: Any, second: Any) -> bool:
    pieces = zip_longest(iter(lambda: first.read(_CHUNK), b""), iter(lambda: second.read(_CHUNK), b""))
    return all(one == other for one, other in pieces)


_READERS: dict[str, Callable[[Path], object]] = {
    ".json": json_leaves,
    ".parquet": _frame,
    ".csv": _csv,
    ".xlsx": _workbook,
}
"""{ending: reads such a file to its end, or raises Unreadable}."""
