"""Cells of forms that offer several answers with a box before each: ☑符合 □不符合, 持证（√） 注销（  ）. Such a cell says what is ticked.

Where none is ticked, or several are, it says what it says as a whole: nobody knows which is meant, and it is not understood.
"""

import re
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

_TICKED = "☑☒✅■◼√✓✔▣🗹Rþ"
_OPEN = "□☐◻▢○〇口"
_SURE = "☑☒✅■◼√✓✔▣🗹"
"""Marks that are boxes for sure; a letter R or þ is one (of Wingdings 2) only beside an empty one."""
_BOX = rf"[{_SURE}□☐◻▢]"
_BEFORE = re.compile(rf"([{_TICKED}{_OPEN}])\s*([^\s{_TICKED}{_OPEN}]+)")
_BEHIND = re.compile(rf"([^\s()（）\[\]【】{_SURE}□☐]+)\s*[(（\[【]\s*([{_SURE}VvRþ]?)\s*[)）\]】]")
_ENDS = " ,，;；、/|。"


def answered(texts: pa.Array) -> pa.Array:
    """Return cells (null where empty) with the answer that is ticked instead of all that are offered.

    >>> answered(pa.array(["☑符合 □不符合", "□符合 ☑不符合", "持证（√）  注销（ ）", "□是□否", "√", "正常"])).to_pylist()
    ['符合', '不符合', '持证', '□是□否', '√', '正常']
    """
    written = pc.drop_null(pc.unique(texts))
    written = written.filter(pc.match_substring_regex(written, rf"{_BOX}|[(（\[【]\s*[)）\]】]"))
    if not len(written):
        return texts
    chosen = pa.array([_ticked(text) for text in written.to_pylist()], pa.string())
    return pc.coalesce(chosen.take(pc.index_in(texts, value_set=written)), texts)


@lru_cache(maxsize=4096)
def _ticked(text: str) -> str:
    """The one answer of a cell that is ticked, beside others that are not; else the cell."""
    before = [(mark in _TICKED, option.strip(_ENDS)) for mark, option in _BEFORE.findall(text)]
    behind = [(bool(mark), option.strip(_ENDS)) for option, mark in _BEHIND.findall(text)]
    offered = before if len(before) > 1 else behind
    chosen = [option for ticked, option in offered if ticked and option]
    return chosen[0] if len(chosen) == 1 and len(offered) > 1 else text
