"""Laws that hold for every list: the real decision equals the oracle's, and order, files and repetition change nothing.

The worlds are small and crowded on purpose (few names, few ids with planted errors, few days and 街镇), so that rules meet. More of the big
ones: ``HUIBAO_WORLDS=20 pytest -n 0 tests/subsidy/test_laws.py``.
"""

import os
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import oracle
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracle import ORDER, Bought, Entry, World
from tables import TODAY, codes, decide
from worlds import (
    CLANS,
    as_read,
    asked_world,
    big_world,
    crowded,
    decided,
    insured_grid,
    numbers_of,
    other_grids,
    roster_grid,
)

from huibao_xl.identifiers import resident_id
from huibao_xl.subsidy.result import Result

BIGGER = int(os.environ.get("HUIBAO_WORLDS", "0"))
BIG, ASKED = (2, 0, 1, *range(3, 1000)), (0, 2, 1, *range(3, 1000))
"""Seeds. The first of the big worlds asks about columns of both kinds, and takes each row by its own day; the first two of the others ask about
ends alone, and about both."""

FRAMES = ("decisions", "payments", "shares", "outreach", "findings", "balance")


@given(crowded)
@settings(max_examples=2)
def test_every_row_is_decided_as_the_contract_says_and_twice_the_same(world):
    result, again = decided(world), decided(world)
    _keeps_the_laws(world, result)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(result, name), getattr(again, name))


def _keeps_the_laws(world: World, result: Result) -> None:
    """Three laws of one world, looked at wherever a test decides one as it was drawn: deciding it takes 0.3 s."""
    _agrees(world, result)
    _nobody_is_lost_and_not_a_fen_is_missing(world, result)
    if world.entries:
        _the_missed_are_members_who_are_not_insured(world, result)


def _agrees(world: World, result: Result) -> None:
    judged = oracle.judge(as_read(world), TODAY)
    assert codes(result) == [one.code for one in judged]
    paid = [
        (code, home, kinds)
        for code, home, kinds in zip(
            codes(result), result.decisions["home"], result.decisions["categories"], strict=True
        )
        if code in ("OK", "X06")
    ]
    assert paid == [(one.code, one.home, "、".join(one.categories)) for one in judged if one.code in ("OK", "X06")]


@pytest.mark.parametrize("seed", BIG[: max(BIGGER, 1)])
def test_every_row_of_a_big_list_is_decided_as_the_contract_says(seed):
    world = big_world(seed)
    _agrees(world, decided(world))


@pytest.mark.parametrize("seed", ASKED[: max(BIGGER, 2)])
def test_who_waits_for_answers_together_is_whom_a_combination_of_them_decides_otherwise(seed):
    """Nobody less, as every combination is tried here."""
    world = asked_world(seed)
    now, right = codes(decided(world)), [one.code for one in oracle.judge(as_read(world), TODAY)]
    assert now == right and "H09" in now and "OK" in now


def _nobody_is_lost_and_not_a_fen_is_missing(world: World, result: Result) -> None:
    assert len(result.decisions) == len(oracle.after_withdrawals(world, TODAY).bought)
    assert result.decisions["code"].notna().all() and result.decisions["disposition"].notna().all()
    paid = result.payments
    assert paid["id"].is_unique and len(paid) == codes(result).count("OK")
    assert (paid["amount_fen"] == 12900).all()
    assert (paid["district_fen"] + paid["township_fen"] == paid["amount_fen"]).all()
    split = result.shares.set_index("township")
    assert len(split) == 14 and split["people"].sum() == len(paid)
    for town, own in split.iterrows():
        people = (paid["home"] == town).sum()
        per_head = 12900 if own["kind"] == "街道" else 4515
        assert (own["people"], own["amount_fen"], own["district_fen"]) == (people, 12900 * people, per_head * people)
        assert own["district_fen"] + own["township_fen"] == own["amount_fen"]
    assert result.balance["ok"].all()


def _paid(result: Result) -> dict[str, tuple]:
    rows = result.payments[["id", "home", "categories", "district_fen"]].itertuples(index=False)
    return {row.id: tuple(row) for row in rows}


SELDOM_NORMAL = World(
    (Bought("甲一", numbers_of("甲")[0], town="七宝"), Bought("乙一", numbers_of("乙")[0], town="七宝")),
    tuple(Entry(ORDER[3], clan + "一", numbers_of(clan)[0], state="正常" * (clan == "乙")) for clan in CLANS[:4]),
)
"""Of four entries one is 正常: alone with another it would make half of a list, and the empty state of that one would not be filled in."""


def _two_files(rows: list[Entry], dice: Random) -> tuple[list[Entry], list[Entry]]:
    """The rows of a roster in two files. An empty state is read by the list that it stands in (正常 in most rows: not filled in; else the
    exceptions are what is written), so a roster is parted only into files that are filled in as it is."""
    cut = dice.randrange(len(rows) + 1)
    parts = rows[:cut], rows[cut:]
    alike = all(oracle.fills_states(part) == oracle.fills_states(rows) for part in parts if part)
    return parts if alike else (rows, [])


