"""Worksheet functions (工作表函数): the same answers as the steps they stand on, for whole ranges at once, so that they spill.

``=HB_CHECK_ID(B2:B5000)`` fills 5,000 cells with one call, and ``B:B`` as many as the sheet uses (VBA cuts it). A function that judges answers a text, the Chinese reason
where it cannot; one whose answer is reckoned with answers an error value there (:mod:`udf_cells`), which no sum passes over. None raises, and none is called while the
function wizard is open. Cells come as Excel gives them: every number is a float, so an 18-digit number cell has lost its
last digits (被 Excel 损坏) and a 15-digit one has not. Lists are given with their header row and read as files are.

Excel needs one flat module: what is imported here as a function with ``@xw.func`` would become a worksheet function too. The first
line of each docstring is what Excel's function wizard shows (ASCII), the second says the same in Chinese.
"""

import functools
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlwings as xw

from huibao_xl import capitals, policy, reasons
from huibao_xl.addin import exit_hook  # noqa: F401
from huibao_xl.excel import outcomes
from huibao_xl.excel.udf_cells import (
    NOT_FOUND,
    VALUE,
    Cells,
    alongside,
    answering,
    as_error,
    columns,
    flat,
    in_words,
    is_lost,
    nulls,
    shaped,
    texts,
)
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.cells import Columns, Marks, add_all, make_grid, value_text
from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import bank_card, resident_id
from huibao_xl.matching import unlisted
from huibao_xl.medical import policy as medical_policy
from huibao_xl.medical.clear import UNCLEAR, clear_settlements
from huibao_xl.medical.lists import collect as collect_medical
from huibao_xl.money import district_share, parse_yuan
from huibao_xl.policy import Policy
from huibao_xl.policy.roles import ROSTER
from huibao_xl.policy.townships import Names
from huibao_xl.rosters import days
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.lists import Lists
from huibao_xl.subsidy.decide import Grounds, decide, gather
from huibao_xl.subsidy.explanations import title_of
from huibao_xl.subsidy.reports.notice import masked_id, masked_name

RANGE = {"ndim": 2, "err_to_str": True}
"""How xlwings hands over a range: always as rows, an error value as its text and not as an empty cell."""
_INSURED, _HEAD = "承保名单", "代码"
_UNKNOWN_CODE = "没有这个代码"

