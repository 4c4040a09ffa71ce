"""The decision table once more: slow, row by row, plain Python, written from the contract's section 3 and not from decide.py.

It takes plain records, and shares no code with the package: its own id check, name key, edit distance and day arithmetic. The laws
(test_laws.py) hold the package to it on thousands of small invented worlds.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any
from unicodedata import category

ORDER = ("医疗救助对象", "持证残疾人", "生活困难农户", "优抚对象")
TOWNS = {
    "七宝镇": "七宝镇",
    "七宝": "七宝镇",
    "闵行区七宝镇": "七宝镇",
    "江川路街道": "江川路街道",
    "上海市闵行区江川街道": "江川路街道",
    "江川": "江川路街道",
    "莘庄镇": "莘庄镇",
    "莘庄工业区": "莘庄工业区",
    "莘工区": "莘庄工业区",
    "莘庄": None,
    "外区街镇": None,
    "": None,
}
"""What the cells of the invented worlds say, and what they mean."""

HANDFUL = 6
"""Rows of people of the rosters that one policy may have and still be of persons."""

Number = str | int | None
"""An id cell: text, a number cell, or empty."""


@dataclass(frozen=True)
class Bought:
    """One insured row. ``status`` and ``channel``: "怪" is a word that nobody understands; ``unread_day``: its 承保日期 is no day;
    ``dead``: its remark says so; ``policy``: its number."""

    name: str
    id: Number
    status: str = "有效"
    channel: str = "个人"
    town: str = ""
    on: date | None = None
    unread_day: bool = False
    dead: bool = False
    policy: str = ""


@dataclass(frozen=True)
class Entry:
    """One roster entry. ``unreadable``: one of its dates is written but is no day; ``only_years``: of its dates only the years are written; ``state``: 正常, 注销, 怪 (nobody understands it) or ""; ``left``:
    its 注销日期; ``dead``: its 是否死亡 says so; ``other_town``: what a second column 街镇 says."""

    role: str
    name: str
    id: Number
    start: date | None = None
    end: date | None = None
    town: str = ""
    unreadable: bool = False
    state: str = ""
    left: date | None = None
    dead: bool = False
    other_town: str = ""
    only_years: bool = False


@dataclass(frozen=True)
class World:
    """Everything that a run is told. ``unnamed_ends``: rosters whose 失效日期 stands under a word that nobody understands; ``towns_twice``:
    rosters with two columns 街镇 that say different things. Nobody has answered what these columns are."""

    bought: tuple[Bought, ...]
    entries: tuple[Entry, ...] = ()
    group: tuple[tuple[str, Number], ...] = ()
    prior: tuple[tuple[Number, int | None, str], ...] = ()
    withdrawn: tuple[tuple[Number, str], ...] = ()
    dead: tuple[Number, ...] = ()
    unnamed_ends: tuple[str, ...] = ()
    towns_twice: tuple[str, ...] = ()
    year: int = 2024
    default_day: date = date(2024, 7, 1)
    as_of: date | None = None


Record = tuple[str, str]
"""A row of any list as a clerk's answer knows it: (:func:`told_number`, :func:`plain_name`)."""


@dataclass(frozen=True)
class Answer:
    """What a clerk said about an insured row and a record of another list. ``counts``: of two valid numbers the one that counts."""

    code: str
    left: Record
    right: Record
    same: bool | None
    counts: str = ""


@dataclass(frozen=True)
class Judged:
    """What is decided about one insured row."""

    code: str
    home: str | None = None
    categories: tuple[str, ...] = field(default=())


def judge(world: World, today: date, answers: tuple[Answer, ...] = ()) -> list[Judged]:
    """Judge every insured row, in source order, as if what clerks said were written in the lists. Who is paid as the lists are read, and
    not, or for another 街镇, if some columns are what they also may be, waits (H09): every combination is tried."""
    judged = _judge(while_unanswered(world), today, answers)
    for other in other_meanings(world):
        then = _judge(other, today, answers)
        judged = [
            replace(now, code="H09") if now.code == "OK" and (one.code, one.home) != ("OK", now.home) else now
            for now, one in zip(judged, then, strict=True)
        ]
    return judged


