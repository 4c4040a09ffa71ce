"""What a return file means for a batch: every answer has one class, every line one too, nothing contradictory is accepted silently."""

import numpy as np
import pandas as pd
import pytest
from bank_batch import DAY, answer, answers, batch, card, codes, sent, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from huibao_xl.payments import return_files
from huibao_xl.payments.bank import bank_files, classify, layouts, return_answers
from huibao_xl.payments.frames import CLASSES, STATES
from huibao_xl.reasons import Stop
from huibao_xl.reasons.payments import ENTRIES

pytestmark = pytest.mark.usefixtures("without_papers")

GENERAL = layouts.load("通用")
PLAIN = layouts.load("三列整理表")
"""A layout that brings no serial number back."""

LINES = sent(count=4)

TEN = sent(count=10)
OF_TEN = [answer(TEN, line) for line in range(1, 10)]
"""Answers to all but one of ten lines: what is added to them is the one in ten that may be of another batch."""

TABLE = [
    ("在途", "成功", "成功", "成功", None),
    ("在途", "失败", "失败", "失败", None),
    ("在途", "处理中", "未决", "未决", None),
    ("在途", "退票", "冲正/退票", "退票", None),
    ("未决", "成功", "成功", "成功", None),
    ("未决", "失败", "失败", "失败", None),
    ("未决", "处理中", "已处理", "未决", None),
    ("未决", "退票", "冲正/退票", "退票", None),
    ("成功", "成功", "已处理", "成功", None),
    ("成功", "失败", "未决", "成功", "B34"),
    ("成功", "处理中", "已处理", "成功", None),
    ("成功", "退票", "冲正/退票", "退票", None),
    ("失败", "成功", "未决", "失败", "B34"),
    ("失败", "失败", "已处理", "失败", None),
    ("失败", "处理中", "未决", "失败", "B34"),
    ("失败", "退票", "已处理", "失败", None),
    ("退票", "成功", "未决", "退票", "B34"),
    ("退票", "失败", "已处理", "退票", None),
    ("退票", "处理中", "未决", "退票", "B34"),
    ("退票", "退票", "已处理", "退票", None),
]


@pytest.mark.parametrize(("before", "status", "expected", "after", "code"), TABLE)
def test_what_is_known_and_what_is_said(before, status, expected, after, code):
    lines = sent(count=4, state=["在途", before, "在途", "在途"])
    result = classify.classify(
        lines, answers(answer(lines, 2, status, "户名不符" if status == "失败" else "")), GENERAL
    )
    assert result.returned["class"].tolist() == [expected]
    assert result.lines["state"].tolist() == ["在途", after, "在途", "在途"]
    assert result.unanswered["line"].tolist() == [1, 3, 4]
    assert codes(result.findings) == ([(code, 2)] if code else [])


@pytest.mark.parametrize(
    ("paid_fen", "surplus_fen", "said"), [(10_000, 0, 10_000), (25_800, 12_900, 25_800), (25_800, 12_900, 12_900)]
)
def test_what_a_person_has_booked_is_no_other_amount_when_it_is_told_again(paid_fen, surplus_fen, said):
    lines = LINES.assign(state="成功", paid_fen=paid_fen, surplus_fen=surplus_fen)
    result = classify.classify(lines, answers(answer(LINES, 2, amount_fen=said)), GENERAL)
    assert result.returned["class"].tolist() == ["已处理"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("冲正失败", ""),
        ("退票未成功", ""),
        ("成功，未退票", ""),
        ("成功", "无需退票"),
        ("部分退汇", ""),
        ("失败?", "户名不符"),
    ],
)
def test_of_words_that_no_list_has_nothing_is_said_but_that(status, reason):
    """Not that the money came back, nor to pay it again: the word of a return stands in each, and is denied."""
    result = classify.classify(LINES, answers(answer(LINES, 2, status, reason)), GENERAL)
    (row,) = result.returned.itertuples()
    assert row.state == "未决" and "没有收录" in row.why and "向银行问明含义" in row.advice
    assert result.findings["code"].tolist() == ["B24"]


