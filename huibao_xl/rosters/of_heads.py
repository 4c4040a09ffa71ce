"""Columns about the head of a household (户主死亡日期, 户主是否死亡, 户主状态): they say something of a row's person only where he is the head himself.

Who is the head stands in other columns: 与户主关系, 户主姓名, 户主身份证号. Where none of them is there, what most rows have is of somebody else
(the dead head of each member); what only some have may be of these people, and counts as theirs.
"""

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.identifiers import person_name
from huibao_xl.rosters.header_terms import content, parse, plain
from huibao_xl.rosters.rows import Body

Flags = npt.NDArray[np.bool_]
_HEAD = "HEAD"


def of_the_person(body: Body, column: int, texts: pa.Array) -> pa.Array:
    """Return the cells of a column of a state, null where they are about a head who is somebody else than the row's person.

    ``texts``: the cells, null where empty.
    """
    if not _is_of_head(body, column):
        return texts
    return pc.if_else(pa.array(_may_be_head(body, texts)), texts, pa.scalar(None, pa.string()))


def _is_of_head(body: Body, column: int) -> bool:
    """Whether a column's header is about the head, on a list whose people are not the heads."""
    header = body.layout.header.texts
    named = body.layout.columns.get("姓名")
    return _HEAD in parse(header[column]).kinds and (named is None or _HEAD not in parse(header[named]).kinds)


def _may_be_head(body: Body, texts: pa.Array) -> Flags:
    """Which rows' people are the head, or may be."""
    columns = [
        found for at in range(len(body.layout.header.texts)) if (found := _says_who_is_head(body, at)) is not None
    ]
    if columns:
        says_other: Flags = np.logical_or.reduce([other for other, _ in columns])
        says_head: Flags = np.logical_or.reduce([head for _, head in columns])
        return says_head | ~says_other
    most = 2 * (len(texts) - texts.null_count) > len(texts)
    return np.full(len(texts), not most)


def _says_who_is_head(body: Body, at: int) -> tuple[Flags, Flags] | None:
    """Of a column that says who is the head: which rows' people are not, and which are; None of any other."""
    header, rules = body.layout.header.texts[at], content()["beside"]
    if at in body.layout.columns.values() or not header.strip():
        return None
    cells = pc.fill_null(body.column(at), "")
    filled = pc.not_equal(pc.utf8_trim_whitespace(cells), "").to_numpy(zero_copy_only=False)
    if re.fullmatch(rules["relation_to_head"], plain(header)):
        head = pc.is_in(pc.utf8_trim_whitespace(cells), pa.array(rules["is_head"])).to_numpy(zero_copy_only=False)
        coded = pc.match_substring_regex(cells, r"^\s*[0-9A-Za-z]+\s*$").to_numpy(zero_copy_only=False)
        return filled & ~head & ~coded, head
    kinds = set(parse(header).kinds)
    if _HEAD not in kinds or not kinds <= {_HEAD, "NAME", "ID", "DOC", "NUMBER"}:
        return None
    if kinds & {"ID", "DOC", "NUMBER"}:
        same = pc.equal(cells, pc.fill_null(body.texts("证件号码"), "")).to_numpy(zero_copy_only=False)
    else:
        same = (person_name.keys(cells) == person_name.keys(pc.fill_null(body.texts("姓名"), ""))).to_numpy()
    return filled & ~same, filled & same
