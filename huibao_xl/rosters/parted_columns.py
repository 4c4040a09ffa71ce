"""Columns that no field took and that may part the people of a list into paid and not paid (:mod:`parting`): each becomes a question."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.cells_below import of_people, sampled
from huibao_xl.rosters.districts import asks_district, of_other_districts
from huibao_xl.rosters.dittos import standing_for_others
from huibao_xl.rosters.header_codes import as_meant
from huibao_xl.rosters.layout import Layout, Question, asked_state
from huibao_xl.rosters.paid_columns import asks_of_payment, paid_before
from huibao_xl.rosters.parting import (
    Parting,
    counted,
    days_of_leaving,
    find_parting,
    held_cells,
    is_free_text,
    only_numbers,
    only_symbols,
)
from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.role import SPEAK_AGAINST
from huibao_xl.rosters.rows_of_others import OF_OTHERS, asks_of_others, of_others
from huibao_xl.rosters.status_words import SHORT, StatusHeader
from huibao_xl.rosters.yes_or_no import answers_against, is_answered, parted, unexplained


def with_parting(grid: Grid, layout: Layout, elsewhere: Callable[[str], frozenset[str]], year: int = 0) -> Layout:
    """The layout with a question at each column that no field took and that may part its people; other free text is read as 备注 is. ``year``: the
    policy's."""
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
        cells, state = sampled(grid, layout.header, at), asked_state(layout, at)
        if layout.role.frame not in SPEAK_AGAINST and asks_of_payment(reading.header):
            paid = paid_before(at, reading.header, counted(of_people(grid, layout, at)), year)
            questions += [Question(at, "", {}, paid.why, paid.holds, paid.meaning)] if paid else []
            continue
        if found := _parting(grid, layout, reading, cells, state, elsewhere):
            found = _with_repeated(found, of_people(grid, layout, at))
            why = f"{found.why}（{reading.why}）" if reading.why else found.why
            meaning = "子类" if at == category else ""
            questions.append(Question(at, meaning, {}, why, found.holds, found.meaning))
        elif (
            cells and not state and is_free_text(reading.header, reading) and not _only_numbers(grid, layout, at, cells)
        ):
            remarks.add(at)
    return replace(layout, questions=(*layout.questions, *questions), remarks=frozenset(remarks))


def _only_numbers(grid: Grid, layout: Layout, column: int, cells: Sequence[str]) -> bool:
    """Whether a column has numbers alone (户保障金, one for a household). ``cells``: a sample of them."""
    return only_numbers(cells) and only_numbers(counted(of_people(grid, layout, column)))


def _with_repeated(found: Parting, cells: pa.Array) -> Parting:
    """What a column parts, and its cells that only repeat another one (同上)."""
    repeated = pc.unique(pc.utf8_trim_whitespace(cells.filter(standing_for_others(cells))))
    return replace(found, holds=found.holds | {*repeated.to_pylist()})


def _holding(grid: Grid, layout: Layout, question: Question) -> Question:
    """A question of a list that speaks against people: if the column may be a state, who may be concerned waits."""
    asked = {"状态", "注销日期", "退保日期"} & {*question.options} and not asked_state(layout, question.column)
    if not asked or question.meaning:
        return question
    return replace(question, holds=held_cells(of_people(grid, layout, question.column), layout.role.frame) or None)


def _on_days(grid: Grid, layout: Layout, question: Question) -> Question:
    """A question of 承保名单 about a column of days that only some people have: they may be the days on which these took their insurance back."""
    reading = next((one for one in layout.readings if one.column == question.column), None)
    if question.meaning or question.holds is not None or reading is None or "日期" not in reading.doubts:
        return question
    found = days_of_leaving(reading, of_people(grid, layout, question.column))
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
    people = partial(of_people, grid, layout, reading.column)
    if layout.role.frame not in SPEAK_AGAINST and (
        found := unexplained(reading, counted(people()), of_policy, layout.role.name)
    ):
        return found
    meant = as_meant(reading.header, cells)
    if layout.role.frame not in SPEAK_AGAINST and (is_answered(cells) or is_answered(meant)):
        against = answers_against(reading.header, state, of_policy, layout.role.name)
        if against is not None:
            return parted(reading, counted(people()), against)
    in_rosters = layout.role.frame == "entries" and asks_district(reading.header)
    if left := of_other_districts(counted(people())) if in_rosters else None:
        why = "有的格是别的区：" + "、".join(sorted(left)[:5])
        out = find_parting(reading.header, reading, cells, people)
        return Parting(reading.column, left | (out.holds if out else frozenset()), why)
    if layout.role.frame == "entries" and (why := asks_of_others(reading.column, layout.header, layout.role.name)):
        out = find_parting(reading.header, reading, cells, people)
        if others := of_others(why, counted(people()), out.holds if out else frozenset()):
            return Parting(reading.column, others, f"{OF_OTHERS[why]}：" + "、".join(sorted(others, key=len)[:5]))
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
