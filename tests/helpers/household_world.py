"""Random months of low-income households whose truth is known, and the untidy lists that say it: an independent model of monitoring.

Nothing here comes from the program: what is true of a household follows in fractions from the wording of the statute (上海市社会救助条例 第十条,
第十二条, 第五十五条). A list leaves things out or spoils them; whatever the program then prints as certain has to be the truth.
"""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

POVERTY, AID, CITY, ASSETS, SHARE = 151000, 269000, 8483400, 5000000, 30
"""Fen of the lines on 2024-03-01 (CITY a year), of ASSETS per head, and percent of SHARE as the bureau entered them."""
KINDS = {
    "工资": ("工资", "工资性收入", "月工资"),
    "养老金": ("养老金", "退休金"),
    "赡养费": ("赡养费", "赡养收入"),
    "经营收入": ("经营性收入", "经营净收入"),
}
UNITS = (
    *(("", 1), ("（元）", 1), ("(元/月)", 1), ("（千元）", 1000), ("（万元/月）", 10000)),
    *(("（元/年）", Fraction(1, 12)), ("（万元/年）", Fraction(10000, 12))),
)
UNKNOWN_UNITS = ("（美元）", "（元/季）")
STRANGE = ("甲乙丙", "#N/A", "？", "详见附件", "约2000")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(n: int) -> str:
    """The id of the invented person ``n``."""
    body = f"310112{1925 + n % 80}{1 + n // 80 % 12:02d}{1 + n // 960 % 28:02d}{1 + n // 26880 % 998:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


@dataclass(frozen=True)
class Member:
    """Somebody whom a list has. ``incomes``: fen a month by kind; ``medical``, ``needs``: fen a year."""

    name: str
    id: str
    relation: str
    local: bool
    incomes: dict[str, int]
    medical: int
    needs: int
    identity: str
    dead: bool = False

    @property
    def counts(self) -> bool:
        """Whether the statute counts him."""
        return not self.dead and (self.local or self.relation in ("户主", "配偶", "子", "女"))


@dataclass(frozen=True)
class House:
    """A household as it is."""

    number: str
    members: list[Member]
    assets: int
    town: str = "七宝镇"

    @property
    def counted(self) -> list[Member]:
        return [one for one in self.members if one.counts]

    @property
    def income(self) -> Fraction:
        """Fen a month."""
        return Fraction(sum(sum(one.incomes.values()) for one in self.counted))

    @property
    def tier(self) -> str:
        each = self.income / len(self.counted)
        return "低于低保标准" if each < POVERTY else "夹心" if each < AID else "高于帮扶线"

    @property
    def core(self) -> bool:
        """Whether income and spending are those of 第十二条."""
        n, year = len(self.counted), 12 * self.income
        medical = sum(one.medical for one in self.counted)
        needs = sum(one.needs for one in self.counted)
        spent = (year - medical - needs) / n / 12 < POVERTY
        shared = medical > 0 and medical * 100 >= year * SHARE
        return year / n < CITY and (spent or shared)

    @property
    def rigid(self) -> bool:
        return (
            self.core and Fraction(self.assets, len(self.counted)) <= ASSETS and any(one.local for one in self.counted)
        )


def world(random: Random, n: int) -> list[House]:
    """``n`` households."""
    houses, at = [], 0
    for place in range(n):
        members = []
        for order in range(random.choice((1, 1, 2, 2, 3, 4))):
            relation = "户主" if order == 0 else random.choice(("配偶", "子", "女", "母亲", "儿媳", "孙子"))
            kinds = random.sample(list(KINDS), random.choice((0, 1, 1, 2)))
            incomes = {
                kind: random.choice((0, 100000, 151000, 150999, 269000, random.randrange(0, 900000))) for kind in kinds
            }
            members.append(
                Member(
                    f"样{_name(at)}",
                    number(at),
                    relation,
                    order == 0 or random.random() < 0.75,
                    incomes,
                    random.choice((0, 0, 543600, random.randrange(0, 10**7))),
                    random.choice((0, 0, random.randrange(0, 3 * 10**6))),
                    random.choice(("低保", "低保", "低保边缘", "无")),
                    order > 0 and random.random() < 0.05,
                )
            )
            at += 1
        houses.append(House(str(place + 1), members, random.choice((0, 4 * 10**6, random.randrange(0, 3 * 10**7)))))
    return houses


_SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def _name(n: int) -> str:
    digits = ""
    while n or not digits:
        n, rest = divmod(n, len(_SIGNS))
        digits = _SIGNS[rest] + digits
    return digits