@pytest.mark.parametrize("word", ["退回", "已退回", "被退回", "抹账", "红冲", "交易撤销", "冲正申请中", "冲正失败"])
def test_a_word_that_nobody_knows_puts_a_payment_in_doubt(word):
    """Money that comes back in other words than 退票 and 冲正 is not said to be there still."""
    result = classify.classify(LINES.assign(state="成功"), answers(answer(LINES, 2, word)), GENERAL)
    row = result.returned.iloc[0]
    assert (row["class"], row["state"]) == ("未决", "") and f"这次说“{word}”" in row["why"]
    assert {code for code, _ in codes(result.findings)} == {"B24", "B34"}


def test_the_table_is_complete():
    said = {"处理中": "未决"}
    assert {(before, said.get(status, status)) for before, status, *_ in TABLE} == {
        (before, outcome) for before in STATES for outcome in STATES if outcome != "在途"
    }


def test_a_failure_says_what_it_means_and_what_to_do():
    row = classify.classify(LINES, answers(answer(LINES, 1, "失败", "3031")), GENERAL).returned.iloc[0]
    assert (row["reason_code"], row["why"]) == ("户名不符", "账号与户名不符") and "更正后" in row["advice"]


def only(result, code):
    found = result.findings[result.findings["code"] == code]
    return found["row"].tolist(), found["text"].iloc[0] if len(found) else ""


def test_another_amount_is_not_a_payment():
    result = classify.classify(
        LINES,
        answers(*(answer(LINES, line, amount_fen=fen) for line, fen in ((1, 12901), (2, -1), (2, -12900)))),
        GENERAL,
    )
    assert result.returned["class"].tolist() == ["金额不符", "未决", "重复行"]
    assert result.lines["state"].tolist() == ["在途"] * 4
    assert only(result, "B31")[1] == "本批次第 1 行应为 129.00 元，回盘为 129.01 元。"
    assert result.unanswered["line"].tolist() == [3, 4]
    doubtful = LINES.assign(doubtful=[True, True, False, False])
    later = classify.classify(doubtful, answers(answer(LINES, 3), answer(LINES, 2, amount_fen=-12900)), GENERAL)
    assert later.unanswered["line"].tolist() == [4] and later.lines["class"].tolist()[0] == classify.ANSWERED
    assert only(later, "B31")[1] == "本批次第 2 行应为 129.00 元，回盘为 -129.00 元。"


def test_a_stranger_is_not_of_this_batch():
    foreign = answer(LINES, 1) | {"number": "", "account": card(999)}
    result = classify.classify(TEN, answers(*OF_TEN, foreign), GENERAL)
    assert result.returned["class"].tolist() == ["成功"] * 9 + ["批次外"]
    assert result.returned["line"].tolist() == [*range(1, 10), -1] and codes(result.findings) == [("B32", 11)]


def test_a_number_whose_account_is_another_is_not_trusted():
    """The bank says that the money of line 2 went to line 10: both are in doubt."""
    crossed = answer(TEN, 10) | {"number": "2"}
    result = classify.classify(TEN, answers(*OF_TEN, crossed), GENERAL)
    assert result.returned["class"].tolist() == ["成功"] * 9 + ["未决"] * 2
    assert result.returned["line"].tolist()[-2:] == [2, 10]
    text = "流水号是本批次第 2 行的，但账号或户名不是，没有采用；钱可能入了别人的账户，该笔存疑。"
    assert only(result, "B37") == ([11], text)
    assert result.lines["state"].tolist() == ["成功"] * 9 + ["在途"] and result.unanswered.empty
    text = "银行写的账号或户名是本批次第 10 行的，流水号却是 2，没有采用；钱可能已入这一行的账户，该笔也存疑。"
    assert only(result, "B44") == ([11], text)


CROSSED = {
    "a file of one row": (answers(answer(TEN, 10, number="2")), {2: "未决", 10: "未决"}),
    "the account masked": (
        answers(answer(TEN, 10, number="2", account=card(9)[:6] + "****" + card(9)[-4:])),
        {2: "未决", 10: "未决"},
    ),
    "the holder left out": (answers(answer(TEN, 10, number="2", holder="")), {2: "未决", 10: "未决"}),
    "the account left out": (
        answers(answer(TEN, 1), answer(TEN, 10, number="2", account="")),
        {1: "成功", 2: "未决", 10: "未决"},
    ),
    "two rows changed for each other": (
        answers(answer(TEN, 3, number="4"), answer(TEN, 4, number="3")),
        {3: "未决", 4: "未决"},
    ),
    "the holder of a third": (answers(answer(TEN, 10, number="2", holder="测试丁")), {2: "未决", 10: "未决"}),
    "an account that is nobody's, of the holder": (answers(answer(TEN, 2, account=card(700))), {2: "未决"}),
    "an account that is nobody's, beside three that are right": (
        answers(answer(TEN, 1), answer(TEN, 2, account=card(700), holder="某人"), answer(TEN, 3), answer(TEN, 4)),
        {1: "成功", 2: "未决", 3: "成功", 4: "成功"},
    ),
    "below zero": (answers(answer(TEN, 2, amount_fen=-12900)), {2: "金额不符"}),
    "where a total stands, with an account": (answers(answer(TEN, 2, number="合计")), {2: "成功"}),
    "that failed": (answers(answer(TEN, 10, "失败", "系统忙", number="2")), {2: "未决", 10: "未决"}),
}


