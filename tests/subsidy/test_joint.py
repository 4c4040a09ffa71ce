"""H09 of several open questions at once: who stands on two lists, and could be out of both, waits, though no answer alone would change anything."""

import pytest
from at_once import at_once
from tables import codes, decide, found, grid, read, resident

from huibao_xl.frames import DAY, ENTRIES
from huibao_xl.subsidy import steps
from huibao_xl.subsidy.joint import DECIDING, least, most, only_of, touched, turns

ONE, TWO, THREE = (resident(f"3101121950010{day}90{day}") for day in (1, 2, 3))
PEOPLE = {ONE: "样甲", TWO: "样乙", THREE: "样丙"}
EARLY, NONE = "2023-12-31", ""


def insured(*columns, fields=(), file="承保名单.xlsx", start=1):
    """承保名单 of all three. ``columns``: further headers; ``fields``: per person the cells under them."""
    cells = fields or [[""] * len(columns)] * 3
    rows = [[f"P{at}", name, number, *cells[at - start]] for at, (number, name) in enumerate(PEOPLE.items(), start)]
    return grid([["保单号", "姓名", "证件号码", *columns], *rows], file, "承保")


def roster(columns, *rows, kind="残疾类别", file="持证残疾人.xlsx", town="七宝镇"):
    """A roster. ``rows``: the number and the cells under ``columns`` of each."""
    value = {"残疾类别": "肢体", "优抚类别": "残疾军人"}[kind]
    table = [[PEOPLE[number], number, town, value, *cells] for number, *cells in rows]
    return grid([["姓名", "证件号码", "街镇", kind, *columns], *table], file, "名册")


def veterans(columns, *rows, file="优抚对象.xlsx", town="七宝镇"):
    return roster(columns, *rows, kind="优抚类别", file=file, town=town)


@at_once(apart=lambda first, second: first)
@pytest.mark.parametrize(
    ("first", "second"), [("甲乙丙", "丁戊己"), ("甲乙丙", "甲乙丙"), ("", "XXRQ"), ("列5", "Column5")]
)
def test_who_may_have_expired_on_both_rosters(first, second):
    """The first could be out of both, the second of one, the third of none."""
    lists = [
        insured(),
        roster([first], [ONE, EARLY], [TWO, EARLY], [THREE, NONE]),
        veterans([second], [ONE, EARLY], [TWO, NONE], [THREE, NONE]),
    ]
    result = yield lists
    assert codes(result) == ["H09", "OK", "OK"]
    why = result.decisions["why"].iloc[0]
    assert f"持证残疾人.xlsx 工作表“名册” E 列“{first}" in why and f"优抚对象.xlsx 工作表“名册” E 列“{second}" in why


UNKNOWN = ["甲乙丙", "丁戊己", "庚辛壬"]


def one_and_marked_out_on_the_other(first, second, third):
    """May have expired on one and be marked out on the other."""
    return [
        insured(),
        roster([first], [ONE, EARLY], [TWO, NONE], [THREE, EARLY]),
        veterans([second], [ONE, "A"], [TWO, "A"], [THREE, ""]),
    ]


def two_columns(first, second, third):
    """Of one sheet, on which somebody stands twice."""
    rows = [[ONE, EARLY, ""], [ONE, "", EARLY], [TWO, NONE, NONE], [THREE, EARLY, ""], [THREE, NONE, NONE]]
    return [insured(), roster([first, second], *rows)]


def three_rosters(first, second, third):
    cells = [[ONE, EARLY], [TWO, EARLY], [THREE, NONE]]
    other = roster([third], [ONE, EARLY], [TWO, NONE], file="另一镇残疾人.xlsx")
    return [insured(), roster([first], *cells), veterans([second], *cells), other]


def beside_a_state(state):
    """A doubt, and a state that cannot be read on the other."""

    def lists(first, second, third):
        return [
            insured(),
            roster([first], [ONE, EARLY], [TWO, NONE], [THREE, NONE]),
            veterans(["人员状态"], [ONE, state], [TWO, "正常"], [THREE, "正常"]),
        ]

    return lists


