"""What one row of an insurance says of it holds for its other rows, in whatever order and file they stand."""

import pytest
from at_once import at_once, decided_by_row
from tables import codes, decide, found, grid, resident

ONE, TWO = (resident(f"3101121950010190{n}") for n in (1, 2))
FAR, ALSO = resident("31011219700303117"), resident("31011219660303117")
HEAD = ["保单号", "姓名", "证件号码", "状态", "承保日期", "退保日期"]
ROSTER = grid(
    [
        ["姓名", "证件号码", "街镇", "残疾类别"],
        ["样甲", ONE, "七宝镇", "肢体"],
        ["样乙", TWO, "七宝镇", "肢体"],
        ["样甲", ALSO, "七宝镇", "肢体"],
    ],
    "残.xlsx",
)


def row(state, day="2024-06-01", policy="P1", name="样甲", number=ONE, left=""):
    return [policy, name, number, state, day, left]


IN = row("有效")


def lists(*rows, more=(), head=HEAD, file="承保名单2.xlsx"):
    sheets = [grid([HEAD, *rows], "承保名单1.xlsx", "承保")] + ([grid([head, *more], file, "清单")] if more else [])
    return [*sheets, ROSTER]


@at_once
@pytest.mark.parametrize("word", ["退保", "作废", "注销", "撤单", "批减", "终止", "犹豫期退保", "失效"])
def test_a_row_that_says_out_takes_out_the_other_one(word):
    for rows in ([IN, row(word)], [row(word), IN]):
        result = yield lists(*rows)
        assert codes(result) == ["X03", "X03"]
        assert [at for _, at, _ in found(result.findings, "I55")] == [2 + rows.index(IN)]
        assert f"第 {3 - rows.index(IN)} 行" in result.decisions["why"].iloc[rows.index(IN)]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (row("退保", policy=" p1"), ["X03", "X03"]),
        (row("退保", policy="P2"), ["OK", "X03"]),
        (row("退保", policy=""), ["H08", "X03"]),
        (row("退保", policy="", day=""), ["H08", "X03"]),
        (row("退保", policy="", day="2024-05-01"), ["OK", "X03"]),
        (row("退保", policy="", name="样乙", number=TWO), ["OK", "X03"]),
        (row("处理中", policy=""), ["OK", "X04"]),
        (row("退保", name="样乙", number=TWO), ["OK", "X03"]),
        (row("退保", number="310112********9999"), ["X03", "H01"]),
        (row("退保", number=FAR), ["H08", "X03"]),
        (row("退保", number=FAR, policy="P2"), ["OK", "X03"]),
        (row("退保", number=FAR, day="2024-05-01"), ["OK", "X03"]),
        (row("处理中", number=FAR), ["H08", "X01"]),
        (row("有效", number=FAR), ["OK", "X01"]),
        (row("有效", number=ALSO), ["H08", "H08"]),
        (row("有效", number=ALSO, policy="P2"), ["OK", "OK"]),
        (row("有效", number=ALSO, policy=""), ["OK", "OK"]),
        (row("有效", name="样乙", number=TWO), ["OK", "OK"]),
        (row("退保", name="样乙", number=""), ["OK", "H01"]),
        (row("退保", day="2024-05-01"), ["OK", "X03"]),
        (row("退保", day="2024-05-01", left="2024-06-20"), ["X03", "X03"]),
        (row("退保", day=""), ["X03", "X03"]),
        (row("退保", day="2024-07-01"), ["X03", "X03"]),
        (row("处理中"), ["H08", "X04"]),
        (row("CT"), ["H08", "X04"]),
        (row("#N/A"), ["H08", "X04"]),
        (row("处理中", day="2024-05-01"), ["OK", "X04"]),
        (row("有效"), ["OK", "X04"]),
    ],
)
def test_which_row_speaks_of_which(other, expected):
    result = yield lists(IN, other)
    assert codes(result) == expected
    result = yield lists(IN, more=[other])
    assert codes(result)[0] == expected[0]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([row("退保", policy="")], ["H08", "X03"]),
        ([row("终止", policy="", day="")], ["H08", "X03"]),
        ([row("退保", policy="", day="2024-05-01")], ["OK", "X03"]),
        ([row("退保", policy="", day="2024-07-01", left="2024-06-20")], ["H08", "X03"]),
        ([row("退保", policy="", day="2024-05-01", left="2024-06-20")], ["H08", "X03"]),
        ([row("退保", policy="P2")], ["H08", "X03"]),
        ([row("退保", policy="", day="2024-05-01"), row("退保", policy="P2", day="")], ["H08", "X03", "X03"]),
        ([row("退保", policy="", number="310112********9999")], ["OK", "H01"]),
        ([row("有效", policy="")], ["OK", "X04"]),
    ],
)
def test_whether_a_row_without_a_number_was_withdrawn_nobody_knows(others, expected):
    """有效 in June, 退保 in July, and no 保单号 on one of the two or on both: it was paid."""
    result = yield lists(row("有效", policy=""), *others)
    assert codes(result) == expected
    result = yield lists(row("有效", policy=""), more=[*others, row("有效", name="样乙", number=TWO)])
    assert codes(result) == [*expected, "OK"]


def test_a_number_that_many_rows_share_tells_no_persons():
    rows = [row("有效", policy="SHHB2024", number=number) for number in (ONE, ALSO)]
    others = [row("有效", policy="SHHB2024", name="样乙", number=TWO)]
    assert codes(decide(lists(*rows, *others))) == ["H08", "H08", "OK"]
    assert codes(decide(lists(*rows, *others * 5)))[:3] == ["OK", "OK", "OK"]


def test_who_was_insured_by_another_policy_is_paid_by_that():
    assert codes(decide(lists(IN, row("退保"), row("有效", policy="P2")))) == ["X03", "X03", "OK"]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("批改类型", "退保"),
        ("批单类型", "全单退保"),
        ("保全类型", "犹豫期退保"),
        ("业务类型", "批减"),
        ("批改原因", "客户申请退保"),
        ("变更类型", "减少被保人"),
        ("交易类型", "退保"),
    ],
)
@pytest.mark.parametrize("file", ["批单.xlsx", "清单.xlsx"])
def test_an_endorsement_in_another_file_pays_nobody(header, word, file):
    head = ["批单号", "保单号", "被保险人", "证件号码", header, "批改生效日"]
    result = yield lists(
        IN,
        row("有效", policy="P2", name="样乙", number=TWO),
        more=[["D1", "P1", "样甲", ONE, word, "2024-07-02"]],
        head=head,
        file=file,
    )
    ours = result.decisions[result.decisions["name"] == "样甲"]["code"].astype(str)
    assert "OK" not in ours.tolist() and codes(result)[1] == "OK"
