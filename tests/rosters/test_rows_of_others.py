"""Rows of a roster that are of relatives or of those who look after its people, and of whom somebody else has paid for: they wait."""

import pytest
from at_once import at_once
from people import number
from tables import codes, grid

PEOPLE = [["样甲", number(at), "七宝镇"] for at in range(4)]
INSURED = grid([["姓名", "证件号码", "街镇"], *PEOPLE], "承保名单.xlsx")


def roster(header, cells, file="持证残疾人.xlsx", further=(), row=()):
    """A roster whose column ``header`` has ``cells``, and the columns ``further`` with the cells ``row``."""
    grounds = {
        "持": ["残疾类别", "肢体"],
        "医": ["低保证号", "D01"],
        "优": ["优抚证号", "Y01"],
        "生": ["农户证号", "N01"],
    }[file[0]]
    rows = [[*one, grounds[1], cell, *row] for one, cell in zip(PEOPLE, cells, strict=True)]
    return [INSURED, grid([["姓名", "证件号码", "街镇", grounds[0], header, *further], *rows], file)]


@at_once
@pytest.mark.parametrize(
    ("file", "header", "own", "other"),
    [
        ("持证残疾人.xlsx", "人员类型", "残疾人", "监护人"),
        ("持证残疾人1.xlsx", "身份", "残疾人", "陪护人员"),
        ("持证残疾人2.xlsx", "身份", "残疾人", "工作人员"),
        ("持证残疾人3.xlsx", "人员类别", "持证残疾人", "志愿者"),
        ("持证残疾人4.xlsx", "对象类型", "残疾人", "家属（照料者）"),
        ("持证残疾人5.xlsx", "人员角色", "残疾人", "家长"),
        ("优抚对象.xlsx", "人员性质", "优抚对象", "陪同人员"),
        ("持证残疾人家庭情况表.xlsx", "与残疾人关系", "本人", "配偶"),
        ("持证残疾人6.xlsx", "与持证人的关系", "残疾人本人", "父亲"),
        ("持证残疾人7.xlsx", "与残疾者关系", "自己", "女儿"),
        ("持证残疾人8.xlsx", "和残疾人之间关系", "本人", "保姆"),
        ("优抚对象1.xlsx", "与优抚对象关系", "本人", "妻子"),
        ("优抚对象2.xlsx", "与伤残军人关系", "本人", "儿子"),
        ("医疗救助对象.xlsx", "救助类别", "低保", "无"),
        ("医疗救助对象1.xlsx", "低保类别", "城镇低保", "—"),
        ("医疗救助对象2.xlsx", "救助类型", "特困供养", "未认定"),
        ("医疗救助对象3.xlsx", "对象类别", "低保边缘", "空"),
        ("医疗救助对象4.xlsx", "救助身份", "低保", "没有"),
        ("持证残疾人9.xlsx", "沪惠保购买方式", "自行购买", "单位购买"),
        ("持证残疾人10.xlsx", "沪惠保购买方式", "自行购买", "街镇代缴"),
        ("持证残疾人11.xlsx", "沪惠保缴费主体", "本人", "村集体"),
        ("生活困难农户.xlsx", "保费承担方", "个人", "居委会"),
        ("优抚对象3.xlsx", "沪惠保投保途径", "随申办", "工会团购"),
        ("医疗救助对象5.xlsx", "保费由谁支付", "子女", "慈善会"),
        ("持证残疾人12.xlsx", "沪惠保参保情况", "自费参保", "残联统一参保"),
    ],
)
def test_who_is_none_of_the_roster_or_has_not_paid_himself_waits(file, header, own, other):
    result = yield roster(header, [own, own, other, own], file)
    assert [code[0] for code in codes(result)] == ["O", "O", "H", "O"]


@at_once
@pytest.mark.parametrize(
    ("file", "header", "cells", "further", "row"),
    [
        ("持证残疾人.xlsx", "与残疾人关系", ["父亲", "配偶", "本人", "女儿"], ("监护人姓名",), ("样丁",)),
        (
            "持证残疾人1.xlsx",
            "与残疾人关系",
            ["父亲", "配偶", "本人", "女儿"],
            ("联系人", "联系电话"),
            ("样丁", "54380000"),
        ),
        ("持证残疾人2.xlsx", "与户主关系", ["户主", "配偶", "子女", "本人"], (), ()),
        ("优抚对象.xlsx", "与烈士关系", ["配偶", "父子", "母子", "女儿"], (), ()),
        ("医疗救助对象.xlsx", "与申请人关系", ["本人", "配偶", "子女", "本人"], (), ()),
        ("持证残疾人3.xlsx", "沪惠保购买方式", ["自行购买", "子女代买", "居委现场购买", "微信"], (), ()),
        ("持证残疾人4.xlsx", "医保缴费方式", ["民政代缴", "单位缴费", "自缴", "自缴"], (), ()),
        ("医疗救助对象1.xlsx", "救助类别", ["低保", "特困", "低保边缘", "支出型"], (), ()),
        ("生活困难农户.xlsx", "低保类别", ["无", "无", "城镇低保", "无"], (), ()),
    ],
)
def test_relations_of_somebody_else_and_other_premiums_hold_nobody(file, header, cells, further, row):
    result = yield roster(header, cells, file, further, row)
    assert codes(result) == ["OK"] * 4
