"""Simulated years (medical_simulation, subsidy_year) with cells that cannot be read sprinkled over their lists, and what is wrong among what is printed as certain.

The models know what each row is in truth; a row whose own cell, or another's, leaves it open has to be unclear, or right. They share no code with the program.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import medical_simulation
import subsidy_year
import tables
from tables import grid

from huibao_xl import policy
from huibao_xl.clearing import job, paid_lines
from huibao_xl.files.reading import SourceFile
from huibao_xl.medical.clear import clear_settlements
from huibao_xl.medical.lists import collect
from huibao_xl.medical.policy import load

DAYS = ("某日", "2024-02-30", "####", "#REF!", "本月")
IDS = ("3.10199E+17", "#N/A", "", "310199********", "见附件")
WORDS = ("怪", "#NAME?", "再议", "?")
AMOUNTS = ("####", "#VALUE!", "壹仟", "12,3,4.5.6", "约500")
CELLS: dict[str, Sequence[str]] = {
    "身份证号": IDS, "结算号": ("", "1.23E+15", "同上"), "医疗类别": WORDS, "结算日期": DAYS, "出院日期": DAYS, "总额": AMOUNTS, "全自费": AMOUNTS,
    "符合政策范围": AMOUNTS, "统筹": AMOUNTS, "综合减负": AMOUNTS, "居民大病": AMOUNTS, "医疗救助": AMOUNTS, "退费标志": WORDS, "被退结算号": ("#N/A", "不详"),
}  # fmt: skip
PERIODS: dict[str, Sequence[str]] = {"身份证号": IDS, "身份类别": WORDS, "生效日期": DAYS, "失效日期": DAYS}
PAID: dict[str, Sequence[str]] = {
    "姓名": ("样*", "样某", ""), "证件号码": ("3.10112E+17", "310112********", "#N/A", "见附件"), "政策年度": ("", "本年", "#N/A"), "街镇": ("某镇", "#REF!"),
    "户名": ("李四",), "发放结果": ("再议", "#N/A", "处理中", "A7"),
}  # fmt: skip


@dataclass(frozen=True)
class Certain:
    """``wrong``: what is printed as certain and is not so; ``certain``, ``unclear``: how many rows are; ``sprinkled``: how many cells cannot be read."""

    wrong: list[str]
    certain: int
    unclear: int
    sprinkled: int


def _sprinkle(
    header: Sequence[str], rows: list[list[str]], kinds: dict[str, Sequence[str]], share: float, dice: random.Random
) -> int:
    """Make one cell unreadable in a share of the rows; return in how many."""
    columns = [(header.index(field), texts) for field, texts in kinds.items()]
    count = 0
    for row in rows:
        if dice.random() < share:
            column, texts = dice.choice(columns)
            row[column] = dice.choice(texts)
            count += 1
    return count


def medical(rows: int, people: int, seed: int, share: float = 0.01) -> Certain:
    """Clear an invented year with unreadable cells in a share of its rows and of its identities."""
    year, dice = medical_simulation.simulate(rows, people, seed), random.Random(seed)
    truth = [row[medical_simulation.HEADERS.index("结算号")] for row in year.rows]
    sprinkled = _sprinkle(medical_simulation.HEADERS, year.rows, CELLS, share, dice)
    sprinkled += _sprinkle(medical_simulation.IDENTITY_HEADERS, year.identities, PERIODS, share, dice)
    grids = [
        grid([medical_simulation.HEADERS, *year.rows], "救助结算.xlsx"),
        grid([medical_simulation.IDENTITY_HEADERS, *year.identities], "救助身份.xlsx"),
    ]
    lists = collect([SourceFile(one.path, [one], str(at)) for at, one in enumerate(grids)], {}, date(2025, 1, 1))
    clearing = clear_settlements(lists.settlements, lists.identities, load(str(medical_simulation.POLICY)))
    counted = clearing.rows["cleared"] & ~clearing.rows["code"].isin(["M07", "M13", "M14"])
    wrong = []
    cells = zip(clearing.settlements["row"], counted, clearing.rows["due_fen"], clearing.rows["code"], strict=True)
    for row, sure, fen, code in cells:
        due = int(year.due[truth[row - 2]] * 100)
        if sure and fen != due:
            wrong.append(f"seed {seed}, row {row} {code}: {fen} for {due}")
    return Certain(wrong, int(counted.sum()), int((~clearing.rows["cleared"]).sum()), sprinkled)


def paid(people: int, seed: int, share: float = 0.02) -> Certain:
    """Clear a list of payments to ``people`` people of all plans, with unreadable cells in a share of its rows."""
    dice = random.Random(seed)
    plans = [plan for plan in subsidy_year.PLANS if plan != "in flight"] + ["right"] * 20
    everybody = subsidy_year.people([(dice.choice(plans), dice.randrange(5), dice.randrange(5)) for _ in range(people)])
    header = ["姓名", "证件号码", "政策年度", "金额（元）", "街镇", "户名", "发放结果"]
    rows = [
        [one.name, one.id, "2024", f"{fen / 100:.2f}", town, one.name, "成功"]
        for one in everybody
        for town, fen, _ in one.paid
    ]
    sprinkled = _sprinkle(header, rows, PAID, share, dice)
    result = tables.decide(subsidy_year.grids(everybody, then=False)).whole
    listed = grid([header, *rows], "发放记录.xlsx")
    forced = {(listed.path.resolve(), None): "往期发放"}
    payments = paid_lines.from_opened(
        [SourceFile(listed.path, [listed], "0")], [], forced, policy.load("2024"), tables.TODAY, None
    )
    items = job.clear_subsidy(payments, result).items
    sure = items[~items["class"].isin(["待核", "在途"])]
    plans_of = subsidy_year.PLANS | {"gone from the insured": (("多发", ""),)}  # no earlier lists are given
    due = {one.id: Counter(kind for kind, _ in plans_of[one.plan]) for one in everybody}
    wrong = []
    for who, classes in sure.groupby("id")["class"].agg(lambda each: Counter(map(str, each))).items():
        if classes - due.get(str(who), Counter()):
            wrong.append(f"seed {seed}, {who}: {dict(classes)} for {dict(due.get(str(who), {}))}")
    return Certain(wrong, len(sure), len(items) - len(sure), sprinkled)
