"""What a list of 低收入家庭 says in words about a member: the relation to the head, the 户籍, an identity. A word is one of the data, or not understood.

The words are data (``household_role`` in ``schemas/roster-fields.json``). Cells are compared in half width without white space, without a
number before the word (1-低保) and without brackets around all of it; what stands in brackets behind a word changes it (低保（已停）).
"""

import re
from functools import lru_cache

from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.fields import household_terms, household_words

HEAD, FAMILY, RELATIVE = "户主", "配偶或子女", "其他亲属"
INSIDE, OUTSIDE, EITHER = "本市", "非本市", "不说明"
"""EITHER: a 户籍 that is understood and says nothing of the city (农业, 城镇, 家庭户)."""
_NOTHING = frozenset(["", "-", "--", "—", "——", "/", "\\", "、", "."])
_NUMBERED = re.compile(r"^(?:[0-9]{1,3}|[A-Z])[-.、:)](?=\D)")
_ENTIRE = re.compile(r"^[(\[【](.*)[)\]】]$")
_NOISE = re.compile(r"[^0-9A-Z\u4e00-\u9fff]+")
_AROUND = re.compile(r"^(?:家庭|户|编号|号|NO|第)+|(?:号户|号|户|家庭)+$")
_PREFIX = re.compile(r"^(?:户主|申请人|本人|其)?(?:之|的)?")


@lru_cache(maxsize=4096)
def word(text: str) -> str:
    """Return a cell as its words are compared, "" where nothing is written.

    >>> word(" １-低保 "), word("【低保】"), word("—"), word("低保（已停）")
    ('低保', '低保', '', '低保(已停)')
    """
    compact = _NUMBERED.sub("", plain(text).upper())
    inside = _ENTIRE.match(compact)
    compact = inside[1] if inside else compact
    return "" if compact in _NOTHING else compact


@lru_cache(maxsize=4096)
def relation_of(text: str) -> str | None:
    """Return what a relation to the head is: HEAD, FAMILY or RELATIVE, "" where nothing is written, None where it is not understood.

    >>> relation_of("户主本人"), relation_of("之妻"), relation_of("户主的母亲"), relation_of(""), relation_of("20")
    ('户主', '配偶或子女', '其他亲属', '', None)
    """
    compact = word(text)
    if not compact:
        return ""
    for meaning, kind in ((HEAD, "heads"), (FAMILY, "family"), (RELATIVE, "relatives")):
        if compact in household_terms(kind) or _PREFIX.sub("", compact) in household_terms(kind) - household_terms(
            "heads"
        ):
            return meaning
    return None


@lru_cache(maxsize=4096)
def residence_of(text: str) -> str | None:
    """Return where somebody is registered: INSIDE, OUTSIDE or EITHER, "" where nothing is written, None where it is not understood.

    >>> residence_of("上海市闵行区七宝镇"), residence_of("安徽省六安市"), residence_of("非农"), residence_of(""), residence_of("甲")
    ('本市', '非本市', '不说明', '', None)
    """
    compact = word(text)
    if not compact:
        return ""
    for meaning, kind in ((INSIDE, "inside"), (OUTSIDE, "outside"), (EITHER, "either")):
        if compact in household_terms(kind):
            return meaning
    if compact.startswith("上海"):
        return INSIDE
    return OUTSIDE if compact.startswith(tuple(household_terms("elsewhere"))) else None


@lru_cache(maxsize=4096)
def meaning_of(text: str, kind: str) -> str | None:
    """Return what a cell of identities or ``signed`` (``kind``) means, "" where nothing is written, None where it is not understood.

    >>> meaning_of("低保家庭", "identities"), meaning_of("-", "identities"), meaning_of("低保（已停）", "identities")
    ('低保', '', None)
    """
    compact = word(text)
    return household_words(kind).get(compact) if compact else ""


def number_key(text: str) -> str:
    """Return a household's number as it is compared when it may be written in another way. A sign between digits parts two numbers (1-11, 11-1).

    >>> number_key("001"), number_key("1 号"), number_key("第1户"), number_key("1.0"), number_key("SH-0012"), number_key("ＳＨ0012")
    ('1', '1', '1', '1', 'SH12', 'SH12')
    >>> number_key("10-001"), number_key("1-11"), number_key("111")
    ('10-1', '1-11', '111')
    """
    compact = _NOISE.sub("-", re.sub(r"^(\d+)\.0+$", r"\1", plain(text).upper()))
    compact = re.sub(r"(?<!\d)-+|-+(?!\d)", "", compact)
    compact = _AROUND.sub("", compact) or compact
    return re.sub(r"^0+(?=.)|(?<!\d)0+(?=\d)", "", compact)
