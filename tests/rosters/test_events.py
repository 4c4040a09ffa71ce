"""Lists of what happened to people: their last event says whether they are in."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

ONE, TWO = (resident(f"3101121950010190{n}") for n in (1, 2))
INSURED = [["姓名", "证件号码", "街镇", "承保日期"], ["样甲", ONE, "七宝镇", "2024-06-10"]]


def events(*what: tuple[str, str], kind: str = "变动类型", day: str = "变动日期") -> list[list[str]]:
    people = [["样甲", ONE, "七宝镇", "肢体", *one] for one in what]
    return [
        ["姓名", "身份证号", "街镇", "残疾类别", kind, day],
        *people,
        ["样乙", TWO, "七宝镇", "肢体", "新增", "2020-01-01"],
    ]


@at_once
@pytest.mark.parametrize(
    ("what", "code"),
    [
        ([("新增", "2022-05-01")], "OK"),
        ([("新增", "2022-05-01"), ("注销", "2024-03-01")], "X05"),
        ([("注销", "2024-03-01"), ("新增", "2022-05-01")], "X05"),
        ([("新增", "2022-05-01"), ("注销", "2023-03-01"), ("恢复", "2023-09-01")], "OK"),
        ([("恢复", "2023-09-01"), ("迁出", "2023-03-01"), ("新增", "2022-05-01")], "OK"),
        ([("新增", "2022-05-01"), ("注销", "2023-03-01"), ("恢复", "2023-09-01"), ("迁出", "2024-04-01")], "X05"),
        ([("新增", "2022-05-01"), ("注销", "2024-08-01")], "OK"),
        ([("新增", "2022年5月"), ("注销", "2024年3月")], "X05"),
        ([("新增", "2022-05-01"), ("注销", "不详")], "H08"),
        ([("新增", "2022-05-01"), ("注销", "")], "H08"),
        ([("注销", "2024-03-01"), ("恢复", "2024-03-01")], "H08"),
        ([("新增", "2022-05-01"), ("死亡", "2024-03-01")], "H10"),
    ],
)
def test_the_last_event_of_a_person_says_whether_he_is_in(what, code):
    result = yield [grid(INSURED, "承保名单.xlsx"), grid(events(*what), "残疾人变动台账.xlsx", "持证残疾人")]
    assert codes(result)[0] in (code, "H09" if code == "OK" else code)


@at_once
@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("变动情况", "办理日期"),
        ("动态", "日期"),
        ("异动类型", "异动时间"),
        ("业务状态", "业务日期"),
        ("调整类型", "登记日期"),
    ],
)
def test_headers_of_events_and_their_days(kind, day):
    back = [("新增", "2022-05-01"), ("注销", "2023-03-01"), ("恢复", "2023-09-01")]
    for what, code in ((back, ("OK", "H09")), (back[:2], ("X05", "H09"))):
        result = yield [grid(INSURED, "承保名单.xlsx"), grid(events(*what, kind=kind, day=day), "残疾人.xlsx", "名册")]
        assert codes(result)[0] in code
