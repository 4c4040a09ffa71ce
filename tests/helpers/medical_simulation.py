"""An invented year of medical-assistance settlements with planted faults, and an oracle that works every row out by itself.

The oracle reads the policy's JSON and walks each person's year row by row in ``Decimal`` yuan, with a ledger of dicts: it shares
no code and no way of working with the product. Each person has at most one planted fault, so that what is planted is exactly what
there is to find. Ids are of people who cannot exist (sequence numbers from 900 on, regions that never were).
"""

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

POLICY = Path(__file__).parents[2] / "workbooks" / "样例-清算" / "演示参数.json"
INSURANCE = ["统筹", "公务员补助", "企业补充", "职工大额", "综合减负", "居民大病", "补充医疗保障", "商业保险"]
HEADERS = [
    "姓名",
    "身份证号",
    "结算号",
    "医疗类别",
    "结算日期",
    "入院日期",
    "出院日期",
    "总额",
    "全自费",
    "超限价",
    "先行自付",
    "符合政策范围",
    "起付线",
    *INSURANCE,
    "医疗救助",
    "退费标志",
    "被退结算号",
    "减负日期",
]
IDENTITY_HEADERS = ["姓名", "身份证号", "身份类别", "生效日期", "失效日期"]
FAULTS = {"M02": 0.004, "M03": 0.002, "M04": 0.004, "M05": 0.004, "M06": 0.004, "M07": 0.003}
"""{fault: planted per row}."""
ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass
class Row:
    """One settlement; amounts in yuan, those of a refund positive."""

    person: int
    number: str
    kind: str
    day: date
    admitted: date | None
    total: Decimal
    own: Decimal
    first: Decimal
    insured: dict[str, Decimal]
    relief_on: date | None = None
    of: "Row | None" = None
    paid: Decimal = ZERO
    due: Decimal = ZERO
    state: dict[str, Any] = field(default_factory=dict)

    @property
    def scope(self) -> Decimal:
        return self.total - self.own - self.first


@dataclass
class Year:
    """``rows``: as the list holds them, in no order; ``planted``: {number: (code, due, paid)}; ``due``: {number: what is due} of all."""

    rows: list[list[str]]
    identities: list[list[str]]
    planted: dict[str, tuple[str, Decimal, Decimal]]
    due: dict[str, Decimal]
    faults_wanted: dict[str, int]


