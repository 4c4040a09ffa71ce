"""Lines of 承保名单 that say by the beginning of 保单号 which policies a group bought: 注：保单号以“T”开头的为团体保单, T字头为团单."""

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.reasons.shown import shortened
from huibao_xl.rosters.header_terms import content
from huibao_xl.rosters.rows import Body

_SHOWN = 40
"""Characters of a line that a sentence shows."""


def prefixes_in(text: str) -> tuple[str, ...]:
    """Return the beginnings of the 保单号 of groups that a line names, none if it names none.

    >>> prefixes_in("注:保单号以“T”、“GP”开头的为团体保单。"), prefixes_in("(T字头为团单)"), prefixes_in("说明：P开头为个人保单")
    (('T', 'GP'), ('T',), ())
    """
    rule = content()["groups"]["by_prefix"]
    named = list[str]()
    for clause in re.split(r"[,，;；。\n]", text):
        found = re.search(rule["prefix"], clause)
        if found and re.search(rule["group"], clause) and not re.search(rule["unless"], clause):
            named += re.findall("[A-Z0-9]+", next(one for one in found.groups() if one).upper())
    return tuple(named)


def without_prefixes(title: str) -> str:
    """Return a title without its parts that say which policies of a list are those of groups.

    >>> without_prefixes("承保名单 (T字头为团单)"), without_prefixes("团单名单")
    ('承保名单', '团单名单')
    """
    short = re.sub(r"[(（\[【][^()（）\[\]【】]*[)）\]】]", lambda one: "" if prefixes_in(one[0]) else one[0], title)
    return " ".join(part for part in short.split() if not prefixes_in(part))


def by_prefix(body: Body) -> npt.NDArray[np.object_]:
    """Return per row of 承保名单 the line that says that a group bought its policy, as staff read it, "" where none does."""
    marks = np.full(len(body.rows), "", dtype=object)
    lines = dict(_lines(body.grid)) if "保单号" in body.layout.columns else {}
    for prefix, text in lines.items():
        numbers = pc.utf8_upper(pc.replace_substring_regex(pc.fill_null(body.texts("保单号"), ""), r"\s", ""))
        hit = pc.starts_with(numbers, prefix).to_numpy(zero_copy_only=False)
        marks[hit & (marks == "")] = f"保单号以“{prefix}”开头，表上写明“{shortened(text, _SHOWN)}”"
    return marks


def _lines(grid: Grid) -> Iterator[tuple[str, str]]:
    """The beginnings that lines of a sheet name, in its cells, text boxes and comments, and the lines."""
    texts = [text for _, text in grid.beside] + [*grid.comments.values()]
    for column in grid.cells:
        hit = pc.match_substring_regex(column, content()["groups"]["by_prefix"]["word"])
        texts += pc.unique(column.filter(pc.fill_null(hit, False))).to_pylist()
    for text in texts:
        for prefix in prefixes_in(text):
            yield prefix, " ".join(text.split())
