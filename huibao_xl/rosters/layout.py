"""Which column of a sheet holds which field of its role.

What a clerk has confirmed stands above all. Else a header that the role's data spells is that field; other headers are read by
their terms and their cells (:mod:`recogniser`): what is sure is used and said (I24). What is only likely and decides about money is a
question (I42); what looks as if it mattered and cannot be a field of the role is said (I25).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.reasons import Stop
from huibao_xl.rosters.account_names import may_be_holders, without_former
from huibao_xl.rosters.channel_words import asked_channel, channel_of, speaks_of_channels
from huibao_xl.rosters.column_content import TESTS, is_card_number, is_id, sample, shares
from huibao_xl.rosters.districts import asks_district, of_other_districts
from huibao_xl.rosters.ending_days import BY_HEADER, are_ends
from huibao_xl.rosters.fields import Role
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, parse, plain
from huibao_xl.rosters.header_words import shown_headers
from huibao_xl.rosters.listed_values import listed_channels, listed_values
from huibao_xl.rosters.merged import filled_down
from huibao_xl.rosters.nearby_days import with_policy_days, without_idle_days, without_nearby_days
from huibao_xl.rosters.out_lists import OutName
from huibao_xl.rosters.parting import (
    Parting,
    counted,
    days_of_leaving,
    find_parting,
    held_cells,
    is_free_text,
    is_no_state,
    only_symbols,
    without_harmless_doubts,
)
from huibao_xl.rosters.recogniser import ColumnReading, read_columns
from huibao_xl.rosters.role import SPEAK_AGAINST
from huibao_xl.rosters.row_people import ANOTHER, Further, further_people
from huibao_xl.rosters.status_words import SHORT, StatusHeader, answer, read_header
from huibao_xl.rosters.year_columns import OF_YEAR, by_years, year_in
from huibao_xl.rosters.yes_or_no import (
    answers_against,
    asks_of_another_benefit,
    asks_who_paid,
    is_answered,
    parted,
    without_state,
)

NOT_USED = "不用"
"""What a column means that is not to be used."""
_HARMLESS = ("手机号", "联系电话", "联系人", "居村委", "子类", "证书编号", "保费", "保单号", "曾用名")
"""Fields that may stand twice: the first column counts, and nobody is paid by them."""
_PAYS_NOBODY = frozenset({*_HARMLESS, "户名", "开户行", "联行号", "监护人"})
"""Fields whose header says nothing where most cells are what they never are: an account number under 开户行."""
_IN_ROLES = {"联系电话": "手机号"}
"""{field as headers are read: what some roles call it}."""
_USED_WHILE_ASKED = ("街镇", "户名", "银行账号")
"""Fields that are used while their question is open, as required ones are: without them nobody could be decided; all others
are not, so that whoever they would speak against waits."""
_ALSO_SPELT = ("失效日期",)
"""Fields of which a second spelt column is asked about, though its header counts less: an end that is ignored pays."""
_OF_ACCOUNTS = re.compile(
    "(?:核验|核对|核实|校验|验证|采集|更新|登记|开户|开卡|建档|录入|导入|绑定|激活|证件|身份证|卡).*(?:时间|日期|日)$"
)
"""Headers of days on which something was done with an account or a card, and nothing paid."""
_START, _END, _PERIOD = "生效日期", "失效日期", "有效期"
_CHANNEL = "投保渠道"
_PARTED = ("insured", "entries", *SPEAK_AGAINST)
"""Frames of lists whose people a column may part into paid and not paid."""
READ_AS = {
    "状态": StatusHeader("status"),
    "备注": StatusHeader("remark", strict=True),
    "死亡日期": StatusHeader("event", "dead", True, day=True),
    "注销日期": StatusHeader("event", "out", True, day=True),
    "退保日期": StatusHeader("event", "out", True, day=True),
}
"""{field of a column that was recognised: what it asks of a state}, where its header alone does not say (:mod:`states`)."""


@dataclass(frozen=True)
class Question:
    """A column whose meaning decides about money and is not sure. ``meaning``: what it is read as until a clerk says it ("" for not
    used); ``options``: {another meaning: which column then holds which field}; ``why``: what speaks for it; ``holds``: the cells,
    trimmed, whose rows may be out (a column that parts people, :mod:`parting`), None for other questions; ``parting``: what it is then."""

    column: int
    meaning: str
    options: Mapping[str, Mapping[str, int]]
    why: str
    holds: frozenset[str] | None = None
    parting: str = "状态"


def options_of(question: Question) -> list[str]:
    """Return what a column that is asked about may be, the likeliest first."""
    parts = [question.parting] if question.holds is not None else []
    return [
        field for field in dict.fromkeys([question.meaning, *question.options, *parts]) if field and field != NOT_USED
    ]


@dataclass(frozen=True)
class Layout:
    """A recognised sheet: its role, its header, the column of each field that was found, and how the columns were read
    whose headers the role's data does not spell. ``says``: what the names of sheet and file say of everybody on it; ``confirmed``:
    {column: meaning} that clerks answered; ``questions``: what is open; ``why``: what says the role; ``others``: roles that it may
    be instead; ``remarks``: columns that nobody understands and that hold free text: they are read as 备注 is; ``old``: what says that the
    list may be an old one (2022 年的名单), "" for nothing; ``channels``: further columns that say 投保渠道 too; ``further``: columns of further people
    of the rows (:mod:`row_people`)."""

    role: Role
    header: Header
    columns: dict[str, int]
    readings: tuple[ColumnReading, ...] = ()
    says: OutName = ""
    confirmed: Mapping[int, str] | None = None
    questions: tuple[Question, ...] = ()
    why: str = ""
    others: tuple[str, ...] = ()
    remarks: frozenset[int] = frozenset()
    old: str = ""
    channels: tuple[int, ...] = ()
    further: tuple[Further, ...] = ()

    def header_of(self, field: str) -> str:
        """Return the header as the sheet writes it."""
        return self.header.texts[self.columns[field]]

    def letters_of(self, field: str) -> str:
        """Return the letters of the field's column."""
        return column_letters(self.columns[field])

    def as_if(self, columns: Mapping[str, int]) -> "Layout":
        """Return the layout with other columns, nothing asked. A field that is required may be missing."""
        return replace(self, columns=dict(columns), questions=())