def while_unanswered(world: World) -> World:
    """The world as read until somebody answers: what speaks against people is not used, of two 街镇 the first is."""
    return _with(world, lambda one: replace(one, end=None) if one.role in world.unnamed_ends else one)


def other_meanings(world: World) -> list[World]:
    """The worlds in which one or more columns are something else: days are the end (a start has its own
    column in all worlds), the second 街镇 is the one that counts."""
    questions = [("end", role) for role in world.unnamed_ends] + [("town", role) for role in world.towns_twice]
    cells = {("end", role): _ends(world, role) for role in world.unnamed_ends} | {
        ("town", role): [one.other_town for one in world.entries if one.role == role] for role in world.towns_twice
    }
    found, base = [], while_unanswered(world)
    for count in range(1, len(questions) + 1):
        for chosen in combinations(questions, count):
            other = base
            for kind, role in chosen:
                other = _replaced(other, role, cells[kind, role], kind)
            found.append(other)
    return found


def _ends(world: World, role: str) -> list[date | None]:
    return [one.end for one in world.entries if one.role == role]


def _replaced(world: World, role: str, cells: list[Any], field: str) -> World:
    column = iter(cells)
    return _with(world, lambda one: replace(one, **{field: next(column)}) if one.role == role else one)


def _with(world: World, change: Callable[[Entry], Entry]) -> World:
    return replace(world, entries=tuple(map(change, world.entries)))


def _judge(world: World, today: date, answers: tuple[Answer, ...]) -> list[Judged]:
    world = after_withdrawals(with_one_state(of_this_year(world), today), today)
    told = Told(world, today, answers)
    persons = [told.person(row.id, row.name) for row in world.bought]
    by_group = {who for _, one in world.group for who in told.persons(one)}
    by_group |= {
        who for who, row in zip(persons, world.bought, strict=True) if row.channel == "团单" and row.status != "退保"
    }
    in_play: set[str] = set()
    judged = []
    for who, row in zip(persons, world.bought, strict=True):
        if who is None:
            judged.append(Judged("H01"))
        elif row.status == "退保":
            judged.append(Judged("X03"))
        elif who in by_group:
            judged.append(Judged("X02"))
        elif who in in_play:
            judged.append(Judged("X04"))
        else:
            in_play.add(who)
            judged.append(_on_rosters(world, row, who, persons, told))
    return judged


def of_this_year(world: World) -> World:
    """The world in which nobody knows whether rows bought in another year count; of a list that has rows of the year."""
    rows = [
        replace(one, status="怪") if one.on and one.on.year != world.year and one.status != "退保" else one
        for one in world.bought
    ]
    return replace(world, bought=tuple(rows))


def with_one_state(world: World, today: date) -> World:
    """The world in which rows of one person and policy say the same: out if one is, not known if one is not, unless bought later than that. Where one of
    two rows of a person has no policy, nobody knows whether a row that is out is of the other one; where rows of a policy have one name and two numbers, nobody
    knows whether they are of one person (of a handful of people: a policy of more says nothing of persons)."""
    rows = []
    on_rosters = {person(one.id, today) for one in world.entries} - {None}
    paid = [one for one in world.bought if one.status == "有效" and plain_name(one.name)]
    paid = [one for one in paid if one.policy and person(one.id, today) in on_rosters]
    people = Counter(one.policy for one in paid)
    of_policy = _grouped(world.bought, lambda one: one.policy)
    of_person = _grouped(world.bought, lambda one: person(one.id, today))
    for row in world.bought:
        others = [one for one in of_policy[row.policy] if one.policy and _speaks_of(one, row, today)]
        words = {one.status for one in others if not (row.on and one.on and row.on > one.on)}
        who = person(row.id, today)
        gone = [one for one in of_person[who] if one.status == "退保" and "" in (one.policy, row.policy) and who]
        gone += [one for one in of_policy[row.policy] if one.status != "有效" and _is_namesake(one, row, today)]
        words |= {"怪" for one in gone if not (row.on and one.on and row.on > one.on)}
        if row in paid and people[row.policy] <= HANDFUL:
            words |= {"怪" for one in paid if _is_namesake(one, row, today)}
        rows.append(replace(row, status=next((word for word in ("退保", "怪") if word in words), row.status)))
    changed = [old if old.status != "有效" else new for old, new in zip(world.bought, rows, strict=True)]
    return replace(world, bought=tuple(changed))


