"""Cells of ids with something beside the id, two ids in one cell, and names and ids that changed places: nobody is lost, nobody is guessed."""

import pytest
from at_once import at_once
from tables import codes, found, grid, resident

ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
HEAD = ["姓名", "证件号码", "街镇"]


def lists(role, name, number):
    plain = [HEAD, ["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"]]
    lists = {"承保名单": plain, "持证残疾人": plain} | {role: [HEAD, plain[1], [name, number, "七宝镇"]]}
    return [grid(rows, f"{file}.xlsx") for file, rows in lists.items()]


@at_once
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


@at_once
@pytest.mark.parametrize("role", ["承保名单", "持证残疾人"])
def test_a_name_and_an_id_that_changed_places(role):
    result = yield lists(role, TWO, "样乙")
    assert codes(result) == ["OK", "OK"] and len(found(result.findings, "I45")) == 1


@at_once
@pytest.mark.parametrize(
    "number", [f"{TWO}/{THREE}", f"原{THREE}新{TWO}", f"{TWO}、{THREE}", f"{THREE}\n{TWO}", f"{TWO}（{THREE}）"]
)
def test_two_ids_in_one_cell_are_not_decided(number):
    result = yield lists("承保名单", "样乙", number)
    assert codes(result) == ["OK", "H01"]
    result = yield lists("持证残疾人", "样乙", number)
    assert codes(result) == ["OK", "H08"]


@at_once
@pytest.mark.parametrize(
    "number", [f"{TWO}（旧）", f"监护人{TWO}", f"{TWO}错", f"{TWO[:17]}（缺一位）", f"卡号6228480000000001{TWO}"]
)
def test_what_may_be_another_ones_id_is_not_taken(number):
    result = yield lists("承保名单", "样乙", number)
    assert codes(result) == ["OK", "H01"]
    result = yield lists("持证残疾人", "样乙", number)
    assert "OK" not in codes(result)[1:]