def beside_an_end(first, second, third):
    """A doubt, and an end that cannot be read on the other."""
    return [
        insured(),
        roster([first], [ONE, EARLY], [TWO, NONE], [THREE, NONE]),
        veterans(["失效日期"], [ONE, "#REF!"], [TWO, NONE], [THREE, NONE]),
    ]


def towns_of_two_lists(first, second, third):
    """The one that names 七宝镇 may be out, the other may name nobody's 街镇: then the insured row's counts."""
    return [
        insured("街镇", fields=[["莘庄镇"], ["七宝镇"], ["莘庄镇"]]),
        roster([first], [ONE, EARLY], [TWO, EARLY], [THREE, NONE]),
        veterans(["人员状态"], [ONE, "正常"], [TWO, "正常"], [THREE, "正常"], town=""),
        veterans([second], [ONE, EARLY], [TWO, EARLY], [THREE, EARLY], file="优抚二.xlsx"),
    ]


def what_no_joint_answer_changes(first, second, third):
    """Two open columns, of which one can never take anybody out who stands on a third list that nobody asks about."""
    cells = [[ONE, EARLY], [TWO, EARLY], [THREE, EARLY]]
    return [
        insured(),
        roster([first], *cells),
        veterans([second], *cells),
        veterans([], [ONE], [TWO], file="优抚二.xlsx"),
    ]


WAITS = ["H09", "OK", "OK"]


@at_once
@pytest.mark.parametrize(
    ("lists", "at", "expected", "named"),
    [
        (lists, at, expected, named)
        for at, (lists, expected, named) in enumerate(
            [
                (one_and_marked_out_on_the_other, WAITS, 2),
                (two_columns, WAITS, 2),
                (three_rosters, WAITS, 3),
                (beside_a_state("怪"), WAITS, 0),
                (beside_a_state("待定"), WAITS, 0),
                (beside_an_end, WAITS, 0),
                (towns_of_two_lists, WAITS, 0),
                (what_no_joint_answer_changes, ["OK", "OK", "H09"], 0),
            ]
        )
    ],
)
def test_who_could_be_out_by_several_answers_waits(lists, at, expected, named):
    """Of each case headers of its own. ``named``: how many of them the reason names."""
    own = [header + "子丑寅卯辰巳午未"[at] for header in UNKNOWN]
    result = yield lists(*own)
    assert codes(result) == expected
    assert all(f"列“{header}”" in result.decisions["why"].iloc[0] for header in own[:named])
    assert lists is not one_and_marked_out_on_the_other or len(found(result.found_until_decided, "I42")) == 2


def test_a_day_of_insuring_and_an_end():
    """Each alone is no matter: insured before the end, or without one."""
    days = [["2024-05-01", "2024-07-20"], ["2024-05-01", "2024-05-02"], ["2024-05-01", "2024-07-20"]]
    ends = roster(
        ["失效日期", "失效日期"], *([one, "2029-12-31", "2024-06-30"] for one in (ONE, TWO)), [THREE, "2029-12-31", ""]
    )
    begun = veterans(["生效日期"], [ONE, "2024-07-01"], [TWO, "2024-07-01"], [THREE, "2024-07-01"])
    result = decide([insured("承保日期", "承保日期", fields=days), ends])
    assert codes(result) == ["H09", "OK", "OK"]
    assert "承保日期" in result.decisions["why"].iloc[0] and "失效日期" in result.decisions["why"].iloc[0]
    assert codes(decide([insured("承保日期", "承保日期", fields=days), ends, begun])) == ["OK", "OK", "OK"]


def test_a_sheet_that_may_be_no_roster_and_a_column_of_the_other():
    plain = grid([["姓名", "证件号码"], ["样甲", ONE], ["样乙", TWO]], "团单名单.xlsx", "承保")
    result = decide([plain, roster(["甲乙丙"], [ONE, EARLY], [TWO, NONE])])
    assert codes(result) == ["H09", "H09"]


def test_a_policy_that_may_be_withdrawn_and_another_that_may_be_of_a_group():
    """Nobody is paid by the one while the other may be of a group."""
    rows = [
        ["P1", "样甲", ONE, "退保", "有效", "个人", "团单"],
        ["P2", "样甲", ONE, "有效", "有效", "个人", "个人"],
        ["P3", "样乙", TWO, "有效", "有效", "个人", "个人"],
    ]
    header = ["保单号", "姓名", "证件号码", "状态", "状态", "投保渠道", "投保渠道"]
    for order in (rows, [rows[1], rows[0], rows[2]]):
        result = decide([grid([header, *order], "承保名单.xlsx", "承保"), roster([], [ONE], [TWO])])
        assert codes(result)[:2].count("OK") == 0 and codes(result)[2] == "OK"


