"""What a clerk answers about a column of codes: which of its values are valid and which are out (有效=01、02；退出=03), or which say 个单 and which 团单."""

import re
from typing import Literal

from huibao_xl.rosters.status_words import plain

EXAMPLE, OF_CHANNELS = "有效=01、02；退出=03", "个单=01、网投；团单=02"
"""How such an answer is written. A word that stands in neither is read as if nobody had answered; 退出=其余 says that every other code is out."""
OTHERS = plain("其余")
"""What stands for every other code on the side of what is out."""
_BETWEEN = re.compile("[、,，/]")
Values = tuple[frozenset[str], frozenset[str]]


def _answers(first: str, second: str) -> re.Pattern[str]:
    one, other = rf"(?:{first})\s*[=＝:：]([^;；]+)", rf"(?:{second})\s*[=＝:：]([^;；]+)"
    return re.compile(rf"\s*{one}(?:[;；]\s*{other})?[;；]?\s*")


_STATES, _CHANNELS = _answers("有效", "退出"), _answers("个单|个人", "团单|团体")
_LISTS = re.compile(r"\s*(?:有效|退出|个单|个人|团单|团体)\s*[=＝:：]")
_GROUPS_ALONE = re.compile(r"\s*(?:团单|团体)\s*[=＝:：]([^;；]+)[;；]?\s*")


def listed_values(meaning: str) -> Values | None:
    """Return the values, as compared, that an answer lists as valid and as out; None if it is no such answer.

    >>> listed_values("状态"), listed_values("有效=01；退出=03")
    (None, (frozenset({'01'}), frozenset({'03'})))
    """
    found = _STATES.fullmatch(meaning)
    return _apart(found[1], found[2]) if found else None


def listed_channels(meaning: str) -> dict[str, Literal["个人", "团单"]] | None:
    """Return {value, as compared: 个人 or 团单} of an answer about a channel, None if it is none.

    >>> listed_channels("个单=网投；团单=团办"), listed_channels("团单=02"), listed_channels("投保渠道")
    ({'网投': '个人', '团办': '团单'}, {'02': '团单'}, None)
    """
    found, alone = _CHANNELS.fullmatch(meaning), _GROUPS_ALONE.fullmatch(meaning)
    values = _apart(found[1], found[2]) if found else (frozenset[str](), _values(alone[1])) if alone else None
    if not values or not any(values):
        return None
    return {**dict.fromkeys(sorted(values[0]), "个人"), **dict.fromkeys(sorted(values[1]), "团单")}


def lists_codes(meaning: str) -> bool:
    """Return whether an answer is written as one that lists codes, also if it cannot be used.

    >>> lists_codes("退出=03"), lists_codes("有效=01；退出=01"), lists_codes("失效日期")
    (True, True, False)
    """
    return bool(_LISTS.match(meaning))


def of_codes(meaning: str) -> frozenset[str]:
    """Return the codes, as compared, that an answer lists, whichever kind it is; none if it is about a field.

    >>> sorted(of_codes("有效=01；退出=03")), of_codes("状态")
    (['01', '03'], frozenset())
    """
    states, channels = listed_values(meaning), listed_channels(meaning)
    return states[0] | states[1] if states else frozenset(channels or ())


def _apart(one: str, other: str | None) -> Values | None:
    """The values of both sides, None where the first has none, or means all others, or one stands on both."""
    first, second = _values(one), _values(other or "")
    return (first, second) if first and OTHERS not in first and not first & second else None


def _values(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(plain, _BETWEEN.split(text))))
