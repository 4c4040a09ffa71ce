"""Cells of ids with something beside the id, two ids in one cell, and names and ids that changed places: nobody is lost, nobody is guessed."""

import pytest
from at_once import at_once, decided_by_row
from tables import codes, decide, found, grid, resident

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
HEAD = ["姓名", "证件号码", "街镇"]


def lists(role, name, number):
    plain = [HEAD, ["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"]]
    lists = {"承保名单": plain, "持证残疾人": plain} | {role: [HEAD, plain[1], [name, number, "七宝镇"]]}
    return [grid(rows, f"{file}.xlsx") for file, rows in lists.items()]


@at_once(by=decided_by_row)
@pytest.mark.parametrize("role", ["承保名单", "持证残疾人"])
@pytest.mark.parametrize(
    "number",
    [
        f"{TWO}（新）",
        f"{TWO}(续)",
        f"{TWO} 男",
        f"身份证{TWO}",
        f"身份证号：{TWO}",
        f"{TWO}\n{TWO}",
        f"{TWO}已核对",
        f"{TWO}*",
        f"{TWO}B1",
        f"{TWO}-b2",
        f"{TWO[:6]}{TWO[8:17]}（15位）",
    ],
)
def test_an_id_beside_a_remark_is_taken_and_noted(role, number):
    result = yield lists(role, "样乙", number)
    assert codes(result) == ["OK", "OK"]
    assert len(found(result.findings, "I45")) == 1 and not found(result.findings, "I11")


@at_once(by=decided_by_row)
@pytest.mark.parametrize("role", ["承保名单", "持证残疾人"])
def test_a_name_and_an_id_that_changed_places(role):
    result = yield lists(role, TWO, "样乙")
    assert codes(result) == ["OK", "OK"] and len(found(result.findings, "I45")) == 1


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    "number", [f"{TWO}/{THREE}", f"原{THREE}新{TWO}", f"{TWO}、{THREE}", f"{THREE}\n{TWO}", f"{TWO}（{THREE}）"]
)
def test_two_ids_in_one_cell_are_not_decided(number):
    result = yield lists("承保名单", "样乙", number)
    assert codes(result) == ["OK", "H01"]
    result = yield lists("持证残疾人", "样乙", number)
    assert codes(result) == ["OK", "H08"]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    "number", [f"{TWO}（旧）", f"监护人{TWO}", f"{TWO}错", f"{TWO[:17]}（缺一位）", f"卡号6228480000000001{TWO}"]
)
def test_what_may_be_another_ones_id_is_not_taken(number):
    result = yield lists("承保名单", "样乙", number)
    assert codes(result) == ["OK", "H01"]
    result = yield lists("持证残疾人", "样乙", number)
    assert "OK" not in codes(result)[1:]


CARD = ["残疾等级", "街镇"]


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    "header",
    ["残疾人证号", "残疾证号", "残疾证证号", "残疾人证编码", "残证号码", "残疾人证书号", "持证编号", "残疾人证件号"],
)
def test_a_list_of_cards_needs_no_other_number(header):
    """残联 lists often name a person by the card alone, whose first 18 characters are the person's."""
    insured, _ = lists("承保名单", "样乙", TWO)
    cards = [["样甲", f"{ONE}42", "二级", "七宝镇"], ["样乙", f"{TWO}43B1", "三级", "七宝镇"]]
    result = yield [insured, grid([["姓名", header, *CARD], *cards], "持证残疾人.xlsx")]
    assert codes(result) == ["OK", "OK"]
    assert len(found(result.found_until_decided, "I15")) == 2


@at_once(by=decided_by_row)
@pytest.mark.parametrize(
    ("card", "code"),
    [(f"{TWO}42", "OK"), (f"{TWO}42B2", "OK"), ("", "X01"), ("31010119500101", "X01"), (f"{TWO[:-1]}#42", "X01")],
)
def test_an_empty_id_is_that_of_the_card_beside_it(card, code):
    insured, _ = lists("承保名单", "样乙", TWO)
    rows = [["样甲", ONE, f"{ONE}42", "二级", "七宝镇"], ["样乙", "", card, "二级", "七宝镇"]]
    result = yield [insured, grid([["姓名", "身份证号", "残疾人证号", *CARD], *rows], "持证残疾人.xlsx")]
    assert codes(result) == ["OK", code]
    assert len(found(result.found_until_decided, "I45")) == (code == "OK")
    assert len(found(result.found_until_decided, "I11")) == (code != "OK")


def test_the_person_within_a_certificate_waits_where_the_row_has_another_number():
    child, guardian, other = (resident(f"3101121950010105{n}") for n in (1, 2, 3))
    head = ["姓名", "身份证号", "残疾人证号", "街镇"]
    roster = grid(
        [head, ["样甲", guardian, f"{child}41", "七宝镇"], ["样乙", other, f"{other}42", "七宝镇"]], "持证残疾人.xlsx"
    )
    insured = grid([["姓名", "证件号码"], ["样甲", child], ["样乙", other]], "承保名单.xlsx")
    result = decide([insured, roster])
    assert codes(result)[1] == "OK" and codes(result)[0].startswith("H")
