"""Insured people whom a roster names with a masked or cut number only (H05), and masked numbers of the insured (H01): a clerk can answer."""

import pytest
from answering import BY, ON, Answered, decided
from at_once import at_once
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


def lists(insured, entry, answers=()):
    head = ["姓名", "证件号码", "街镇"]
    sheets = [
        grid([["保单号", *head[:2]], ["P1", *insured], ["P2", "样明", OTHER]], "承保名单.xlsx"),
        grid([head, [*entry, "七宝镇"], ["样明", OTHER, "七宝镇"]], "持证残疾人.xlsx", "持证残疾人"),
    ]
    return Answered(sheets, answers)


def same(code, left, right):
    answer = {"code": code, "left_id": left[1], "left_name": left[0], "right_id": right[1], "right_name": right[0]}
    return [answer | {"answer": "是同一人", "adopted": "", "by": BY, "on": ON, "remark": "", "where": "第 1 条"}]


@at_once(by=decided)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_number_in_a_roster_waits_until_somebody_says_whose_it_is(part):
    whole, partly = ("样志强", OWN), ("样志强", part)
    result = yield lists(whole, partly)
    assert codes(result) == ["H05", "OK"] and result.compared["code"].tolist() == ["H05"]
    assert codes((yield lists(whole, partly, same("H05", whole, partly)))) == ["OK", "OK"]


@at_once(by=decided)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_number_among_the_insured_is_compared_with_the_roster(part):
    whole, partly = ("样志强", OWN), ("样志强", part)
    result = yield lists(partly, whole)
    assert codes(result) == ["H01", "OK"] and result.compared["code"].tolist() == ["H01"]
    assert codes((yield lists(partly, whole, same("H01", partly, whole)))) == ["OK", "OK"]


@at_once(by=decided)
@pytest.mark.parametrize(
    "entry", [("样志明", PARTS[0]), ("样志强", f"{OWN[:6]}********0000"), ("样志强", ""), ("样志强", "12")]
)
def test_another_name_other_digits_and_almost_none_are_nobody(entry):
    result = yield lists(("样志强", OWN), entry)
    assert codes(result) == ["X01", "OK"] and result.compared.empty
    result = yield lists(entry, ("样志强", OWN))
    assert codes(result)[0] == "H01" and result.compared.empty
