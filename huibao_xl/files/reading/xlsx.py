"""Workbooks .xlsx and .xlsm: whole string columns from fastexcel (Rust), corrected by what the XML scan has seen.

700,000 rows x 9 columns take 3 s this way and 8 s through Python lists; that is why there are two readings of one file.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading import xlsx_columns
from huibao_xl.files.reading.calamine import read_typed
from huibao_xl.files.reading.cells import (
    MAX_CELLS,
    Marks,
    iso_text,
    make_grid,
    number_text,
    stored_digits,
    stored_number,
)
from huibao_xl.files.reading.faults import damaged, foreign_parser, unreadable
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.package import CHUNK, MISSING, Package, Sheet, misread, repaired, workbook_sheets
from huibao_xl.files.reading.xlsx_marks import boxes, comments, struck_cells, struck_styles, struck_texts
from huibao_xl.files.reading.xlsx_scan import SheetDamaged, SheetScan, scan_ranges, scan_sheet
from huibao_xl.reasons import Stop

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")
_NO_DAY = "1899-12-31"
_NOISY = r"^-?\d{7,}\.\d{6,}$"
_MISSING = "工作簿里有这张工作表的名字，但没有它的内容"
_DECIMAL = r"^-?\d+(\.\d+)?$"


def read_xlsx(path: Path, content: bytes, package: Package) -> list[Grid]:
    """Return every worksheet in the workbook's order; chart and dialog sheets are left out."""
    sheets = workbook_sheets(package)
    if misread(package, sheets):
        content = repaired(package, sheets)
    elif (grids := _read_columns(path, package, sheets)) is not None:
        return grids
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(_verified_and_opened, path, content, package)
        scans = {sheet.name: _scan(package, sheet) for sheet in sheets if sheet.kind == "worksheet"}
        workbook = opening.result()
        _note_marks(package, sheets, scans)
    if not scans:
        raise damaged(path)
    found = {grid.sheet: grid for grid in _read_sheets(path, content, package, sheets, scans, workbook)}
    missing = {sheet.name: Grid(path, sheet.name, [], fault=_MISSING) for sheet in sheets if sheet.kind == MISSING}
    return [(found | missing)[sheet.name] for sheet in sheets if sheet.name in found | missing]


def _note_marks(package: Package, sheets: Sequence[Sheet], scans: Mapping[str, SheetScan]) -> None:
    """Note comments and struck-out cells in the scans. A workbook without any struck-out font or run is not read for them."""
    styles = struck_styles(package.xml("xl/styles.xml")) if "xl/styles.xml" in package else frozenset[int]()
    texts = struck_texts(lambda: (chunk for part in _shared_parts(package) for chunk in package.chunks(part)))
    for sheet in sheets:
        if scan := scans.get(sheet.name):
            scan.comments = comments(package, sheet.part)
            scan.beside += boxes(package, sheet.part)
            if styles or texts or scan.strikes:
                scan.struck = struck_cells(package.chunks(sheet.part), styles, texts)


def _shared_parts(package: Package) -> list[str]:
    parts = [part for _, part in package.relationships(package.workbook_part()).values()]
    return [part for part in parts if part.lower().endswith("sharedstrings.xml") and part in package]


def _read_columns(path: Path, package: Package, sheets: Sequence[Sheet]) -> list[Grid] | None:
    """Return the worksheets if all are written as :mod:`xlsx_columns` reads them, else None: then the ordinary way says what is wrong."""
    worksheets = [sheet for sheet in sheets if sheet.kind == "worksheet"]
    shared = _shared_parts(package)
    if not worksheets or "xl/styles.xml" not in package or len(shared) > 1 or _counts_from_1904(package):
        return None
    with ThreadPoolExecutor(1) as pool:
        try:
            reading = pool.submit(lambda: xlsx_columns.read_texts(package.chunks(shared[0]) if shared else []))
            kinds = xlsx_columns.style_kinds(package.xml("xl/styles.xml"))
            bodies = [xlsx_columns.read_body(package.chunks(sheet.part), kinds) for sheet in worksheets]
            texts = reading.result()
            grids = [_grid(path, sheet, body, texts) for sheet, body in zip(worksheets, bodies, strict=True)]
            return [
                replace(
                    grid, comments=comments(package, sheet.part), beside=(*grid.beside, *boxes(package, sheet.part))
                )
                for grid, sheet in zip(grids, worksheets, strict=True)
            ]
        except (xlsx_columns.Irregular, Stop):
            return None


