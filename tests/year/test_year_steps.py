"""huibao year: what is due when, what is late, and how far each thing is, only where something tells so."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from huibao_xl import policy, resources
from huibao_xl.cli import outcomes
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.payments.bookings.flows import flows
from huibao_xl.payments.execution import execution
from huibao_xl.payments.ledger.cases import Case
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done
from huibao_xl.subsidy.result import of_folder
from huibao_xl.year import year_steps
from huibao_xl.year.year_acts import where_the_year_stands
from huibao_xl.year.year_steps import DONE, LOOK, NOT_BEGUN, UNDER_WAY, Facts

RULES = policy.load("2024")
SHIPPED = resources.folder(year_steps.FOLDER) / "2024.json"
AUGUST = date(2024, 8, 15)


@pytest.fixture(scope="module")
def facts(paid: Path) -> Facts:
    result = of_folder(ResultFolder.open(paid / "结果", names.RUN))
    with opened(paid / "台账.sqlite3") as ledger:
        return Facts(RULES, AUGUST, result, execution(ledger, RULES), flows(ledger, RULES, AUGUST))


def standing(facts: Facts, key: str) -> tuple[str, str, int]:
    found = {each.step.key: each for each in year_steps.standings(year_steps.load(RULES), facts)}
    return found[key].state, found[key].text, found[key].days_late(facts.on)


def test_a_year_half_paid_is_told_with_what_is_late(paid: Path) -> None:
    outcome = where_the_year_stands("2024", AUGUST, paid / "台账.sqlite3", paid / "结果")
    lines = outcome.lines(outcomes.WORDS)
    assert lines[0] == "2024年度民生保险“沪惠保”补贴，截至 2024-08-15："
    assert "  2024-07-15　收齐名单、认定：已完成（承保 12 行：补贴 12，待核 0，不补 0）" in lines
    pays = "  2024-07-31　发放：进行中，逾期 15 天（应补 12 人，已发 6 人（774.00 元），"
    assert any(line.startswith(pays) for line in lines)
    assert "逾期 3 项：公示、区级资金拨付到街镇、发放。" in lines
    assert "最近到期的是补贴清算（2024-11-15），还有 92 天。" in lines
    assert "其中 7 项的期限未核定（2026-11-29 核对），请照本区的通知改写。" in lines


def test_before_the_season_nothing_is_late(tmp_path: Path) -> None:
    """No ledger and no result yet: nothing is made, nothing is asked for."""
    outcome = where_the_year_stands("2024", date(2024, 6, 15), tmp_path / "台账.sqlite3")
    assert Done.YEAR_LATE not in outcome.codes and list(tmp_path.iterdir()) == []
    assert "  2024-07-31　发放：未开始（没有台账）" in outcome.lines(outcomes.WORDS)
    assert "  2024-07-15　收齐名单、认定：请核对（没有写明结果文件夹）" in outcome.lines(outcomes.WORDS)


def test_what_nothing_tells_a_person_has_to_look_at(facts: Facts) -> None:
    for key in ("objectives", "clearing", "next_objectives", "evaluation"):
        assert standing(replace(facts, on=date(2026, 1, 1)), key) == (LOOK, "", 0)


def test_the_posting_is_counted_in_working_days(facts: Facts) -> None:
    posted = replace(RULES.publication, unit="某局", telephone="021-00000000", start=date(2024, 9, 26))
    told = [
        standing(replace(facts, rules=replace(RULES, publication=posted), on=on), "publication")[:2]
        for on in (date(2024, 9, 25), date(2024, 9, 26), date(2024, 10, 10), date(2024, 10, 11))
    ]
    period = "2024-09-26 至 2024-10-10"
    assert told == [(NOT_BEGUN, period), (UNDER_WAY, period), (UNDER_WAY, period), (DONE, period)]
    later = replace(posted, start=date(2099, 9, 28))
    state = standing(replace(facts, rules=replace(RULES, publication=later)), "publication")
    assert state[0] == NOT_BEGUN and "放假安排没有公布" in state[1]


def test_money_passed_on_and_a_year_that_is_closed(facts: Facts) -> None:
    assert standing(facts, "transfer")[::2] == (NOT_BEGUN, 20)
    towns = facts.flows.towns
    nothing = replace(facts, flows=replace(facts.flows, towns=towns.assign(due_fen=0, passed_fen=0)))
    assert standing(nothing, "transfer") == (LOOK, "还没有要拨付的", 0)
    for passed, state in ((towns["due_fen"] // 2, UNDER_WAY), (towns["due_fen"], DONE)):
        done = replace(facts, flows=replace(facts.flows, towns=towns.assign(passed_fen=passed)))
        assert standing(done, "transfer")[0] == state
    assert standing(facts, "year_end")[0] == NOT_BEGUN
    assert standing(replace(facts, closed=True, on=date(2025, 2, 1)), "year_end") == (DONE, "已结账", 0)


def test_a_claim_that_is_open_is_under_way(facts: Facts) -> None:
    case = Case("2024-追回-1", "甲", 1, 12900, 4515, 8385, "", "", "甲", "")
    claimed = replace(facts, year=replace(facts.year, recoveries=[case]))
    assert standing(facts, "recovery")[:2] == (DONE, "没有追回")
    assert standing(claimed, "recovery")[:2] == (UNDER_WAY, "1 个没有了结，未还 129.00 元")
    case.given_up = object()
    assert standing(claimed, "recovery")[:2] == (DONE, "1 个追回，都已了结")


def test_who_waits_keeps_the_lists_under_way(facts: Facts) -> None:
    rows = facts.result.decisions.copy()
    rows["disposition"] = rows["disposition"].cat.set_categories(["补贴", "待核", "不补"])
    rows.loc[0, "disposition"] = "待核"
    waits = replace(facts, result=replace(facts.result, decisions=rows))
    assert standing(waits, "lists") == (UNDER_WAY, "承保 12 行：补贴 11，待核 1，不补 0", 31)


@pytest.mark.parametrize(
    ("change", "key", "why"),
    [
        ({"year": 2025}, "year", "2025"),
        ({"steps": 2}, "steps", "“objectives”写了两次"),
        ({"due": "7月底"}, "steps.1.due", ""),
    ],
)
def test_steps_that_do_not_fit_are_refused_by_their_key(tmp_path: Path, change, key: str, why: str) -> None:
    content = json.loads(SHIPPED.read_text(encoding="utf-8"))
    content["year"] = change.get("year", 2024)
    content["steps"] = content["steps"][:1] * change.get("steps", 1)
    content["steps"][0]["due"] = change.get("due", "2023-11-27")
    (tmp_path / "事项.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(Stop) as stop:
        year_steps.load(RULES, tmp_path / "事项.json")
    assert (stop.value.code, stop.value.values["key"]) == ("S100", key) and why in str(stop.value.values["why"])


def test_a_year_without_steps_is_said() -> None:
    with pytest.raises(Stop, match="没有随程序提供 2023 年度的年度事项"):
        year_steps.load(policy.load("2023"))
