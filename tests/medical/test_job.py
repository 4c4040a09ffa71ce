"""The two commands as a user runs them: what stands in the folder, that it goes on from the last one, and that nothing is half written."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from huibao_xl import resources
from huibao_xl.cli import main
from huibao_xl.files.results.read_back import read_csv
from huibao_xl.medical import sums

SAMPLES = resources.folder("workbooks") / "样例-清算"
POLICY = ["--policy", str(SAMPLES / "演示参数.json")]
SECOND = SAMPLES / "救助结算（接口导出）.csv"


def sheet(path: Path, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("清算") / "结果"
    assert main(["clear-medical", str(SAMPLES), *POLICY, "--out", str(out), "--person", "差异"]) == 0
    return out


def test_every_output_says_that_the_parameters_are_not_verified(folder):
    overview = sheet(folder / "医疗救助清算.xlsx", "总览")
    assert any(str(cell).startswith("参数未经核定") for row in overview for cell in row)
    assert json.loads((folder / "result.json").read_text(encoding="utf-8"))["policy"]["banner"].startswith(
        "参数未经核定"
    )
    assert "说明（参数未经核定）" in read_csv(folder / "清算全表.csv").column_names
    pages = sheet(folder / "个人清.xlsx", "个人清1")
    assert (
        sum(str(row[0]).startswith("参数未经核定") for row in pages) == len(sheet(folder / "个人清.xlsx", "目录")) - 1
    )


def test_the_figures_add_up_on_both_sides(folder):
    content = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    rows = read_csv(folder / "清算全表.csv").to_pandas()
    assert all(equation["ok"] for equation in content["balance"])
    assert sum(code["rows"] for code in content["by_code"].values()) == len(rows)
    assert content["money"]["paid_fen"] == rows["已救助（分）"].astype(int).sum()
    people = pd.DataFrame(sheet(folder / "医疗救助清算.xlsx", "补发追回")[1:-1]).iloc[:, [3, 4, 5]].sum()
    assert round(people.iloc[0] - people.iloc[1] - people.iloc[2], 2) == 0
    assert round(people.iloc[2] * 100) == content["money"]["difference_fen"]


def test_no_name_or_id_stands_in_the_json(folder):
    text = (folder / "result.json").read_text(encoding="utf-8")
    assert "31011219" not in text and "样JS" not in text


def test_every_difference_is_listed_with_its_trace(folder):
    header, *rows = sheet(folder / "医疗救助清算.xlsx", "差异明细")
    listed = pd.DataFrame(rows[:-1], columns=header)
    assert set(listed["类别"]) == {
        "身份期间错误", "超年度限额", "退费未冲减", "保险次序错误", "综合减负迟到", "比例错误", "漏救助", "受前笔影响", "金额不符"
    }  # fmt: skip
    assert listed["说明"].str.contains("应救助|应冲回|同一结算号").all()


def test_one_person_s_page(tmp_path, capsys):
    number = sheet(SAMPLES / "救助身份.xlsx", CalamineWorkbook.from_path(SAMPLES / "救助身份.xlsx").sheet_names[0])[4][
        1
    ]
    assert main(["clear-medical", str(SAMPLES), *POLICY, "--out", str(tmp_path / "a"), "--person", str(number)]) == 0
    page = sheet(tmp_path / "a" / "个人清.xlsx", "个人清1")
    assert any("身份期间：低保" in str(row[0]) and "；低保边缘家庭" in str(row[0]) for row in page)
    assert any("另一期间的身份" in str(row[0]) for row in page)
    assert main(["clear-medical", str(SAMPLES), *POLICY, "--out", str(tmp_path / "b"), "--person", "1"]) == 2
    assert "第 1 个" in capsys.readouterr().err and not (tmp_path / "b").exists()


def test_a_row_that_no_longer_counts_is_in_no_sum_and_has_an_identity(tmp_path):
    """韩例安's settlement was corrected later: the first row is shown, without a word about his identity, and no sum holds it."""
    book = CalamineWorkbook.from_path(SAMPLES / "救助结算.xlsx")
    number = next(row[1] for row in book.get_sheet_by_index(0).to_python() if row[0] == "韩例安")
    assert main(["clear-medical", str(SAMPLES), *POLICY, "--out", str(tmp_path / "a"), "--person", str(number)]) == 0
    page = sheet(tmp_path / "a" / "个人清.xlsx", "个人清1")
    at = next(n for n, row in enumerate(page) if row[0] == "结算日期")
    share, paid, due, left = (page[at].index(title) for title in ("适用身份与比例", "已救助", "应救助", "差额"))
    rows = page[at + 1 : at + 4]
    assert rows[0][share] == "不再计入" and "当日没有有效身份" not in str(page)
    assert rows[2][0] == "合计" and (rows[2][due], rows[2][paid], rows[2][left]) == (2250, 2700, 450)


