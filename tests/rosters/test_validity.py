"""On which days an entry counts: both ends included, an empty end open."""

from zlib import crc32

import numpy as np
import pandas as pd
import pytest
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.rosters.validity import ever_in_period, in_doubt, in_period

DAY = pd.Timestamp("2024-07-01")


def entries(*rows):
    frame = pd.DataFrame(rows, columns=["valid_from", "valid_to", "dates_unreadable"])
    frame = frame.assign(out=False, out_from=pd.NaT, out_by=pd.NaT, begun_by=pd.NaT, doubt=None, dead=None)
    return frame.astype(dict.fromkeys(["valid_from", "valid_to", "out_from", "out_by", "begun_by"], "datetime64[s]"))


@pytest.mark.parametrize(
    ("start", "end", "unreadable", "in_time"),
    [
        (None, None, False, True),
        ("2024-07-01", None, False, True),
        ("2024-07-02", None, False, False),
        (None, "2024-07-01", False, True),
        (None, "2024-06-30", False, False),
        ("2024-01-01", "2024-12-31", True, True),
        ("2025-01-01", None, True, False),
    ],
)
def test_an_entry_on_one_day(start, end, unreadable, in_time):
    assert in_period(entries((start, end, unreadable)), DAY).tolist() == [in_time]


def test_each_entry_on_a_day_of_its_own():
    frame = entries(("2024-07-01", None, False), ("2024-07-01", None, False))
    days = np.array(["2024-07-01", "2024-06-30"], dtype="datetime64[s]")
    assert in_period(frame, days).tolist() == [True, False]


@pytest.mark.parametrize(
    ("state", "in_time", "doubt"),
    [
        ({"out": True}, False, False),
        ({"out_from": "2024-07-01", "out_by": "2024-07-01"}, False, True),
        ({"out_from": "2024-07-02", "out_by": "2024-07-02"}, True, False),
        ({"out_from": "2024-07-01", "out_by": "2024-07-31"}, True, True),
        ({"doubt": "D 列“状态”为“甲”"}, True, True),
        ({"dead": "D 列“状态”为“死亡”"}, True, False),
    ],
)
def test_an_entry_that_is_out_in_doubt_or_of_the_dead(state, in_time, doubt):
    frame = entries((None, None, False)).assign(**state)
    frame = frame.astype(dict.fromkeys(["out_from", "out_by"], "datetime64[s]"))
    assert (in_period(frame, DAY).tolist(), in_doubt(frame, DAY).tolist()) == ([in_time], [doubt])


@pytest.mark.parametrize(
    ("start", "end", "ever"),
    [
        (None, None, True),
        ("2030-01-01", None, True),
        (None, "2001-01-01", True),
        ("2024-06-10", "2024-06-20", True),
        ("2024-06-20", "2024-06-20", True),
        ("2024-06-21", "2024-06-20", False),
    ],
)
def test_an_entry_that_is_valid_on_some_day(start, end, ever):
    assert ever_in_period(entries([start, end, False])).tolist() == [ever]
    assert not ever_in_period(entries([start, end, False]).assign(out=True)).any()


@at_once
@pytest.mark.parametrize(
    ("header", "end", "code"),
    [
        ("失效日期", "2024年", "H08"),
        ("失效日期", "2024", "H08"),
        ("有效期至", "二〇二四年", "H08"),
        ("有效期", "2021年-2024年", "H08"),
        ("有效期", "2020.1.1至2024", "H08"),
        ("失效日期", "2023年", "X05"),
        ("失效日期", "2025", "OK"),
        ("失效日期", "2024年6月", "OK"),
        ("失效日期", "2024年底", "OK"),
        ("失效日期", "2023年底", "X05"),
        ("失效日期", "2023.12", "X05"),
        ("失效日期", "2025.1", "H06"),
        ("失效日期", "2024.1", "H06"),
        ("生效日期", "2024", "H08"),
        ("生效日期", "二〇二四年", "H08"),
        ("有效期", "2024年-2026年", "H08"),
        ("有效期", "自2024年起", "H08"),
        ("生效日期", "2023", "OK"),
        ("生效日期", "2025年", "X05"),
        ("有效期", "2019-2025", "OK"),
        ("生效日期", "2024年6月", "OK"),
    ],
)
def test_a_day_that_names_only_its_year_decides_nobody_in_that_year(header, end, code):
    """A month alone begins on its first and ends on its last day, as 救助 is granted by the month."""
    number = resident("31011219500101901")
    insured = grid([["姓名", "证件号码", "承保日期"], ["样甲", number, "2024-06-15"]], "承保名单.xlsx")
    roster = grid([["姓名", "证件号码", "街镇", header], ["样甲", number, "七宝镇", end]], "持证残疾人.xlsx")
    result = yield [insured, roster]
    assert codes(result) == [code]
    if code == "H08":
        assert "只写到2024年" in result.decisions["why"].iloc[0]


@at_once
@pytest.mark.parametrize("day", ["2024", "2024年", "二〇二四年"])
def test_a_year_is_no_day_of_insurance(day):
    number = resident("31011219500101901")
    insured = grid([["姓名", "证件号码", "承保日期"], ["样甲", number, day]], "承保名单.xlsx")
    roster = grid([["姓名", "证件号码", "街镇"], ["样甲", number, "七宝镇"]], "持证残疾人.xlsx")
    result = yield [insured, roster]
    assert codes(result) == ["H08"]


@at_once
@pytest.mark.parametrize(
    ("end", "remark", "code"),
    [
        ("2034-01-01", "换证中", "OK"),
        ("2034-01-01", "补证中，独居", "OK"),
        ("", "换证中", "H08"),
        ("2024-01-01", "换证中", "H08"),
        ("2024-01-01", "已换新证，新证有效期至2034-05-01", "H08"),
        ("2024-01-01", "已续期", "H08"),
        ("2024-01-01", "复评通过", "H08"),
        ("2034-01-01", "已换新证", "OK"),
        ("2024-01-01", "到期未换证", "X05"),
        ("2024-01-01", "请尽快换新证", "X05"),
        ("2024-01-01", "独居", "X05"),
    ],
)
def test_what_a_remark_says_of_a_renewal_counts_behind_the_end(end: str, remark: str, code: str) -> None:
    row = ["样甲", resident(f"3101121950010{crc32((end + remark).encode()) % 9 + 1}901")]
    roster = [["姓名", "证件号码", "街镇", "有效期至", "备注"], [*row, "七宝镇", end, remark]]
    result = yield [grid([["姓名", "证件号码"], row], "承保名单.xlsx"), grid(roster, "持证残疾人名册.xlsx")]
    assert codes(result) == [code]
