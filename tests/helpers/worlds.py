"""Small worlds of lists for the laws: few names, few ids with planted errors, few days and 街镇, so that rules meet.

Drawn by hypothesis (:data:`crowded`) or, with many rows, from a seed (:func:`big_world`); as grids for the program, as they are for ``oracle``.
"""

import random
from dataclasses import replace
from datetime import date

import oracle
from hypothesis import strategies as st
from oracle import ORDER, TOWNS, Bought, Entry, World
from tables import decide, grid, resident

from huibao_xl.subsidy.result import Result

NUMBERS = [
    resident(body) for body in ("31011219500101901", "31011219500101912", "31011219600229903", "31011219851231999")
]
DAYS = [date(2023, 12, 31), date(2024, 5, 1), date(2024, 6, 30), date(2024, 7, 1), date(2025, 1, 1)]
BOUGHT_ON = [date(2024, 1, 1), *DAYS[1:4], date(2024, 12, 31)]
"""Days of the insured: a list without any of the policy's year is asked about as one, also where it is a part of another."""
CLANS = "甲乙丙丁戊己庚辛"
"""The people of a world live in clans that share neither names nor ids, so that many small stories fit in one slow run."""


def names_of(clan: str) -> list[str]:
    return [clan + "一", clan + " 一", clan + "·二", clan + "•二", clan + "三", ""]


def numbers_of(clan: str) -> list[str]:
    return [resident(f"31{ord(clan) % 10_000:04}" + number[6:17]) for number in NUMBERS]


def slips(number: str) -> list[oracle.Number]:
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
        f"{number[:6]}-{number[6:14]}-{number[14:]}；",
        f"“{number[:6]}\u00a0{number[6:]}”",
        number[:15] + "000" if oracle.check_character(number[:15] + "00") != "0" else None,  # no column decides here
        None,
    ]


IDS = [slip for number in NUMBERS for slip in slips(number)]
clans = st.sampled_from(CLANS)
statuses = st.sampled_from(["有效"] * 9 + ["退保"] * 3 + ["怪"])
channels = st.sampled_from(["个人"] * 15 + ["团单"] * 2 + ["怪"])
seldom = st.sampled_from([False] * 15 + [True])
states = st.sampled_from([""] * 8 + ["正常"] * 3 + ["注销", "怪"])
policies = st.sampled_from(["", "P1", "P2"])
days = st.one_of(st.none(), st.sampled_from(DAYS))
towns = st.sampled_from(list(TOWNS))
roles = st.sampled_from(ORDER)
some_roles = st.sampled_from([(), (), (), *((role,) for role in ORDER), ORDER[:2]])
KNOWN_TOWNS = [town for town, meant in TOWNS.items() if meant]
years = st.sampled_from([2023, 2023, 2024, 2024, None])


def _ids(clan: str) -> st.SearchStrategy:
    own = numbers_of(clan)
    return st.sampled_from(own * 9 + [slip for number in own for slip in slips(number)])


def _names(clan: str) -> st.SearchStrategy:
    return st.sampled_from(names_of(clan))


def _bought(clan: str) -> st.SearchStrategy:
    return st.builds(
        Bought,
        st.sampled_from(names_of(clan)[:2] * 2 + names_of(clan)),
        _ids(clan),
        statuses,
        channels,
        towns,
        st.one_of(st.none(), st.sampled_from(BOUGHT_ON)),
        seldom,
        seldom,
        policies,
    )


def _entry(clan: str) -> st.SearchStrategy:
    unreadable = st.sampled_from([False] * 9 + [True])
    return st.builds(
        Entry,
        roles,
        st.sampled_from(names_of(clan)[:2] * 2 + names_of(clan)),
        _ids(clan),
        days,
        days,
        towns,
        unreadable,
        states,
        st.one_of(st.none(), st.none(), st.none(), st.sampled_from(DAYS)),
        seldom,
        st.sampled_from(["七宝", "七宝", "七宝", "莘庄镇"]),
        st.sampled_from([False] * 7 + [True]),
    ).map(with_whole_years)