def no_township(text: str) -> bool:
    """No text is a 街镇: for jobs that know no policy."""
    return False


def nowhere(header: str) -> frozenset[str]:
    """No other sheet has a header: for jobs that read one."""
    return frozenset()


def fields_in(role: Role) -> frozenset[str]:
    """The fields that a role has."""
    return frozenset(field for field, _ in role.aliases.values())


def read_others(
    grid: Grid, header: Header, spelt: Mapping[int, str], is_township: Callable[[str], bool]
) -> tuple[ColumnReading, ...]:
    """Return how the columns are read whose meaning is not known. ``spelt``: {column: field} of the
    others. Nothing is looked at where there is no such column with content."""
    others = [at for at in range(len(header.texts)) if at not in spelt]
    if not others:
        return ()
    cells = [_sampled(grid, header, at) if at in others else [] for at in range(len(grid.cells))]
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
    answered = {column: _field_of(meaning, role) for column, meaning in (confirmed or {}).items()}
    columns = {field: column for column, field in answered.items() if field}
    spelt = {
        column: role.aliases[key][0]
        for column, key in enumerate(header.keys)
        if key in role.aliases and column not in answered
    }
    if asks:
        spelt = {
            column: field for column, field in spelt.items() if not _is_unlike(grid, header, column, field, is_township)
        }
    rivals: dict[str, list[int]] = {}
    speaking = _speaking(grid, header, spelt) if asks else frozenset[int]()
    for field, claims in _claims(role, header, spelt, speaking).items():
        if field in columns:
            continue
        best = _likeliest(grid, header, field, claims, is_township) if len(claims) > 1 else claims
        columns[field] = best[0]
        if len(best) > 1 and field not in _HARMLESS and not (asks and field == _CHANNEL):
            rivals[field] = best
    if rivals and not asks:
        field, claims = next(iter(rivals.items()))
        names = "、".join(f"{column_letters(column)} 列" for column in claims)
        raise Stop("S03", file=label, sheet=grid.sheet, field=field, columns=names)
    asking = _asking(grid, header, {*answered, *spelt}) if asks and _CHANNEL in fields_in(role) else []
    readings = read_others(grid, header, answered | spelt | dict.fromkeys(asking, _CHANNEL), is_township)
    if asks and "证件号码" in _with_sure(columns, readings, role):
        readings = _with_cards(grid, header, readings)
    if asks and role.frame in ("insured", "entries"):
        readings = by_years(readings, partial(_sampled, grid, header), year)
    if asks and role.frame == "entries":
        distinct = partial(_distinct, grid, header)
        readings = without_nearby_days(readings, role.name, distinct, year, header.texts)
        ended = not {_END, _PERIOD}.isdisjoint(_with_sure(columns, readings, role))
        readings = without_idle_days(readings, ended, distinct, year)
    if asks and role.frame == "insured" and "承保日期" not in columns:
        readings = with_policy_days(readings)
    if asks and role.frame == "insured":
        readings = _with_plain_channels(grid, header, readings)
    if asks and role.frame == "accounts":
        readings = without_former(readings, "银行账号" in columns)
    columns = (
        _of_one_person(_with_sure(columns, readings, role), header, role)
        if asks
        else _with_sure(columns, readings, role)
    )
    second = _second_ends(grid, header, columns, spelt)
    ends = [*_read_as_starts(grid, header, columns, readings, role, confirmed or {}, year)] if asks else []
    columns = {field: at for field, at in columns.items() if all(at != question.column for question in ends)}
    held = [*_holders(grid, header, columns, readings, role, confirmed or {})] if asks else []
    questions = (*_twice(columns, rivals), *second, *ends, *held, *_unsure(columns, readings, role)) if asks else ()
    for question in questions:
        if question.meaning and question.meaning not in columns:
            columns = columns | {question.meaning: question.column}
    columns = _with_holder(_with_number_of_holder(columns, readings, header, role), header, role)
    columns = _with_card_numbers(columns, grid, header, role)
    _require(columns, grid, label, role, header)
    layout = Layout(role, header, columns, readings, confirmed=confirmed, questions=questions)
    layout = _with_further(grid, layout) if asks else layout
    layout = _with_channels(grid, layout, spelt, asking) if asks else layout
    return _with_parting(grid, layout, elsewhere) if asks and role.frame in _PARTED else layout


