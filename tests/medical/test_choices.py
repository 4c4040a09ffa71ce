"""Four choices that no document settles: each is a parameter, another value gives what it says, and whom it would touch is listed while it is not confirmed."""

from typing import Any

import pytest
from medical_lists import ONE, POLICY, REFUNDS, read, refund, visit
from tables import grid

from huibao_xl.medical.clear import Clearing, clear_settlements
from huibao_xl.medical.lists import MedicalLists
from huibao_xl.medical.policy import KINDS, MedicalPolicy, build

STAY = [ONE, "1", "住院", "2024-03-01", "2024-03-01", "150000.00", "150000.00", "0", "130000.00"]
BACK = ["-150000.00", "-150000.00", "0", "-130000.00", "是", "1"]
CAPPED = [
    [*STAY, "", ""],
    [ONE, "2", "住院", "2024-04-01", "2024-04-01", "20000.00", "20000.00", "0", "0", "", ""],
    [ONE, "3", "住院", "2024-05-01", "2024-05-01", *BACK],
]
"""A stay that uses up the year's cap of 130,000, one that gets nothing, and the refund of the first."""
BORNE = [visit(结算号="1"), refund(), visit(结算号="3", 结算日期="2024-03-09")]
"""A visit that bears the year's deductible of 300, its refund, and another visit."""
LONG = [[ONE, "1", "住院", "2024-04-06", "2024-04-05", "5000.00", "5000.00", "3000", "0", "", "", "2024-03-20"]]
"""A stay that began under an identity that had ended when it was settled."""


def chosen(status: str = "未核定", **values: str) -> MedicalPolicy:
    item = POLICY.content["rounding"] | {"status": status}
    content: dict[str, Any] = {}
    for name, value in values.items():
        one = item | {"value": value}
        content[name] = dict.fromkeys(KINDS, one) if name in ("year_by", "day_of") else one
    return build(POLICY.content | content)


def cleared(lists: MedicalLists, policy: MedicalPolicy) -> Clearing:
    return clear_settlements(lists.settlements, lists.identities, policy)


def capped() -> MedicalLists:
    return read(grid([REFUNDS, *CAPPED], "救助结算.xlsx"))


def borne() -> MedicalLists:
    return read(grid([REFUNDS, *BORNE], "救助结算.xlsx"), people=[(ONE, "低保边缘家庭", "2022-01-01", "")])


def long() -> MedicalLists:
    people = [(ONE, "低保", "2022-01-01", "2024-03-31")]
    return read(grid([[*REFUNDS, "入院日期"], *LONG], "救助结算.xlsx"), people=people)


def over_the_year() -> MedicalLists:
    rows = [[ONE, "1", "住院", "2025-01-02", "2024-12-30", "150000.00", "150000.00", "0", "130000.00", "", "", ""]]
    rows += [[ONE, "2", "住院", "2024-06-01", "2024-06-01", "150000.00", "150000.00", "0", "130000.00", "", "", ""]]
    return read(grid([[*REFUNDS, "入院日期"], *rows], "救助结算.xlsx"))


@pytest.mark.parametrize(
    ("lists", "values", "due", "code", "touched"),
    [
        (capped, {"refund_reaches": "不追溯"}, [130_000_00, 0, -130_000_00], "M45", ["2"]),
        (capped, {"refund_reaches": "追溯"}, [130_000_00, 18_000_00, -130_000_00], "M45", ["2"]),
        (borne, {"deductible_back": "恢复"}, [500_00, -500_00, 500_00], "M55", ["3"]),
        (borne, {"deductible_back": "不恢复"}, [500_00, -500_00, 650_00], "M55", ["3"]),
        (long, {"day_of": "出院日期"}, [0], "M54", ["1"]),
        (long, {"day_of": "结算日期"}, [0], "M54", ["1"]),
        (long, {"day_of": "入院日期"}, [1_800_00], "M54", ["1"]),
        (over_the_year, {"year_by": "结算日期"}, [130_000_00, 130_000_00], "M44", ["1"]),
        (over_the_year, {"year_by": "出院日期"}, [0, 130_000_00], "M44", ["1"]),
    ],
)
def test_another_value_gives_what_it_says_and_names_whom_it_touches(lists, values, due, code, touched) -> None:
    read_once = lists()
    clearing = cleared(read_once, chosen(**values))
    assert clearing.rows["due_fen"].tolist() == due
    told = clearing.findings[clearing.findings["code"] == code]
    assert told["value"].tolist() == touched and told["text"].str.contains("未核定").all()
    assert next(iter(values.values())) in told["text"].iloc[0]
    confirmed = cleared(read_once, chosen("有原文", **values))
    assert confirmed.rows["due_fen"].tolist() == due and code not in set(confirmed.findings["code"])


@pytest.mark.parametrize("code", ["M45", "M54", "M55"])
def test_whom_no_choice_touches_nobody_lists(code: str) -> None:
    rows = [visit(结算号="1"), visit(结算号="2", 结算日期="2024-03-09")]
    lists = read(grid([REFUNDS, *rows], "救助结算.xlsx"), people=[(ONE, "低保边缘家庭", "2022-01-01", "")])
    assert code not in set(cleared(lists, POLICY).findings["code"])


def test_an_unclear_refund_that_reaches_back_makes_earlier_rows_unclear() -> None:
    rows = [*CAPPED[:2], [*CAPPED[2][:2], "怪", *CAPPED[2][3:]]]
    lists = read(grid([REFUNDS, *rows], "救助结算.xlsx"))
    for value, codes in (("不追溯", "M01"), ("追溯", "M35")):
        assert cleared(lists, chosen(refund_reaches=value)).rows["code"].astype(str).tolist()[1] == codes


def test_each_choice_stands_among_the_parameters() -> None:
    table = POLICY.parameters.set_index("参数")["状态"]
    titles = [
        "住院：救助年度以哪一天为准",
        "住院：身份以哪一天为准",
        "退费让出的限额和起付线：此前的结算是否补算",
        "退费：原结算扣过的年度起付线是否恢复",
    ]
    assert [table[title] for title in titles] == ["未核定"] * 4
