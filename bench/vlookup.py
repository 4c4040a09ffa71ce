"""The workbook that staff use today: VLOOKUP and COUNTIF over the pasted lists, recalculated by LibreOffice.

Every insured row looks its id up in four rosters, compares name and dates, counts itself among the rows above (the
duplicates), looks up its account, and decides by one IF; a summary counts and sums by township. Duplicates are
counted as staff must write it, ``COUNTIF(C$2:C2,C2&"*")``: without the ``"*"`` a spreadsheet compares only 15 digits
of an id number. That count grows with the square of the rows; ``--no-countif`` leaves it out, which shows what it
costs.

Recalculation is ``soffice --convert-to xlsx`` in a profile of its own, set to recalculate always, and is stopped
after ``--minutes``. Prints ``paid <people>``, or ``stopped``; the exit status is then 3.

    python bench/vlookup.py bench/data/100000 --minutes 15
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import python_calamine
import xlsxwriter

ROLES = ["医疗救助对象", "持证残疾人", "生活困难农户", "优抚对象"]
TOWNSHIPS = [
    "江川路街道",
    "古美街道",
    "新虹街道",
    "浦锦街道",
    "莘庄镇",
    "七宝镇",
    "颛桥镇",
    "华漕镇",
    "虹桥镇",
    "梅陇镇",
    "吴泾镇",
    "马桥镇",
    "浦江镇",
    "莘庄工业区",
]
STOPPED = 3
RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def rows_of(path: Path) -> list[list]:
    book = python_calamine.CalamineWorkbook.from_path(path)
    return book.get_sheet_by_index(0).to_python()


def formulas(row: int, last: dict[str, int], countif: bool) -> list[str]:
    """Return the formulas of a row, from column K on: duplicates, four rosters, township, account, decision, shares."""
    found = [
        f'=IF(ISNA(MATCH($C{row},{role}!$B$2:$B${last[role]},0)),"",'
        f"IF(AND(VLOOKUP($C{row},{role}!$B$2:$F${last[role]},4,FALSE)<=$H{row},"
        f"OR(VLOOKUP($C{row},{role}!$B$2:$F${last[role]},5,FALSE)=0,VLOOKUP($C{row},{role}!$B$2:$F${last[role]},5,FALSE)>=$H{row}),"
        f"INDEX({role}!$A$2:$A${last[role]},MATCH($C{row},{role}!$B$2:$B${last[role]},0))=$B{row}),"
        f'VLOOKUP($C{row},{role}!$B$2:$G${last[role]},6,FALSE),""))'
        for role in ROLES
    ]
    return [
        f'=COUNTIF(C$2:C{row},C{row}&"*")' if countif else "=1",
        *found,
        f'=IF(L{row}<>"",L{row},IF(M{row}<>"",M{row},IF(N{row}<>"",N{row},O{row})))',
        f'=IFERROR(VLOOKUP(C{row},银行账户!$B$2:$D${last["银行账户"]},3,FALSE),"")',
        f'=IF(AND(F{row}="有效",E{row}="个人",LEN(C{row})=18,K{row}=1,P{row}<>""),"补贴","不补")',
        f'=IF(R{row}="补贴",129,0)',
        f'=IF(R{row}="补贴",IF(RIGHT(P{row},2)="街道",129,45.15),0)',
        f"=S{row}-T{row}",
    ]


def write_workbook(folder: Path, path: Path, countif: bool) -> None:
    """Paste the six lists into one workbook and add the formulas, as staff do."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        lists = {name: rows_of(folder / f"{name}.xlsx") for name in ["承保名单", *ROLES, "银行账户"]}
        last = {name: len(rows) for name, rows in lists.items()}
        summary = book.add_worksheet("汇总")
        for name, rows in lists.items():
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell != "":
                        sheet.write(at, column, cell, None if isinstance(cell, (str, float)) else day)
        insured = book.get_worksheet_by_name("承保名单")
        headers = ["重复", *ROLES, "认定街镇", "账号", "处置", "补贴金额", "区级承担", "镇级承担"]
        insured.write_row(0, 10, headers)
        for row in range(2, last["承保名单"] + 1):
            for column, formula in enumerate(formulas(row, last, countif), 10):
                insured.write_formula(row - 1, column, formula)
        summary.write_row(0, 0, ["街镇", "人数", "区级承担"])
        for row, township in enumerate(TOWNSHIPS, 2):
            end = last["承保名单"]
            summary.write_string(row - 1, 0, township)
            summary.write_formula(row - 1, 1, f'=COUNTIFS(承保名单!$P$2:$P${end},A{row},承保名单!$R$2:$R${end},"补贴")')
            summary.write_formula(row - 1, 2, f"=SUMIFS(承保名单!$T$2:$T${end},承保名单!$P$2:$P${end},A{row})")
        summary.write_row(15, 0, ["合计", "=SUM(B2:B15)", "=SUM(C2:C15)"])


def recalculate(path: Path, out: Path, minutes: float) -> bool:
    """Convert the workbook into the folder ``out`` in a fresh LibreOffice; return False if it had to be stopped."""
    with tempfile.TemporaryDirectory() as profile:
        settings = Path(profile) / "user" / "registrymodifications.xcu"
        settings.parent.mkdir()
        settings.write_text(RECALCULATE_ALWAYS, encoding="utf-8")
        office = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--convert-to",
                "xlsx",
                "--outdir",
                out,
                path,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            if office.wait(timeout=minutes * 60):
                raise SystemExit("soffice could not convert the workbook")
        except subprocess.TimeoutExpired:
            os.killpg(office.pid, signal.SIGKILL)  # soffice starts soffice.bin: its own group, so that both end
            office.wait()
            return False
    return True


def paid(path: Path) -> int:
    """Return the total of the summary sheet: 0 would mean that nothing was recalculated."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    return int(str(book.get_sheet_by_name("汇总").to_python()[15][1]).removesuffix(".0"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=15, help="stop LibreOffice after so many minutes (default 15)")
    parser.add_argument("--no-countif", action="store_true", help="leave out the count of duplicates")
    parser.add_argument("--write", type=Path, metavar="XLSX", help="only write the workbook, do not recalculate")
    parser.add_argument("--recalculate", type=Path, metavar="XLSX", help="only recalculate a workbook written before")
    given = parser.parse_args()
    if shutil.which("soffice") is None and given.write is None:
        raise SystemExit("soffice (LibreOffice) is not installed")
    if given.write:
        write_workbook(given.folder, given.write, not given.no_countif)
        return
    with tempfile.TemporaryDirectory() as folder:
        source, out = given.recalculate or Path(folder) / "核对.xlsx", Path(folder) / "out"
        if not given.recalculate:
            write_workbook(given.folder, source, not given.no_countif)
        if not recalculate(source, out, given.minutes):
            print("stopped")
            sys.exit(STOPPED)
        print(f"paid {paid(out / source.name)}")


if __name__ == "__main__":
    main()
