"""``huibao monitor`` and ``changes`` on the sample lists, from the command line to the files, and ``explain`` on what they wrote."""

import importlib.util
import json
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from tables import load

from huibao_xl import resources
from huibao_xl.cli import main
from huibao_xl.rosters.sources import Sources, open_sources, silent
from huibao_xl.subsidy.run import clean

TOP = Path(__file__).parent.parent.parent
SAMPLES = resources.folder("workbooks") / "样例-监测"
NOW, BEFORE = SAMPLES / "本月", SAMPLES / "上月"
ON = ["--on", "2024-03-01"]


@pytest.fixture(scope="module")
def seen(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("监测") / "结果"
    assert main(["monitor", str(NOW), *ON, "--before", str(BEFORE), "--out", str(out)]) == 0
    return out


def sheet(path: Path, name: str) -> list[dict[str, object]]:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def texts(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(
        str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row if cell is not None
    )


def test_the_classes_of_the_sample(seen):
    content = json.loads((seen / "result.json").read_text(encoding="utf-8"))
    assert {tier: counts["households"] for tier, counts in content["tiers"].items()} == {
        "低于低保标准": 4,
        "低保边缘": 0,
        "夹心": 7,
        "高于帮扶线": 2,
        "高于低保标准": 0,
        "待核实": 7,
    }
    assert content["rigid"] == {"可能符合": 0, "可能符合，尚有条件待核": 6, "待核实": 13, "不符合": 1}
    assert content["left"] == 2 and content["changes"] == {"新增": 2, "退出": 2, "变更": 3, "未变": 21, "无法比对": 0}
    assert all(equation["ok"] for equation in content["balance"])
    assert content["参数未经核定"] == ["低保标准", "最低工资", "帮扶线", "居民养老金最低标准"]
    assert content["未录入"] == ["低保边缘线", "家庭财产标准", "医疗支出占比"]


def test_every_output_says_which_values_nobody_confirmed(seen):
    for path in seen.rglob("*.xlsx"):
        assert "未核定" in texts(path) and "帮扶线" in texts(path), path.name
    assert "参数未经核定：低保标准（1,510 元/月·人）" in texts(seen / "低收入监测.xlsx")
    assert "帮扶线" in (seen / "人员全表.csv").read_text(encoding="utf-8-sig")
    header = openpyxl.load_workbook(seen / "救助顾问" / "七宝镇.xlsx")["救助顾问"].oddHeader.left.text
    assert "参数未经核定：低保标准" in header


def test_each_class_has_a_sheet_with_its_households(seen):
    book = seen / "低收入监测.xlsx"
    whole = sheet(book, "监测家庭")
    for tier in ("低于低保标准", "夹心", "高于帮扶线", "待核实"):
        assert [row["户编号"] for row in sheet(book, tier)] == [row["户编号"] for row in whole if row["档次"] == tier]
    assert [(row["姓名"][0], row["现在"]) for row in sheet(book, "退出低保")] == [("周", "无"), ("钱", "不在名单中")]
    assert {row["户编号"] for row in sheet(book, "刚性支出困难")} == {"105", "106"}


def test_each_township_gets_its_own_people_only(seen):
    files = sorted((seen / "救助顾问").glob("*.xlsx"))
    assert [path.stem for path in files] == ["七宝镇", "莘庄镇"]
    people = {row["证件号码"]: row["街镇"] for row in sheet(seen / "低收入监测.xlsx", "监测人员")}
    listed = {path.stem: sheet(path, "救助顾问") for path in files}
    for town, rows in listed.items():
        assert {people.get(row["证件号码"], town) for row in rows} == {town}
        assert all(row["联系电话"] for row in rows if row["户编号"] not in ("4", "6"))
    assert sum(map(len, listed.values())) == json.loads((seen / "result.json").read_text(encoding="utf-8"))["watch"]
    assert "退出低保，不在本次名单中" in {row["关注原因"] for row in listed["七宝镇"]}


def test_signed_of_all(seen):
    rows = sheet(seen / "低收入监测.xlsx", "免申即享签约")
    assert [list(row.values()) for row in rows[:2]] == [
        ["莘庄镇", 11, 10, 0, 1, "90.90%"],
        ["七宝镇", 15, 13, 1, 1, "86.66%"],
    ]


def test_the_samples_show_every_code(seen):
    told = json.loads((seen / "result.json").read_text(encoding="utf-8"))["by_code"]
    assert {f"L{n:02d}" for n in range(1, 22)} - {"L20"} <= set(told)
    assert "{" not in texts(seen / "低收入监测.xlsx")


def test_changes_of_the_sample(tmp_path):
    out = tmp_path / "对比"
    assert main(["changes", str(BEFORE), str(NOW), "--role", "低收入家庭", "--out", str(out)]) == 0
    content = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert content["people"] == {"新增": 2, "退出": 2, "变更": 3, "未变": 21, "无法比对": 0}
    lines = {(row["姓名"], row["列名"], row["原来"], row["现在"]) for row in sheet(out / "名册对比.xlsx", "变更明细")}
    assert ("周例平", "赡养费", "0", "300") in lines and len(lines) == 4
    overview = str(texts(out / "名册对比.xlsx"))
    assert all(
        words in overview for words in ("对比日期：", "对比地点：", "负责人（盖章）签字：", "只有新名单有，没有比对")
    )
    assert (
        main(
            [
                "changes",
                f"{BEFORE / '低收入家庭.xlsx'}#莘庄镇",
                f"{NOW / '低收入家庭.xlsx'}#莘庄镇",
                "--role",
                "低收入家庭",
                "--out",
                str(tmp_path / "一表"),
            ]
        )
        == 0
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["monitor", "{old}", "--on", "三月"], "不是日期"),
        (["monitor", "{elsewhere}"], "没有“低收入家庭”：表头要有户编号、姓名、证件号码"),
        (["monitor", "{old}", "--thresholds", "{old}"], "不是可读的 JSON"),
        (["changes", "{old}", "{old}", "--role", "某种名单"], "不认识的角色“某种名单”"),
        (["changes", "{old}#没有", "{old}", "--role", "低收入家庭"], "中没有工作表“没有”"),
        (["changes", "{elsewhere}", "{old}", "--role", "低收入家庭"], "旧名单中没有“低收入家庭”"),
    ],
)
def test_wrong_use_is_one_line_and_leaves_nothing(tmp_path, capsys, arguments, words):
    places = {"old": BEFORE / "低收入家庭.xlsx", "elsewhere": resources.folder("workbooks") / "样例" / "团单名单.xlsx"}
    told = [text.format(**places) for text in arguments]
    try:
        status = main([*told, "--out", str(tmp_path / "结果")])
    except SystemExit as end:
        status = end.code
    assert status == 2 and words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_explain_reads_a_monitoring(seen, capsys):
    rows = {row["姓名"]: row["证件号码"] for row in sheet(seen / "低收入监测.xlsx", "监测人员")}
    assert main(["explain", rows["吴例平"], str(seen)]) == 0
    told = capsys.readouterr().out
    assert "档次 夹心，人均月收入 1950.00 元" in told and "【刚性支出困难家庭生活补助】不知道" in told
    assert "【最低生活保障金】不符合" in told and "参数未经核定：低保标准" in told
    assert main(["explain", rows["吴例平"][:16] + "0" + rows["吴例平"][17], str(seen)]) == 0
    assert "只差一处的号码" in capsys.readouterr().out


