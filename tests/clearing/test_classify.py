"""补贴清算: a simulated year is classified without one mistake, and its corrections bring every bearer to the exact due amount."""

import json
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import pandas as pd
import pytest
import subsidy_year
import tables
from at_once import at_once
from cleared_at_once import Paid, Part, of_lines
from cleared_at_once import cleared as cleared_together
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from paid_lines_written import line_frame, lines_of, payments
from subsidy_year import PLANS, Person

from huibao_xl import policy
from huibao_xl.clearing import classify, job, paid_lines, then_or_later
from huibao_xl.clearing import sums as subsidy_sums
from huibao_xl.clearing.job import SubsidyClearing
from huibao_xl.reasons import Stop

RULES = policy.load("2024")
CASES = json.loads((Path(__file__).parent.parent / "cases" / "clearing.json").read_text(encoding="utf-8"))


def cleared(everybody: list[Person], compare: bool = True) -> SubsidyClearing:
    now, then = (tables.decide(subsidy_year.grids(everybody, when)).whole for when in (False, True))
    earlier = then_or_later.of_result(then) if compare else None
    if earlier:  # tables.decide hashes names, not contents
        earlier = then_or_later.Knowledge(earlier.standing, earlier.entries, frozenset(["then"]), earlier.inputs)
    return job.clear_subsidy(payments(lines_of(everybody)), now, earlier)


def rows(one: SubsidyClearing) -> Counter[tuple[str, str, str]]:
    return Counter(zip(one.items["id"], one.items["class"].astype(str), one.items["timing"], strict=True))


def sums(corrected: pd.DataFrame) -> Counter[str]:
    return Counter(corrected.groupby("bearer")["fen"].sum().to_dict())


def without_zeros(counter: Counter[str]) -> dict[str, int]:
    return {bearer: fen for bearer, fen in counter.items() if fen}


def require_settled(everybody: list[Person], one: SubsidyClearing) -> None:
    """What was paid and the corrections come to what is due, for every bearer, by the oracle's own arithmetic."""
    after = subsidy_year.paid(everybody)
    after.update(sums(one.corrections))
    assert without_zeros(after) == without_zeros(subsidy_year.due(everybody))
    table = one.bearers.set_index("bearer")
    assert without_zeros(Counter(table["after_fen"].to_dict())) == without_zeros(subsidy_year.due(everybody))


years = st.lists(
    st.tuples(st.sampled_from(list(PLANS)), st.integers(0, 4), st.integers(0, 3)), min_size=100, max_size=160
)
"""Few large years (of 0.8 s each): a run takes as long for one person as for a hundred, and the more people, the more may be mixed up."""
first = [("right", 0, 0)]
"""A year has a roster: at least one person is right."""


@hypothesis_settings(max_examples=2)
@given(years)
def test_random_years_are_classified_without_a_mistake(plans: list[tuple[str, int, int]]) -> None:
    everybody = subsidy_year.people(first + plans)
    one = cleared(everybody)
    assert rows(one) == subsidy_year.expected(everybody)
    require_settled(everybody, one)


@hypothesis_settings(max_examples=1)
@given(years)
def test_without_earlier_lists_nobody_says_when(plans: list[tuple[str, int, int]]) -> None:
    everybody = subsidy_year.people(first + plans)
    one = cleared(everybody, compare=False)
    assert rows(one) == subsidy_year.expected(everybody, known=False)
    require_settled(everybody, one)