def test_a_town_that_only_counts_if_another_column_lets_it():
    """Expired by the first 失效日期, of 莘庄镇 by the second 街镇: only if both second columns count do two 街镇 meet."""

    def second(*rows):
        head = ["姓名", "证件号码", "优抚类别", "失效日期", "失效日期", "街镇", "街镇"]
        return grid(
            [head, *([PEOPLE[number], number, "残疾军人", *cells] for number, *cells in rows)], "优抚对象.xlsx", "名册"
        )

    rows = [
        [ONE, EARLY, NONE, "七宝镇", "莘庄镇"],
        [TWO, EARLY, NONE, "七宝镇", "七宝镇"],
        [THREE, EARLY, EARLY, "七宝镇", "莘庄镇"],
    ]
    assert codes(decide([insured(), roster([], [ONE], [TWO], [THREE]), second(*rows)])) == ["H09", "OK", "OK"]


def test_the_worst_and_the_best_of_each_row():
    ends = ["失效日期", "失效日期"]
    lists = read(
        [
            insured("承保日期", "承保日期", fields=[["2024-05-01", "2024-07-20"], ["2024-05-01", ""], ["", ""]]),
            roster(ends, [ONE, "2029-12-31", EARLY], [TWO, EARLY, ""], [THREE, EARLY, EARLY]),
        ]
    )
    worst, best = least(lists, lists.doubts), most(lists, lists.doubts)
    assert worst.entries["valid_to"].astype(str).tolist() == [EARLY, EARLY, EARLY]
    assert best.entries["valid_to"].astype(str).fillna("").tolist() == ["2029-12-31", "", EARLY]
    assert turns(lists, lists.doubts) == 1
    days = least(lists, lists.doubts, turn=1).insured["insured_on"].astype(str).fillna("").tolist()
    assert days == ["2024-07-20", "", ""]
    people = dict(zip(lists.insured["person"], PEOPLE, strict=True))
    assert sorted(people[who] for doubt in lists.doubts for who in touched(lists, doubt)) == sorted(
        [ONE, ONE, TWO, TWO]
    )


def test_only_rows_of_the_people_concerned_are_looked_at():
    lists = read(
        [insured(), roster(["甲乙丙"], [ONE, EARLY], [TWO, EARLY]), veterans(["丁戊己"], [ONE, EARLY], [TWO, EARLY])]
    )
    persons = lists.insured["person"].to_numpy()[:1]
    fewer, doubts = only_of(lists, lists.doubts, persons)
    assert len(fewer.insured) == 1 and len(fewer.entries) == 2
    assert all(len(change.frame) == 1 for doubt in doubts for change in doubt.changes)
    assert least(fewer, doubts).entries["valid_to"].notna().all()


@pytest.mark.parametrize(("people", "times"), [((TWO, THREE), 2), ((ONE, TWO), 6)])
def test_two_decidings_more_and_none_where_nobody_has_two_questions(people, times, monkeypatch):
    """Each column has two other meanings (生效日期, 失效日期), tried apart; of two lists without anybody in common together."""
    counted, before = [], steps.gather_grounds
    monkeypatch.setattr(steps, "gather_grounds", lambda *given: counted.append(1) or before(*given))
    monkeypatch.setitem(
        steps.STEPS,
        "认定资格",
        tuple(steps.gather_grounds if one is before else one for one in steps.STEPS["认定资格"]),
    )
    first = roster(["甲乙丙"], [ONE, EARLY])
    decide([insured(), first, veterans(["丁戊己"], *([one, EARLY] for one in people))])
    assert len(counted) - 1 == times


def test_every_day_of_an_entry_decides():
    """A day that is added to the frame and forgotten here would be taken from one answer alone."""
    assert {name for name, dtype in ENTRIES.columns.items() if dtype == DAY} <= {*DECIDING["entries"]}
