"""〃, 同上, 仝上: a cell that says what the cell above it says.

It is the text above where that is certain: the rows stand one below the other as they were written, by the list's own numbers (序号), each with a cell to
repeat. On a list without numbers, which may have been sorted, nobody can say what it repeats, nor of 同左 and 见第3行: where another cell of the
column speaks against somebody, so may this one. Names and numbers of people and accounts are never repeated.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters.status_words import content

_LONGEST = 12
"""Characters of a cell that only stands for another, at most."""


@lru_cache(maxsize=2)
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(content()["dittos"][kind])


def is_ditto(text: str) -> bool:
    """Return whether a cell says that it is as the one above it.

    >>> [is_ditto(text) for text in ("〃", " 同 上 ", "″", "..", "同左", "同意")]
    [True, True, True, True, False, False]
    """
    return len(text) <= _LONGEST and _pattern("above").fullmatch(re.sub(r"\s", "", visible(text))) is not None


def stands_for_another(text: str) -> bool:
    """Return whether a cell only says that it is as another one, above it or elsewhere (同左, 见第3行).

    >>> [stands_for_another(text) for text in ("同上", "见第3行", "同2号", "同意", "同住")]
    [True, True, True, False, False]
    """
    written = re.sub(r"\s", "", visible(text))
    return len(text) <= _LONGEST and (is_ditto(text) or _pattern("elsewhere").fullmatch(written) is not None)


def standing_for_others(texts: pa.Array) -> pa.Array:
    """Return which cells only say that they are as another one."""
    return pc.is_in(texts, pa.array(filter(stands_for_another, _likely(texts)), pa.string()))


def _likely(texts: pa.Array) -> list[str]:
    """The different cells of a column that are short and have a character of 同上, 〃 and the like: only these are looked at one by one."""
    written = pc.drop_null(pc.unique(texts))
    short = written.filter(pc.less_equal(pc.binary_length(written), 3 * _LONGEST))
    likely: list[str] = short.filter(pc.match_substring_regex(short, content()["dittos"]["signs"])).to_pylist()
    return likely


def resolved(texts: pa.Array, rows: npt.NDArray[np.int64], numbers: Callable[[], pa.Array | None]) -> pa.Array:
    """Return the cells of a column with the text above in the place of 同上 where that is certain. ``rows``: where each stands; ``numbers``: gives the
    list's own numbers (序号) of these rows, None if it has none."""
    found = [text for text in _likely(texts) if is_ditto(text)]
    if not found:
        return texts
    hit = pc.is_in(texts, pa.array(found, pa.string())).to_numpy(zero_copy_only=False)
    empty = pc.equal(pc.utf8_trim_whitespace(pc.fill_null(texts, "")), "").to_numpy(zero_copy_only=False)
    numbered = numbers()
    if numbered is None or hit[0] or empty[np.flatnonzero(hit) - 1].any():
        return texts
    at = np.arange(len(hit))
    above = np.maximum.accumulate(np.where(hit, -1, at))
    follows = np.diff(rows, prepend=rows[:1] - 1) == 1
    breaks = np.cumsum(~(follows & _counting(numbered)))
    certain = hit & (breaks == breaks[above])
    return texts.take(pa.array(np.where(certain, above, at)))


def _counting(numbers: pa.Array) -> npt.NDArray[np.bool_]:
    """Which rows have the number after that of the row before."""
    digits = pc.replace_substring_regex(pc.fill_null(numbers, ""), r"^\s*([0-9]{1,9})(?:\.0)?\s*$", r"\1")
    plain = pc.if_else(pc.match_substring_regex(digits, "^[0-9]{1,9}$"), digits, "-1")
    values = plain.cast(pa.int64()).to_numpy()
    counting: npt.NDArray[np.bool_] = (np.diff(values, prepend=values[:1] - 1) == 1) & (values >= 0)
    return counting
