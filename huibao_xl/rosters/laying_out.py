"""Where the fields of a role stand on a sheet: one column after the other, by what a clerk has confirmed, by header, by cells.

What a clerk has confirmed stands above all. Else a header that the role's data spells is that field; other headers are read by
their terms and their cells (:mod:`recogniser`): what is sure is used and said (I24). What is only likely and decides about money is a
question (I42, :mod:`column_questions`); what looks as if it mattered and cannot be a field of the role is said (I25).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.reasons import Stop
from huibao_xl.rosters.account_names import spelt_of_now, without_former
from huibao_xl.rosters.cells_below import distinct_cells, sampled
from huibao_xl.rosters.channel_columns import (
    CHANNEL,
    asking_for_channel,
    speaking_channels,
    with_channels,
    with_plain_channels,
)
from huibao_xl.rosters.claimed_columns import HARMLESS, claims_of, is_unlike, likeliest
from huibao_xl.rosters.column_content import is_card_number, is_id, shares
from huibao_xl.rosters.column_questions import (
    END,
    PERIOD,
    claimed_twice,
    named_holders,
    read_as_starts,
    second_ends,
    unsure,
    with_further,
)
from huibao_xl.rosters.fields import Role
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, parse, plain
from huibao_xl.rosters.header_words import shown_headers
from huibao_xl.rosters.layout import Layout, Question, field_of, fields_in, instead_of, missing_of
from huibao_xl.rosters.nearby_days import (
    with_policy_days,
    without_days_of_before,
    without_days_of_family,
    without_idle_days,
    without_nearby_days,
)
from huibao_xl.rosters.offices import with_town_of_office
from huibao_xl.rosters.parted_columns import with_parting
from huibao_xl.rosters.parting import without_harmless_doubts
from huibao_xl.rosters.recogniser import ColumnReading, read_columns
from huibao_xl.rosters.role import SPEAK_AGAINST
from huibao_xl.rosters.year_columns import by_years
from huibao_xl.rosters.yes_or_no import without_state

_OF_ACCOUNTS = re.compile(
    "(?:核验|核对|核实|校验|验证|采集|更新|登记|开户|开卡|建档|录入|导入|绑定|激活|证件|身份证|卡).*(?:时间|日期|日)$"
)
"""Headers of days on which something was done with an account or a card, and nothing paid."""
TOWN = "街镇"
_PARTED = ("insured", "entries", *SPEAK_AGAINST)
"""Frames of lists whose people a column may part into paid and not paid."""


def no_township(text: str) -> bool:
    """No text is a 街镇: for jobs that know no policy."""
    return False


def nowhere(header: str) -> frozenset[str]:
    """No other sheet has a header: for jobs that read one."""
    return frozenset()


def read_others(
    grid: Grid, header: Header, spelt: Mapping[int, str], is_township: Callable[[str], bool]
) -> tuple[ColumnReading, ...]:
    """Return how the columns are read whose meaning is not known. ``spelt``: {column: field} of the
    others. Nothing is looked at where there is no such column with content."""
    others = [at for at in range(len(header.texts)) if at not in spelt]
    if not others:
        return ()
    cells = [sampled(grid, header, at) if at in others else [] for at in range(len(grid.cells))]
    if not any(cells[at] for at in others):
        return ()
    readings = read_columns(header.texts, cells, is_township, spelt)
    return tuple(without_state(without_harmless_doubts(readings[at]), cells[at]) for at in others if cells[at])


def lay_out(
    grid: Grid,
    label: str,
    role: Role,
    header: Header,
    is_township: Callable[[str], bool] = no_township,
    confirmed: Mapping[int, str] | None = None,
    asks: bool = False,
    elsewhere: Callable[[str], frozenset[str]] = nowhere,
    year: int = 0,
) -> Layout:
    """Return where the role's fields stand. ``label``: what the file is called in messages; ``is_township``: whether a
    text names a 街镇; ``confirmed``: {column: meaning} that clerks answered; ``asks``: whether what is not sure becomes a question;
    ``elsewhere``: the cells that stand under a header on all sheets; ``year``: the policy's, 0 for none.

    Raises Stop(S02) if a required field has no column, Stop(S03) if two columns claim the same field equally well and
    nobody can be asked.
    """
    sheet = _Sheet(grid, header, role, is_township, confirmed or {}, asks, year)
    answered = {column: field_of(meaning, role) for column, meaning in sheet.confirmed.items()}
    spelt = _spelt(sheet, answered)
    columns, rivals = _claimed(sheet, answered, spelt)
    if rivals and not asks:
        field, claims = next(iter(rivals.items()))
        names = "、".join(f"{column_letters(column)} 列" for column in claims)
        raise Stop("S03", file=label, sheet=grid.sheet, field=field, columns=names)
    asking = asking_for_channel(grid, header, {*answered, *spelt}) if asks and CHANNEL in fields_in(role) else []
    readings = read_others(grid, header, answered | spelt | dict.fromkeys(asking, CHANNEL), is_township)
    readings = _read_for_frame(sheet, columns, readings) if asks else readings
    columns = _with_sure(columns, readings, role)
    questions: tuple[Question, ...] = ()
    if asks:
        columns, questions = _asked(sheet, _of_one_person(columns, header, role), readings, spelt, rivals)
    columns = _with_holder(_with_number_of_holder(columns, readings, header, role), header, role)
    columns = _with_card_numbers(columns, grid, header, role)
    _require(columns, grid, label, role, header)
    layout = Layout(role, header, columns, readings, confirmed=confirmed, questions=questions)
    if not asks:
        return layout
    layout = replace(layout, readings=(*readings, *_spelt_twice(sheet, columns, spelt)))
    layout = with_channels(grid, with_further(grid, layout), spelt, asking)
    return with_parting(grid, layout, elsewhere, year) if role.frame in _PARTED else layout


@dataclass(frozen=True)
class _Sheet:
    """A sheet whose columns are to be found, as :func:`lay_out` is asked for them."""

    grid: Grid
    header: Header
    role: Role
    is_township: Callable[[str], bool]
    confirmed: Mapping[int, str]
    asks: bool
    year: int


def _spelt(sheet: _Sheet, answered: Mapping[int, str]) -> dict[int, str]:
    """{column: the field that its header spells}, but for those that clerks answered and, where questions are asked, those whose cells are no such field."""
    aliases, keys = sheet.role.aliases, sheet.header.keys
    spelt = {column: aliases[key][0] for column, key in enumerate(keys) if key in aliases and column not in answered}
    if not sheet.asks:
        return spelt
    if sheet.role.frame == "accounts":
        spelt = spelt_of_now(spelt, sheet.header.texts)
    return {
        column: field
        for column, field in spelt.items()
        if not is_unlike(sheet.grid, sheet.header, column, field, sheet.is_township)
    }


def _claimed(
    sheet: _Sheet, answered: Mapping[int, str], spelt: Mapping[int, str]
) -> tuple[dict[str, int], dict[str, list[int]]]:
    """{field: the column that clerks or headers give it}, and {field: all columns that claim it equally well} where there are several."""
    grid, header = sheet.grid, sheet.header
    columns = {field: column for column, field in answered.items() if field}
    rivals: dict[str, list[int]] = {}
    speaking = speaking_channels(grid, header, spelt) if sheet.asks else frozenset[int]()
    for field, claims in claims_of(sheet.role, header, spelt, speaking).items():
        if field in columns:
            continue
        best = likeliest(grid, header, field, claims, sheet.is_township) if len(claims) > 1 else claims
        columns[field] = best[0]
        if len(best) > 1 and field not in HARMLESS and not (sheet.asks and field == CHANNEL):
            rivals[field] = best
    return columns, rivals


def _read_for_frame(
    sheet: _Sheet, columns: dict[str, int], readings: tuple[ColumnReading, ...]
) -> tuple[ColumnReading, ...]:
    """The readings as they are meant in a list of this frame: days of a policy or of an entry, years, channels, former accounts, numbers of cards."""
    grid, header, role, year = sheet.grid, sheet.header, sheet.role, sheet.year
    if "证件号码" in _with_sure(columns, readings, role):
        readings = _with_cards(grid, header, readings)
    if role.frame in ("insured", "entries"):
        readings = by_years(readings, partial(sampled, grid, header), year)
    if role.frame == "entries":
        distinct = partial(distinct_cells, grid, header)
        readings = without_nearby_days(readings, role.name, distinct, year, header.texts)
        readings = without_days_of_before(without_days_of_family(readings))
        ended = not {END, PERIOD}.isdisjoint(_with_sure(columns, readings, role))
        readings = without_idle_days(readings, ended, distinct, year)
        if TOWN not in _with_sure(columns, readings, role):
            readings = with_town_of_office(readings, distinct, sheet.is_township)
    if role.frame == "insured" and "承保日期" not in columns:
        readings = with_policy_days(readings)
    if role.frame == "insured":
        readings = with_plain_channels(grid, header, readings)
    if role.frame == "accounts":
        readings = without_former(readings, "银行账号" in columns)
    return readings


def _asked(
    sheet: _Sheet,
    columns: dict[str, int],
    readings: Sequence[ColumnReading],
    spelt: dict[int, str],
    rivals: Mapping[str, Sequence[int]],
) -> tuple[dict[str, int], tuple[Question, ...]]:
    """The columns as they are used while questions are open, and these questions."""
    grid, header, role, confirmed = sheet.grid, sheet.header, sheet.role, sheet.confirmed
    second = [*second_ends(grid, header, columns, spelt)]
    ends = [*read_as_starts(grid, header, columns, readings, role, confirmed, sheet.year)]
    columns = {field: at for field, at in columns.items() if all(at != question.column for question in ends)}
    held = named_holders(grid, header, columns, readings, role, confirmed)
    questions = (*claimed_twice(columns, rivals), *second, *ends, *held, *unsure(columns, readings, role))
    for question in questions:
        if question.meaning and question.meaning not in columns:
            columns = columns | {question.meaning: question.column}
    return columns, questions


def _spelt_twice(sheet: _Sheet, columns: Mapping[str, int], spelt: Mapping[int, str]) -> list[ColumnReading]:
    """The further columns whose header spells a field that pays nobody and that another column is (救助类型 beside 救助类别): what their cells say of
    people counts as that of any other column."""
    used = {*columns.values()}
    further = [at for at, field in spelt.items() if field in HARMLESS and at not in used]
    cells = {at: sampled(sheet.grid, sheet.header, at) for at in further}
    return [ColumnReading(at, sheet.header.texts[at], spelt[at], "确定", 1.0, "") for at in further if cells[at]]


def _with_cards(grid: Grid, header: Header, readings: tuple[ColumnReading, ...]) -> tuple[ColumnReading, ...]:
    """The readings with 证书编号 where a column that may be a second 证件号码 (证号) has the numbers of cards."""

    def of_cards(one: ColumnReading) -> bool:
        cells = sampled(grid, header, one.column)
        return bool(cells) and sum(map(is_card_number, cells)) * 10 >= len(cells) * 9

    return tuple(
        replace(one, field="证书编号", sureness="确定", doubts=())
        if "证件号码" in one.doubts and one.field != "证件号码" and of_cards(one)
        else one
        for one in readings
    )


def may_be_payments(header: Header) -> bool:
    """Whether a list of accounts has a column of amounts, of days or of what was paid, and so may be one of payments. When an account was opened or
    checked (核验时间) is no day of a payment."""
    texts = [text for text in header.texts if not _OF_ACCOUNTS.match(plain(text))]
    return any(parse(text).kinds & {"AMOUNT", "PAID", "DATE"} for text in texts)


def _with_holder(columns: dict[str, int], header: Header, role: Role) -> dict[str, int]:
    """The columns of 银行账户 with 户名 as 姓名 where only that is there beside a person's number."""
    holder = role.frame == "accounts" and {"户名", "证件号码"} <= {*columns} and "姓名" not in columns
    return columns | {"姓名": columns["户名"]} if holder and not may_be_payments(header) else columns