as_error_twice = answering(lambda stop: [[VALUE, VALUE]])
unsettled = answering(lambda stop: [[VALUE, VALUE, UNCLEAR, stop.text(outcomes.WORDS)]])


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("ids", **RANGE, doc="Id numbers")
@in_words
def HB_CHECK_ID(ids: Cells) -> Cells:
    """Check id numbers: empty if right, else what is wrong.

    核验证件号码：正确为空，否则为原因。
    """
    faults = _checked_ids(ids)["id_fault"]
    return shaped(["" if fault is None else _id_reason(fault) for fault in nulls(faults)], ids)


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("ids", **RANGE, doc="Id numbers of 15 or 18 digits")
@as_error
def HB_ID18(ids: Cells) -> Cells:
    """Bring id numbers to 18 characters (15-digit ones too).

    统一为 18 位证件号码（含 15 位升 18 位）；有错的号码为 #VALUE!，原因用 HB_CHECK_ID 看。
    """
    checked = _checked_ids(ids)
    pairs = zip(checked["id"], nulls(checked["id_fault"]), strict=True)
    return shaped([number if fault is None else VALUE for number, fault in pairs], ids)


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("ids", **RANGE, doc="Id numbers")
@xw.arg("on_days", **RANGE, doc="One day, or one per id number")
@as_error
def HB_AGE(ids: Cells, on_days: Cells) -> Cells:
    """Age in completed years on a day, from the id number.

    按证件号码计算某日的周岁；生日当天满岁。号码或日期有错的为 #VALUE!。
    """
    checked = _checked_ids(ids)
    each_day = alongside(on_days, ids)
    pairs = zip(checked["id"], nulls(checked["id_fault"]), each_day, strict=True)
    return shaped([VALUE if fault else _age(number, day) for number, fault, day in pairs], ids)


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("ids", **RANGE, doc="Id numbers, one column")
@xw.arg("names", **RANGE, doc="Names, one column beside them")
@xw.arg("year", err_to_str=True, doc="Policy year, such as 2024")
@xw.arg("rosters", **RANGE, doc="Category and its list with header row, in pairs")
@in_words
def HB_CATEGORY(ids: Cells, names: Cells, year: Any, *rosters: Cells) -> Cells:
    """Categories of each person, from the rosters given.

    对象类别：在各名册中证件号码和姓名都相符、且在有效期内的类别。名册成对给出：类别名称、含表头的区域。
    """
    rules = _policy(year)
    people = zip(alongside(names, ids), flat(ids), strict=True)
    insured = [["姓名", "证件号码"], *map(list, people)]
    lists, grounds = _gathered(insured, rules, rosters, rules.roles)
    found = ["" if categories is None else categories for categories in nulls(grounds.facts["categories"])]
    return [[text] for text in _by_row(lists, found, len(insured))[1:]]


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("insured", **RANGE, doc="The insured list with header row")
@xw.arg("year", err_to_str=True, doc="Policy year, such as 2024")
@xw.arg("lists", **RANGE, doc="Kind of list and the list with header row, in pairs")
@in_words
def HB_DECIDE(insured: Cells, year: Any, *lists: Cells) -> Cells:
    """Decision code of each row of the insured list.

    逐行认定：承保名单（含表头）每行的代码。其余名单成对给出：名单种类（如 持证残疾人、团单名单、往期发放）、含表头的区域。
    """
    rules = _policy(year)
    others = [name for name, role in role_book_of(rules).roles.items() if role.frame != ROSTER and name != _INSURED]
    read, grounds = _gathered(insured, rules, lists, [*rules.roles, *others])
    codes = [str(code) for code in decide(grounds.facts)]
    column = _by_row(read, codes, len(insured))
    column[int(read.sheets["header"].iloc[0])] = _HEAD
    return [[code] for code in column]


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("codes", **RANGE, doc="Codes such as OK, H01, X04")
@in_words
def HB_REASON(codes: Cells) -> Cells:
    """What a code means.

    代码的含义。
    """
    rules = _loaded(policy.latest())
    answers = [
        "代码的含义" if code == _HEAD else _of_code(code, lambda reason: title_of(reason.code, rules), _UNKNOWN_CODE)
        for code in texts(codes)
    ]
    return shaped(answers, codes)


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("codes", **RANGE, doc="Decision codes")
@xw.arg("year", err_to_str=True, doc="Policy year, such as 2024")
@as_error
def HB_SUBSIDY(codes: Cells, year: Any) -> Cells:
    """Subsidy in yuan for a decision code.

    代码对应的补贴金额（元）：予以补贴为政策金额，其余为 0；没有的年度或代码为 #N/A。
    """
    rules = _policy_if_any(year)
    answers: list[Any] = [NOT_FOUND if code else "" for code in texts(codes)]
    if rules is not None:
        amounts = [_yuan(0), _yuan(rules.amount_fen)]
        answers = [
            "补贴金额" if code == _HEAD else _of_code(code, lambda reason: amounts[reason.code == "OK"], NOT_FOUND)
            for code in texts(codes)
        ]
    return shaped(answers, codes)


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("amounts", **RANGE, doc="Amounts in yuan, one column")
@xw.arg("towns", **RANGE, doc="Townships, one column beside them")
@xw.arg("year", err_to_str=True, doc="Policy year, such as 2024")
@as_error_twice
def HB_SHARES(amounts: Cells, towns: Cells, year: Any) -> Cells:
    """District share and township share, in two cells.

    区级承担和镇级承担（元），占两个单元格；不是金额的为 #VALUE!，没有的年度或街镇为 #N/A。
    """
    rules, each_town = _policy_if_any(year), map(value_text, alongside(towns, amounts))
    if rules is None:
        return [_split(amount, None) for amount in flat(amounts)]
    names, percents = Names(rules), {town.name: town.district_percent for town in rules.townships}
    found = [names.find(town) if town else None for town in each_town]
    return [_split(amount, percents.get(town or "")) for amount, town in zip(flat(amounts), found, strict=True)]


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("values", **RANGE, doc="Names or id numbers")
@in_words
def HB_MASK(values: Cells) -> Cells:
    """Mask names and id numbers for public notice.

    公示脱敏：姓名或证件号码，规则取最近年度的政策。
    """
    return shaped([_masked(value, _policy(policy.latest()).masking) for value in flat(values)], values)


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("accounts", **RANGE, doc="Bank account numbers")
@in_words
def HB_CHECK_ACCOUNT(accounts: Cells) -> Cells:
    """Check bank account numbers: empty if usable, else what is wrong.

    核验银行账号：可用为空，否则为原因。
    """
    faults = bank_card.check(*columns(accounts))["account_fault"]
    texts = ["" if fault is None else reasons.text("W05", fault=bank_card.FAULTS[fault]) for fault in nulls(faults)]
    return shaped(texts, accounts)


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("amounts", **RANGE, doc="Amounts in yuan")
@as_error
def HB_CNY_UPPER(amounts: Cells) -> Cells:
    """Amounts in Chinese capitals.

    大写金额（不含“人民币”三字）；不是金额的为 #VALUE!。
    """
    return shaped([_capitals(amount) for amount in flat(amounts)], amounts)


