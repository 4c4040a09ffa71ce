"""绩效目标申报: the document of M from data with its numbers, the same from another policy, and what it lacks."""

import copy
import json
import re
from pathlib import Path

import docx
import mammoth
import pytest

from huibao_xl import policy, resources
from huibao_xl.cli import outcomes
from huibao_xl.files.reading import read_file
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done
from huibao_xl.year import objectives
from huibao_xl.year.objective_acts import write_objectives

SHIPPED = resources.folder("year/huhuibao") / "2024.json"
SECTIONS = (
    "项目概况",
    "项目绩效目标设定情况",
    "项目投入情况",
    "项目计划活动",
    "保证项目实施的制度、措施",
    "风险因素分析",
)
MADE_UP = Path(__file__).parents[1] / "cases" / "policies" / "2026-虚构.json"


def lines(path: Path) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def tables(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(str(path)).tables]


def material(tmp_path: Path, **changes) -> Path:
    content = copy.deepcopy(json.loads(SHIPPED.read_text(encoding="utf-8"))) | changes
    path = tmp_path / "材料.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    path = tmp_path_factory.mktemp("申报") / "绩效目标申报.docx"
    return path, write_objectives("2024", path).lines(outcomes.WORDS)


def test_the_document_has_the_sections_of_the_project_s_description_in_order(written) -> None:
    heads = [line for line in lines(written[0]) if re.match("[一二三四五六]、", line)]
    assert [head[2:] for head in heads] == list(SECTIONS)
    signed = lines(written[0]).index("填报单位：社会救助和慈善科")
    assert lines(written[0])[signed + 1 : signed + 3] == ["日期：2023年11月27日", "附：项目支出绩效目标表"]
    assert not re.search("[{}]", "".join(lines(written[0])))


def test_its_numbers_are_those_of_the_project_s_description(written) -> None:
    budget, executed, goals = tables(written[0])
    assert budget[1][2:4] == ["1354500", "129元/人"] and budget[2][:3] == ["合计", "", "1354500"]
    assert budget[1][4].split("\n") == [
        "街道：预估9000人，9000×129=1161000元。",
        "镇级（工业区）：预估30000人，30000×129×0.65=2515500元。",
        "区级：预估30000人，30000×129×0.35=1354500元。",
    ]
    assert executed[1][:2] == ["2023", "1185142"]
    assert [row[3] for row in goals[1:]] == ["=100%", "=100%", "=100%", "≥70%", "≥80%"]
    text = "\n".join(lines(written[0]))
    assert "由区、镇两级财政按照35：65比例承担" in text and "补贴知晓率达到70%" in text
    assert text.count("四退役军人重点优抚对象") == 3 and "补贴金额为129元/人。" in text


def test_what_the_sum_leaves_out_is_said(written) -> None:
    """M adds up what the district bears for people of 镇 alone; by its own rule it bears those of 街道 too."""
    assert written[1][:2] == [
        "2024 年度绩效目标申报：申报 1,354,500.00 元；按预估人数和分担比例，区级共应承担 2,515,500.00 元。",
        "注意：申报金额没有列入“区级：街道人员”的 1,161,000.00 元。材料照原文如此的，请与财政核对是否另有预算。",
    ]


def test_a_sum_that_lacks_nothing_says_nothing(tmp_path: Path) -> None:
    both = ["区级：街道人员", "区级：镇（含工业区）人员"]
    outcome = write_objectives("2024", tmp_path / "a.docx", material(tmp_path, declared=both))
    assert [message.code for message in outcome.done] == [Done.OBJECTIVES, Done.OBJECTIVES_AT]
    assert tables(tmp_path / "a.docx")[0][2][2] == "2515500"


def test_another_program_reads_the_same(written) -> None:
    with written[0].open("rb") as file:
        text = mammoth.extract_raw_text(file).value
    cells = [line for table in tables(written[0]) for row in table for cell in row for line in cell.split("\n")]
    assert sorted("".join(text.split())) == sorted("".join("".join([*lines(written[0]), *cells]).split()))


def test_the_same_content_is_the_same_file_of_its_owner(written, tmp_path: Path) -> None:
    write_objectives("2024", tmp_path / "b.docx")
    assert (tmp_path / "b.docx").read_bytes() == written[0].read_bytes()
    assert (tmp_path / "b.docx").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Stop) as stop:
        write_objectives("2024", tmp_path / "b.docx")
    assert stop.value.code == "S14"


def test_another_policy_gives_other_numbers(tmp_path: Path) -> None:
    """Its amount, shares and heads are its own; the words are the same."""
    content = json.loads(MADE_UP.read_text(encoding="utf-8"))
    content["budget"] = {"街道人数": 1000, "镇人数": 200, "quote": "虚构", "where": "虚构"}
    other = tmp_path / "政策.json"
    other.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    rules = policy.load(str(other))
    town = round(rules.amount_fen * float(content["funding"]["镇"]["district_percent"]) / 100)
    street = round(rules.amount_fen * float(content["funding"]["街道"]["district_percent"]) / 100)
    both = ["区级：街道人员", "区级：镇（含工业区）人员"]
    write_objectives(str(other), tmp_path / "a.docx", material(tmp_path, year=rules.year, declared=both, executed=[]))
    budget, executed, _ = tables(tmp_path / "a.docx")
    assert budget[2][2] == objectives.short_yuan(1000 * street + 200 * town)
    assert executed[1] == ["—", "—", "没有以前年度的执行数"]
    assert f"补贴金额为{objectives.short_yuan(rules.amount_fen)}元/人。" in "\n".join(lines(tmp_path / "a.docx"))


@pytest.mark.parametrize(
    ("changes", "key", "why"),
    [
        ({"year": 2025}, "year", "2025"),
        ({"budget": ["{无此数}人"]}, "budget.1", "{无此数}"),
        (
            {"texts": {"先由个人购买": "{先由个人购买}", "再由政府补贴": "x", "实施对象": "x", "影响": "x"}},
            "texts.先由个人购买",
            "自己",
        ),
        ({"declared": ["全部"]}, "declared.1", "全部"),
        ({"on": "2023年11月27日"}, "on", ""),
        ({"executed": [{"year": 2023, "yuan": "118万", "source": "x"}]}, "executed.1.yuan", ""),
    ],
)
def test_material_that_is_wrong_is_refused_by_its_key(tmp_path: Path, changes, key: str, why: str) -> None:
    with pytest.raises(Stop) as stop:
        write_objectives("2024", tmp_path / "a.docx", material(tmp_path, **changes))
    assert (stop.value.code, stop.value.values["key"]) == ("S100", key) and why in stop.value.values["why"]
    assert not (tmp_path / "a.docx").exists()


def test_a_year_without_material_is_said(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        write_objectives("2023", tmp_path / "a.docx")
    assert stop.value.code == "S07" and "2023" in stop.value.values["why"]


def test_a_policy_without_estimates_asks_for_nothing(tmp_path: Path) -> None:
    content = json.loads(json.dumps(policy.load("2024").content)) | {"name": "没有预估"}
    del content["budget"]
    rules = policy.build(content)
    with pytest.raises(Stop) as stop:
        objectives.load(rules)
    assert (stop.value.code, stop.value.values["key"]) == ("S05", "budget")


def test_it_is_no_list_among_lists(written, tmp_path: Path) -> None:
    (tmp_path / "申报.docx").write_bytes(written[0].read_bytes())
    assert [grid.written for grid in read_file(tmp_path / "申报.docx").grids] == [True] * 3
