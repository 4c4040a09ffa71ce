"""绩效自评表: figures of the ledger with their rows, points and total as formulas, what is 待填, reasons, and equations that stop it."""

import copy
import json
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import office
import openpyxl
import pandas as pd
import people
import pytest

from huibao_xl import policy, resources
from huibao_xl.cli import outcomes
from huibao_xl.files.results import outputs
from huibao_xl.payments import ledger_acts
from huibao_xl.payments.papers import SEAL
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done, Outcome
from huibao_xl.year import evaluation, evaluation_acts, evaluation_figures, objectives
from huibao_xl.year.evaluation import Figure, Item, Scored
from huibao_xl.year.evaluation_acts import write_evaluation
from huibao_xl.year.evaluation_answers import read_answers
from huibao_xl.year.year_acts import where_the_year_stands

SHIPPED = resources.folder(evaluation.FOLDER) / "2024.json"
RULES = policy.load("2024")
WORDS = objectives.load(RULES)
ITEMS = evaluation.items(evaluation.load(RULES, WORDS), WORDS, RULES)
LATE = {"预算执行率", "应补尽补率", "补贴发放准确率", "补贴发放及时率"}


@pytest.fixture(scope="module")
def first(paid: Path) -> tuple[Path, Outcome]:
    """The workbook as it is written first, with a survey and nothing else."""
    return written(paid, paid / "一.xlsx", survey=paid / "问卷.csv")


@pytest.fixture(scope="module")
def filled(paid: Path, first: tuple[Path, Outcome]) -> Path:
    """The same with 填报 filled in by a person."""
    return fill(first[0], paid / "填好.xlsx", {"长效管理制度": (95, 100, "工作方案")}, {*LATE, "长效管理制度"})


@pytest.fixture(scope="module")
def full(paid: Path, filled: Path) -> tuple[Path, Outcome]:
    """The workbook that is made of the filled one."""
    return written(paid, paid / "二.xlsx", survey=paid / "问卷.csv", answers=filled)


def written(folder: Path, out: Path, **more: Path) -> tuple[Path, Outcome]:
    return out, write_evaluation(folder / "结果", folder / "台账.sqlite3", out, **more)


def fill(source: Path, out: Path, figures: dict[str, tuple[object, object, str]], reasons: set[str]) -> Path:
    book = openpyxl.load_workbook(source)
    for row in book["填报"].iter_rows(min_row=2):
        for cell, value in zip(row[2:5], figures.get(row[0].value, ()), strict=False):
            cell.value = value
        row[5].value = "名单确认较晚，下年度提前核对账户。" if row[0].value in reasons else None
    book.save(out)
    return out


def material(tmp_path: Path, **changes: object) -> Path:
    content = copy.deepcopy(json.loads(SHIPPED.read_text(encoding="utf-8"))) | changes
    path = tmp_path / "材料.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def cells(path: Path, sheet: str, formulas: bool = False) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path, data_only=not formulas)[sheet].iter_rows(values_only=True))


def of_form(path: Path, label: str) -> tuple[object, ...]:
    return next(row for row in cells(path, "自评表") if label in row[:3])


def item(sign: str = "=", target: str = "100", score: str = "15", by: str = "应补尽补率") -> Item:
    return Item("产出指标", "数量指标", "某率", sign, Decimal(target), "", Decimal(score), by)


@pytest.mark.parametrize(
    ("what", "figure", "points", "missed"),
    [
        (item(), (26_249, 26_249), 1500, False),
        (item(), (38_999, 39_000), 1499, True),  # all but one is never full
        (item(), (105, 100), 1500, False),  # more than all gives no more
        (item("≥", "70"), (7, 10), 1500, False),
        (item("≥", "70"), (6_999, 10_000), 1499, True),
        (item("≥", "80", "10"), (0, 312), 0, True),
        (item("≤", "129", by="人均补贴"), (3 * 12_900, 3), 1500, False),
        (item("≤", "129", by="人均补贴"), (3 * 12_900 + 1, 3), 1499, True),
        (item("=", "100", "7.5"), (2, 3), 500, True),
        (item(), (0, 0), None, False),
    ],
)
def test_points_are_cut_and_never_more_than_full(what: Item, figure: tuple[int, int], points: int | None, missed: bool):
    scored = Scored(what, Figure(*figure, ""))
    assert (scored.points, scored.missed) == (points, missed)