def _with_cards(grid: Grid, header: Header, readings: tuple[ColumnReading, ...]) -> tuple[ColumnReading, ...]:
    """The readings with 证书编号 where a column that may be a second 证件号码 (证号) has the numbers of cards."""

    def of_cards(one: ColumnReading) -> bool:
        cells = _sampled(grid, header, one.column)
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
    cells = _sampled(grid, header, columns["证书编号"])
    begins = 2 * sum(map(is_id, cells)) > len(cells)
    return columns | {"证件号码": columns["证书编号"]} if begins else columns


def _with_further(grid: Grid, layout: Layout) -> Layout:
    """The layout with a question at each column of further people of the rows who may be on the list; on 承保名单 they are only shown (I64)."""
    further = further_people(grid, layout.header, layout.columns, layout.role.name)
    if not further:
        return layout
    if layout.role.frame == "insured":
        shown = {one.column for one in further if one.names is not None}
        others = [one for one in layout.questions if one.column not in shown or one.meaning]
        return replace(layout, further=further, questions=tuple(others))
    asked = {one.column for one in further} - {*(layout.confirmed or {})}
    others = [one for one in layout.questions if one.column not in asked]
    why = "写有不在“{}”列的人 {} 个"
    new = [
        Question(one.column, "", {ANOTHER: layout.columns}, why.format(layout.header_of("证件号码"), one.strangers))
        for one in further
        if one.column in asked
    ]
    return replace(layout, further=further, questions=(*others, *new))


def _with_parting(grid: Grid, layout: Layout, elsewhere: Callable[[str], frozenset[str]]) -> Layout:
    """The layout with a question at each column that no field took and that may part its people; other free text is read as 备注 is."""
    category = layout.columns.get("子类")
    barred = (
        {*layout.columns.values(), *layout.channels} - {category}
        | {one.column for one in layout.questions}
        | {*(layout.confirmed or {})}
        | {at for one in layout.further for at in (one.column, one.names) if at is not None}
    )
    readings = {reading.column: reading for reading in layout.readings}
    if category is not None:
        readings[category] = ColumnReading(category, layout.header.texts[category], "子类", "确定", 1.0, "")
    questions, remarks = [], set()
    if layout.role.frame in SPEAK_AGAINST:
        layout = replace(layout, questions=tuple(_holding(grid, layout, one) for one in layout.questions))
    elif layout.role.frame == "insured":
        layout = replace(layout, questions=tuple(_on_days(grid, layout, one) for one in layout.questions))
    for at, reading in sorted(readings.items()):
        if at in barred:
            continue
        cells, state = _sampled(grid, layout.header, at), asked_state(layout, at)
        if found := _parting(grid, layout, reading, cells, state, elsewhere):
            why = f"{found.why}（{reading.why}）" if reading.why else found.why
            meaning = "子类" if at == category else ""
            questions.append(Question(at, meaning, {}, why, found.holds, found.meaning))
        elif cells and not state and is_free_text(reading.header, reading):
            remarks.add(at)
    return replace(layout, questions=(*layout.questions, *questions), remarks=frozenset(remarks))


