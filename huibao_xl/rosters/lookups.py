"""Columns of what was found when people were looked up in another list: 公安死亡比对, 死亡信息核查, 民政死亡库, 退保核查, 团单筛查.

What was found there speaks against the person, and that nothing was found says nothing: 未发现 under 死亡核查 is no 注销, and 发现 is not well.
Which headers ask so, and which cells say what, is data (``lookups`` in ``schemas/status-words.json``).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from huibao_xl import resources
from huibao_xl.rosters.header_terms import plain

About = Literal["dead", "out", ""]
Found = Literal["hit", "clear", "unsure", ""]


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, Any]:
    rules: Mapping[str, Any] = resources.read_json("schemas", "status-words.json")["lookups"]
    return rules


@lru_cache(maxsize=4096)
def looked_for(header: str) -> About | None:
    """Return what a header says that people were looked up for: a death, a leaving, or something else that speaks against paying (""); None where it does
    not say so.

    >>> looked_for("公安死亡比对"), looked_for("退保核查"), looked_for("团单核查"), looked_for("死亡日期")
    ('dead', 'out', '', None)
    """
    written, rules = plain(header), _rules()
    asking = f"(?:{rules['before']})*(?P<about>{{}})(?:{rules['between']})*(?:{rules['acts']})(?:{rules['behind']})*"
    abouts: tuple[About, ...] = ("dead", "out", "")
    for about in abouts:
        if re.fullmatch(asking.format(rules["about"][about or "other"]), written):
            return about
    return None


@lru_cache(maxsize=4096)
def is_lookup(header: str) -> bool:
    """Return whether a header says that people were looked up in another list where those of this one need not be.

    >>> is_lookup("车辆比对"), is_lookup("工商登记核查结果"), is_lookup("户籍核查")
    (True, True, False)
    """
    return looked_for(header) is not None or re.search(_rules()["any"], plain(header)) is not None


@lru_cache(maxsize=4096)
def what_was_found(text: str) -> Found:
    """Return whether a cell says that somebody was found there (hit), that he was not (clear), or that he may have been (unsure); "" where it says none.

    >>> [what_was_found(text) for text in ("未比中", "比中(2024-03-02)", "疑似", "健在")]
    ['clear', 'hit', 'unsure', '']
    """
    written, rules = re.sub(r"[()\[\]【】<>]", "", plain(text)), _rules()
    kinds: tuple[Found, ...] = ("clear", "unsure", "hit")
    return next((kind for kind in kinds if re.fullmatch(rules[kind], written)), "")
