"""What the columns of a roster say of its people: a list of old people, of members or of patients has columns with a roster's words too.

残疾情况 (无), 退役时间 or 残疾类别 that is filled for two of sixty people makes nobody's list a roster. What a column must say is data
(``roster_cells`` in ``schemas/list-terms.json``).
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.fields import Role
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, parse
from huibao_xl.rosters.header_terms import plain as plain_header
from huibao_xl.rosters.merged import filled_down
from huibao_xl.rosters.out_lists import people_rows
from huibao_xl.rosters.status_words import is_nothing


def columns_of(role: Role, header: Header) -> Iterator[tuple[int, bool]]:
    """Yield (column, whether its header says what its cells are) of each column that speaks for a roster: 残疾类别 does, 残疾情况 may be anything."""
    rule, kinds_of_entries = content()["roles"].get(role.name, {}), set(content()["roster_cells"]["kinds"])
    for at, (key, text) in enumerate(zip(header.keys, header.texts, strict=True)):
        kinds = parse(text).kinds if text else frozenset[str]()
        worded = any(word in plain_header(text) for word in rule.get("words", ()))
        if key in role.marks or worded or kinds.intersection(rule.get("kinds", {})):
            yield at, key in role.marks or bool(kinds & kinds_of_entries)


def share_of(role: Role, grid: Grid, header: Header) -> float:
    """Return of which share of a sheet's people a column says that they are in a roster's category; 0 where no column says it of anybody."""
    says = np.zeros(grid.n_rows, dtype=bool)
    for at, specific in columns_of(role, header):
        cells = pc.fill_null(filled_down(grid, at), "").combine_chunks().cast(pa.string())
        meant = [text for text in pc.unique(cells).to_pylist() if _is_meant(text, role.name, specific)]
        says |= pc.is_in(cells, pa.array(meant, pa.string())).to_numpy(zero_copy_only=False)
    people = people_rows(grid, header) if says.any() else says
    return float(says[people].mean()) if people.any() else 0.0


def _is_meant(text: str, role: str, specific: bool) -> bool:
    """Whether a cell says that somebody is in a category. ``specific``: whether it need not be a word of the category."""
    rule, written = content()["roster_cells"], plain(text)
    if not written or is_nothing(text) or re.match(rule["not"], written):
        return False
    return specific or re.search(rule["roles"].get(role, "(?!)"), written) is not None


def general_list(names: Iterable[str]) -> str:
    """Return the word by which names say a list of people of whom only some are in a category (老人, 党员, 健康档案), "" if none does.

    >>> general_list(["Sheet1", "60岁以上老人名册"]), general_list(["持证残疾人"]), general_list(["全国残疾人人口基础信息库"])
    ('老人', '', '')
    """
    written = [re.sub(content()["roster_cells"]["of_all"], "", plain(name)) for name in names]
    if any(word in name for word in content()["roster_cells"]["ours"] for name in written):
        return ""
    return next((word for word in content()["roster_cells"]["general"] for name in written if word in name), "")


def register_of_all(role: str, names: Iterable[str], header: Header, fields: Iterable[str]) -> str:
    """Return the words by which names say a register of all farmers or all veterans (农户底册, 退役军人登记表), of whom only some are in a roster; "" where they say
    no such thing, or names, headers or ``fields`` of the list say who is.

    >>> blank = Header(0, 0, [], [], "", 0, [])
    >>> [register_of_all("生活困难农户", [name], blank, []) for name in ("联明村农户底册", "生活困难农户登记表", "农户名册")]
    ['农户底册', '', '']
    """
    rule, written = content()["registers"].get(role), [plain(name) for name in names]
    if not rule or {*fields} & {*content()["registers"]["fields"]}:
        return ""
    if any(re.search(rule["says"], text) for text in (*written, *map(plain, header.texts))):
        return ""
    return next((found[0] for text in written if (found := re.search(rule["names"], text))), "")