@given(crowded, st.randoms(use_true_random=False))
@example(SELDOM_NORMAL, Random(22))
@settings(max_examples=3)
def test_order_and_files_of_the_rosters_change_nothing_and_a_second_copy_pays_nobody_twice(world, dice):
    shuffled = list(world.entries)
    dice.shuffle(shuffled)
    parts = [
        roster_grid(role, part, f"{place}/{role}.xlsx", world)
        for role in ORDER
        for place, part in zip("甲乙", _two_files([one for one in shuffled if one.role == role], dice), strict=True)
    ]
    others = other_grids(world)[len(ORDER) :]
    dice.shuffle(parts)
    usual = decided(world)
    _keeps_the_laws(world, usual)
    turned = decide([*parts, *others, insured_grid(world.bought)], as_of=world.as_of)
    assert codes(turned) == codes(usual) and _paid(turned) == _paid(usual)
    twice = decide(
        [insured_grid(world.bought), insured_grid(world.bought, "副本/承保名单.xlsx"), *other_grids(world)],
        as_of=world.as_of,
    )
    assert _paid(twice) == _paid(usual)
    rows = len(world.bought)
    assert codes(twice)[:rows] == codes(usual)[:rows]
    assert codes(twice)[2 * rows :] == codes(usual)[rows:], "退保 rows that mark nobody come after both copies, once"


@given(crowded, st.randoms(use_true_random=False))
@settings(max_examples=3)
def test_order_and_files_of_the_insured_change_nobody_s_payment(world, dice):
    """Rows of one person that say the same may come in any order, from any number of files; only which of them is X04 changes."""
    whole = {}
    for row in world.bought:
        whole.setdefault(oracle.person(row.id, TODAY) or row.id, row)
    rows = [whole[oracle.person(row.id, TODAY) or row.id] for row in world.bought]
    world = replace(world, bought=tuple(rows))
    usual = decided(world)
    _keeps_the_laws(world, usual)
    dice.shuffle(rows)
    cut = dice.randrange(len(rows) + 1)
    turned = decide(
        [
            insured_grid(rows[cut:], "乙/承保名单.xlsx"),
            *other_grids(world),
            insured_grid(rows[:cut], "甲/承保名单.xlsx"),
        ],
        as_of=world.as_of,
    )
    assert _paid(turned) == _paid(usual)
    assert sorted(codes(turned)) == sorted(codes(usual))


def _the_missed_are_members_who_are_not_insured(world: World, result: Result) -> None:
    """Exactly those whom an entry makes a member, alive, and whom neither 承保名单 nor 退保名单 names; a note says of whom it is not sure."""
    day = world.as_of or date(2024, 7, 1)
    persons = {oracle.person(row.id, TODAY) for row in oracle.after_withdrawals(world, TODAY).bought} - {None}
    dead = {oracle.person(row.id, TODAY) for row in (*world.bought, *world.entries) if row.dead}
    dead |= {oracle.person(one, TODAY) for one in world.dead}
    members = [
        (who, one)
        for one in oracle.while_unanswered(as_read(world)).entries
        if (who := oracle.person(one.id, TODAY))
        and who not in persons | dead
        and (one.start or day) <= day <= (one.end or day)
        and not oracle.is_out(one, day)
    ]
    unclear = [one.unreadable or oracle.is_doubtful(one, day) or oracle.says_nothing(world, one) for _, one in members]
    sure = {who for (who, _), doubted in zip(members, unclear, strict=True) if not doubted}
    known = result.outreach[
        result.outreach["id"].map(resident_id.fault).isna() & ~result.outreach["note"].str.startswith("证件号码无效")
    ]
    persons_found = known["id"].map(lambda one: oracle.person(one, TODAY))
    assert persons_found.is_unique and set(persons_found) == {who for who, _ in members}
    unsure = known["note"].str.contains("先核实资格")
    assert set(persons_found[~unsure]) == sure


ONE_DAY = timedelta(1)
some_day = st.dates(date(2000, 1, 1), date(2030, 12, 31))
day_of_the_year = st.dates(date(2024, 1, 2), date(2024, 12, 30))


def _members(periods: list[tuple[date, date]], days: list[date | None], as_of: date | None = None) -> World:
    """One person for each period, insured on a day: a row whose day lies in another year than the policy's waits, so such a day is ``as_of``."""
    own = [(clan + "一", numbers_of(clan)[0]) for clan in CLANS[: len(periods)]]
    return World(
        tuple(Bought(*one, town="七宝", on=on) for one, on in zip(own, days, strict=True)),
        tuple(Entry(ORDER[1], *one, *period) for one, period in zip(own, periods, strict=True)),
        as_of=as_of,
    )


@given(some_day, some_day, some_day)
@settings(max_examples=4)
def test_both_ends_of_a_period_count_on_a_day_of_any_year(start, end, day):
    periods = [(start, end), (day, end), (day + ONE_DAY, end), (start, day), (start, day - ONE_DAY), (day, day)]
    expected = ["OK" if first <= day <= last else "X05" for first, last in periods]
    assert codes(decided(_members(periods, [None] * len(periods), day))) == expected


@given(day_of_the_year, day_of_the_year, day_of_the_year)
@settings(max_examples=4)
def test_both_ends_of_a_period_count_on_the_day_of_insurance(start, end, day):
    tries = [day, start, end, start - ONE_DAY, end + ONE_DAY]
    expected = ["OK" if start <= on <= end else "X05" for on in tries]
    assert codes(decided(_members([(start, end)] * len(tries), tries))) == expected
