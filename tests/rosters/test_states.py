"""What the columns of states say of each row of a sheet, through the real reading."""

import csv
from pathlib import Path

import pytest
from at_once import at_once, read_at_once
from tables import codes, decide, found, grid, read, resident

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
INSURED = grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx")


def sheets(head, *rows, role="持证残疾人"):
    table = [["姓名", "证件号码", "街镇", *head], *(["样甲", ONE, "七宝镇", *row] for row in rows)]
    return [INSURED, grid(table, f"{role}.xlsx")]


def entries(head, *rows):
    return read(sheets(head, *rows))


def states(head, *rows):
    return told(entries(head, *rows).entries)


def told(frame):
    return [
        "dead" if dead else "doubt" if doubt else "out" if out else "from" if by == by else ""
        for dead, doubt, out, by in zip(
            frame["dead"].notna(), frame["doubt"].notna(), frame["out"], frame["out_by"], strict=True
        )
    ]


@at_once(by=read_at_once)
@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("持证状态", {"持证": "", "注销": "out", "冻结": "out", "怪": "doubt", "": "", "#N/A": "doubt"}),
        ("是否有效", {"是": "", "否": "out", "1": "", "0": "out", "2": "doubt", "√": "", "有效": "", "无效": "out"}),
        (
            "死亡标志",
            {"0": "", "1": "dead", "否": "", "是": "dead", "": "", "Y": "dead", "2": "doubt", "2024-01-05": "dead"},
        ),
        ("是否放弃", {"否": "", "是": "out", "": ""}),
        *(
            (header, {"否": "", "是": "out"})
            for header in ("是否停补", "是否除名", "是否移出", "是否撤销", "是否不再享受")
        ),
        *(
            (header, {"是": "", "否": "out"})
            for header in ("是否继续享受", "是否在有效期内", "是否持有效证", "是否纳入")
        ),
        ("是否保留", {"是": "", "否": "out"}),
        ("注销标志", {"0": "", "1": "out", "已注销": "out", "未注销": "", "2024-01-05": "from"}),
        ("人员状态", {"正常": "", "退休": "", "0": "doubt", "1": "doubt", "死亡": "dead", "在册（健在）": ""}),
        ("状态", {"正常": "", "2024-03-01停发": "from", "停发": "out"}),
        (
            "停发日期",
            {"2024-03-01": "from", "0000-00-00": "", "9999-12-31": "", "无": "", "看不清": "doubt", "已停发": "out"},
        ),
        ("死亡日期", {"2024-03-01": "dead", "不详": "dead", "1900-01-00": "", "#VALUE!": "doubt", "/": "", "健在": ""}),
        ("注销原因", {"死亡": "dead", "迁出": "out", "无": "", "": "", "等级变更": "out"}),
        (
            "备注",
            {
                "独居": "",
                "已注销": "out",
                "原证注销换新证": "",
                "配偶去世": "",
                "2023年去世": "dead",
                "#REF!": "doubt",
            },
        ),
        ("医保参保状态", {"停保": "", "暂停参保": "", "怪": "", "死亡": "dead", "死亡停保": "dead"}),
        ("养老保险状态", {"终止": "", "正常": "", "停发": ""}),
        *(
            (
                header,
                {"通过": "", "异常": "doubt", "乙类": "doubt", "待定": "doubt", "退回补正": "doubt", "暂缓": "doubt"},
            )
            for header in ("审批结果", "核查结果", "复核结果", "认定结论", "审核意见")
        ),
        (
            "备注",
            {
                "重新评残后不符合残疾标准，证已收回": "doubt",
                "残疾证收缴": "out",
                "不再享受": "out",
                "已取消资格": "out",
                "退出低保": "out",
                "停止救助": "out",
                "旧银行卡已注销，换新卡": "",
                "原手机号已停用": "",
                "微信已注销；电话停机": "",
                "银行卡冻结，本人已注销": "out",
                "因死亡银行卡已注销": "dead",
            },
        ),
        ("复核结果", {"继续享受": "", "金额调增": "", "金额调减": "", "标准不变": "", "金额退回": "out"}),
        ("参保状态", {"正常参保": "", "停保": "", "怪": ""}),
        ("是否低保", {"是": "", "否": ""}),
        ("家庭情况", {"独居": "", "怪": ""}),
    ],
)
def test_a_column_of_a_roster(header, cells):
    lists = yield sheets([header], *([text] for text in cells))
    assert dict(zip(cells, told(lists.entries), strict=True)) == cells


@pytest.mark.parametrize(
    ("head", "cells", "expected"),
    [
        (["迁出地", "迁入地", "迁入时间"], ["徐汇区", "闵行区七宝镇", "2023-09-01"], ""),
        (["转出区", "转入日期"], ["宝山区", "2023-09"], ""),
        (["户籍迁出地", "户籍迁入日期"], ["江苏启东", "2022-01-01"], ""),
        (["迁出地"], ["徐汇区"], "out"),
        (["迁出地", "迁入地"], ["闵行区", "徐汇区"], "out"),
        (["迁出地", "迁出时间", "迁入时间"], ["徐汇区", "2023-09-01", ""], "from"),
    ],
)
def test_where_somebody_came_from_is_no_leaving(head, cells, expected):
    assert states(head, cells)[0] == expected


