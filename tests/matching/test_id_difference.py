import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import resident

from huibao_xl.matching.id_difference import DESTROYED, between, confusion, part_of

ID = resident("31011219500101901")


@pytest.mark.parametrize(
    ("other", "kinds", "part"),
    [
        (ID, [], None),
        ("9" + ID[1:], ["substituted"], "地区码"),
        (ID[:9] + "8" + ID[10:], ["substituted"], "出生日期"),
        (ID[:16] + "7" + ID[17:], ["substituted"], "顺序码"),
        (ID[:17] + "X", ["substituted"], "校验位"),
        (resident(ID[:16] + "7"), ["substituted", "substituted"], "顺序码"),
        (ID[:15] + ID[16] + ID[15] + ID[17], ["swapped"], "顺序码"),
        (ID[:9] + ID[10:], ["extra"], "出生日期"),
        (ID[:9] + "7" + ID[9:], ["missing"], "出生日期"),
        (ID[:17], ["extra"], "校验位"),
        ("440301" + ID[6:], ["several"], None),
        (ID[:15] + "000" + DESTROYED, ["lost"], None),
    ],
)
def test_the_slip_between_two_numbers(other, kinds, part):
    slips = between(ID, other)
    assert [slip.kind for slip in slips] == kinds
    assert part is None or slips[0].part == part
    assert all(slip.text and "{" not in slip.text for slip in slips)


@given(st.integers(0, 17), st.sampled_from("0123456789"))
def test_a_substituted_digit_is_found_where_it_is(at, digit):
    changed = ID[:at] + digit + ID[at + 1 :]
    found = [(slip.position, slip.left, slip.right) for slip in between(ID, changed)]
    assert found == ([] if changed == ID else [(at + 1, ID[at], digit)])


@given(st.text("0123456789X", min_size=1, max_size=19), st.text("0123456789X", min_size=1, max_size=19))
def test_whatever_two_texts_are_it_is_said_without_fail(left, right):
    assert bool(between(left, right)) == (left != right)


def test_digits_that_are_mixed_up_easily_are_a_table():
    assert confusion("8", "0") == "字形相近" == confusion("0", "8")
    assert (
        confusion("7", "8") == "键盘相邻" and confusion("5", "6") == "键盘相邻、字形相近" and confusion("1", "9") == ""
    )


def test_birth_date_and_sex_are_read_only_from_a_whole_number():
    assert part_of(ID, "birth") == "19500101" and part_of(ID, "sex") == "男"
    assert (
        part_of(ID[:15] + "000" + DESTROYED, "birth") == "19500101"
        and part_of(ID[:15] + "000" + DESTROYED, "sex") is None
    )
    assert part_of(ID[:17], "birth") is None