def _holding(grid: Grid, layout: Layout, question: Question) -> Question:
    """A question of a list that speaks against people: if the column may be a state, who may be concerned waits."""
    asked = {"状态", "注销日期", "退保日期"} & {*question.options} and not asked_state(layout, question.column)
    if not asked or question.meaning:
        return question
    return replace(question, holds=held_cells(_of_people(grid, layout, question.column), layout.role.frame) or None)


def _on_days(grid: Grid, layout: Layout, question: Question) -> Question:
    """A question of 承保名单 about a column of days that only some people have: they may be the days on which these took their insurance back."""
    reading = next((one for one in layout.readings if one.column == question.column), None)
    if question.meaning or question.holds is not None or reading is None or "日期" not in reading.doubts:
        return question
    found = days_of_leaving(reading, _of_people(grid, layout, question.column))
    return replace(question, holds=found.holds, parting=found.meaning) if found else question


def _parting(
    grid: Grid,
    layout: Layout,
    reading: ColumnReading,
    cells: Sequence[str],
    state: StatusHeader | None,
    elsewhere: Callable[[str], frozenset[str]],
) -> Parting | None:
    """What a column may part, None if nothing, or if it is read as a state and every word in it is judged there."""
    of_policy = layout.role.frame == "insured"
    people = partial(_of_people, grid, layout, reading.column)
    if layout.role.frame not in SPEAK_AGAINST and is_answered(cells):
        against = answers_against(reading.header, state, of_policy)
        if against is not None:
            return parted(reading, counted(people()), against)
    in_rosters = layout.role.frame == "entries" and asks_district(reading.header)
    if left := of_other_districts(counted(people())) if in_rosters else None:
        return Parting(reading.column, left, "有的格是别的区：" + "、".join(sorted(left)[:5]))
    marks_only = state is not None and state.what == "remark" and only_symbols(cells)
    judged = state is not None and (
        state.strict or (state.about == "passed" and max(map(len, cells), default=0) <= SHORT)
    )
    if judged and not marks_only:
        return None
    excluding = layout.role.frame if layout.role.frame in SPEAK_AGAINST else ""
    loose = state is None or (state.what == "status" and not state.about)
    unasked = bool(excluding) and loose and reading.field == "状态"  # 是否在职
    plainly = replace(reading, field="", sureness="未用") if marks_only or unasked else reading
    loosely = state is not None and not (marks_only or unasked)
    others = elsewhere(reading.header) if len({*cells}) == 1 else frozenset[str]()
    return find_parting(reading.header, plainly, cells, people, of_policy, loosely, others, excluding)


def asked_state(layout: Layout, column: int) -> StatusHeader | None:
    """What a column's header, or what it was read as, asks of a state; None if it asks nothing."""
    text = layout.header.texts[column]
    reading = next((reading for reading in layout.readings if reading.column == column), None)
    read = reading.field if reading else ""
    field, _ = layout.role.aliases.get(layout.header.keys[column], (read, 0))
    if layout.header.keys[column] not in layout.role.aliases and _is_no_state(text, layout.role):
        return None
    if year_in(text) and reading:
        return OF_YEAR if read == "状态" and reading.sureness == "确定" else None
    return (read_header(text, bare=field == "状态") or READ_AS.get(field)) if text.strip() else None


def _is_no_state(header: str, role: Role) -> bool:
    """Whether a header asks who paid a policy, or in a roster for another benefit than its own, or is about something else, though it has words of
    a state."""
    if is_no_state(header):
        return True
    if role.frame == "insured":
        return asks_who_paid(header)
    return role.frame == "entries" and asks_of_another_benefit(header, role.name) and _is_positive(header)