def test_new_rows_go_on_from_the_last_folder_and_end_as_the_year(tmp_path, folder):
    first, second = tmp_path / "一", tmp_path / "二"
    own = [str(SAMPLES / "救助结算.xlsx"), str(SAMPLES / "救助身份.xlsx")]
    assert main(["settle", *own, *POLICY, "--out", str(first)]) == 0
    assert main(["settle", str(SECOND), *POLICY, "--after", str(first), "--out", str(second)]) == 0
    assert len(sheet(second / "医疗救助实时清算.xlsx", "新到结算")) == 4 + 2
    kept = pd.read_parquet(second / "数据" / "cleared.parquet")
    year = read_csv(folder / "清算全表.csv").to_pandas()
    whole = sorted(zip(year["代码"], year["应救助（分）"].astype(int), strict=True))
    assert sorted(zip(kept["code"], kept["due_fen"], strict=True)) == whole


def test_a_folder_that_is_no_state_is_refused(tmp_path, folder, capsys):
    assert main(["settle", str(SECOND), *POLICY, "--after", str(folder), "--out", str(tmp_path / "x")]) == 2
    assert "不是实时清算的结果" in capsys.readouterr().err and not (tmp_path / "x").exists()


def test_a_state_that_was_changed_is_refused(tmp_path, capsys):
    first = tmp_path / "一"
    assert main(["settle", str(SAMPLES), *POLICY, "--out", str(first)]) == 0
    (first / "数据" / "cleared.parquet").write_bytes(b"x")
    assert main(["settle", str(SECOND), *POLICY, "--after", str(first), "--out", str(tmp_path / "x")]) == 2
    assert "数据/cleared.parquet（改动）" in capsys.readouterr().err


def test_an_old_result_is_not_read_as_a_source(tmp_path, folder):
    from huibao_xl.files.reading import find_files

    assert find_files([folder.parent]) == ([], [(folder, "I17")])


def test_sums_that_do_not_hold_write_nothing(tmp_path, monkeypatch, capsys):
    real = sums.by_fault
    monkeypatch.setattr(sums, "by_fault", lambda clearing: real(clearing).iloc[1:])
    assert main(["clear-medical", str(SAMPLES), *POLICY, "--out", str(tmp_path / "x")]) == 1
    assert "不平衡" in capsys.readouterr().err and not (tmp_path / "x").exists()


def test_without_identities_nothing_is_cleared(tmp_path, capsys):
    for command in ("clear-medical", "settle"):
        assert main([command, str(SECOND), *POLICY, "--out", str(tmp_path / "x")]) == 2
        assert "没有找到救助身份" in capsys.readouterr().err and not (tmp_path / "x").exists()


OTHER = {
    "ratio": lambda content: content["benefits"][0]["percent"].update(value="55"),
    "cap": lambda content: content["benefits"][0]["yearly_cap"].update(value="1.00"),
    "year": lambda content: content["year_from"].update(value="07-01"),
    "title": lambda content: content.update(title="另一份"),
}


@pytest.fixture(scope="module")
def first_time(tmp_path_factory):
    """A first real-time clearing by the parameters of the samples."""
    first = tmp_path_factory.mktemp("实时") / "一"
    own = [str(SAMPLES / "救助结算.xlsx"), str(SAMPLES / "救助身份.xlsx")]
    assert main(["settle", *own, *POLICY, "--out", str(first)]) == 0
    return first


