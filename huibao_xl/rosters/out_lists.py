"""Lists that say *out*: what the names of a sheet and its file say of everybody on it, and which list it is then.

A 退保 sheet in the insurer's workbook, a 注销 sheet in a roster's, a 死亡名单: read as the list beside them they would put people in who are
out. The nearest name decides: the sheet's, then the title above the header, then the file's. 不含退保 says nothing; 在册及注销 says that
both are there, and then a column must say who is which.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.cutting import cut
from huibao_xl.rosters.fields import Role, RoleBook
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.sheet_tables import names_person
from huibao_xl.rosters.status_words import is_nothing, lexicon, plain, read_header

OutName = Literal["", "退保", "注销", "死亡", "有进有出"]
"""What names say of everybody on a sheet."""

WITHDRAWN, DEATHS = "退保名单", "死亡名单"
"""Roles of lists that say out."""
_SAYS: dict[str, OutName] = {"withdrawn": "退保", "deaths": "死亡"}
"""{frame of a list that says out: what it says of everybody on it}."""
_NEVER = re.compile(r"\s*(?:[29]999|1900|1899|0000|长期|永久|未|不)")
"""How a cell begins that says that it did not happen."""
_LONGEST_TITLE = 60
"""A text above the header that is longer explains something."""


def out_name(stem: str, sheet: str, title: str = "") -> OutName:
    """Return what the names say: ``stem`` of the file, ``sheet``, and the ``title`` above its header.

    >>> out_name("持证残疾人", "注销"), out_name("承保名单（不含退保）", "Sheet1"), out_name("残联", "在册及注销")
    ('注销', '', '有进有出')
    """
    for text in (sheet, title if len(title) <= _LONGEST_TITLE else "", stem):
        kinds = _kinds(text)
        if kinds:
            return _together(kinds)
    return ""


def says_in(text: str) -> bool:
    """Whether a text says of people that they are in (一、在册人员)."""
    return "in" in _kinds(text)


def is_out(role: Role | None) -> bool:
    """Whether a role is a list of its own that says out."""
    return role is not None and role.frame in _SAYS


def without_out_roles(book: RoleBook) -> RoleBook:
    """Return the roles of a book that are no lists that say out."""
    return replace(book, roles={name: role for name, role in book.roles.items() if not is_out(role)})


def name_of_people(header: Header) -> OutName:
    """Return what the header of the people's names says of all of them: 死亡人员姓名, 退保人员.

    Whose name stands there is said by every row; 有进有出 says nothing.
    """
    found = [out_name("", text) for text in header.texts if names_person(text)]
    return next((one for one in found if one and one != "有进有出"), "")


def happened_to_all(grid: Grid, header: Header, about: str = "") -> bool:
    """Whether a column of 退保日期, 死亡日期 or the like is filled in every row that has a long number: then the sheet is a list of
    such people, and not a list with a column for some of them. ``about``: only events of this kind (out, dead)."""
    people = np.zeros(grid.n_rows, dtype=bool)
    filled = np.zeros(grid.n_rows, dtype=bool)
    for text, column in zip(header.texts, grid.cells, strict=True):
        asked = read_header(text)
        if asked and asked.what == "event" and about in ("", asked.about):
            filled |= _happened(column)
        else:
            looks = pc.match_substring_regex(column, r"^\s*[0-9]{15,17}[0-9Xx]?\s*$")
            people |= pc.fill_null(looks, False).to_numpy(zero_copy_only=False)
    people[: header.last + 1] = False
    return bool(people.any() and filled[people].all())


def _happened(column: pa.ChunkedArray) -> np.ndarray:
    """Where a column of days or reasons says that it happened: 0000-00-00, 9999-12-31 and 无 do not."""
    texts = pc.fill_null(column, "")
    nothing = [text for text in pc.unique(texts).to_pylist() if is_nothing(text, of_event=True) or _NEVER.match(text)]
    happened: np.ndarray = pc.invert(pc.is_in(texts, pa.array(nothing, pa.string()))).to_numpy(zero_copy_only=False)
    return happened


def read_as(role: Role | None, why: str, says: OutName, book: RoleBook) -> tuple[Role | None, OutName, str]:
    """Return the role of a sheet whose names say ``says``, what they say of its people, and why it has no role.

    ``role``, ``why``: what its columns and names say otherwise (:func:`role.role_of_sheet`).
    """
    frame = role.frame if role else ""
    if role and frame in _SAYS:
        return role, _SAYS[frame], why
    if not says or frame == "prior":
        return role, "", why
    if says == "死亡" and frame != "entries":
        return book.roles.get(DEATHS, role), says, why
    if frame in ("entries", "insured") and says == "有进有出":
        return role, says, why
    if frame == "entries":
        return role, "注销" if says == "退保" else says, why
    if frame == "insured" or (role is None and says == "退保"):
        return book.roles.get(WITHDRAWN, role), "退保", why
    return None, "", f"名称说表中是{says}的人，不能当作在册的人"


def _kinds(text: str) -> list[str]:
    """The kinds of the words of a name, in order; negated ones and their negations are gone."""
    tokens = [kind for _, kind in cut(plain(text), lexicon("sheets"), "") if kind not in ("", "other")]
    kinds: list[str] = []
    for at, kind in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        after: Sequence[str] = tokens[at + 1 : at + 2]
        if kind == "not" or (kind != "in" and (before == "not" or (after == ["not"] and at + 2 == len(tokens)))):
            continue
        kinds.append(kind)
    return kinds


def _together(kinds: Sequence[str]) -> OutName:
    out = {kind for kind in kinds if kind != "in"}
    if not out:
        return ""
    if "in" in kinds:
        return "有进有出"
    return "死亡" if out == {"死亡"} else "退保" if out == {"退保"} else "注销"