def _is_positive(header: str) -> bool:
    """Whether a header asks whether somebody has something (享受)."""
    state = read_header(header)
    return state is not None and state.what == "status" and state.about == "valid"


def _of_people(grid: Grid, layout: Layout, column: int) -> pa.Array:
    """The cells of a column in the rows that have a 证件号码; a merged range gives its cell to each of its rows."""
    cells = filled_down(grid, column).slice(layout.header.last + 1)
    person = layout.columns.get("证件号码", layout.columns.get("姓名", layout.columns.get("保单号", column)))
    there = pc.is_valid(grid.cells[person].slice(layout.header.last + 1))
    return cells.filter(there).combine_chunks().cast(pa.string())


def _sampled(grid: Grid, header: Header, column: int) -> list[str]:
    """A sample of the filled cells of a column below the header."""
    return sample(grid.cells[column], np.arange(header.last + 1, grid.n_rows))


def _distinct(grid: Grid, header: Header, column: int) -> list[str]:
    """The different filled cells of a column below the header."""
    return [text for text in pc.unique(grid.cells[column].slice(header.last + 1)).to_pylist() if text and text.strip()]


def _field_of(meaning: str, role: Role) -> str:
    """The role's field that an answer means, "" if none: the column is not used."""
    if listed_values(meaning):
        meaning = "状态"
    elif listed_channels(meaning):
        meaning = "投保渠道"
    field = _IN_ROLES.get(meaning, meaning) if meaning not in fields_in(role) else meaning
    return field if field in fields_in(role) else ""


def _claims(
    role: Role, header: Header, spelt: Mapping[int, str], speaking: frozenset[int] = frozenset()
) -> dict[str, list[int]]:
    """{field: the columns whose headers spell it best}, from left to right; of those of 投保渠道 the ``speaking`` ones, if there are any."""
    ranks = {column: role.aliases[header.keys[column]][1] for column in spelt}
    found: dict[str, list[int]] = {}
    for field in dict.fromkeys(spelt.values()):
        places = [column for column in spelt if spelt[column] == field]
        places = [column for column in places if column in speaking] or places
        lowest = min(ranks[column] for column in places)
        found[field] = [column for column in places if ranks[column] == lowest]
    return found


def _speaking(grid: Grid, header: Header, fields: Mapping[int, str]) -> frozenset[int]:
    """The columns of 投保渠道 in whose cells stands how somebody bought his policy, where there are several: 渠道 may as well name a branch."""
    columns = [column for column, field in fields.items() if field == _CHANNEL]
    return frozenset(at for at in columns if speaks_of_channels(_sampled(grid, header, at), header.texts[at]))


def _asking(grid: Grid, header: Header, used: Set[int]) -> list[int]:
    """The columns, other than the ``used``, whose header asks for a channel and whose cells are 是, 否, √ …"""
    asking = [at for at, text in enumerate(header.texts) if at not in used and asked_channel(text)]
    return [at for at in asking if any(answer(text) is not None for text in _sampled(grid, header, at))]


def _with_plain_channels(grid: Grid, header: Header, readings: Sequence[ColumnReading]) -> tuple[ColumnReading, ...]:
    """The readings with each column as 投保渠道 that is doubted to be one beside another (渠道细分, 保单性质), and of which every word is understood."""
    found = []
    for one in readings:
        if {one.field, *one.doubts} - {""} == {_CHANNEL} and one.sureness != "确定":
            words = _distinct(grid, header, one.column)
            if words and all(channel_of(word, one.header) in ("个人", "团单") for word in words):
                one = replace(one, field=_CHANNEL, sureness="确定", doubts=())
        found.append(one)
    return tuple(found)