def test_what_comes_after_uses_the_parameters_that_the_last_folder_stores(tmp_path, first_time):
    second, third = tmp_path / "二", tmp_path / "三"
    assert main(["settle", str(SECOND), "--after", str(first_time), "--out", str(second)]) == 0
    assert main(["settle", str(SECOND), *POLICY, "--after", str(first_time), "--out", str(third)]) == 0
    stored = [
        json.loads((folder / "result.json").read_text(encoding="utf-8")) for folder in (first_time, second, third)
    ]
    assert len({each["policy"]["fingerprint"] for each in stored}) == 1
    assert stored[1]["by_code"] == stored[2]["by_code"]


@pytest.mark.parametrize("change", OTHER)
def test_other_parameters_than_those_of_the_last_folder_are_refused(tmp_path, first_time, change, capsys):
    content = json.loads((SAMPLES / "演示参数.json").read_text(encoding="utf-8"))
    OTHER[change](content)
    (tmp_path / "另一份.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    given = ["--policy", str(tmp_path / "另一份.json"), "--after", str(first_time), "--out", str(tmp_path / "x")]
    assert main(["settle", str(SECOND), *given]) == 2
    assert "内容与它不同" in capsys.readouterr().err and not (tmp_path / "x").exists()


UNKNOWN = [
    "姓名",
    "证件号码",
    "结算号",
    "医疗类别",
    "结算日期",
    "总额",
    "符合政策范围",
    "统筹",
    "医疗救助",
    "甲基金支付",
    "结算标记",
]
WHO = ["样甲", "310199193001019007"]


def test_a_clerk_says_what_columns_are(tmp_path):
    """A payer under a header that nobody knows, marks whose meaning nobody knows, and a code beside an identity are asked about on 列对应 and answered once."""
    rows = [[*WHO, "1", "门急诊", "2024-03-01", "1000.00", "1000.00", "600.00", "0", "12.00", "A"]]
    rows += [
        [*WHO, str(n), "门急诊", "2024-03-02", "1000.00", "1000.00", "600.00", "0", "0.00", "B" if n == 9 else "A"]
        for n in range(2, 10)
    ]
    source = tmp_path / "名单"
    source.mkdir()
    (source / "救助结算.csv").write_text("\n".join(map(",".join, [UNKNOWN, *rows])), encoding="utf-8")
    people = [["姓名", "证件号码", "身份类别", "生效日期", "状态码"], [*WHO, "低保", "2020-01-01", "Z1"]]
    (source / "救助身份.csv").write_text("\n".join(map(",".join, people)), encoding="utf-8")
    given, file = [str(source), *POLICY], str(tmp_path / "列对应.json")
    assert main(["clear-medical", *given, "--out", str(tmp_path / "一")]) == 0
    asked = openpyxl.load_workbook(tmp_path / "一" / "列对应.xlsx")
    table = asked.active
    head = [cell.value for cell in table[1]]
    answers = {"甲基金支付": "居民大病", "结算标记": "不用", "状态码": "不用"}
    places = [row[0].row for row in table.iter_rows(min_row=2) if row[0].value == "是"]
    assert [table.cell(row, head.index("表头") + 1).value for row in places] == [*answers]
    for row, meaning in zip(places, answers.values(), strict=True):
        for title, text in (("确认为", meaning), ("确认人", "张三"), ("日期", "2026-11-20")):
            table.cell(row, head.index(title) + 1, text)
    asked.save(tmp_path / "填好.xlsx")
    assert main(["columns", "add", str(tmp_path / "填好.xlsx"), "--file", file]) == 0
    assert main(["settle", *given, "--columns", file, "--out", str(tmp_path / "二")]) == 0
    assert main(["verify", str(tmp_path / "二")]) == 0
    found = read_csv(tmp_path / "二" / "清算全表.csv").to_pandas()
    assert not found["代码"].isin(["M28", "M42", "M48"]).any()
    assert "居民大病 12.00" in found[found.columns[-1]][0]
