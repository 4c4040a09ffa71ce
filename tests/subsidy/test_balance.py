"""平衡表: a deliberate fault in each step breaks the equation that is there for it, and no equation is there that no
fault breaks.

A fault of deciding and paying changes the frames behind one step; a fault of writing changes what one file gets.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from tables import grid, load, read, resident

from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.money import district_share
from huibao_xl.reasons import Stop
from huibao_xl.subsidy import balance, shares, steps
from huibao_xl.subsidy.reports import WORKBOOK, bank, full_tables, notice, result_json, write, write_result
from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.steps import Frames, decide_and_pay

TOWNS = ["江川路街道", "七宝镇", "莘庄工业区"]
PEOPLE = [(f"样{at}", resident(f"31011219500101{900 + at}")) for at in range(9)]
ROSTER = ["持证残疾人", "医疗救助对象", "优抚对象"]


@cache
def lists():
    """Six people paid in three 街镇, two of them without an account; one held (another name), one withdrawn, one in no
    roster."""
    insured = [[name, number, "退保" if at == 7 else "有效"] for at, (name, number) in enumerate(PEOPLE)]
    rosters = [
        grid(
            [["姓名", "证件号码", "街镇"], *([name, number, TOWNS[at % 3]] for at, (name, number) in people)],
            f"{role}.xlsx",
            role,
        )
        for role, people in (
            (role, [(at, person) for at, person in enumerate(PEOPLE[:6]) if at // 2 == place])
            for place, role in enumerate(ROSTER)
        )
    ]
    renamed = grid([["姓名", "证件号码", "街镇"], ["另名", PEOPLE[6][1], TOWNS[0]]], "农户.xlsx", "生活困难农户")
    accounts = [[name, number, f"62{at:017d}", name] for at, (name, number) in enumerate(PEOPLE[:4])]
    return read(
        [
            grid([["姓名", "证件号码", "状态"], *insured], "承保名单.xlsx", "承保名单"),
            *rosters,
            renamed,
            grid([["姓名", "证件号码", "银行账号", "户名"], *accounts], "银行账户.xlsx", "银行账户"),
        ]
    )


def changed(frame: pd.DataFrame, row: int, **values: Any) -> pd.DataFrame:
    """The frame with other values in one row (by position)."""
    new = frame.copy()
    for column, value in values.items():
        new[column] = new[column].astype(object)
        new.iloc[row, new.columns.get_loc(column)] = value
        new[column] = new[column].astype(frame[column].dtype if value in set(frame[column]) | {None} else "category")
    return new


def more(frame: pd.DataFrame, row: int, **fen: int) -> pd.DataFrame:
    """The frame with so many fen more in one row."""
    new = frame.copy()
    for column, difference in fen.items():
        new.iloc[row, new.columns.get_loc(column)] += difference
    return new


def code_row(frames: Frames, code: str) -> int:
    return frames.decisions["code"].tolist().index(code)


def twice(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, frame.iloc[-1:]], ignore_index=True)


STEP_FAULTS: dict[str, tuple[str, Callable[[Frames], Frames], str]] = {
    "a row is lost": (
        "decide_rows",
        lambda f: replace(f, decisions=f.decisions.iloc[:-1]),
        "读到的承保行数 = 补贴 + 待核 + 不补",
    ),
    "a row is decided twice": (
        "decide_rows",
        lambda f: replace(f, decisions=twice(f.decisions)),
        "承保行数 = 各代码行数之和",
    ),
    "a row has no code": (
        "decide_rows",
        lambda f: replace(f, decisions=changed(f.decisions, code_row(f, "X01"), code=None)),
        "承保行数 = 各代码行数之和",
    ),
    "a held row is called 补贴": (
        "decide_rows",
        lambda f: replace(f, decisions=changed(f.decisions, code_row(f, "H02"), disposition="补贴")),
        "待核行数 = 其代码的行数",
    ),
    "a refused row is called 待核": (
        "decide_rows",
        lambda f: replace(f, decisions=changed(f.decisions, code_row(f, "X03"), disposition="待核")),
        "不补行数 = 其代码的行数",
    ),
    "a paid row is called 不补": (
        "decide_rows",
        lambda f: replace(f, decisions=changed(f.decisions, 0, disposition="不补")),
        "补贴行数 = 其代码的行数",
    ),
    "a category is lost": (
        "decide_rows",
        lambda f: replace(f, decisions=changed(f.decisions, 0, main_category=None)),
        "各主类别人数之和 = 补贴明细的人数",
    ),
    "a person is not paid": (
        "pay_people",
        lambda f: replace(f, payments=f.payments.iloc[:-1]),
        "补贴行数 = 补贴明细的人数",
    ),
    "a person is paid twice": (
        "pay_people",
        lambda f: replace(f, payments=twice(f.payments)),
        "补贴明细的行数 = 补贴明细的人数",
    ),
    "a person gets a fen too much": (
        "pay_people",
        lambda f: replace(f, payments=more(f.payments, 0, amount_fen=1)),
        "补贴金额 = 人数 × 标准",
    ),
    "a fen of the district's is booked to the town": (
        "pay_people",
        lambda f: replace(f, payments=more(f.payments, 0, district_fen=-1, township_fen=1)),
        "补贴金额 = 区级承担 + 镇级承担",
    ),
    "an account counts that is none": (
        "pay_people",
        lambda f: replace(f, payments=f.payments.assign(account="6222", payable=True)),
        "待补账户的人数 = 问题清单 W02 的人数",
    ),
    "nobody is told that an account is missing": (
        "pay_people",
        lambda f: replace(f, about_accounts=f.about_accounts.iloc[:0]),
        "待补账户的人数 = 问题清单 W02 的人数",
    ),
    "分摊汇总 lacks a person": (
        "pay_people",
        lambda f: replace(f, shares=more(f.shares, 0, people=-1)),
        "分摊汇总人数 = 补贴明细人数",
    ),
    "分摊汇总 lacks a fen": (
        "pay_people",
        lambda f: replace(f, shares=more(f.shares, 0, amount_fen=-1)),
        "分摊汇总补贴金额 = 补贴明细补贴金额",
    ),
    "分摊汇总 lacks a fen of the district's": (
        "pay_people",
        lambda f: replace(f, shares=more(f.shares, 0, district_fen=-1)),
        "分摊汇总区级承担 = 补贴明细区级承担",
    ),
    "分摊汇总 lacks a fen of the town's": (
        "pay_people",
        lambda f: replace(f, shares=more(f.shares, 0, township_fen=-1)),
        "分摊汇总镇级承担 = 补贴明细镇级承担",
    ),
    "a 街镇 is lost": (
        "pay_people",
        lambda f: replace(f, shares=f.shares[f.shares["township"] != "七宝镇"]),
        "七宝镇：补贴金额 = 区级承担 + 镇级承担",
    ),
    "money of one 街镇 is booked to another": (
        "pay_people",
        lambda f: replace(f, shares=more(more(f.shares, 0, amount_fen=12900), 1, amount_fen=-12900)),
        "：补贴金额 = 区级承担 + 镇级承担",
    ),
}


def broken(table: pd.DataFrame) -> set[str]:
    return set(table.loc[~table["ok"], "name"])


UNTIL_PROVEN = list(takewhile(lambda step: step is not steps.prove, chain.from_iterable(steps.STEPS.values())))


@cache
def frames_after(count: int) -> Frames:
    """What the first steps make of the lists."""
    if not count:
        return Frames(lists(), steps.Applied(lists()))
    frames, _ = UNTIL_PROVEN[count - 1](frames_after(count - 1), load("2024"))
    return frames


def with_step_fault(step: str, fault: Callable[[Frames], Frames]) -> pd.DataFrame:
    """The 平衡表 of a run in which ``fault`` spoils what one step made."""
    count = [one.__name__ for one in UNTIL_PROVEN].index(step) + 1
    frames = fault(frames_after(count))
    for later in UNTIL_PROVEN[count:]:
        frames, _ = later(frames, load("2024"))
    tables: list[pd.DataFrame] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "require", tables.append)
        steps.prove(frames, load("2024"))
    return tables[0]


@pytest.mark.parametrize("name", STEP_FAULTS)
def test_a_fault_in_a_step_breaks_its_equation(name):
    step, fault, equation = STEP_FAULTS[name]
    assert any(equation in found for found in broken(with_step_fault(step, fault)))


def test_a_wrong_share_of_every_person_breaks_each_town_that_pays(monkeypatch):
    monkeypatch.setattr(steps, "require", lambda table: None)
    monkeypatch.setattr(shares, "district_share", lambda amount, percent: district_share(amount, percent) - 1)
    found = broken(decide_and_pay(lists(), load("2024")).balance)
    assert {f"{town}：补贴金额 = 区级承担 + 镇级承担" for town in TOWNS} < found


def test_a_row_that_was_read_and_is_gone_breaks_the_first_equation(monkeypatch):
    monkeypatch.setattr(steps, "require", lambda table: None)
    sheets = lists().sheets
    counted = sheets.assign(rows=sheets["rows"] + (sheets["role"] == "承保名单"))
    assert "读到的承保行数 = 补贴 + 待核 + 不补" in broken(
        decide_and_pay(replace(lists(), sheets=counted), load("2024")).balance
    )


@pytest.mark.parametrize("percent", [0, "0.5", 35, "49.9999", 50, 65, "99.9999", 100])
@pytest.mark.parametrize("amount", [1, 2, 3, 12900, 12950, 13900, 13950])
def test_the_second_path_of_a_share_is_the_first(amount, percent):
    assert balance._half_up(amount, Decimal(percent)) == district_share(amount, Decimal(percent))


def test_half_a_fen_is_rounded_up():
    assert district_share(12950, Decimal(35)) == 4533  # 4532.5
    assert district_share(12930, Decimal(35)) == 4526  # 4525.5
    assert district_share(12970, Decimal(35)) == 4540  # 4539.5


@cache
def decided() -> Result:
    return decide_and_pay(lists(), load("2024"))


def lines_changed(module: Any, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[pytest.MonkeyPatch], None]:
    """Every file of 银行代发 or 公示 gets other lines than it should."""
    honest = module._lines
    return lambda patch: patch.setattr(module, "_lines", lambda *given: change(honest(*given)))


def file_lost(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    honest = getattr(write, name)

    def lose(result: Result, out: Path) -> None:
        honest(result, out)
        next(out.glob("*.xlsx")).unlink()

    return lambda patch: patch.setattr(write, name, lose)


def table_changed(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[pytest.MonkeyPatch], None]:
    honest = full_tables.write_decisions
    return lambda patch: patch.setattr(
        write,
        "write_decisions",
        lambda result, path: honest(replace(result, decisions=change(result.decisions)), path),
    )


def json_changed(change: Callable[[dict[str, Any]], object]) -> Callable[[pytest.MonkeyPatch], None]:
    def spoil(patch: pytest.MonkeyPatch) -> None:
        honest = result_json.summary  # what an earlier fault may have made of it

        def summary(result: Result) -> dict[str, Any]:
            content = honest(result)
            change(content)
            return content

        patch.setattr(result_json, "summary", summary)

    return spoil


def paid_twice(lines: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([lines, lines.iloc[-1:]], ignore_index=True)


FILE_FAULTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "a line of each bank file is lost": (
        lines_changed(bank, lambda lines: lines.iloc[:-1]),
        "银行代发文件的人数 + 待补账户 = 补贴明细的人数",
    ),
    "a line of each bank file stands twice": (
        lines_changed(bank, paid_twice),
        "银行代发文件的人数 + 待补账户 = 补贴明细的人数",
    ),
    "a bank file pays a fen more": (
        lines_changed(bank, lambda lines: more(lines, 0, 代发_金额=1)),
        "银行代发文件合计 + 待补账户 = 补贴金额",
    ),
    "a bank file is lost": (file_lost("write_bank_files"), "银行代发文件合计 + 待补账户 = 补贴金额"),
    "a person is not posted": (lines_changed(notice, lambda lines: lines.iloc[1:]), "公示文件的人数 = 补贴明细的人数"),
    "a notice is lost": (file_lost("write_notices"), "公示文件的人数 = 补贴明细的人数"),
    "a notice says a fen more": (
        lines_changed(notice, lambda lines: more(lines, 0, 公示_补贴金额=1)),
        "公示文件合计 = 补贴金额",
    ),
    "a notice shows a whole number": (
        lines_changed(notice, lambda lines: changed(lines, 0, 公示_证件号码="310112194901010015")),
        "公示文件中没有脱敏的内容 = 0",
    ),
    "处置全表.csv lacks a row": (table_changed(lambda rows: rows.iloc[1:]), "处置全表.csv 行数 = 承保行数"),
    "处置全表.csv says 不补 of somebody paid": (
        table_changed(lambda rows: changed(rows, 0, disposition="不补")),
        "处置全表.csv 补贴行数 = 补贴明细的人数",
    ),
    "result.json miscounts": (
        json_changed(lambda content: content["counts"].update(待核=0)),
        "result.json 补贴 + 待核 + 不补 = 承保行数",
    ),
    "result.json lacks a code": (
        json_changed(lambda content: content["by_code"].pop("OK")),
        "result.json 各代码行数之和 = 承保行数",
    ),
    "result.json lacks a 街镇": (
        json_changed(lambda content: content["by_township"].pop("七宝镇")),
        "result.json 各街镇人数之和 = 补贴明细的人数",
    ),
    "result.json says another amount": (
        json_changed(lambda content: content["money"].update(amount_fen=1)),
        "result.json 补贴金额 = 补贴明细补贴金额",
    ),
    "result.json says another share": (
        json_changed(lambda content: content["money"].update(district_fen=1)),
        "result.json 区级承担 + 镇级承担 = 补贴明细补贴金额",
    ),
}


AT_ONCE = [
    [
        "a line of each bank file is lost",
        "a person is not posted",
        "处置全表.csv lacks a row",
        *(name for name in FILE_FAULTS if name.startswith("result.json")),
    ],
    ["a line of each bank file stands twice", "a notice says a fen more", "处置全表.csv says 不补 of somebody paid"],
    ["a bank file pays a fen more", "a notice is lost"],
    ["a bank file is lost", "a notice shows a whole number"],
]
"""The faults above, those together that spoil other files or other numbers: no equation is over two of them, and writing takes long."""


def with_file_faults(names: list[str], folder: Path) -> pd.DataFrame:
    tables: list[pd.DataFrame] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "require", tables.append)
        for name in names:
            FILE_FAULTS[name][0](patch)
        write_result(decided(), folder)
    return tables[0]


def test_every_fault_in_a_file_is_tried_once():
    assert sorted(chain.from_iterable(AT_ONCE)) == sorted(FILE_FAULTS)


@pytest.mark.parametrize("names", AT_ONCE, ids=lambda names: names[0])
def test_a_fault_in_a_file_breaks_its_equation(names, tmp_path):
    aimed = {FILE_FAULTS[name][1] for name in names}
    found = broken(with_file_faults(names, tmp_path))
    assert aimed <= found
    assert {_file_of(equation) for equation in found} == {_file_of(equation) for equation in aimed}


def _file_of(equation: str) -> str:
    return equation.partition(" ")[0].partition("的")[0].partition("中")[0].removesuffix("合计")


def test_no_equation_is_listed_that_no_fault_breaks():
    """Every equation of a written 平衡表 is the one that some fault above is for; those of the 街镇 are one kind."""
    aimed = {equation.rpartition("：")[2] for *_, equation in [*STEP_FAULTS.values(), *FILE_FAULTS.values()]}
    tables = [decided().balance, balance.written_balance(_nothing_written(), decided().decisions, decided().payments)]
    listed = {name.rpartition("：")[2] for table in tables for name in table["name"]}
    assert listed == aimed


def _nothing_written() -> balance.Written:
    return balance.Written({}, 0, 0, 0, 0, 0, json.loads(json.dumps(result_json.summary(decided()))))


@pytest.mark.parametrize("name", ["a bank file pays a fen more", "a notice is lost", "result.json lacks a code"])
def test_where_an_equation_over_a_file_fails_no_folder_appears(name, tmp_path, monkeypatch):
    spoil, equation = FILE_FAULTS[name]
    spoil(monkeypatch)
    with pytest.raises(Stop) as stop, atomic_folder(tmp_path / "结果") as folder:
        write_result(decided(), folder)
    assert (stop.value.code, stop.value.exit_status) == ("S09", 1) and equation in str(stop.value)
    assert not list(tmp_path.iterdir())


def test_a_result_json_that_says_something_else_stops_the_run(tmp_path, monkeypatch):
    honest = write.write_result_json
    monkeypatch.setattr(
        write, "write_result_json", lambda result, path: honest(replace(result, name="?", as_of=None), path)
    )
    write_result(decided(), tmp_path)
    monkeypatch.setattr(
        write, "write_result_json", lambda result, path: honest(replace(result, balance=result.balance.iloc[1:]), path)
    )
    with pytest.raises(Stop) as stop:
        write_result(decided(), tmp_path)
    assert (stop.value.code, stop.value.exit_status) == ("S09", 1)


def test_the_sheet_and_result_json_hold_the_same_equations(tmp_path):
    proved = write_result(decided(), tmp_path)
    lines = list(openpyxl.load_workbook(tmp_path / WORKBOOK)["平衡表"].iter_rows(min_row=2, values_only=True))
    content = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["balance"]
    assert [line[0] for line in lines] == proved.balance["name"].tolist() == [equation["name"] for equation in content]
    fen = [(unit, round(left * (100 if unit == "元" else 1))) for _, left, _, _, unit, _ in lines]
    assert [left for _, left in fen] == proved.balance["left"].tolist() == [equation["left"] for equation in content]
    assert proved.balance["ok"].all() and len(proved.balance) > len(decided().balance)


def test_the_bank_files_alone_have_their_equations(tmp_path):
    bank.write_bank_files(decided(), tmp_path)
    assert bank.read_back(tmp_path) == (4, 4 * 12900)
    table = balance.bank_balance(*bank.read_back(tmp_path), decided().payments)
    assert table["ok"].all() and table["right"].tolist() == [6, 6 * 12900]
    assert broken(balance.bank_balance(4, 4 * 12900 - 1, decided().payments)) == {table["name"].iloc[1]}