def _with_channels(grid: Grid, layout: Layout, spelt: Mapping[int, str], asking: Sequence[int]) -> Layout:
    """The layout with the further columns that say 投保渠道: by an answer, or by their header and cells (``asking``: 是否团单). A column that has
    only its header for it is read as one that nobody knows."""
    if _CHANNEL not in fields_in(layout.role):
        return layout
    answered = [at for at, meaning in (layout.confirmed or {}).items() if _field_of(meaning, layout.role) == _CHANNEL]
    by_header = {at: field for at, field in spelt.items() if field == _CHANNEL} | {
        one.column: one.field for one in layout.readings if one.field == _CHANNEL and one.sureness == "确定"
    }
    further = [at for at in by_header if at != layout.columns.get(_CHANNEL)]
    if not (further or answered or asking):
        return layout
    speaking = _speaking(grid, layout.header, by_header)
    open_ones = {question.column for question in layout.questions} | {layout.columns.get(_CHANNEL)}
    channels = {*answered, *asking, *(at for at in further if at in speaking)} - open_ones
    mute = [at for at in further if at not in channels and at not in open_ones]
    others = tuple(one for one in layout.readings if one.column not in mute)
    unread = tuple(ColumnReading(at, layout.header.texts[at], "", "未用", 0.0, "") for at in mute)
    return replace(layout, channels=tuple(sorted(channels)), readings=(*others, *unread))


def _likeliest(
    grid: Grid, header: Header, field: str, claims: Sequence[int], is_township: Callable[[str], bool]
) -> list[int]:
    """Of several columns that claim a field those that the cells speak for: one of several with the same cells, the only one whose
    cells look like the field, else all."""
    cells = {column: grid.cells[column].slice(header.last + 1) for column in claims}
    distinct = [claims[0], *(column for column in claims[1:] if not cells[column].equals(cells[claims[0]]))]
    if len(distinct) == 1:
        return distinct
    looks = {column: shares(_sampled(grid, header, column), is_township) for column in distinct}
    filled = [column for column in distinct if looks[column]] or distinct
    expected = content()["content"].get(field, {}).get("expects", [])
    fitting = [column for column in filled if max((looks[column].get(test, 0) for test in expected), default=0) >= 0.5]
    return fitting if len(fitting) == 1 else filled


def _is_unlike(grid: Grid, header: Header, column: int, field: str, is_township: Callable[[str], bool]) -> bool:
    """Whether most cells are what a field that pays nobody never is (a 类型 or 居村委 of days): its header says nothing then."""
    unlike = content()["content"].get(field, {}).get("unlike", ()) if field in _PAYS_NOBODY else ()
    cells = Counter(_sampled(grid, header, column) if unlike else [])
    tests, n = TESTS | {"township": is_township}, cells.total()
    hits = (sum(count for text, count in cells.items() if tests[test](text)) for test in unlike)
    return n > 0 and any(hit * 2 >= n for hit in hits)


def _with_sure(columns: dict[str, int], readings: Sequence[ColumnReading], role: Role) -> dict[str, int]:
    """The columns and those that are surely a field which no other column is."""
    found = dict(columns)
    for reading in readings:
        field = _field_of(reading.field, role)
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


def _twice(columns: dict[str, int], rivals: Mapping[str, Sequence[int]]) -> Iterator[Question]:
    """A question at each column of several that claim one field: the first is used until somebody says which."""
    for field, (first, *others) in rivals.items():
        why = "有几列都像“{}”（{}）".format(
            field, "、".join(f"{column_letters(column)} 列" for column in (first, *others))
        )
        yield Question(first, field, {}, why)
        for column in others:
            yield Question(column, "", {field: columns | {field: column}}, why)


def _second_ends(grid: Grid, header: Header, columns: dict[str, int], spelt: Mapping[int, str]) -> Iterator[Question]:
    """A question at each further column that spells such a field in other words and holds something else."""
    for column, field in spelt.items():
        if field not in _ALSO_SPELT or columns[field] == column:
            continue
        cells = [grid.cells[at].slice(header.last + 1) for at in (column, columns[field])]
        other, filled = header.keys[column] != header.keys[columns[field]], cells[0].null_count < len(cells[0])
        if other and filled and not cells[0].equals(cells[1]):
            why = f"“{header.texts[columns[field]]}”列也是“{field}”，内容不同"
            yield Question(column, "", {field: columns | {field: column}}, why)


