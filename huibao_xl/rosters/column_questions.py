"""Columns that are asked about (I42): several for one field, a second end, a start that looks like an end, another holder, further people,
and whatever is only likely and decides about money.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.rosters.account_names import may_be_holders
from huibao_xl.rosters.cells_below import sampled
from huibao_xl.rosters.ending_days import BY_HEADER, are_ends
from huibao_xl.rosters.fields import Role
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, parse
from huibao_xl.rosters.layout import _IN_ROLES, NOT_USED, Layout, Question, field_of, fields_in
from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.row_people import ANOTHER, further_people

_USED_WHILE_ASKED = ("街镇", "户名", "银行账号")
"""Fields that are used while their question is open, as required ones are: without them nobody could be decided; all others
are not, so that whoever they would speak against waits."""
_ALSO_SPELT = ("失效日期",)
"""Fields of which a second spelt column is asked about, though its header counts less: an end that is ignored pays."""
_START, END, PERIOD = "生效日期", "失效日期", "有效期"


def with_further(grid: Grid, layout: Layout) -> Layout:
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


def claimed_twice(columns: dict[str, int], rivals: Mapping[str, Sequence[int]]) -> Iterator[Question]:
    """A question at each column of several that claim one field: the first is used until somebody says which."""
    for field, (first, *others) in rivals.items():
        why = "有几列都像“{}”（{}）".format(
            field, "、".join(f"{column_letters(column)} 列" for column in (first, *others))
        )
        yield Question(first, field, {}, why)
        for column in others:
            yield Question(column, "", {field: columns | {field: column}}, why)


def second_ends(grid: Grid, header: Header, columns: dict[str, int], spelt: Mapping[int, str]) -> Iterator[Question]:
    """A question at each further column that spells such a field in other words and holds something else."""
    for column, field in spelt.items():
        if field not in _ALSO_SPELT or columns[field] == column:
            continue
        cells = [grid.cells[at].slice(header.last + 1) for at in (column, columns[field])]
        other, filled = header.keys[column] != header.keys[columns[field]], cells[0].null_count < len(cells[0])
        if other and filled and not cells[0].equals(cells[1]):
            why = f"“{header.texts[columns[field]]}”列也是“{field}”，内容不同"
            yield Question(column, "", {field: columns | {field: column}}, why)


def read_as_starts(
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
    if role.frame != "entries" or not {END, PERIOD}.isdisjoint(columns):
        return
    by_header = (one for one in readings if one.field in BY_HEADER and "NEXT" not in parse(one.header).kinds)
    unused = [one.column for one in by_header if one.column not in columns.values()]
    for column in [*(columns[field] for field in (_START,) if field in columns), *unused]:
        if column not in confirmed and are_ends(sampled(grid, header, column), year):
            others = {field: at for field, at in columns.items() if at != column}
            fields = (END, _START) if len(others) < len(columns) else (END,)
            why = f"表头是“{header.texts[column]}”，内容却像截止日期"
            yield Question(column, "", {field: others | {field: column} for field in fields}, why)


def named_holders(
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


def unsure(columns: dict[str, int], readings: Sequence[ColumnReading], role: Role) -> Iterator[Question]:
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
    settled = reading.sureness == "确定" and (field_of(reading.field, role) or reading.field not in fields)
    likely = [] if settled else [reading.field, *reading.doubts]
    meant = [
        field
        for one in likely
        for field in content()["asked"]["meant"].get(one, [one])
        if field == one or field not in columns or field in content()["asked"]["also"]
    ]
    named = [_IN_ROLES.get(field, field) if field not in possible else field for field in meant]
    return list(dict.fromkeys(field for field in named if field in possible and field in (*fields, *role.required)))