def _grouped(rows: Iterable[Any], key: Callable[[Any], Hashable]) -> dict[Any, list[Any]]:
    """{key: its rows, in their order}."""
    groups: dict[Any, list[Any]] = {}
    for one in rows:
        groups.setdefault(key(one), []).append(one)
    return groups


def _speaks_of(one: Bought, row: Bought, today: date) -> bool:
    """Whether a row names the person and the policy of another; by the name where its number is none."""
    if one.policy != row.policy:
        return False
    who = person(one.id, today)
    if who is None:
        return plain_name(one.name) == plain_name(row.name) != ""
    return who == person(row.id, today)


def _is_namesake(one: Bought, row: Bought, today: date) -> bool:
    """Whether a row has the policy and the name of another, and another number."""
    if not row.policy or one.policy != row.policy:
        return False
    who = person(one.id, today)
    return who is not None and who != person(row.id, today) and plain_name(one.name) == plain_name(row.name) != ""


def after_withdrawals(world: World, today: date) -> World:
    """The world as 退保名单 (id, policy) leaves it: rows 退保 or not known, also where a row of the list is of none of its person's
    policies, and the rows that no insured row stands for."""
    if not world.withdrawn:
        return world
    rows, used, told = list(world.bought), set(), set()
    for at, row in enumerate(rows):
        who, doubt, gone = person(row.id, today), False, False
        for place, (cell, policy) in enumerate(world.withdrawn):
            if cell is None and policy and policy == row.policy:
                gone = True
            if who is None or person(cell, today) != who or (policy and row.policy and policy != row.policy):
                continue
            used.add(place)
            gone, doubt = gone or policy in ("", row.policy), doubt or policy not in ("", row.policy)
        if gone or doubt:
            told.add(at)
        if gone or (doubt and row.status != "退保"):
            rows[at] = replace(row, status="退保" if gone else "怪")
    unused = [place for place in range(len(world.withdrawn)) if place not in used]
    for at, row in enumerate(rows):
        same = [
            place for place in unused if person(world.withdrawn[place][0], today) == person(row.id, today) is not None
        ]
        if same and at not in told and world.bought[at].status == "有效":
            used |= set(same)
            rows[at] = replace(row, status="怪")
    rows += [
        Bought("", cell, "退保", policy=policy)
        for place, (cell, policy) in enumerate(world.withdrawn)
        if place not in used and person(cell, today)
    ]
    return replace(world, bought=tuple(rows))