@xw.func(category="HB", call_in_wizard=False)
@xw.arg("settlements", **RANGE, doc="Medical settlements with header row")
@xw.arg("identities", **RANGE, doc="Identity periods with header row")
@xw.arg("parameters", err_to_str=True, doc="Medical policy: name or path, empty for the one that ships")
@unsettled
def HB_SETTLE(settlements: Cells, identities: Cells, parameters: Any = None) -> Cells:
    """Due, difference, fault and trace of each medical settlement.

    医疗救助实时清算：每笔结算的应救助（元）、差额（元）、类别、说明，占四列；无法清算的，金额为 #N/A。结算和身份期间两个区域都含表头。
    """
    rules = medical_policy.load(value_text(parameters).strip())
    sheets = (("救助结算", settlements), ("救助身份", identities))
    files = [_source(number, name, cells) for number, (name, cells) in enumerate(sheets)]
    forced: dict[tuple[Path, str | None], str] = {
        (file.path.resolve(), None): name for file, (name, _) in zip(files, sheets, strict=True)
    }
    lists = collect_medical(files, forced, date.today())
    cleared = clear_settlements(lists.settlements, lists.identities, rules)
    answers: Cells = [[""] * 4 for _ in settlements]
    unverified = f"（{medical_policy.UNVERIFIED}）" if rules.banner else ""
    answers[int(lists.sheets["header"].iloc[0])] = ["应救助", "差额", "类别", f"说明{unverified}"]
    fen = (cleared.rows["due_fen"].tolist(), cleared.rows["difference_fen"].tolist())
    for row, one, due, difference in zip(cleared.settlements["row"], cleared.rows.itertuples(), *fen, strict=True):
        clear = one.fault != UNCLEAR
        money = [_yuan(int(fen)) for fen in (due, difference)] if clear else [NOT_FOUND, NOT_FOUND]
        answers[int(row) - 1] = [*money, str(one.fault), one.trace]
    return answers


def _policy(year: object) -> Policy:
    return _loaded(value_text(year).strip().removesuffix("年").removesuffix("年度"))


def _policy_if_any(year: object) -> Policy | None:
    try:
        return _policy(year)
    except reasons.Stop:
        return None


_loaded = functools.lru_cache(maxsize=8)(policy.load)


def _checked_ids(ids: Cells) -> Any:
    return resident_id.check(*columns(ids))


