"""比对决定 as clerks return it: sorted, cut, half filled, spoilt by Excel. What cannot be taken as it stands is refused with its rows."""

from datetime import date

import pytest
from tables import TODAY, grid, resident

from huibao_xl.identifiers import person_name
from huibao_xl.matching import sheet
from huibao_xl.matching.pairs import short_key
from huibao_xl.matching.sheet import INSURED_NUMBER, NEEDED, OTHER_NUMBER
from huibao_xl.reasons import Stop
from huibao_xl.rosters.filled_sheet import sheet_of

GOOD, OTHER = resident("31011219500101901"), resident("31011219500101907")
WRONG = GOOD[:15] + GOOD[16] + GOOD[15] + GOOD[17]


def line(
    code="H05",
    name="样 甲",
    left=GOOD,
    right=WRONG,
    answer="是同一人",
    adopted=None,
    by="王",
    on="2024-08-01",
    other=None,
):
    key = (code, left, person_name.key(name), right, person_name.key(other or name))
    return [short_key(key), name, left, other or name, right, answer, adopted, by, on, None]


def answered(*lines, header=NEEDED, above=()):
    return sheet.answers(grid([*above, header, *lines], "比对决定.xlsx", "比对决定"), "比对决定.xlsx", TODAY)


def refused(code, *lines):
    with pytest.raises(Stop) as stop:
        answered(*lines)
    text = str(stop.value)
    assert stop.value.code == code and stop.value.exit_status == 2
    assert GOOD not in text and WRONG not in text and "样" not in text.replace("样例", "")
    return text


def test_a_filled_row_is_an_answer_known_by_its_reasons():
    answer = answered(line()).to_dict("records")
    assert answer == [
        {
            "code": "H05",
            "left_id": GOOD,
            "left_name": "样甲",
            "right_id": WRONG,
            "right_name": "样甲",
            "answer": "是同一人",
            "adopted": "",
            "by": "王",
            "on": "2024-08-01",
            "remark": "",
            "where": "第 2 行",
        }
    ]


def test_rows_may_be_sorted_deleted_and_moved_and_columns_too():
    first, second = line(), line("H02", right=GOOD, other="样甲乙", answer="不是")
    usual = answered(first, second)
    turned = [list(row)[::-1] for row in (NEEDED, second, first)]
    moved = sheet.answers(grid([["比对决定（七宝镇）"], *turned], "x.xlsx"), "x.xlsx", TODAY)
    assert sorted(usual.drop(columns="where").itertuples(index=False)) == sorted(
        moved.drop(columns="where").itertuples(index=False)
    )
    assert moved["where"].tolist() == ["第 3 行", "第 4 行"] and len(answered(second)) == 1


def test_rows_without_an_answer_wait_and_keep_what_stands_there():
    waiting = [*line(answer=None, by=None, on=None)[:-1], "下周问"]
    assert answered(waiting).empty
    kept = sheet.unanswered(grid([NEEDED, waiting], "x.xlsx"), "x.xlsx")
    assert kept == {waiting[0]: {"备注": "下周问"}}


@pytest.mark.parametrize("word", ["是", "同一人", "是同一个人", "YES", "不是同一人"])
def test_another_word_is_refused_with_its_row(word):
    assert "第 3 行的“决定”" in refused("S61", line(), line(answer=word, right=OTHER))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"by": None}, "决定人"),
        ({"on": None}, "日期"),
        ({"on": "八月"}, "日期"),
        ({"on": "2024-09-02"}, "日期"),
        ({"adopted": OTHER_NUMBER}, "采用证件号码"),
        ({"adopted": "310"}, "采用证件号码"),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused_with_its_cell(change, column):
    assert f"第 2 行的“{column}”" in refused("S61", line(**change))


def test_many_faulty_rows_are_counted():
    text = refused("S61", *(line(by=None, name=f"样{n}") for n in range(20)))
    assert "等 20 行" in text


@pytest.mark.parametrize("number", [int(GOOD[:17] + "0"), GOOD[:-1], OTHER])
def test_a_number_that_was_changed_or_became_a_number_is_noticed(number):
    changed = line()
    changed[2] = number
    assert "第 2 行" in refused("S62", changed)


def test_a_table_of_which_only_some_columns_were_sorted_is_noticed():
    first, second = line(), line(name="样乙")
    first[5], second[1], first[1] = "不是", "样 甲", "样乙"
    assert "第 2、3 行" in refused("S62", first, second)


@pytest.mark.parametrize(
    ("word", "number"), [(INSURED_NUMBER, GOOD), (OTHER_NUMBER, OTHER), (OTHER, OTHER), (f" {GOOD} ", GOOD), (None, "")]
)
def test_of_two_valid_numbers_the_clerk_names_one(word, number):
    assert answered(line(right=OTHER, adopted=word))["adopted"].tolist() == [number]


def test_what_contradicts_itself_is_refused_with_the_rows():
    assert "第 2 行、第 3 行" in refused("S63", line(), line(answer="不是"))
    two = refused("S63", line(), line(left=OTHER))  # one wrong number of a roster cannot be two insured people
    assert "第 2 行、第 3 行" in two
    circle = refused("S63", line(right=OTHER, adopted=OTHER_NUMBER), line(left=OTHER, right=GOOD, adopted=OTHER_NUMBER))
    assert "第 2 行、第 3 行" in circle


def test_by_way_of_others_is_a_contradiction_too():
    third = resident("31011219500101910")
    lines = [
        line(right=OTHER, adopted=INSURED_NUMBER),
        line(left=third, right=OTHER, adopted=INSURED_NUMBER),
    ]
    assert "第 2 行、第 3 行" in refused("S63", *lines)
    lines = [line(right=OTHER, adopted=OTHER_NUMBER), line(left=third, right=OTHER, adopted=OTHER_NUMBER)]
    assert len(answered(*lines)) == 2
    assert "第 4 行" in refused("S63", *lines, line(left=third, right=GOOD, answer="不是"))


@pytest.mark.parametrize("grids", [[], [grid([["姓名", "证件号码"], ["样甲", GOOD]], "x.xlsx", "承保")]])
def test_what_is_no_such_sheet_is_said_to_be_none(grids):
    with pytest.raises(Stop) as stop:
        sheet.answers(sheet_of(grids, "比对决定", "x.xlsx"), "x.xlsx", date(2024, 9, 1))
    assert stop.value.code == "S60"
