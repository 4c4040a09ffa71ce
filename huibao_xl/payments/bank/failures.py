"""Why a bank did not pay: its codes and words as a few reasons of our own, each with its meaning and what to do (``failures.json``).

Banks write a code, words or both. A code is looked up in the lists that the layout names, words in the common list, the longest first. Words say
more than a code of a list that nobody has compared with the bank's.
What no list knows is 未收录: it is never taken for a fault of the bank, so that nothing is sent again to the same account on a guess. A text that holds a word is
not that word (无需冲正, 退票申请中): whoever decides by it asks :func:`is_listed`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from huibao_xl import resources, settings

UNKNOWN = "未收录"
_LEADING_CODE = re.compile(r"^[\[(（【]?[A-Z0-9]+[\])）】]?[-—:：,，.。、/_]*(?=[^A-Z0-9])")
_OPENING = re.compile("^(该|对方|收款)?(账户|账号|卡)?(已被|已|被)?")
_NUMBER_OF = re.compile("[元笔万亿年月日号%]")
"""After a number that is no code: 1010元限额."""
_OF_BANK = ("可用原账户", "查明后")
"""What a re-issue may need where the fault is the bank's: nothing, or that somebody finds out whether the money arrived."""


@dataclass(frozen=True)
class Failure:
    """A reason. ``outcome``: 失败 (the last word: not paid), 未决 (may still be paid) or 退票 (paid and come back).

    ``of_account``: a re-issue needs a changed account, or one that was checked since; a fault of the bank does not lie in the account, which may be
    tried again once the line is 失败: while not ``final`` none is due. ``by_holder``: another holder mends it too.
    """

    key: str
    meaning: str
    advice: str
    outcome: str
    of_account: bool
    words: tuple[str, ...]
    by_holder: bool = False

    @property
    def final(self) -> bool:
        """Whether the bank will not pay this line any more."""
        return self.outcome != "未决"


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    return dict(resources.read_json("payments/bank", "failures.json"))


@lru_cache(maxsize=1)
def reasons() -> dict[str, Failure]:
    """Return every reason by its key, which RETURNED calls reason_code.

    >>> reasons()["户名不符"].of_account, reasons()["系统原因"].of_account
    (True, False)
    """
    return {
        key: settings.record(reason | {"key": key, "of_account": reason["reissue"] not in _OF_BANK}, Failure)
        for key, reason in _content()["reasons"].items()
    }


def lists() -> dict[str, dict[str, str]]:
    """Return the lists of bank codes: {list: {code: key of a reason}}."""
    return dict(_content()["lists"])


@lru_cache(maxsize=1)
def _words() -> list[tuple[str, str]]:
    """(word, key), the longest word first."""
    pairs = [(word, key) for key, reason in reasons().items() for word in reason.words]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def find(text: str, codes: dict[str, str]) -> str:
    """Return the key of the reason that a bank's text means: a code, a code and words, or words; UNKNOWN if none is known, "" if empty.

    >>> find("3031", {"3031": "户名不符"}), find("E99-账户已冻结", {}), find("不详", {}), find("", {})
    ('户名不符', '已冻结', '未收录', '')
    """
    compact = _compact(text).lstrip("[(（【")
    if not compact:
        return ""
    code = next((code for code in codes if _begins(compact, code.upper())), None)
    found = [reasons()[key] for word, key in _words() if word in compact]
    if code and not found:
        return codes[code]
    if (
        found and found[0].final and not found[0].of_account
    ):  # 系统忙，交易超时: what may have arrived comes before what passes
        found.sort(key=lambda reason: reason.final)
    return found[0].key if found else UNKNOWN


def is_listed(text: str) -> bool:
    """Tell whether a text is a word of the list and nothing else, but for a code before it.

    >>> is_listed("已冻结"), is_listed("[3017] 账户已冻结。"), is_listed("未冻结"), is_listed("冲正失败"), is_listed("3017")
    (True, True, False, False, False)
    """
    bare = _LEADING_CODE.sub("", _compact(text).rstrip("。.！!;；"))
    return bare in _listed() or _OPENING.sub("", bare) in _listed()


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(word.upper() for word, _ in _words())


def is_code(text: str, codes: dict[str, str]) -> bool:
    """Tell whether a text is a code and nothing else, but for brackets around it."""
    return _compact(text).strip("[]()（）【】") in {code.upper() for code in codes}


def _compact(text: str) -> str:
    return "".join(text.split()).upper()


def _begins(text: str, code: str) -> bool:
    """Whether a text is the code, or the code and something that does not go on with it."""
    rest = text.removeprefix(code)
    return text.startswith(code) and not (rest[:1].isascii() and rest[:1].isalnum()) and not _NUMBER_OF.match(rest)
