"""Measure the medical clearing: a simulated year with planted faults, cleared by the command as a user starts it.

    python bench/medical.py --rows 300000 --people 20000 --repeat 3 --markdown

The year and the oracle are those of the tests (tests/helpers/medical_simulation.py). Every run is a whole child process, from start to exit, with
everything written; its peak memory and processor time are what the kernel accounts to it (the processor time tells what a busy machine
hides). Then the last 100 rows are settled (huibao settle) after all others. Afterwards each planted fault is looked up in the full
table that the last run wrote: what is missed, invented or wrong by a fen is counted, and ends the benchmark with status 1.
"""

import argparse
import csv
import pickle
import statistics
import sys
import tempfile
from pathlib import Path

from run import CHECKOUT, HERE, Measured, compile_modules, machine, measure, note, print_table

sys.path.insert(0, str(CHECKOUT / "tests" / "helpers"))

from medical_simulation import HEADERS, IDENTITY_HEADERS, POLICY, simulate  # noqa: E402
from xlsxwriter import Workbook  # noqa: E402

NEW = 100
"""So many rows come after the others to ``huibao settle``."""
FORMS = {"csv": "救助结算.csv", "xlsx": "救助结算.xlsx"}
HUIBAO = [sys.executable, "-m", "huibao_xl"]
Planted = dict[str, tuple[str, int, int]]


def data(rows: int, people: int) -> tuple[Path, int, Planted]:
    """Return the folder with the invented lists, written now if need be, how many rows they have, and {number: (code, due, paid)}."""
    folder = HERE / "data" / f"medical-{rows}-{people}"
    answers = folder / "planted.pickle"
    if not answers.exists():
        note(f"simulating {rows:,} settlements of {people:,} people ...")
        year = simulate(rows, people)
        folder.mkdir(parents=True, exist_ok=True)
        _write_csv(folder / "救助身份.csv", IDENTITY_HEADERS, year.identities)
        _write_csv(folder / FORMS["csv"], HEADERS, year.rows)
        _write_xlsx(folder / FORMS["xlsx"], HEADERS, year.rows)
        planted = {
            number: (code, int(due * 100), int(paid * 100)) for number, (code, due, paid) in year.planted.items()
        }
        answers.write_bytes(pickle.dumps((len(year.rows), planted)))
    count, planted = pickle.loads(answers.read_bytes())  # our own file
    return folder, count, planted


def _write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _write_xlsx(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """Amounts as numbers, ids and days as text."""
    amounts = set(range(header.index("总额"), header.index("退费标志")))
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("救助结算")
        sheet.write_row(0, 0, header)
        for at, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                sheet.write_number(at, column, float(text)) if column in amounts else sheet.write_string(
                    at, column, text
                )


def wrong(table: Path, planted: Planted) -> int:
    """Return how many planted faults the written table misses or states wrongly, and how many it invents."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        found = {
            row["结算号"]: (row["代码"], int(row["应救助（分）"]), int(row["已救助（分）"]))
            for row in csv.DictReader(file)
            if row["代码"] != "M01"
        }
    return len(set(planted.items()) ^ set(found.items()))


def _line(label: str, rows: int, runs: list[Measured], found: str) -> list[str]:
    seconds = [run.seconds for run in runs]
    spread = f"{min(seconds):.2f}-{max(seconds):.2f}"
    peak = f"{max(run.peak_mb for run in runs):,.0f}"
    processor = f"{statistics.median(run.processor_seconds for run in runs):.1f}"
    return [label, f"{rows:,}", f"{statistics.median(seconds):.2f}", spread, processor, peak, "", found]


def cleared(folder: Path, count: int, planted: Planted, repeat: int, temporary: Path) -> tuple[list[list[str]], int]:
    """The whole year as .csv and as .xlsx: the lines of the table, and how many planted faults are missed, invented or wrong."""
    lines, faults = [], 0
    for form, name in FORMS.items():
        out, lists = temporary / form, [str(folder / name), str(folder / "救助身份.csv")]
        runs = [
            measure([*HUIBAO, "clear-medical", *lists, "--policy", str(POLICY), "--out", str(out), "--force"])
            for _ in range(repeat)
        ]
        missed = wrong(out / "清算全表.csv", planted)
        faults += missed
        found = f"{len(planted):,} planted, {missed} missed, invented or wrong"
        lines.append(_line(f"huibao clear-medical, .{form}", count, runs, found))
    return lines, faults


def settled(folder: Path, count: int, repeat: int, temporary: Path) -> list[str]:
    """The last rows settled after all others: the line of the table."""
    header, *rows = (folder / FORMS["csv"]).read_text(encoding="utf-8-sig").splitlines(keepends=True)
    for name, part in (("以前.csv", rows[:-NEW]), ("新到.csv", rows[-NEW:])):
        (temporary / f"救助结算{name}").write_text(header + "".join(part), encoding="utf-8-sig")
    first = [str(temporary / "救助结算以前.csv"), str(folder / "救助身份.csv"), "--policy", str(POLICY)]
    measure([*HUIBAO, "settle", *first, "--out", str(temporary / "以前")])
    new = ["settle", str(temporary / "救助结算新到.csv"), "--after", str(temporary / "以前")]
    runs = [measure([*HUIBAO, *new, "--out", str(temporary / f"新到{at}")]) for at in range(repeat)]
    return _line(f"huibao settle, {NEW} rows more", count, runs, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000, help="settlements, without refunds (default 300000)")
    parser.add_argument("--people", type=int, default=20_000, help="people (default 20000)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds (default 3); the median counts")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    given = parser.parse_args()
    folder, count, planted = data(given.rows, given.people)
    compile_modules()
    with tempfile.TemporaryDirectory() as temporary:
        lines, faults = cleared(folder, count, planted, given.repeat, Path(temporary))
        lines.append(settled(folder, count, given.repeat, Path(temporary)))
    print_table(lines, given.markdown)
    print(f"\n{machine()}")
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
