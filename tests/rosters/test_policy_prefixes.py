"""A line that says by the beginning of 保单号 which policies a group bought holds these policies and no others."""

import pytest
from tables import codes, decide, grid, resident

from huibao_xl.rosters.policy_prefixes import prefixes_in, without_prefixes

IDS = [resident(f"3101121950010{day}90{day}") for day in (1, 2)]
POLICIES = ("PHHB2024000001", "TPHB2024000002")


def lists(above="", below=""):
    people = list(zip(POLICIES, ("样甲", "样乙"), IDS, strict=True))
    insured = [["保单号", "姓名", "证件号码", "承保日期"], *([*one, "2024-06-01"] for one in people)]
    insured = [*([[above]] if above else []), *insured, *([[below]] if below else [])]
    roster = [["姓名", "身份证号", "街镇", "残疾类别"], *([*one[1:], "七宝镇", "肢体"] for one in people)]
    return [grid(insured, "承保名单.xlsx", "承保名单"), grid(roster, "持证残疾人.xlsx", "名册")]


@pytest.mark.parametrize(
    "line",
    [
        "注:保单号以“T”开头的为团体保单。",
        "说明:T开头保单为单位投保",
        "(T字头为团单)",
        "备注：保单号前缀为TP的是企业统一投保",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_policies_with_the_beginning_wait_and_the_line_is_quoted(line, place):
    result = decide(lists(**{place: line}))
    assert codes(result) == ["OK", "H08"]
    assert line in result.decisions["why"].iloc[1]


@pytest.mark.parametrize(
    ("line", "prefixes"),
    [
        ("TD开头为团险", ("TD",)),
        ("首字母为G的系单位购买", ("G",)),
        ("以T、GP开头的为团单，P开头为个人", ("T", "GP")),
        ("T打头：工会投保", ("T",)),
        ("P开头为个人保单", ()),
        ("T开头的不是团单", ()),
        ("本表不含团单", ()),
    ],
)
def test_what_lines_name(line, prefixes):
    assert prefixes_in(line) == prefixes
    assert without_prefixes(f"承保名单 {line}") == ("承保名单" if prefixes else f"承保名单 {line}")
