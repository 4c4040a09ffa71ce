"""Law of what is printed as certain: one cell of small lists cannot be read, and every way of filling it in gives the printed result of a row, or the row is unclear.

Worlds of a few rows of two people with one name, drawn by a seed and cleared together: people do not depend on each other. As many as one has time for:
``HUIBAO_COMPLETIONS=2000 pytest -n 0 tests/medical/test_completions.py``.
"""

import os
import random
from datetime import date

import pandas as pd
from medical_lists import DEMO
from tables import grid, resident

from huibao_xl.files.reading import SourceFile
from huibao_xl.medical.clear import clear_settlements
from huibao_xl.medical.lists import collect
from huibao_xl.medical.policy import load

POLICY = load(str(DEMO))
WORLDS = int(os.environ.get("HUIBAO_COMPLETIONS", "25"))
ROW = [
    "姓名", "证件号码", "结算号", "医疗类别", "结算日期", "出院日期", "总额", "符合政策范围", "统筹", "医疗救助", "退费标志", "被退结算号", "到达日期",
]  # fmt: skip
PERIOD = ["姓名", "证件号码", "身份类别", "生效日期", "失效日期"]
DAYS = ["2024-02-01", "2024-03-01", "2024-03-15", "2024-04-01", "2025-02-01"]
CATEGORIES = ["低保", "低保边缘家庭", "刚性支出困难家庭", "特困"]
COSTS = ["200", "1000", "9000", "120000", "150000"]
World = tuple[list[dict[str, str]], list[dict[str, str]]]
"""Settlements and identities."""
Unknown = tuple[int, int, str, str, list[str]]
"""Of which list (0, 1) which row, which field; what stands there; what it may be."""


def people_of(at: int) -> list[str]:
    return [
        resident(f"3101991945{at // 90 % 12 + 1:02d}{at % 27 + 1:02d}{900 + who + 2 * (at // 27 % 40)}"[:17])
        for who in (0, 1)
    ]


