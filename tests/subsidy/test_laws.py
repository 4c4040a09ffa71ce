"""Laws that hold for every list: the real decision equals the oracle's, and order, files and repetition change nothing.

The worlds are small and crowded on purpose (few names, few ids with planted errors, few days and 街镇), so that rules meet.
"""

import random
from datetime import date, timedelta
from itertools import product

import numpy as np
import oracle
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from oracle import ORDER, TOWNS, Bought, Entry, World
from tables import TODAY, codes, decide, grid, resident

from huibao_xl.identifiers import bank_card, person_name, resident_id
from huibao_xl.matching import near
from huibao_xl.subsidy.result import Result

settings.register_profile(
    "laws",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
settings.load_profile("laws")

OWN = [resident(body) for body in ("31011219500101901", "31011219500101912", "31011219600229903", "31011219851231999")]
DAYS = [date(2023, 12, 31), date(2024, 5, 1), date(2024, 6, 30), date(2024, 7, 1), date(2025, 1, 1)]
CLANS = "甲乙丙丁戊己庚辛"
"""The people of a world live in clans that share neither names nor ids, so that many small stories fit in one slow run."""


def _names(clan: str) -> list[str]:
    return [clan + "一", clan + " 一", clan + "·二", clan + "•二", clan + "三", ""]


def _own(clan: str) -> list[str]:
    return [resident(f"31{ord(clan) % 10_000:04}" + number[6:17]) for number in OWN]


def _slips(number: str) -> list[oracle.Number]:
    """The ways in which files spoil a number: some still name the person, some nobody, some somebody else."""
    body = number[:-1]
    return [
        number.lower(),
        f" {number}\u3000",
        "".join(chr(ord(one) + 0xFEE0) for one in number),
        body[:13] + str((int(body[13]) + 3) % 10) + body[14:] + number[-1],
        resident(body[:14] + str((int(body[14]) + 1) % 10) + body[15:]),
        body[:15] + body[16] + body[15] + number[-1],
        resident(body[:15] + body[16] + body[15]),
        body,
        body[:9] + body[10:] + number[-1],
        body[:5] + "7" + body[5:] + number[-1],
        body + "0123456789X"[("0123456789X".index(number[-1]) + 1) % 11],
        int(number[:17] + "0"),
        f"{number[0]}.{number[1:15]}E+17",
        f"{number[0]}.{number[1:6]}E+17",
        number[:6] + number[8:17],
        number[:6] + "20990101" + number[14:],
        number[:8] + " " + number[8:],
        None,
    ]


IDS = [slip for number in OWN for slip in _slips(number)]
clans = st.sampled_from(CLANS)
statuses = st.sampled_from(["有效", "有效", "有效", "退保"])
channels = st.sampled_from(["个人"] * 6 + ["团单"])
days = st.one_of(st.none(), st.sampled_from(DAYS))
towns = st.sampled_from(list(TOWNS))
roles = st.sampled_from(ORDER)
years = st.sampled_from([2023, 2024])


def _ids(clan: str) -> st.SearchStrategy:
    own = _own(clan)
    return st.sampled_from(own * 9 + [slip for number in own for slip in _slips(number)])


def _bought(clan: str) -> st.SearchStrategy:
    return st.builds(
        Bought, st.sampled_from(_names(clan)[:2] * 2 + _names(clan)), _ids(clan), statuses, channels, towns, days
    )


def _entry(clan: str) -> st.SearchStrategy:
    unreadable = st.sampled_from([False] * 9 + [True])
    return st.builds(
        Entry, roles, st.sampled_from(_names(clan)[:2] * 2 + _names(clan)), _ids(clan), days, days, towns, unreadable
    )


def _worlds(most: int) -> st.SearchStrategy:
    number = clans.flatmap(_ids)
    return st.builds(
        World,
        st.lists(clans.flatmap(_bought), min_size=1, max_size=most).map(tuple),
        st.lists(clans.flatmap(_entry), max_size=most).map(tuple),
        st.lists(number, max_size=2).map(tuple),
        st.lists(st.tuples(number, years), max_size=4).map(tuple),
        as_of=st.one_of(st.none(), st.none(), st.sampled_from(DAYS)),
    )


ids = st.sampled_from(OWN * 9 + IDS)
crowded = _worlds(50)

INSURED = ["姓名", "证件号码", "状态", "投保渠道", "街镇", "承保日期"]
ROSTER = ["姓名", "证件号码", "生效日期", "失效日期", "街镇"]


def _insured(rows, file="承保名单.xlsx", sheet="承保"):
    return grid(
        [INSURED, *([row.name, row.id, row.status, row.channel, row.town, _day(row.on)] for row in rows)], file, sheet
    )


def _roster(role, rows, file):
    table = [
        [
            row.name,
            row.id,
            "看不清" if row.unreadable and row.start is None else _day(row.start),
            "看不清" if row.unreadable and row.start is not None else _day(row.end),
            row.town,
        ]
        for row in rows
    ]
    return grid([ROSTER, *table], file, role)


def _day(day):
    return day and day.isoformat()


def _lists(world):
    others = (
        [grid([["姓名", "证件号码"], *(["甲一", one] for one in world.group)], "团单.xlsx", "团单名单")]
        if world.group
        else []
    )
    if world.prior:
        others.append(
            grid([["证件号码", "政策年度"], *([one, str(year)] for one, year in world.prior)], "往期.xlsx", "往期发放")
        )
    return [
        *(_roster(role, [one for one in world.entries if one.role == role], f"{role}.xlsx") for role in ORDER),
        *others,
    ]


def _real(world: World) -> Result:
    return decide([_insured(world.bought), *_lists(world)], as_of=world.as_of)


def _readable(world: World) -> World:
    """The world as its cells tell it: an unreadable end is no day; an empty row is no row."""
    told = []
    for one in world.entries:
        start, end = (None, one.end) if one.start is None else (one.start, None)
        told.append(Entry(one.role, one.name, one.id, start, end, one.town, True) if one.unreadable else one)
    return World(world.bought, tuple(told), world.group, world.prior, as_of=world.as_of)


@given(crowded)
@settings(max_examples=6)
def test_every_row_is_decided_as_the_contract_says(world):
    _agrees(world)


def _agrees(world: World) -> None:
    result = _real(world)
    judged = oracle.judge(_readable(world), TODAY)
    assert codes(result) == [one.code for one in judged]
    paid = [
        (code, home, kinds)
        for code, home, kinds in zip(
            codes(result), result.decisions["home"], result.decisions["categories"], strict=True
        )
        if code in ("OK", "X06")
    ]
    assert paid == [(one.code, one.home, "、".join(one.categories)) for one in judged if one.code in ("OK", "X06")]


def _big_world(seed: int, rows: int = 500) -> World:
    """Many rows at once: what a column operation may mix up among many, no small world shows."""
    dice = random.Random(seed)
    pick = dice.choice

    def number(clan: str) -> oracle.Number:
        return pick(_own(clan)) if dice.random() < 0.7 else pick(_slips(pick(_own(clan))))

    def name(clan: str) -> str:
        return pick(_names(clan)[:2] * 3 + _names(clan))

    def day() -> date | None:
        return pick([None, None, *DAYS])

    crowd = [chr(0x4E00 + n) for n in range(rows // 3)]
    insured = [
        Bought(
            name(clan),
            number(clan),
            pick(["有效"] * 4 + ["退保"]),
            pick(["个人"] * 9 + ["团单"]),
            pick(list(TOWNS)),
            day(),
        )
        for clan in dice.choices(crowd, k=rows)
    ]
    members = [
        Entry(pick(ORDER), name(clan), number(clan), day(), day(), pick(list(TOWNS)), dice.random() < 0.1)
        for clan in dice.choices(crowd, k=rows)
    ]
    group = [number(clan) for clan in dice.choices(crowd, k=rows // 20)]
    prior = [(number(clan), pick([2023, 2024])) for clan in dice.choices(crowd, k=rows // 4)]
    return World(tuple(insured), tuple(members), tuple(group), tuple(prior), as_of=pick([None, None, *DAYS]))


@pytest.mark.parametrize("seed", range(3))
def test_every_row_of_a_big_list_is_decided_as_the_contract_says(seed):
    _agrees(_big_world(seed))


@given(crowded)
@settings(max_examples=3)
def test_nobody_is_lost_and_not_a_fen_is_missing(world):
    result = _real(world)
    assert len(result.decisions) == len(world.bought)
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


@given(crowded)
@settings(max_examples=2)
def test_running_twice_gives_the_same(world):
    first, second = _real(world), _real(world)
    for name in ("decisions", "payments", "shares", "outreach", "findings", "balance"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


def _paid(result: Result) -> dict[str, tuple]:
    rows = result.payments[["id", "home", "categories", "district_fen"]].itertuples(index=False)
    return {row.id: tuple(row) for row in rows}


@given(crowded, st.randoms(use_true_random=False))
@settings(max_examples=3)
def test_order_and_files_of_the_rosters_change_nothing(world, dice):
    shuffled = list(world.entries)
    dice.shuffle(shuffled)
    cut = len(shuffled) // 2
    parts = [
        _roster(role, [one for one in half if one.role == role], f"{place}/{role}.xlsx")
        for place, half in (("乙", shuffled[cut:]), ("甲", shuffled[:cut]))
        for role in ORDER
    ]
    others = _lists(world)[len(ORDER) :]
    dice.shuffle(parts)
    usual = _real(world)
    turned = decide([*parts, *others, _insured(world.bought)], as_of=world.as_of)
    assert codes(turned) == codes(usual) and _paid(turned) == _paid(usual)


@given(crowded, st.randoms(use_true_random=False))
@settings(max_examples=3)
def test_order_and_files_of_the_insured_change_nobody_s_payment(world, dice):
    """Rows of one person that say the same may come in any order, from any number of files; only which of them is X04 changes."""
    whole = {}
    for row in world.bought:
        whole.setdefault(oracle.person(row.id, TODAY) or row.id, row)
    rows = [whole[oracle.person(row.id, TODAY) or row.id] for row in world.bought]
    usual = decide([_insured(rows), *_lists(world)], as_of=world.as_of)
    dice.shuffle(rows)
    cut = dice.randrange(len(rows) + 1)
    turned = decide(
        [_insured(rows[cut:], "乙/承保名单.xlsx"), *_lists(world), _insured(rows[:cut], "甲/承保名单.xlsx")],
        as_of=world.as_of,
    )
    assert _paid(turned) == _paid(usual)
    assert sorted(codes(turned)) == sorted(codes(usual))


@given(crowded)
@settings(max_examples=3)
def test_a_second_copy_of_a_list_pays_nobody_twice(world):
    usual = _real(world)
    twice = decide(
        [_insured(world.bought), _insured(world.bought, "副本/承保名单.xlsx"), *_lists(world)], as_of=world.as_of
    )
    assert _paid(twice) == _paid(usual)
    assert codes(twice)[: len(world.bought)] == codes(usual)


@given(crowded)
@settings(max_examples=3)
def test_the_missed_are_members_who_are_not_insured(world):
    assume(world.entries)
    result = _real(world)
    day = world.as_of or date(2024, 7, 1)
    persons = {oracle.person(row.id, TODAY) for row in world.bought} - {None}
    missed = {
        who
        for one in _readable(world).entries
        if (who := oracle.person(one.id, TODAY))
        and who not in persons
        and not one.unreadable
        and (one.start or day) <= day <= (one.end or day)
    }
    known = result.outreach[
        result.outreach["id"].map(resident_id.fault).isna() & (result.outreach["note"] != "证件号码无效，先核对")
    ]
    assert set(known["id"].map(resident_id.compact)) >= missed
    assert {one for one in known["id"].map(resident_id.compact) if oracle.person(one, TODAY) in persons} == set()


ODD = "0123456789Xx０９ＸEe+. '\u3000\u200b-١²张"
almost_ids = st.one_of(
    st.text(ODD, max_size=22),
    st.sampled_from([one for one in IDS if isinstance(one, str)]),
    st.builds(
        lambda number, at, to: number[:at] + to + number[at + 1 :],
        st.sampled_from(OWN),
        st.integers(0, 17),
        st.sampled_from(ODD),
    ),
    st.text(max_size=20),
)


@given(st.lists(st.one_of(st.none(), almost_ids), max_size=12), st.booleans())
def test_the_column_check_of_ids_is_the_scalar_check(texts, chunked):
    raw = pa.array(texts, pa.string())
    lost = np.zeros(len(texts), dtype=bool)
    checked = resident_id.check(pa.chunked_array([raw[:3], raw[3:]]) if chunked else raw, lost, TODAY)
    compacted = [resident_id.compact(text or "") for text in texts]
    assert checked["id"].tolist() == compacted
    faults = [resident_id.fault(number, TODAY) for number in compacted]
    assert [None if pd.isna(one) else one for one in checked["id_fault"]] == faults
    assert checked["person"].tolist() == [
        -1 if fault else int(number[:17]) for number, fault in zip(compacted, faults, strict=True)
    ]


@given(almost_ids)
def test_an_id_is_valid_where_the_oracle_says_so(text):
    assume("'" not in text and "\u200b" not in text)
    assert (resident_id.fault(resident_id.compact(text), TODAY) is None) == (oracle.person(text, TODAY) is not None)


@given(almost_ids)
def test_compacting_twice_is_compacting_once(text):
    assume("'" not in text)
    once = resident_id.compact(text)
    assert resident_id.compact(once) == once


@given(
    st.lists(
        st.one_of(st.none(), st.text(ODD, max_size=24), st.text("0123456789", min_size=6, max_size=34)), max_size=10
    ),
    st.booleans(),
)
def test_the_column_check_of_accounts_is_the_scalar_check(texts, lost):
    checked = bank_card.check(pa.array(texts, pa.string()), np.full(len(texts), lost))
    accounts = [bank_card.compact(text or "") for text in texts]
    assert checked["account"].tolist() == accounts
    faults = ["lost" if lost and account else bank_card.fault(account) for account in accounts]
    assert [None if pd.isna(one) else one for one in checked["account_fault"]] == faults


names_of_all_kinds = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.text("张三甲〇·•・ \u200b\ue863⻢⿓ﬁＡａ\n\t㐀鿿豈𬭚", max_size=6),
)


@given(st.lists(names_of_all_kinds, max_size=12))
def test_the_keys_of_a_column_are_the_keys_of_its_names(texts):
    assert person_name.keys(pa.array(texts, pa.string())).tolist() == [person_name.key(text or "") for text in texts]


@given(
    st.text("张三甲〇·•・⻢⿓ＡＢ\ue863", max_size=5),
    st.integers(0, 5),
    st.sampled_from(" \u3000\u200b\u00a0\ufeff\n\u3164"),
)
def test_a_key_forgets_spaces_and_nothing_else(name, at, space):
    key = person_name.key(name)
    assert person_name.key(name[:at] + space + name[at:]) == key
    assert person_name.key(key) == key
    assert len(key) == len(name)


people = st.lists(st.tuples(st.sampled_from(["甲一", "乙二", ""]), ids), max_size=9)


def _records(rows):
    cells = pa.array([oracle.digits_left(one) if isinstance(one, int) else one for _, one in rows], pa.string())
    lost = np.array([isinstance(one, int) for _, one in rows], dtype=bool)
    checked = resident_id.check(cells, lost, TODAY)
    return pd.DataFrame({"name_key": pd.array([name for name, _ in rows], dtype="str"), **checked})


@given(people, people)
@settings(max_examples=25)
def test_near_pairs_are_those_that_comparing_all_with_all_finds(left, right):
    """``left`` has valid ids, as rule H05 has it; of the right any."""
    left = [one for one in left if oracle.person(one[1], TODAY)]
    found = near.pairs(_records(left), _records(right))
    expected = [
        (a, b)
        for (a, (name, number)), (b, (other, text)) in product(enumerate(left), enumerate(right))
        if name and name == other and _alike(oracle.person(number, TODAY), text)
    ]
    assert list(zip(found["left"], found["right"], strict=True)) == expected
    turned = near.pairs(_records(right), _records(left))
    assert sorted(zip(turned["right"], turned["left"], strict=True)) == expected


def _alike(number, text):
    if oracle.destroyed(text) and oracle.digits_left(text)[:15] == number[:15]:
        return True
    return oracle.one_edit(
        (oracle.digits_left(text) if isinstance(text, int) else oracle.plain_id(text))[:-1], number[:-1]
    )


@pytest.mark.parametrize("number", OWN)
def test_every_single_slip_is_near(number):
    """All 17 x 9 substitutions, 16 swaps, 17 deletions and 18 insertions of the first 17 characters."""
    body = number[:-1]
    slips = {body[:at] + digit + body[at + 1 :] for at in range(17) for digit in "0123456789"}
    slips |= {body[:at] + body[at + 1] + body[at] + body[at + 2 :] for at in range(16)}
    slips |= {body[:at] + body[at + 1 :] for at in range(17)} | {body[:at] + "5" + body[at:] for at in range(18)}
    far = {str((int(body[0]) + 1) % 10) + body[1:10] + str((int(body[10]) + 1) % 10) + body[11:]}
    texts = sorted(slips) + sorted(far)
    own = _records([("甲一", number)])
    other = pd.DataFrame(
        {
            "name_key": pd.array(["甲一"] * len(texts), dtype="str"),
            "id": pd.array([text + "0" for text in texts], dtype="str"),
            "id_fault": pd.Categorical([None] * len(texts), categories=list(resident_id.FAULTS)),
        }
    )
    found = near.pairs(own, other)
    assert found["right"].tolist() == list(range(len(slips)))


some_day = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(some_day, some_day, some_day)
@settings(max_examples=6)
def test_both_ends_of_a_period_count(start, end, day):
    tries = [day, start, end, start - timedelta(1), end + timedelta(1)]
    pairs = list(zip(CLANS, tries, strict=False))
    world = World(
        tuple(Bought(clan + "一", _own(clan)[0], town="七宝", on=on) for clan, on in pairs),
        tuple(Entry(ORDER[1], clan + "一", _own(clan)[0], start, end) for clan, _ in pairs),
    )
    assert codes(_real(world)) == ["OK" if start <= on <= end else "X05" for on in tries]
