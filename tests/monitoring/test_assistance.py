"""政策查询: conditions as data, facts three-valued, and what explain says of a person in a run and in a monitoring."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import resident

from huibao_xl import resources
from huibao_xl.monitoring.assistance import (
    FACTS,
    FULFILLED,
    OPEN,
    REFUSED,
    in_words,
    judge,
    of_age,
    of_identity,
    of_monitoring,
    of_run,
    shortly,
)
from huibao_xl.policy import load

CONTENT = json.loads((resources.folder("monitoring") / "assistance.json").read_text(encoding="utf-8"))
ASKED = {condition["fact"] for policy in CONTENT["policies"] for condition in policy["conditions"]}
MEMBER = {"档次": "夹心", "救助身份": "", "户籍": "符合", "收入": "符合", "财产": "待核", "情形（一）": "符合"}


def verdicts(facts):
    return {answer.name: answer.verdict for answer in judge(facts)}


def test_the_file_is_what_the_schema_says_and_asks_only_known_facts():
    schema = json.loads((resources.folder("schemas") / "assistance.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(CONTENT)
    assert set(FACTS) == ASKED


def test_every_fact_but_those_that_no_list_says_has_a_source():
    told = {*of_run([], [], None, None), *of_monitoring(MEMBER), *of_age("", load("2024").reference_date)}
    assert ASKED - told == {"poverty_assets", "resident_insured", "same_here"}
    assert told <= ASKED


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FACTS), st.sampled_from([True, False, None])))
def test_a_verdict_follows_from_the_conditions(facts):
    for answer in judge(facts):
        held = [condition.holds for condition in answer.conditions]
        assert answer.verdict == (REFUSED if False in held else FULFILLED if all(held) else OPEN)
        told = [one.short for one in answer.conditions if one.holds and one.short != "户籍"]
        assert (answer.name in shortly([answer])) == (
            answer.verdict != REFUSED and bool(told) and answer.scope != "仅宝山区"
        )


def test_what_is_not_known_is_never_refused():
    assert set(verdicts({}).values()) == {OPEN}
    assert in_words(judge({})) == [
        f"  没有数据，不能判断：{'、'.join(policy['name'] for policy in CONTENT['policies'])}。"
    ]


def test_each_identity_has_its_assistance():
    """条例 第二十一条: 门急诊 and 住院 for 低保 and 低保边缘, only 住院 for 刚性支出困难; 第十九条: all of it for 特困."""
    for identity, name in [
        ("低保", "医疗救助（门急诊和住院）"),
        ("低保边缘", "医疗救助（门急诊和住院）"),
        ("刚性支出困难", "医疗救助（住院）"),
        ("特困", "特困人员医疗费用全额救助"),
    ]:
        told = verdicts(of_identity({identity}))
        assert told[name] == FULFILLED
        assert [other for other in told if other.startswith(("医疗救助", "特困")) and told[other] != REFUSED] == [name]
    assert verdicts(of_identity({None}))["医疗救助（住院）"] == OPEN


def test_a_policy_of_another_district_says_so():
    lines = "\n".join(in_words(judge({"below_aid": True})))
    assert (
        "【困难人员医疗费用帮扶】还缺数据（仅宝山区）" in lines and "参数未经核定" in lines and "不是全市规定" in lines
    )


ALL = {"低保家庭", "低保边缘家庭", "刚性支出困难", "特困"}
"""What a roster holds that can deny every identity."""


@pytest.mark.parametrize(
    ("could_say", "answers"),
    [
        (ALL, (False, False, False)),
        ({"低保家庭"}, (None, None, None)),
        ({"低保家庭", "低收入困难家庭"}, (False, None, None)),
        ({"特困人员", "甲乙丙"}, (None, None, False)),
        ({""}, (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_a_roster_denies_only_what_it_could_contain(could_say, answers):
    told = of_run(["OK"], [{"角色": "持证残疾人", "子类": ""}], could_say, None)
    assert (told["poor_or_edge"], told["rigid_identity"], told["destitute"]) == answers


@pytest.mark.parametrize(
    ("identity", "answers"),
    [
        ("申请未通过", (None, None, None)),
        ("", (None, None, None)),
        ("无", (False, False, False)),
        ("低保", (True, False, False)),
        ("特困", (False, False, True)),
    ],
)
def test_a_refused_application_says_nothing_of_other_kinds(identity, answers):
    told = of_monitoring(MEMBER | {"救助身份": identity})
    assert (told["poor_or_edge"], told["rigid_identity"], told["destitute"]) == answers


def test_the_facts_of_a_run():
    roster = [{"角色": "医疗救助对象", "子类": "支出型贫困家庭"}]
    paid = of_run(["X03", "OK"], roster, ALL, False)
    assert (
        paid
        | {
            "listed": True,
            "insured": True,
            "not_group": True,
            "not_paid": True,
            "account": False,
            "rigid_identity": True,
        }
        == paid
    )
    assert verdicts(paid)["沪惠保补贴"] == REFUSED and verdicts(paid | {"account": True})["沪惠保补贴"] == FULFILLED
    assert of_run(["X02"], roster, ALL, None)["not_group"] is False
    assert of_run(["X06"], roster, ALL, None)["not_paid"] is False
    assert of_run(["X03"], roster, ALL, None)["insured"] is False
    assert of_run([], [{"角色": "持证残疾人", "子类": ""}], ALL, None)["poor_or_edge"] is False
    assert of_run([], [{"角色": "医疗救助对象", "子类": ""}], ALL, None)["poor_or_edge"] is None
    assert of_run(["X05"], [], ALL, None)["listed"] is False


@pytest.mark.parametrize(
    ("tier", "poverty", "aid"),
    [
        ("低于低保标准", True, True),
        ("低保边缘", False, True),
        ("夹心", False, True),
        ("高于帮扶线", False, False),
        ("高于低保标准", False, None),
        ("待核实", None, None),
    ],
)
def test_the_facts_of_a_monitoring(tier, poverty, aid):
    told = of_monitoring(MEMBER | {"档次": tier})
    assert (told["below_poverty"], told["below_aid"]) == (poverty, aid)
    assert (told["resident"], told["edge_assets"], told["rigid_first"]) == (True, None, True)


def test_sixty_is_reached_on_the_birthday():
    day = load("2024").reference_date
    assert of_age("31011219640701900", day) == {"sixty": None}
    assert of_age(resident("31011219640701900"), day) == {"sixty": True}
    assert of_age(resident("31011219640702900"), day) == {"sixty": False}
