"""What a cell says of how a policy was bought, under its header (``schemas/roster-fields.json``, ``schemas/status-words.json``)."""

import re
from collections.abc import Iterable
from functools import lru_cache

from huibao_xl.rosters.fields import value_aliases
from huibao_xl.rosters.status_words import answer, content, is_nothing, plain, read_channel

_ASKS = re.compile(r"^是不是|是否|标志|标识|标记|FLAG|INDICATOR|^IS|否$|与否$")
"""What makes a question of a header."""


@lru_cache(maxsize=1)
def _meanings() -> dict[str, str]:
    return value_aliases("投保渠道")


def asked_channel(header: str) -> str:
    """Return what 是 says under a header that asks whether it was bought so (是否团单, 单位投保标志), "" under any other: 否 under 是否线上 is no group.

    >>> [asked_channel(header) for header in ("是否团单", "单位代缴否", "是否个人投保", "是否线上投保", "是否职工", "投保渠道")]
    ['团单', '团单', '个人', '', '', '']
    """
    written = plain(header)
    about = _ASKS.sub("", written)
    if about == written:
        return ""
    rules, means = content()["asked_channels"], read_channel(about)
    alone = means == "个人" and about in content()["one_person"]
    return means if alone or (means == "团单" and re.search(rules["groups"], about)) else ""


def channel_of(word: str, header: str) -> str:
    """Return what a cell says under a header: 个人, 团单, 不明, "" for nothing; 是 and 否 where the header names one channel (是否团单).

    >>> [channel_of(word, "渠道") for word in ("微信", "工会", "太阳系", "/")], channel_of("否", "是否团单")
    (['个人', '团单', '不明', ''], '个人')
    """
    if is_nothing(word):
        return ""
    asked, reply = asked_channel(header), answer(word)
    if reply is not None and asked:
        return asked if reply else {"个人": "团单", "团单": "个人"}[asked]
    return _meanings().get(plain(word)) or read_channel(word) or "不明"


def speaks_of_channels(cells: Iterable[str], header: str) -> bool:
    """Return whether any cell of a column says how somebody bought his policy: 渠道 may as well hold branches of the insurer, 投保类型 新保 and 续保."""
    return any(channel_of(word, header) in ("个人", "团单") for word in {*cells})


def says_plainly(word: str, header: str) -> bool:
    """Return whether a cell that says 个人 leaves no room for a group: 微信 may be how a group paid."""
    return plain(word) in content()["one_person"] or (bool(asked_channel(header)) and answer(word) is not None)
