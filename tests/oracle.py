"""The decision table once more: slow, row by row, plain Python, written from the contract's section 3 and not from decide.py.

It takes plain records, and shares no code with the package: its own id check, name key, edit distance and day arithmetic. The laws
(test_laws.py) hold the package to it on thousands of small invented worlds.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

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

Number = str | int | None
"""An id cell: text, a number cell, or empty."""


@dataclass(frozen=True)
class Bought:
    """One insured row."""

    name: str
    id: Number
    status: str = "有效"
    channel: str = "个人"
    town: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Entry:
    """One roster entry. ``unreadable``: one of its dates is written but is no day."""

    role: str
    name: str
    id: Number
    start: date | None = None
    end: date | None = None
    town: str = ""
    unreadable: bool = False


@dataclass(frozen=True)
class World:
    """Everything that a run is told."""

    bought: tuple[Bought, ...]
    entries: tuple[Entry, ...] = ()
    group: tuple[Number, ...] = ()
    prior: tuple[tuple[Number, int], ...] = ()
    year: int = 2024
    default_day: date = date(2024, 7, 1)
    as_of: date | None = None


@dataclass(frozen=True)
class Judged:
    """What is decided about one insured row."""

    code: str
    home: str | None = None
    categories: tuple[str, ...] = field(default=())


def judge(world: World, today: date) -> list[Judged]:
    """Judge every insured row, in source order."""
    persons = [person(row.id, today) for row in world.bought]
    by_group = {person(one, today) for one in world.group}
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
            judged.append(_on_rosters(world, row, who, persons, today))
    return judged


def _on_rosters(world: World, row: Bought, who: str, persons: list[str | None], today: date) -> Judged:
    own = [entry for entry in world.entries if person(entry.id, today) == who]
    if not own:
        return Judged("H05" if any(_near(entry, row, who, persons, today) for entry in world.entries) else "X01")
    day = world.as_of or row.on or world.default_day
    in_time = [
        entry
        for entry in own
        if (entry.start is None or entry.start <= day) and (entry.end is None or day <= entry.end)
    ]
    valid = [entry for entry in in_time if not entry.unreadable]
    if not valid:
        return Judged("H06" if in_time else "X05")
    named = [entry for entry in valid if plain_name(entry.name) == plain_name(row.name) != ""]
    categories = tuple(role for role in ORDER if any(entry.role == role for entry in named))
    towns = {TOWNS[entry.town] for entry in named} - {None}
    home = towns.pop() if len(towns) == 1 else None if towns else TOWNS[row.town]
    if not named:
        return Judged("H02")
    if towns:
        return Judged("H04")
    if home is None:
        return Judged("H03")
    if any(person(one, today) == who and year == world.year for one, year in world.prior):
        return Judged("X06", home, categories)
    return Judged("OK", home, categories)


def _near(entry: Entry, row: Bought, who: str, persons: list[str | None], today: date) -> bool:
    stray = person(entry.id, today)
    if (
        (stray is not None and stray in persons)
        or not plain_name(row.name)
        or plain_name(entry.name) != plain_name(row.name)
    ):
        return False
    if destroyed(entry.id) and digits_left(entry.id)[:15] == who[:15]:
        return True
    return one_edit((digits_left(entry.id) if isinstance(entry.id, int) else plain_id(entry.id))[:-1], who[:-1])


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
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    if born > today or born.year < 1900:
        return None
    return number if number[17] == check_character(number[:17]) else None


def check_character(body: str) -> str:
    """The last character of an id number: the sum of digit x 2^(places after it) and the last is 1 mod 11."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return "0123456789X"[(1 - total) % 11]


@cache
def plain_id(cell: Number) -> str:
    """An id cell trimmed, in half width and capitals, 15 digits made 18."""
    text = (
        "".join(chr(ord(one) - 0xFEE0) if 0xFF01 <= ord(one) <= 0xFF5E else one for one in str(cell or ""))
        .strip()
        .upper()
    )
    if len(text) == 15 and text.isascii() and text.isdigit():
        body = text[:6] + "19" + text[6:]
        return body + check_character(body)
    return text


def destroyed(cell: Number) -> bool:
    """Whether Excel made a number of it: a number cell of more than 15 digits, or text like 3.10112E+17."""
    if isinstance(cell, int):
        return cell >= 10**15
    head, e, power = (cell or "").upper().partition("E+")
    return e != "" and power.isdigit() and head.replace(".", "").isdigit()


def digits_left(cell: Number) -> str:
    """The digits of a destroyed number, zeros where they are lost."""
    if isinstance(cell, int):
        return str(cell)[:15].ljust(len(str(cell)), "0")
    head, _, power = (cell or "").upper().partition("E+")
    return head.replace(".", "").ljust(int(power) + 1, "0")


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