def test_a_large_year() -> None:
    plans = [(plan, at, at // 5) for at in range(100) for plan in PLANS] + [("right", at, 0) for at in range(2_000)]
    everybody = subsidy_year.people(plans)
    one = cleared(everybody)
    assert rows(one) == subsidy_year.expected(everybody)
    require_settled(everybody, one)
    assert one.balance["ok"].all() and len(one.make_up.payments) == 2 * 100


def test_what_changed_is_named() -> None:
    plans = [
        "right",
        "certificate came later",
        "moved later",
        "certificate ended later",
        "withdrawn later",
        "gone from the insured",
    ]
    everybody = subsidy_year.people([(plan, 0, 0) for plan in plans])
    changed = cleared(everybody).items.set_index("id")["changed"]
    assert [changed[one.id] for one in everybody] == [
        "",
        "持证残疾人名册新增此人；处置由“X01 非四类对象”变为“OK 予以补贴”",
        "持证残疾人名册的街镇由“七宝镇”改为“江川路街道”",
        "持证残疾人名册的失效日期由“2029-05-31”改为“2024-05-31”；处置由“OK 予以补贴”变为“X05 资格不在有效期”",
        "处置由“OK 予以补贴”变为“X03 已退保”",
        "处置由“OK 予以补贴”变为“不在承保名单”",
    ]


def test_the_same_files_then_and_now_are_known_then() -> None:
    everybody = subsidy_year.people([("right", 0, 0), ("missed", 0, 0), ("moved later", 1, 0)])
    result = tables.decide(subsidy_year.grids(everybody, then=False)).whole
    one = job.clear_subsidy(payments(lines_of(everybody)), result, then_or_later.of_result(result))
    assert one.items["timing"].tolist() == ["", "当时差错", "当时差错"] and not one.items["changed"].any()


def test_a_broken_equation_ends_the_run_with_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = subsidy_year.people([("right", 0, 0), ("missed", 0, 0)])
    monkeypatch.setattr(classify, "_of_missed", lambda missed, doubt: classify.ITEMS.empty())
    with pytest.raises(Stop) as stopped:
        cleared(everybody, compare=False)
    assert stopped.value.code == "S72" and stopped.value.exit_status == 1
    assert "应补人数 = 各类应补人数之和" in str(stopped.value)


ONE, OTHER = tables.resident("31011219500101901"), tables.resident("31011219500101902")
LINE = {"name": "样甲", "id": ONE, "township": "七宝镇", "amount_fen": 129_00, "state": "成功"}
"""样甲 was paid as due: most of what follows starts from it."""
Cases = Generator[Paid, Part, None]


def line(*others: dict, town: str = "七宝镇", **shares: int) -> Paid:
    """Lines that differ in this from LINE, where 样甲 is due in the 街镇."""
    return of_lines([LINE | other for other in others], {"样甲": (ONE, town)}, **shares)


@at_once(by=cleared_together)
@pytest.mark.parametrize(
    ("number", "name"),
    [
        (OTHER, "样甲"),
        (tables.resident("31011219500101745"), "样甲"),
        (tables.resident("31022119500101901"), "样甲"),
        (OTHER, "样钾"),
        (tables.resident("31011219500101091"), "样？"),
    ],
)
def test_who_may_have_been_paid_under_another_number_is_not_made_up(number: str, name: str) -> Cases:
    got = yield line({"name": name, "id": number})
    assert got.items["code"].tolist() == ["C14", "C15"] and set(got.items["class"]) == {"待核"}
    assert not got.made_up and not got.corrections
    insured, paid = got.items["why"]
    assert f"承保名单.xlsx › Sheet1 › 第{got.row}行" in insured and "付款.xlsx › 付款 › 第2行" in paid


@at_once(by=cleared_together)
@pytest.mark.parametrize(
    ("other", "code", "says"),
    [
        ({"id": "310112195001019010"}, "C13", "证件号码无效"),
        ({"id": OTHER, "name": "样乙"}, "C04", "名单中没有这个人"),
        ({"amount_fen": 130_00}, "C03", "多发 1.00 元"),
        ({"amount_fen": 128_00}, "C05", "少发 1.00 元"),
        ({"township": "莘庄镇"}, "C06", "由莘庄镇承担，按名单应由七宝镇承担"),
        ({"township": ""}, "C01", "应发和已发一致"),
        ({"state": "在途"}, "C16", "129.00 元在付款途中"),
    ],
)
def test_each_code_of_a_line(other: dict, code: str, says: str) -> Cases:
    got = yield line({"name": "样别"} | other)
    assert got.items["code"][0] == code and says in got.items["why"][0]


@at_once(by=cleared_together)
@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({}, "129.00 元在付款途中，银行还没有确认。"),
        ({"township": "莘庄镇"}, "与应补不符：应补 129.00 元（七宝镇）。"),
        ({"amount_fen": 100_00}, "与应补不符：应补 129.00 元（七宝镇）。"),
        ({"id": OTHER, "name": "样乙"}, "按现在的名单不应付（名单中没有这个人）。"),
    ],
)
def test_what_is_in_flight_says_what_will_differ(other: dict, says: str) -> Cases:
    """What is in flight to the person is not made up; what is in flight to another is."""
    got = yield line({"state": "在途"} | other)
    assert got.items["class"][0] == "在途" and got.items["why"][0].endswith(says)
    assert got.made_up == ([ONE] if "id" in other else [])


def borne_as_due(got: Part) -> None:
    """A line without a 街镇 is borne as due, and says so."""
    assert got.items["assumed"].tolist() == [True] and "没有写明街镇" in got.items["why"][0]
    assert got.corrections == {"区级": 45_15 - 35_00, "七宝镇": 83_85 - 65_00}


