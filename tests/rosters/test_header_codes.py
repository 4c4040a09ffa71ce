"""What headers say of their own cells: values and what they mean, in the ways in which forms and exports write it."""

import pytest

from huibao_xl.rosters.header_codes import as_meant, explained, meaning_of
from huibao_xl.rosters.status_words import read_header

ONE_OR_NONE = (("1", "有效"), ("0", "无效"))


@pytest.mark.parametrize(
    ("header", "own", "codes"),
    [
        *(
            (f"是否有效{text}", "是否有效", ONE_OR_NONE)
            for text in (
                *("(1有效0无效)", "（1有效，0无效）", "（1-有效；0-无效）", "【1：有效 0：无效】", "（1=有效/0=无效）", "（1.有效、0.无效）"),
                *("（有效1无效0）", "（有效填1，无效填0）", "（有效=1，无效=0）", "（有效请填“1”，无效请填“0”）", "（填1表示有效，填0表示无效）"),
                *("：1有效，0无效", "\n1有效\n0无效", "1有效0无效"),
            )
        ),
        ("是否有效（无效打×）", "是否有效", (("×", "无效"),)),
        ("是否有效（打√为有效）", "是否有效", (("√", "有效"),)),
        ("是否在册（在册√ 退出×）", "是否在册", (("√", "在册"), ("×", "退出"))),
        ("是否有效（否为无效）", "是否有效", (("否", "无效"),)),
        ("是否仍符合（不符合填否）", "是否仍符合", (("否", "不符合"),)),
        ("是否有效（有效填1，无效不填）", "是否有效", (("1", "有效"), ("", "无效"))),
        ("状态（空白为正常，×为注销）", "状态", (("", "正常"), ("×", "注销"))),
        ("是否注销（注销填1，其余填0）", "是否注销", (("1", "注销"), ("0", "未注销"))),
        ("状态（1正常，其他注销）", "状态", (("1", "正常"), ("*", "注销"))),
        ("有效标志（Y有效N失效）", "有效标志", (("Y", "有效"), ("N", "失效"))),
        ("持证状态：01持证；02注销；03冻结", "持证状态", (("1", "持证"), ("2", "注销"), ("3", "冻结"))),
        ("在享=1，停=0", "", (("1", "在享"), ("0", "停"))),
        ("是否有效（1是0否）", "是否有效", (("1", "是"), ("0", "否"))),
    ],
)  # fmt: skip
def test_a_table_of_values(header, own, codes):
    taken = explained(header)
    assert (taken.question, taken.codes, taken.unclear) == (own, codes, False)


@pytest.mark.parametrize(
    "aside", ["（有效/注销/过期）", "（是/否）", "(Y/N)", "（1、0）", "（不符合请注明原因）", "（下拉选择）"]
)
def test_what_may_stand_below_and_what_else_to_write_is_no_table(aside):
    taken = explained(f"是否有效{aside}")
    assert (taken.question, taken.codes, taken.unclear) == ("是否有效", (), False)
    assert read_header(f"是否有效{aside}") == read_header("是否有效")


@pytest.mark.parametrize(
    "aside",
    [
        "（0、1分别表示无效、有效）",
        "（1有效1无效）",
        "（有效填是1，否则见说明2）",
        "（按代码表3）",
        "：1有效，见说明2无效",
    ],
)
def test_values_that_nobody_understands(aside):
    assert explained(f"有效标志{aside}").unclear and not explained(f"有效标志{aside}").codes
    assert read_header(f"有效标志{aside}") is None


@pytest.mark.parametrize(
    "header", ["街道（镇）", "姓名（户主）", "证件号码（18位）", "出生日期（YYYYMMDD）", "保费（元）", "死亡（注销）日期", "是否有效（2024年）", "2024年度", "姓名1"]
)  # fmt: skip
def test_other_brackets_stay(header):
    taken = explained(header)
    assert (taken.question, taken.codes, taken.unclear) == (header, (), False)


def test_cells_as_meant():
    assert as_meant("是否本区户籍（1是2否）", ["1", "02", "3"]) == ["是", "否", "3"] and as_meant("姓名", ["1"]) == [
        "1"
    ]
    assert meaning_of("", (("", "无效"),)) == "无效" and meaning_of("9", (("*", "注销"),)) == "注销"
