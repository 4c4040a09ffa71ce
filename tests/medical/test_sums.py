"""The equations of a medical clearing: they hold for the samples, and a deliberate fault in any step breaks one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from huibao_xl import resources
from huibao_xl.medical import clear, identity, job, rows, sums, write
from huibao_xl.medical.policy import load
from huibao_xl.reasons import Stop
from huibao_xl.rosters.sources import Sources

SAMPLES = resources.folder("workbooks") / "样例-清算"
POLICY = SAMPLES / "演示参数.json"


@pytest.fixture(scope="module")
def lists():
    return job.read(Sources.parse([str(SAMPLES)], "medical"))[0]


def after(step: Callable[..., Any], fault: Callable[[Any], Any]) -> Callable[..., Any]:
    """A step whose result is spoilt."""
    return lambda *arguments: fault(step(*arguments))


def first_benefit_for_everybody(choices: identity.Choices) -> identity.Choices:
    return replace(choices, benefits=np.zeros_like(choices.benefits), code=np.full(len(choices.code), "", dtype=object))


def without_last_row(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:-1]


STEPS = {
    "a row is lost before clearing": (
        job,
        "clear_settlements",
        lambda made: replace(made, settlements=made.settlements[1:], rows=made.rows[1:]),
        "读到的结算行数 = 各类行数之和",
    ),
    "a refund is taken for a settlement": (
        rows,
        "_originals",
        lambda made: (np.full_like(made[0], -1), made[1]),
        "退费不是冲回",
    ),
    "a refund takes back twice": (
        clear,
        "work_out",
        lambda made: replace(made, due=np.where(made.due < 0, 2 * made.due, made.due)),
        "退费不是冲回",
    ),
    "identities are not asked for": (identity, "choices", first_benefit_for_everybody, "不在身份名单中"),
    "more is due than it cost": (
        clear,
        "work_out",
        lambda made: replace(made, due=made.due * 3),
        "应救助超过保险支付后费用",
    ),
    "the cap is forgotten": (
        clear,
        "work_out",
        lambda made: replace(made, due=np.maximum(made.due, made.part)),
        "应救助超过年度限额",
    ),
    "a difference counts as none": (
        clear,
        "explain_differences",
        lambda made: (np.where(made[0] == "M12", "M01", made[0]), made[1]),
        "“一致”的行数",
    ),
    "what was paid is not taken over": (
        clear,
        "_cleared",
        lambda made: made.assign(paid_fen=made["paid_fen"].where(made["code"] != "M02", 0)),
        "来源的已救助合计 = 各类已救助之和",
    ),
    "a kind is left out": (sums, "by_fault", without_last_row, "各类行数之和"),
    "a person is left out": (sums, "by_person", without_last_row, "各人应追回 − 各人应补发"),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_fault_in_a_step_breaks_an_equation(name, lists, monkeypatch):
    module, step, fault, equation = STEPS[name]
    monkeypatch.setattr(module, step, after(getattr(module, step), fault))
    with pytest.raises(Stop) as stop:
        job.clear_lists(lists, load(str(POLICY)), None)
    assert stop.value.code == "S09" and equation in str(stop.value)


def cut_off(path):
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text[: text.rstrip("\n").rindex("\n") + 1], encoding="utf-8-sig")


def test_what_was_written_is_read_back(tmp_path, monkeypatch):
    """A full table that lost its last line, and a summary of other figures, are noticed, and nothing is left."""
    table, summarise = write._write_full_table, write.write_medical_json
    sources = Sources.parse([str(SAMPLES)], "medical")

    def lossy(clearing, path):
        table(clearing, path)
        cut_off(path)

    with monkeypatch.context() as patched:
        patched.setattr(write, "_write_full_table", lossy)
        with pytest.raises(Stop, match="清算全表的行数 = 结算行数"):
            job.clear_year(sources, str(POLICY), tmp_path / "甲")

    def other(folder, kind, policy, sheets, faults, *rest):
        return summarise(folder, kind, policy, sheets, faults.assign(due_fen=0), *rest)

    monkeypatch.setattr(write, "write_medical_json", other)
    with pytest.raises(Stop, match="result.json 各类应救助之和"):
        job.clear_year(sources, str(POLICY), tmp_path / "乙")
    assert list(tmp_path.iterdir()) == []


def test_all_equations_hold_and_name_the_files(tmp_path):
    result = job.clear_year(Sources.parse([str(SAMPLES)], "medical"), str(POLICY), tmp_path / "结果")
    assert result.balance["ok"].all()
    assert [name for name in result.balance["name"] if name.startswith("清算全表")] == [
        "清算全表的行数 = 结算行数",
        "清算全表的已救助合计 = 来源的已救助合计",
        "清算全表的应救助合计 = 各笔应救助之和",
    ]
