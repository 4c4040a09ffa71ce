"""What the columns of the medical lists that no field is leave open: whether a settlement counts (结算状态, 作废标志, 备注), until when an identity held (状态, 取消时间, a
column of days that nobody knows).

A settlement that a column calls 作废, or of which one says what nobody understands, is not cleared (M48). An identity that has ended without a day is not sure at all, one with a
day not from that day on (M50). In a column that parts the rows by marks or words nobody knows, what most rows say is what is usual; the others wait.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.medical.other_payers import is_of_money
from huibao_xl.rosters import columns, days
from huibao_xl.rosters.column_answers import THE_SHEET
from huibao_xl.rosters.column_content import sample
from huibao_xl.rosters.labels import added
from huibao_xl.rosters.parting import find_parting, kind_of
from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.row_marks import doubts, read_states
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.state_columns import state_columns
from huibao_xl.rosters.states import sentence
from huibao_xl.rosters.status_words import answer, plain, read_state, words_of_list
from huibao_xl.rosters.yes_or_no import is_answered

Flags = npt.NDArray[np.bool_]
_OF_NO_MATTER = "姓名"
"""A meaning that says nothing of a state."""
_PATIENT = re.compile(
    r"离院|出院(?:方式|情况|转归)|转归|治疗结果|参保|险种|参加|保险|异地|转诊|首诊|急诊|联网|病种|病情|诊断|工伤|生育|外伤|婚姻|职业|科室|医生|医师"
    r"|凭证类型|卡类型|证件类型|等级|级别|人员类[别型]|单位|医院|机构|药店|手术|过敏|血型|^(?:备用|序号)"
)
"""Headers about the patient, the stay or the insurance: not about whether a settlement counts."""
_ASKS = re.compile("是否|有无|标志|标识")


@dataclass(frozen=True)
class _Parted:
    """A column that parts rows: its position, which rows wait, the texts of all rows."""

    column: int
    held: Flags
    texts: npt.NDArray[np.object_]


def of_settlements(body: Body, frame: pd.DataFrame) -> tuple[Flags, list[pd.DataFrame]]:
    """Return which rows of 救助结算 may not count by what no field says, and M48 at them. ``frame``: number, refund, refund_of. What is called 退费 or 冲正 may count where a
    refund says so, and a refund itself."""
    others = [at for at, text in enumerate(body.layout.header.texts) if text.strip() and _PATIENT.search(text)]
    others += [one.column for one in _unused(body) if is_of_money(body, one.column)]
    usual = _usual(body, of_policy=True)
    body = _without(body, [*others, *usual])
    states, found = read_states(body, frame, of_policy=True)
    out = states.out & (doubts(states) == "")
    refunded = frame["refund"] | frame["number"].isin(frame.loc[frame["refund"], "refund_of"])
    taken = states.taken_back & refunded.to_numpy()
    hit = (out | (doubts(states) != "")) & ~(out & taken)
    says = np.where(hit, states.says, "")
    for one in _parting(body, {*others}, usual, of_policy=True):
        says = added(says, one.held, one.texts)
        hit = hit | one.held
    return hit, [*found, findings.for_rows("M48", frame[hit], value=says[hit])]


def of_identities(
    body: Body, frame: pd.DataFrame
) -> tuple[Flags, "pd.Series[Any]", "pd.Series[Any]", list[pd.DataFrame]]:
    """Return of the rows of 救助身份 which are not sure on any day, the day from which on one is not sure, the last day on which it may hold (null: none), and M50 at these
    rows. ``frame``: valid_from, valid_to."""
    dated = [*_days(body)]
    usual = _usual(body, of_policy=False)
    body = _without(body, [*(column for column, _ in dated), *usual])
    states, found = read_states(body, frame, of_policy=False)
    gone = states.first.notna().to_numpy() & ~states.unclear
    unsure = (states.unclear | states.out | (states.dead != "")) & ~gone
    from_day, last = states.first.where(gone), states.last.where(gone)
    says = np.where(unsure | gone, np.where(states.says == "", states.dead, states.says), "")
    for one in _parting(body, {column for column, _ in dated}, usual, of_policy=False):
        says, unsure = added(says, one.held, one.texts), unsure | one.held
    for column, ends in dated:
        begun = frame["valid_from"].notna().to_numpy()
        inside = (ends.notna() & ~(ends >= frame["valid_to"])).to_numpy() & ~(
            begun & (ends < frame["valid_from"]).to_numpy()
        )
        unsure = unsure | (inside & ~begun)
        after = (ends + pd.Timedelta(days=1)).where(inside)
        from_day = from_day.where(from_day.notna() & ~(after < from_day), after)
        says = added(says, inside, _sentences(body, column))
    hit = says != ""
    return unsure, from_day, last, [*found, findings.for_rows("M50", frame[hit], value=says[hit])]


def with_endings(frame: pd.DataFrame, unsure: Flags) -> pd.DataFrame:
    """Return frames.IDENTITIES of a sheet in which a row that may say that an identity ended (变动类型 取消) leaves open the periods of that person and category that began before
    it, from its first day on. ``unsure``: such rows."""
    if not unsure.any():
        return frame
    keys = ["person", "category"]
    ends = frame.loc[unsure & frame["valid_from"].notna().to_numpy(), [*keys, "valid_from"]].rename(
        columns={"valid_from": "from_of"}
    )
    pairs = frame.reset_index()[["index", *keys, "valid_from"]].merge(ends, on=keys)
    pairs = pairs[~(pairs["valid_from"] >= pairs["from_of"]) & (pairs["person"] >= 0)]
    first = pairs.groupby("index")["from_of"].min().reindex(frame.index)
    earlier = first.notna() & ~(frame["doubt_from"] <= first)
    return frame.assign(doubt_from=frame["doubt_from"].where(~earlier, first).astype("datetime64[s]"))


def asked(readings: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return frames.READINGS in which the columns are asked about that findings (``found``) say make rows unclear; what is asked stands first."""
    about = found[found["code"].isin(["M42", "M48", "M50"])].astype("str")
    places = {*zip(about["file"], about["sheet"], about["letters"], strict=True)}
    says = {place: "；".join(texts) for place, texts in about.groupby(["file", "sheet"])["value"]}
    is_open = [
        header != THE_SHEET
        and not confirmed
        and ((file, sheet, letters) in places or header in says.get((file, sheet), ""))
        for file, sheet, letters, header, confirmed in zip(
            *(readings[name] for name in ("file", "sheet", "letters", "header", "confirmed")), strict=True
        )
    ]
    marked = readings.assign(asked=readings["asked"] | np.array(is_open, dtype=bool))
    return marked.sort_values("asked", ascending=False, kind="stable", ignore_index=True)


