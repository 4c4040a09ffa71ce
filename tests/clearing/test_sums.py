"""The equations of a subsidy clearing: a deliberate fault in any step breaks one, and what was written is read back."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import subsidy_year
import tables
from paid_lines_written import lines_of, payments

from huibao_xl.clearing import classify, job, report, sums, then_or_later
from huibao_xl.clearing.job import SubsidyClearing
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.result import Result

PLANS = [
    "right",
    "missed",
    "paid too little",
    "paid too much",
    "paid by another 街镇",
    "paid twice",
    "in flight",
    "stranger",
]


EVERYBODY = subsidy_year.people([(plan, at, 0) for plan in PLANS for at in (0, 1)])


@cache
def decided() -> Result:
    """What the lists say, which no fault of these tests touches: once for all of them."""
    return tables.decide(subsidy_year.grids(EVERYBODY, then=False)).whole


def clear() -> SubsidyClearing:
    return job.clear_subsidy(payments(lines_of(EVERYBODY)), decided())


@pytest.fixture(scope="module")
def cleared() -> SubsidyClearing:
    """Cleared without a fault."""
    return clear()


def after(step: Callable[..., Any], fault: Callable[[Any], Any]) -> Callable[..., Any]:
    """A step whose result is spoilt."""
    return lambda *arguments, **options: fault(step(*arguments, **options))


def zero(column: str, kind: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda items: items.assign(**{column: items[column].where(items["class"].astype("str") != kind, 0)})


STEPS = {
    "what is due is forgotten": (
        then_or_later,
        "standing",
        lambda now: now.assign(amount_fen=0),
        "应补金额 = 各类应补金额之和",
    ),
    "a line is lost": (classify, "_of_lines", lambda items: items.iloc[1:], "读到的付款行数"),
    "somebody missed is lost": (classify, "_of_missed", lambda items: items.iloc[1:], "应补人数 = 各类应补人数之和"),
    "a line in flight counts as paid": (
        classify,
        "_of_lines",
        lambda items: items.assign(paid_amount_fen=items["paid_amount_fen"] + items["flying_amount_fen"]),
        "已发金额 = 各类已发金额之和",
    ),
    "what is in flight is forgotten": (classify, "_of_lines", zero("flying_amount_fen", "在途"), "在途金额"),
    "a part of a payment is borne by nobody": (
        classify,
        "_of_lines",
        zero("paid_township_fen", "一致"),
        "区级、镇级承担之和",
    ),
    "a posting is lost": (sums, "postings", lambda posted: posted.iloc[:-1], "各承担单位"),
    "what was overpaid is not recovered": (
        sums,
        "corrections",
        lambda found: found[found["kind"] != "追回"],
        "多发、重复发放、依据消失的应补减已发",
    ),
    "what was underpaid is not made up": (
        sums,
        "corrections",
        lambda found: found[found["kind"] != "补发"],
        "漏发、错额的应补减已发",
    ),
    "a move gives money away": (
        sums,
        "corrections",
        lambda found: found.assign(fen=found["fen"] + (found["kind"] == "调整")),
        "错街镇的应补减已发",
    ),
    "a bearer has no line": (sums, "by_bearer", lambda bearers: bearers[bearers["bearer"] != "区级"], "已承担之和"),
    "a class has no line": (sums, "by_class", lambda classes: classes[classes["class"] != "漏发"], "各类应补人数之和"),
    "somebody is not in the make-up batch": (
        job,
        "_make_up",
        lambda made: replace(made, payments=made.payments.iloc[1:]),
        "漏发人数 = 补发名单人数",
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_fault_in_a_step_breaks_an_equation(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, step, fault, equation = STEPS[name]
    monkeypatch.setattr(module, step, after(getattr(module, step), fault))
    with pytest.raises(Stop) as stop:
        clear()
    assert stop.value.code == "S72" and equation in str(stop.value)


WRITTEN = {
    "the full table lost a row": (
        report,
        "_as_yuan",
        lambda columns: {title: rows[:-1] for title, rows in columns.items()},
        "清算全表的行数",
    ),
    "the full table lost an amount": (
        report,
        "_as_yuan",
        lambda columns: columns | {"已发": columns["已发"].where(columns["已发"] != "200.00", "0.00")},
        "清算全表的已发之和",
    ),
    "the summary lost a code": (
        report,
        "summary",
        lambda content: content | {"codes": {"C01": 1}},
        "clearing.json 各代码行数之和",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_was_written_is_read_back(
    name: str, cleared: SubsidyClearing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, step, fault, equation = WRITTEN[name]
    monkeypatch.setattr(module, step, after(getattr(module, step), fault))
    with pytest.raises(Stop) as stop:
        report.write(cleared, tmp_path)
    assert stop.value.code == "S72" and equation in str(stop.value)


def test_the_make_up_batch_is_read_back(
    cleared: SubsidyClearing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is lost between the folder 补发, which holds in itself, and clearing.json."""
    write = report.write_result

    def lossy(made: Result, folder: Path) -> None:
        write(made, folder)
        table = folder / "处置全表.csv"
        lines = table.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        table.write_text("".join(lines[:-1]), encoding="utf-8-sig")

    monkeypatch.setattr(report, "write_result", lossy)
    with pytest.raises(Stop, match="补发结果中予以补贴的行数"):
        report.write(cleared, tmp_path)


def test_no_bearer_is_unknown_where_every_line_names_a_township(cleared: SubsidyClearing) -> None:
    assert "街镇不明" not in set(cleared.bearers["bearer"])


def test_every_equation_of_the_files_holds(cleared: SubsidyClearing, tmp_path: Path) -> None:
    balance = report.write(cleared, tmp_path).balance
    assert balance["ok"].all() and balance["name"].str.startswith("清算全表").sum() == 4
