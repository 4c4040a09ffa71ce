"""列对应: what clerks answer about columns and sheets, from the result to the record and into the next run."""

import json
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import datetime
from io import StringIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from answering import BY, ColumnAnswered, columns_decided, fill_columns
from at_once import at_once
from tables import TODAY, codes, decide_lists, grid, read, resident, sources

from huibao_xl.cli import main
from huibao_xl.files.reading.grid import Grid
from huibao_xl.policy import load
from huibao_xl.reasons import Stop
from huibao_xl.reports.column_readings import LEGEND, readings_sheet, write_readings
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import (
    CONFIRMED,
    NEEDED,
    RECORD,
    SHEET,
    THE_SHEET,
    answers_of,
    place_key,
    read_answers,
)
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.listed_values import EXAMPLE
from huibao_xl.rosters.readings import LIKELY, SURE, UNUSED

ONE, TWO = (resident(f"3101121950010{day}90{day}") for day in (1, 2))
INSURED = [
    ["保单号", "姓名", "证件号码", "承保日期"],
    ["P1", "样甲", ONE, "2024-06-01"],
    ["P2", "样乙", TWO, "2024-06-01"],
]
ROSTER = [
    ["姓名", "身份证号", "街镇", "残疾类别", "甲乙丙"],
    ["样甲", ONE, "七宝镇", "肢体", "2020-01-01"],
    ["样乙", TWO, "七宝镇", "肢体", "2098-01-01"],
]


def write(path: Path, rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path.parent.mkdir(exist_ok=True)
    book.save(path)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("年") / "来件"
    write(folder / "承保名单.xlsx", INSURED)
    write(folder / "持证残疾人七宝.xlsx", ROSTER[:2])
    write(folder / "持证残疾人浦江.xlsx", [ROSTER[0], ROSTER[2]])
    return folder


@pytest.fixture(scope="module")
def asked(lists: Path) -> tuple[Path, str]:
    """The result that asks what 甲乙丙 means, and what the screen said."""
    out = lists.parent / "一"
    with redirect_stdout(StringIO()) as screen:
        assert run(lists, out) == {"H09": 2}
    return out, screen.getvalue()


def run(lists: Path, out: Path, *more: str) -> dict[str, int]:
    assert main(["run", str(lists), "--policy", "2024", "--out", str(out), *more]) == 0
    counts: dict[str, int] = json.loads((out / "result.json").read_text(encoding="utf-8"))["by_code"]
    return counts


def test_a_question_is_answered_once_remembered_and_used_for_every_sheet(
    lists: Path, asked: tuple[Path, str], tmp_path: Path, capsys
) -> None:
    filled = fill_columns(asked[0] / "列对应.xlsx", tmp_path / "填.xlsx", "失效日期")
    record = tmp_path / "列对应.json"
    assert main(["columns", "add", str(filled), "--file", str(record)]) == 0
    assert run(lists, tmp_path / "二", "--columns", str(record)) == {"OK": 1, "X05": 1}
    capsys.readouterr()
    assert main(["columns", "show", "--file", str(record)]) == 0
    told = capsys.readouterr().out
    assert "持证残疾人" in told and "甲乙丙" in told and "失效日期" in told and BY in told
    assert main(["verify", str(tmp_path / "二")]) == 0
    assert "没有发现不符" in capsys.readouterr().out
    assert ONE not in record.read_text(encoding="utf-8") and "2020" not in record.read_text(encoding="utf-8")


def test_the_same_sheet_is_added_once_and_a_later_answer_counts(
    asked: tuple[Path, str], tmp_path: Path, capsys
) -> None:
    record = tmp_path / "列对应.json"
    for meaning in ("失效日期", "失效日期", "不用"):
        filled = fill_columns(asked[0] / "列对应.xlsx", tmp_path / "填.xlsx", meaning)
        assert main(["columns", "add", str(filled), "--file", str(record)]) == 0
    assert len(json.loads(record.read_text(encoding="utf-8"))["columns"]) == 2
    shown = capsys.readouterr().out
    assert "1 条已被后来的确认取代" in shown and "（换行）" not in shown and "\n“列对应.json”现有" in shown


def test_check_asks_what_run_asks(lists: Path, asked: tuple[Path, str], tmp_path: Path) -> None:
    assert main(["check", str(lists), "--policy", "2024", "--out", str(tmp_path / "核")]) == 0
    pages = [openpyxl.load_workbook(out / "列对应.xlsx")[SHEET] for out in (asked[0], tmp_path / "核")]
    run_rows, check_rows = (list(page.iter_rows(values_only=True)) for page in pages)
    assert run_rows == check_rows
    shown = openpyxl.load_workbook(asked[0] / "沪惠保补贴结果.xlsx")[SHEET]
    assert list(shown.iter_rows(values_only=True)) == run_rows


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ({CONFIRMED: "截止"}, "S61", "第 2 行的“确认为”"),
        ({CONFIRMED: "退出=03"}, "S61", "第 2 行的“确认为”所列的代码不能用"),
        ({CONFIRMED: "有效=01；退出=01"}, "S61", "第 2 行的“确认为”所列的代码不能用"),
        ({"确认人": ""}, "S61", "第 2 行的“确认人”"),
        ({"日期": "明天"}, "S61", "第 2 行的“日期”"),
        ({"日期": "2030-01-01"}, "S61", "第 2 行的“日期”"),
        ({"表头": THE_SHEET}, "S61", "第 2 行的“确认为”"),
    ],
)
def test_what_is_filled_in_wrongly_is_refused_with_its_row(change: dict[str, str], code: str, says: str) -> None:
    row = dict.fromkeys(NEEDED, "") | {
        "来源文件": "a.xlsx",
        "名单": "持证残疾人",
        "表头": "甲",
        CONFIRMED: "失效日期",
        "确认人": "王",
        "日期": "2024-08-01",
    }
    with pytest.raises(Stop, match=says) as stop:
        answers_of(grid([list(NEEDED), list((row | change).values())], "x.xlsx"), "x.xlsx", TODAY)
    assert stop.value.code == code


