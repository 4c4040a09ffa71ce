import time

import pytest

from huibao_xl.files.reading.xlsx_scan import SheetDamaged, scan_sheet

ROOT = b'<worksheet xmlns="x"><sheetData>'
END = b"</sheetData></worksheet>"
LONG = b"310000190001010011"


def scan(rows: bytes, size: int = 1 << 22, after: bytes = b"", before: bytes = b""):
    content = before + ROOT + rows + b"</sheetData>" + after + b"</worksheet>"
    return scan_sheet(lambda: (content[start : start + size] for start in range(0, len(content), size)))


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B2"><v>%b</v></c>',
        b'<c r="B2" s="3" t="n"><v>%b</v></c>',
        b'<c s="3" r="B2"><v>%b</v></c>',
        b"<c r='B2'><v>%b</v></c>",
        b'<c r="B2"><f>A1&amp;"x"</f><v>%b</v></c>',
        b'<c r="B2"><v xml:space="preserve">%b</v></c>',
        b'<c r="A2"/><c><v>%b</v></c>',
        b"<c/><c><v>%b</v></c>",
    ],
)
@pytest.mark.parametrize("size", [1 << 22, 7])
def test_a_number_of_more_than_15_digits_is_found(cell, size):
    row = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">%b</row>' % cell
    assert scan(row % LONG, size).numbers == {(1, 1): LONG.decode()}


@pytest.mark.parametrize(
    "stored", ["1E16", "3.1011219850101E+17", "1e+15", "1000000000000000", "-310000190001010011", "1E20"]
)
def test_every_way_to_store_a_long_number_counts(stored):
    assert scan(b'<row r="1"><c r="A1"><v>%b</v></c></row>' % stored.encode()).numbers == {(0, 0): stored}


@pytest.mark.parametrize("stored", ["999999999999999", "1E14", "0.30000000000000004", "1.5E-7", "129", "45413.5"])
def test_shorter_numbers_are_left(stored):
    assert scan(b'<row r="1"><c r="A1"><v>%b</v></c></row>' % stored.encode()).numbers == {}


@pytest.mark.parametrize("kind", [b"s", b"str", b"b", b"e", b"d", b"inlineStr"])
def test_what_is_no_number_cell_does_not_count(kind):
    assert scan(b'<row r="1"><c r="A1" t="%b"><v>%b</v></c></row>' % (kind, LONG)).numbers == {}


def test_elements_may_carry_a_prefix():
    content = (
        b'<x:worksheet xmlns:x="x"><x:cols><x:col min="2" max="3" hidden="1"/></x:cols><x:sheetData>'
        b'<x:row r="1" hidden="1"><x:c r="C1"><x:v>%b</x:v></x:c></x:row></x:sheetData>'
        b'<x:mergeCells><x:mergeCell ref="A1:C2"/></x:mergeCells></x:worksheet>'
    ) % LONG
    found = scan_sheet(lambda: [content])
    assert found.numbers == {(0, 2): LONG.decode()} and found.hidden_rows == {0} and found.hidden_columns == {1, 2}
    assert found.merged == [(0, 0, 1, 2)]


@pytest.mark.parametrize("size", [1 << 22, 50, 3])
@pytest.mark.parametrize(
    "row", [b'<row r="5" ht="3" hidden="1" spans="1:2">', b'<row hidden="true" r="5">', b'<row r="5" hidden="1">']
)
def test_hidden_and_merged_ranges_are_found_wherever_a_chunk_ends(size, row):
    found = scan(
        b'<row r="4"/>' + row + b'<c r="A5"><v>1</v></c></row><row r="6" hidden="0"/>',
        size,
        b'<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="AA3:AB3"/></mergeCells>',
    )
    assert found.hidden_rows == {4} and found.merged == [(0, 0, 1, 1), (2, 26, 2, 27)]


def test_rows_without_numbers_are_counted():
    found = scan(
        b"<row><c><v>1</v></c></row><row hidden='1'><c><v>%b</v></c></row><row/><row><c><v>%b</v></c></row>"
        % (LONG, LONG)
    )
    assert found.numbers == {(1, 0): LONG.decode(), (3, 0): LONG.decode()} and found.hidden_rows == {1}


def test_values_bound_the_sheet_and_formats_do_not():
    empty = b'<c r="XFC1" s="1"/><c r="XFD1" s="1" /><c r="XFD2" s="1"></c>'
    found = scan(b'<row r="1"><c r="A1"><v>1</v></c>' + empty + b'</row><row r="1048576"><c r="A1048576" s="2"/></row>')
    assert (found.last_row, found.last_column) == (0, 25)
    found = scan(
        b'<row r="1"><c r="A1"><v>1</v></c><c r="AB1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    assert found.corner == "XFD1048576"


@pytest.mark.parametrize("size", [1 << 22, 64])
def test_a_far_value_counts_even_out_of_order(size):
    rows = b'<row r="1"><c r="A%d"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>'
    assert scan(rows % 99_999_999, size).last_row == 99_999_998


def test_a_million_empty_cells_cost_little():
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="AZ%d" s="1"/></row>' % (n, n, n) for n in range(1, 300_000))
    started = time.process_time()  # of this process: what else the machine does is not counted
    assert scan(rows).last_row == -1
    assert time.process_time() - started < 3


def test_what_is_no_worksheet_is_damaged():
    with pytest.raises(SheetDamaged):
        scan_sheet(lambda: [b"<x/>"])
    with pytest.raises(SheetDamaged):
        scan_sheet(list)
