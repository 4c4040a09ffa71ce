"""The buttons against the file library they stand on: one workbook, and what ``run.py --press`` measures on it.

python bench/press.py write FOLDER WORKBOOK      copy the lists of FOLDER onto the sheets of one workbook, outside the measured time
python bench/press.py openpyxl WORKBOOK          load the workbook and save it beside itself: what no button on a saved workbook can avoid
python bench/press.py BUTTON WORKBOOK            press a button, saving beside the workbook
"""

import sys
from datetime import date
from pathlib import Path

INSURED, ENTRIES = 30_000, 750
"""Rows taken of the insurer's list and of each other list."""


def write(folder: Path, path: Path) -> None:
    """One sheet for each list, with shared strings and real dates as Excel keeps them."""
    import python_calamine
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        day, text = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "@"})
        for source in sorted(set(folder.glob("*.xlsx")) - {folder / "银行账户.xlsx"}):
            sheet = book.add_worksheet(source.stem)
            rows = python_calamine.CalamineWorkbook.from_path(source).get_sheet_by_index(0).to_python()
            for at, row in enumerate(rows[: (INSURED if source.stem == "承保名单" else ENTRIES) + 1]):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, value, day)
                    else:
                        sheet.write(at, column, value, text)


def load_and_save(path: Path, out: Path) -> None:
    import openpyxl

    openpyxl.load_workbook(path).save(out)


def press(label: str, path: Path, out: Path) -> None:
    from huibao_xl.excel import commands

    print(commands.press(label, path, out))


def main() -> None:
    what, path = sys.argv[1], Path(sys.argv[2])
    out = path.with_name("out.xlsx")
    out.unlink(missing_ok=True)
    if what == "write":
        write(path, Path(sys.argv[3]))
    elif what == "openpyxl":
        load_and_save(path, out)
    else:
        press(what, path, out)


if __name__ == "__main__":
    main()
