"""Rows whose number, or name and number, is written in part: whom of the insured they may mean."""

import pandas as pd
import pytest
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.identifiers import person_name
from huibao_xl.matching.partly_written import pairs

OWN, OTHER = resident("31011219500101901"), resident("32010219600202902")
HEAD = ["姓名", "证件号码"]


def meant(name, number, least=0):
    whole = pd.DataFrame({"name_key": ["孙志强", "李明"], "id": [OWN, OTHER]}, dtype="str")
    partly = pd.DataFrame({"name": [name], "name_key": [person_name.key(name)], "id_raw": [number]}, dtype="str")
    return pairs(whole, partly, least)["left"].tolist()


MASKED = [
    ("孙*强", f"{OWN[:4]}**********{OWN[-4:]}"),
    ("孙*强", f"{OWN[:4]}********{OWN[-4:]}"),
    ("孙**", f"{OWN[:6]}********{OWN[-4:]}"),
    ("孙志强", f"{OWN[:6]}********{OWN[-4:]}"),
    ("孙某某", f"{OWN[:6]}xxxxxxxx{OWN[-4:]}"),
    ("*志强", OWN[-4:]),
    ("孙先生", f"尾号{OWN[-4:]}"),
    ("孙*", OWN[:10]),
    ("孙×强", OWN[4:14]),
    ("***", f"{OWN[:6]}********{OWN[-4:]}"),
    ("孙*强", "3.10112E+17"),
    ("孙*强", ""),
    ("孙**", ""),
    ("孙某", "无"),
]


@pytest.mark.parametrize(("name", "number"), MASKED)
def test_whoever_it_may_be_is_meant(name, number):
    assert meant(name, number) == [0]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("孙*明", f"{OWN[:6]}********{OWN[-4:]}"),
        ("钱*强", OWN[-4:]),
        ("孙*强", f"{OWN[:6]}********0000"),
        ("孙*", ""),
        ("***", "3101"),
        ("***", ""),
        ("孙*强", "E12345678"),
    ],
)
def test_whose_name_or_digits_differ_is_not(name, number):
    assert meant(name, number) == []


def test_with_too_few_digits_nobody_is_shown():
    assert meant("孙志强", "", 4) == meant("孙*强", "12", 4) == [] and meant("孙志强", OWN[-4:], 4) == [0]


SECOND = resident("31011219600202902")


def lists(*others):
    insured = grid([["保单号", *HEAD], ["P1", "样志强", OWN], ["P2", "样明", SECOND]], "承保名单.xlsx")
    roster = [[*HEAD, "街镇", "残疾类别"], ["样志强", OWN, "七宝镇", "肢体"], ["样明", SECOND, "七宝镇", "肢体"]]
    return [insured, grid(roster, "持证残疾人.xlsx"), *others]


@at_once
@pytest.mark.parametrize(
    ("file", "more", "cells"),
    [
        ("退保名单", [], []),
        ("死亡名单", [], []),
        ("团单名单", ["投保单位"], ["甲公司"]),
        ("往期发放", ["政策年度", "金额"], ["2024", "129"]),
    ],
)
def test_each_list_that_excludes_holds_whom_a_masked_row_may_mean(file, more, cells):
    """A masked name beside a masked number paid."""
    for number, code in ((MASKED[0][1], "H11"), ("310112********0000", "OK")):
        result = yield lists(grid([[*HEAD, *more], ["样*强", number, *cells]], f"{file}.xlsx"))
        assert codes(result) == [code, "OK"]


@at_once
@pytest.mark.parametrize(
    ("name", "number"), [("样*强", MASKED[0][1]), ("样志强", OWN[:10]), ("样志强", OWN[:16] + "2" + OWN[17])]
)
def test_a_list_of_who_is_struck_off_a_roster_holds_whom_it_may_mean(name, number):
    other = grid([[*HEAD, "街镇", "残疾类别"], [name, number, "七宝镇", "肢体"]], "持证残疾人.xlsx", "注销")
    result = yield lists(other)
    assert codes(result) == ["H11", "OK"]
