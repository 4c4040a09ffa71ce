"""Worked cases of 比对决定 as data (``cases/answers.json``): lists, what a clerk said, and what is decided and printed then."""

import json
from pathlib import Path

import pytest
from answering import BY, ON, Answered, decide, decided
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.matching.answers import KEY_COLUMNS, answer_frame, in_force
from huibao_xl.reasons import Stop
from huibao_xl.reports.columns import id_shown

CASES = json.loads((Path(__file__).parents[1] / "cases" / "answers.json").read_text(encoding="utf-8"))
TABLES = ("承保名单", "团单名单", "往期发放", "银行账户")
KEYS = {"name", "why", "名册", "answers", "expect", "findings", "payable", *TABLES}
GOOD, OTHER = resident("31011219500101901"), resident("31011219500101907")


def answers(lines):
    columns = [*KEY_COLUMNS, "answer", "adopted"]
    return [
        dict(zip(columns, line, strict=True)) | {"by": BY, "on": ON, "remark": "", "where": f"第 {at} 条"}
        for at, line in enumerate(lines, 1)
    ]


def grids(case):
    tables = {name: case[name] for name in TABLES if name in case} | case["名册"]
    return [grid(rows, f"{name}.xlsx", name) for name, rows in tables.items()]


@at_once(by=decided)
@pytest.mark.parametrize("case", CASES)
def test_case(case):
    assert set(case) <= KEYS and case["why"]
    result = yield Answered(grids(case), answers(case["answers"]))
    assert codes(result) == [code for code, *_ in case["expect"]], case["why"]
    assert id_shown(result.decisions).tolist() == [result.move(number) for _, number, *_ in case["expect"]], case["why"]
    homes = result.decisions["home"].astype(object)
    assert [[home][: len(more)] for home, (_, _, *more) in zip(homes, case["expect"], strict=True)] == [
        more for _, _, *more in case["expect"]
    ]
    assert result.decisions["name"].tolist() == [result.move(row[0]) for row in case["承保名单"][1:]]
    about_answers = result.whole.findings.loc[result.whole.findings["file"] == "比对记录.json", "code"]
    unused = result.compared["state"].str.startswith("未采用").any()
    assert set(case.get("findings", [])) <= {*result.findings["code"], *(about_answers if unused else [])}
    assert result.payments["payable"].tolist() == case.get("payable", [False] * len(result.payments))
    assert len(result.compared) >= len(case["answers"]) and result.balance["ok"].all()
    if "W12" not in case.get("findings", []):
        _says_who_decided_and_when(result)


def _says_who_decided_and_when(result):
    whys = result.decisions["why"].str.cat(sep=" ")
    assert f"经{BY}于{ON}确认" in whys and "{" not in whys
    assert not result.findings["text"].str.contains(r"[{}]|nan|None", regex=True).any()


def test_every_finding_has_a_case():
    assert {code for case in CASES for code in case.get("findings", [])} == {"W10", "W11", "W12", "W13"}


def test_what_the_source_says_is_not_rewritten():
    case = next(case for case in CASES if case["name"] == "H01 是同一人")
    result = decide(grids(case), answers(case["answers"]))
    assert result.decisions["id_raw"].tolist() == [case["承保名单"][1][1]]
    assert result.payments["id"].tolist() == [GOOD]


def test_a_later_answer_supersedes_and_an_earlier_one_does_not():
    yes, no = answers(
        [["H05", GOOD, "样甲", OTHER, "样甲", "是同一人", GOOD], ["H05", GOOD, "样甲", OTHER, "样甲", "不是", ""]]
    )
    no["on"] = "2024-08-02"
    for order in ([yes, no], [no, yes]):
        assert in_force(answer_frame(order))["answer"].tolist() == ["不是"]
    no["on"] = ON
    assert in_force(answer_frame([no, yes]))["answer"].tolist() == ["是同一人"]


def test_what_is_remembered_and_contradicts_itself_is_refused_with_its_rows():
    lines = [["H01", "x", "样甲", GOOD, "样甲", "是同一人", ""], ["H01", "x", "样甲", OTHER, "样甲", "是同一人", ""]]
    case = next(case for case in CASES if case["name"] == "H01 是同一人")
    with pytest.raises(Stop, match=r"比对记录.json.*第 1 条、第 2 条") as stop:
        decide(grids(case), answers(lines))
    assert stop.value.code == "S63"