def test_two_answers_for_one_header_contradict() -> None:
    rows = [["a.xlsx", "一", "持证残疾人", "E", "甲", meaning, "王", "2024-08-01"] for meaning in ("失效日期", "不用")]
    with pytest.raises(Stop) as stop:
        answers_of(grid([list(NEEDED), *rows], "x.xlsx"), "x.xlsx", TODAY)
    assert stop.value.code == "S67" and "第 2 行、第 3 行" in str(stop.value)


def test_each_column_says_what_it_is_read_as_and_why(tmp_path: Path) -> None:
    lists = read([grid(INSURED, "承保名单.xlsx", "承保"), grid(ROSTER, "持证残疾人.xlsx", "名册")])
    rows = lists.readings.set_index(["sheet", "header"])
    assert rows.loc[("名册", "甲乙丙"), "asked"] and lists.readings["asked"].iloc[0]
    assert rows.loc[("名册", "甲乙丙"), "sureness"] == LIKELY
    assert rows.loc[("名册", "姓名"), ["meaning", "sureness"]].tolist() == ["姓名", SURE]
    assert rows.loc[("名册", THE_SHEET), "meaning"] == "持证残疾人"
    assert rows.loc[("承保", "保单号"), "sample"] == "P1、P2"
    write_readings(tmp_path / "列对应.xlsx", "样例", lists.readings, role_book_of(load("2024")))
    assert (tmp_path / "列对应.xlsx").exists() and readings_sheet(lists.readings).name == SHEET


def test_a_sheet_that_is_not_read_stands_there_too() -> None:
    sheets = [
        grid(INSURED, "承保名单.xlsx", "承保"),
        grid(ROSTER, "持证残疾人.xlsx"),
        grid([["甲"], ["乙"]], "杂.xlsx"),
    ]
    last = read(sheets).readings.iloc[-1]
    assert (last["file"], last["sureness"], last["letters"]) == ("杂.xlsx", UNUSED, "")


def test_a_sheet_is_known_by_file_and_name() -> None:
    assert place_key(Path("x/y.xlsx"), "一") == "y.xlsx#一"


def test_what_may_be_filled_in_stands_below_the_table_and_is_no_row_of_it(asked: tuple[Path, str]) -> None:
    """Beside the rows of the questions the words read like a suggestion for each."""
    for file in ("列对应.xlsx", "沪惠保补贴结果.xlsx"):
        sheet = openpyxl.load_workbook(asked[0] / file)[SHEET]
        assert [cell.value for cell in sheet[1]][-1] == "日期"
        first = [cell.value for cell in sheet["A"]]
        top = first.index(LEGEND[0])
        assert not any(cell.value for cell in sheet[top])  # an empty row before it
        columns, sheets = (text.partition("：")[2].split("、") for text in first[top + 1 : top + 3])
        assert {"不用", "状态", "失效日期", "证件号码"} <= set(columns) and EXAMPLE in first[top + 1]
        assert {"不用", "持证残疾人", "承保名单"} <= set(sheets)
        assert top > sheet.max_row - 4 and sheet.auto_filter.ref.endswith(str(top - 1))