@pytest.mark.parametrize("name", CROSSED)
def test_a_number_of_one_line_and_the_account_of_another_puts_both_in_doubt(name):
    """However short the file: the money may have gone to either, and whoever believes a later 失败 of one pays twice."""
    frame, expected = CROSSED[name]
    result = classify.classify(TEN, frame, GENERAL)
    told = result.lines[~result.lines["class"].isin([classify.NO_ANSWER])]
    assert dict(zip(told["line"], told["class"].astype(str), strict=True)) == expected
    assert len(return_files.of_file(result.returned)) == len(frame)


def test_all_lines_of_an_account_that_stands_beside_a_strange_number_are_in_doubt():
    lines = TEN.assign(account=[*TEN["account"][:8], card(8), card(8)])
    result = classify.classify(lines, answers(answer(lines, 10, number="2")), GENERAL)
    assert result.lines.loc[result.lines["class"] == "未决", "line"].tolist() == [2, 9, 10]


def test_a_repeated_line_counts_once():
    result = classify.classify(LINES, answers(answer(LINES, 1), answer(LINES, 2), answer(LINES, 1)), GENERAL)
    assert result.returned["class"].tolist() == ["成功", "成功", "未决"]
    assert only(result, "B40")[0] == [4] and "与第 2 行都说第 1 笔成功" in only(result, "B40")[1]
    assert result.lines["state"].tolist() == ["成功", "成功", "在途", "在途"]
    failed = answers(answer(LINES, 1, "失败", "3031"), answer(LINES, 1, "失败", "3031"))
    assert only(classify.classify(LINES, failed, GENERAL), "B33") == ([3], "与第 2 行说的是同一笔，只按一行处理。")


def test_one_file_that_says_two_things_is_not_believed():
    result = classify.classify(LINES, answers(answer(LINES, 1), answer(LINES, 1, "失败", "3031")), GENERAL)
    assert result.returned["class"].tolist() == ["未决", "重复行"] and result.lines["state"].iloc[0] == "在途"
    assert only(result, "B38")[1] == "对本批次第 1 行，这个文件说了不同的结果：失败、成功；没有采用。"


@pytest.mark.parametrize(
    ("said", "classes", "state"),
    [
        (["处理中", "成功"], ["重复行", "成功"], "成功"),
        (["成功", "退票"], ["重复行", "冲正/退票"], "退票"),
        (["退票", "处理中", "成功"], ["冲正/退票", "重复行", "重复行"], "退票"),
        (["处理中", "处理中"], ["未决", "重复行"], "未决"),
    ],
)
def test_the_last_word_of_several_counts(said, classes, state):
    result = classify.classify(LINES, answers(*[answer(LINES, 1, one) for one in said]), GENERAL)
    assert result.returned["class"].tolist() == classes and result.lines["state"].iloc[0] == state


def test_of_repeated_lines_one_with_a_wrong_amount_counts():
    result = classify.classify(LINES, answers(answer(LINES, 1), answer(LINES, 1, amount_fen=1)), GENERAL)
    assert result.returned["class"].tolist() == ["重复行", "金额不符"]


def test_a_file_of_another_batch_is_refused():
    other = batch(count=3, account=[card(500 + n) for n in range(3)])
    with pytest.raises(Stop, match="有 3 行，没有一行在本批次") as stop:
        classify.classify(LINES, answers(*[answer(other, n) for n in (1, 2, 3)]), GENERAL)
    assert stop.value.code == "S35"