def with_whole_years(entry: Entry) -> Entry:
    """The entry with the days that years alone stand for, if only years are written."""
    if not entry.only_years:
        return entry
    start, end = entry.start and entry.start.replace(month=1, day=1), entry.end and entry.end.replace(month=12, day=31)
    return replace(entry, start=start, end=end, unreadable=False)


def _worlds(most: int) -> st.SearchStrategy:
    number = clans.flatmap(_ids)
    return st.builds(
        World,
        st.lists(clans.flatmap(_bought), min_size=1, max_size=most).map(tuple),
        st.lists(clans.flatmap(_entry), max_size=most).map(tuple),
        st.lists(clans.flatmap(lambda clan: st.tuples(_names(clan), _ids(clan))), max_size=2).map(tuple),
        st.lists(clans.flatmap(lambda clan: st.tuples(_ids(clan), years, _names(clan))), max_size=4).map(tuple),
        st.lists(st.tuples(number, policies), max_size=3).map(tuple),
        st.lists(number, max_size=2).map(tuple),
        some_roles,
        some_roles,
        as_of=st.one_of(st.none(), st.none(), st.sampled_from(DAYS)),
    ).map(asked_plainly)


def asked_plainly(world: World) -> World:
    """The world with every cell of a column that is asked about plain: then the cells say that it may be what it may be."""
    plain = {"unreadable": False, "only_years": False}
    entries = [replace(one, **plain) if one.role in world.unnamed_ends else one for one in world.entries]
    entries = [
        replace(one, town=one.town if one.town in KNOWN_TOWNS else "七宝") if one.role in world.towns_twice else one
        for one in entries
    ]
    return replace(world, entries=tuple(entries))


crowded = _worlds(50)

INSURED = ["姓名", "证件号码", "状态", "投保渠道", "街镇", "承保日期", "保单号", "备注"]
ROSTER = ["姓名", "证件号码", "生效日期", "失效日期", "街镇", "人员状态", "注销日期", "是否死亡"]


def insured_grid(rows, file="承保名单.xlsx", sheet="承保"):
    return grid(
        [INSURED, *(_bought_cells(row) for row in rows)],
        file,
        sheet,
    )


def _bought_cells(row):
    day = "看不清" if row.unread_day else _day(row.on)
    remark = "本人已去世" if row.dead else "独居"
    return [row.name, row.id, row.status, row.channel, row.town, day, row.policy, remark]


def roster_grid(role, rows, file, world=None):
    """``world``: says which columns are asked about (None: no column is)."""
    unnamed, twice = (role in names for names in ((world.unnamed_ends, world.towns_twice) if world else ((), ())))
    header = ["甲乙丙" if unnamed and text == "失效日期" else text for text in ROSTER] + ["街镇"] * twice
    table = [
        [
            row.name,
            row.id,
            "看不清" if row.unreadable and row.start is None else _day(row.start, row.only_years),
            "看不清" if row.unreadable and row.start is not None else _day(row.end, row.only_years),
            row.town,
            row.state,
            _day(row.left),
            "是" if row.dead else "否",
            *[row.other_town] * twice,
        ]
        for row in rows
    ]
    return grid([header, *table], file, role)


def _day(day, only_year=False):
    return day and (f"{day.year}年" if only_year else day.isoformat())


def other_grids(world):
    others = (
        [grid([["姓名", "证件号码"], *(list(row) for row in world.group)], "团单.xlsx", "团单名单")]
        if world.group
        else []
    )
    if world.prior:
        others.append(
            grid(
                [
                    ["证件号码", "政策年度", "姓名"],
                    *([one, str(year or "上年"), name] for one, year, name in world.prior),
                ],
                "往期.xlsx",
                "往期发放",
            )
        )
    if world.withdrawn:
        rows = [["证件号码", "保单号"], *([one, policy] for one, policy in world.withdrawn)]
        others.append(grid(rows, "退保名单.xlsx", "退保名单"))
    if world.dead:
        others.append(grid([["姓名", "证件号码"], *(["甲一", one] for one in world.dead)], "死亡名单.xlsx", "死亡名单"))
    return [
        *(
            roster_grid(role, [one for one in world.entries if one.role == role], f"{role}.xlsx", world)
            for role in ORDER
        ),
        *others,
    ]