def test_the_screen_names_questions_first(asked: tuple[Path, str]) -> None:
    assert "下一步 1：2 处列的含义待确认，见“列对应”" in asked[1]


def test_codes_and_channels_are_answered_in_the_sheet_and_the_overview_says_how_many_columns_it_does_not_show(
    tmp_path: Path,
) -> None:
    lists, three = tmp_path / "来件", ["P3", "样丙", resident("31011219500103903"), "2024-06-01"]
    more = [f"街道自用{at}栏" for at in range(40)]
    bought = zip([*INSURED[1:], three], ("太阳系", "太阳系", "月亮系"), strict=True)
    write(
        lists / "承保名单.xlsx", [[*INSURED[0], "渠道", *more], *([*row, word, *["同"] * 40] for row, word in bought)]
    )
    listed = zip([*ROSTER[1:], [*three[1:3], "七宝镇", "肢体"]], ("01", "03", "01"), strict=True)
    write(lists / "持证残疾人.xlsx", [[*ROSTER[0][:4], "状态代码"], *([*row[:4], code] for row, code in listed)])
    assert run(lists, tmp_path / "一") == {"H08": 3}
    _says_how_many_it_does_not_show(tmp_path / "一")
    asked, filled, wrong = tmp_path / "一" / "列对应.xlsx", tmp_path / "填.xlsx", tmp_path / "错.xlsx"
    fill_columns(asked, filled, "有效=01；退出=03", header="状态代码")
    fill_columns(filled, filled, "个单=太阳系；团单=月亮系", header="渠道")
    assert run(lists, tmp_path / "二", "--columns", str(filled)) == {"OK": 1, "X02": 1, "X05": 1}
    fill_columns(asked, wrong, "有效=01；退出=01", header="状态代码")
    assert main(["run", str(lists), "--policy", "2024", "--out", str(tmp_path / "三"), "--columns", str(wrong)]) == 2


def _says_how_many_it_does_not_show(out: Path) -> None:
    book = openpyxl.load_workbook(out / "沪惠保补贴结果.xlsx", read_only=True)
    cells = [str(cell) for row in book["总览"].iter_rows(values_only=True) for cell in row if cell]
    unused = [row for row in book[SHEET].iter_rows(values_only=True) if UNUSED in row]
    assert f"另有 {len(unused) - 30:,} 处没有列出，见“列对应”" in cells


def of_insurers(**states: Sequence[str]) -> list[Grid]:
    """A 承保名单 of each file with these words under 保单状态, and the roster of its people."""
    lists, people = [], [["姓名", "身份证号", "街镇", "残疾类别"]]
    for file, words in states.items():
        rows = [["保单号", "姓名", "证件号码", "承保日期", "保单状态"]]
        for word in words:
            at = len(people)
            person = [f"样{'甲乙丙丁戊己庚辛'[at - 1]}", resident(f"310112195{at}010{at}90{at}")]
            rows.append([f"P{at}", *person, "2024-06-01", word])
            people.append([*person, "七宝镇", "肢体"])
        lists.append(grid(rows, f"{file}.xlsx", "承保"))
    return [*lists, grid(people, "持证残疾人.xlsx", "名册")]


def filled(*rows: tuple[str, str, str], header: str = "保单状态") -> Grid:
    """列对应 as a clerk filled it in: (file, meaning, day)."""
    lines = [[file, "承保", "承保名单", "E", header, meaning, "王", on] for file, meaning, on in rows]
    return grid([list(NEEDED), *lines], "列对应.xlsx", SHEET)