def _id_reason(fault: str) -> str:
    return reasons.text("H01", fault=resident_id.FAULTS[fault][0])


def _age(number: str, day: object) -> int | str:
    try:
        on = days.parse(value_text(day))
    except days.Unreadable:
        on = None
    if on is None:
        return VALUE
    age = resident_id.age(number, on)
    return age if age >= 0 else VALUE


def _of_code(code: str, answer: Callable[[reasons.Reason], Any], unknown: str) -> Any:
    if not code:
        return ""
    return answer(reasons.CATALOGUE[code]) if code in reasons.CATALOGUE else unknown


def _yuan(fen: int) -> float:
    """Fen as the number that Excel shows with two decimals."""
    return fen / 100


def _fen(value: object) -> int | None:
    """An amount of a cell in fen, None if it is none or has more digits than a cell holds."""
    try:
        fen = parse_yuan(value_text(value))
    except ValueError:
        return None
    return fen if abs(fen) <= capitals.LARGEST_FEN else None


def _split(amount: object, percent: Decimal | None) -> list[Any]:
    if amount is None:
        return ["", ""]
    fen = _fen(amount)
    if fen is None or percent is None:
        return [VALUE if fen is None else NOT_FOUND] * 2
    district = district_share(fen, percent)
    return [_yuan(district), _yuan(fen - district)]


def _capitals(amount: object) -> str:
    if amount is None:
        return ""
    fen = _fen(amount)
    return VALUE if fen is None else capitals.upper(fen)


def _masked(value: object, masking: dict[str, int]) -> str:
    """Names have no digits; numbers have."""
    if is_lost(value):
        return _id_reason("lost")
    text = value_text(value).strip()
    if any(character.isdigit() for character in text):
        return masked_id(resident_id.compact(text), masking["id_head"], masking["id_tail"])
    return masked_name(text, masking["name_keep"]) if text else ""


def _gathered(insured: Cells, rules: Policy, pairs: Sequence[Cells], possible: Sequence[str]) -> tuple[Lists, Grounds]:
    """Read the lists as files are read, and answer every question that the rules ask."""
    if len(pairs) % 2:
        raise reasons.Stop("S07", why="名单要成对给出", advice="先写名单种类，再选含表头的区域。")
    sheets = [(_INSURED, insured)]
    roles = {category.title: category.role for category in rules.categories}
    for role, cells in zip(pairs[::2], pairs[1::2], strict=True):
        name = value_text(role[0][0]).strip()
        name = roles.get(name, name)
        if name not in possible:
            raise reasons.Stop("S07", why=f"不认识的名单种类“{name}”", advice=f"可用的有：{'、'.join(possible)}。")
        sheets.append((name, cells))
    files = [_source(number, name, cells) for number, (name, cells) in enumerate(sheets)]
    forced: dict[tuple[Path, str | None], str] = {
        (file.path.resolve(), None): name for file, (name, _) in zip(files, sheets, strict=True)
    }
    lists = collect(files, rules, forced, date.today(), complete=False)
    return lists, gather(lists, unlisted.pairs(lists.insured, lists.entries), rules)


def _source(number: int, name: str, cells: Cells) -> SourceFile:
    """A range as if it were a file of one sheet; the number tells two ranges of one kind apart."""
    path = Path(f"{name}（第 {number} 份）" if number else name)
    return SourceFile(path, [_grid(path, cells)], sha256=str(number))


def _grid(path: Path, cells: Cells) -> Grid:
    marks = Marks()
    rows = [
        [value_text(cell, (row, column), marks) for column, cell in enumerate(line)] for row, line in enumerate(cells)
    ]
    return make_grid(path, "区域", add_all(Columns(path, "区域"), rows), marks)


def _by_row(lists: Lists, answers: Sequence[str], n: int) -> list[str]:
    """One answer per row of the range, "" where the row is no person."""
    column = [""] * n
    for row, answer in zip(lists.insured["row"], answers, strict=True):
        column[int(row) - 1] = answer
    return column