def test_a_file_whose_serial_numbers_are_those_of_other_lines_is_refused_whatever_else_is_the_same():
    """The file of the batch before, or of last year, to the same accounts: the batch's own lines have other numbers."""
    lines = LINES.assign(serial=LINES["serial"] + 40)
    with pytest.raises(Stop, match="的流水号（1 至 4）不是本批次的（41 至 44）") as stop:
        classify.classify(lines, answers(*[answer(LINES, n) for n in (1, 2, 3, 4)]), GENERAL)
    assert stop.value.code == "S35"
    own = [answer(lines, n) | {"number": str(40 + n)} for n in (1, 2, 3, 4)]
    assert classify.classify(lines, answers(*own), GENERAL).lines["state"].tolist() == ["成功"] * 4


def test_last_years_file_is_refused_though_the_people_are_the_same():
    """Same accounts and amounts, but every person stands at another line."""
    last_year = LINES.assign(line=[4, 3, 2, 1])
    with pytest.raises(Stop):
        classify.classify(LINES, answers(*[answer(last_year, n) for n in (1, 2, 3, 4)]), GENERAL)


@pytest.mark.parametrize(("mine", "others"), [(9, 2), (2, 9), (1, 1), (3, 1)])
def test_a_file_of_which_more_than_a_tenth_is_of_other_batches_is_refused(mine, others):
    """Last year's file saved again holds some of this year's persons at the same line: nothing of it is believed."""
    other = batch(count=9, account=[card(500 + n) for n in range(9)])
    rows = [answer(TEN, n) for n in range(1, mine + 1)]
    rows += [answer(other, n) | {"number": ""} for n in range(1, others + 1)]
    named = "、".join(str(row) for row in range(mine + 2, mine + others + 2))
    with pytest.raises(Stop, match=f"{mine + others} 行中 {others} 行不在本批次（第 {named} 行）") as stop:
        classify.classify(TEN, answers(*rows), GENERAL)
    assert stop.value.code == "S35"


def test_words_that_nobody_knows():
    result = classify.classify(
        LINES, answers(answer(LINES, 1, "好像可以"), answer(LINES, 2, "失败", "原因甲")), GENERAL
    )
    assert result.returned["class"].tolist() == ["未决", "失败"]
    assert codes(result.findings) == [("B24", 2), ("B25", 3)]


@pytest.mark.parametrize(
    ("status", "reason", "code", "text"),
    [
        ("", "", "B24", "（空）"),
        ("好像可以", "等等", "B24", "好像可以 等等"),
        ("失败", "", "B25", "（空）"),
        ("失败", "原因甲", "B25", "原因甲"),
    ],
)
def test_a_word_that_nobody_knows_is_quoted_and_an_empty_one_is_called_so(status, reason, code, text):
    found = only(classify.classify(LINES, answers(answer(LINES, 1, status, reason)), GENERAL), code)
    assert found[0] == [2] and f"“{text}”" in found[1]


def test_a_reason_that_nobody_knows_is_reported_only_where_the_answer_counts():
    lines = sent(count=2, state=["失败", "在途"])
    unclear = [answer(lines, line, "失败", "原因甲") for line in (1, 2)]
    result = classify.classify(lines, answers(*unclear), GENERAL)
    assert result.returned["class"].tolist() == ["已处理", "失败"] and codes(result.findings) == [("B25", 3)]


def test_of_a_success_nothing_more_is_to_be_said():
    row = classify.classify(LINES, answers(answer(LINES, 1)), GENERAL).returned.iloc[0]
    assert (row["class"], row["reason_code"], row["why"], row["advice"]) == ("成功", "", "", "")


@pytest.mark.parametrize("serial", ["{line}", "{batch}{line:06}"])
def test_serial_numbers_tell_two_lines_to_one_account_apart(serial):
    from dataclasses import replace

    layout = replace(GENERAL, serial=serial)
    ward = {"holder": "母亲", "guardian": "母亲", "account": card(7)}
    lines = sent(ward, ward, {})
    numbers = bank_files.serials(lines, layout, "B7")
    rows = [answer(lines, 2) | {"number": numbers[1]}, answer(lines, 1, "失败", "3031") | {"number": numbers[0]}]
    result = classify.classify(lines, answers(*rows), layout, "B7")
    assert result.lines["state"].tolist() == ["失败", "成功", "在途"] and "B35" not in set(result.findings["code"])