def decided(lists: list[Grid], answers: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The codes of the rows of 承保名单, and the files whose 保单状态 is asked about."""
    read = collect(sources(*lists), load("2024"), {}, TODAY, column_answers=answers)
    asked = read.readings[read.readings["asked"] & (read.readings["header"] == "保单状态")]
    return codes(decide_lists(read)), asked["file"].tolist()


ONES = {"承保-国寿": ["01", "02"], "承保-平安": ["01", "02"]}


@pytest.mark.parametrize(
    ("files", "answered", "expected", "asked"),
    [
        (ONES, [("承保-国寿.xlsx", "有效=01；退出=02")], ["OK", "X03", "H08", "H08"], ["承保-平安.xlsx"]),
        (
            ONES,
            [("承保-国寿.xlsx", "有效=01；退出=02"), ("承保-平安.xlsx", "有效=02；退出=01")],
            ["OK", "X03", "X03", "OK"],
            [],
        ),
        (  # the towns and the months of one insurer are one source
            {"承保-国寿-七宝镇202406": ["01", "02"], "国寿浦江7月": ["01", "02"]},
            [("承保-国寿-七宝镇202406.xlsx", "有效=01；退出=02")],
            ["OK", "X03", "OK", "X03"],
            [],
        ),
        (  # two companies of one group are not
            {"国寿": ["01"], "国寿财险": ["01"]},
            [("国寿.xlsx", "有效=01；退出=02")],
            ["OK", "H08"],
            ["国寿财险.xlsx"],
        ),
        (  # who it is nobody can see: the same number from two mails
            {"承保名单": ["01"], "承保名单(1)": ["01"]},
            [("承保名单.xlsx", "有效=01；退出=02")],
            ["OK", "H08"],
            ["承保名单(1).xlsx"],
        ),
        (  # the folder says who it is
            {"国寿/承保": ["01"], "平安/承保": ["01"]},
            [("国寿/承保.xlsx", "有效=01；退出=02")],
            ["OK", "H08"],
            ["平安/承保.xlsx"],
        ),
        (  # one writes codes, the other words: what is said of codes asks nothing of words
            {"承保-国寿": ["有效", "退保"], "承保-平安": ["01", "03"]},
            [("承保-平安.xlsx", "有效=01")],
            ["OK", "X03", "OK", "H08"],
            [],
        ),
        (  # a field for one beside codes for the other
            {"承保-国寿": ["有效", "退保"], "承保-平安": ["01", "03"]},
            [("承保-平安.xlsx", "有效=01；退出=03"), ("承保-国寿.xlsx", "状态")],
            ["OK", "X03", "OK", "X03"],
            [],
        ),
    ],
)
def test_an_answer_about_codes_holds_for_the_lists_of_its_source(files, answered, expected, asked) -> None:
    rows = filled(*((file, meaning, "2024-07-01") for file, meaning in answered))
    assert decided(of_insurers(**files), answers_of(rows, "x.xlsx", TODAY)) == (expected, asked)


@at_once(by=columns_decided)
@pytest.mark.parametrize(
    ("words", "meaning", "expected"),
    [
        (["有效", "01", "退保"], "有效=01", ["OK", "OK", "X03"]),
        (["有效", "01", "03", "退保"], "有效=01；退出=03", ["OK", "OK", "X03", "X03"]),
        (["已承保", "客户退保", "", "NULL", "核保中"], "有效=01", ["OK", "X03", "H08", "H08", "H08"]),
        (["01有效", "02退保", "02有效", "01退保"], "有效=01；退出=02", ["OK", "X03", "H08", "H08"]),
        (["有效", "01", "05", "", "身故"], "有效=01；退出=其余", ["OK", "OK", "X03", "H08", "H10"]),
        (["退保", "有效", "01"], "有效=退保；退出=有效", ["OK", "X03", "H08"]),
    ],
)
def test_words_that_are_understood_keep_their_meaning_beside_listed_codes(words, meaning, expected):
    lists = of_insurers(承保=words)
    assert codes((yield ColumnAnswered(lists, "承保名单", lists[0], "保单状态", meaning))) == expected


def test_codes_that_an_old_record_holds_for_nobody_are_asked_about_again(tmp_path: Path) -> None:
    answer = {"source": "承保名单", "header": "保单状态", "meaning": "有效=01；退出=02", "by": "王", "on": "2023-07-01"}
    RECORD.append(tmp_path / "旧.json", [answer], datetime(2023, 7, 1))
    old = read_answers(tmp_path / "旧.json")
    assert decided(of_insurers(**ONES), old) == (["H08"] * 4, ["承保-国寿.xlsx", "承保-平安.xlsx"])
    for file, meaning in (("承保-国寿.xlsx", "有效=01；退出=02"), ("承保-平安.xlsx", "状态")):
        new = answers_of(filled((file, meaning, "2024-07-01")), "x.xlsx", TODAY, before=old)
        assert new["source"].tolist() == [
            "承保名单#" + file[3:5]
        ]  # 状态 too: under this header everybody is answered alone


def test_different_codes_for_one_source_contradict_and_the_message_speaks_of_columns() -> None:
    rows = filled(
        ("国寿1.xlsx", "有效=01；退出=02", "2024-07-01"),
        ("国寿2.xlsx", "有效=02；退出=01", "2024-07-01"),
    )
    with pytest.raises(Stop, match="“列对应”中，第 2 行、第 3 行") as stop:
        answers_of(rows, "x.xlsx", TODAY)
    assert stop.value.code == "S67" and "比对决定" not in str(stop.value)
