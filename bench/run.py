"""Measure the program against its peers, in one run on one machine, and print the table of docs/performance.md.

    (a) huibao      python -m huibao_xl run FOLDER --policy 2024       the whole job, as a user starts it
    (b) calamine    the fastest reader alone on the same files         peers.py
    (c) pandas      the script a clerk's nephew writes                 peers.py
    (e) press       a button on a saved workbook, against openpyxl     press.py, only with --press
    (d) vlookup     the workbook of today, recalculated by LibreOffice vlookup.py, at fewer rows

Each is a whole child process, from start to exit: time.perf_counter, and processor time (user and system) and peak memory as the kernel accounts
them to that child and the children it waited for (os.wait4). Modules are compiled before, as pip leaves them. This module imports nothing heavy, because a child's peak counts
from its parent's own size. Rounds alternate the order of (a), (b) and (c), so that a slow minute of the machine hits
them alike. Unix only.

    python bench/run.py --rows 700000 --repeat 3 --markdown
"""

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
HEADERS = ["what", "rows", "seconds (median)", "fastest-slowest", "processor s", "peak MB", "ratio", "people paid"]
LIBRARIES = ["pandas", "openpyxl", "python-calamine", "xlsxwriter"]
PRESS_DATA, PRESS_ROWS = 175_000, 33_000
"""For (e): the lists it is cut from, and its rows: 30,000 insured and 750 of each roster (see press.py)."""
STOPPED = 3
"""The exit status of vlookup.py when LibreOffice took too long."""


@dataclass(frozen=True)
class Measured:
    """One child process: wall time, peak memory, exit status, what it printed, and the processor time it took."""

    seconds: float
    peak_mb: float
    status: int
    printed: str
    processor_seconds: float


@dataclass
class Series:
    """All measurements of one thing."""

    label: str
    rows: int
    runs: list[Measured] = field(default_factory=list)
    paid: int | None = None

    @property
    def median(self) -> float:
        return statistics.median(run.seconds for run in self.runs)

    @property
    def processor(self) -> float:
        return statistics.median(run.processor_seconds for run in self.runs)

    def line(self, ratio: str = "") -> list[str]:
        """Return the line of the table."""
        seconds = [run.seconds for run in self.runs]
        return [
            self.label,
            f"{self.rows:,}",
            f"{self.median:.2f}",
            f"{min(seconds):.2f}-{max(seconds):.2f}",
            f"{self.processor:.2f}",
            f"{max(run.peak_mb for run in self.runs):,.0f}",
            ratio,
            "" if self.paid is None else f"{self.paid:,}",
        ]


