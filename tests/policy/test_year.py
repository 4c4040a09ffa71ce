"""Policies: what ships is right, a copied year works, and a wrong file is refused with the key and the reason."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huibao_xl import policy
from huibao_xl.money import district_share, format_yuan, parse_yuan
from huibao_xl.policy.approval import STEPS
from huibao_xl.reasons import Stop

SHIPPED = policy.policies()


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships(name: str) -> None:
    rules = policy.load(name)
    assert rules.amount_fen > 0 and rules.name == name and rules.year == int(name)
    assert all(district_share(rules.amount_fen, town.district_percent) <= rules.amount_fen for town in rules.townships)
    assert set(rules.basis) >= {
        "OK",
        "H01",
        "H02",
        "H03",
        "H04",
        "H05",
        "H06",
        "X01",
        "X02",
        "X03",
        "X04",
        "X05",
        "X06",
    }
    assert all(parameter.quote and parameter.status in ("有原文", "未核定") for parameter in rules.parameters)


@pytest.mark.parametrize("name", ["2023", "2024"])
def test_129_yuan_and_the_shares_of_both_years(name: str) -> None:
    """M 三、3 and 4."""
    rules = policy.load(name)
    kinds = [town.kind for town in rules.townships]
    assert (kinds.count("街道"), kinds.count("镇"), kinds.count("工业区")) == (4, 9, 1)
    assert rules.amount_fen == 12900
    assert {town.kind: town.district_percent for town in rules.townships} == {"街道": 100, "镇": 35, "工业区": 35}
    assert rules.category_order == rules.roles == ("医疗救助对象", "持证残疾人", "生活困难农户", "优抚对象")


def test_the_latest_is_what_holds_where_nobody_names_a_policy() -> None:
    assert policy.load() == policy.load(policy.latest())
    assert policy.load().year == max(policy.load(name).year for name in SHIPPED)


def test_a_category_has_the_same_key_in_all_years() -> None:
    """Titles may change, keys do not: one key is one roster, whatever the year."""
    pairs = {(category.key, category.role) for name in SHIPPED for category in policy.load(name).categories}
    assert len({key for key, _ in pairs}) == len({role for _, role in pairs}) == len(pairs)


def test_the_seed_s_figures() -> None:
    """M 三、1: 9000 x 129, 30000 x 129 x 0.65 and x 0.35; the district's whole cost is the first and the last."""
    rules = policy.load("2024")
    assert rules.budget == {"街道人数": 9000, "镇人数": 30000}
    share = district_share(rules.amount_fen, Decimal(35))
    assert 9000 * rules.amount_fen == 116100000
    assert 30000 * (rules.amount_fen - share) == 251550000
    assert 30000 * share == 135450000


def test_a_copied_year_works(tmp_path: Path) -> None:
    content = json.loads(SHIPPED["2024"].read_text(encoding="utf-8"))
    content |= {"name": "2025", "year": 2025, "amount": content["amount"] | {"yuan": "139.50"}}
    path = tmp_path / "2025.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8-sig")
    assert policy.load(str(path)).amount_fen == 13950


def _levels(*levels: tuple[str, int]) -> list[dict[str, object]]:
    return [{"above_yuan": yuan, "signatures": count} for yuan, count in levels]


def _list(steps: Sequence[str], **more: str) -> dict[str, object]:
    people = [{"name": "甲", "steps": list(steps), "since": "2024-01-01"} | more]
    return {"people": people, "quote": "虚构", "where": "—", "status": "未核定"}


def _without(*keys: str) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        for key in keys[:-1]:
            content = content[key]
        del content[keys[-1]]

    return change


def _with(value: object, *keys: str | int) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        for key in keys[:-1]:
            content = content[key]
        content[keys[-1]] = value

    return change


def _both(content: Any) -> None:
    """A level whose last signature is that of nobody who may approve by the list."""
    content["signers"] = _list(STEPS)
    content["approval"]["levels"] = [{"above_yuan": "1.00", "by": ["丁"]}]


