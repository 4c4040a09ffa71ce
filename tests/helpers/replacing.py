"""Lists in which one thing is replaced by something that nobody understands: a header, a cell, a word of a status, the name of a sheet.

Small lists of many people, each with a story of their own (expired, withdrawn, dead in another list …), in headers that differ from list to
list. :func:`faults` says who is decided otherwise afterwards although nothing names the place.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any

import pandas as pd
from at_once import own
from hypothesis import strategies as st
from tables import TODAY, grid, load, resident, sources
from together import regions

from huibao_xl.reasons import Stop
from huibao_xl.rosters.collect import collect
from huibao_xl.subsidy import steps
from huibao_xl.subsidy.steps import Frames

UNKNOWN_HEADERS = (
    "甲乙丙", "XXRQ", "列5", "", "Column5", "F7", "备用", "字段三", "Unnamed: 4", "〇", "内容", "项目", "性别", "原因", "类型", "居委",
)  # fmt: skip
"""Headers that nobody understands, and such as say something that the cells are not."""
UNREADABLE = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "########")
UNKNOWN_WORDS = ("怪", "待定", "不详", "A7", "再议", "见附件", "同上", "〃", "3", "?")
OTHER_NAMES = (
    "Sheet1", "1", "甲乙丙", "名单", "其他", "汇总表", "新增", "备份", "持证残疾人", "优抚对象", "承保名单", "团单名单",
    "往期发放", "银行账户", "退保名单", "死亡名单", "注销", "迁出", "停发", "七宝镇",
)  # fmt: skip
WORDED = frozenset({"状态", "投保渠道", "人员状态", "是否死亡"})
"""Fields whose cells are words of a status or channel."""

TOWN, OTHER_TOWN = "七宝镇", "莘庄镇"
STORIES: dict[str, dict[str, Any]] = {
    "right": {},
    "in two rosters": {"second": {}},
    "withdrawn": {"insured": {"状态": "退保"}},
    "withdrawn on a day": {"insured": {"状态": "退保", "退保日期": "2024-07-20"}},
    "by a company": {"insured": {"投保渠道": "团单"}},
    "withdrawn in the remark": {"insured": {"备注": "已退保"}},
    "insured late": {"insured": {"承保日期": "2024-08-20"}, "entry": {"失效日期": "2024-07-31"}},
    "dead in the remark": {"insured": {"备注": "本人已去世"}},
    "expired": {"entry": {"失效日期": "2024-03-31"}},
    "begins later": {"entry": {"生效日期": "2025-01-01"}},
    "cancelled": {"entry": {"人员状态": "注销"}},
    "cancelled on a day": {"entry": {"人员状态": "注销", "注销日期": "2024-02-01"}},
    "only a day of cancelling": {"entry": {"注销日期": "2024-02-01"}},
    "dead in the roster": {"entry": {"是否死亡": "是"}},
    "cancelled in the remark": {"entry": {"备注": "已注销"}},
    "two towns": {"second": {"街镇": OTHER_TOWN}},
    "in no roster": {"entry": None},
    "another name": {"entry": {"姓名": "样别人"}},
    "group list": {"lists": ("团单名单",)},
    "withdrawal list": {"lists": ("退保名单",)},
    "death list": {"lists": ("死亡名单",)},
    "out list": {"lists": ("注销名单",)},
    "paid this year": {"lists": ("往期发放",)},
    "no account": {"account": None},
}
SPELT = {
    "证件号码": ("证件号码", "身份证号", "公民身份号码"),
    "姓名": ("姓名", "姓  名", "对象姓名"),
    "街镇": ("街镇", "街道（镇）", "所属街镇"),
    "状态": ("状态", "保单状态"),
    "投保渠道": ("投保渠道", "投保方式"),
    "承保日期": ("承保日期", "投保日期"),
    "生效日期": ("生效日期", "认定日期", "有效期起"),
    "失效日期": ("失效日期", "有效期至", "认定截止日期"),
    "人员状态": ("人员状态", "持证状态", "在册状态"),
    "注销日期": ("注销日期", "注销时间"),
    "是否死亡": ("是否死亡", "是否去世"),
    "政策年度": ("政策年度", "年度"),
    "银行账号": ("银行账号", "卡号"),
}
INSURED = ("保单号", "姓名", "证件号码", "状态", "投保渠道", "承保日期", "街镇", "退保日期", "备注")
ENTRY = ("姓名", "证件号码", "街镇", "类别", "生效日期", "失效日期", "人员状态", "注销日期", "是否死亡", "备注")
ALWAYS = frozenset({"保单号", "姓名", "证件号码", "街镇", "类别", "政策年度", "银行账号", "户名"})
"""Fields that no drawn list lacks."""
KIND = {"持证残疾人": ("残疾类别", "肢体"), "优抚对象": ("优抚类别", "残疾军人")}
LISTS = {
    "团单名单": ("姓名", "证件号码", "投保单位"),
    "退保名单": ("姓名", "证件号码", "退保日期"),
    "死亡名单": ("姓名", "证件号码", "死亡日期"),
    "注销名单": ("姓名", "证件号码", "残疾类别", "注销日期"),
    "往期发放": ("姓名", "证件号码", "政策年度", "金额"),
}
PLAIN = {
    "保单号": "", "状态": "有效", "投保渠道": "个人", "承保日期": "2024-06-20", "街镇": TOWN, "生效日期": "2020-01-01",
    "失效日期": "2029-12-31", "人员状态": "正常", "是否死亡": "否", "投保单位": "样例公司", "死亡日期": "2024-05-01",
    "政策年度": "2024", "金额": "129", "残疾类别": "肢体",
}  # fmt: skip
"""What stands in a cell of which no story says anything else; empty where it is not named."""
DAYS_OUT = {"退保名单": {"退保日期": "2024-07-01"}, "注销名单": {"注销日期": "2024-02-01"}}


@dataclass(frozen=True)
class Sheet:
    """A sheet of its own file. ``fields``: what its columns are; ``headers``: how they are written; ``people``: whose row each is."""

    file: str
    name: str
    fields: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Place:
    """What was replaced: of the sheet at ``at`` a cell (``row`` counts from 1 below the header, 0 for the header), or its name (column -1)."""

    at: int
    column: int
    row: int
    by: str


def identity(index: int) -> str:
    return resident(f"310112{1950 + index:04d}0312{100 + index * 7 % 800:03d}")


def name(index: int) -> str:
    return "样" + "".join("零一二三四五六七八九"[int(digit)] for digit in f"{index:02d}")


@st.composite
def lists(draw: Any, most: int = 24) -> tuple[Sheet, ...]:
    """Lists of people of all stories that were drawn, about half of them plainly entitled."""
    drawn = draw(st.lists(st.sampled_from(list(STORIES)), min_size=6, max_size=most - 6))
    stories = ["right"] * 6 + drawn
    people = list(enumerate(stories))

    def sheet(file: str, title: str, wanted: Sequence[str], rows: Sequence[dict[str, str]]) -> Sheet:
        fields = tuple(one for one in wanted if one in ALWAYS or draw(st.booleans()) or one == wanted[-1])
        headers = tuple(draw(st.sampled_from(SPELT.get(one, (one,)))) for one in fields)
        named = ((f"{file}.xlsx", title), (f"{file}.xlsx", "Sheet1"), ("来件.xlsx", title))
        names = draw(st.sampled_from(named))
        cells = tuple(tuple(row.get(one, PLAIN.get(one, "")) for one in fields) for row in rows)
        return Sheet(names[0].replace(".", f"{len(made)}."), names[1], fields, headers, cells)

    made: list[Sheet] = []
    own = [{"姓名": name(at), "证件号码": identity(at), "保单号": f"P{at:04d}"} for at, _ in people]
    bought = [person | STORIES[story].get("insured", {}) for person, (_, story) in zip(own, people, strict=True)]
    made.append(sheet("承保名单", "承保", INSURED, bought))
    for role, key in (("持证残疾人", "entry"), ("优抚对象", "second")):
        told = [(at, STORIES[story].get(key, {} if key == "entry" else None)) for at, story in people]
        header, kind = KIND[role]
        rows = [own[at] | {"类别": kind} | cells for at, cells in told if cells is not None]
        if rows:
            one = sheet(role, role, ENTRY, rows)
            made.append(replace(one, headers=tuple(header if text == "类别" else text for text in one.headers)))
    for role, fields in LISTS.items():
        rows = [own[at] | DAYS_OUT.get(role, {}) for at, story in people if role in STORIES[story].get("lists", ())]
        if rows:
            made.append(sheet("残疾人注销名单" if role == "注销名单" else role, role, fields, rows))
    held = [at for at, story in people if STORIES[story].get("account", "") is not None]
    accounts = [own[at] | {"户名": name(at), "银行账号": f"6200000038{at:05d}1357"} for at in held]
    made.append(sheet("银行账户", "账户", ("姓名", "证件号码", "户名", "银行账号"), accounts))
    return tuple(made)


KINDS = ("header", "header", "cell", "cell", "word", "name")
"""What may be replaced, as often as it is drawn."""


@st.composite
def replacements(draw: Any, made: tuple[Sheet, ...], kinds: tuple[str, ...] = KINDS) -> Place:
    """One thing to replace, in any of the sheets."""
    at = draw(st.integers(0, len(made) - 1))
    kind, one = draw(st.sampled_from(kinds)), made[at]
    worded = [column for column, field in enumerate(one.fields) if field in WORDED]
    if kind == "name":
        return Place(at, -1, 0, draw(st.sampled_from(OTHER_NAMES)))
    if kind == "header":
        return Place(at, draw(st.integers(0, len(one.fields) - 1)), 0, draw(st.sampled_from(UNKNOWN_HEADERS)))
    row = draw(st.integers(1, len(one.rows)))
    if kind == "word" and worded:
        return Place(at, draw(st.sampled_from(worded)), row, draw(st.sampled_from(UNKNOWN_WORDS)))
    return Place(at, draw(st.integers(0, len(one.fields) - 1)), row, draw(st.sampled_from(UNREADABLE)))


def replaced(made: Sequence[Sheet], place: Place) -> tuple[Sheet, ...]:
    """The lists with that one thing replaced."""
    one = made[place.at]
    if place.column < 0:
        new = replace(one, name=place.by)
    elif not place.row:
        new = replace(one, headers=_with(one.headers, place.column, place.by))
    else:
        new = replace(one, rows=_with(one.rows, place.row - 1, _with(one.rows[place.row - 1], place.column, place.by)))
    return _with(tuple(made), place.at, new)


def _with(values: tuple[Any, ...], at: int, value: Any) -> tuple[Any, ...]:
    return (*values[:at], value, *values[at + 1 :])


@dataclass(frozen=True)
class Outcome:
    """What becomes of lists. ``paid``: {id: (街镇, account)}; ``held``: {id: why} of those 待核; ``said``: {finding: its place}; ``stop``: the
    sentence that refuses them."""

    paid: dict[str, tuple[str, str]]
    held: dict[str, str]
    said: frozenset[tuple[str, ...]]
    stop: str = ""


@lru_cache(maxsize=16)
def decided(made: tuple[Sheet, ...]) -> Outcome:
    """Read and decide as a run does, as far as people are paid; once for equal lists, which many cases start from."""
    try:
        return _outcome(*_decided(made))
    except Stop as stop:
        return Outcome({}, {}, frozenset(), str(stop))


def _decided(made: Iterable[Sheet]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """What is decided and paid, and the findings."""
    grids = [grid([list(one.headers), *map(list, one.rows)], one.file, one.name) for one in made]
    rules = load("2024")
    read = collect(sources(*grids), rules, {}, TODAY)
    frames, found = Frames(read, steps.Applied(read)), [read.findings]
    for step in (*steps.STEPS["认定资格"], steps.pay_people):
        if step is not steps.offer_pairs:
            frames, more = step(frames, rules)
            found.append(more)
    return frames.decisions, frames.payments, pd.concat(found, ignore_index=True)


@dataclass(frozen=True)
class Replaced:
    """What becomes of lists in which a thing is replaced. ``first``: gives what becomes of them without it."""

    made: tuple[Sheet, ...]
    place: Place
    after: Outcome
    first: Callable[[], Outcome]

    @property
    def before(self) -> Outcome:
        return self.first()

    @property
    def faults(self) -> list[str]:
        return faults(self.made, (self.place,), self.before, self.after)


def replaced_at_once(cases: Sequence[tuple[tuple[Sheet, ...], Place]]) -> list[Replaced]:
    """What becomes of each case, all of them decided in one run, or two if somebody asks what was before. For ``at_once(by=replaced_at_once)``: a
    case yields its lists and what is replaced. Each has people of its own, and the sheet with the place in a folder of its own; others with the
    same header are one for all. Columns that are asked about by the same header, and lists that stop a run, are to be kept apart."""
    own_regions = [region for _, region in zip(cases, regions(), strict=False)]
    moved = [_moved(*case, n, region) for n, (case, region) in enumerate(zip(cases, own_regions, strict=True))]
    places = [place for _, place in cases]
    before = cache(lambda: _outcomes(moved, own_regions))
    after = _outcomes([replaced(made, place) for made, place in zip(moved, places, strict=True)], own_regions)
    return [
        Replaced(made, place, then, partial(lambda n: before()[n], n))
        for n, (made, place, then) in enumerate(zip(moved, places, after, strict=True))
    ]


def _moved(made: Sequence[Sheet], place: Place, n: int, region: str) -> tuple[Sheet, ...]:
    def of_case(at: int, one: Sheet) -> Sheet:
        rows = tuple(tuple(own(cell, n, region) for cell in row) for row in one.rows)
        return replace(one, file=f"{n:03}/{one.file}" if at == place.at else one.file, rows=rows)

    return tuple(of_case(at, one) for at, one in enumerate(made))


def _outcomes(cases: Sequence[tuple[Sheet, ...]], own_regions: Sequence[str]) -> list[Outcome]:
    """What becomes of the people of each case, and what is said of its own file."""
    sheets: dict[tuple[str, str, tuple[str, ...]], Sheet] = {}
    for one in (one for made in cases for one in made):
        same = sheets.get((one.file, one.name, one.headers))
        rows = (same.rows if same else ()) + one.rows
        sheets[one.file, one.name, one.headers] = replace(one, rows=rows)
    decisions, payments, found = _decided(sheets.values())

    def people(frame: pd.DataFrame, region: str) -> pd.DataFrame:
        return frame[frame["id"].str.startswith(region)]

    return [
        _outcome(
            people(decisions, region),
            people(payments, region),
            found[found["file"].astype("str").str.startswith(f"{n:03}/")],
        )
        for n, region in enumerate(own_regions)
    ]


def _outcome(decisions: pd.DataFrame, payments: pd.DataFrame, found: pd.DataFrame) -> Outcome:
    paid = {row.id: (str(row.home), row.account) for row in payments.itertuples()}
    waiting = decisions[decisions["disposition"] == "待核"]
    columns = ["code", "file", "sheet", "row", "letters", "column", "value", "text"]
    said = pd.concat([found, waiting.rename(columns={"why": "text"})])[columns].astype("str")
    held = dict(zip(waiting["id"], waiting["why"], strict=True))
    return Outcome(paid, held, frozenset(said.itertuples(index=False, name=None)))


def faults(made: Sequence[Sheet], places: Sequence[Place], before: Outcome, after: Outcome) -> list[str]:
    """Who is paid otherwise once some things are replaced, although nothing that is said names any of the places; and who is paid as he was not
    before although all that names them is a question: it holds its people, also those of two questions at once. ``before``, ``after``: what
    the lists give without and with it."""
    sheets = [made[place.at] for place in places]
    if after.stop:
        refused = any(_refuses(after.stop, one) for one in sheets)
        return [] if refused else [f"refused without the place: {after.stop}"]
    codes = [_named(one, place, before, after) for one, place in zip(sheets, places, strict=True)]
    asked = all(place.column >= 0 and not place.row for place in places) and all(one == {"I42"} for one in codes)
    if any(codes) and not asked:
        return []
    changed = sorted(
        who for who in before.paid.keys() | after.paid.keys() if before.paid.get(who) != after.paid.get(who)
    )
    files = [one.file for one in sheets]
    return [
        f"{who}: {before.paid.get(who)} -> {after.paid.get(who)}"
        for who in changed
        if (who in after.paid or not (asked or any(file in after.held.get(who, "") for file in files)))
        and not any(_quoted(who, place, after) for place in places)
    ]


def _quoted(who: str, place: Place, after: Outcome) -> bool:
    """Whether nothing but the account is another and a finding about the person quotes the cell (户名“#REF!”不是本人)."""
    quoted = place.row > 0 and any(found[6] == who and f"“{place.by}”" in found[7] for found in after.said)
    return quoted and after.paid.get(who, ("", "?"))[1] == ""


def _refuses(stop: str, one: Sheet) -> bool:
    """Whether a stop names the file, or says that the list that the sheet was is missing."""
    missing = (
        "承保名单" if "保单号" in one.fields else "名册" if any("类别" in field for field in one.fields) else one.file
    )
    return one.file in stop or ("没有找到" in stop and missing in stop)


def _named(one: Sheet, place: Place, before: Outcome, after: Outcome) -> set[str]:
    """The codes of findings that were not there before and name the place. One that only says another name of the sheet is no other one."""
    if place.column < 0:
        first, then = (
            {_but_sheet(found) for found in one_said if found[1] == one.file} for one_said in (before.said, after.said)
        )
        return {found[0] for found in then - first}
    return {found[0] for found in after.said - before.said if _at(found, one, place)}


def _but_sheet(found: tuple[str, ...]) -> tuple[str, ...]:
    code, _, _, row, letters, header, value, _ = found
    return code, row, letters, header, value


def _at(found: tuple[str, ...], one: Sheet, place: Place) -> bool:
    _, file, sheet, row, letters, header, _, _ = found
    if (file, sheet) != (one.file, one.name):
        return False
    here = letters == "ABCDEFGHIJKLMN"[place.column]
    return here if not place.row else row == str(place.row + 1)
