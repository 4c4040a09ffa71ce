"""A column of refunds that says of most people that there was none makes no 退保名单 of an insurer's export; a row in which it says one waits."""

import pytest
from tables import codes, decide, grid, resident

IDS = [resident(f"3101121950010{day}90{day}") for day in (1, 2, 3)]
PEOPLE = list(zip(("样甲", "样乙", "样丙"), IDS, strict=True))


@pytest.mark.parametrize(
    ("header", "nothing", "refunded"),
    [
        ("退款时间", "", "2024-07-01"),
        ("退款金额", "0.00", "129.00"),
        ("退款状态", "未退款", "已退款"),
        ("退费金额", "0", "129"),
        ("退款标志", "否", "是"),
        ("退款原因", "", "客户申请"),
    ],
)
def test_only_who_was_refunded_waits(header, nothing, refunded):
    def decided(*cells):
        heads = ["订单编号", "保单号", "被保险人姓名", "被保险人证件号", "承保时间", "保单状态", header]
        rows = zip(PEOPLE, cells, strict=True)
        insured = [
            [f"D00000000{n}", f"PHHB202400000{n}", *one, "2024-06-01", "有效", cell]
            for n, (one, cell) in enumerate(rows)
        ]
        roster = [["姓名", "身份证号", "街镇", "残疾类别"], *([*one, "七宝镇", "肢体"] for one in PEOPLE)]
        sheets = [grid([heads, *insured], "order_export.csv", "order_export"), grid(roster, "持证残疾人.xlsx", "名册")]
        return codes(decide(sheets))

    assert decided(nothing, nothing, nothing) == ["OK"] * 3
    assert decided(nothing, refunded, nothing) == ["OK", "H08", "OK"]