def decided(world: World) -> Result:
    return decide([insured_grid(world.bought), *other_grids(world)], as_of=world.as_of)


def as_read(world: World) -> World:
    """The world as its cells tell it: an unreadable end is no day; an empty row is no row."""
    told = []
    for one in world.entries:
        start, end = (None, one.end) if one.start is None else (one.start, None)
        told.append(replace(one, start=start, end=end) if one.unreadable else one)
    bought = tuple(replace(one, on=None) if one.unread_day else one for one in world.bought)
    return replace(world, bought=bought, entries=tuple(told))


def big_world(seed: int, rows: int = 500, asked: bool = True) -> World:
    """Many rows at once: what a column operation may mix up among many, no small world shows. ``asked``: whether columns may be asked about, for whose
    sake all is decided five times."""
    dice = random.Random(seed)
    pick = dice.choice

    def number(clan: str) -> oracle.Number:
        return pick(numbers_of(clan)) if dice.random() < 0.7 else pick(slips(pick(numbers_of(clan))))

    def name(clan: str) -> str:
        return pick(names_of(clan)[:2] * 3 + names_of(clan))

    def day() -> date | None:
        return pick([None, None, *DAYS])

    crowd = [chr(0x4E00 + n) for n in range(rows // 3)]
    insured = [
        Bought(
            name(clan),
            number(clan),
            pick(["有效"] * 9 + ["退保"] * 2 + ["怪"]),
            pick(["个人"] * 18 + ["团单", "团单", "怪"]),
            pick(list(TOWNS)),
            day(),
            dice.random() < 0.05,
            dice.random() < 0.05,
            pick(["", "P1", "P2"]),
        )
        for clan in dice.choices(crowd, k=rows)
    ]
    members = [
        Entry(
            pick(ORDER),
            name(clan),
            number(clan),
            day(),
            day(),
            pick(list(TOWNS)),
            dice.random() < 0.1,
            pick(["", "正常", "正常", "注销", "怪"]),
            pick([None, None, *DAYS]),
            dice.random() < 0.05,
            pick(["七宝"] * 5 + ["莘庄镇"]),
        )
        for clan in dice.choices(crowd, k=rows)
    ]
    group = [(name(clan), number(clan)) for clan in dice.choices(crowd, k=rows // 20)]
    prior = [(number(clan), pick([2023, 2024, None]), name(clan)) for clan in dice.choices(crowd, k=rows // 4)]
    withdrawn = [(number(clan), pick(["", "P1", "P2"])) for clan in dice.choices(crowd, k=rows // 10)]
    dead = [number(clan) for clan in dice.choices(crowd, k=rows // 50)]
    lists = (tuple(rows) for rows in (insured, members, group, prior, withdrawn, dead))
    columns = ([role for role in ORDER if dice.random() < 0.3 and asked] for _ in range(2))
    return asked_plainly(World(*lists, *map(tuple, columns), as_of=pick([None, None, *DAYS])))


def asked_world(seed: int, people: int = 60) -> World:
    """People of two or three rosters each whose columns are asked about: who waits depends on which answers are taken together."""
    dice = random.Random(seed)
    pick = dice.choice
    insured, members = [], []
    for at in range(people):
        clan = chr(0x4E00 + at)
        who, number = names_of(clan)[0], numbers_of(clan)[0]
        insured.append(Bought(who, number, town=pick(["七宝", "七宝", "莘庄镇", ""]), on=pick([None, *DAYS])))
        for role in dice.sample(ORDER, k=pick([1, 2, 2, 3, 3])):
            end, state = pick([None, None, DAYS[0], DAYS[2], DAYS[4]]), pick([""] * 12 + ["怪", "注销", "正常"])
            other = pick(["七宝"] * 4 + ["莘庄镇"])
            members.append(
                Entry(role, who, number, None, end, pick(["七宝"] * 6 + ["莘庄镇"]), state=state, other_town=other)
            )
    asked = tuple(dice.sample(ORDER, k=pick([1, 2, 3]))), tuple(dice.sample(ORDER, k=pick([0, 0, 1, 2])))
    return asked_plainly(World(tuple(insured), tuple(members), (), (), (), (), *asked))