def guardian_of_two():
    ward = {"holder": "母亲", "guardian": "母亲", "account": card(7)}
    return sent(ward, ward, {})


def test_without_serial_numbers_the_order_decides_and_is_pointed_out():
    lines = guardian_of_two()
    result = classify.classify(lines, answers(answer(lines, 1), answer(lines, 2, "失败", "3031")), PLAIN)
    assert result.lines["state"].tolist() == ["成功", "失败", "在途"]
    assert only(result, "B35")[0] == [2, 3]


def test_an_answer_goes_to_the_line_that_can_have_it():
    """A failure alone, after one of two lines succeeded, is the other's; the same file again changes nothing."""
    lines = guardian_of_two()
    first = classify.classify(lines, answers(answer(lines, 1)), PLAIN)
    assert "有 2 笔付到这个账户，这个文件说到 1 笔" in only(first, "B35")[1]
    assert first.lines["state"].tolist() == ["成功", "在途", "在途"]
    lines["state"] = first.lines["state"]
    second = classify.classify(lines, answers(answer(lines, 1, "失败", "3031")), PLAIN)
    assert second.lines["state"].tolist() == ["成功", "失败", "在途"]
    lines["state"] = second.lines["state"]
    again = classify.classify(lines, answers(answer(lines, 1, "失败", "3031")), PLAIN)
    assert again.returned["class"].tolist() == ["已处理"] and again.lines["state"].tolist() == ["成功", "失败", "在途"]


@pytest.mark.parametrize(
    ("states", "told", "line", "code"),
    [
        (["成功", "在途"], ["成功"], 2, "B42"),
        (["失败", "在途"], ["失败"], 2, "B42"),
        (["成功", "在途"], ["成功", "成功"], 2, ""),
        (["成功", "在途"], ["失败"], 2, ""),
        (["成功", "成功"], ["成功"], 1, ""),
    ],
)
def test_the_next_days_file_may_speak_of_the_other_child(states, told, line, code):
    """One success more, without a serial number, of two payments to one account of which one has succeeded: of which is for a person to say."""
    lines = guardian_of_two()
    lines["state"] = [*states, "成功"]
    result = classify.classify(
        lines, answers(*(answer(lines, 1, status, "3031" if status == "失败" else "") for status in told)), PLAIN
    )
    last = result.returned.iloc[-1]
    assert last["line"] == line and (last["class"] == "未决") == bool(code)
    assert [each for each, _ in codes(result.findings) if each == "B42"] == ([code] if code else [])


def test_one_answer_too_many_for_two_lines_is_a_repeat():
    lines = guardian_of_two()
    result = classify.classify(lines, answers(*[answer(lines, 1)] * 3), PLAIN)
    assert sorted(result.returned["class"]) == ["成功", "成功", "未决"]


def test_of_two_lines_to_one_account_the_one_of_the_amount_is_meant():
    lines = guardian_of_two()
    lines.loc[1, "amount_fen"] = 20000
    result = classify.classify(lines, answers(answer(lines, 2)), PLAIN)
    assert result.returned["line"].tolist() == [2]


def test_names_that_only_look_different_match():
    lines = sent({"name": "阿卜·提"}, {"name": "张䶮"})
    rows = [answer(lines, 1, holder="阿卜•提"), answer(lines, 2, holder="张\ue863")]
    assert classify.classify(lines, answers(*rows), PLAIN).returned["line"].tolist() == [1, 2]


def masked(line):
    account = LINES["account"].iloc[line - 1]
    return f"{account[:6]}****{account[-4:]}"