class Told:
    """Who is who once clerks have spoken: circles of records that are one person, grown one answer at a time until none is left over."""

    def __init__(self, world: World, today: date, answers: tuple[Answer, ...]) -> None:
        self.today, self.circles = today, list[set[Record]]()
        self.named: dict[tuple[Number, str], str | None] = {}
        insured = {(told_number(row.id), plain_name(row.name)) for row in world.bought}
        listed = {(told_number(one.id), plain_name(one.name)) for one in world.entries}
        other = {(told_number(number), plain_name(name)) for name, number in world.group}
        other |= {(told_number(number), plain_name(name)) for number, _, name in world.prior}
        anywhere = insured | listed | other
        waiting = [one for one in answers if one.right in (anywhere if one.code == "H01" else listed)]
        self.heard: list[Answer] = []
        while ready := [one for one in waiting if one.left in insured or self._circle(one.left) & insured]:
            waiting = [one for one in waiting if one not in ready]
            self.heard += ready
            for one in ready:
                if one.same:
                    joined = self._circle(one.left) | self._circle(one.right)
                    self.circles = [circle for circle in self.circles if not circle & joined] + [joined]
        self.entries = _grouped(world.entries, lambda one: self.person(one.id, one.name))
        self.of_number = _grouped(world.entries, lambda one: (one.role, person(one.id, date.max)))

    def _circle(self, record: Record) -> set[Record]:
        return next((circle for circle in self.circles if record in circle), {record})

    def _end(self, circle: set[Record]) -> tuple[str | None, bool]:
        """The number that the others give way to, and whether it was said."""
        valid = sorted({number for number, _ in circle if person(number, self.today)})
        choices = [one for one in self.heard if one.same and one.left in circle and len(self._valid(one)) == 2]
        if not all(one.counts for one in choices):
            return valid[0], False
        losers = {number for one in choices for number in self._valid(one) - {one.counts}}
        return next((number for number in valid if number not in losers), None), True

    def _valid(self, answer: Answer) -> set[str]:
        return {number for number, _ in (answer.left, answer.right) if person(number, self.today)}

    def person(self, cell: Number, name: str) -> str | None:
        """The person that a row of a list names, looked for once: all answers have been heard."""
        if (cell, name) not in self.named:
            circle = self._circle((told_number(cell), plain_name(name)))
            self.named[cell, name] = self._end(circle)[0] if len(circle) > 1 else person(cell, self.today)
        return self.named[cell, name]

    def persons(self, cell: Number) -> set[str | None]:
        """Everybody whom a number without a name may mean."""
        number = told_number(cell)
        holders = {self._end(circle)[0] for circle in self.circles if any(number == one for one, _ in circle)}
        return holders | {person(cell, self.today)}

    def same_name(self, row: Bought, entry: Entry) -> bool:
        """Whether two rows of one person name it alike, or were said to."""
        a, b = ((told_number(one.id), plain_name(one.name)) for one in (row, entry))
        return a[1] == b[1] != "" or (b in self._circle(a) and a != b)

    def waits(self, row: Bought) -> bool:
        """Whether nobody said which of two valid numbers counts."""
        circle = self._circle((told_number(row.id), plain_name(row.name)))
        return len(circle) > 1 and not self._end(circle)[1]

    def refused(self, row: Bought, who: str, entry: Entry) -> bool:
        """Whether a clerk said that these two are not one person."""
        own = {(told_number(row.id), plain_name(row.name)), (who, plain_name(row.name))}
        other = (told_number(entry.id), plain_name(entry.name))
        return any(one.same is False and one.left in own and one.right == other for one in self.heard)


@cache
def told_number(cell: Number) -> str:
    """A number as answers know it: one that Excel destroyed says so."""
    if destroyed(cell):
        return (digits_left(cell) if isinstance(cell, int) else plain_id(cell)) + "（已被 Excel 损坏）"
    return plain_id(cell)


def _ever_valid(entry: Entry) -> bool:
    """Whether an entry is valid on some day: if on any, then on its first."""
    first = entry.start or date(1900, 1, 1)
    return (entry.end is None or first <= entry.end) and not is_out(entry, first)


