"""Write the workbooks that the benchmark reads: an insurer's list, four rosters and a list of bank accounts.

A district's real list has some 700,000 rows and real people in it, so it can be neither shipped nor used. These
people are invented (the sequence part of every id number is 500 or more, hardly ever given out). What is true to life
is what costs time: the numbers of rows, columns and distinct texts, real dates, shared strings, and the faults that
staff meet, each at a rate named in ``RATES``. The same ``--rows`` always gives the same cells; files that are there
already are left alone.

    python bench/make_data.py --rows 700000 --out bench/data/700000
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xlsxwriter

SEED = 20240701
VERSION = 1  # raise it when other cells are written for the same --rows
FULL_SIZE = {"rows": 700_000, "roster": 30_000, "accounts": 60_000, "matched": 44_300}
"""Sizes at 700,000 rows, others in proportion. matched: people in a roster and insured; some 40,000 are paid."""

RATES = {
    "cancelled": 0.03,
    "group": 0.04,
    "repeated": 0.005,
    "bad_id": 0.001,
    "destroyed_id": 0.0002,
    "spaced_id": 0.001,
    "small_x": 0.01,
    "other_name": 0.003,
    "near_id": 0.0005,
    "expired": 0.025,
    "several_rosters": 0.14,
    "conflict": 0.001,
    "moved": 0.01,
    "no_township": 0.02,
    "no_account": 0.012,
    "bad_account": 0.001,
    "two_accounts": 0.002,
    "other_holder": 0.005,
}
"""Shares of the rows, people or entries concerned; near_id: near matches per insured row."""

TOWNSHIPS = [
    "江川路街道",
    "古美街道",
    "新虹街道",
    "浦锦街道",
    "莘庄镇",
    "七宝镇",
    "颛桥镇",
    "华漕镇",
    "虹桥镇",
    "梅陇镇",
    "吴泾镇",
    "马桥镇",
    "浦江镇",
    "莘庄工业区",
]
TOWNSHIP_WEIGHTS = [9, 8, 4, 6, 12, 11, 9, 6, 6, 12, 5, 5, 13, 4]
REGIONS = [
    "310112",
    "310221",
    "310101",
    "310104",
    "310105",
    "310115",
    "320623",
    "320981",
    "321281",
    "330281",
    "341225",
    "342601",
    "360421",
    "411522",
    "421181",
    "510722",
]
REGION_WEIGHTS = [50, 14, 3, 6, 3, 4, 3, 3, 3, 2, 3, 2, 1, 1, 1, 1]

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤奚诸瞿褚"
)
GIVEN = (
    "英华文明玉秀兰桂芳建国红春丽珍荣金平志海军敏梅云林凤小永德成伟静燕霞艳娟萍玲辉强勇磊涛超杰斌波刚健峰俊宇浩然"
    "子涵轩梓怡欣悦佳雨晨思嘉琪诗瑶美琴莉雪芬洁慧琳婷莹蓉晓东亮龙飞鹏义兴福生祥根宝庆忠仁良才发武新利清彬富顺信昌学世民友贵"
)
RARE = "䶮㛃翀堃喆燊赟偲垚煜"

ROSTERS = {
    "医疗救助对象": ["特困人员", "低保家庭成员", "低收入困难家庭成员", "因病支出型贫困家庭成员"],
    "持证残疾人": ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"],
    "生活困难农户": ["生活困难农户"],
    "优抚对象": ["伤残军人", "烈士遗属", "在乡复员军人", "带病回乡退伍军人", "参战退役人员", "其他区级在册优抚对象"],
}
BANKS = [
    ("上海农商银行", "322290000011"),
    ("上海银行", "325290000012"),
    ("工商银行", "102100099996"),
    ("农业银行", "103100000026"),
    ("建设银行", "105100000017"),
    ("中国银行", "104100000004"),
    ("邮储银行", "403100000004"),
]
BANK_WEIGHTS = [40, 22, 10, 10, 8, 6, 4]

ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECK_CHARACTERS = np.array(list("10X98765432"))

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Sizes:
    """How many of each, for one ``--rows``."""

    rows: int
    roster: int
    accounts: int
    matched: int
    repeated: int

    @classmethod
    def of(cls, rows: int) -> "Sizes":
        scaled = {name: round(full * rows / FULL_SIZE["rows"]) for name, full in FULL_SIZE.items()}
        return cls(**scaled, repeated=round(rows * RATES["repeated"]))

    @property
    def insured(self) -> int:
        """Distinct insured people."""
        return self.rows - self.repeated

    @property
    def listed(self) -> int:
        """Distinct people in the rosters."""
        return round(4 * self.roster / (1 + RATES["several_rosters"]))


@dataclass(frozen=True)
class People:
    """Everybody: first the ``matched`` (in a roster, insured), then the other insured, then those only in a roster."""

    names: np.ndarray
    ids: np.ndarray
    townships: np.ndarray


def chance(rng: np.random.Generator, n: int, rate: str) -> np.ndarray:
    return rng.random(n) < RATES[rate]


def choose(rng: np.random.Generator, items: list[str], weights: list[int], n: int) -> np.ndarray:
    share = np.array(weights) / sum(weights)
    return np.array(items)[rng.choice(len(items), n, p=share)]


def digits_of(number: np.ndarray, width: int) -> np.ndarray:
    """Return the decimal digits of whole numbers as rows of ``width`` small integers."""
    return (number[:, None] // 10 ** np.arange(width - 1, -1, -1) % 10).astype(np.int64)


def with_check(bodies: np.ndarray) -> np.ndarray:
    """Complete bodies of 17 digits (int64) by their check character, GB 11643.

    >>> with_check(np.array([11010519491231002])).tolist()
    ['11010519491231002X']
    """
    check = CHECK_CHARACTERS[digits_of(bodies, 17) @ ID_WEIGHTS % 11]
    return np.char.add(bodies.astype("U17"), check)


def draw_ids(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return n distinct valid id numbers of people born from 1930 to 2020."""
    drawn = np.zeros(0, dtype=np.int64)
    days = np.arange(np.datetime64("1930-01-01"), np.datetime64("2021-01-01"))
    births = np.array([int(str(day).replace("-", "")) for day in days])
    while len(drawn) < n:
        size = n - len(drawn) + n // 10 + 1000
        region = choose(rng, REGIONS, REGION_WEIGHTS, size).astype(np.int64)
        new = region * 10**11 + births[rng.integers(0, len(births), size)] * 10**3 + rng.integers(500, 1000, size)
        drawn = np.unique(np.concatenate([drawn, new]))
    return with_check(rng.permutation(drawn)[:n])