def measure(command: list[str], accept: tuple[int, ...] = (0,)) -> Measured:
    """Run a command as a child process; an exit status not accepted ends the benchmark with what the child said."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, cwd=CHECKOUT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)  # it is waited for: subprocess need not do it again
        out.seek(0)
        err.seek(0)
        printed, said = out.read().decode(errors="replace"), err.read().decode(errors="replace").strip()
    if child.returncode not in accept:
        last = said.splitlines()[-1] if said else "it said nothing"
        raise SystemExit(f"{' '.join(command)}\nended with status {child.returncode}: {last}")
    peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Measured(seconds, peak, child.returncode, printed, usage.ru_utime + usage.ru_stime)


def note(text: str) -> None:
    """Tell on stderr how far it is; stdout is for the table."""
    print(text, file=sys.stderr, flush=True)


def data(rows: int) -> Path:
    """Return the folder of invented lists, written now if need be, and read once so that all find them in memory."""
    folder = HERE / "data" / str(rows)
    command = [sys.executable, str(HERE / "make_data.py"), "--rows", str(rows), "--out", str(folder)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    for path in folder.glob("*.xlsx"):
        with path.open("rb") as file:
            while file.read(1 << 20):  # in pieces, so that this process stays small
                pass
    return folder


def printed_number(run: Measured) -> int | None:
    """Return the number of a line ``paid 40085``."""
    words = run.printed.split()
    return int(words[words.index("paid") + 1]) if "paid" in words else None


def huibao(series: Series, folder: Path, temporary: Path) -> None:
    out = temporary / "huibao"
    command = [sys.executable, "-m", "huibao_xl", "run", str(folder), "--policy", "2024", "--out", str(out), "--force"]
    series.runs.append(measure(command))
    series.paid = json.loads((out / "result.json").read_text(encoding="utf-8"))["counts"]["补贴"]


def calamine(series: Series, folder: Path, temporary: Path) -> None:
    series.runs.append(measure([sys.executable, str(HERE / "peers.py"), "calamine", str(folder)]))


def pandas_openpyxl(series: Series, folder: Path, temporary: Path) -> None:
    out = temporary / "pandas"
    command = [sys.executable, str(HERE / "peers.py"), "pandas_openpyxl", str(folder), "--out", str(out)]
    series.runs.append(measure(command))
    series.paid = printed_number(series.runs[-1])


Contender = Callable[[Series, Path, Path], None]
CONTENDERS: dict[str, tuple[str, Contender]] = {
    "a": ("(a) huibao run", huibao),
    "b": ("(b) calamine, reading only", calamine),
    "c": ("(c) pandas + openpyxl script", pandas_openpyxl),
}


def rounds(names: list[str], rows: int, repeat: int, temporary: Path) -> dict[str, Series]:
    """Measure the contenders ``repeat`` times each, in turn, every other round in the opposite order."""
    if not names:
        return {}
    folder = data(rows)
    measured = {name: Series(CONTENDERS[name][0], rows) for name in names}
    for turn in range(repeat):
        for name in names if turn % 2 == 0 else reversed(names):
            CONTENDERS[name][1](measured[name], folder, temporary)
            label, seconds = measured[name].label, measured[name].runs[-1].seconds
            note(f"{label}, {rows:,} rows, {turn + 1} of {repeat}: {seconds:.1f} s")
    return measured


def vlookup(rows: int, minutes: float, countif: bool, temporary: Path) -> Series:
    """Measure LibreOffice once; the workbook is written before, outside the measured time."""
    folder, path = data(rows), temporary / "vlookup.xlsx"
    variant = [] if countif else ["--no-countif"]
    command = [sys.executable, str(HERE / "vlookup.py"), str(folder)]
    measure([*command, *variant, "--write", str(path)])
    series = Series(f"(d) LibreOffice, VLOOKUP {'and' if countif else 'without'} COUNTIF", rows)
    note(f"{series.label}, {rows:,} rows, at most {minutes:g} min ...")
    series.runs.append(measure([*command, "--recalculate", str(path), "--minutes", str(minutes)], accept=(0, STOPPED)))
    series.paid = printed_number(series.runs[0])
    return series


def office_lines(given: argparse.Namespace, temporary: Path) -> list[list[str]]:
    """Return the lines of (d): with COUNTIF at fewer rows until one ends in time, then without; (a) beside each."""
    lines = []
    attempts = [(rows, True) for rows in given.vlookup_rows] + [(given.vlookup_rows[0], False)]
    done, own = False, {}
    for rows, countif in attempts:
        if countif and done:
            continue
        if "a" not in given.skip and rows not in own:
            own[rows] = rounds(["a"], rows, given.repeat, temporary)["a"]
            lines.append(own[rows].line())
        series = vlookup(rows, given.vlookup_minutes, countif, temporary)
        times = f"d/a = {series.median / own[rows].median:,.0f}" if rows in own else ""
        if series.runs[0].status == STOPPED:
            bound = f"more than {given.vlookup_minutes:g} min"
            lines.append([series.label, f"{rows:,}", bound, "", "", "", times.replace("=", ">"), ""])
        else:
            lines.append(series.line(times))
            done = done or countif
    return lines


def main_lines(given: argparse.Namespace, temporary: Path) -> list[list[str]]:
    """Return the lines of (a), (b), (c) at the full number of rows, with their ratios."""
    measured = rounds([name for name in CONTENDERS if name not in given.skip], given.rows, given.repeat, temporary)
    ratios = {}
    if "a" in measured:
        own = measured["a"].median
        ratios = {
            name: f"a/b = {own / series.median:.2f}" if name == "b" else f"c/a = {series.median / own:.1f}"
            for name, series in measured.items()
            if name != "a"
        }
    if {"a", "c"} <= measured.keys() and measured["a"].paid != measured["c"].paid:
        note(f"(a) pays {measured['a'].paid} people, (c) {measured['c'].paid}: they do not do the same work")
    lines = [series.line(ratios.get(name, "")) for name, series in measured.items()]
    if "a" in measured and "half" not in given.skip:
        half = rounds(["a"], given.rows // 2, given.repeat, temporary)["a"]
        lines.append(half.line(f"N / half N = {measured['a'].median / half.median:.2f}"))
    return lines


def press_lines(given: argparse.Namespace, temporary: Path) -> list[list[str]]:
    """Return the lines of (e): buttons on one workbook, and what it takes openpyxl to load and save it, measured in turn."""
    path = temporary / "lists.xlsx"
    command = [sys.executable, str(HERE / "press.py")]
    measure([*command, "write", str(data(PRESS_DATA)), str(path)])
    measured = {name: Series(f"(e) {name}", PRESS_ROWS) for name in ("openpyxl", "核验名册", "标注类别")}
    for turn in range(given.repeat):
        for name in measured if turn % 2 == 0 else reversed(measured):
            measured[name].runs.append(measure([*command, name, str(path)]))
            note(f"(e) {name}, {turn + 1} of {given.repeat}: {measured[name].runs[-1].seconds:.1f} s")
    base = measured["openpyxl"].median
    return [
        series.line("" if name == "openpyxl" else f"e/openpyxl = {series.median / base:.2f}")
        for name, series in measured.items()
    ]


def help_line(times: int) -> list[str]:
    """Return the line of the start alone."""
    series = Series("huibao --help", 0, [measure([sys.executable, "-m", "huibao_xl", "--help"]) for _ in range(times)])
    return series.line(f"median of {times}")


def machine() -> str:
    """Describe the machine in one line: cores, memory, system, Python and libraries."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    office = ""
    if shutil.which("soffice"):
        said = subprocess.run(["soffice", "--version"], capture_output=True, text=True, check=False).stdout.split()
        office = f", {' '.join(said[:2])}"
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{cores} cores, {memory:.0f} GB, {system}, {libraries}{office}"