def next_month(random: Random, houses: list[House]) -> list[House]:
    """The same households a month later: identities given up, people gone, numbers of households changed, households split."""
    later = []
    for house in houses:
        members = []
        for one in house.members:
            fate = random.random()
            if fate < 0.04 and one.relation != "户主":
                continue
            members.append(replace(one, identity=random.choice(("无", "低保边缘"))) if fate > 0.95 else one)
        house = replace(house, members=members)
        if random.random() < 0.1:
            house = replace(house, number=random.choice((house.number.zfill(4), f"N{house.number}")))
        later.append(house)
    return later


# --- Lists ---------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """A sheet of a list: ``head`` and ``rows`` of cells."""

    name: str
    head: list[str]
    rows: list[list[str | None]] = field(default_factory=list)


BASE = ["户编号", "姓名", "证件号码", "与户主关系", "户籍", "救助身份", "街镇"]


def _yuan(fen: int, factor: int | Fraction) -> str:
    text = f"{Fraction(fen, 100 * factor).numerator / Fraction(fen, 100 * factor).denominator:.8f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write(random: Random, houses: list[House], noise: float, per_sheet: int = 100) -> list[Sheet]:
    """The sheets of a list that says these households; ``noise``: how likely each thing is spoilt."""
    return [
        _sheet(random, f"表{at // per_sheet + 1}", houses[at : at + per_sheet], noise)
        for at in range(0, len(houses), per_sheet)
    ]


def _sheet(random: Random, name: str, houses: list[House], noise: float) -> Sheet:
    def hit() -> bool:
        return random.random() < noise

    kinds = {kind: random.choice(words) for kind, words in KINDS.items()}
    unit, factor = random.choice(UNITS)
    heads = [word + unit for word in kinds.values()]
    if hit():
        heads[random.randrange(len(heads))] = random.choice(("甲项收入", "第三项", "补助"))
    if hit():
        heads[0] = kinds["工资"] + random.choice(UNKNOWN_UNITS)
    spends = ["年医疗支出", "年教育支出"]
    if hit():
        spends[1] = "残疾人康复支出"
    asset_unit, asset_factor = random.choice((("", 1), ("（万元）", 10000)))
    stated = random.random() < 0.5
    sheet = Sheet(
        name, [*BASE, *heads, *spends, f"家庭财产{asset_unit}", "人员状态", *(["家庭人口"] if stated else [])]
    )
    for house in houses:
        rows = [
            _row(random, house, one, hit, factor, asset_factor, stated, first) for first, one in _firsts(house.members)
        ]
        if stated and len(rows) > 1 and hit():
            del rows[random.randrange(len(rows))]
        elif len(rows) > 1 and hit():
            del rows[0]
        if hit():
            rows.append(list(random.choice(rows)))
        sheet.rows += rows
    return sheet


def _firsts(members: list[Member]) -> list[tuple[bool, Member]]:
    return [(at == 0, one) for at, one in enumerate(members)]


def _row(random, house, one, hit, factor, asset_factor, stated, first) -> list[str | None]:
    strange = random.choice(STRANGE)
    group = random.choice((house.number.zfill(5), house.number + "号", None)) if hit() and not first else house.number
    incomes: list[str | None] = [_yuan(one.incomes[kind], factor) if kind in one.incomes else None for kind in KINDS]
    if not one.incomes:
        incomes[0] = "0"
    if hit():
        incomes[random.randrange(len(incomes))] = strange
    elif hit():
        incomes = [None] * len(incomes)
    broken = [
        one.id[:-1] + ("0" if one.id[-1] != "0" else "1"),
        "",
        one.id[:6] + "********" + one.id[14:],
        "3.10112E+17",
    ]
    other = one.id[:10] + ("09" if one.id[10:12] != "09" else "08") + one.id[12:]
    cells: list[str | None] = [
        group,
        one.name,
        random.choice([*broken, other]) if hit() else one.id,
        random.choice((strange, None)) if hit() and not first else one.relation,
        random.choice((strange, "农业"))
        if hit()
        else random.choice(("本市", "上海市"))
        if one.local
        else random.choice(("外省市", "浙江省")),
        random.choice((strange, None, "-", "申请未通过")) if hit() else one.identity,
        house.town,
        *incomes,
        random.choice((strange, None)) if hit() else _yuan(one.medical, 1),
        random.choice((strange, None)) if hit() else _yuan(one.needs, 1),
        (strange if hit() else _yuan(house.assets, asset_factor)) if first else None,
        "死亡" if one.dead else "正常",
    ]
    if stated:
        cells.append(str(len([each for each in house.members if not each.dead])))
    return cells
