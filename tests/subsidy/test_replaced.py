"""Law of reading: whatever is replaced by something that nobody understands, nobody is paid otherwise unless what is said names the place.

Both sides of it: nobody is paid who was not paid before, and nobody who was paid is missed. As many as one has time for:
``HUIBAO_REPLACED=750 pytest -n 0 tests/subsidy/test_replaced.py`` is 3,000 replacements and 1,100 of two things at once.
"""

import os
from dataclasses import replace
from itertools import combinations

import pytest
import replacing
from at_once import at_once
from hypothesis import given, settings
from hypothesis import strategies as st
from replacing import Place, Sheet, decided, faults, identity, replaced, replaced_at_once

WORLDS = int(os.environ.get("HUIBAO_REPLACED", "3"))


@st.composite
def worlds(draw, places: int = 4, kinds: tuple[str, ...] = replacing.KINDS) -> tuple[tuple[Sheet, ...], list[Place]]:
    made = draw(replacing.lists())
    return made, draw(st.lists(replacing.replacements(made, kinds), min_size=places, max_size=places, unique=True))


@given(worlds())
@settings(max_examples=WORLDS)
def test_nobody_is_paid_otherwise_without_the_place_being_named(world):
    made, places = world
    before = decided(made)
    assert not before.stop
    for place in places:
        assert faults(made, (place,), before, decided(replaced(made, place))) == [], place