def _counts_from_1904(package: Package) -> bool:
    return any(item.get("date1904") for item in package.xml(package.workbook_part()).iter("{*}workbookPr"))


def _grid(path: Path, sheet: Sheet, body: xlsx_columns.Body, texts: pa.Array) -> Grid:
    if body.n_rows * body.n_columns > MAX_CELLS:
        raise xlsx_columns.Irregular
    scan = scan_ranges(body.rest)
    uncommon: dict[int, dict[int, str]] = {}
    for (row, column), stored in body.uncommon.items():
        uncommon.setdefault(column, {})[row] = stored_number(stored, (row, column), scan)
    columns = xlsx_columns.columns_of(body, texts)
    ready = [_put(_tidy(cells), uncommon[at]) if at in uncommon else _tidy(cells) for at, cells in enumerate(columns)]
    return make_grid(path, sheet.name, [pa.chunked_array([column]) for column in ready], scan, sheet.hidden)


def _read_sheets(
    path: Path,
    content: bytes,
    package: Package,
    sheets: Sequence[Sheet],
    scans: Mapping[str, SheetScan],
    workbook: fastexcel.ExcelReader | None,
) -> list[Grid]:
    """Through the fast reader; where it refuses through python-calamine, as it is and repaired; at last through openpyxl, which reads
    almost anything, slowly."""
    try:
        if workbook is not None:
            return [_read_sheet(path, workbook, sheet, scans[sheet.name]) for sheet in sheets if sheet.name in scans]
    except Stop:
        pass
    try:
        return read_typed(path, content, lambda name: scans.get(name, Marks()))
    except Stop:
        content = repaired(package, sheets)
    try:
        return read_typed(path, content, lambda name: scans.get(name, Marks()))
    except Stop:
        from huibao_xl.files.reading.openpyxl_sheets import read_by_openpyxl  # a tenth of a command's start

        return read_by_openpyxl(path, content, scans)


def _verified_and_opened(path: Path, content: bytes, package: Package) -> fastexcel.ExcelReader | None:
    """Return the workbook with its shared texts loaded, None if fastexcel refuses or misreads it; raise Stop if damaged."""
    _verify_parts(package)
    if _misleading_days(package):
        return None
    try:
        return _open(path, content)
    except Stop:
        return None


def _misleading_days(package: Package) -> bool:
    """Whether days are counted from 1904 and an extension names a workbookPr of its own, which fastexcel takes for the real one."""
    properties = list(package.xml(package.workbook_part()).iter("{*}workbookPr"))
    return len(properties) > 1 and any(item.get("date1904") in ("1", "true") for item in properties)


def _open(path: Path, content: bytes) -> fastexcel.ExcelReader:
    with foreign_parser(path):
        return fastexcel.read_excel(content)


def _verify_parts(package: Package) -> None:
    package.verify("xl/styles.xml")
    for part in _shared_parts(package):
        for chunk in package.chunks(part):  # a string of 4 MB is no cell: Excel allows 32,767 characters
            if len(chunk) == CHUNK and b"</" not in chunk:
                raise damaged(package.path)


def _scan(package: Package, sheet: Sheet) -> SheetScan:
    try:
        scan = scan_sheet(lambda: package.chunks(sheet.part))
    except SheetDamaged:
        raise damaged(package.path) from None
    if scan.n_cells > MAX_CELLS or scan.last_row >= 1 << 21:
        why = f"的工作表“{sheet.name}”在很远处有内容（到 {scan.corner} 为止），无法读取"
        raise unreadable(package.path, why, "请按 Ctrl+End 找到并删除多余的内容（或删除其后的空行空列），保存后重试。")
    return scan


