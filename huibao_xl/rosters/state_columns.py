"""Which columns of a sheet say something of a state, what each asks (:class:`status_words.StatusHeader`), and what it is called in words."""

from dataclasses import replace

from huibao_xl.rosters.layout import NOT_USED, READ_AS, Layout, asked_state
from huibao_xl.rosters.listed_values import listed_values
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.status_words import StatusHeader, origins, read_header

OF_POLICIES = ("insured", "withdrawn", "group", "prior")
"""Frames of lists whose states are those of a policy, or of a payment, and not of a person's entitlement."""
_ONLY_DEATHS = ("accounts",)


def state_columns(layout: Layout, of_policy: bool = False) -> list[tuple[int, StatusHeader]]:
    """Return the columns of a sheet that say something of a state: (position, what it asks).

    A roster's columns about an insurance (参保状态) say nothing of its entries but deaths, which count everywhere. What a clerk has confirmed
    stands above what a header says.
    """
    found = []
    of_fields = {column for field, column in layout.columns.items() if field not in READ_AS} | {*layout.channels}
    came_from = origins(layout.header.texts)
    for column, text in enumerate(layout.header.texts):
        meaning = (layout.confirmed or {}).get(column)
        if meaning is not None:
            if header := _confirmed(text, meaning) or _denied(layout, column, of_policy):
                found.append((column, header))
            continue
        if column in of_fields or column in came_from or not (text.strip() or column == layout.columns.get("状态")):
            continue
        header = asked_state(layout, column) or (READ_AS["备注"] if column in layout.remarks else None)
        if header is None and column == layout.columns.get("状态"):
            header = StatusHeader("status", strict=True)
        if header is None:
            continue
        if header.insurance and not of_policy and header.about != "dead":
            header = replace(header, deaths=True)
        spelt = layout.header.keys[column] in layout.role.aliases and header.what == "status" and not header.deaths
        found.append(
            (column, StatusHeader("status", header.about, True, True, codes=header.codes) if spelt else header)
        )
    return found


def _confirmed(text: str, meaning: str) -> StatusHeader | None:
    """What a column asks that a clerk has confirmed as a state, a remark or a day; None where it is confirmed to be something else."""
    listed = listed_values(meaning)
    as_meant = READ_AS["状态"] if listed else READ_AS.get(meaning)
    if as_meant is None or as_meant.what != "status":
        return as_meant
    header = read_header(text, bare=True)
    if listed and header and header.what != "status":
        header = None  # codes under 停发原因 are no days of an event
    header = replace(header or as_meant, strict=True, insurance=False)
    return replace(header, words=listed, deaths=False, codes=()) if listed else header


def _denied(layout: Layout, column: int, of_policy: bool) -> StatusHeader | None:
    """What a column asks of a state that a clerk has said is not used; None where he said that it is something else."""
    if (layout.confirmed or {}).get(column) != NOT_USED:
        return None
    header = asked_state(layout, column) or READ_AS["备注"]
    deaths = header.insurance and not of_policy and header.about != "dead"
    return replace(header, denied=True, deaths=header.deaths or deaths)


def used_states(layout: Layout) -> frozenset[int]:
    """Return the columns of a sheet that are read for what they say of a state; in 银行账户 only of a death."""
    of_policy, only_deaths = layout.role.frame in OF_POLICIES, layout.role.frame in _ONLY_DEATHS
    found = state_columns(layout, of_policy)
    return frozenset(column for column, header in found if not only_deaths or header.about in ("dead", "alive", ""))


def state_field(layout: Layout, column: int) -> str:
    """Return what a column of states is called in words: 备注, 死亡日期 …, 状态 where it is none of them. A column of no state: ""."""
    header = dict(state_columns(layout, of_policy=True)).get(column)
    if header is None:
        return ""
    for field, asked in READ_AS.items():
        if field != "退保日期" and (asked.what, asked.about, asked.day) == (header.what, header.about, header.day):
            return field
    return "状态"


def effect_of(layout: Layout, column: int) -> str:
    """Return what else is to be said of a column of states, behind what it is called: which of its cells count; "" where all do."""
    header = dict(state_columns(layout, layout.role.frame in OF_POLICIES)).get(column)
    if header is None:
        return ""
    if header.deaths:
        return "，只看其中写有死亡的"
    if header.what == "event" and not header.day:
        return "，填了内容的可能已死亡" if header.about == "dead" else "，填了内容的可能已退出"
    loose = header.what == "status" and not header.about and not header.strict
    return "，其中的是、否不用来认定" if loose else ""


def has_states(body: Body, of_policy: bool = False) -> bool:
    """Return whether a sheet has a column, other than remarks, that says something of a state."""
    return any(header.what != "remark" and not header.denied for _, header in state_columns(body.layout, of_policy))
