"""A simulated subsidy year with planted faults, and an oracle of its own: what each person's class must be, and what every bearer must end at.

The oracle knows the plan and the three shares of the policy by heart (M 三、3), nothing of the code that is tested.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import tables

AMOUNT = 129_00
DISTRICT_FEN = {"街道": 129_00, "镇": 45_15, "工业区": 45_15}
"""The district's part of 129 yuan: all of it in a 街道, 35% elsewhere."""
TOWNS = {"七宝镇": "镇", "江川路街道": "街道", "莘庄工业区": "工业区", "莘庄镇": "镇", "古美街道": "街道"}
THEN, LATER = "当时差错", "后来变化"

PLANS: dict[str, tuple[tuple[str, str], ...]] = {
    "right": (("一致", ""),),
    "missed": (("漏发", THEN),),
    "certificate came later": (("漏发", LATER),),
    "paid too little": (("错额", THEN),),
    "paid too much": (("多发", THEN),),
    "stranger": (("多发", THEN),),
    "paid by another 街镇": (("错街镇", THEN),),
    "moved later": (("错街镇", LATER),),
    "paid twice": (("一致", ""), ("重复发放", THEN)),
    "never in a roster": (("依据消失", THEN),),
    "struck off the roster later": (("依据消失", LATER),),
    "certificate ended later": (("依据消失", LATER),),
    "withdrawn later": (("依据消失", LATER),),
    "gone from the insured": (("依据消失", LATER),),
    "in flight": (("在途", ""),),
    "renamed in the roster later": (("待核", LATER),),
    "not entitled, not paid": (),
}
"""{what happened to a person: class and 当时/后来 of each of their rows}."""


@dataclass(frozen=True)
class Person:
    index: int
    plan: str
    town: str
    other: str

    @property
    def name(self) -> str:
        return "样" + "".join("零一二三四五六七八九"[int(digit)] for digit in str(self.index))

    @property
    def id(self) -> str:
        index = self.index
        sequence = (
            501 + (place := index // 336 % 396) + place // 99
        )  # no hundreds: ids that end in 000 pass for destroyed
        return tables.resident(
            f"310112{1940 + index // 10_000:04d}{1 + index // 28 % 12:02d}{1 + index % 28:02d}{sequence:03d}"
        )

    @property
    def home(self) -> str:
        """The 街镇 that the lists name now."""
        return self.other if self.plan == "moved later" else self.town

    @property
    def entitled(self) -> bool:
        return self.plan in (
            "right", "missed", "certificate came later", "paid too little", "paid too much", "paid by another 街镇",
            "moved later", "paid twice", "in flight",
        )  # fmt: skip

    @property
    def paid(self) -> list[tuple[str, int, str]]:
        """(街镇, fen, state) of each payment."""
        once = [(self.town, AMOUNT, "成功")]
        return {
            "missed": [],
            "certificate came later": [],
            "not entitled, not paid": [],
            "paid too little": [(self.town, 100_00, "成功")],
            "paid too much": [(self.town, 200_00, "成功")],
            "paid by another 街镇": [(self.other, AMOUNT, "成功")],
            "paid twice": once * 2,
            "in flight": [(self.town, AMOUNT, "在途")],
        }.get(self.plan, once)

    def insured(self, then: bool) -> list[str] | None:
        if self.plan == "stranger" or (self.plan == "gone from the insured" and not then):
            return None
        withdrawn = self.plan == "withdrawn later" and not then
        return [self.name, self.id, "退保" if withdrawn else "有效", "2024-06-20"]

    def entry(self, then: bool) -> list[str] | None:
        never = self.plan in ("stranger", "never in a roster", "not entitled, not paid")
        if (
            never
            or (self.plan == "certificate came later" and then)
            or (self.plan == "struck off the roster later" and not then)
        ):
            return None
        renamed = self.plan == "renamed in the roster later" and not then
        ended = self.plan == "certificate ended later" and not then
        name = "别" + self.name if renamed else self.name
        return [name, self.id, self.town if then else self.home, "2024-05-31" if ended else "2029-05-31"]


def people(plans: Sequence[tuple[str, int, int]]) -> list[Person]:
    """``plans``: (plan, position of the 街镇, position of another) of each person."""
    towns = list(TOWNS)
    made = []
    for index, (plan, own, other) in enumerate(plans):
        another = towns[(own + 1 + other % (len(towns) - 1)) % len(towns)]
        made.append(Person(index, plan, towns[own % len(towns)], another))
    return made


INSURED, ENTRY = ["姓名", "证件号码", "状态", "承保日期"], ["姓名", "证件号码", "街镇", "失效日期"]


def lists(everybody: list[Person], then: bool) -> list[tuple[str, list[list[str]]]]:
    """(file stem, rows with header) of the lists as they were, or as they are now."""
    insured = [row for one in everybody if (row := one.insured(then))]
    entries = [row for one in everybody if (row := one.entry(then))]
    return [("承保名单", [INSURED, *insured]), ("持证残疾人", [ENTRY, *entries])]


def grids(everybody: list[Person], then: bool) -> list:
    return [tables.grid(rows, file=f"{stem}.xlsx", sheet=stem) for stem, rows in lists(everybody, then)]


def write(folder: Path, everybody: list[Person], then: bool) -> Path:
    folder.mkdir(parents=True)
    for stem, rows in lists(everybody, then):
        pd.DataFrame(rows[1:], columns=rows[0]).to_csv(folder / f"{stem}.csv", index=False)
    return folder


def write_payments(path: Path, everybody: list[Person]) -> Path:
    """What a clerk's list says was paid, each payment with a number of its own; it knows nothing of what is in flight."""
    rows = [
        [one.name, one.id, 2024, f"{fen / 100:.2f}", town]
        for one in everybody
        for town, fen, state in one.paid
        if state == "成功"
    ]
    numbered = [[*row, f"L{at:05d}"] for at, row in enumerate(rows)]
    pd.DataFrame(numbered, columns=["姓名", "证件号码", "政策年度", "金额", "街镇", "流水号"]).to_csv(path, index=False)
    return path


def shares(town: str, fen: int) -> Counter[str]:
    """What each bearer bears of a payment: 35% (a 街道: 100%) the district, rounded half up, the rest the 街镇."""
    percent = 100 if TOWNS[town] == "街道" else 35
    district = (fen * percent * 2 + 100) // 200
    assert fen != AMOUNT or district == DISTRICT_FEN[TOWNS[town]]
    return Counter({"区级": district, town: fen - district})


def due(everybody: list[Person]) -> Counter[str]:
    """What each bearer should have borne when nothing is left to look at: entitled people, without what is in flight, and with what is
    paid and 待核, which stays until a person has looked."""
    total: Counter[str] = Counter()
    for one in everybody:
        if one.entitled and one.plan != "in flight":
            total.update(shares(one.home, AMOUNT))
        if one.plan == "renamed in the roster later":
            total.update(shares(one.town, AMOUNT))
    return +total


def paid(everybody: list[Person]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in everybody:
        for town, fen, state in one.paid:
            if state == "成功":
                total.update(shares(town, fen))
    return total


def expected(everybody: list[Person], known: bool = True) -> Counter[tuple[str, str, str]]:
    """(id, class, 当时/后来) of every row that the clearing must have. Without earlier lists: those who left the insured are strangers."""
    rows: Counter[tuple[str, str, str]] = Counter()
    for one in everybody:
        for name, when in PLANS[one.plan]:
            if known:
                rows[one.id, name, when] += 1
            else:
                vanished = one.plan == "gone from the insured"
                rows[one.id, "多发" if vanished else name, "没有对比" if when else ""] += 1
    return rows
