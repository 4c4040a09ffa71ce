"""Names by which a list says that somebody was paid, or that somebody paid for him."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.rosters.names_of_payments import names_payment

PEOPLE = [[f"样{name}", resident(f"3101121950010190{n}"), "七宝镇"] for n, name in enumerate("甲乙丙", 1)]
HEAD = ["姓名", "证件号码", "街镇"]
LISTS = [grid([HEAD, *PEOPLE], "承保名单.xlsx"), grid([HEAD, *PEOPLE], "持证残疾人.xlsx")]
NAME, NUMBER, _ = PEOPLE[1]
SIGNED = [
    ["序号", "姓名", "身份证号", "金额", "领款人签字", "领款日期"],
    ["1", NAME, NUMBER, "129.00", NAME, "2024.8.20"],
]
BY_CARD = [["序号", "姓名", "身份证号码", "卡号", "金额"], ["1", NAME, NUMBER, "6200000000012345001", "129"]]
PLAIN = [["序号", "姓名", "身份证号", "金额"], ["1", NAME, NUMBER, "129"]]


@at_once
@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("2024年沪惠保补贴领款签收表", SIGNED),
        ("沪惠保保费补助签领单（2024年）", SIGNED),
        ("2024年度沪惠保补贴领款花名册", SIGNED),
        ("沪惠保补贴现金领取签字表", SIGNED),
        ("2024沪惠保补贴到账名单", PLAIN),
        ("2024年沪惠保保费返还名单", PLAIN),
        ("2024沪惠保补贴入账清单", PLAIN),
        ("沪惠保补贴兑付清册", PLAIN),
        ("七宝镇沪惠保保费垫付名单", PLAIN),
        ("2024年沪惠保补贴打卡明细", BY_CARD),
        ("沪惠保补贴打款成功名单", BY_CARD),
        ("2024年沪惠保保费返还到账明细", BY_CARD),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_who_stands_on_a_list_whose_name_says_that_it_was_paid_waits(title, rows, above):
    sheet = grid([[title], *rows], "附件1.xlsx") if above else grid(rows, f"{title}.xlsx")
    result = yield [*LISTS, sheet]
    assert codes(result) == ["OK", "H08", "OK"]
    assert not [text for text in result.found_until_decided["text"] if "没有写明是名册" in text]


@at_once
@pytest.mark.parametrize(
    "title", ["2023年沪惠保补贴领款签收表", "2024年重残护理补贴签收表", "沪惠保补贴申领登记", "沪惠保宣传品签收表"]
)
def test_names_of_another_year_or_benefit_or_of_what_is_to_be_paid_hold_nobody(title):
    result = yield [*LISTS, grid(PLAIN, f"{title}.xlsx")]
    assert codes(result) == ["OK", "OK", "OK"]


def test_a_list_of_accounts_that_may_be_one_of_payments_is_asked_about():
    assert names_payment(["Sheet1", "2024年沪惠保补贴打卡明细"]) == "2024年沪惠保补贴打卡明细"
    assert names_payment(["沪惠保补贴打卡账户", "护理补贴打卡明细", "沪惠保拟打款名单"]) == ""
