"""Two lists compared: worked cells, an oracle over invented lists, and what must hold of every comparison."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lists import listing, person
from tables import found, resident

from huibao_xl.monitoring.changes import ADDED, CHANGED, GONE, SAME, UNSURE, Compared, compare
from huibao_xl.reasons import Stop

HEAD = ["姓名", "证件号码", "残疾类别", "有效期至", "街镇", "备注"]


def roster(rows, file="新.xlsx", head=HEAD, **options):
    return listing(rows, "持证残疾人", head, file, "残疾人", **options)


def against(old, new, **options) -> Compared:
    return compare(roster(old, "旧.xlsx"), roster(new, **options))


def kinds(compared: Compared) -> dict[str, str]:
    return dict(zip(compared.people["name"], compared.people["kind"].astype(str), strict=True))


def lines(compared: Compared) -> list[tuple[str, str, str, str]]:
    return list(compared.fields[["name", "field", "old", "new"]].itertuples(index=False, name=None))


def test_each_class():
    old = [["样甲", person(1), "视力"], ["样乙", person(2), "肢体"], ["样丙", person(3), "听力"]]
    new = [["样丁", person(4), "视力"], ["样乙", person(2), "多重"], ["样甲", person(1), "视力"]]
    compared = against(old, new)
    assert kinds(compared) == {"样丁": ADDED, "样乙": CHANGED, "样甲": SAME, "样丙": GONE}
    assert lines(compared) == [("样乙", "子类", "肢体", "多重")]
    assert compared.balance["ok"].all()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            ["样甲", "{id}", "视力", "2025-01-01", "七宝镇", "a"],
            ["样甲", " {id}", "视力 ", "2025年1月1日", "七宝", "ａ"],
        ),
        (["样甲", "{id}", "", "长期", "", "1,510.00"], ["样甲", "{id}", None, "永久", None, "1510"]),
        (["样·甲", "{id}", "", "2025.6", "", ""], ["样・甲", "{id}", "", "2025-06-30", "", ""]),
    ],
)
def test_another_spelling_is_no_change(before, after):
    old, new = ([cell and cell.format(id=person(1)) for cell in row] for row in (before, after))
    assert against([old], [new]).people["kind"].tolist() == [SAME]


def test_no_column_is_overlooked():
    """A column that no role knows is compared; one that only one list has is said."""
    old = roster([["样甲", person(1), "一级"]], "旧.xlsx", ["姓名", "证件号码", "护理等级"])
    new = roster([["样甲", person(1), "二级", "x"]], head=["姓名", "证件号码", "护理等级", "备考"])
    compared = compare(old, new)
    assert lines(compared) == [("样甲", "护理等级", "一级", "二级")]
    assert [
        "备考" in text and "新名单" in text for text in compared.findings[compared.findings["code"] == "L18"]["text"]
    ] == [True]


def test_an_unreadable_day_that_changes_is_seen():
    assert lines(against([["样甲", person(1), "", "待定"]], [["样甲", person(1), "", "待办"]])) == [
        ("样甲", "失效日期", "待定", "待办")
    ]


def test_a_name_that_changes_is_a_change_of_one_person():
    assert lines(against([["样甲", person(1)]], [["样贾", person(1)]])) == [("样贾", "姓名", "样甲", "样贾")]


def test_of_several_rows_equal_ones_are_paired_first():
    old = [["样甲", person(1), kind] for kind in ("视力", "听力")]
    new = [["样甲", person(1), kind] for kind in ("多重", "听力", "智力")]
    compared = against(old, new)
    assert compared.people[["kind", "rows_old", "rows_new"]].values.tolist() == [[CHANGED, 2, 3]]
    assert [field for _, field, *_ in lines(compared)] == ["子类", "（整条记录）"]
    assert not {"听力"} & {text for line in lines(compared) for text in line[2:]}
    assert [code for code, *_ in found(compared.findings, "L19")] == ["L19", "L19"]
    assert against(old, old[::-1]).people["kind"].tolist() == [SAME]


def test_an_invalid_id_is_never_joined_by_likeness():
    right, wrong = person(1), person(1)[:17] + ("0" if person(1)[17] != "0" else "1")
    compared = against([["样甲", right]], [["样甲", wrong]])
    assert compared.people["kind"].tolist() == [ADDED, GONE]
    assert compared.people["hint"].str.contains("核对是否同一人").all()
    assert found(compared.findings, "L17") == [("L17", 2, wrong)]


def test_two_valid_ids_that_are_near_are_hinted_too():
    one, other = (resident(f"3101121940010100{n}") for n in (1, 2))
    assert against([["样甲", one]], [["样甲", other]]).people["hint"].str.contains("只差一处").all()
    assert (against([["样甲", one]], [["样乙", other]]).people["hint"] == "").all()


def test_a_passport_written_alike_is_the_same_person_a_destroyed_number_never():
    assert against([["样甲", "E1234567", "视力"]], [["样甲", "Ｅ1234567", "听力"]]).people["kind"].tolist() == [CHANGED]
    assert against([["样甲", "E1234567"]], [["样乙", "E1234567"]]).people["kind"].tolist() == [ADDED, GONE]
    lost = int(person(1)[:15] + "000")
    assert against([["样甲", lost]], [["样甲", lost]]).people["kind"].tolist() == [UNSURE]
    assert against([["样甲", None, "视力"], ["样甲", None, "视力"]], [["样甲", None, "视力"]]).people[
        "kind"
    ].tolist() == [UNSURE]


LOST = int(person(1)[:15] + "000")
UNUSABLE = {
    "destroyed": [["样甲", LOST, "视力"]],
    "destroyed, and text again": [["样甲", "3.10112E+17", "视力"]],
    "empty": [["样甲", None, "视力"]],
    "neither name nor number": [[None, None, "视力"]],
    "one name, several rows": [["样甲", LOST, "视力"], ["样甲", LOST, "听力"]],
    "among good ones": [["样乙", person(2), "视力"], ["样甲", LOST, "视力"], ["样丙", None, "听力"]],
}


@pytest.mark.parametrize("member", UNUSABLE)
def test_a_list_against_itself_has_nobody_new_and_nobody_gone(member):
    rows = UNUSABLE[member]
    compared = against(rows, rows)
    assert set(compared.people["kind"]) <= {SAME, UNSURE} and UNSURE in set(compared.people["kind"])
    assert compared.fields.empty and compared.balance["ok"].all()
    assert (compared.people.loc[compared.people["kind"] == UNSURE, "hint"] != "").all()


@pytest.mark.parametrize("unusable", [LOST, None, "3.10112E+17"])
def test_who_has_a_number_in_one_list_only_is_neither_new_nor_gone(unusable):
    good, bad = [["样甲", person(1)], ["样乙", person(2)]], [["样甲", unusable], ["样乙", person(2)]]
    for old, new in ((good, bad), (bad, good)):
        compared = against(old, new)
        assert sorted(compared.people["kind"]) == sorted([UNSURE, UNSURE, SAME]) and compared.balance["ok"].all()


def test_an_unusable_number_keeps_nobody_of_another_name_from_being_new_or_gone():
    compared = against([["样甲", LOST], ["样乙", person(2)]], [["样甲", LOST], ["样丙", person(3)]])
    assert kinds(compared) == {"样甲": UNSURE, "样丙": ADDED, "样乙": GONE}


def test_what_differs_beside_an_unusable_number_is_shown():
    compared = against([["样甲", LOST, "视力"]], [["样甲", LOST, "听力"]])
    assert lines(compared) == [("样甲", "子类", "视力", "听力")] and compared.balance["ok"].all()


def test_an_empty_list_against_a_full_one():
    rows = [["样甲", person(1)], ["样乙", person(2)]]
    assert against([], rows).people["kind"].tolist() == [ADDED, ADDED]
    assert against(rows, []).people["kind"].tolist() == [GONE, GONE]


def test_a_list_of_another_kind_is_refused_with_what_it_needs():
    with pytest.raises(Stop, match="没有“持证残疾人”：表头要有姓名、证件号码"):
        roster([["样甲", "1"]], head=["项目", "数量"])
    with pytest.raises(Stop, match="不认识的角色"):
        listing([], "不存在的名单", HEAD)


# --- Properties -------------------------------------------------------------------------------------

ROW = st.tuples(st.integers(0, 23), st.sampled_from(["视力", "听力", ""]), st.sampled_from(["2025-01-01", "长期"]))
LIST = st.lists(ROW, max_size=27)
"""A person has one row or a few. Many people in few comparisons: a comparison takes longer than its rows."""


def cells(rows):
    return [[f"样{n}", person(n), kind, until] for n, kind, until in rows]


def oracle(old, new) -> dict[str, str]:
    """{name: class}: a person's rows as a bag on either side."""
    bags = [Counter(rows) for rows in (old, new)]
    answer = {}
    for n in {row[0] for row in (*old, *new)}:
        before, after = (Counter({row: count for row, count in bag.items() if row[0] == n}) for bag in bags)
        answer[f"样{n}"] = ADDED if not before else GONE if not after else SAME if before == after else CHANGED
    return answer


