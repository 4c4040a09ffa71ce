"""A result that batches rest on is not replaced, by whatever job: without it nobody can check what was signed."""

from pathlib import Path

import people
import pytest
from paying import QIBAO, approve, make

from huibao_xl.cli import main
from huibao_xl.files.results.replacing import edited_in
from huibao_xl.payments import acts
from huibao_xl.payments.resting import batches_on, ledgers_near


def test_a_result_under_a_batch_stays(ledger: Path, result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = people.lists(result.parent / "名单", 12, ["七宝镇", "江川路街道", "莘庄工业区"])
    again = ["run", str(sources), "--policy", "2024", "--out", str(result), "--force"]
    before = (result / "result.json").read_bytes()
    make(ledger, result)
    assert main(again) == 2
    shown = capsys.readouterr().err
    assert QIBAO in shown and "另选结果文件夹" in shown
    assert (result / "result.json").read_bytes() == before and edited_in(result) == []
    approve(ledger, QIBAO)
    assert main([*again, "--ledger", str(ledger)]) == 2
    for number in ("2024-江川路街道-1", "2024-莘庄工业区-1"):
        acts.reject(ledger, number, "乙", "名单要换")
    assert batches_on(result, [ledger]) == [f"批次“{QIBAO}”"]


def test_what_no_batch_rests_on_may_go(ledger: Path, result: Path) -> None:
    make(ledger, result)
    assert batches_on(result.parent / "别的", [ledger]) == []
    assert batches_on(result.parent, [ledger])  # a folder around it
    for number in ("2024-七宝镇-1", "2024-江川路街道-1", "2024-莘庄工业区-1"):
        acts.reject(ledger, number, "乙", "名单要换")
    assert batches_on(result, ledgers_near(result)) == []