@pytest.mark.parametrize(
    ("layout", "changes", "line", "code"),
    [
        (GENERAL, {"account": masked(2)}, 2, ""),
        (GENERAL, {"account": masked(2), "holder": ""}, 2, ""),
        (GENERAL, {"account": masked(2), "holder": "测*"}, 2, ""),
        (GENERAL, {"account": masked(1)}, 2, "B37 B44"),
        (GENERAL, {"account": masked(2), "holder": "别人"}, 2, "B41"),
        (GENERAL, {"holder": "别人"}, 2, "B41"),
        (GENERAL, {"holder": "测*"}, 2, ""),
        (PLAIN, {"account": masked(2)}, 2, ""),
        (PLAIN, {"account": masked(2), "holder": ""}, -1, "B32"),
        (PLAIN, {"holder": "测*"}, 2, ""),
    ],
)
def test_a_masked_account_is_known_by_its_digits_and_its_holder(layout, changes, line, code):
    """And an account that the bank knows under another holder is nobody's payment."""
    lines = LINES.assign(name=list("甲乙丙丁"), holder=["测甲", "测乙", "测丙", "测丁"])
    rows = [answer(lines, 1), answer(lines, 2, **changes), answer(lines, 3), answer(lines, 4)]
    ten = pd.concat([lines, TEN[4:].assign(line=range(5, 11))], ignore_index=True)
    told = [*rows, *(answer(ten, line) for line in range(5, 11))]
    result = classify.classify(ten, answers(*told), layout)
    row = result.returned.iloc[1]
    assert (row["line"], row["state"]) == (line, "" if code else "成功")
    assert [found for found in codes(result.findings) if found[1] == 3] == [(each, 3) for each in code.split()]


def test_a_holder_that_is_another_does_not_match():
    result = classify.classify(TEN, answers(*OF_TEN, answer(TEN, 10, holder="别人")), PLAIN)
    assert result.returned["class"].tolist() == ["成功"] * 9 + ["批次外"]


STRANGERS = set(range(19, 25))


