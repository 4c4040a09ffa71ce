"""Time each step of paying on one large batch, and play the season of the tests at full size; print the rows of docs/performance.md.

    python bench/payments.py --lines 40000            # each step on one batch
    python bench/payments.py --season 39000           # 14 payers, three banks, failures, late returns, two re-issues

The people and the banks are those of the tests (invented). Steps run in this process, through the command line's own entry;
the time of starting Python (some 0.5 s a command) comes on top.
"""

import argparse
import contextlib
import io
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "helpers"))

import bank  # noqa: E402
import people  # noqa: E402
from season import Season  # noqa: E402

from huibao_xl.cli import main  # noqa: E402
from huibao_xl.payments import execution  # noqa: E402
from huibao_xl.payments.ledger.store import opened  # noqa: E402
from huibao_xl.policy import load  # noqa: E402

NUMBER = "2024-区民政局-1"


def one_batch(lines: int, folder: Path) -> None:
    """Every step on one batch of the district."""
    ledger = ["--ledger", str(folder / "台账.sqlite3")]
    result = people.result(folder, lines)
    answer = folder / "回盘.xlsx"
    steps = [
        ("制单 batch", ["batch", str(result), "--payer", "区", "--by", "甲"]),
        ("审核 review", ["review", NUMBER, "--by", "乙"]),
        ("审批 approve", ["approve", NUMBER, "--by", "丙"]),
        ("导出 export", ["export", NUMBER, "--by", "甲"]),
        ("回盘 return (3% failed)", ["return", NUMBER, str(answer), "--by", "甲"]),
        ("重发 reissue", ["reissue", NUMBER, "--by", "甲"]),
        ("执行情况 execution", ["execution", "--policy", "2024", "--out", str(folder / "执行情况.xlsx")]),
        ("核对 ledger verify", ["ledger", "verify"]),
    ]
    print("| step | lines | seconds |\n| --- | ---: | ---: |")
    for name, words in steps:
        if words[0] == "return":
            bank.answer(
                folder / "台账.sqlite3", NUMBER, answer, lambda line: bank.BUSY if line % 33 == 0 else bank.PAID
            )
        print(f"| {name} | {lines:,} | {timed(lambda words=words: run([*words, *ledger])):.1f} |")


def season(count: int, folder: Path) -> None:
    """The season of tests/payments at full size; what each kind of step took together."""
    spent: dict[str, list[float]] = defaultdict(list)
    played = Season(
        folder,
        count=count,
        failures=count * 3 // 100,
        late=count // 500,
        timed=lambda name, step: spent[name].append(timed(step)),
    )
    whole = timed(played.run)
    run(["ledger", "verify", str(played.ledger)])
    with opened(played.ledger) as book:
        told = execution.execution(book, load("2024"))
    assert told.by_bearer["executed_fen"].sum() == played.bank.confirmed_fen and played.bank.holders == count
    print("| step | commands | seconds together | slowest |\n| --- | ---: | ---: | ---: |")
    for name, seconds in spent.items():
        print(f"| {name} | {len(seconds)} | {sum(seconds):.1f} | {max(seconds):.1f} |")
    print(f"\n{count:,} people paid once, {whole:.0f} s in all")


def run(words: list[str]) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(words) == 0, words


def timed(step: Callable[[], object]) -> float:
    begin = time.perf_counter()
    step()
    return time.perf_counter() - begin


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int)
    parser.add_argument("--season", type=int)
    asked = parser.parse_args()
    for count, job in ((asked.lines, one_batch), (asked.season, season)):
        if count:
            with tempfile.TemporaryDirectory() as folder:
                job(count, Path(folder))
