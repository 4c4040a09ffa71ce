"""The equations of monitoring and of a comparison: a deliberate fault in any step breaks one, and what was written is
read back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from huibao_xl import resources
from huibao_xl.monitoring import changes, changes_report, households, job, report, rigid
from huibao_xl.monitoring.households import TIERS
from huibao_xl.reasons import Stop

SAMPLES = resources.folder("workbooks") / "样例-监测"
NOW, BEFORE = SAMPLES / "本月", SAMPLES / "上月"


LONG = ("members", "compare")
"""Steps of the job that take most of its time."""


@cache
def whole() -> tuple[job.Monitored, dict[str, list[tuple[tuple[Any, ...], Any]]]]:
    """The sample monitored, and what its lists were read as and what LONG made of them, {step: (what it was given, what it made)}: no fault here
    is one of reading."""
    calls: dict[str, list[tuple[tuple[Any, ...], Any]]] = {}

    def noting(name: str) -> Callable[..., Any]:
        step = getattr(job, name)

        def noted(*given: Any) -> Any:
            made = step(*given)
            calls.setdefault(name, []).append((given, made))
            return made

        return noted

    with pytest.MonkeyPatch.context() as patch:
        for name in ("monitor_lists", *LONG):
            patch.setattr(job, name, noting(name))
        return job.monitor([str(NOW)], date(2024, 3, 1), [str(BEFORE)]), calls


def as_before(calls: list[tuple[tuple[Any, ...], Any]]) -> Callable[..., Any]:
    """A step that makes of the same lists what it made, without its work."""
    return lambda *given: next(made for before, made in calls if before[0] is given[0])


def after(step: Callable[..., Any], fault: Callable[[Any], Any]) -> Callable[..., Any]:
    """A step whose result is spoilt."""
    return lambda *arguments, **options: fault(step(*arguments, **options))


def one_higher(tiers: pd.Categorical) -> pd.Categorical:
    """Every household that is below 低保标准 stands one class higher."""
    names = pd.Series(tiers, dtype=object).replace("低于低保标准", "夹心")
    return pd.Categorical(names, categories=list(TIERS))


def all_may(answers: dict[str, Any]) -> dict[str, Any]:
    may = pd.Categorical([rigid.MAY] * len(answers["rigid"]), categories=list(rigid.STATES))
    return answers | {"rigid": may}


STEPS = {
    "a row is lost": (job, "members", lambda made: replace(made, rows=made.rows[1:]), "读到的行数 = 人员表行数"),
    "a household is lost": (
        job,
        "assess",
        lambda made: replace(made, households=made.households[1:]),
        "人员表的户数 = 各档次户数之和",
    ),
    "an income is added up twice": (
        households,
        "_added_up",
        lambda table: table.assign(year_fen=table["year_fen"] * 2),
        "成员一年的收入之和",
    ),
    "somebody counts twice": (
        households,
        "_added_up",
        lambda table: table.assign(heads=table["heads"] + 1),
        "计入人数 = 各户人数之和",
    ),
    "a class is wrong": (households, "tiers", one_higher, "人均低于低保标准的户数"),
    "a condition is forgotten": (rigid, "answers", all_may, "有条件不符合的户数"),
    "somebody is not to be visited": (
        job,
        "_visits",
        lambda made: made[made["tier"] != "夹心"],
        "请救助顾问关注的人数",
    ),
    "nobody left": (job, "left_poverty", lambda made: replace(made, sure=made.sure.iloc[:0]), "上次名单写明低保的人数"),
    "a person of two lists is lost": (changes, "_people", lambda made: made.iloc[:-1], "旧名单人数"),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_fault_in_a_step_breaks_an_equation(name, monkeypatch):
    module, step, fault, equation = STEPS[name]
    _, calls = whole()
    for long in LONG:
        if module is not changes or long != "compare":
            monkeypatch.setattr(job, long, as_before(calls[long]))
    monkeypatch.setattr(module, step, after(getattr(module, step), fault))
    ((lists, _),) = calls["monitor_lists"]
    with pytest.raises(Stop) as stop:
        job.monitor_lists(*lists)
    assert stop.value.code == "S09" and equation in str(stop.value)


def without_last_line(write: Callable[..., None]) -> Callable[..., None]:
    def lossy(people: pd.DataFrame, unsure: str, path: Path) -> None:
        write(people, unsure, path)
        lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        path.write_text("".join(lines[:-1]), encoding="utf-8-sig")

    return lossy


WRITTEN = {
    "the full table lost a line": ("_write_people", without_last_line, "人员全表有档次的行数"),
    "a 街镇 has no file": (
        "write_by_township",
        lambda write: lambda folder, title, towns, rows, sheets: write(folder, title, towns, rows[1:], sheets),
        "各街镇救助顾问文件的行数之和",
    ),
    "the summary says something else": (
        "summary",
        lambda summary: (
            lambda seen: summary(
                replace(seen, assessed=replace(seen.assessed, households=seen.assessed.households[1:]))
            )
        ),
        "result.json 各档次户数之和",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_was_written_is_read_back(name, tmp_path, monkeypatch):
    step, fault, equation = WRITTEN[name]
    seen, _ = whole()
    monkeypatch.setattr(report, step, fault(getattr(report, step)))
    with pytest.raises(Stop) as stop:
        report.write(seen, tmp_path)
    assert stop.value.code == "S09" and equation in str(stop.value)


def test_the_summary_of_a_comparison_is_read_back(tmp_path, monkeypatch):
    found = changes_report.changes(str(BEFORE), str(NOW), "低收入家庭")
    make = changes_report.summary
    monkeypatch.setattr(changes_report, "summary", lambda *arguments: make(*arguments) | {"fields": {}})
    with pytest.raises(Stop, match="result.json 各列变更之和 = 变更明细的行数"):
        changes_report.write(found, tmp_path)