def _without(body: Body, others: list[int]) -> Body:
    """The body without what columns say of a state."""
    confirmed = dict(body.layout.confirmed or {}) | dict.fromkeys(others, _OF_NO_MATTER)
    return replace(body, layout=replace(body.layout, confirmed=confirmed))


def _unused(body: Body) -> list[ColumnReading]:
    """How the columns are read that no field is and that have content, and of which no clerk has said what they are."""
    answered = {column for column, meaning in (body.layout.confirmed or {}).items() if meaning != _OF_NO_MATTER}
    used = {*body.layout.columns.values(), *answered}
    return [one for one in body.layout.readings if one.column not in used]


def _days(body: Body) -> Iterator[tuple[int, "pd.Series[Any]"]]:
    """The columns of days that may be an end, or are the day of a death: each with the days of its rows."""
    states = dict(state_columns(body.layout))
    for one in _unused(body):
        asked = states.get(one.column)
        died = asked is not None and asked.about == "dead" and asked.day
        if not died and (asked is not None or not {"日期", "失效日期", "生效日期"} & {one.field, *one.doubts}):
            continue
        positions, results = columns.mapped(
            body.column(one.column), lambda text: columns.or_unreadable(lambda: days.parse(text, True))
        )
        if died or not all(isinstance(result, days.Unreadable) for result in results):
            yield one.column, columns.from_days(positions, results)


def _usual(body: Body, of_policy: bool) -> dict[int, str]:
    """The columns of a state in which most rows say what nobody understands (a code, 已拨付): {column: what they say}. It is what is usual."""
    found = {}
    for column, header in state_columns(body.layout, of_policy):
        most = (_most(_cells(body, column)) if header.what == "status" else "") or ""
        understood = (
            bool(header.about) if answer(most) is not None else read_state(most, not of_policy).means != "unclear"
        )
        if most and not understood:
            found[column] = most
    return found


def _parting(body: Body, others: set[int], usual: dict[int, str], of_policy: bool) -> Iterator[_Parted]:
    """The columns that part the rows, without what most rows say (``usual``: in columns of a state)."""
    states, words = dict(state_columns(body.layout, of_policy)), words_of_list(body.layout.role.frame)
    for one in _unused(body):
        asked, cells = states.get(one.column), _cells(body, one.column)
        if one.column in others or (asked is not None and (asked.strict or asked.what != "status")):
            continue
        if one.column in usual:
            holds = {text for text in pc.unique(cells).to_pylist() if read_state(text, not of_policy).means != "valid"}
        else:
            holds = _parted(body, one, asked is not None, of_policy)
        holds -= {_most(cells)} | {text for text in holds if words.get(plain(text)) == "valid"}
        held = pc.is_in(cells, pa.array(sorted(holds), pa.string())).to_numpy(zero_copy_only=False)
        if held.any():
            yield _Parted(one.column, held, _sentences(body, one.column))


def _parted(body: Body, one: ColumnReading, state: bool, of_policy: bool) -> set[str]:
    """The cells of a column that may part the rows. 是 and 否 may, whatever else the header says (性别), unless it asks something of its own (是否异地)."""
    sampled, column = sample(body.grid.cells[one.column], body.rows), partial(_cells, body, one.column)
    if is_answered(sampled) and kind_of(one.header) == "category" and not _ASKS.search(one.header):
        return {*pc.unique(column()).to_pylist()}
    parted = find_parting(one.header, one, sampled, column, of_policy, state)
    return {*parted.holds} if parted else set()


def _cells(body: Body, column: int) -> pa.Array:
    return pc.utf8_trim_whitespace(pc.fill_null(body.column(column), ""))


def _most(cells: pa.Array) -> str | None:
    """What most of some cells say."""
    return columns.most_say(dict(zip(*(part.to_pylist() for part in pc.value_counts(cells).flatten()), strict=True)))


def _sentences(body: Body, column: int) -> npt.NDArray[np.object_]:
    """How staff call the cell of each row in a column."""
    positions, written = columns.mapped(body.column(column), str)
    return np.array([sentence(body.layout, column, text) for text in written], dtype=object)[positions]
