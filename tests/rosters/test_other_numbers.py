"""Numbers of orders on 承保名单: a 退保名单 that names nobody else means their rows."""

from tables import codes, decide, grid, resident

ONE, TWO, THREE, FOUR = (resident(f"3101121950010190{n}") for n in (1, 2, 3, 4))


def test_a_withdrawal_by_the_number_of_an_order_holds_the_row_that_has_it():
    people = [["样甲", ONE], ["样乙", TWO], ["样丙", THREE], ["样丁", FOUR]]
    bought = [[*each, f"P{n}", f"2024061000{n}", f"139000000{n}1"] for n, each in enumerate(people)]
    out = [["20240610000", "", ""], ["20240610002", "样丁", ""], ["20240610001", "样乙", ""], ["20249999999", "", ""]]
    lists = [
        grid([["姓名", "证件号码", "保单号", "订单号", "手机号"], *bought], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], *([*each, "七宝镇"] for each in people)], "持证残疾人.xlsx"),
        grid([["订单号", "姓名", "证件号码", "退款金额"], *([*each, 129] for each in out)], "退保名单.xlsx"),
    ]
    assert codes(decide(lists)) == ["H08", "H08", "OK", "H11"]