def _read_sheet(path: Path, workbook: fastexcel.ExcelReader, sheet: Sheet, scan: SheetScan) -> Grid:
    with foreign_parser(path):
        loaded = workbook.load_sheet(sheet.name, header_row=None, skip_rows=0, dtypes="string")
        batch, columns = loaded.to_arrow(), loaded.available_columns()
    n_left = columns[0].absolute_index if columns else 0
    cells = [pa.nulls(batch.num_rows, pa.string())] * n_left + [_tidy(column) for column in batch.columns]
    cells = _with_exact_numbers(cells, scan)
    return make_grid(path, sheet.name, [pa.chunked_array([column]) for column in cells], scan, sheet.hidden)


def _tidy(column: pa.Array) -> pa.Array:
    """Write days and times as every other reader does, and empty texts as null.

    A column of days holds few different ones, so it is the distinct texts that are edited.
    """
    lengths = pc.binary_length(column)
    shortest, longest = pc.min_max(lengths).as_py().values()
    if shortest == 0:
        column = pc.if_else(pc.equal(lengths, 0), pa.scalar(None, pa.string()), column)
    if (longest or 0) >= len("8589009.609999999"):
        column = _rounded(column)
    if (longest or 0) < len("2024-05-01 00:00:00") or not pc.any(pc.match_substring(column, ":")).as_py():
        return column
    encoded = column.dictionary_encode()
    texts = [_tidy_moment(text) for text in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)


def _rounded(column: pa.Array) -> pa.Array:
    """Write a large amount with the digits that Excel keeps: from 2**23 on fastexcel writes 8589009.61 as
    8589009.609999999."""
    noisy = pc.fill_null(pc.match_substring_regex(column, _NOISY), False)
    rows = np.flatnonzero(noisy.to_numpy(zero_copy_only=False))
    return (
        _put(column, {int(row): number_text(float(column[int(row)].as_py())) for row in rows}) if len(rows) else column
    )


def _tidy_moment(text: str) -> str:
    """Return fastexcel's text of a moment, midnight or time of day in the common form; any other text unchanged.

    >>> _tidy_moment("2024-05-01 00:00:00"), _tidy_moment("1899-12-31 06:00:00"), _tidy_moment("2024-05-01 00:00:00 起")
    ('2024-05-01', '06:00:00', '2024-05-01 00:00:00 起')
    """
    if not _MOMENT.fullmatch(text):
        return text
    text = iso_text(text)
    return "00:00:00" if text == _NO_DAY else text.removeprefix(_NO_DAY + " ")


def _with_exact_numbers(cells: list[pa.Array], scan: SheetScan) -> list[pa.Array]:
    """Put in place the digits that Excel holds, where fastexcel's text has others.

    A long decimal is replaced only where the text is one: under a date format the same number is a moment.
    """
    changes: dict[int, dict[int, str]] = {}
    for (row, column), stored in scan.numbers.items():
        changes.setdefault(column, {})[row] = stored_digits(stored)
    for (row, column), text in scan.unreadable.items():
        changes.setdefault(column, {})[row] = text
    for column, texts in changes.items():
        if column < len(cells):
            cells[column] = _put(cells[column], texts)
    decimals: dict[int, dict[int, str]] = {}
    for (row, column), text in scan.fractions.items():
        decimals.setdefault(column, {})[row] = text
    for column, texts in decimals.items():
        if column < len(cells):
            plain = pc.match_substring_regex(cells[column], _DECIMAL)
            cells[column] = _put(cells[column], texts, pc.fill_null(plain, False))
    return cells


def _put(column: pa.Array, texts: dict[int, str], allowed: pa.BooleanArray | None = None) -> pa.Array:
    """Return the column with ``texts`` (by row) put in, where ``allowed``."""
    rows = np.array(sorted(row for row in texts if row < len(column)), dtype=np.int64)
    if allowed is not None:
        rows = rows[allowed.take(pa.array(rows)).to_numpy(zero_copy_only=False).astype(bool)]
    mask = np.zeros(len(column), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(column, mask, pa.array([texts[row] for row in rows.tolist()], pa.string()))