class Oracle:
    """The rules of a policy file, one row at a time."""

    def __init__(self, path: Path) -> None:
        content = json.loads(path.read_text(encoding="utf-8"))
        self.benefits = content["benefits"]
        self.rank = {identity["name"]: place for place, identity in enumerate(content["identities"])}

    def benefit(self, identity: str, kind: str, day: date) -> dict[str, Any]:
        text = day.isoformat()
        return next(
            one
            for one in self.benefits
            if (one["identity"], one["kind"]) == (identity, kind) and one["from"] <= text <= one.get("until", "9999")
        )

    @staticmethod
    def base(
        benefit: dict[str, Any], row: Row, without: tuple[str, ...] = (), taken: list[Row] | None = None
    ) -> Decimal:
        def net(of: Row) -> Decimal:
            whole = of.total if benefit["base"] == "个人负担" else of.scope
            return whole - sum((amount for name, amount in of.insured.items() if name not in without), ZERO)

        return max(net(row) - sum((net(refund) for refund in taken or []), ZERO), ZERO)

    @staticmethod
    def share(benefit: dict[str, Any], base: Decimal, deductible: Decimal) -> Decimal:
        exact = max(base - deductible, ZERO) * Decimal(benefit["percent"]["value"]) / 100
        return exact.quantize(CENT, ROUND_HALF_UP)

    @staticmethod
    def room(benefit: dict[str, Any], ledger: dict[tuple[str, str], Decimal]) -> Decimal:
        cap = benefit["yearly_cap"]["value"]
        return Decimal("Infinity") if cap == "不限" else max(Decimal(cap) - ledger["used", benefit["pool"]], ZERO)

    @staticmethod
    def deductible(benefit: dict[str, Any], ledger: dict[tuple[str, str], Decimal]) -> Decimal:
        whole = Decimal(benefit["deductible"]["value"])
        return max(whole - ledger["borne", benefit["pool"]], ZERO) if benefit["deductible"]["per"] == "年" else whole

    def pays(
        self, benefit: dict[str, Any], row: Row, ledger: dict[tuple[str, str], Decimal], without: tuple[str, ...] = ()
    ) -> tuple[Decimal, Decimal]:
        """(share before the cap, share) of a row in a state of the ledger."""
        part = self.share(benefit, self.base(benefit, row, without), self.deductible(benefit, ledger))
        return part, min(part, self.room(benefit, ledger))

    def walk(self, rows: list[Row], held: list[tuple[str, date, date | None]]) -> None:
        """Set due and state of one person's rows, which stand in order of settlement."""
        ledger: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
        refunds: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            row.state["ledger"] = defaultdict(lambda: ZERO, ledger)
            if row.of is not None:
                self._refund(row, ledger, refunds[row.of.number])
                continue
            day = row.day
            identities = [name for name, start, end in held if start <= day and (end is None or day <= end)]
            best, due = None, Decimal(-1)
            for identity in sorted(set(identities), key=self.rank.__getitem__):
                benefit = self.benefit(identity, row.kind, day)
                _, pays = self.pays(benefit, row, ledger)
                if pays > due:
                    best, due = benefit, pays
            row.state["benefit"] = best
            if best is None:
                continue
            left = self.deductible(best, ledger)
            row.state |= {"left": left, "room": self.room(best, ledger), "current": due}
            row.state["taken"] = min(self.base(best, row), left)
            row.due = due
            ledger["used", best["pool"]] += due
            if best["deductible"]["per"] == "年":
                ledger["borne", best["pool"]] += row.state["taken"]

    def _refund(self, row: Row, ledger: dict[tuple[str, str], Decimal], earlier: list[Row]) -> None:
        first, benefit = row.of, row.of.state["benefit"]
        earlier.append(row)
        if benefit is None:
            return
        state = first.state
        base = self.base(benefit, first, taken=earlier)
        now = min(self.share(benefit, base, state["left"]), state["room"])
        row.due = min(now - state["current"], self.room(benefit, ledger))
        taken = min(base, state["left"])
        ledger["used", benefit["pool"]] += row.due
        if benefit["deductible"]["per"] == "年":
            ledger["borne", benefit["pool"]] += taken - state["taken"]
        state["current"] += row.due
        state["taken"] = taken


def identity_number(person: int) -> str:
    """An id with a right check digit that nobody can have: region 310199, sequence from 900."""
    body = f"310199{1930 + person // 32400 % 80}{person // 2700 % 12 + 1:02d}{person // 100 % 27 + 1:02d}9{person % 100:02d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def simulate(rows: int, people: int, seed: int = 1) -> Year:
    """Return an invented 2024 of about ``rows`` settlements of ``people`` people."""
    dice, oracle = random.Random(seed), Oracle(POLICY)
    numbers = list(range(2 * rows + people))  # a refund needs one too
    dice.shuffle(numbers)
    wanted = {code: max(3, int(share * rows)) for code, share in FAULTS.items()}
    missing = dict(wanted)
    listed: list[list[str]] = []
    identities: list[list[str]] = []
    planted: dict[str, tuple[str, Decimal, Decimal]] = {}
    due: dict[str, Decimal] = {}
    for person in range(people):
        held = _identities(dice)
        count = rows // people + (person < rows % people)
        own = _settlements(dice, person, count, numbers)
        own = _with_refunds(dice, own, numbers)
        oracle.walk(own, held)
        for row in own:
            row.paid = row.due
            due[row.number] = row.due
        again = _plant(dice, oracle, own, held, missing, planted)
        listed += [_line(row) for row in [*own, *again]]
        identities += [
            [
                f"样{person}",
                identity_number(person),
                dice.choice(_NAMES[name]),
                start.isoformat(),
                end.isoformat() if end else "",
            ]
            for name, start, end in held
        ]
    dice.shuffle(listed)
    found = {code: wanted[code] - missing[code] for code in wanted}
    return Year(listed, identities, planted, due, found)


