"""A policy that is unlike those that ship, by path, through everything that rests on it: five categories (two renamed, one with a roster of its
own), 139 yuan, other shares, other 街镇, one signature. And what changes when a category goes or is called something else.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bank
import openpyxl
import pandas as pd
import people
import pytest
from tables import codes, grid

from huibao_xl import policy
from huibao_xl.cli import main
from huibao_xl.files.reading import SourceFile
from huibao_xl.reasons import Stop
from huibao_xl.rosters.collect import collect
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.steps import decide_and_pay

FILE = Path(__file__).parents[1] / "cases" / "policies" / "2026-虚构.json"
CONTENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SHIPPED: dict[str, Any] = policy.content_of("2024")
DISTRICT_FEN = {"样东街道": 111_20, "样西街道": 139_00, "样南镇": 69_50, "样北镇": 69_50, "样中工业区": 46_33}
"""139.00 x 80%, 100%, 50%, 50% and 33.33% (46.3287, rounded)."""
ROSTERS = {
    "失独家庭": "特别扶助名册",
    "持证残疾人": "残疾人员",
    "生活困难农户": "农村低收入人口",
    "优抚对象": "优抚对象",
    "医疗救助对象": "医疗救助",
}
"""{role: what a file of it is called}."""


def changed(content: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """A copy of a policy's content with something changed."""
    copy: dict[str, Any] = json.loads(json.dumps(content))
    change(copy)
    return copy


def decided(content: dict[str, Any], rosters: dict[str, list[int]]) -> Result:
    """Everybody insured, of whom the rosters hold some: {sheet: which people}, all in 江川路街道."""
    everybody = sorted({at for rows in rosters.values() for at in rows})
    town = content["townships"][0]["name"]
    insured = [["姓名", "证件号码"], *([people.name(at), people.number(at)] for at in everybody)]
    sheets = {"承保名单": insured} | {
        sheet: [["姓名", "证件号码", "街镇"], *([people.name(at), people.number(at), town] for at in rows)]
        for sheet, rows in rosters.items()
    }
    rules = policy.build(content)
    grids = [grid(rows, f"{sheet}.xlsx", sheet) for sheet, rows in sheets.items()]
    files = [SourceFile(one.path, [one], str(one.path)) for one in grids]
    lists = collect(files, rules, {}, pd.Timestamp("2026-09-01").date())
    return decide_and_pay(lists, rules)


def test_what_no_category_names_is_not_paid_and_reported() -> None:
    """Two of the shipped four: the people of the others are told to be in no roster, and each left-out sheet is named."""
    two = changed(SHIPPED, lambda content: content.update(categories=content["categories"][:2]))
    rosters = {"医疗救助对象": [1], "持证残疾人": [2], "生活困难农户": [3], "优抚对象": [4, 2]}
    assert codes(decided(SHIPPED, rosters)) == ["OK"] * 4
    result = decided(two, rosters)
    assert codes(result) == ["OK", "OK", "X01", "X01"]
    assert result.payments["categories"].astype(str).tolist() == ["医疗救助对象", "持证残疾人"]
    left_out = result.findings[result.findings["code"] == "I23"]
    assert left_out["sheet"].tolist() == ["生活困难农户", "优抚对象"]
    assert ["1 行" in text for text in left_out["text"]] == [True, False]
    assert not (result.findings["code"] == "I09").any()
    assert set(result.inputs["role"]) == {"承保名单", *rosters} and set(result.entries["role"]) == {
        "医疗救助对象",
        "持证残疾人",
    }


def test_people_of_a_roster_that_is_not_paid_are_not_looked_for() -> None:
    """政策找人 names only whom the policy would pay."""
    two = changed(SHIPPED, lambda content: content.update(categories=content["categories"][:2]))
    rules, town = policy.build(two), two["townships"][0]["name"]
    person = [[people.name(9), people.number(9), town]]
    sheets = {"承保名单": [["姓名", "证件号码"], [people.name(1), people.number(1)]]}
    for role in ("持证残疾人", "优抚对象"):
        sheets[role] = [["姓名", "证件号码", "街镇"], *(person if role == "优抚对象" else [])]
    sheets["持证残疾人"].append([people.name(8), people.number(8), town])
    files = [
        SourceFile(Path(f"{name}.xlsx"), [grid(rows, f"{name}.xlsx", name)], name) for name, rows in sheets.items()
    ]
    result = decide_and_pay(collect(files, rules, {}, pd.Timestamp("2026-09-01").date()), rules)
    assert result.outreach["id"].tolist() == [people.number(8)]