def _with_number_of_holder(
    columns: dict[str, int], readings: Sequence[ColumnReading], header: Header, role: Role
) -> dict[str, int]:
    """The columns of 银行账户 with a number as 证件号码 that is, by its header, of whoever 姓名 or 户名 names (收款人姓名, 收款人身份证号), where no
    other is there: an account belongs to its holder, and is used for nobody else then."""
    if role.frame != "accounts" or "证件号码" in columns:
        return columns
    named = {_whose(header.texts[columns[field]]) for field in ("姓名", "户名") if field in columns} - {()}
    numbers = [one.column for one in readings if one.field == "他人证件" and _whose(one.header) in named]
    return columns | {"证件号码": numbers[0]} if len(numbers) == 1 else columns


def _whose(header: str) -> tuple[str, ...]:
    """The people that a header names (收款人身份证号: 收款人)."""
    return tuple(term.text for term in parse(header).terms if not term.kinds.isdisjoint(("OTHER", "HOLDER")))


def _with_card_numbers(columns: dict[str, int], grid: Grid, header: Header, role: Role) -> dict[str, int]:
    """The columns of 持证残疾人 with 证书编号 as 证件号码 where only that is there and most of its cells begin with a person's number."""
    if not role.disability_card or "证件号码" in columns or "证书编号" not in columns:
        return columns
    cells = sampled(grid, header, columns["证书编号"])
    begins = 2 * sum(map(is_id, cells)) > len(cells)
    return columns | {"证件号码": columns["证书编号"]} if begins else columns