def draw_names(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return n names: frequent surnames and characters first (Zipf-like), one given name in five of one character."""
    surnames, given = list(SURNAMES), list(GIVEN)
    surname_share = 1 / (np.arange(len(surnames)) + 4)
    given_share = 1 / (np.arange(len(given)) + 30)
    first = np.array(surnames)[rng.choice(len(surnames), n, p=surname_share / surname_share.sum())]
    second, third = np.array(given)[rng.choice(len(given), (2, n), p=given_share / given_share.sum())]
    return np.char.add(np.char.add(first, second), np.where(rng.random(n) < 0.2, "", third))


def draw_people(rng: np.random.Generator, sizes: Sizes) -> People:
    n = sizes.insured + sizes.listed - sizes.matched
    return People(draw_names(rng, n), draw_ids(rng, n), choose(rng, TOWNSHIPS, TOWNSHIP_WEIGHTS, n))


def change_digit(rng: np.random.Generator, ids: np.ndarray) -> np.ndarray:
    """Return the ids with one digit of birth date or sequence changed; one in five gets a right check character."""
    bodies = ids.astype("U17").astype(np.int64)
    power = 10 ** rng.integers(0, 9, len(ids))
    digit = bodies // power % 10
    bodies += ((digit + rng.integers(1, 10, len(ids))) % 10 - digit) * power
    checks = np.array([number[17:] for number in ids.tolist()], dtype="U1")
    wrong = np.char.add(bodies.astype("U17"), checks)
    return np.where(rng.random(len(ids)) < 0.2, with_check(bodies), wrong)


def spoil_ids(rng: np.random.Generator, ids: np.ndarray) -> np.ndarray:
    """Return the ids as cells with the faults of a real list: spaces, small x, wrong, missing, 15 digits and zeros."""
    n = len(ids)
    cells = np.where(chance(rng, n, "small_x"), np.char.lower(ids), ids)
    cells = np.where(chance(rng, n, "spaced_id"), np.char.add(cells, " "), cells)
    bad = np.flatnonzero(chance(rng, n, "bad_id"))
    kinds = np.array_split(bad, 3)
    cells[kinds[0]] = change_digit(rng, ids[kinds[0]])
    cells[kinds[1]] = ids[kinds[1]].astype("U17")
    cells[kinds[2]] = ""
    spoiled = cells.astype(object)
    for place in np.flatnonzero(chance(rng, n, "destroyed_id") & ~np.char.endswith(ids, "X")):
        spoiled[place] = float(ids[place][:15] + "000")
    return spoiled


def days_between(rng: np.random.Generator, first: str, last: str, n: int) -> np.ndarray:
    """Return n days as Excel's serial numbers (float, so that NaN can stand for an empty cell)."""
    epoch = np.datetime64("1899-12-30")
    low, high = (int((np.datetime64(day) - epoch).astype(int)) for day in (first, last))
    return rng.integers(low, high + 1, n).astype(float)


def insured_columns(rng: np.random.Generator, sizes: Sizes, people: People) -> Columns:
    """The insurer's list, in the order of the insurance dates."""
    n = sizes.rows
    who = np.concatenate([np.arange(sizes.insured), rng.integers(0, sizes.insured, sizes.repeated)])
    who = rng.permutation(who)
    moved = chance(rng, n, "moved")
    township = np.where(moved, choose(rng, TOWNSHIPS, TOWNSHIP_WEIGHTS, n), people.townships[who])
    return {
        "序号": np.arange(1, n + 1),
        "姓名": people.names[who],
        "证件号码": spoil_ids(rng, people.ids[who]),
        "保单号": np.char.add("HHB2024", rng.permutation(np.arange(10**9, 10**9 + n)).astype("U10")),
        "投保渠道": np.where(chance(rng, n, "group"), "团单", "个人"),
        "状态": np.where(chance(rng, n, "cancelled"), "退保", "有效"),
        "街镇": np.where(chance(rng, n, "no_township"), "", township),
        "承保日期": np.sort(days_between(rng, "2024-04-23", "2024-06-30", n)),
        "保费": np.full(n, 129),
        "手机号": np.char.add("199", rng.integers(10**7, 10**8, n).astype("U8")),
    }


def entries_of(rng: np.random.Generator, sizes: Sizes, listed: np.ndarray, at: int) -> tuple[np.ndarray, np.ndarray]:
    """Return who stands in roster number ``at``, and which entries are the older one of somebody listed twice."""
    main = listed[at::4]
    again = rng.choice(listed, sizes.roster - len(main), replace=False)
    return np.concatenate([main, again]), np.concatenate([np.zeros(len(main), bool), np.isin(again, main)])


def roster_columns(rng: np.random.Generator, people: People, who: np.ndarray, older: np.ndarray, role: str) -> Columns:
    """One roster, sorted by township, as the towns' reports are pasted below each other."""
    order = np.argsort(people.townships[who], kind="stable")
    who, older = who[order], older[order]
    n = len(who)
    kinds = ROSTERS[role]
    kind = rng.integers(0, len(kinds), n)
    names = people.names[who]
    rare = np.char.add(names.astype("U2"), choose(rng, list(RARE), [1] * len(RARE), n))
    township = np.where(chance(rng, n, "conflict"), choose(rng, TOWNSHIPS, TOWNSHIP_WEIGHTS, n), people.townships[who])
    start = days_between(rng, "2014-01-01", "2024-03-31", n)
    end = np.where(rng.random(n) < 0.5, np.nan, days_between(rng, "2025-07-01", "2034-12-31", n))
    expired = older | chance(rng, n, "expired")
    certificate = np.char.add(np.char.add(role[0], "证"), rng.integers(10**9, 10**10, n).astype("U10"))
    if role == "持证残疾人":
        kind_and_level = np.char.add((kind + 1).astype("U1"), rng.integers(1, 5, n).astype("U1"))
        certificate = np.char.add(people.ids[who], kind_and_level)
    return {
        "姓名": np.where(chance(rng, n, "other_name"), rare, names),
        "证件号码": spoil_ids(rng, people.ids[who]),
        "子类": np.array(kinds)[kind],
        "证书编号": certificate,
        "生效日期": np.where(expired, start - 3650, start),
        "失效日期": np.where(expired, days_between(rng, "2022-01-01", "2024-03-31", n), end),
        "街镇": township,
        "居村委": np.char.add(np.char.add("第", rng.integers(1, 60, n).astype("U2")), "居委会"),
    }


def mistype(rng: np.random.Generator, sizes: Sizes, people: People) -> People:
    """Give some people of the rosters the name, and almost the id, of somebody insured: the near matches (H05)."""
    count = round(sizes.rows * RATES["near_id"])
    only_insured = rng.choice(np.arange(sizes.matched, sizes.insured), count, replace=False)
    only_listed = rng.choice(np.arange(sizes.insured, len(people.ids)), count, replace=False)
    names, ids = people.names.copy(), people.ids.copy()
    names[only_listed] = names[only_insured]
    ids[only_listed] = change_digit(rng, ids[only_insured])
    return People(names, ids, people.townships)


def luhn(bodies: np.ndarray) -> np.ndarray:
    """Complete account bodies of 18 digits by Luhn's check digit.

    >>> luhn(np.array([621700123456789012])).tolist()
    ['6217001234567890126']
    """
    digits = digits_of(bodies, 18)
    doubled = digits[:, 1::2] * 2
    total = digits[:, 0::2].sum(axis=1) + (doubled - 9 * (doubled > 9)).sum(axis=1)
    return np.char.add(bodies.astype("U18"), (-total % 10).astype("U1"))


def account_columns(rng: np.random.Generator, sizes: Sizes, people: People) -> Columns:
    """Accounts of nearly all matched people, and of some who are only in a roster."""
    matched = np.flatnonzero(~chance(rng, sizes.matched, "no_account"))
    twice = matched[chance(rng, len(matched), "two_accounts")]
    others = np.arange(sizes.insured, len(people.ids))
    rest = rng.choice(others, sizes.accounts - len(matched) - len(twice), replace=False)
    who = rng.permutation(np.concatenate([matched, twice, rest]))
    n = len(who)
    account = luhn(rng.integers(621000 * 10**12, 623000 * 10**12, n))
    account = np.where(chance(rng, n, "bad_account"), account.astype("U9"), account)
    bank = rng.choice(len(BANKS), n, p=np.array(BANK_WEIGHTS) / sum(BANK_WEIGHTS))
    holder = np.where(chance(rng, n, "other_holder"), draw_names(rng, n), people.names[who])
    return {
        "姓名": people.names[who],
        "证件号码": people.ids[who],
        "户名": holder,
        "银行账号": account,
        "开户行": np.array([name for name, _ in BANKS])[bank],
        "联行号": np.array([number for _, number in BANKS])[bank],
    }


def books(rows: int) -> dict[str, Columns]:
    """Return every workbook's only sheet: name -> columns."""
    rng = np.random.default_rng([SEED, rows])
    sizes = Sizes.of(rows)
    people = draw_people(rng, sizes)
    in_rosters = mistype(rng, sizes, people)
    listed = rng.permutation(np.concatenate([np.arange(sizes.matched), np.arange(sizes.insured, len(people.ids))]))
    made = {"承保名单": insured_columns(rng, sizes, people)}
    for at, role in enumerate(ROSTERS):
        who, older = entries_of(rng, sizes, listed, at)
        made[role] = roster_columns(rng, in_rosters, who, older, role)
    return made | {"银行账户": account_columns(rng, sizes, people)}


def write_book(path: Path, columns: Columns) -> None:
    """Write one sheet as Excel would: shared strings, text ids, real dates."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(path.stem)
        sheet.freeze_panes(1, 0)
        heading, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, (header, values) in enumerate(columns.items()):
            style = day if header.endswith("日期") else None
            sheet.set_column(at, at, 20 if len(str(values[0])) > 10 else 11, style)
            sheet.write_string(0, at, header, heading)
            for row, value in enumerate(values.tolist(), 1):
                if isinstance(value, str):
                    if value:
                        sheet.write_string(row, at, value)
                elif value == value:  # not NaN
                    sheet.write_number(row, at, value, style)


def make(rows: int, folder: Path) -> bool:
    """Write the workbooks for ``rows`` insured rows into ``folder``; return False if they are there already."""
    wanted = {"rows": rows, "seed": SEED, "version": VERSION}
    note = folder / ".parameters.json"
    if note.exists() and json.loads(note.read_text(encoding="utf-8")) == wanted:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    note.unlink(missing_ok=True)
    for name, columns in books(rows).items():
        write_book(folder / f"{name}.xlsx", columns)
    note.write_text(json.dumps(wanted), encoding="utf-8")
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=700_000, help="rows of the insurer's list (default 700000)")
    parser.add_argument("--out", type=Path, help="folder (default bench/data/<rows>)")
    given = parser.parse_args()
    folder = given.out or Path(__file__).parent / "data" / str(given.rows)
    start = time.perf_counter()
    done = "written" if make(given.rows, folder) else "already there"
    print(f"{folder}: {done}, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