def test_every_figure_is_that_of_the_ledger_and_can_be_counted_again(first: tuple[Path, Outcome]) -> None:
    rows = {row[0]: row for row in cells(first[0], "得分计算")[1:]}
    assert {name: row[3:5] for name, row in rows.items()} == {
        "预算执行率": (3 * 45.15, 1_354_500),
        "应补尽补率": (6, 12),
        "补贴发放准确率": (6, 7),
        "补贴发放及时率": (0, 12),
        "人均补贴": (6 * 129, 6),
        "补贴知晓率": (5, 6),
        "长效管理制度": ("待填", "待填"),
        "困难群众满意率": (4, 5),
    }
    covered = cells(first[0], "应补尽补率明细")
    assert [row[6] for row in covered[1:]].count("是") == 6 and len(covered) == 13
    links = openpyxl.load_workbook(first[0])["得分计算"]
    assert [cell.hyperlink.location for cell in links["K"][1:4]] == [
        "'实付明细'!A1",
        "'应补尽补率明细'!A1",
        "'准确率明细'!A1",
    ]
    assert [row[:2] for row in cells(first[0], "调查明细")[:2]] == [("工作表", "行号"), ("问卷", 2)]


def test_what_nobody_measured_is_to_be_filled_in_and_there_is_no_total(first: tuple[Path, Outcome]) -> None:
    assert of_form(first[0], "总分")[6:] == ("待填", None)
    assert of_form(first[0], "长效管理制度")[4:7] == ("待填", 15, "待填")
    lines = first[1].lines(outcomes.WORDS)
    assert lines[0].startswith("2024 年度绩效自评还没有总分：待填 长效管理制度；缺偏差原因 预算执行率、应补尽补率")
    assert "  应补尽补率：50.00%（指标值 =100%），7.50/15 分" in lines
    assert (
        "注意：执行数没有列入“区级：街道人员”的 387.00 元：申报的金额里没有这一部分。请与财政核对是否另有项目。"
        in lines
    )
    assert Done.EVALUATED not in first[1].codes and Done.EVALUATION_UNSETTLED in first[1].codes


def test_filled_in_it_has_a_total_and_a_grade(full: tuple[Path, Outcome]) -> None:
    """0.00 + 7.50 + 12.85 + 0 + 10 + 15 + 14.25 + 10."""
    assert of_form(full[0], "总分")[5:] == (100, 69.6, "等级：中")
    assert full[1].lines(outcomes.WORDS)[0] == "2024 年度绩效自评：总分 69.60，等级“中”。"
    assert of_form(full[0], "长效管理制度")[3:5] == ("建立健全", "全部或基本达成（95%）")
    assert of_form(full[0], "应补尽补率")[7] == "名单确认较晚，下年度提前核对账户。"
    assert {row[5] for row in cells(full[0], "平衡表")[1:]} == {"成立"}


@pytest.mark.office
def test_libreoffice_recounts_the_same(
    first: tuple[Path, Outcome], filled: Path, full: tuple[Path, Outcome], tmp_path: Path
) -> None:
    """What we write beside the formulas; and a sheet that a person fills in gives the same total as the program."""
    one, two, by_hand = office.convert(first[0], full[0], filled, out=tmp_path)
    for mine, theirs in ((first[0], one), (full[0], two)):
        for sheet in ("自评表", "得分计算"):
            here, there = cells(mine, sheet), cells(theirs, sheet)
            assert [[cell or "" for cell in row] for row in there] == [[cell or "" for cell in row] for row in here]
    assert of_form(by_hand, "总分")[5:] == (100, 69.6, "等级：中")


def test_the_form_is_one_page_of_a_workbook_of_ours(full: tuple[Path, Outcome]) -> None:
    form = openpyxl.load_workbook(full[0])["自评表"]
    assert form.sheet_properties.pageSetUpPr.fitToPage and form.page_setup.fitToHeight is None
    assert outputs.kind_of_workbook(full[0]) == "自评表" and full[0].stat().st_mode & 0o777 == 0o600
    texts = [str(cell) for row in cells(full[0], "自评表") for cell in row if cell]
    assert not any(people.name(at) in text for at in range(12) for text in texts)
    assert any("未核定" in text for text in texts) and f"（{2024} 年度）" in texts
    assert any("校验码" in text and len(text.split("校验码 ")[1].split("）")[0]) == SEAL for text in texts)


