"""政策查询: conditions as data, four answers to each, and what explain says of a person in a run and in a monitoring."""

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
    LACKING,
    REFUSED,
    UNKNOWN,
    Lacking,
    Unknown,
    identities_in,
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
MEMBER = {
    "档次": "夹心",
    "人均月收入": "2000.00",
    "待核原因": "",
    "计入": "是",
    "救助身份": "",
    "户籍": "符合",
    "收入": "符合",
    "财产": "待核",
    "情形（一）": "符合",
}
LINES = {"低保标准": 151000, "帮扶线": 269000, "全市居民人均可支配收入": 8483400, "家庭财产标准": None}


def verdicts(facts):
    return {answer.name: answer.verdict for answer in judge(facts)}


def test_the_file_is_what_the_schema_says_and_asks_only_known_facts():
    schema = json.loads((resources.folder("schemas") / "assistance.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(CONTENT)
    assert set(FACTS) == ASKED


def test_every_fact_but_those_that_no_list_says_has_a_source():
    told = {*of_run([], [], None, None), *of_monitoring(MEMBER, LINES), *of_age("", load("2024").reference_date)}
    assert ASKED - told == {"poverty_assets", "resident_insured", "same_here"}
    assert told <= ASKED


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FACTS), st.sampled_from([True, False, None, Unknown("某表"), Lacking("某物")])))
def test_a_verdict_follows_from_the_conditions(facts):
    for answer in judge(facts):
        told = [facts.get(condition.fact) for condition in answer.conditions]
        held = [condition.holds for condition in answer.conditions]
        unknown = any(fact is None or isinstance(fact, Unknown) for fact in told)
        expected = REFUSED if False in held else UNKNOWN if unknown else FULFILLED if all(held) else LACKING
        assert answer.verdict == expected
        for condition, fact in zip(answer.conditions, told, strict=True):
            wanted = {True: "", False: condition.missing, None: condition.tells}
            assert condition.to_do == (
                "某表" if fact == Unknown("某表") else "某物" if fact == Lacking("某物") else wanted[fact]
            )
        told = [one.short for one in answer.conditions if one.holds and one.short != "户籍"]
        assert (answer.name in shortly([answer])) == (
            answer.verdict != REFUSED and bool(told) and answer.scope != "仅宝山区"
        )


def test_what_is_not_known_is_never_refused():
    assert set(verdicts({}).values()) == {UNKNOWN}
    lines = in_words(judge({}))
    assert [line.split("】")[0].removeprefix("  【") for line in lines] == [
        policy["name"] for policy in CONTENT["policies"]
    ]
    assert all("】不知道（" in line and "：没有数据，要看" in line for line in lines)


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
    assert verdicts(of_identity({None}))["医疗救助（住院）"] == UNKNOWN


def test_a_policy_of_another_district_says_so():
    lines = "\n".join(in_words(judge({"below_aid": True})))
    assert "【困难人员医疗费用帮扶】不知道（仅宝山区）" in lines and "参数未经核定" in lines and "不是全市规定" in lines


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
        ("已退出", (None, None, None)),
        ("无", (False, False, False)),
        ("低保", (True, False, False)),
        ("特困", (False, False, True)),
    ],
)
def test_a_refused_application_says_nothing_of_other_kinds(identity, answers):
    told = of_monitoring(MEMBER | {"救助身份": identity}, LINES)
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
            "account": Lacking(),
            "rigid_identity": True,
        }
        == paid
    )
    assert verdicts(paid)["沪惠保补贴"] == LACKING and verdicts(paid | {"account": True})["沪惠保补贴"] == FULFILLED
    assert of_run(["X02"], roster, ALL, None)["not_group"] is False
    assert of_run(["X06"], roster, ALL, None)["not_paid"] is False
    assert of_run(["X03"], roster, ALL, None)["insured"] is False
    assert of_run([], [{"角色": "持证残疾人", "子类": ""}], ALL, None)["poor_or_edge"] is False
    assert of_run([], [{"角色": "医疗救助对象", "子类": ""}], ALL, None)["poor_or_edge"] == Lacking()
    assert of_run(["X05"], [], ALL, None)["listed"] is False


@pytest.mark.parametrize(
    ("amount", "poverty", "aid"),
    [
        ("1509.99", True, True),
        ("1510.00", False, True),
        ("2689.99", False, True),
        ("2690.00", False, False),
        ("9000.00", False, False),
    ],
)
def test_the_facts_of_a_monitoring_go_by_the_amount_itself(amount, poverty, aid):
    """A 边缘 line above the aid line makes 低保边缘 of an income that is not below the aid line."""
    for tier in ("低保边缘", "夹心"):
        told = of_monitoring(MEMBER | {"档次": tier, "人均月收入": amount}, LINES)
        assert (told["below_poverty"], told["below_aid"]) == (poverty, aid)
    assert (told["resident"], told["rigid_first"]) == (True, True)
    assert told["edge_assets"] == Unknown("家庭财产标准没有录入，由业务科室录入")


@pytest.mark.parametrize(
    ("cells", "lines", "answer"),
    [
        ({"待核原因": "收入未填", "人均月收入": ""}, LINES, Lacking("查明待核原因：收入未填")),
        ({"待核原因": "户主不止一个"}, LINES, Lacking("查明待核原因：户主不止一个")),
        ({"计入": "否"}, LINES, Lacking("不计入该户，要按本人的家庭核算")),
        ({}, {}, Unknown("低保标准在监测日期没有录入，由业务科室录入")),
    ],
)
def test_what_a_monitoring_leaves_open_is_lacking_or_unknown(cells, lines, answer):
    assert of_monitoring(MEMBER | cells, lines)["below_poverty"] == answer


def test_of_a_member_who_does_not_count_the_household_tells_nothing():
    told = of_monitoring(MEMBER | {"计入": "否"}, LINES)
    facts = ("resident", "below_poverty", "below_aid", "below_city", "edge_assets", "rigid_first")
    assert [told[name] for name in facts] == [Lacking("不计入该户，要按本人的家庭核算")] * len(facts)


def test_a_list_denies_only_the_identities_that_it_states_of_somebody():
    said = identities_in(["低保", "", "无", "申请未通过", "已退出"])
    told = of_monitoring(MEMBER | {"救助身份": "无"}, LINES, said)
    assert (told["poor_or_edge"], told["rigid_identity"], told["destitute"]) == (None, None, None)
    told = of_monitoring(MEMBER | {"救助身份": "无"}, LINES, said | {"低保边缘", "特困"})
    assert (told["poor_or_edge"], told["rigid_identity"], told["destitute"]) == (False, None, False)


def test_a_roster_that_was_not_delivered_proves_nobody_s_absence():
    missing = ["优抚对象", "生活困难农户"]
    told = of_run(["X01"], [], ALL, None, missing)
    assert told["listed"] == Unknown("没有收到的名册：优抚对象、生活困难农户")
    assert of_run(["X01"], [], ALL, None)["listed"] is False
    assert of_run(["X05"], [], ALL, None, missing)["listed"] is False
    assert of_run(["OK"], [{"角色": "持证残疾人", "子类": ""}], ALL, True, missing)["listed"] is True


def test_sixty_is_reached_on_the_birthday():
    day = load("2024").reference_date
    assert of_age("31011219640701900", day) == {"sixty": Lacking()}
    assert of_age(resident("31011219640701900"), day) == {"sixty": True}
    assert of_age(resident("31011219640702900"), day) == {"sixty": False}