@given(worlds(places=3, kinds=("header",)))
@settings(max_examples=max(WORLDS // 2, 3))
def test_two_at_once(world):
    """Two questions hold whom neither alone would: each pair of the places, in two lists or in one."""
    made, places = world
    before = decided(made)
    for first, second in combinations(places, 2):
        if first.at != second.at or first.column != second.column:
            after = decided(replaced(replaced(made, first), second))
            assert faults(made, (first, second), before, after) == [], (first, second)


def people(*remarks: str) -> tuple[Sheet, Sheet]:
    """承保名单 and a roster of people, the last column of each 备注."""
    own = [(f"样{'一二三四五'[at]}", identity(at)) for at in range(len(remarks))]
    insured = tuple((f"P{at}", *person, remarks[at]) for at, person in enumerate(own))
    roster = tuple((*person, "七宝镇", "肢体", "") for person in own)
    return (
        Sheet(
            "承保.xlsx",
            "承保名单",
            ("保单号", "姓名", "证件号码", "备注"),
            ("保单号", "姓名", "证件号码", "备注"),
            insured,
        ),
        Sheet(
            "残疾人.xlsx",
            "名册",
            ("姓名", "证件号码", "街镇", "残疾类别", "备注"),
            ("姓名", "证件号码", "街镇", "残疾类别", "备注"),
            roster,
        ),
    )


def test_the_law_can_fail():
    """Somebody who is paid more, or no longer, with nothing said, is a fault; a finding at the place, or a wait, is none."""
    made = people("", "已退保")
    before, place = decided(made), Place(0, 3, 0, "内容")
    assert list(before.paid) == [identity(0)]
    more = replace(before, paid=before.paid | {identity(1): ("七宝镇", "")})
    assert len(faults(made, (place,), before, more)) == 1 and len(faults(made, (place,), more, before)) == 1
    said = ("I25", "承保.xlsx", "承保名单", "1", "D", "内容", "", "")
    assert faults(made, (place,), before, replace(more, said=before.said | {said})) == []
    assert faults(made, (place,), more, replace(before, held={identity(1): "承保.xlsx 工作表"})) == []


@at_once(by=replaced_at_once, apart=lambda header, **_: header)
@pytest.mark.parametrize("header", ["内容", "性别", "原因"])
@pytest.mark.parametrize("remark", ["已退保", "本人已去世"])
def test_an_ordinary_word_as_header_hides_nothing(header, remark):
    result = yield people("", "", "", "", remark), Place(0, 3, 0, header)
    assert result.before.paid and result.faults == []


@at_once(by=replaced_at_once)
@pytest.mark.parametrize("header", ["内容", "原因", "性别", "民族", "说明"])
def test_an_ordinary_word_as_header_hides_no_date(header):
    insured, roster = people("", "", "", "", "")
    days = ("", "2024-02-01", "", "2023-12-31", "")
    fields = (*roster.fields[:-1], "注销日期")
    rows = tuple((*row[:-1], day) for row, day in zip(roster.rows, days, strict=True))
    result = yield (insured, replace(roster, headers=fields, rows=rows)), Place(1, 4, 0, header)
    assert result.before.paid and result.faults == []


DECIDING = (
    ("注销日期", ("", "2024-02-01", "", "2023-12-31", "")),
    ("失效日期", ("长期", "2024-02-01", "2029-12-31", "2023-12-31", "2030-01-01")),
    ("有效期", ("2020-01-01至长期", "2019.1.1-2023.12.31", "2020-01-01至长期", "2018.1-2024.1", "2020-01-01至长期")),
)
OF_NO_MATTER = (
    "类型", "残疾类型", "人员类别", "居委", "村居", "联系人", "联系电话", "曾用名", "残疾证号", "证书编号", "残疾等级", "备注", "开户行", "户名",
)  # fmt: skip


@at_once(by=replaced_at_once)
@pytest.mark.parametrize(("header", "at"), [(header, at % 3) for at, header in enumerate(OF_NO_MATTER)])
def test_a_header_of_a_field_that_pays_nobody_hides_nothing_that_decides(header, at):
    field, cells = DECIDING[at]
    insured, roster = people("", "", "", "", "")
    fields = (*roster.fields[:-2], field)
    rows = tuple((*row[:-2], cell) for row, cell in zip(roster.rows, cells, strict=True))
    made = (insured, replace(roster, fields=fields, headers=fields, rows=rows))
    result = yield made, Place(1, 3, 0, header)
    assert len(result.before.paid) == 3 and result.after.paid.keys() <= result.before.paid.keys()


@at_once(by=replaced_at_once)
@pytest.mark.parametrize("header", ["居委", "社区"])
def test_nor_a_state(header):
    insured, roster = people("", "", "", "", "")
    fields = (*roster.fields[:-2], "人员状态")
    rows = tuple(
        (*row[:-2], cell) for row, cell in zip(roster.rows, ("正常", "注销", "正常", "停发", "正常"), strict=True)
    )
    made = (insured, replace(roster, fields=fields, headers=fields, rows=rows))
    result = yield made, Place(1, 3, 0, header)
    assert len(result.before.paid) == 3 and result.after.paid.keys() <= result.before.paid.keys()


@at_once(by=replaced_at_once)
@pytest.mark.parametrize("header", ["内容", "项目", "性别", "民族", "类型"])
def test_an_ordinary_word_as_header_hides_no_town(header):
    insured, roster = people("", "", "")
    insured = replace(insured, fields=(*insured.fields[:-1], "街镇"), headers=(*insured.fields[:-1], "街镇"))
    insured = replace(insured, rows=tuple((*row[:-1], "莘庄镇") for row in insured.rows))
    result = yield (insured, roster), Place(1, 2, 0, header)
    assert result.before.paid and result.faults == []


@at_once(by=replaced_at_once)
@pytest.mark.parametrize("by", ["其他", "Sheet1", "七宝镇", "持证残疾人"])
def test_an_out_list_that_only_its_columns_give_away(by):
    insured, roster = people("", "", "", "", "")
    fields = ("姓名", "证件号码", "残疾类别", "注销日期")
    out = Sheet(
        "来件.xlsx", "注销", fields, fields, tuple((*row[:2], "肢体", "2024-02-01") for row in roster.rows[1:3])
    )
    result = yield (insured, roster, out), Place(2, -1, 0, by)
    assert result.before.paid and result.faults == []


@at_once(by=replaced_at_once)
@pytest.mark.parametrize("file", ["退保名单.xlsx", "来件.xlsx"])
@pytest.mark.parametrize("by", ["持证残疾人", "优抚对象", "生活困难农户", "医疗救助对象"])
def test_a_sheet_for_each_roster_in_the_file_of_who_withdrew(by, file):
    insured, roster = people("", "", "")
    fields = ("姓名", "证件号码", "退保日期")
    out = Sheet(file, "退保", fields, fields, tuple((*row[:2], "2024-02-01") for row in roster.rows[1:]))
    result = yield (insured, roster, out), Place(2, -1, 0, by)
    assert len(result.after.paid) == (3 if by == "医疗救助对象" else 1)  # 退保 is said of 低保 itself


def test_a_group_list_that_everybody_has_left_may_be_of_who_withdrew():
    insured, roster = people("", "", "")
    fields = ("姓名", "证件号码", "退保日期")
    out = Sheet("来件.xlsx", "退保名单", fields, fields, tuple((*row[:2], "2024-02-01") for row in roster.rows[1:]))
    made, place = (insured, roster, out), Place(2, -1, 0, "团单名单")
    assert faults(made, (place,), decided(made), decided(replaced(made, place))) == []