def print_table(lines: list[list[str]], markdown: bool) -> None:
    """Print the table, for a terminal or to paste into docs/performance.md."""
    if markdown:
        for line in [HEADERS, ["---", *["---:"] * (len(HEADERS) - 1)], *lines]:
            print(f"| {' | '.join(line)} |")
        return
    widths = [max(len(cell) for cell in column) for column in zip(HEADERS, *lines, strict=True)]
    for line in [HEADERS, *lines]:
        first, *rest = (
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join([first, *rest]).rstrip())


def compile_modules() -> None:
    """Compile the modules, as pip leaves them: else a child compiles them again wherever the machine stores no bytecode."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", "huibao_xl"], cwd=CHECKOUT, check=True)


def check_tools(skip: list[str]) -> None:
    """End with a clear sentence if something to be measured is not there."""
    if not {"a", "help"} <= set(skip):
        probe = "import importlib.util as u; u.find_spec('huibao_xl.__main__') or exit('no module huibao_xl.__main__')"
        found = subprocess.run([sys.executable, "-c", probe], cwd=CHECKOUT, capture_output=True, text=True, check=False)
        if found.returncode:
            why = found.stderr.strip().splitlines()[-1]
            raise SystemExit(
                f"huibao_xl cannot be run ({why}). Install the checkout (pip install -e .), "
                "or leave it out: --skip a help"
            )
        compile_modules()
    if "d" not in skip and shutil.which("soffice") is None:
        raise SystemExit("soffice (LibreOffice) is not installed; leave it out: --skip d")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=700_000, help="rows of the insurer's list (default 700000)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds (default 3); the median counts")
    parser.add_argument("--skip", nargs="*", default=[], choices=["a", "b", "c", "d", "half", "help"], help="leave out")
    parser.add_argument(
        "--vlookup-rows",
        type=int,
        nargs="+",
        default=[100_000, 20_000],
        help="rows for LibreOffice; if one takes too long, the next is tried (default 100000 20000)",
    )
    parser.add_argument("--vlookup-minutes", type=float, default=15, help="stop LibreOffice then (default 15)")
    parser.add_argument("--press", action="store_true", help="measure only (e), the buttons")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    check_tools([*given.skip, "d"] if given.press else given.skip)
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder)
        lines = press_lines(given, temporary) if given.press else main_lines(given, temporary)
        if given.press:
            given.skip += ["help", "d"]
        if "help" not in given.skip:
            lines.append(help_line(10))
        if "d" not in given.skip:
            lines += office_lines(given, temporary)
    print_table(lines, given.markdown)
    print(f"\n{machine()}")


if __name__ == "__main__":
    main()
