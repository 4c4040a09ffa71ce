"""退保名单 and 注销 lists in effect on the other lists."""

import pytest
from at_once import at_once, decided_by_row
from tables import codes, decide, found, grid, resident

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))


def lists(insured, withdrawn=(), out=(), roster=None):
    sheets = [
        grid([["姓名", "证件号码", "保单号"], *insured], "承保名单.xlsx", "承保"),
        grid(
            roster or [["姓名", "证件号码", "街镇"], *([f"样{n}", n, "七宝镇"] for n in (ONE, TWO, THREE))],
            "残疾.xlsx",
            "在册",
        ),
    ]
    if withdrawn:
        sheets.append(grid([["姓名", "证件号码", "保单号"], *withdrawn], "承保名单.xlsx", "退保"))
    if out:
        sheets.append(grid([["姓名", "证件号码", "注销日期"], *out], "残疾.xlsx", "注销"))
    return sheets


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("insured", "withdrawn", "expected"),
    [
        ([("P1",)], [("P1",)], ["X03"]),
        ([("P1",)], [(" p1 ",)], ["X03"]),
        ([("P1",)], [("",)], ["X03"]),
        ([("P1",)], [("P2",)], ["H08"]),
        ([("P1",), ("P3",)], [("P2",)], ["H08", "X04"]),
        ([("P1",), ("P3",)], [("P1",), ("P2",)], ["X03", "H08"]),
        ([("",)], [("P2",)], ["H08"]),
        ([("P1",)], [("1.2E+17",)], ["H08"]),
        ([("P1",), ("P2",)], [("P1",)], ["X03", "OK"]),
        ([("P1",), ("P2",)], [("",)], ["X03", "X03"]),
        ([("P1",)], [("P1",), ("P2",)], ["X03", "X03"]),
    ],
)
def test_which_policy_is_withdrawn(insured, withdrawn, expected):
    rows = [[f"样{ONE}", ONE, *one] for one in insured]
    result = yield lists(rows, [[f"样{ONE}", ONE, *one] for one in withdrawn])
    assert codes(result) == expected and result.balance["ok"].all()


def test_a_row_without_a_valid_id_is_known_by_its_policy_and_name():
    result = decide(
        lists([["样甲", ONE, "P1"], ["样乙", TWO, "P1"]], [["样甲", "3101", "P1"]], roster=_roster("样甲", "样乙"))
    )
    assert codes(result) == ["X03", "OK"]


@at_once(by=decided_by_row)
@pytest.mark.parametrize("name", ["孙*", "孙**", "孙某", "孙女士", "***", "孙*强"])
@pytest.mark.parametrize(("number", "code"), [("P1", "H08"), ("P9", "OK")])
def test_a_masked_name_with_the_number_of_a_policy_may_be_its_person(name, number, code):
    """It was compared as a name of its own, and paid."""
    row = [name, "310112********9999", number]
    result = yield lists([["孙志强", ONE, "P1"]], [row], roster=_roster("孙志强"))
    assert codes(result) == [code]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [(["P1"], ["X03", "OK"]), (["P1", "P2"], ["X03", "X03"]), (["P9"], ["OK", "OK"])],
)
def test_a_list_of_nothing_but_policies_withdraws_all_of_each(numbers, expected):
    insured = grid([["姓名", "证件号码", "保单号"], ["样甲", ONE, "P1"], ["样乙", TWO, " p2"]], "承保名单.xlsx", "承保")
    out = grid(
        [["保单号", "退单日期", "退单原因"], *([number, "2024-06-20", "客户要求"] for number in numbers)],
        "6月退单.xlsx",
        "Sheet1",
    )
    result = yield [insured, out, grid(_roster("样甲", "样乙"), "残疾.xlsx", "在册")]
    assert codes(result) == expected


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("policy", "number", "name", "code"),
    [
        ("SHHB202400012341", "SHHB202400012341", "", "X03"),
        ("SHHB202400012342", "SHHB-2024-00012342", "", "H08"),
        ("SHHB202400012343", "202400012343", "", "H08"),
        ("SHHB202400012344", "00012344", "样甲", "H08"),
        ("SHHB202400012345", "PDD00012345", "样甲", "H08"),
        ("AB7", "AB-7", "", "H08"),
        ("SHHB202400012351", "SHHB202400012351-01", "", "H08"),
        ("SHHB202400012352-001", "SHHB202400012352", "", "H08"),
        ("SHHB202400012353", "SHHB202400012353（批1）", "", "H08"),
        ("SHHB202400012354", "SHHB202400012354E01", "", "H08"),
        ("SHHB202400012355-1", "SHHB202400012355-02", "样甲", "H08"),
        ("SHHB202400012356", "SHHB202400012357-01", "", "OK"),
        ("SHHB202400012346", "00012346", "样乙", "OK"),
        ("SHHB202400012347", "00022347", "", "OK"),
        ("SHHB202400012348", "12348", "", "OK"),
    ],
)
def test_a_number_that_is_written_otherwise_may_be_that_of_the_policy(policy, number, name, code):
    """By the list of nothing but numbers nobody was held whose own number has no hyphens, a prefix or more digits."""
    insured = grid([["姓名", "证件号码", "保单号"], ["样甲", ONE, policy]], "承保名单.xlsx", "承保")
    head = ["保单号", "退保日期", *(["姓名"] if name else [])]
    out = grid([head, [number, "2024-06-20", *([name] if name else [])]], "退保清单.xlsx")
    result = yield [insured, out, grid(_roster("样甲"), "残疾.xlsx", "在册")]
    assert codes(result) == [code]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("header", "number", "left", "code"),
    [
        ("订单号", "D20240601", "2024-06-20", ["H08"]),
        ("投保单号", "T9", "2024-06-20", ["X03"]),
        ("订单号", "P1", "2024-06-20", ["X03"]),
        ("保单号", "P9", "2024-06-20", ["H08"]),
        ("保单号", "P9", "2024-05-20", ["OK", "X03"]),
        ("保单号", "", "2024-05-20", ["X03"]),
        ("保单号", "", "2023-06-20", ["OK", "X03"]),
        ("保单号", "P1", "2023-06-20", ["H08"]),
    ],
)
def test_a_number_that_is_none_of_the_person_s_and_a_withdrawal_of_an_earlier_year(header, number, left, code):
    """The number of an order or of another system left the person paid; what was withdrawn a year before took out this year's."""
    bought = ["姓名", "证件号码", "保单号", "承保日期"]
    insured = grid([bought, ["样甲", ONE, "P1", "2024-06-01"]], "承保名单.xlsx", "承保")
    out = grid([["姓名", "证件号码", header, "退保日期"], ["样甲", ONE, number, left]], "退保名单.xlsx")
    result = yield [insured, out, grid(_roster("样甲"), "残疾.xlsx", "在册")]
    assert codes(result) == code