@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LIST, LIST)
def test_every_person_is_in_the_class_that_the_oracle_says(old, new):
    compared = against(cells(old), cells(new))
    assert kinds(compared) == oracle(old, new)
    assert len(compared.people) == len(oracle(old, new))
    assert compared.balance["ok"].all()


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LIST, LIST)
def test_swapping_the_lists_swaps_added_and_gone(old, new):
    forth, back = against(cells(old), cells(new)), against(cells(new), cells(old))
    turned = {ADDED: GONE, GONE: ADDED, CHANGED: CHANGED, SAME: SAME}
    assert {name: turned[kind] for name, kind in kinds(forth).items()} == kinds(back)
    short = [(name, field) for name, field, *_ in lines(forth)]
    assert Counter(short) == Counter((name, field) for name, field, *_ in lines(back))
    flipped = Counter((name, field, after, before) for name, field, before, after in lines(forth))
    assert flipped == Counter(lines(back))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LIST, LIST, st.randoms(use_true_random=False))
def test_the_order_of_the_lists_does_not_matter(old, new, random):
    plain = against(cells(old), cells(new))
    mixed = against(cells(random.sample(old, len(old))), cells(random.sample(new, len(new))))
    assert kinds(plain) == kinds(mixed) and Counter(lines(plain)) == Counter(lines(mixed))
