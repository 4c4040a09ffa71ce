"""What the commands of paying print: lists of batches and of one person's payments as lines."""

from pathlib import Path

import pandas as pd
import pytest

from huibao_xl.cli import main, outcomes, payments
from huibao_xl.payments import ledger_acts
from huibao_xl.payments.frames import BATCHES, PERSON_LINES

BATCH = {
    "batch": "2024-七宝镇-1",
    "state": "回盘中",
    "count": 4,
    "amount_fen": 51600,
    "paid": 2,
    "failed": 1,
    "open": 1,
}
LINE = {
    "year": 2024,
    "batch": "2024-七宝镇-1",
    "line": 3,
    "township": "七宝镇",
    "amount_fen": 12900,
    "paid_fen": 25800,
    "state": "成功",
    "since": "2024-08-01T09:00:00+08:00",
    "why": "银行凭证",
}


def frame(shape, row):
    empty = {name: 0 if dtype == "int64" else "" for name, dtype in shape.columns.items()}
    return pd.DataFrame([empty | row]).astype(shape.columns)


def test_a_batch_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_acts, "list_batches", lambda ledger: frame(BATCHES, BATCH))
    assert payments.list_batches(ledger_path=Path("台账.sqlite3")) == [
        "2024-七宝镇-1　回盘中　4 笔 516.00 元　成功 2，失败 1，退票 0，未完成 1"
    ]
    assert outcomes.batch_lines(BATCHES.empty()) == ["台账中还没有批次。"]


def test_a_payment_of_a_person_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_acts, "person_lines", lambda ledger, number: frame(PERSON_LINES, LINE))
    assert payments.show_person(ledger_path=Path("台账.sqlite3"), number=" 某号 ") == [
        "证件号码 某号",
        "2024 年度　批次 2024-七宝镇-1 第 3 行　七宝镇　批准 129.00 元，实付 258.00 元　成功（2024-08-01）：银行凭证",
    ]
    assert outcomes.person_lines("某号", PERSON_LINES.empty()) == ["证件号码 某号", "台账中没有这个人的付款。"]


def test_a_ledger_that_is_named_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = str(tmp_path / "甲.sqlite3"), str(tmp_path / "乙.sqlite3")
    for typed in ([one, "--ledger", other], ["--ledger", other, one], [one, f"--ledger={one}"]):
        assert main(["ledger", "verify", *typed]) == 2
        assert "台账写了两次" in capsys.readouterr().err
    assert main(["ledger", "verify", "--ledger", other]) == 2 and "乙.sqlite3" in capsys.readouterr().err