def _on_rosters(world: World, row: Bought, who: str, persons: list[str | None], told: Told) -> Judged:
    own = told.entries.get(who, [])
    if not own:
        close = [entry for entry in world.entries if _near(entry, row, who, persons, told)]
        return Judged("H05" if close else "X01")
    if told.waits(row):
        return Judged("H05")
    day = world.as_of or row.on or world.default_day
    in_time = [
        entry
        for entry in own
        if (entry.start is None or entry.start <= day) and (entry.end is None or day <= entry.end)
    ]
    in_time = [entry for entry in in_time if not is_out(entry, day) and not _left_by_a_row(told, entry, day)[1]]
    valid = [entry for entry in in_time if not entry.unreadable]
    if not valid:
        unsure_day = row.unread_day and world.as_of is None and any(map(_ever_valid, own))
        return Judged("H06" if in_time or unsure_day else "X05")
    named = [entry for entry in valid if told.same_name(row, entry)]
    certain = [entry for entry in named if not is_doubtful(entry, day) and not says_nothing(world, entry)]
    certain = [entry for entry in certain if not _left_by_a_row(told, entry, day)[0]]
    categories = tuple(role for role in ORDER if any(entry.role == role for entry in certain or named))
    sure = certain and (any(TOWNS[entry.town] for entry in certain) or not any(TOWNS[entry.town] for entry in named))
    towns = {TOWNS[entry.town] for entry in named} - {None}
    home = towns.pop() if len(towns) == 1 else None if towns else TOWNS[row.town]
    if not named:
        return Judged("H02")
    if towns:
        return Judged("H04")
    if home is None:
        return Judged("H03")
    if any(who in told.persons(one) and year == world.year for one, year, _ in world.prior):
        return Judged("X06", home, categories)
    if not sure or _unread(world, row, who, persons, told):
        return Judged("H08", home, categories)
    if _has_died(world, who, persons, told):
        return Judged("H10", home, categories)
    excluding = [*world.group, *((name, one) for one, year, name in world.prior if year in (world.year, None))]
    unchanged = [one for one in world.entries if told.person(one.id, one.name) == person(one.id, told.today)]
    excluding += [(one.name, one.id) for one in unchanged if one.dead or _says_out(one)]
    bearers = {one: plain_name(each.name) for each, one in zip(world.bought, persons, strict=True) if one}
    if any(_excludes_perhaps(name, one, row, who, bearers, told.today) for name, one in excluding):
        return Judged("H11", home, categories)
    return Judged("OK", home, categories)


def is_out(entry: Entry, day: date) -> bool:
    """注销 without a day is out; with a day from that day on; 正常 beside a day leaves it open, and so does a word nobody understands."""
    if entry.state in ("正常", "怪"):
        return False
    return day >= entry.left if entry.left else entry.state == "注销"


def _says_out(entry: Entry) -> bool:
    """Whether an entry says that somebody is out, from whatever day."""
    return entry.state != "怪" and (entry.state == "注销" or entry.left is not None)


def _left_by_a_row(told: Told, entry: Entry, day: date) -> tuple[bool, bool]:
    """Whether another row of the roster leaves open that an entry counts on a day, and whether the days of both say that it does not."""
    who = person(entry.id, date.max)
    rows = [one for one in told.of_number[entry.role, who] if one is not entry and who is not None]
    out = [one for one in rows if is_out(one, date.max)]
    out = [one for one in out if not (entry.start and one.left and entry.start > one.left)]
    perhaps = [one for one in rows if one.left and one.state in ("正常", "怪")]
    in_doubt = entry.state == "怪"
    if is_out(entry, date.max) or in_doubt or not (out or perhaps):
        return False, False
    if perhaps or any(one.left is None for one in out):
        return True, False
    first = min(one.left for one in out if one.left)
    return first <= day, bool(entry.start and entry.start < first <= day)


def is_doubtful(entry: Entry, day: date) -> bool:
    began = entry.start is not None and entry.start.year == day.year and (day.month, day.day) != (12, 31)
    in_year = entry.only_years and (began or (entry.end is not None and entry.end.year == day.year))
    return entry.state == "怪" or (entry.state == "正常" and entry.left is not None and day >= entry.left) or in_year


def says_nothing(world: World, entry: Entry) -> bool:
    """Whether its state is not filled in, in a list most of whose entries are 正常."""
    return (
        entry.state == ""
        and entry.left is None
        and fills_states([one for one in world.entries if one.role == entry.role])
    )