_NAMES = {
    "特困人员": ["特困人员", "特困"],
    "最低生活保障家庭": ["低保", "最低生活保障家庭", "低保家庭成员"],
    "最低生活保障边缘家庭": ["低保边缘", "低收入困难家庭"],
    "刚性支出困难家庭": ["刚性支出困难家庭", "支出型贫困家庭"],
}
_FROM = date(2023, 1, 1)


def _identities(dice: random.Random) -> list[tuple[str, date, date | None]]:
    poor, edge, rigid = "最低生活保障家庭", "最低生活保障边缘家庭", "刚性支出困难家庭"
    change = date(2024, dice.randint(3, 10), 1)
    before = change - timedelta(days=1)
    return dice.choice(
        [
            [("特困人员", _FROM, None)],
            [(poor, _FROM, None)],
            [(poor, _FROM, None)],
            [(poor, _FROM, before), (edge, change, None)],
            [(edge, _FROM, before), (poor, change, None)],
            [(poor, _FROM, before)],
            [(edge, _FROM, None), (rigid, change, None)],
            [(rigid, _FROM, None)],
        ]
    )


def _money(dice: random.Random, low: float, high: float) -> Decimal:
    return Decimal(dice.randint(int(low * 100), int(high * 100))) / 100


def _settlements(dice: random.Random, person: int, count: int, numbers: list[int]) -> list[Row]:
    rows = []
    for _ in range(count):
        inpatient = dice.random() < 0.15
        day = date(2024, 1, 1) + timedelta(days=dice.randint(0, 330))
        total = _money(dice, 3_000, 60_000) if inpatient else _money(dice, 80, 2_600)
        own = (total * dice.randint(0, 15) / 100).quantize(CENT)
        first = (total * dice.randint(0, 8) / 100).quantize(CENT)
        left = scope = total - own - first
        insured = dict.fromkeys(INSURANCE, ZERO)
        insured["统筹"] = (scope * dice.randint(30, 70) / 100).quantize(CENT)
        left -= insured["统筹"]
        relief_on = None
        for name, chance in (
            ("职工大额", 0.1),
            ("综合减负", 0.15),
            ("居民大病", 0.2),
            ("补充医疗保障", 0.1),
            ("商业保险", 0.05),
        ):
            if dice.random() < chance:
                insured[name] = (left * dice.randint(10, 40) / 100).quantize(CENT)
                left -= insured[name]
        if insured["综合减负"]:
            relief_on = day + timedelta(days=dice.choice([0, 0, 40, 90]))
        admitted = day - timedelta(days=dice.randint(2, 20)) if inpatient else None
        number = f"JS{numbers.pop():09d}"
        rows.append(
            Row(person, number, "住院" if inpatient else "门急诊", day, admitted, total, own, first, insured, relief_on)
        )
    return sorted(rows, key=lambda row: (row.day, row.number))