@pytest.mark.parametrize(
    ("change", "key", "why"),
    [
        (_without("amount"), "（整个文件）", "amount"),
        (_without("amount", "quote"), "amount", "quote"),
        (_with(129, "amount", "yuan"), "amount.yuan", "类型"),
        (_with("129", "amount", "yuan"), "amount.yuan", "129"),
        (_with("2024-02-30", "reference_date", "day"), "reference_date.day", "2024-02-30"),
        (_with("三五开", "funding", "镇", "district_percent"), "funding.镇.district_percent", "三五开"),
        (_with("100.01", "funding", "镇", "district_percent"), "district_percent", "大于 100"),
        (_without("funding", "工业区"), "funding", "工业区"),
        (_with("村", "townships", 0, "kind"), "townships.1.kind", "村"),
        (_with(["七宝"], "townships", 0, "aliases"), "townships", "七宝"),
        (_with(1, "颜色"), "（整个文件）", "颜色"),
        (_with("医疗救助对象", "categories", 1, "role"), "categories", "两次"),
        (_with(_levels(("500.00", 3), ("200.00", 4)), "approval", "levels"), "approval.levels", "由小到大"),
        (_with(_levels(("200.00", 3), ("500.00", 2)), "approval", "levels"), "approval.levels", "不能更少"),
        (_with(_levels(("200", 3)), "approval", "levels"), "approval.levels.1.above_yuan", "200"),
        (_both, "approval.levels", "“丁”在签字人名单里没有“审批”"),
        (_with(2, "approval", "shared_account"), "approval.shared_account", "2"),
        (
            _with(_list(["制单", "审核"]), "signers"),
            "signers.people",
            "没有人可以“审批”、“导出”、“登记回盘”、“人工确认”、“退回”、“解除剔除”",
        ),
        (_with(_list(STEPS, until="2023-12-31"), "signers"), "signers.people", "早于"),
        (_with(_list(["付款"]), "signers"), "signers.people.1.steps.1", "付款"),
    ],
)
def test_a_wrong_policy_names_the_key_and_the_reason(
    tmp_path: Path, change: Callable[[Any], None], key: str, why: str
) -> None:
    content = json.loads(SHIPPED["2024"].read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / "错.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(Stop) as stopped:
        policy.load(str(path))
    assert stopped.value.code == "S05" and f"“{key}”" in str(stopped.value) and why in str(stopped.value)


@pytest.mark.parametrize("name", SHIPPED)
def test_two_policies_never_share_a_name(tmp_path: Path, name: str) -> None:
    """A copy of what ships is that policy; a copy with one more yuan under its name is none, by whatever file name it goes."""
    path = tmp_path / "新办法.json"
    content = json.loads(SHIPPED[name].read_text(encoding="utf-8"))
    path.write_text(json.dumps(content), encoding="utf-8")
    assert policy.load(str(path)) == policy.load(name)
    content["masking"]["id_tail"] = 1  # what the district may settle itself
    path.write_text(json.dumps(content), encoding="utf-8")
    assert policy.load(str(path)).name == name
    content["amount"]["yuan"] = "130.00"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(Stop) as stopped:
        policy.load(str(path))
    assert stopped.value.code == "S05" and f"“{name}”是随程序提供的政策的名称" in str(stopped.value)


@pytest.mark.parametrize("text", ['{"name": "a", "name": "b"}', "{", "", "[]", "\x00"])
def test_what_is_no_json_object_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "错.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Stop):
        policy.load(str(path))


@given(st.integers(0, 10**9), st.decimals(0, 100, places=2))
@example(12950, Decimal(35))  # 4532.5 fen: half up
@example(1, Decimal(50))
def test_shares_are_the_nearest_fen_and_always_add_up(amount: int, percent: Decimal) -> None:
    share = district_share(amount, percent)
    assert 0 <= share <= amount
    assert -50 <= Decimal(share * 100) - amount * percent <= 50
    assert (amount * percent) % 100 != 50 or share * 100 > amount * percent


@given(st.integers(-(10**14), 10**14))
def test_money_read_is_money_written(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen


def test_a_policy_that_declares_a_shipped_roster_adds_to_it():
    """Its fields, its words and what only it has stay: a 残疾人证 number is still read as such."""
    from huibao_xl.policy import roles

    shipped = roles.shipped()["持证残疾人"]
    (mended,) = roles.declared(
        [{"name": "持证残疾人", "words": ["换证册"], "fields": {"失效日期": ["换证日"]}}]
    ).values()
    assert mended.fields["失效日期"] == ("换证日", *shipped.fields["失效日期"])
    others = set(shipped.fields) - {"失效日期"}
    assert {field: mended.fields[field] for field in others} == {field: shipped.fields[field] for field in others}
    assert mended.words == ("换证册", *shipped.words) and mended.disability_card == shipped.disability_card
    assert (mended.marks, mended.headers, mended.required) == (shipped.marks, shipped.headers, shipped.required)