def test_the_same_content_is_the_same_file(full: tuple[Path, Outcome], paid: Path, filled: Path) -> None:
    again, _ = written(paid, paid / "三.xlsx", survey=paid / "问卷.csv", answers=filled)
    assert again.read_bytes() == full[0].read_bytes()


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        ({"长效管理制度": (101, 100, "方案")}, "不是人数"),
        ({"长效管理制度": (95, None, "方案")}, "不是人数"),
        ({"长效管理制度": (0.95, 1, "方案")}, "不是人数"),
        ({"长效管理制度": ("约95", 100, "方案")}, "不是人数"),
        ({"长效管理制度": (95, 100, "")}, "没有填写"),
        ({"应补尽补率": (12, 12, "台账")}, "取自台账或调查"),
        ({"困难群众满意率": (300, 300, "估计")}, "取自台账或调查"),
        ({"长效管理制度": (95, 100, "#N/A")}, "读不出"),
    ],
)
def test_what_is_filled_in_wrongly_is_refused_by_its_row(
    first: tuple[Path, Outcome], tmp_path: Path, figures, why: str
):
    """A share instead of people, a figure without a source, one that the ledger or the survey tells."""
    answers = fill(first[0], tmp_path / "填.xlsx", figures, set())
    with pytest.raises(Stop) as stop:
        read_answers(answers, 2024, ITEMS, ["补贴知晓率", "困难群众满意率"])
    assert stop.value.code == "S61" and why in stop.value.values["why"] and stop.value.values["rows"].startswith("第 ")


def test_what_was_filled_in_last_year_is_not_taken_for_this_one(filled: Path) -> None:
    with pytest.raises(Stop, match="的“年度”不是 2025。请用 2025 年度写出的自评表填写"):
        read_answers(filled, 2025, ITEMS, ["补贴知晓率", "困难群众满意率"])