def test_explain_refuses_another_kind_of_result(tmp_path, capsys):
    out = tmp_path / "对比"
    main(["changes", str(BEFORE), str(NOW), "--role", "低收入家庭", "--out", str(out)])
    assert main(["explain", "1", str(out)]) == 2
    assert "是名册对比，不是认定结果、监测结果" in capsys.readouterr().err


def test_a_watched_household_is_never_taken_for_the_roster():
    """A sheet with 户编号 and incomes beside the lists of a run is reported, and no row of it is one of theirs: nobody is paid by it."""
    rules, year = load("2024"), resources.folder("workbooks") / "样例"
    sources = Sources.parse(
        [str(year / "承保名单"), str(year / "名册" / "医疗救助对象名册.xlsx"), str(NOW / "低收入家庭.xlsx")]
    )
    lists = clean(*open_sources(sources, (), silent, rules), rules, sources.forced, date.today(), silent)
    frames = [
        getattr(lists, name) for name in ("insured", "entries", "accounts", "prior", "group", "deaths", "withdrawn")
    ]
    assert len(lists.insured) and len(lists.entries)
    assert not any(frame["file"].astype("str").str.contains("低收入家庭").any() for frame in frames)
    told = lists.findings
    assert told.loc[told["code"] == "I02", "text"].str.contains("也像低收入家庭监测名单").any()


def test_the_samples_are_what_their_program_makes(tmp_path, monkeypatch):
    pytest.importorskip("odf")
    monkeypatch.syspath_prepend(str(TOP / "workbooks"))
    spec = importlib.util.spec_from_file_location(
        "make_monitoring_samples", TOP / "workbooks" / "make_monitoring_samples.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules.pop("make_samples", None)
    module.main(tmp_path)
    for path in sorted(SAMPLES.rglob("*.xlsx")):
        assert (tmp_path / path.relative_to(SAMPLES)).read_bytes() == path.read_bytes()