def _with_refunds(dice: random.Random, rows: list[Row], numbers: list[int]) -> list[Row]:
    """Some rows are taken back later, whole or in part (some in two parts)."""
    refunds = []
    for row in rows:
        if dice.random() >= 0.04:
            continue
        for part in dice.choice([[Decimal(1)], [Decimal("0.4")], [Decimal("0.3"), Decimal("0.7")]]):
            day = row.day + timedelta(days=dice.randint(0, 30) + (3 if refunds and refunds[-1].of is row else 0))

            def cut(amount: Decimal, part: Decimal = part, row: Row = row) -> Decimal:
                rounded = (amount * part).quantize(CENT, ROUND_HALF_UP)
                return (
                    amount - (amount * Decimal("0.3")).quantize(CENT, ROUND_HALF_UP)
                    if part == Decimal("0.7")
                    else rounded
                )

            insured = {name: cut(amount) for name, amount in row.insured.items()}
            total, own, first = cut(row.total), cut(row.own), cut(row.first)
            number = f"JS{numbers.pop():09d}"
            refunds.append(Row(row.person, number, row.kind, day, row.admitted, total, own, first, insured, of=row))
    return sorted([*rows, *refunds], key=_order)


def _order(row: Row) -> tuple[Any, ...]:
    """By day, then number; a refund on the day of its original right after it."""
    anchor = row.of.number if row.of is not None and row.of.day == row.day else row.number
    return row.day, anchor, row.of is not None, row.number


def _plant(
    dice: random.Random,
    oracle: Oracle,
    rows: list[Row],
    held: list[tuple[str, date, date | None]],
    missing: dict[str, int],
    planted: dict[str, tuple[str, Decimal, Decimal]],
) -> list[Row]:
    """Plant at most one fault among one person's rows; return the rows that are told again."""
    codes = [code for code, count in missing.items() if count]
    dice.shuffle(codes)
    for code in codes:
        candidates = [(row, paid) for row in rows if (paid := _mistaken(code, oracle, row, held, dice)) is not None]
        if not candidates:
            continue
        row, paid = dice.choice(candidates)
        missing[code] -= 1
        if code == "M07":
            planted[row.number] = (code, ZERO, row.paid)
            return [row]
        row.paid = paid
        planted[row.number] = (code, row.due, paid)
        return []
    return []


def _mistaken(
    code: str, oracle: Oracle, row: Row, held: list[tuple[str, date, date | None]], dice: random.Random
) -> Decimal | None:
    """What a mistaken payer would have paid for the row, or None if this mistake would change nothing or look like another."""
    if code == "M04":
        return ZERO if row.of is not None and row.due < 0 else None
    if row.of is not None:
        return None
    benefit, ledger = row.state["benefit"], row.state["ledger"]
    if code == "M07":
        return row.paid if row.paid > 0 else None
    if code == "M02":
        for identity, start, end in held:
            if not (start <= row.day and (end is None or row.day <= end)):
                other = oracle.benefit(identity, row.kind, row.day)
                part, pays = oracle.pays(other, row, ledger)
                if pays > 0 and pays != row.due and part == pays:
                    return pays
        return None
    if benefit is None:
        return None
    part, pays = oracle.pays(benefit, row, ledger)
    if code == "M03":
        return part if part > pays else None
    late = row.relief_on is not None and row.relief_on > row.day
    names = ["综合减负"] if code == "M06" else [name for name in INSURANCE[3:] if name != "综合减负"]
    if code == "M06" and not late:
        return None
    for name in names:
        if row.insured[name]:
            more, paid = oracle.pays(benefit, row, ledger, (name,))
            if paid != row.due and more == paid:
                return paid
    return None


def _line(row: Row) -> list[str]:
    sign = "-" if row.of is not None else ""

    def text(amount: Decimal) -> str:
        return f"{sign}{amount:.2f}" if amount else "0.00"

    return [
        f"样{row.person}",
        identity_number(row.person),
        row.number,
        row.kind,
        row.day.isoformat(),
        row.admitted.isoformat() if row.admitted else "",
        row.day.isoformat() if row.admitted else "",
        *(text(amount) for amount in (row.total, row.own, ZERO, row.first, row.scope, ZERO)),
        *(text(row.insured[name]) for name in INSURANCE),
        f"{row.paid:.2f}",
        "1" if row.of is not None else "0",
        row.of.number if row.of is not None else "",
        row.relief_on.isoformat() if row.relief_on else "",
    ]
