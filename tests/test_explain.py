"""``huibao explain`` goes by the frames: what it says does not depend on files for people, on the policy's file, or
on where the result came from."""

import json
import os
import re
import shutil
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import pandas as pd
import people
import pytest
import tables
from replaced_in_lists import Table, drawn, names_it, with_place

from huibao_xl import policy
from huibao_xl.cli import main
from huibao_xl.explain import explain_in_folder, explain_person
from huibao_xl.frames import STRUCK
from huibao_xl.reasons import Stop
from huibao_xl.reports.columns import id_shown
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy.prior import LedgerFacts, with_ledger
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.run import read
from huibao_xl.subsidy.steps import decide_and_pay

CASES = Path(__file__).parent / "cases" / "policies"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    return people.lists(tmp_path / "名单", 4, ["七宝镇", "江川路街道"])


@pytest.fixture(scope="module")
def of_2024(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``lists`` and their result; no test may change it."""
    folder = tmp_path_factory.mktemp("2024")
    people.result(folder, 4, ["七宝镇", "江川路街道"])
    return folder


def test_a_result_in_memory_and_its_folder_say_the_same(of_2024: Path) -> None:
    rules = policy.load("2024")
    result = decide_and_pay(read(Sources.parse([str(of_2024 / "名单")]), rules), rules)
    for at in range(5):
        number = people.number(at)
        assert explain_in_folder(number, of_2024 / "结果") == explain_person(number, result)


def test_the_workbook_and_the_tables_for_people_are_not_needed(of_2024: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(of_2024 / "结果", tmp_path / "结果"))
    before = explain_in_folder(people.number(1), out)
    for path in [*out.glob("*.xlsx"), *out.glob("*.csv")]:
        path.unlink()
    assert explain_in_folder(people.number(1), out) == before
    assert "补贴 129.00 元 = 区级 129.00 元 + 镇级 0.00 元；发放状态：可发放" in before


def test_a_policy_by_path_is_not_needed_again(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = deepcopy(policy.load("2024").content)
    content["name"], content["title"], content["amount"]["yuan"] = "试行", "2025年度试行补贴", "139.29"
    own = tmp_path / "试行.json"
    own.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    first, second = tmp_path / "一", tmp_path / "二"
    assert main(["run", str(lists), "--policy", str(own), "--out", str(first)]) == 0
    clear = ["clear", str(lists), "--policy", str(own), "--paid", str(lists / "付款.csv"), "--before", str(first)]
    rows = "".join(f"{people.name(at)},{people.number(at)},2024,139.29,七宝镇\n" for at in (0, 2))
    (lists / "付款.csv").write_text("姓名,证件号码,政策年度,金额,街镇\n" + rows, encoding="utf-8")
    assert main([*clear, "--out", str(second)]) == 0
    own.unlink()
    capsys.readouterr()
    assert main(["explain", people.number(1), str(first)]) == 0
    assert "2025年度试行补贴" in (out := capsys.readouterr().out) and "139.29 元" in out
    for made in (first, second / "补发"):
        ledger = tmp_path / f"{made.name}.sqlite3"
        assert main(["batch", str(made), "--payer", "区", "--by", "甲", "--ledger", str(ledger)]) == 0
    assert "2 笔，278.58 元" in capsys.readouterr().out


def with_policy(path: Path, **amount: str) -> str:
    """The made-up policy of five categories, with another amount where one is given."""
    content = json.loads((CASES / "2026-虚构.json").read_text(encoding="utf-8"))
    content["amount"].update(amount)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("amount", "shown"), [({}, "139.00"), ({"yuan": "150.00"}, "150.00")])
def test_amounts_and_categories_are_those_of_the_results_policy(tmp_path: Path, amount, shown):
    """129 元, 四类 and 闵行区 stand in the policies of 2023 and 2024 alone."""
    file = with_policy(tmp_path / "政策.json", **amount)
    folder = people.result(tmp_path / "年度", 4, ["样东街道"], file)
    Path(file).unlink()
    listed = explain_in_folder(people.number(0), folder)
    assert f"补贴金额为 {shown} 元/人" in listed and f"补贴 {shown} 元 =" in listed
    stranger = explain_in_folder(people.number(50), folder)
    assert "五类名册" in stranger
    for text in (listed, stranger):
        assert not [word for word in ("129", "四类", "闵行", "2023年度", "民生保险") if word in text]


def test_who_is_in_no_roster_is_told_how_many_there_are(tmp_path: Path):
    file = with_policy(tmp_path / "政策.json")
    lists = people.lists(tmp_path / "名单", 4, ["样东街道"])
    rows = (lists / "持证残疾人.csv").read_text(encoding="utf-8").splitlines()
    (lists / "持证残疾人.csv").write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    assert main(["run", str(lists), "--policy", file, "--out", str(tmp_path / "结果")]) == 0
    text = explain_in_folder(people.number(3), tmp_path / "结果")
    assert "X01 非五类对象" in text and "不在五类名册中" in text and "四类" not in text


INSURED = ["姓名", "证件号码", "保单号", "投保渠道", "状态", "承保日期"]
ROSTER = ["姓名", "证件号码", "街镇", "生效日期", "失效日期", "持证状态"]
STATES = {
    "OK": 0,
    "X02": 2,
    "X03": 3,
    "H08": 4,
    "H01": 6,
    "H02": 7,
    "H03": 8,
    "H04": 9,
    "X05": 10,
    "H06": 11,
    "H10": 14,
    "X06": 15,
    "H05": 16,
    "H11": 18,
    "X01": 22,
}
"""{code: a person of :func:`every_state` who has it}."""
OF_DOUBT, EXPIRED, OUT, DEAD, UNREADABLE, MISSED = 13, 31, 32, 34, 35, 30
"""Persons: an entry whose state nobody understands (insured); and five who are not insured."""


def _wrong(number: str) -> str:
    """A number whose check digit is wrong."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def _turned(number: str) -> str:
    """A number with two digits exchanged."""
    return number[:15] + number[16] + number[15] + number[17]


@pytest.fixture(scope="module")
def every_state(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A result with a person in each state that a list can bring about (STATES and beside it)."""
    folder = tmp_path_factory.mktemp("各种情形")
    insured = {
        at: [people.name(at), people.number(at), f"P{at}", "个人", "有效", "2024-06-03"] for at in (*range(19), 22)
    }
    insured[2][3], insured[3][4], insured[4][4] = "团单", "退保", "核保中"
    insured[6][1] = _wrong(people.number(6))
    entries = {
        at: [people.name(at), people.number(at), "七宝镇", "2020-01-01", "2030-01-01", "正常"]
        for at in (*range(19), 30, 31, 32, 34, 35)
    }
    entries[7][0], entries[8][2] = "另某", ""
    entries[10][4], entries[11][4], entries[12][5], entries[13][5] = "2021-01-01", "看不懂", "注销", "待定"
    entries[16][1] = _turned(people.number(16))
    entries[EXPIRED][4], entries[OUT][5], entries[UNREADABLE][4] = "2021-01-01", "注销", "看不懂"
    del insured[1]
    twice = [entries[0], [*entries[9][:2], "颛桥镇", *entries[9][3:]]]
    tables = {
        "承保名单": [INSURED, *insured.values(), insured[0]],
        "持证残疾人": [ROSTER, *entries.values(), *twice],
        "死亡名单": [["姓名", "证件号码"], *([people.name(at), people.number(at)] for at in (14, DEAD))],
        "往期发放": [["姓名", "证件号码", "政策年度"], [people.name(15), people.number(15), "2024"]],
        "团单名单": [["姓名", "证件号码"], [people.name(18), _wrong(people.number(18))]],
        "银行账户": [["姓名", "证件号码", "银行账号"], [people.name(0), people.number(0), people.account(0)]],
    }
    for name, rows in tables.items():
        text = "".join(",".join(row) + "\n" for row in rows)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    rules = policy.load("2024")
    return decide_and_pay(read(Sources.parse([str(folder)]), rules), rules)


def test_each_person_is_in_the_state_that_the_test_means(every_state: Result) -> None:
    codes = dict(zip(every_state.decisions["name"], every_state.decisions["code"].astype("str"), strict=True))
    assert {code: codes[people.name(at)] for code, at in STATES.items() if code != "OK"} == {
        code: code for code in STATES if code != "OK"
    }
    assert set(every_state.outreach["id"]) >= {people.number(at) for at in (1, MISSED, UNREADABLE)}


def explained(result: Result, number: str) -> dict[str, str]:
    """{part of the explanation: its text}."""
    parts = explain_person(number, result).split("\n\n")
    return {part.split("\n")[0].split("、")[-1]: part for part in parts}


def test_what_may_apply_never_contradicts_the_decision(every_state: Result) -> None:
    """All shown of the subsidy itself follows from the codes of the person's rows."""
    rows = every_state.decisions.assign(shown=id_shown(every_state.decisions))
    for number, of_person in rows.groupby("shown"):
        told = explained(every_state, str(number))["可能适用的政策"]
        dispositions, codes = set(of_person["disposition"]), set(of_person["code"])
        if "补贴" in dispositions:
            payable = bool(every_state.payments.set_index("id").loc[number, "payable"])
            assert ("【沪惠保补贴】条件都符合" in told) == payable, (number, codes)
            assert ("还缺：有可用的银行账户" in told) == (not payable) and "【沪惠保补贴】不符合" not in told
            change = "补充或更正银行账户" in explained(every_state, str(number))["认定"]
            assert change == (not payable)
        elif "待核" in dispositions and "H10" not in codes:
            code = of_person.loc[of_person["disposition"] == "待核", "code"].iloc[0]
            assert f"【沪惠保补贴】待核（{code} " in told, (number, codes)
            assert "不符合：" not in told.split("【沪惠保补贴】")[1].split("\n")[0]
        elif "H10" in codes:
            assert "【" not in told and "名单记载" in told
        elif codes == {"X01"}:
            assert "【沪惠保补贴】不知道" in told and "没有收到的名册：" in told
        else:
            assert "【沪惠保补贴】不符合" in told, (number, codes)


@pytest.mark.parametrize(
    ("code", "failed"),
    [("X02", "团单"), ("X03", "保单有效"), ("X05", "名册"), ("X06", "当年没有发过")],
)
def test_the_condition_that_fails_is_the_one_that_decided(every_state: Result, code: str, failed: str) -> None:
    told = explained(every_state, people.number(STATES[code]))["可能适用的政策"]
    line = next(line for line in told.split("\n") if "【沪惠保补贴】" in line)
    assert failed in line


@pytest.mark.parametrize("code", ["H01", "H02", "H05"])
def test_whose_entries_they_are_is_not_known_before_it_is_cleared_up(every_state: Result, code: str) -> None:
    """A roster under another name or a number that is none says nothing of this person yet, also not what does not apply."""
    at = STATES[code]
    told = explained(every_state, _wrong(people.number(at)) if code == "H01" else people.number(at))
    assert "不符合" not in told["可能适用的政策"]


def test_what_cannot_be_read_is_not_said_to_be_open(every_state: Result) -> None:
    """失效日期 that nobody understands is no 长期; states and what they are stand at the entry."""
    assert "长期" not in (told := explained(every_state, people.number(11))["找到的记录"]) and "看不懂" in told
    assert "“持证状态”为“注销”" in explained(every_state, people.number(12))["找到的记录"]
    assert "“持证状态”为“待定”" in explained(every_state, people.number(OF_DOUBT))["找到的记录"]
    assert "“状态”为“退保”" in explained(every_state, people.number(3))["找到的记录"]


@pytest.mark.parametrize(
    ("at", "why"),
    [(EXPIRED, "不在有效期内"), (OUT, "注销"), (DEAD, "死亡"), (MISSED, "“政策找人”"), (UNREADABLE, "看不懂")],
)
def test_who_is_not_insured_is_sent_to_the_sheet_only_if_it_holds_him(every_state: Result, at: int, why: str) -> None:
    told = explained(every_state, people.number(at))["认定"]
    listed = people.number(at) in set(every_state.outreach["id"])
    assert ("已列入“政策找人”" in told) == listed and why in told
    assert ("本人投保后" in told) == listed


def test_a_code_without_a_quotation_says_so(every_state: Result) -> None:
    assert "H10" not in every_state.policy.basis
    assert "依据：政策文件没有这一条的原文" in explained(every_state, people.number(14))["认定"]


def test_what_a_ledger_holds_is_not_said_to_be_paid(every_state: Result, tmp_path: Path) -> None:
    """A line of an approved batch may be on its way still; one of 往期发放 has been paid."""
    lists, rules = people.lists(tmp_path / "名单", 4, ["七宝镇"]), policy.load("2024")
    prior = [["姓名", "证件号码", "政策年度"], [people.name(1), people.number(1), "2024"]]
    (lists / "往期发放.csv").write_text("".join(",".join(row) + "\n" for row in prior), encoding="utf-8")
    found = read(Sources.parse([str(lists)]), rules)
    row = found.prior.assign(id=people.number(0), person=int(people.number(0)[:17]))
    row = row.assign(file="台账.sqlite3", sheet="2024-七宝镇-1", row=3).astype(
        {"file": "category", "sheet": "category"}
    )
    sheet = found.sheets.iloc[:1].assign(path="台账.sqlite3", sheet="", role="往期发放", rows=1)
    result = decide_and_pay(with_ledger(found, LedgerFacts(row, STRUCK.empty(), sheet)), rules)
    held, paid = (explained(result, people.number(at))["认定"] for at in (0, 1))
    assert "已列入已批准的批次“2024-七宝镇-1”第 3 行，在途或已付（台账.sqlite3）" in held and "已发放（" not in held
    assert "2024 年度已发放（往期发放.csv 工作表“往期发放” 第 2 行）" in paid


def test_why_somebody_waits_for_an_account_is_told(every_state: Result) -> None:
    waiting = every_state.payments.loc[~every_state.payments["payable"], "id"].iloc[0]
    told = explained(every_state, waiting)["认定"]
    assert "发放状态：待补账户（已确定补贴，但没有银行账户" in told


@pytest.mark.parametrize(("town", "answer"), [("莘庄镇", "不知道"), ("七宝镇", "不符合")])
def test_a_roster_of_other_towns_proves_nobody_s_absence(town: str, answer: str) -> None:
    stranger = tables.resident("31011219500101901")
    roster = [["姓名", "证件号码", "街镇"], ["样丙", tables.resident("31011219600101902"), "七宝镇"]]
    files = [tables.grid(roster, f"{role}.xlsx") for role in policy.load("2024").roles]
    insured = tables.grid([["姓名", "证件号码", "街镇"], ["样甲", stranger, town]], "承保名单.xlsx")
    told = explain_person(stranger, tables.decide([insured, *files]).whole)
    assert f"【沪惠保补贴】{answer}" in told


def test_what_was_not_received_does_not_say_who_is_in_no_list() -> None:
    insured = tables.grid([["姓名", "证件号码"], ["样甲", tables.resident("31011219500101901")]], "承保名单.xlsx")
    roster = [["姓名", "证件号码", "街镇"], ["样丙", tables.resident("31011219600101902"), "七宝镇"]]
    every = [tables.grid(roster, f"{role}.xlsx") for role in policy.load("2024").roles]
    stranger = tables.resident("31011219700101903")
    told = [explain_person(stranger, tables.decide([insured, *files]).whole) for files in (every, every[:1])]
    assert "既不在承保名单，也不在四类名册" in told[0]
    assert "既不在" not in told[1] and "没有收到的（持证残疾人、" in told[1]


@pytest.mark.parametrize("cell", [310112195001019000, "3.10112E+17", "310112********{end}", "31011219500101901"])
def test_who_is_not_found_may_be_a_row_whose_number_cannot_be_used(cell: str | int) -> None:
    wanted = tables.resident("31011219500101901")
    written = cell.format(end=wanted[-4:]) if isinstance(cell, str) else cell
    for title, insured, roster in (("承保名单", written, ""), ("名册", "", written)):
        result = tables.decide(
            [
                tables.grid(
                    [["姓名", "证件号码"], ["样甲", insured], ["样丙", tables.resident("31011219600101902")]],
                    "承保名单.xlsx",
                ),
                tables.grid([["姓名", "证件号码", "街镇"], ["样甲", roster, "七宝镇"]], "持证残疾人.xlsx"),
            ]
        ).whole
        assert f"  {title}：" in explain_person(wanted, result) and "可能就是此人" in explain_person(wanted, result)


@pytest.mark.parametrize(
    ("name", "number", "maybe"),
    [
        ("样甲", 310112195001019000, True),
        ("样甲", "3.10112E+17", True),
        ("样甲", "310112********{end}", True),
        ("样甲", "", True),
        ("样*", "310112********{end}", True),
        ("样甲", "3.20112E+17", False),
        ("样乙", "", False),
    ],
)
def test_an_insured_row_that_may_be_the_person_s_is_named(name: str, number: str | int, maybe: bool) -> None:
    own = tables.resident("31011219500101901")
    cell = number.format(end=own[-4:]) if isinstance(number, str) else number
    result = tables.decide(
        [
            tables.grid(
                [["姓名", "证件号码"], [name, cell], ["样丙", tables.resident("31011219600101902")]], "承保名单.xlsx"
            ),
            tables.grid([["姓名", "证件号码", "街镇"], ["样甲", own, "七宝镇"]], "持证残疾人.xlsx"),
        ]
    ).whole
    told = explain_person(own, result)
    assert ("承保名单.xlsx#Sheet1 第 2 行：待核（H01" in told) == maybe
    assert ("没有可补贴的保单" in told) != maybe and ("【沪惠保补贴】不符合" in told) != maybe


def _one(end: int) -> str:
    return tables.resident(f"3101121950010190{end}")


ANSWERED: dict[str, Table] = {
    "承保名单.xlsx": (
        ("姓名", "证件号码", "状态", "街镇", "承保日期"),
        *((name, _one(end), "有效", "七宝镇", "2024-06-01") for end, name in enumerate(("样甲", "样乙", "样丙"))),
        ("样丁", _one(3), "退保", "七宝镇", "2024-06-01"),
    ),
    "医疗救助对象.xlsx": (
        ("姓名", "证件号码", "子类", "街镇", "生效日期", "失效日期", "状态"),
        ("样甲", _one(0), "低保", "七宝镇", "2023-01-01", "2025-12-31", "正常"),
        ("样戊", _one(4), "特困人员", "七宝镇", "2023-01-01", "2025-12-31", "正常"),
        ("样丁", _one(3), "低保", "七宝镇", "2023-01-01", "2025-01-31", "正常"),
    ),
    "持证残疾人.xlsx": (
        ("姓名", "证件号码", "街镇", "失效日期", "备注"),
        ("样乙", _one(1), "七宝镇", "2030-12-31", ""),
        ("样己", _one(5), "七宝镇", "2030-12-31", ""),
    ),
}
"""{file: what stands in it}: people of whom each is in other lists than the next."""
REPLACED = int(os.environ.get("HUIBAO_REPLACED_LISTS", "3"))


def _refused(lists: Sequence[Table]) -> tuple[set[tuple[str, str]], pd.DataFrame, str]:
    """Whom explaining tells 不符合 of which policy, the findings, and the sentence that refuses the lists."""
    grids = [tables.grid([list(row) for row in rows], file) for file, rows in zip(ANSWERED, lists, strict=True)]
    try:
        result = tables.decide(grids).whole
    except Stop as stop:
        return set(), pd.DataFrame(), str(stop)
    told = {number: explain_person(number, result) for number in map(_one, range(6))}
    refused = {(number, name) for number, text in told.items() for name in re.findall("【(.+?)】不符合", text)}
    return refused, result.findings, ""


def test_nobody_is_told_no_by_what_is_not_understood_without_its_place_being_named() -> None:
    lists, files = [*ANSWERED.values()], [*ANSWERED]
    before, _, stop = _refused(lists)
    assert not stop and before
    for place in drawn(lists, REPLACED):
        told_no, findings, stop = _refused(with_place(lists, place))
        header = lists[place.at][0][place.column]
        if stop:
            assert files[place.at] in stop, place
        elif told_no - before:
            assert names_it(findings, files[place.at], place, header), (place, header, told_no - before)