def _roster(*names):
    return [
        ["姓名", "证件号码", "街镇"],
        *([name, id, "七宝镇"] for name, id in zip(names, (ONE, TWO, THREE), strict=False)),
    ]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("day", "start", "code"),
    [
        ("", "", "X05"),
        ("2024-01-01", "", "X05"),
        ("2024-12-01", "", "OK"),
        ("2020-01-01", "2022-01-01", "OK"),
        ("", "2022-01-01", "X05"),
    ],
)
def test_who_stands_on_a_list_of_who_left(day, start, code):
    roster = [["姓名", "证件号码", "街镇", "生效日期"], ["样甲", ONE, "七宝镇", start]]
    result = yield lists([["样甲", ONE, ""]], out=[["样甲", ONE, day]], roster=roster)
    assert codes(result) == [code]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("head", "first", "second", "code"),
    [
        (["状态"], ["正常"], ["注销"], "H08"),
        (["状态"], ["正常"], ["正常"], "OK"),
        (["是否在册"], ["是"], ["否"], "H08"),
        (["变动情况"], [""], ["注销"], "H08"),
        (["备注"], [""], ["残疾证已注销"], "H08"),
        (["注销日期"], [""], ["2024-02-01"], "H08"),
        (["注销日期"], [""], ["2024-12-01"], "OK"),
        (["生效日期", "注销日期"], ["2020-01-01", ""], ["2018-01-01", "2024-02-01"], "X05"),
        (["生效日期", "注销日期"], ["2024-02-02", ""], ["2018-01-01", "2024-02-01"], "OK"),
        (["生效日期", "注销日期"], ["2024-02-01", ""], ["2018-01-01", "2024-02-01"], "H08"),
        (["街道", "状态"], ["莘庄镇", "正常"], ["七宝镇", "迁出"], "OK"),
        (["街道", "状态"], ["七宝镇", "正常"], ["七宝镇", "迁出"], "H08"),
        (["街道", "状态"], ["莘庄镇", "正常"], ["七宝镇", "注销"], "H08"),
    ],
)
@pytest.mark.parametrize("apart", [False, True])
def test_who_is_in_by_one_row_of_a_roster_and_out_by_another(head, first, second, code, apart):
    """In one sheet, or in a second one (核查反馈, 6月动态) whose other rows are in; both rows are named."""
    top = ["姓名", "证件号码", *head]
    others = [["样乙", TWO, *first], ["样丙", THREE, *first]]
    if "街道" not in head:
        top, first, second, others = (
            [*top, "街镇"],
            [*first, "七宝镇"],
            [*second, "七宝镇"],
            [[*one, "七宝镇"] for one in others],
        )
    mine = [["样甲", ONE, *first], ["样甲", ONE, *second]]
    tables = [[mine[0], others[0]], [mine[1], others[1]]] if apart else [[*mine, *others]]
    rosters = [grid([top, *rows], "持证残疾人.xlsx", f"表{n}") for n, rows in enumerate(tables)]
    result = yield [grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx"), *rosters]
    assert codes(result) == [code]
    if code == "H08":
        assert result.decisions["why"][0].count("持证残疾人.xlsx") == 2


@pytest.mark.parametrize(("word", "code"), [("注销", "H08"), ("迁出", "OK")])
def test_who_moved_is_told_by_the_cell_and_not_by_the_name_of_the_file(word, code):
    head = ["姓名", "证件号码", "街道", "状态"]
    here = grid([head, ["样甲", ONE, "莘庄镇", "正常"], ["样乙", TWO, "莘庄镇", "正常"]], "持证残疾人.xlsx", "莘庄")
    there = grid(
        [head, ["样甲", ONE, "七宝镇", word], ["样丙", THREE, "七宝镇", "正常"]], "动迁移交持证残疾人.xlsx", "七宝"
    )
    assert codes(decide([grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx"), here, there])) == [code]


@at_once
@pytest.mark.parametrize(
    ("file", "head", "row", "code"),
    [
        *(
            ("残疾人变动表", ["变更类型"], [word], "H08")
            for word in ("注销", "停发", "取消", "退出", "减员", "终止", "迁出", "核减", "撤销", "清退", "不再享受", "自动放弃")
        ),
        *(
            ("残疾人变动表", [header], ["注销"], "H08")
            for header in ("操作类型", "变更类别", "变动类型", "异动类别", "调整类型", "变更情况", "动态变化类型")
        ),
        ("残疾人变动表", ["变动类型", "变动原因"], ["注销", "残疾等级不符"], "H08"),
        ("残疾人变动表", ["变动类型", "变动原因"], ["注销", "其他原因三"], "H08"),
        ("残疾人变动表", ["变更类型", "处理情况"], ["停发", "已电告"], "H08"),
        *(
            ("残疾人核查表", ["核查结果"], [word], "H08")
            for word in ("不符", "查无此人", "不在本区", "人证不符", "取消资格", "存疑", "不予通过")
        ),
        ("残联核查反馈", ["核查结果", "说明"], ["不符", "证件已注销"], "H08"),
        ("残疾人停发审批表", ["停发原因", "停发月份", "审批意见"], ["收入超标", "2024.3", "同意"], "H08"),
        *(
            (f"{name}", [], [], "X05")
            for name in ("残疾人注销花名册", "残疾人清退人员花名册", "残疾人停发汇总表", "残疾人证迁出对象花名册", "残疾人减员台账")
        ),
        *((name, [], [], "H08") for name in ("残疾人在册及注销花名册", "残疾人花名册（含注销）")),
        ("残疾人补充名册", ["备注"], ["已迁出"], "H08"),
        ("残疾人变动表", ["变更类型"], ["新增"], "OK"),
        ("残疾人变动表", ["变动类型", "变动原因"], ["等级变更", "三级变二级"], "OK"),
        ("残疾人核查表", ["核查结果"], ["属实"], "OK"),
        ("残疾人核查表", ["核查结果"], ["符合"], "OK"),
        ("残疾人补充名册", ["备注"], ["独居"], "OK"),
    ],
)  # fmt: skip
def test_who_is_out_or_perhaps_out_on_a_further_list_is_not_paid_by_the_roster(file, head, row, code):
    result = yield [
        grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], ["样甲", ONE, "七宝镇"]], "持证残疾人.xlsx"),
        grid([["姓名", "证件号码", *head], ["样甲", ONE, *row]], f"{file}.xlsx"),
    ]
    assert codes(result) == [code], result.decisions["why"][0]
    promised = result.findings["text"].str.contains("先待核") & result.findings["code"].isin(
        ["I14", "I34", "I35", "I43"]
    )
    assert (
        code != "OK" or not promised.any() or row == ["等级变更", "三级变二级"]
    )  # who rests on nothing but that row waits


def test_every_row_of_both_lists_is_accounted_for():
    result = decide(lists([[f"样{ONE}", ONE, "P1"]], [[f"样{ONE}", ONE, "P1"], [f"样{TWO}", TWO, "P7"]]))
    assert codes(result) == ["X03", "X03"]
    assert result.decisions["sheet"].astype(str).tolist() == ["承保", "退保"]


@at_once(by=decided_by_row)
@pytest.mark.parametrize("header", ["保险单号码", "保单编号", "Policy No", "合同号", "保险合同号"])
def test_a_policy_number_has_many_names(header):
    insured = grid([["姓名", "证件号码", "保单号"], ["样甲", ONE, "P1"], ["样乙", TWO, "P2"]], "承保名单.xlsx", "承保")
    out = grid([[header, "退保日期"], ["P1", "2024-06-20"]], "退保清单.xlsx")
    result = yield [insured, out, grid(_roster("样甲", "样乙"), "残疾.xlsx", "在册")]
    assert codes(result) == ["X03", "OK"]


@at_once
@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("核查情况", "户口已迁至奉贤", "H08"),
        ("核查情况", "户籍迁到江苏", "H08"),
        ("核查情况", "查无此人", "H08"),
        ("核查情况", "已搬离，不知去向", "H08"),
        ("核查情况", "人不在本村", "H08"),
        ("核查情况", "全家移居国外", "H08"),
        ("走访情况", "户口已迁至奉贤", "H08"),
        ("走访情况", "已去世", "H10"),
        ("入户记录", "已搬至浦东新区居住", "H08"),
        ("上门走访结果", "查无此人", "H08"),
        ("家访情况", "生活能自理，身体较差", "OK"),
        ("核查情况", "手机停机", "OK"),
        ("核查情况", "本人在家", "OK"),
        ("核查情况", "电话无人接听", "OK"),
        ("备注", "户口已迁至奉贤", "H08"),
        ("备注", "同住", "OK"),
    ],
)
def test_a_list_of_visits_that_says_that_somebody_may_be_gone_holds_his_other_row(header, cell, code):
    """One who had moved away was paid by the roster, though the visitors' list of the same roster says so."""
    roster = grid(_roster("样甲", "样乙", "样丙"), "持证残疾人.xlsx", "名册")
    visits = [["姓名", "证件号码", "核查日期", header, "核查人"]]
    visits += [
        [name, id, "2024-06-11", text, "样查"]
        for name, id, text in (("样甲", ONE, cell), ("样乙", TWO, "本人在家"), ("样丙", THREE, "本人在家"))
    ]
    insured = grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx")
    result = yield [insured, roster, grid(visits, "残疾人入户核查.xlsx", "核查")]
    assert codes(result) == [code]


