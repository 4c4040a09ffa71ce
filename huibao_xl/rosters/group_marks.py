"""What says of rows of 承保名单 that a group bought them, or may have: columns (团体保单号, 投保单位, an organisation under 投保人, 被保险人数 above
one), the name of a sheet (团险)."""

import re

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.identifiers import person_name
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters import columns
from huibao_xl.rosters.header_terms import content, plain
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.organisations import is_organisation, may_be_organisation, names_buyer, numbers_group
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.status_words import answer, is_nothing, read_channel

_BOUGHT = ("投保", "承保", "团", "GROUP")
"""Words of a header of organisations that says who bought the policy (工作单位 does not)."""


def group_columns(layout: Layout) -> dict[int, bool]:
    """Return {column: whether only an organisation counts (投保人), not everything that is filled in (团体保单号)} of 承保名单."""
    if layout.role.frame not in ("insured", "withdrawn"):
        return {}
    found: dict[int, bool] = {}
    used = {*layout.columns.values(), *layout.channels, *(layout.confirmed or {})}
    for reading in layout.readings:
        title = plain(reading.header)
        if reading.column in used:
            continue
        if names_buyer(reading.header):
            found[reading.column] = True
        elif (
            reading.field == "团体保单"
            or numbers_group(reading.header)
            or (reading.field == "投保单位" and any(word in title for word in _BOUGHT))
        ):
            found[reading.column] = False
    return found


def group_rows(body: Body, names: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Return per row the cells, or the name of the sheet, that say that a group bought it, and those that may (a long text under 投保人 that is no name of a person), "" where
    none does. ``names``: name_key of the rows' people."""
    marks, unsure = np.full(len(body.rows), body.layout.bought, dtype=object), np.full(len(body.rows), "", dtype=object)
    for at, organisations in group_columns(body.layout).items():
        cells = pc.fill_null(body.column(at), "")
        positions, texts = columns.mapped(cells, str)
        groups = [_is_group(text, organisations) for text in texts]
        maybe = [
            organisations and not hit and may_be_organisation(text) for text, hit in zip(texts, groups, strict=True)
        ]
        title = f"{column_letters(at)} 列“{body.layout.header.texts[at]}”"
        shown = np.array([f"{title}为“{text}”" for text in texts], dtype=object)[positions]
        other = person_name.keys(cells) != names
        marks = np.where(np.array(groups, dtype=bool)[positions] & other & (marks == ""), shown, marks)
        unsure = np.where(np.array(maybe, dtype=bool)[positions] & other & (unsure == ""), shown, unsure)
    for at in _counting_columns(body.layout):
        positions, texts = columns.mapped(pc.fill_null(body.column(at), ""), str)
        title = f"{column_letters(at)} 列“{body.layout.header.texts[at]}”"
        shown = np.array([f"{title}为“{text}”" for text in texts], dtype=object)[positions]
        several = np.array([_is_several(text) for text in texts], dtype=bool)[positions]
        unsure = np.where(several & (marks == "") & (unsure == ""), shown, unsure)
    return marks, unsure


def _counting_columns(layout: Layout) -> list[int]:
    """The columns of 承保名单 that say how many people a policy insures (被保险人数)."""
    used = {*layout.columns.values(), *layout.channels, *(layout.confirmed or {})}
    rule = content()["groups"]["several"] if layout.role.frame == "insured" else "(?!)"
    return [at for at, text in enumerate(layout.header.texts) if at not in used and re.fullmatch(rule, plain(text))]


def _is_several(text: str) -> bool:
    """Whether a cell says that a policy insures more than one person: a family, or whoever works for a firm."""
    found = re.fullmatch(r"\s*([0-9]{1,6})(?:\.0)?\s*[人名位]?\s*", text)
    return found is not None and int(found[1]) > 1


def _is_group(text: str, organisations: bool) -> bool:
    written = visible(text).strip()
    if organisations:
        return not is_nothing(written) and is_organisation(written)
    return not (is_nothing(written, of_event=True) or answer(written) is False or read_channel(written) == "个人")
