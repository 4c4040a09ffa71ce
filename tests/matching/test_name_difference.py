import pytest

from huibao_xl.matching.name_difference import kind


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("張国榮", "张国荣", "繁简"),
        ("张?", "张䶮", "缺字"),
        ("张??", "张䶮", "缺字"),
        ("□小明", "王小明", "缺字"),
        ("张\ue900", "张䶮", "自造字"),
        ("zhang san", "张三", "拼音"),
        ("ZHANG·SAN", "张三", "拼音"),
        ("吕布", "lv布", "拼音"),
        ("lyu布", "吕布", "拼音"),
        ("张龙天", "张䶮", "拆字"),
        ("陶吉吉", "陶喆", "拆字"),
        ("王小明", "王晓明", "同音"),
        ("曾阿", "曾啊", "同音"),
        ("王小明", "王明小", "字序不同"),
        ("古丽·买买提", "买买提·古丽", "字序不同"),
        ("小明王", "王小明", "字序不同"),
        ("王小明", "王大明", "一字之差"),
        ("王小", "王小明", "一字之差"),
        ("王小明", "王大海", "同姓不同名"),
        ("李四", "王五", "完全不同"),
        ("li si", "王五", "完全不同"),
        ("?", "王五六", "完全不同"),
        ("", "王五", "完全不同"),
    ],
)
def test_the_kind_of_a_difference_whichever_side_it_is_on(left, right, expected):
    assert kind(left, right) == expected == kind(right, left)


def test_a_former_name_explains_any_difference():
    assert kind("李四", "王五", ["李四"]) == "曾用名" and kind("李四", "王五", ["", "李六"]) == "完全不同"
