"""The results that Excel stored beside the formulas of a workbook, by openpyxl's own rules, without loading all its cells a second time."""

import io
import warnings
from collections.abc import Collection
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser

from huibao_xl.excel.engine_values import to_excel

Results = dict[tuple[int, int], Any]
"""{(row, column) of a formula as it stands in the file: its stored result as COM gives it, None without one}."""


class _FormulaParser(WorkSheetParser):
    """Reads the cells that hold a formula, and of the others only where they stand."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        if element.find(FORMULA_TAG) is None:
            self.col_counter += not element.get("r")
            return {}
        cell: dict[str, Any] = super().parse_cell(element)
        return cell


def stored_results(source: bytes, sheets: Collection[int]) -> dict[int, Results]:
    """Return the results of the formulas of some sheets of an .xlsx or .xlsm that openpyxl can load, by place among its worksheets."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(source), read_only=True, data_only=True, keep_links=False)
        try:
            return {place: _of_sheet(book, book.worksheets[place]) for place in sheets}
        finally:
            book.close()


def _of_sheet(book: Any, sheet: Any) -> Results:
    results: Results = {}
    with sheet._get_source() as part:
        formats = book.epoch, book._date_formats, book._timedelta_formats
        parser = _FormulaParser(part, sheet._shared_strings, True, *formats)
        for _, row in etree.iterparse(part, tag=ROW_TAG, remove_comments=True, remove_pis=True, huge_tree=True):
            for cell in filter(None, parser.parse_row(row)[1]):
                results[cell["row"], cell["column"]] = to_excel(cell["value"], cell["data_type"])
            row.clear()
    return results