def at_home(rows):
    """Rows of which one in ten at most is a stranger's: the others become those of lines 1 to 6."""
    strangers = sorted(row for row in rows if row[0] in STRANGERS)[: len(rows) // 10]
    return [(row[0] - 18, *row[1:]) if row[0] in STRANGERS and row not in strangers else row for row in rows]


STATUSES = ["成功", "失败", "处理中", "退票", "没见过", ""]
ANSWERS = st.lists(
    st.tuples(
        st.integers(1, 24),
        st.sampled_from(STATUSES),
        st.sampled_from(["", "3031", "重复业务", "不详"]),
        st.sampled_from([12900, 12900, 12900, 12901, -1]),
        st.booleans(),
    ),
    min_size=1,
    max_size=42,
).map(at_home)
"""Many answers to many lines, and few examples: to classify takes as long for one line as for a hundred."""
KNOWN = st.lists(st.sampled_from(STATES), min_size=18, max_size=18)


ALL, SENT = batch(count=24), sent(count=18)


def drawn(rows):
    """Answers to lines 1 to 18; 19 to 24 are strangers; the last of each row says whether the serial number is given."""
    made = [answer(ALL, line, status, reason, amount_fen=fen) for line, status, reason, fen, _ in rows]
    return answers(*[one if row[4] else one | {"number": ""} for one, row in zip(made, rows, strict=True)])


def classified(lines, frame, layout=GENERAL):
    try:
        return classify.classify(lines, frame, layout)
    except Stop as stop:
        assert stop.code == "S35"
        return None


@settings(max_examples=12)
@given(rows=ANSWERS, states=KNOWN, layout=st.sampled_from([GENERAL, PLAIN]))
def test_classes_add_up_and_the_same_file_twice_changes_nothing(rows, states, layout):
    """To the lines of the file, to the lines of the batch, and in money; and a line changes by one answer only."""
    lines = SENT.assign(state=states)
    frame = drawn(rows)
    result = classified(lines, frame, layout)
    if result is None:  # strangers that are drawn alike
        return
    counts = result.returned["class"].value_counts()
    assert set(counts[counts > 0].index) <= set(CLASSES) and counts.sum() == len(frame)
    assert result.returned.groupby("class", observed=True)["amount_fen"].sum().sum() == frame["amount_fen"].sum()
    assert len(result.lines) == 18 and set(result.lines["class"]) <= set(classify.LINE_CLASSES)
    assert result.unanswered["line"].tolist() == result.lines.query("`class` == '未回'")["line"].tolist()
    moved = result.returned[result.returned["state"].astype(str) != ""]
    assert not moved["line"].duplicated().any()
    changed = result.lines[result.lines["state"] != result.lines["before"]]
    assert set(changed["line"]) <= set(moved["line"])
    assert set(moved["class"].astype(str)) <= {"成功", "失败", "未决", "冲正/退票"}
    again = classified(lines.assign(state=result.lines["state"]), frame, layout)
    assert again.lines["state"].tolist() == result.lines["state"].tolist()
    assert set(again.returned["class"].astype(str)) <= {"已处理", "重复行", "批次外", "金额不符", "未决"}
    assert (again.returned["state"].astype(str) == "").all()


@settings(max_examples=12)
@given(rows=ANSWERS, states=KNOWN, order=st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(rows, states, order):
    """Except that of repeated lines the first is the one that counts."""
    single = list({row[0]: row for row in rows}.values())
    shuffled = order.sample(single, len(single))
    lines = SENT.assign(state=states)
    one, other = (classified(lines, drawn(some)) for some in (single, shuffled))
    if one is None or other is None:
        assert one is other
        return
    pd.testing.assert_frame_equal(one.lines, other.lines)
    assert sorted(one.returned["class"]) == sorted(other.returned["class"])


@settings(max_examples=8)
@given(files=st.lists(ANSWERS, min_size=1, max_size=4), states=KNOWN)
def test_nothing_but_a_return_undoes_a_success(files, states):
    """Over any files in any order: 成功 ends only in 退票, and 失败 and 退票 are never undone by a file."""
    lines = SENT.assign(state=states)
    for rows in files:
        result = classified(lines, drawn(rows))
        if result is None:
            continue
        for before, after in zip(lines["state"], result.lines["state"], strict=True):
            assert after in {"成功": {"成功", "退票"}, "失败": {"失败"}, "退票": {"退票"}}.get(before, set(STATES))
        lines = lines.assign(state=result.lines["state"])


def test_from_the_file_that_was_written_to_the_file_that_comes_back(tmp_path):
    """2,000 lines: the bank answers in another order, 3% fail, 0.5% are in progress, 5% of its lines are garbage."""
    lines = sent(count=2_000)
    (part,) = bank_files.write(lines.drop(columns="state"), GENERAL, tmp_path / "out", "2024-1", DAY)
    back = bank_files.read_back(tmp_path / "out" / part.name, GENERAL).rows
    chance = np.random.default_rng(7)
    status = np.select([np.arange(2_000) < 60, np.arange(2_000) < 70], ["失败", "处理中"], "成功")
    rows = [
        f"{number},{holder},{account},{fen / 100:.2f},{said},{'3031' if said == '失败' else ''}"
        for number, holder, account, fen, said in zip(
            back["number"], back["holder"], back["account"], back["amount_fen"], status, strict=True
        )
    ] + ["乱码%%%,x"] * 100
    shuffled = [rows[place] for place in chance.permutation(len(rows))]
    path = tmp_path / "回盘.csv"
    path.write_text("\n".join(["序号,户名,账号,金额,处理状态,失败原因", *shuffled]), encoding="gb18030")
    frame, found = return_answers.read(path, GENERAL)
    result = classify.classify(lines, frame, GENERAL, "2024-1")
    counts = result.returned["class"].value_counts()
    assert counts[counts > 0].to_dict() == {"成功": 1_930, "批次外": 100, "失败": 60, "未决": 10}
    assert (found["code"] == "B21").sum() == 100 and result.unanswered.empty
    assert result.lines["state"].value_counts().to_dict() == {"成功": 1_930, "失败": 60, "未决": 10}
    paid = result.returned[result.returned["class"] == "成功"]
    assert paid["amount_fen"].sum() == 1_930 * 12900


def test_a_workbook_end_to_end(tmp_path):
    rows = [["序号", "户名", "账号", "金额", "处理状态", "失败原因"]]
    rows += [[n, *LINES.loc[n - 1, ["holder", "account"]], 129, "成功", ""] for n in (1, 2, 3, 4)]
    frame, found = return_answers.read(workbook(tmp_path / "回盘.xlsx", rows), GENERAL)
    assert found.empty and classify.classify(LINES, frame, GENERAL).lines["state"].tolist() == ["成功"] * 4


def test_every_code_of_an_answer_is_shown():
    """Those of reading are in test_answers.py."""
    source = "".join(
        path.read_text(encoding="utf-8") for path in __import__("pathlib").Path(__file__).parent.glob("test_*.py")
    )
    own = [entry.code for entry in ENTRIES if "B21" <= entry.code < "B50"]
    assert [code for code in own if f'"{code}"' not in source and code != "B39"] == []


def test_what_is_known_already_is_said():
    lines = LINES.assign(state="成功")
    row = classify.classify(lines, answers(answer(lines, 1)), GENERAL).returned.iloc[0]
    assert row["why"] == "以前的结果已是“成功”，没有变化。"
