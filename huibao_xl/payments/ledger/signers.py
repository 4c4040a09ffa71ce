"""Whether two names of people who act on a ledger are one person's: what keeps 制单, 审核 and 审批 apart.

More is alike here than where people are paid (``person_name``): who types 張三 for 张三, or a star behind it, is still 张三.
"""

import unicodedata
from functools import lru_cache
from typing import Any

from huibao_xl.identifiers import person_name
from huibao_xl.reasons import Input, Stop

_NO_PART_OF_A_NAME = ("P", "S", "Z", "C")
"""Beginnings of Unicode's categories: punctuation, symbols, spaces, what cannot be seen."""


@lru_cache(maxsize=256)
def key(name: str) -> str:
    """Return the key by which names of signers compare: NFKC, simplified characters, no case, no punctuation, nothing invisible. "" is no name.

    >>> key("張三") == key("张三 "), key("LI Lei") == key("li.lei"), key("——")
    (True, True, '')
    """
    letters = str(_converter().convert(person_name.key(name))).casefold()
    return "".join(each for each in letters if not unicodedata.category(each).startswith(_NO_PART_OF_A_NAME))


def required(by: str) -> str:
    """Return the name of who acts, without needless blanks. Raises Stop(S07) if it is none."""
    if not key(by):
        raise Stop("S07", why="没有写明经手人", advice="请写姓名", inputs=[Input.BY])
    return " ".join(by.split())


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