def test_a_category_that_is_renamed_leaves_other_years_as_they_were() -> None:
    def rename(content: dict[str, Any]) -> None:
        content["categories"][1].update(title="残疾人员", aliases=[{"name": "持证残疾人", "until": "2025-12-31"}])

    rosters = {"残疾人名册": [1], "医疗救助对象": [2]}
    renamed, before = decided(changed(SHIPPED, rename), rosters), decided(SHIPPED, rosters)
    assert renamed.payments["main_category"].astype(str).tolist() == ["残疾人员", "医疗救助对象"]
    assert before.payments["main_category"].astype(str).tolist() == ["持证残疾人", "医疗救助对象"]
    money = ["id", "amount_fen", "district_fen", "township_fen"]
    assert renamed.payments[money].equals(before.payments[money])
    assert renamed.entries["role"].astype(str).tolist() == before.entries["role"].astype(str).tolist()


@pytest.mark.parametrize(
    ("change", "key", "why"),
    [
        (
            lambda content: content["categories"][0].update(role="渔民"),
            "categories.1.role",
            "没有“渔民”这种名册，现有：失独家庭、",
        ),
        (
            lambda content: content["categories"][0].update(role="银行账户"),
            "categories.1.role",
            "没有“银行账户”这种名册",
        ),
        (lambda content: content["categories"][1].update(title="残疾人员"), "categories", "残疾人员"),
        (lambda content: content["categories"][1].update(key="veteran"), "categories", "veteran"),
        (lambda content: content["categories"][1].update(title="甲、乙"), "categories.2.title", "写法不对"),
        (lambda content: content["categories"][4].update(aliases=[{"name": "残疾人员"}]), "categories", "残疾人员"),
        (lambda content: content["rosters"].append(content["rosters"][0]), "rosters", "写了两次"),
        (lambda content: content["rosters"][0].update(name="银行账户"), "rosters.1.name", "另一种名单"),
        (lambda content: content["rosters"][0].update(fields={"爱好": ["爱好"]}), "rosters.1.fields", "爱好"),
        (lambda content: content.update(categories=[]), "categories", "不能为空"),
    ],
)
def test_categories_that_cannot_be_are_refused(change: Callable[[dict[str, Any]], object], key: str, why: str) -> None:
    with pytest.raises(Stop) as stopped:
        policy.build(changed(CONTENT, change))
    assert stopped.value.code == "S05" and f"“{key}”" in str(stopped.value) and why in str(stopped.value)


