"""Whom a paid line may have paid that names nobody for sure."""

from pathlib import Path

import pandas as pd
import pytest
import tables
from paid_lines_written import line_frame, payments
from tables import resident

from huibao_xl.clearing import job, report
from huibao_xl.clearing.whose import may_be

ONE, TWO = resident("31011219810101183"), resident("31011219570713746")
OTHER = resident("32010519600606123")
PEOPLE = pd.DataFrame(
    {"name": ["曹小康", "杨慧", "曹小康"], "name_key": ["曹小康", "杨慧", "曹小康"], "id": [ONE, TWO, OTHER]}
)


@pytest.mark.parametrize(
    ("name", "number", "whom"),
    [
        ("曹小康", "3.10112E+17", [0]),
        ("曹小康", "3.20105E+17", [2]),
        ("曹小康", ONE[:15] + "000", [0]),
        ("曹小康", "", [0, 2]),
        ("曹小康", "无", [0, 2]),
        ("曹小康", f"310112********{ONE[-4:]}", [0]),
        ("曹小康", ONE[-4:], [0]),
        ("曹小康", ONE[:17] + "?", [0]),
        ("曹小康", ONE[:-2], [0]),
        ("曹小康", "E12345678", [0, 2]),
        ("曹*康", "3.10112E+17", [0]),
        ("曹某某", "", [0, 2]),
        ("曹**", f"{ONE[:6]}********{ONE[-4:]}", [0]),
        ("杨某", "", [1]),
        ("", "3.10112E+17", [0, 1]),
        ("", f"{TWO[:14]}****", [1]),
        ("", "", [0, 1, 2]),
        ("杨会", f"{TWO[:14]}****", [1]),
        ("杨会", "3.10112E+17", []),
        ("李四", "", []),
    ],
)
def test_whom_a_line_may_have_paid(name: str, number: str, whom: list[int]) -> None:
    line = pd.DataFrame({"name": [name], "name_key": [name], "id": [number], "person": [-1]})
    assert sorted(may_be(line, PEOPLE)["right"]) == whom


def test_a_line_of_somebody_is_nobody_elses() -> None:
    line = pd.DataFrame({"name": ["曹小康"], "name_key": ["曹小康"], "id": [ONE], "person": [int(ONE[:17])]})
    assert may_be(line, PEOPLE).empty


@pytest.mark.parametrize(
    ("name", "number", "made_up"),
    [("曹小康", "3.10112E+17", []), ("曹小康", "", []), ("曹*康", "", []), ("", "", []), ("李四", "", [ONE])],
)
def test_nobody_is_made_up_beside_a_line_that_may_be_theirs(name: str, number: str, made_up: list[str]) -> None:
    insured = tables.grid([["姓名", "证件号码"], ["曹小康", ONE]], "承保名单.xlsx")
    roster = tables.grid([["姓名", "证件号码", "街镇"], ["曹小康", ONE, "七宝镇"]], "持证残疾人.xlsx")
    result = tables.decide([insured, roster]).whole
    line = {"name": name, "id": number, "township": "七宝镇", "amount_fen": 129_00, "state": "成功"}
    cleared = job.clear_subsidy(payments(line_frame([line])), result)
    assert (cleared.make_up.payments["id"].tolist() if cleared.make_up is not None else []) == made_up
    assert cleared.items["code"].tolist() == (["C13", "C02"] if made_up else ["C14", "C15"])
    lines = report.conclusions(cleared, Path("清算"))  # nobody has an account: nothing to make a batch of
    assert any("1 人没有可用的账户" in line for line in lines) == bool(made_up) and not any(
        "用它制单" in line for line in lines
    )