def borne_by_nobody(got: Part) -> None:
    """A line without a 街镇 of nobody known is borne by nobody known."""
    assert got.bearers.loc["街镇不明", ["paid_fen", "recover_fen", "after_fen"]].tolist() == [129_00, -129_00, 0]


def moved_between_bearers(got: Part) -> None:
    """A share of an older rule."""
    assert got.items["code"].tolist() == ["C07"]
    assert got.corrections == {"区级": 45_15, "莘庄工业区": 83_85 - 129_00}


def each_new_less_paid(got: Part) -> None:
    """100.00 by 七宝镇 where 129.00 by 江川路街道 was due: no split of the 29.00, but all of both shares."""
    assert got.items["class"].tolist() == ["错额"]
    assert got.corrections == {"区级": 129_00 - 35_00, "七宝镇": -65_00}


def nothing_due(got: Part) -> None:
    """To a further line and to a stranger: the due 街镇 stands on the row that carries the person; whom no list names has no place in the lists."""
    assert got.items["code"].tolist() == ["C01", "C08", "C04"]
    assert got.items["due_township"].tolist() == ["七宝镇", "", ""]
    assert got.items[["due_file", "due_sheet", "due_row"]].values.tolist()[2] == ["", "", 0]


@at_once(by=cleared_together)
@pytest.mark.parametrize(
    ("paid", "right"),
    [
        (line({"township": "", "amount_fen": 100_00}), borne_as_due),
        (line({"name": "样丙", "id": OTHER, "township": ""}), borne_by_nobody),
        (
            line({"township": (own := "莘庄工业区")}, town=own, district_fen=0, township_fen=129_00),
            moved_between_bearers,
        ),
        (line({"amount_fen": 100_00}, town="江川路街道"), each_new_less_paid),
        (line({}, {}, {"id": OTHER, "name": "样乙"}), nothing_due),
    ],
)
def test_who_bears_what_was_paid_otherwise(paid: Paid, right: Callable[[Part], None]) -> Cases:
    right((yield paid))


def test_what_the_sources_say_was_paid_elsewhere_is_paid_twice() -> None:
    result = tables.decide(
        [
            tables.grid([["姓名", "证件号码"], ["样甲", ONE]], file="承保名单.xlsx"),
            tables.grid([["姓名", "证件号码", "街镇"], ["样甲", ONE, "七宝镇"]], file="持证残疾人.xlsx"),
            tables.grid([["姓名", "证件号码", "政策年度"], ["样甲", ONE, "2024"]], file="往期发放.xlsx"),
        ]
    ).whole
    line = {"name": "样甲", "id": ONE, "township": "七宝镇", "amount_fen": 129_00, "state": "成功"}
    got = job.clear_subsidy(payments(line_frame([line])), result)
    assert got.items["code"].tolist() == ["C09"] and got.items["class"].tolist() == ["重复发放"]


def fen(text: str) -> int:
    """The value of an arithmetic expression of the cases."""
    return int(eval(text, {"__builtins__": {}}))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_cases_of_whole_years(case: dict) -> None:
    """A year in which all was paid as due: its sums are what the document says."""
    heads = {town: fen(count) for town, count in case["people"].items()}
    towns = [town for town, count in heads.items() for _ in range(count)]
    ids = pd.Series(range(len(towns))).add(10**16).astype("str")
    base = pd.DataFrame({"name": "样", "name_key": "", "id": ids, "person": ids.astype("int64"), "home": towns})
    base = base.assign(
        id_fault=pd.Categorical([None] * len(base)), code="OK", why="", file="名单", sheet="", row=base.index + 2
    )
    now = classify.standing(base, RULES)
    paid = classify.with_shares(
        base.assign(township=towns, amount_fen=fen(case["each_fen"]), state="成功", holder="", remark="", doubt=""),
        RULES,
    )
    items = classify.classify(paid_lines._checked(paid), now, RULES)
    assert set(items["class"]) == {"一致"}
    posted = subsidy_sums.postings(items)
    bearers = subsidy_sums.by_bearer(posted, subsidy_sums.corrections(posted), RULES).set_index("bearer")
    assert bearers.loc["区级", "paid_fen"] == fen(case["district_fen"])
    assert bearers.loc["区级", "paid_fen"] // 100 == fen(case["stated_yuan"])
    assert bearers["paid_fen"].sum() == fen(case["total_fen"])