def _with_sure(columns: dict[str, int], readings: Sequence[ColumnReading], role: Role) -> dict[str, int]:
    """The columns and those that are surely a field which no other column is."""
    found = dict(columns)
    for reading in readings:
        field = field_of(reading.field, role)
        if reading.sureness == "确定" and field:
            found.setdefault(field, reading.column)
    return found


def _of_one_person(columns: dict[str, int], header: Header, role: Role) -> dict[str, int]:
    """The columns without a number that is the 户主's where the name is a member's (户主身份证号 beside 死亡人员): lists of the dead and of withdrawals are
    read by names; on others, which give to households, the 户主 is the person."""
    name, number = (header.texts[columns[field]] if field in columns else "" for field in ("姓名", "证件号码"))
    if not name or "HEAD" not in parse(number).kinds or "HEAD" in parse(name).kinds:
        return columns
    others = {field: at for field, at in columns.items() if field != "证件号码"}
    if role.frame in ("deaths", "withdrawn") and instead_of("证件号码", role, others):
        return others
    heads = [
        at
        for at, text in enumerate(header.texts)
        if parse(text).kinds == {"HEAD", "NAME"} or parse(text).kinds == {"HEAD"}
    ]
    return columns | {"姓名": heads[0]} if heads else columns


def columns_like(field: str, grid: Grid, header: Header, role: Role) -> list[int]:
    """Return the columns that no header of the role spells and most of whose cells look as a field that the sheet lacks."""
    expected = content()["content"].get(field, {}).get("expects", ())
    looks = {at: shares(sampled(grid, header, at)) for at, key in enumerate(header.keys) if key not in role.aliases}
    return [at for at, look in looks.items() if max((look.get(test, 0) for test in expected), default=0) >= 0.5]


def _require(columns: Mapping[str, int], grid: Grid, label: str, role: Role, header: Header) -> None:
    """Raise Stop(S02) if a required field has no column."""
    for field in missing_of(role, columns):
        seen = shown_headers(header.texts, role.aliases)
        raise Stop("S02", file=label, sheet=grid.sheet, role=role.name, missing=field, headers=seen)