def test_the_same_policy_from_its_content() -> None:
    rules = policy.load(str(FILE))
    assert rules.content == CONTENT and policy.build(json.loads(json.dumps(rules.content))) == rules
    assert set(rules.roles) == set(ROSTERS)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten people, two in each roster, in the five 街镇 in turn; one more in no roster; and what ``huibao run`` made of them."""
    folder = tmp_path_factory.mktemp("虚构")
    lists, towns = folder / "名单", list(DISTRICT_FEN)
    lists.mkdir()
    frame = pd.DataFrame(
        {"姓名": [people.name(at) for at in range(11)], "证件号码": [people.number(at) for at in range(11)]}
    )
    frame.to_csv(lists / "承保名单.csv", index=False)
    accounts = frame.assign(银行账号=[people.account(at) for at in range(11)], 户名=frame["姓名"], 开户行="样例银行")
    accounts.to_csv(lists / "银行账户.csv", index=False)
    located = frame.iloc[:10].assign(街镇=[towns[at % 5] for at in range(10)])
    for place, file in enumerate(ROSTERS.values()):
        located.iloc[place::5].to_csv(lists / f"{file}.csv", index=False)
    assert main(["run", str(lists), "--policy", str(FILE), "--out", str(folder / "结果")]) == 0
    return folder


def test_the_whole_main_job(year: Path) -> None:
    summary = json.loads((year / "结果" / "result.json").read_text(encoding="utf-8"))
    assert summary["counts"] == {"insured_rows": 11, "补贴": 10, "不补": 1, "待核": 0}
    assert {town: [sums["people"], sums["district_fen"]] for town, sums in summary["by_township"].items()} == {
        town: [2, 2 * fen] for town, fen in DISTRICT_FEN.items()
    }
    assert summary["money"]["amount_fen"] == 10 * 139_00 and all(line["ok"] for line in summary["balance"])
    book = openpyxl.load_workbook(year / "结果" / "沪惠保补贴结果.xlsx", data_only=True)
    rows = list(book["补贴明细"].values)
    column = rows[0].index("主类别")
    titles = [category["title"] for category in CONTENT["categories"]]
    assert Counter(row[column] for row in rows[1:] if row[column]) == dict.fromkeys(titles, 2)
    overview = [row for row in book["总览"].values if row[0] in titles and row[2] == 278]
    assert [row[:3] for row in overview] == [(title, 2, 278) for title in titles]
    with (year / "结果" / "名册全表.csv").open(encoding="utf-8-sig", newline="") as file:
        assert Counter(row["角色"] for row in csv.DictReader(file)) == dict.fromkeys(ROSTERS, 2)


def test_no_cell_that_staff_read_shows_the_name_of_a_field(year: Path) -> None:
    """X01 is named by how many categories a policy has (非五类对象); 总览 showed 非{counted}对象."""
    texts = {
        f"{path.name} {sheet.title}!{cell.coordinate}": str(cell.value)
        for path in (year / "结果").rglob("*.xlsx")
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert not {place: text for place, text in texts.items() if re.search(r"\{[a-z_]*\}", text)}
    assert any("非五类对象" in text for text in texts.values())


def test_a_role_of_the_policy_may_be_named(year: Path, tmp_path: Path) -> None:
    """失独家庭=文件 is understood with this policy, refused with another."""
    sources = [str(path) for path in (year / "名单").iterdir() if "特别扶助" not in path.name]
    more = f"失独家庭={year / '名单' / '特别扶助名册.csv'}"
    assert main(["run", *sources, more, "--policy", str(FILE), "--out", str(tmp_path / "一")]) == 0
    assert main(["run", *sources, more, "--policy", "2024", "--out", str(tmp_path / "二")]) == 2


def test_batches_bank_files_and_clearing(year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """制单, 审批 (this policy asks for one signature), 导出, 回盘, 补贴清算: nobody is paid too much or too little."""
    ledger, by_path = tmp_path / "台账.sqlite3", ["--policy", str(FILE)]
    book = ["--ledger", str(ledger), "--by"]
    assert main(["batch", str(year / "结果"), "--payer", "街镇", *by_path, *book, "甲"]) == 0
    for town in DISTRICT_FEN:
        number = f"2026-{town}-1"
        assert main(["approve", number, *book, "乙"]) == 0
        assert main(["export", number, *book, "甲"]) == 0
        (file,) = bank.exported(ledger, number)
        rows = list(openpyxl.load_workbook(file).active.values)
        assert [row[rows[0].index("金额")] for row in rows[1:]] == [139, 139, 278]
        reply = bank.answer(ledger, number, tmp_path / f"{town}.xlsx")
        assert main(["return", number, str(reply), *book, "甲"]) == 0
    capsys.readouterr()
    words = ["--paid", str(ledger), *by_path, "--out", str(tmp_path / "清算"), "--before", str(year / "结果")]
    assert main(["clear", str(year / "名单"), *words]) == 0
    cleared = json.loads((tmp_path / "清算" / "clearing.json").read_text(encoding="utf-8"))
    assert {name: bearer["after_fen"] for name, bearer in cleared["bearers"].items() if bearer["after_fen"]} == {
        "区级": 2 * sum(DISTRICT_FEN.values())
    } | {town: 2 * (139_00 - fen) for town, fen in DISTRICT_FEN.items() if fen < 139_00}
    with (tmp_path / "清算" / "清算全表.csv").open(encoding="utf-8-sig", newline="") as file:
        assert Counter(row["类别"] for row in csv.DictReader(file)) == {"一致": 10}