def test_an_empty_cell_beside_ticks_alone_may_mean_no():
    assert states(["是否在册"], ["√"], [""], ["√"]) == ["", "doubt", ""]
    assert states(["是否在册"], ["是"], [""], ["否"]) == ["", "", "out"]


def test_columns_together():
    head = ["人员状态", "注销日期"]
    assert states(head, ["注销", "2024-03-01"], ["注销", ""], ["正常", "2024-03-01"], ["注销", "看不清"]) == [
        "from",
        "out",
        "",
        "doubt",
    ]
    frame = entries(head, ["正常", "2024-03-01"]).entries
    assert frame["out_from"].notna().all() and frame["out_by"].isna().all()


def test_a_cell_is_named_as_staff_see_it():
    lists = entries(["持证状态"], ["怪"])
    assert lists.entries["doubt"].tolist() == ["D 列“持证状态”为“怪”"]
    assert found(lists.findings, "I14") == [("I14", 2, "怪")]


def test_states_of_policies():
    table = [["姓名", "证件号码", "保单状态", "缴费状态", "退保日期"]]
    table += [
        ["样甲", ONE, *row]
        for row in (["有效", "已缴费", ""], ["退保", "已缴费", ""], ["有效", "已缴费", "2024-08-01"])
    ]
    table += [
        ["样甲", ONE, *row] for row in (["冻结", "", ""], ["", "未缴费", ""], ["", "", "2024-08-01"], ["身故", "", ""])
    ]
    insured = read(
        [grid(table, "承保名单.xlsx"), grid([["姓名", "证件号码"], ["样甲", ONE]], "持证残疾人.xlsx")]
    ).insured
    assert insured["status"].tolist() == ["有效", "退保", "不明", "不明", "退保", "退保", "有效"]
    assert insured["dead"].notna().tolist() == [False] * 6 + [True]


def test_the_second_column_of_a_field_counts_too():
    table = [["姓名", "证件号码", "状态", "保单状态"], ["样甲", ONE, "有效", "退保"], ["样乙", TWO, "", "退保"]]
    lists = read([grid(table, "承保名单.xlsx"), grid([["姓名", "证件号码"], ["样甲", ONE]], "持证残疾人.xlsx")])
    assert lists.insured["status"].tolist() == ["不明", "退保"]


@pytest.mark.parametrize(
    ("file", "header", "cell"),
    [("银行账户.xlsx", "银行账号", "1"), ("团单名单.xlsx", "投保单位", "某厂"), ("往期发放.xlsx", "政策年度", "2023")],
)
def test_deaths_in_the_other_lists(file, header, cell):
    table = [["姓名", "证件号码", header, "备注"], ["样甲", ONE, cell, "本人已去世"], ["样乙", TWO, cell, "代领"]]
    lists = read([INSURED, grid([["姓名", "证件号码"], ["样甲", ONE]], "持证残疾人.xlsx"), grid(table, file)])
    frame = {"银": lists.accounts, "团": lists.group, "往": lists.prior}[file[0]]
    assert frame["dead"].notna().tolist() == [True, False]


CASES = list(csv.DictReader((Path(__file__).parent.parent / "cases/state_columns.csv").open(encoding="utf-8")))
PEOPLE = [
    (f"样{at}", resident(f"3101121950{1 + at // 28:02}{1 + at % 28:02}{100 + at}")) for at in range(4 * len(CASES))
]


def both(at, case):
    """承保名单 and 持证残疾人 of a case, with four people of their own; one of them has the column."""
    people, cells = (
        PEOPLE[4 * at : 4 * at + 4],
        [text.split() if "|" in case["表头"] else [text] for text in case["格"].split("|")],
    )
    heads = {
        "承保名单": (
            ["保单号", "姓名", "证件号码", "承保日期"],
            [[f"P{at}-{n}", *one, "2024-06-01"] for n, one in enumerate(people)],
        ),
        "名册": (["姓名", "身份证号", "街镇", "残疾类别"], [[*one, "七宝镇", "肢体"] for one in people]),
    }
    files = {"承保名单": f"承保名单{at}.xlsx", "名册": f"持证残疾人{at}.xlsx"}
    return [
        grid(
            [[*head, *case["表头"].split("|")], *(row + cell for row, cell in zip(rows, cells, strict=True))]
            if kind == case["名单"]
            else [head, *rows],
            files[kind],
            "名单",
        )
        for kind, (head, rows) in heads.items()
    ]


def test_words_that_nobody_understands_and_empty_cells_never_pass_in_a_column_of_a_state():
    decided = codes(decide([one for at, case in enumerate(CASES) for one in both(at, case)]))
    found = [decided[4 * at : 4 * at + 4] for at in range(len(CASES))]
    assert found == [case["代码"].split("|") for case in CASES]