def fills_states(entries: list[Entry]) -> bool:
    """Whether most entries of a list are 正常: then an empty state is none."""
    return [one.state for one in entries].count("正常") * 2 >= len(entries)


def _unread(world: World, row: Bought, who: str, persons: list[str | None], told: Told) -> bool:
    """Whether a cell that could decide otherwise cannot be read."""
    others = [one for one, person in zip(world.bought, persons, strict=True) if person == who and one.status != "退保"]
    own = row.status == "怪" or row.channel == "怪" or (row.unread_day and world.as_of is None)
    year = any(who in told.persons(one) and year is None for one, year, _ in world.prior)
    return own or year or any(one.channel == "怪" for one in others)


def _has_died(world: World, who: str, persons: list[str | None], told: Told) -> bool:
    """Whether any list says so."""
    insured = any(one.dead and person == who for one, person in zip(world.bought, persons, strict=True))
    listed = any(entry.dead and told.person(entry.id, entry.name) == who for entry in world.entries)
    return insured or listed or any(person(one, told.today) == who for one in world.dead)


def _near(entry: Entry, row: Bought, who: str, persons: list[str | None], told: Told) -> bool:
    stray, namesake = told.person(entry.id, entry.name), plain_name(entry.name) == plain_name(row.name) != ""
    if not namesake and (plain_name(entry.name) or stray is not None or not _alone_part_of(entry.id, who)):
        return False
    if (stray is not None and stray in persons) or told.refused(row, who, entry):
        return False
    if destroyed(entry.id) and digits_left(entry.id)[:15] == who[:15]:
        return True
    if not namesake:
        return True
    number = digits_left(entry.id) if isinstance(entry.id, int) else plain_id(entry.id)
    return one_edit(number[:-1], who[:-1]) or (stray is None and _part_of(number, who))


def _excludes_perhaps(name: str, cell: Number, row: Bought, who: str, bearers: dict[str, str], today: date) -> bool:
    """Whether a row of 团单 or 往期 has no number that is one, but this person's name and nearly the number, or no number at all; without a name
    15 digits. Or one that is nobody's among the insured, of the same name and nearly the number, or with the same first
    14 digits where at most three of the insured bear the name. ``bearers``: {person: name} of the insured."""
    if cell is None:
        return bool(plain_name(name)) and plain_name(name) == plain_name(row.name)
    if other := person(cell, today):
        namesake = bool(plain_name(name)) and plain_name(name) == plain_name(row.name)
        rare = [*bearers.values()].count(plain_name(name)) <= 3
        close = one_edit(other[:-1], who[:-1]) or (rare and other[:14] == who[:14])
        return namesake and other not in bearers and close
    same_digits = destroyed(cell) and digits_left(cell)[:15] == who[:15]
    if not plain_name(name):
        return same_digits or _alone_part_of(cell, who)
    number = digits_left(cell) if isinstance(cell, int) else plain_id(cell)
    meant = same_digits or one_edit(number[:-1], who[:-1]) or _part_of(number, who)
    return plain_name(name) == plain_name(row.name) and meant


def _part_of(number: str, who: str) -> bool:
    """Whether a text is a piece of a number: any six digits or more, fewer at its beginning or its end; or the number rounded, 3.10112E+17."""
    head, e, _ = number.partition("E")
    if e:
        digits = head.replace(".", "")
        wide = 17 - len(digits)
        return head.isascii() and digits.isdigit() and abs(int(digits) * 10**wide - int(who[:17])) <= 10**wide
    if len(number) > 17 or not (number[:-1] + "0").isdigit() or not (number[-1:].isdigit() or number[-1:] == "X"):
        return False
    return number in who if len(number) >= 6 else who.startswith(number) or who.endswith(number)


