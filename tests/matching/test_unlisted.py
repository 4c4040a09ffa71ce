"""Insured people whom a roster names with a masked or cut number only (H05), and masked numbers of the insured (H01): a clerk can answer."""

import pytest
from answering import BY, ON, decide
from tables import codes, grid, resident

OWN, OTHER = resident("31011219500101901"), resident("31011219600202902")
PARTS = [
    f"{OWN[:4]}**********{OWN[-4:]}",
    f"{OWN[:6]}********{OWN[-4:]}",
    OWN[:10],
    OWN[:14],
    OWN[-6:],
    f"尾号{OWN[-4:]}",
]


def decided(insured, entry, answers=()):
    head = ["姓名", "证件号码", "街镇"]
    return decide(
        [
            grid([["保单号", *head[:2]], ["P1", *insured], ["P2", "李明", OTHER]], "承保名单.xlsx"),
            grid([head, [*entry, "七宝镇"], ["李明", OTHER, "七宝镇"]], "持证残疾人.xlsx", "持证残疾人"),
        ],
        list(answers),
    )


def same(code, left, right):
    answer = {"code": code, "left_id": left[1], "left_name": left[0], "right_id": right[1], "right_name": right[0]}
    return [answer | {"answer": "是同一人", "adopted": "", "by": BY, "on": ON, "remark": "", "where": "第 1 条"}]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_number_in_a_roster_waits_until_somebody_says_whose_it_is(part):
    whole, partly = ("孙志强", OWN), ("孙志强", part)
    result = decided(whole, partly)
    assert codes(result) == ["H05", "OK"] and result.compared["code"].tolist() == ["H05"]
    assert codes(decided(whole, partly, same("H05", whole, partly))) == ["OK", "OK"]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_number_among_the_insured_is_compared_with_the_roster(part):
    whole, partly = ("孙志强", OWN), ("孙志强", part)
    result = decided(partly, whole)
    assert codes(result) == ["H01", "OK"] and result.compared["code"].tolist() == ["H01"]
    assert codes(decided(partly, whole, same("H01", partly, whole))) == ["OK", "OK"]


@pytest.mark.parametrize(
    "entry", [("孙志明", PARTS[0]), ("孙志强", f"{OWN[:6]}********0000"), ("孙志强", ""), ("孙志强", "12")]
)
def test_another_name_other_digits_and_almost_none_are_nobody(entry):
    result = decided(("孙志强", OWN), entry)
    assert codes(result) == ["X01", "OK"] and result.compared.empty
    result = decided(entry, ("孙志强", OWN))
    assert codes(result)[0] == "H01" and result.compared.empty