def drawn(at: int, dice: random.Random) -> tuple[World, Unknown]:
    ids, name = people_of(at), f"样{chr(0x4E00 + at)}"
    rows, periods = [], []
    for who in ids:
        for category in dice.sample(CATEGORIES, dice.choice([1, 1, 2])):
            begin, end = dice.choice([("2022-01-01", ""), ("2022-01-01", "2024-03-10"), ("2024-03-05", "")])
            periods.append(dict(zip(PERIOD, (name, who, category, begin, end), strict=True)))
    for number in range(dice.choice([2, 3, 4])):
        day, costs, who = dice.choice(DAYS[:4]), dice.choice(COSTS), dice.choice([ids[0], ids[0], ids[1]])
        pooled = dice.choice(["0", str(int(costs) // 2)])
        kind = dice.choice(["门诊", "住院"])
        cells = [name, who, f"{at}-{number}", kind, day, day, costs, costs, pooled, "0", "否", "", ""]
        rows.append(dict(zip(ROW, cells, strict=True)))
    for first in [row for row in rows if dice.random() < 0.35]:
        part = dice.choice([1, 2])
        amounts = {field: str(-int(first[field]) // part) for field in ("总额", "符合政策范围", "统筹")}
        later = [day for day in DAYS if day >= first["结算日期"]]
        back = {
            "结算号": first["结算号"] + "t",
            "退费标志": "是",
            "被退结算号": first["结算号"],
            "结算日期": dice.choice(later[:3]),
        }
        rows.append(first | amounts | back)
    if dice.random() < 0.2:
        again = dice.choice(rows)
        rows.append(again | {"到达日期": dice.choice(["", "2024-12-31"]), "医疗救助": dice.choice(["0", "5"])})
    return (rows, periods), unknown(rows, periods, ids, dice)


def unknown(rows: list[dict[str, str]], periods: list[dict[str, str]], ids: list[str], dice: random.Random) -> Unknown:
    """One cell that cannot be read, and what it may be without contradicting the others."""
    fields = {
        "证件号码": ("#N/A", [*ids, resident("31019919330303977")]),
        "医疗类别": ("怪", ["门诊", "住院"]),
        "结算日期": ("某日", DAYS),
        "出院日期": ("某日", DAYS),
        "总额": ("####", COSTS),
        "符合政策范围": ("?", ["0", *COSTS]),
        "统筹": ("#REF!", ["0", "100", "5000"]),
        "退费标志": ("?", ["是", "否"]),
    }
    of_periods = {
        "证件号码": ("#N/A", [*ids, resident("31019919330303977")]),
        "身份类别": ("怪", CATEGORIES),
        "生效日期": ("某日", ["2022-01-01", "2024-03-01", "2024-03-20"]),
        "失效日期": ("某日", ["", "2024-03-01", "2024-03-20"]),
    }
    if dice.random() < 0.3:
        at, field = dice.randrange(len(periods)), dice.choice([*of_periods])
        told, may = of_periods[field]
        begin, end = periods[at]["生效日期"], periods[at]["失效日期"] or "9"
        in_order = {"生效日期": lambda text: text <= end, "失效日期": lambda text: not text or begin <= text}
        in_order = [text for text in may if in_order.get(field, bool)(text)]
        return 1, at, field, told, in_order
    fields["被退结算号"] = "#N/A", [row["结算号"] for row in rows if row["退费标志"] == "否"]
    at, field = dice.randrange(len(rows)), dice.choice([*fields])
    told, may = fields[field]
    back = rows[at]["退费标志"] == "是"
    sign = "-" if back and field in ("总额", "符合政策范围", "统筹") else ""
    return 0, at, field, told, ["是"] if back and field == "退费标志" else [sign + text for text in may]


def filled(world: World, open_one: Unknown, text: str) -> World:
    of, at, field, _, _ = open_one
    lists = [list(part) for part in world]
    lists[of][at] = lists[of][at] | {field: text}
    return lists[0], lists[1]


def renamed(world: World, case: int) -> World:
    """The world with a name and numbers of its own, for it is cleared with others."""
    letters = f"样{chr(0x4E00 + case // 5000)}{chr(0x4E00 + case % 5000)}"
    ids: dict[str, str] = {}

    def new(field: str, text: str) -> str:
        if field == "姓名":
            return letters
        if field == "证件号码" and len(text) == 18:
            number = f"310199{1930 + case // 9000 % 70}{case // 700 % 12 + 1:02d}{case // 25 % 28 + 1:02d}9{case % 25 * 4 + len(ids):02d}"
            return ids.setdefault(text, resident(number))
        return f"{case}:{text}" if field in ("结算号", "被退结算号") and "-" in text else text

    lists = [[{field: new(field, text) for field, text in row.items()} for row in part] for part in world]
    return lists[0], lists[1]


def cleared(worlds: list[World]) -> list[dict[str, tuple[bool, int, str]]]:
    """{place: whether a row is certain, what is due, code} of each world; a place is the row's among its own."""
    rows, periods, owners = [ROW], [PERIOD], []
    for case, world in enumerate(worlds):
        settlements, identities = renamed(world, case)
        rows += [[row[field] for field in ROW] for row in settlements]
        periods += [[row[field] for field in PERIOD] for row in identities]
        owners += [(case, at) for at in range(len(settlements))]
    tables = [grid(rows, "救助结算.xlsx"), grid(periods, "救助身份.xlsx")]
    lists = collect([SourceFile(one.path, [one], str(at)) for at, one in enumerate(tables)], {}, date(2025, 12, 31))
    clearing = clear_settlements(lists.settlements, lists.identities, POLICY)
    assert len(clearing.rows) == len(owners)
    found: list[dict[str, tuple[bool, int, str]]] = [{} for _ in worlds]
    for (case, at), row in zip(owners, clearing.rows.itertuples(), strict=True):
        found[case][str(at)] = (bool(row.cleared), int(row.due_fen), str(row.code))
    return found


def wrong(worlds: int, seed: int = 1) -> tuple[list[str], int, int]:
    """What is printed as certain and is otherwise for some way of filling in; how many rows are certain, how many are not."""
    dice = random.Random(seed)
    cases = [drawn(at, dice) for at in range(worlds)]
    every, first = list[World](), list[int]()
    for world, open_one in cases:
        first.append(len(every))
        every += [filled(world, open_one, text) for text in (open_one[3], *open_one[4])]
    results = cleared(every)
    faults, certain, unclear = [], 0, 0
    for at, ((_, open_one), start) in enumerate(zip(cases, first, strict=True)):
        printed, may = results[start], results[start + 1 : start + 1 + len(open_one[4])]
        for place, (sure, due, code) in printed.items():
            certain, unclear = certain + sure, unclear + (not sure)
            others = [one[place] for one in may]
            if sure and any((one[0], one[1]) != (True, due) for one in others):
                faults.append(f"{at}: row {place} {code} {due} {open_one} {others}")
    return faults, certain, unclear


def test_every_way_of_filling_in_gives_what_is_printed():
    faults, certain, unclear = wrong(WORLDS)
    assert faults == []
    assert certain > unclear > 0


def test_the_law_can_fail():
    world, open_one = drawn(0, random.Random(1))
    results = cleared([filled(world, open_one, text) for text in (open_one[3], *open_one[4])])
    assert len({str(result) for result in results}) > 1
    assert isinstance(results[0]["0"], tuple) and pd.notna(results[0]["0"][1])
