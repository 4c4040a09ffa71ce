"""The columns of 承保名单 that say 投保渠道: there may be several, by their header, by their cells, or by an answer."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.cells_below import distinct_cells, sampled
from huibao_xl.rosters.channel_words import asked_channel, channel_of, speaks_of_channels
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.layout import Layout, field_of, fields_in
from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.status_words import answer

CHANNEL = "投保渠道"


def speaking_channels(grid: Grid, header: Header, fields: Mapping[int, str]) -> frozenset[int]:
    """The columns of 投保渠道 in whose cells stands how somebody bought his policy, where there are several: 渠道 may as well name a branch."""
    columns = [column for column, field in fields.items() if field == CHANNEL]
    return frozenset(at for at in columns if speaks_of_channels(sampled(grid, header, at), header.texts[at]))


def asking_for_channel(grid: Grid, header: Header, used: Set[int]) -> list[int]:
    """The columns, other than the ``used``, whose header asks for a channel and whose cells are 是, 否, √ …"""
    asking = [at for at, text in enumerate(header.texts) if at not in used and asked_channel(text)]
    return [at for at in asking if any(answer(text) is not None for text in sampled(grid, header, at))]


def with_plain_channels(grid: Grid, header: Header, readings: Sequence[ColumnReading]) -> tuple[ColumnReading, ...]:
    """The readings with each column as 投保渠道 that is doubted to be one beside another (渠道细分, 保单性质), and of which every word is understood."""
    found = []
    for one in readings:
        if {one.field, *one.doubts} - {""} == {CHANNEL} and one.sureness != "确定":
            words = distinct_cells(grid, header, one.column)
            if words and all(channel_of(word, one.header) in ("个人", "团单") for word in words):
                one = replace(one, field=CHANNEL, sureness="确定", doubts=())
        found.append(one)
    return tuple(found)


def with_channels(grid: Grid, layout: Layout, spelt: Mapping[int, str], asking: Sequence[int]) -> Layout:
    """The layout with the further columns that say 投保渠道: by an answer, or by their header and cells (``asking``: 是否团单). A column that has
    only its header for it is read as one that nobody knows."""
    if CHANNEL not in fields_in(layout.role):
        return layout
    answered = [at for at, meaning in (layout.confirmed or {}).items() if field_of(meaning, layout.role) == CHANNEL]
    by_header = {at: field for at, field in spelt.items() if field == CHANNEL} | {
        one.column: one.field for one in layout.readings if one.field == CHANNEL and one.sureness == "确定"
    }
    further = [at for at in by_header if at != layout.columns.get(CHANNEL)]
    if not (further or answered or asking):
        return layout
    speaking = speaking_channels(grid, layout.header, by_header)
    open_ones = {question.column for question in layout.questions} | {layout.columns.get(CHANNEL)}
    channels = {*answered, *asking, *(at for at in further if at in speaking)} - open_ones
    mute = [at for at in further if at not in channels and at not in open_ones]
    others = tuple(one for one in layout.readings if one.column not in mute)
    unread = tuple(ColumnReading(at, layout.header.texts[at], "", "未用", 0.0, "") for at in mute)
    return replace(layout, channels=tuple(sorted(channels)), readings=(*others, *unread))
