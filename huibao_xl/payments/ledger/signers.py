"""Whether two names of people who act on a ledger are one person's: what keeps 制单, 审核 and 审批 apart.

More is alike here than where people are paid (``person_name``): who types 張三 for 张三, a star behind it, or the name twice, is still 张三; and who types
zhang san may be 张三, so he is not taken for another one. What the system says of who types is in ``origin``.
"""

import os
import re
import unicodedata
from functools import lru_cache
from itertools import product
from typing import Any

from huibao_xl.identifiers import person_name
from huibao_xl.reasons import Input, Next, Stop

_NOTE = re.compile(r"[(\[{<〔【「『《〈].*?[)\]}>〕】」』》〉]")
"""What is written beside a name in brackets: who signs for himself and for others is one person."""
_CAPACITY = re.compile(
    "^(?:代理|代)(?=..)|(?:代签|代理|代办|代|签字|签|经办|经手|复核|审核|审批|制单|科长|主任|科员|同志|老师|本人)+$"
)
"""In what capacity somebody signs, before or after a name of two characters or more."""
_TYPED_AGAIN = re.compile(r"^(..+?)\1+$")
_CHINESE = re.compile("^[\u3400-\u9fff]{2,6}$")
_NO_PART_OF_A_NAME = ("P", "S", "Z", "C")
"""Beginnings of Unicode's categories: punctuation, symbols, spaces, what cannot be seen."""


@lru_cache(maxsize=256)
def key(name: str) -> str:
    """Return the key by which names of signers compare: NFKC, simplified characters, no case, no punctuation, nothing invisible, no note in brackets or capacity beside it, and a
    name that is typed twice once. "" is no name.

    >>> key("張三") == key("张三 "), key("LI Lei") == key("li.lei"), key("——"), key("张三 张三")
    (True, True, '', '张三')
    >>> key("张三（代）"), key("代张三"), key("张三 审核"), key("代代")
    ('张三', '张三', '张三', '代代')
    """
    text = person_name.simplified(person_name.key(name)).casefold()
    letters = _letters(_NOTE.sub("", text)) or _letters(text)
    bare = _CAPACITY.sub("", letters)
    return _TYPED_AGAIN.sub(r"\1", bare if len(bare) > 1 else letters)


def _letters(text: str) -> str:
    return "".join(each for each in text if not unicodedata.category(each).startswith(_NO_PART_OF_A_NAME))


def require_another(first: str, by: str, code: str, **fields: Any) -> None:
    """Raises Stop(``code``) with these fields if ``by`` may be who said the first word of two, ``first``: another one has to say the same."""
    if same(first, by):
        raise Stop(code, advice="要两个人，请由另一个人同样再做一次", next=[Next.SECOND_WORD], **fields)


def same(one: str, other: str) -> bool:
    """Tell whether two names may be one person's: they have one key, one is the other with a number behind it, or in pinyin, in either order of surname and given name.

    >>> same("zhang san", "张三"), same("San Zhang", "張三"), same("zhang shan", "张三"), same("吕布", "lv bu")
    (True, True, False, True)
    >>> same("张三2", "张三"), same("张三1", "张三2"), same("user", "user2")
    (True, False, False)
    """
    keys = key(one), key(other)
    if keys[0] == keys[1] or any(_CHINESE.match(a) and b.rstrip("0123456789") == a for a, b in (keys, keys[::-1])):
        return True
    latin, chinese = sorted(keys, key=lambda text: not text.isascii())
    return latin.isascii() and latin.isalpha() and _CHINESE.match(chinese) is not None and latin in _spellings(chinese)


@lru_cache(maxsize=256)
def _spellings(name: str) -> frozenset[str]:
    """How a Chinese name is written in Latin letters: each reading of each character, ü as v, u or yu; the first one or two characters also last."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # character by character: its phrases cost 0.4 s
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import Style, pinyin

    of_each = (pinyin(character, Style.NORMAL, heteronym=True)[0] for character in name)
    readings = [{part for text in texts for part in _umlauts(text)} for texts in of_each]
    orders = [readings, *(readings[at:] + readings[:at] for at in (1, 2) if at < len(readings))]
    return frozenset("".join(parts) for order in orders for parts in product(*order))


def _umlauts(reading: str) -> list[str]:
    return [reading.replace("v", letter) for letter in ("v", "u", "yu")]


def required(by: str) -> str:
    """Return the name of who acts, without needless blanks. Raises Stop(S07) if it is none."""
    if not key(by):
        raise Stop("S07", why="没有写明经手人", advice="请写姓名", inputs=[Input.BY])
    return " ".join(by.split())