def _alone_part_of(cell: Number, who: str) -> bool:
    """Whether a number beside which no name stands is a part of another: eight digits at its end or fourteen anywhere; or it rounded."""
    if isinstance(cell, int):
        return destroyed(cell) and digits_left(cell)[:15] == who[:15]
    number = plain_id(cell)
    if "E" in number:
        return sum(map(str.isdigit, number.partition("E")[0])) >= 8 and _part_of(number, who)
    if not 8 <= len(number) <= 17 or not _part_of(number, who):
        return False
    return who.endswith(number) if len(number) < 14 else True


@cache
def person(cell: Number, today: date) -> str | None:
    """The person that an id cell names, or None (rule 1)."""
    number = plain_id(cell)
    if (
        destroyed(cell)
        or len(number) != 18
        or not all(one in "0123456789" for one in number[:17])
        or number[17] not in "0123456789X"
    ):
        return None
    birthday = born(number)
    if birthday is None or birthday > today or birthday.year < 1900:
        return None
    return number if number[17] == check_character(number[:17]) else None


def check_character(body: str) -> str:
    """The last character of an id number: the sum of digit x 2^(places after it) and the last is 1 mod 11."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return "0123456789X"[(1 - total) % 11]


@cache
def plain_id(cell: Number) -> str:
    """An id cell in half width and capitals, without what separates digits inside and without points around it; 15 digits made 18."""
    wide = "".join(chr(ord(one) - 0xFEE0) if 0xFF01 <= ord(one) <= 0xFF5E else one for one in str(cell or ""))
    separators = [
        one for one in wide if category(one) in ("Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pi", "Pf") or one in "'\"`_"
    ]
    text = "".join(one for one in wide if one not in separators).strip(".,;:。、").upper()
    if (
        len(text) == 15
        and text.isascii()
        and text.isdigit()
        and (text in wide or not wide.strip("".join(separators))[6:7].isdigit())
    ):
        body = text[:6] + "19" + text[6:]
        return body + check_character(body)
    return text


@cache
def destroyed(cell: Number) -> bool:
    """Whether Excel made a number of it: a number cell of more than 15 digits, text like 3.10112E+17, or 000 at the end of digits that are
    no id otherwise. (That whole columns of ids end so is not among the invented worlds.)"""
    if isinstance(cell, int):
        return cell >= 10**15
    text = plain_id(cell)
    if len(text) == 18 and text.isascii() and text.isdigit() and text.endswith("000"):
        return text[14] == "0" or text[17] != check_character(text[:17])
    head, e, power = text.partition("E")
    return e != "" and power.removeprefix("+").isdecimal() and head.replace(".", "", 1).isdecimal() and text.isascii()


def born(number: str) -> date | None:
    """The birthday that digits of an id say, if it is one."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


@cache
def digits_left(cell: Number) -> str:
    """The digits of a destroyed number, zeros where they are lost."""
    if isinstance(cell, int):
        return str(cell)[:15].ljust(len(str(cell)), "0")
    head, e, power = plain_id(cell).partition("E")
    if not e:
        return head
    return head.replace(".", "").ljust(int(power) + 1, "0")


@cache
def plain_name(name: str) -> str:
    """A name without white space, its middle dots made one (all that the invented worlds need)."""
    return "".join(name.split()).replace("•", "·").replace("・", "·")


@cache
def one_edit(a: str, b: str) -> bool:
    """Whether at most one substitution, insertion, deletion or swap of neighbours makes ``b`` of ``a``: all are tried."""
    if a == b:
        return True
    letters = sorted(set(b))
    made = {a[:at] + a[at + 1 :] for at in range(len(a))}
    made |= {a[:at] + letter + a[at:] for at in range(len(a) + 1) for letter in letters}
    made |= {a[:at] + letter + a[at + 1 :] for at in range(len(a)) for letter in letters}
    made |= {a[:at] + a[at + 1] + a[at] + a[at + 2 :] for at in range(len(a) - 1)}
    return b in made
