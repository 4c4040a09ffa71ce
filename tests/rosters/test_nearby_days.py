"""Days near what entitles the people of a roster: asked about where they could decide, never a refusal."""

import pytest
from at_once import at_once
from tables import codes, found, grid, resident

from huibao_xl.rosters.nearby_days import is_of_before

ONE, TWO = (resident(f"3101121950010{day}90{day}") for day in (1, 2))
INSURER = ["保单号", "姓名", "证件号码", "承保日期"]
INSURED = grid([INSURER, ["P1", "样甲", ONE, "2024-06-01"], ["P2", "样乙", TWO, "2024-06-01"]], "承保名单.xlsx", "承保")
KINDS = {"持证残疾人": "残疾类别", "医疗救助对象": "救助类别", "生活困难农户": "农户类别", "优抚对象": "优抚类别"}


@at_once(apart=lambda header, **_: header)
@pytest.mark.parametrize(
    ("roster", "header", "first", "code"),
    [
        ("持证残疾人", "领证日期", "2024-06-20", "H09"),
        ("持证残疾人", "残疾鉴定日期", "2024-06-20", "H09"),
        ("持证残疾人", "低保起始日期", "2024-06-20", "H09"),
        ("优抚对象", "低保享受起始月", "2024-07", "H09"),
        ("医疗救助对象", "残疾证有效期至", "2024-02-01", "H09"),
        ("生活困难农户", "低保终止日期", "2024-02-01", "H09"),
        ("持证残疾人", "领证日期", "2019-06-20", "OK"),
        ("医疗救助对象", "残疾证有效期至", "2030-02-01", "OK"),
        ("医疗救助对象", "低保截止日期", "2024-02-01", "X05"),
        ("持证残疾人", "残疾证发证日期", "2024-06-20", "X05"),
        ("优抚对象", "残疾评定日期", "2024-06-20", "X05"),
    ],
)
def test_a_day_near_the_entitlement_refuses_nobody(roster, header, first, code):
    late = {"2024-02-01": "2031-01-01"}.get(first, "2018-01-01" if first < "2025" else first)
    people = [["样甲", ONE, "七宝镇", "", first], ["样乙", TWO, "七宝镇", "", late]]
    head = ["姓名", "身份证号", "街镇", KINDS[roster], header]
    result = yield [INSURED, grid([head, *people], f"{roster}.xlsx", "名册")]
    assert codes(result) == [code, "OK"]
    assert bool(found(result.found_until_decided, "I42")) == (code == "H09")


DAYS_OF_BEFORE = {
    "优抚对象": ["退出现役时间", "现役退出时间", "退出民兵组织时间", "原部队撤销时间", "复员日期", "离队时间", "解除劳动合同日期"],
    "持证残疾人": ["户籍迁入前迁出地日期", "迁入前户籍迁出日期", "来沪前户口注销时间", "迁入本区前迁出日期", "转入时原地转出时间", "旧证失效日期", "原证有效期至", "上次证件到期日", "原户籍迁出日期", "旧证注销日期", "上一本残疾证到期日"],
    "医疗救助对象": ["失业日期", "出院日期", "丧偶时间", "离婚时间", "退学时间"],
}  # fmt: skip


@at_once(apart=lambda header, **_: header)
@pytest.mark.parametrize(
    ("roster", "header"), [(role, one) for role, of_role in DAYS_OF_BEFORE.items() for one in of_role]
)
def test_a_day_of_service_or_of_an_earlier_certificate_ends_nothing(roster, header):
    head = ["姓名", "身份证号", "街镇", KINDS[roster], header]
    people = [["样甲", ONE, "七宝镇", "", "2019-06-20"], ["样乙", TWO, "七宝镇", "", "1998-12-01"]]
    result = yield [INSURED, grid([head, *people], f"{roster}.xlsx", "名册")]
    assert codes(result) == ["OK", "OK"]
    assert not found(result.found_until_decided, "I42")


@pytest.mark.parametrize(
    "header", ["退出低保时间", "残疾证失效日期", "户籍迁出日期", "退出优抚时间", "原低保终止日期", "注销日期"]
)
def test_a_day_that_ends_the_entitlement_is_none_of_these(header):
    assert not is_of_before(header)
