"""The sample lists that ship: made again they are the same bytes, and they show every code that data can cause."""

import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tables import load

from huibao_xl.identifiers import resident_id
from huibao_xl.reasons import CATALOGUE, Stop
from huibao_xl.rosters.sources import Sources
from huibao_xl.screen import next_steps
from huibao_xl.subsidy import run
from huibao_xl.subsidy.result import require_name
from huibao_xl.subsidy.steps import decide_and_pay

TOP = Path(__file__).parents[2]
SAMPLES = TOP / "workbooks" / "样例"
GOLDEN = Path(__file__).parents[1] / "golden" / "样例.csv"
SHOWN = {f"I{number:02d}" for number in range(1, 24)} | {"I24", "I25", "I26", "I30", "I40", "I42"}
"""Codes of reading that the samples show; a new one is shown by a test of its own first."""
ELSEWHERE = {"I09", "I17", "I23", "H07", "W08", "W10", "W11", "W12", "W13", "W14", "W15"}
"""What files alone do not show: a list that is missing (rosters/test_collect.py), an old result folder (files/test_names.py), a roster
that no category names (policy/test_made_up.py), what the
ledger knows (payments/test_signing.py), what clerks answered (cases/answers.json), an account of two people (test_usable_accounts.py)."""


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="module")
def result():
    rules = load("2024")
    return decide_and_pay(run.read(Sources.parse([str(SAMPLES)]), rules), rules)


def test_the_samples_are_what_their_program_makes(tmp_path):
    """In a process of its own: odfpy keeps the namespaces it once met, and writes them into every later file."""
    pytest.importorskip("odf")
    subprocess.run([sys.executable, TOP / "workbooks" / "make_samples.py", tmp_path], check=True)
    assert _files(tmp_path) == _files(SAMPLES)


def test_the_next_steps_name_the_pairs_that_nobody_has_decided(result):
    (step,) = (step for step in next_steps(result) if "比对决定" in step)
    assert result.open_pairs == len(result.compared) > 0 and step.startswith(f"{result.open_pairs} 对疑似同一人")
    decided = replace(result, compared=result.compared.assign(answer=["是同一人", *["不是"] * (result.open_pairs - 1)]))
    assert not any("比对决定" in step for step in next_steps(decided))


def test_nobody_in_the_samples_can_exist(result):
    """Sequences from 900 on, and a name that says that it is a sample."""
    for frame in (result.decisions, result.entries):
        valid = frame[frame["id"].map(resident_id.fault).isna() & (frame["name"] != "")]
        assert (valid["id"].str[14] == "9").all() and valid["name"].str.contains("[样例]").all()


def test_every_row_is_decided_as_the_golden_table_says(result):
    told = result.decisions.astype({"file": "str", "home": object, "categories": object})
    rows = [
        [str(cell) if cell == cell and cell is not None else "" for cell in row]
        for row in told[["file", "sheet", "row", "name", "code", "home", "categories"]].itertuples(index=False)
    ]
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        header, *expected = csv.reader(lines)
    assert header == ["文件", "工作表", "行号", "姓名", "代码", "街镇", "对象类别"]
    assert rows == expected


def test_the_money_of_the_samples(result):
    """31 people x 129.00 = 3,999.00; 7 of them in 街道 (100 %), 24 at 45.15 : 83.85."""
    assert result.shares[["people", "amount_fen", "district_fen", "township_fen"]].sum().tolist() == [
        31,
        31 * 12900,
        7 * 12900 + 24 * 4515,
        24 * 8385,
    ]
    assert (result.shares["people"] > 0).sum() == 13 and set(result.shares["kind"]) == {"街道", "镇", "工业区"}
    assert result.payments["payable"].tolist().count(False) == 6


@pytest.mark.parametrize(
    "code", [code for code in CATALOGUE if (code[0] in "HXWO" or code in SHOWN) and code not in ELSEWHERE]
)
def test_the_samples_show_every_code(result, code):
    assert code in set(result.decisions["code"]) | set(result.findings["code"])


@pytest.mark.parametrize("fault", resident_id.FAULTS)
def test_the_samples_show_every_fault_of_an_id(result, fault):
    assert fault in set(result.decisions["id_fault"].dropna())


def test_no_message_has_a_hole(result):
    texts = [
        *result.findings["text"],
        *result.findings["advice"],
        *result.decisions["why"],
        *result.decisions["advice"],
    ]
    assert not [text for text in texts if "{" in text or "nan" in text or "None" in text]


def test_those_who_are_missed_are_named(result):
    assert result.outreach["id"].tolist().count("") == 0
    assert result.outreach["note"].tolist().count("可能已投保，见待核名单") == 3
    assert len(result.outreach) == 8


@pytest.mark.parametrize("name", ["长" * 101, "一\n二", "一\t二", "一\u2028二", "一\0"])
def test_the_name_of_a_batch_is_one_line_of_limited_length(name: str) -> None:
    with pytest.raises(Stop, match="批次名") as stop:
        require_name(name)
    assert stop.value.code == "S07" and name not in str(stop.value)


def test_other_names_of_a_batch_are_taken() -> None:
    for name in ("", "2024年度沪惠保补贴（第二批） A/B & <C>", "长" * 100, "𠮷"):
        require_name(name)
