"""Laws of 比对决定: the decision table with answers is the oracle's, silence changes nothing, order does not count, nobody is paid twice."""

import random
from functools import cache

import oracle
import pandas as pd
import pytest
from answering import answer, decide, decide_read, to_all
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Answer
from tables import TODAY, codes, read
from worlds import as_read, big_world, crowded, decided, insured_grid, other_grids

from huibao_xl.matching.answers import (
    DIFFERENT,
    LOOK_AGAIN,
    SAME,
    RecordKey,
    answer_frame,
    is_choice,
    pair_key,
    records_of,
    require_agreeing,
)
from huibao_xl.reasons import Stop
from huibao_xl.rosters.lists import Lists
from huibao_xl.subsidy.result import Result


def _grids(world):
    return [insured_grid(world.bought), *other_grids(world)]


def _random_answers(result: Result, dice: random.Random) -> list[dict[str, str]]:
    """Answers to most pairs, as far as they can all be true."""
    kept: list[dict[str, str]] = []
    seen: set[RecordKey] = set()
    for row in result.compared.itertuples():
        word = dice.choice([SAME, SAME, DIFFERENT, LOOK_AGAIN, ""])
        if not word:
            continue
        one = answer(row, word, where=f"第 {len(kept) + 2} 行")
        if word == SAME and is_choice(one):
            one["adopted"] = dice.choice([one["left_id"], one["right_id"], ""])
        if seen & set(records_of(one)) and not _agree([*kept, one]):
            continue
        kept.append(one)
        seen |= set(records_of(one))
    return kept


def _agree(answers: list[dict[str, str]]) -> bool:
    try:
        require_agreeing(answer_frame(answers), "f")
    except Stop:
        return False
    return True


def _as_oracle(answers: list[dict[str, str]]) -> tuple[Answer, ...]:
    same = {SAME: True, DIFFERENT: False, LOOK_AGAIN: None}
    return tuple(Answer(one["code"], *records_of(one), same[one["answer"]], one["adopted"]) for one in answers)


@cache
def _big(seed: int):
    """A big world, its lists and what is decided of them without answers: laws start from the same one, which takes little longer than half of it. Its columns
    are plain; answers meet questions in the crowded worlds."""
    world = big_world(seed, 300, asked=False)
    lists = read(_grids(world))
    return world, lists, decide_read(lists, as_of=world.as_of)


def _follows_the_oracle(
    world, lists: Lists, result: Result, dice: random.Random
) -> tuple[list[dict[str, str]], Result]:
    """Two rounds, because an answer may raise new questions; return the answers and what is decided with them. ``result``: without answers."""
    said: list[dict[str, str]] = []
    for _ in range(2):
        fresh = _random_answers(result, dice)
        asked = {pair_key(one) for one in said}
        fresh = [one for one in fresh if pair_key(one) not in asked]
        if not _agree([*said, *fresh]):
            break
        said += fresh
        result = decide_read(lists, said, world.as_of)
        judged = oracle.judge(as_read(world), TODAY, _as_oracle(said))
        assert codes(result) == [one.code for one in judged]
        homes = list(zip(codes(result), result.decisions["home"], strict=True))
        assert [home for code, home in homes if code == "OK"] == [one.home for one in judged if one.code == "OK"]
        assert result.balance["ok"].all()
    return said, result


@given(crowded, st.randoms(use_true_random=False))
@settings(max_examples=2)
def test_with_answers_the_table_is_the_oracle_s(world, dice):
    lists = read(_grids(world))
    _follows_the_oracle(world, lists, decide_read(lists, as_of=world.as_of), dice)


@pytest.mark.parametrize("seed", range(1))
def test_with_answers_the_table_of_a_big_list_is_the_oracle_s_and_their_order_does_not_count(seed):
    (world, lists, usual), dice = _big(seed), random.Random(seed)
    said, first = _follows_the_oracle(world, lists, usual, dice)
    assert len(said) > 20
    dice.shuffle(said)
    second = decide_read(lists, said, world.as_of)
    columns = ["code", "person", "id", "home", "categories"]
    pd.testing.assert_frame_equal(first.decisions[columns], second.decisions[columns])
    pd.testing.assert_frame_equal(first.payments, second.payments)


@given(crowded)
@settings(max_examples=1)
def test_silence_changes_nothing(world):
    usual, silent = decided(world), decide(_grids(world), [], world.as_of)
    for name in ("decisions", "payments", "shares", "outreach", "findings", "balance", "compared"):
        pd.testing.assert_frame_equal(getattr(usual, name), getattr(silent, name))


@pytest.mark.parametrize("seed", range(1))
def test_no_to_all_leaves_nothing_to_compare(seed):
    """H05 rows become X01, H01 and H02 rows stay what they are, and all other rows too."""
    world, lists, usual = _big(seed)
    refused = decide_read(lists, to_all(usual, DIFFERENT), world.as_of)
    expected = ["X01" if code == "H05" else code for code in codes(usual)]
    assert "H05" in codes(usual) and codes(refused) == expected
    assert (refused.compared["answer"] == DIFFERENT).all()


@pytest.mark.parametrize("seed", range(1))
def test_look_again_decides_nothing(seed):
    world, lists, usual = _big(seed)
    again = decide_read(lists, to_all(usual, LOOK_AGAIN), world.as_of)
    assert codes(again) == codes(usual) and (again.compared["state"] == "待再查").all()


def _changed(world, dice: random.Random):
    """Another year's lists of the same people: some rows gone, some numbers exchanged for the one on the other list."""
    numbers = [one.id for one in world.entries]
    bought = [
        type(row)(
            row.name, dice.choice(numbers) if dice.random() < 0.1 else row.id, row.status, row.channel, row.town, row.on
        )
        for row in world.bought
        if dice.random() < 0.8
    ]
    entries = [one for one in world.entries if dice.random() < 0.8]
    return oracle.World(tuple(bought), tuple(entries), world.group, world.prior, as_of=world.as_of)


@pytest.mark.parametrize("seed", range(1))
def test_nobody_is_paid_twice_when_the_lists_change_under_the_answers(seed):
    dice, (world, _, usual) = random.Random(seed), _big(seed)
    said = _random_answers(usual, dice)
    later = _changed(world, dice)
    result = decide([insured_grid(later.bought), *other_grids(later)], said, later.as_of)
    assert result.balance["ok"].all() and result.payments["id"].is_unique
    paid = result.decisions[result.decisions["code"] == "OK"]
    origin = {(oracle.told_number(later.bought[at].id), oracle.plain_name(later.bought[at].name)) for at in paid.index}
    before = {oracle.person(one, TODAY) for one, year, _ in later.prior if year == 2024}
    choices = [one for one in said if one["answer"] == SAME and is_choice(one)]
    for one in choices:
        both = set(records_of(one))
        met = both & origin
        assert len(met) < 2
        assert not met or not before & {number for number, _ in both}