@pytest.mark.parametrize(("cell", "code"), [("已去世", "H09"), ("查无此人", "H09"), ("同意", "OK")])
def test_what_a_column_that_is_asked_about_says_of_a_death_is_about_the_person_and_not_about_the_row(cell, code):
    """Another row of the roster paid one of whom a cell says that he has died, for nobody had understood its header."""
    visits = [
        ["姓名", "证件号码", "街镇", "甲乙丙"],
        ["样甲", ONE, "七宝镇", cell],
        ["样乙", TWO, "七宝镇", "同意"],
        ["样丙", THREE, "七宝镇", "同意"],
    ]
    lists = [
        grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx"),
        grid(_roster("样甲", "样乙"), "持证残疾人.xlsx", "名册"),
    ]
    assert codes(decide([*lists, grid(visits, "残疾人核对.xlsx", "核对")])) == [code]


@at_once
@pytest.mark.parametrize(
    ("head", "row", "named"),
    [
        (["保单号", "退保日期"], ["SHHB202400099001", "2024-06-20"], True),
        (["保单号", "退保日期"], ["SHHB202400012301", "2024-06-20"], False),
        (["保单号", "退保日期"], ["SHHB-2024-00012302", "2024-06-20"], False),
        (["姓名", "保单号"], ["样丙", "SHHB202400099002"], True),
        (["姓名", "保单号"], ["样甲", "SHHB202400099003"], False),
        (["姓名", "退保日期"], ["样丁", "2024-06-20"], True),
        (["姓名", "证件号码", "保单号"], ["样丁", "310112195001", "SHHB202400099004"], True),
        (["姓名", "证件号码", "保单号"], ["样*", "310112********9999", "SHHB202400099005"], True),
        (["姓名", "证件号码", "保单号"], ["样丁", "", "SHHB202400099006"], True),
        (["姓名", "证件号码", "保单号"], ["样丁", resident("31011219620302902"), "SHHB202400099007"], False),
    ],
)
def test_a_withdrawal_that_is_about_nobody_is_named(head, row, named):
    """Where a list had no column of numbers nobody heard of a row whose policy was mistyped, and its person was paid. One with a right number becomes a row of
    its own."""
    policies = [["样甲", ONE, f"SHHB20240001230{n}"] for n in (1, 2)]
    insured = grid([["姓名", "证件号码", "保单号"], *policies], "承保名单.xlsx", "承保")
    result = yield [insured, grid(_roster("样甲"), "残疾.xlsx", "在册"), grid([head, row], "退保名单.xlsx")]
    assert [(code, row) for code, row, _ in found(result.findings, "I65")] == [("I65", 2)] * named