def _read_as_starts(
    grid: Grid,
    header: Header,
    columns: dict[str, int],
    readings: Sequence[ColumnReading],
    role: Role,
    confirmed: Mapping[int, str],
    year: int,
) -> Iterator[Question]:
    """A question at each column of a roster that its header makes a start, or no part of the decision, and whose cells are ends
    (:mod:`ending_days`), where no other column is the end: it is not used until somebody says which it is."""
    if role.frame != "entries" or not {_END, _PERIOD}.isdisjoint(columns):
        return
    by_header = (one for one in readings if one.field in BY_HEADER and "NEXT" not in parse(one.header).kinds)
    unused = [one.column for one in by_header if one.column not in columns.values()]
    for column in [*(columns[field] for field in (_START,) if field in columns), *unused]:
        if column not in confirmed and are_ends(_sampled(grid, header, column), year):
            others = {field: at for field, at in columns.items() if at != column}
            fields = (_END, _START) if len(others) < len(columns) else (_END,)
            why = f"表头是“{header.texts[column]}”，内容却像截止日期"
            yield Question(column, "", {field: others | {field: column} for field in fields}, why)


def _holders(
    grid: Grid,
    header: Header,
    columns: Mapping[str, int],
    readings: Sequence[ColumnReading],
    role: Role,
    confirmed: Mapping[int, str],
) -> Iterator[Question]:
    """A question at each column of 银行账户 that may name the holder (:mod:`account_names`): the likeliest is used until somebody says which."""
    found = may_be_holders(grid, header, columns, readings, {*confirmed}) if role.frame == "accounts" else []
    for at, column in enumerate(found):
        why = f"“{header.texts[column]}”列有的人名不是“{header.texts[columns['姓名']]}”列的人"
        options = {NOT_USED: columns} if not at else {"户名": {**columns, "户名": column}}
        yield Question(column, "" if at else "户名", options, why)


def _unsure(columns: dict[str, int], readings: Sequence[ColumnReading], role: Role) -> Iterator[Question]:
    """A question at each column that is only likely a field, or looks like one, where that decides about money."""
    for reading in readings:
        options = [field for field in _options(reading, role, columns) if columns.get(field) != reading.column]
        if not options or reading.column in columns.values():
            continue
        first = options[0]
        used = reading.field and first not in columns and (first in role.required or first in _USED_WHILE_ASKED)
        now = columns | {first: reading.column} if used else columns
        others = {field: columns | {field: reading.column} for field in options if not (used and field == first)}
        if used:
            others[NOT_USED] = columns
        yield Question(reading.column, first if used else "", others if now else {}, reading.why)


def _options(reading: ColumnReading, role: Role, columns: Mapping[str, int]) -> list[str]:
    """The fields of a role that decide about money and that a column may be, the likeliest first. What is only meant by another field
    (承保日期 by 生效日期) is none where it has its column."""
    possible, fields = fields_in(role), content()["asked"]["fields"]
    settled = reading.sureness == "确定" and (_field_of(reading.field, role) or reading.field not in fields)
    likely = [] if settled else [reading.field, *reading.doubts]
    meant = [
        field
        for one in likely
        for field in content()["asked"]["meant"].get(one, [one])
        if field == one or field not in columns or field in content()["asked"]["also"]
    ]
    named = [_IN_ROLES.get(field, field) if field not in possible else field for field in meant]
    return list(dict.fromkeys(field for field in named if field in possible and field in (*fields, *role.required)))


def columns_like(field: str, grid: Grid, header: Header, role: Role) -> list[int]:
    """Return the columns that no header of the role spells and most of whose cells look as a field that the sheet lacks."""
    expected = content()["content"].get(field, {}).get("expects", ())
    looks = {at: shares(_sampled(grid, header, at)) for at, key in enumerate(header.keys) if key not in role.aliases}
    return [at for at, look in looks.items() if max((look.get(test, 0) for test in expected), default=0) >= 0.5]


def instead_of(field: str, role: Role, columns: Mapping[str, int]) -> list[str]:
    """Return the columns by which a list that speaks against people is read where a required one is missing; [] where it cannot be."""
    return [other for other in content()["instead"].get(role.name, {}).get(field, ()) if other in columns]


def _require(columns: Mapping[str, int], grid: Grid, label: str, role: Role, header: Header) -> None:
    """Raise Stop(S02) if a required field has no column."""
    for field in missing_of(role, columns):
        seen = shown_headers(header.texts, role.aliases)
        raise Stop("S02", file=label, sheet=grid.sheet, role=role.name, missing=field, headers=seen)


def missing_of(role: Role, columns: Mapping[str, int]) -> list[str]:
    """Return the required fields that have no column and that nothing is read instead of."""
    return [field for field in role.required if field not in columns and not instead_of(field, role, columns)]