def test_an_indicator_of_another_year_is_refused(paid: Path, first: tuple[Path, Outcome], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(first[0])
    book["填报"]["A2"] = "人均寿命"
    book.save(tmp_path / "填.xlsx")
    with pytest.raises(Stop, match="第 2 行的“指标”不是这一年的指标"):
        written(paid, tmp_path / "出.xlsx", answers=tmp_path / "填.xlsx")
    assert not (tmp_path / "出.xlsx").exists()


@pytest.mark.parametrize(
    ("change", "key", "why"),
    [
        ({"year": 2025}, "year", "2025"),
        ({"weights": {"预算执行率": "20"}}, "weights", "合计 110"),
        ({"weights": {"预算执行率": "0", "产出指标": "60"}}, "weights.values.产出指标", "其中各指标合计 50"),
        ({"grades": ["90", "95", "0"]}, "grades", "从高到低"),
        ({"levels": ["90", "60"]}, "levels", "从 0 起"),
        ({"drop": "补贴知晓率"}, "indicators", "“补贴知晓率”没有分值"),
        ({"twice": "人均补贴"}, "indicators", "写了两次"),
        ({"goal": "应补尽补率"}, "indicators.1.goal", "不要另写"),
        ({"by": ("长效管理制度", "调查")}, "indicators.6.survey", "哪一列"),
        ({"by": ("人均补贴", "填报")}, "indicators.4.by", "人均补贴"),
    ],
)
def test_material_that_does_not_fit_is_refused_by_its_key(tmp_path: Path, change, key: str, why: str) -> None:
    content = json.loads(SHIPPED.read_text(encoding="utf-8"))
    by_name = {each["name"]: each for each in content["indicators"]}
    match change:
        case {"year": year}:
            content["year"] = year
        case {"weights": weights}:
            content["weights"]["values"] |= weights
        case {"grades": least} | {"levels": least}:
            content[next(iter(change))]["values"] = [
                {"name": f"第{at}档", "least": each} for at, each in enumerate(least)
            ]
        case {"drop": name}:
            content["indicators"].remove(by_name[name])
        case {"twice": name}:
            content["indicators"].append(by_name[name])
        case {"goal": name}:
            by_name[name]["goal"] = by_name["人均补贴"]["goal"]
        case {"by": (name, by)}:
            by_name[name]["by"] = by
    with pytest.raises(Stop) as stop:
        evaluation.load(RULES, objectives.load(RULES), material(tmp_path, **content))
    assert (stop.value.code, stop.value.values["key"]) == ("S100", key) and why in str(stop.value.values["why"])


def test_a_year_without_material_is_said() -> None:
    with pytest.raises(Stop, match="没有随程序提供 2023 年度的绩效自评材料"):
        evaluation.load(policy.load("2023"), objectives.load(RULES))


def test_an_equation_that_does_not_hold_stops_it(paid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who is lost on the way from the ledger to the rows, and a fen that is lost among the lines."""
    real = evaluation_figures.evidence

    def without_one(*given) -> evaluation_figures.Evidence:
        rows = real(*given)
        return replace(rows, rates=rows.rates | {"应补尽补率": rows.rates["应补尽补率"].iloc[:-1]})

    def without_a_fen(*given) -> evaluation_figures.Evidence:
        rows = real(*given)
        return replace(rows, paid=rows.paid.assign(counted_fen=rows.paid["counted_fen"] - 1))

    for broken, equation in ((without_one, "应补尽补率的分母"), (without_a_fen, "执行数 = 实付明细中计入的")):
        monkeypatch.setattr(evaluation_acts, "evidence", broken)
        with pytest.raises(Stop) as stop:
            written(paid, tmp_path / "出.xlsx")
        assert (stop.value.code, stop.value.exit_status) == ("S09", 1) and equation in stop.value.values["equations"]
        assert not (tmp_path / "出.xlsx").exists()


def test_points_that_do_not_add_up_break_an_equation() -> None:
    settings = evaluation.load(RULES, objectives.load(RULES))
    scored = [Scored(each) for each in evaluation.items(settings, objectives.load(RULES), RULES)]
    assert evaluation_figures.points_balance(settings, scored)["ok"].all()
    wrong = [replace(scored[0], item=replace(scored[0].item, score=Decimal(11))), *scored[1:]]
    table = evaluation_figures.points_balance(settings, wrong)
    assert table.loc[~table["ok"], "name"].tolist() == [
        "各项分值之和 = 100（百分之一分）",
        "预算执行率的分值 = 其中各指标之和（百分之一分）",
    ]


def test_the_district_s_streets_count_where_they_were_asked_for(paid: Path, tmp_path: Path) -> None:
    """The bearers of the 申报: with 街道 too, budget and 执行数 are those of both."""
    goals = json.loads((resources.folder("year/huhuibao") / "2024.json").read_text(encoding="utf-8"))
    goals["declared"] = ["区级：街道人员", "区级：镇（含工业区）人员"]
    (tmp_path / "申报.json").write_text(json.dumps(goals, ensure_ascii=False), encoding="utf-8")
    out, outcome = written(paid, tmp_path / "出.xlsx", goals=tmp_path / "申报.json")
    assert Done.EVALUATION_LACKS not in outcome.codes
    assert cells(out, "得分计算")[1][3:5] == (3 * 129 + 3 * 45.15, 1_161_000 + 1_354_500)


def test_a_policy_without_a_deadline_is_asked_for_one() -> None:
    settings = evaluation.load(RULES, objectives.load(RULES))
    items = evaluation.items(settings, objectives.load(RULES), RULES)
    found = {each.name: Figure(1, 1, "") for each in items if each.by != "及时率"}
    with pytest.raises(Stop, match="算不出“补贴发放及时率”：政策没有写明发放的期限"):
        evaluation_acts._scored(items, found, evaluation_acts.Survey(), {})


def test_the_papers_of_a_year_agree(paid: Path, first: tuple[Path, Outcome], tmp_path: Path) -> None:
    """执行情况, 绩效自评 and 年度进度 of one ledger and result: the same rates, people and money."""
    ledger, folder = paid / "台账.sqlite3", paid / "结果"
    report = ledger_acts.report_execution(ledger, "2024", tmp_path / "执行情况.xlsx", folder)
    rates = [each.fields for each in report.done if each.code is Done.RATE]
    rows = {row[0]: row for row in cells(first[0], "得分计算")[1:]}
    here = [rows[name][3:5] for name in ("应补尽补率", "补贴发放准确率", "补贴发放及时率")]
    assert [(each["numerator"], each["denominator"]) for each in rates] == here
    shown = [f"{each['name'].removeprefix('补贴发放')}：{each['percent']}" for each in rates]
    told = "\n".join(first[1].lines(outcomes.WORDS))
    assert all(each in told for each in shown)
    sheet = {row[0]: row for row in cells(tmp_path / "执行情况.xlsx", "执行情况")}
    assert sheet["区级：镇（含工业区）人员"][1:3] == (rows["预算执行率"][4], rows["预算执行率"][3])
    standing = "\n".join(where_the_year_stands("2024", date(2024, 8, 15), ledger, folder).lines(outcomes.WORDS))
    assert (
        f"应补 {rows['应补尽补率'][4]} 人，已发 {rows['应补尽补率'][3]} 人（{rows['人均补贴'][3]:.2f} 元）" in standing
    )


def test_an_edited_result_is_refused(paid: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(paid / "结果", tmp_path / "结果"))
    (folder / "处置全表.csv").write_text("", encoding="utf-8")
    with pytest.raises(Stop) as stop:
        write_evaluation(folder, paid / "台账.sqlite3", tmp_path / "出.xlsx")
    assert stop.value.code == "S32"


def test_rows_stand_for_people_not_for_a_frame_of_one() -> None:
    """An empty year: no rows, no figure, no division."""
    empty = pd.DataFrame(columns=["counted"]).astype({"counted": bool})
    rows = evaluation_figures.Evidence(
        pd.DataFrame({"fen": [0]}), pd.DataFrame({"counted_fen": [0], "amount_fen": [0]}), {"应补尽补率": empty}
    )
    found = evaluation_figures.figures([item(), item("≤", "129", by="人均补贴")], rows, "台账.sqlite3")
    assert Scored(item(), found["某率"]).points is None
