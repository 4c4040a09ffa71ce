"""Worked cases as data (``cases/decisions.json``), through the real cleaning and the real decision.

A case is small tables as clerks write them, the code expected of every insured row (and 街镇, and categories), and why, in the words
of somebody who decides. Most are decided together in one run, by people of their own (``together``); each is looked at by its name.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tables import codes, decide, grid
from together import decided_together

from huibao_xl.reasons import CATALOGUE
from huibao_xl.subsidy.decide import RULES
from huibao_xl.subsidy.result import Result

CASES_FOLDER = Path(__file__).parents[1] / "cases"
CASES = json.loads((CASES_FOLDER / "decisions.json").read_text(encoding="utf-8"))
TABLES = ("承保名单", "退保名单", "死亡名单", "团单名单", "往期发放", "银行账户")
KEYS = {"name", "why", "policy", "as_of", "名册", "expect", "money", "findings", "payable", "accounts", "剔除", *TABLES}


APART = {"往期里的号码损坏"}
"""Cases decided each in a run of its own: these, whose ids cannot be moved since their digits are lost, and those that set how is decided."""


def _is_apart(case: dict[str, Any]) -> bool:
    return case["name"] in APART or bool({"policy", "as_of", "剔除"} & set(case))


def _tables(case: dict[str, Any]) -> dict[str, Any]:
    return {name: case[name] for name in TABLES if name in case} | case["名册"]


def _decided(case: dict[str, Any]) -> Result:
    return _result_apart(case["name"]) if _is_apart(case) else _results_together()[case["name"]]


@cache
def _results_together() -> dict[str, Result]:
    return decided_together({case["name"]: _tables(case) for case in CASES if not _is_apart(case)})


@cache
def _result_apart(name: str) -> Result:
    case: dict[str, Any] = next(case for case in CASES if case["name"] == name)
    day = date.fromisoformat(case["as_of"]) if "as_of" in case else None
    sheets = [grid(rows, f"{name}.xlsx", name) for name, rows in _tables(case).items()]
    policy = case.get("policy", "2024")
    path = CASES_FOLDER / "policies" / f"{policy}.json"
    return decide(sheets, str(path) if path.is_file() else policy, day, case.get("剔除", []))


@cache
def _every_code_of_the_cases() -> frozenset[str]:
    return frozenset(code for case in CASES for code, *_ in case["expect"]) | {
        code for case in CASES for code in case.get("findings", [])
    }


def _found(result: Result, case: dict[str, Any]) -> set[str]:
    """The codes of the findings, but for what says only that a case has few lists: not all rosters (I09), no accounts (W02)."""
    silent = ({"I09"} if len(case["名册"]) < 4 else set()) | (set() if "银行账户" in case else {"W02"})
    return set(result.findings["code"]) - (silent - set(case.get("findings", [])))


def test_each_case_is_decided_as_it_says_and_each_code_says_why():
    """One test of all: whichever process decides them does it once."""
    assert _failures(_check_case, {case["name"]: case for case in CASES}) == {}
    assert _failures(_check_why, {rule.code: rule.code for rule in RULES}) == {}


def _failures(check: Callable[[Any], None], cases: Mapping[str, Any]) -> dict[str, str]:
    """{name: what failed} of the cases that fail."""
    failed = {}
    for name, case in cases.items():
        try:
            check(case)
        except AssertionError as error:
            failed[name] = str(error)
    return failed


def _check_case(case):
    assert set(case) <= KEYS and case["why"]
    result = _decided(case)
    assert codes(result) == [code for code, *_ in case["expect"]], case["why"]
    decisions = result.decisions.astype({"home": object, "categories": object})
    for (_, *more), home, categories in zip(case["expect"], decisions["home"], decisions["categories"], strict=True):
        assert [home, categories][: len(more)] == more, case["why"]
    decided = set(codes(result))
    assert _found(result, case) - decided == set(case.get("findings", [])) - decided, case["why"]
    split = result.shares.set_index("township")
    if "money" in case:
        paid = split[split["people"] > 0].drop(columns="kind")
        assert {town: list(row) for town, row in zip(paid.index, paid.to_numpy().tolist(), strict=True)} == case[
            "money"
        ]
    if "payable" in case:
        assert result.payments["payable"].tolist() == case["payable"]
    if "accounts" in case:
        assert result.payments["account"].tolist() == case["accounts"]


def test_every_rule_has_a_case():
    assert {rule.code for rule in RULES} <= _every_code_of_the_cases()


def test_no_two_cases_have_the_same_name():
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)


def _check_why(code):
    case = next(case for case in CASES if code in [one for one, *_ in case["expect"]])
    result = _decided(case)
    rows = result.decisions[result.decisions["code"] == code]
    assert (rows["disposition"] == CATALOGUE[code].disposition).all()
    silent = code in ("OK", "X01")
    assert (rows["why"] == "").all() if silent else (rows["why"] != "").all()
    assert not rows["why"].str.contains(r"[{}]|None|nan").any()
    assert (
        silent
        or code.startswith("X")
        or set(result.findings.loc[result.findings["code"] == code, "row"]) == set(rows["row"])
    )


def test_an_insured_list_without_people_is_decided():
    result = decide([grid([["姓名", "证件号码"]], "承保名单.xlsx"), grid([["姓名", "证件号码"]], "残疾.xlsx")])
    assert (
        not len(result.decisions)
        and not len(result.payments)
        and len(result.shares) == 14
        and result.balance["ok"].all()
    )
