"""告知书: the words of a year's notices to single persons, as data (``year/huhuibao/notices/<year>.json``, described by ``schemas/personal-notices.schema.json``).

What a clerk reads of a decision names cells, candidates and other people; none of it goes to the person. So each kind of notice, and each code of a decision, has words of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huibao_xl import resources, settings
from huibao_xl.policy import Policy
from huibao_xl.reasons import CATALOGUE, Stop

SCHEMA = "personal-notices.schema.json"
FOLDER = "year/huhuibao/notices"
REFUSAL, WAITING, ACCOUNT, RECOVERY = "refusal", "waiting", "account", "recovery"
UNTOLD = ("X01", "X04")
"""Codes of which nobody is told: who is in no roster asked for nothing, and a second row of a person is decided by the first."""
PLACES = frozenset(
    (
        "姓名",
        "街镇",
        "年度",
        "补贴金额",
        "参考日期",
        "办理期限",
        "电话",
        "付款日期",
        "实付金额",
        "应退金额",
        "未退金额",
        "追回号",
    )
)
"""What {…} may stand in the words."""
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class KindWords:
    """A kind of notice. ``result``: in a sentence; ``family``: the same to the family of somebody who has died; ``next``: what the person is asked to do; ``reason`` and ``bring``: where they do not depend on a code; ``basis``: the code whose quotation of the
    policy it rests on, or ``quote`` with ``where``."""

    title: str
    result: str
    next: str
    text_message: str
    remedy: bool
    family: str = ""
    reason: str = ""
    bring: tuple[str, ...] = ()
    basis: str = ""
    quote: str = ""
    where: str = ""


@dataclass(frozen=True)
class CodeWords:
    """What a person is told of a code: why, what to bring, and which code's quotation it rests on ("": its own)."""

    reason: str
    bring: tuple[str, ...]
    basis: str = ""


@dataclass(frozen=True)
class Term:
    """Within how many working days the person should come, and what that rests on."""

    working_days: int
    quote: str
    where: str
    status: str


@dataclass(frozen=True)
class Remedy:
    """What the person can do against it, where and until when, and what that rests on."""

    text: str
    quote: str
    where: str
    status: str


@dataclass(frozen=True)
class NoticeWords:
    """The words of a year. ``checked_on``: when somebody compared them with their documents."""

    year: int
    checked_on: date
    kinds: dict[str, KindWords]
    codes: dict[str, CodeWords]
    term: Term
    remedy: Remedy

    @property
    def unsettled(self) -> list[str]:
        """What of it is 未核定, as staff read it."""
        parts = {"办理期限": self.term.status, "救济的途径和期限": self.remedy.status}
        return [name for name, status in parts.items() if status == "未核定"]


def load(rules: Policy, path: Path | None = None) -> NoticeWords:
    """Return the words for the year of a policy: those in the file ``path``, or those that ship. Raises Stop(S100) naming the key and the reason if the file is none, is for another year, lacks a
    code or has a {…} that nothing fills; Stop(S07) if none ships for that year."""
    shipped = resources.shipped(FOLDER)
    if path is None and str(rules.year) not in shipped:
        advice = f"请复制随程序提供的一份（{'、'.join(shipped)}）改成本年度的，再写明它的位置。"
        raise Stop("S07", why=f"没有随程序提供 {rules.year} 年度的告知书材料", advice=advice)
    file = path or shipped[str(rules.year)]
    content = settings.read(file, SCHEMA, lambda key, why: Stop("S100", file=file, key=key, why=why))
    found = settings.record(content, NoticeWords)
    for key, why in _faults(found, rules):
        raise Stop("S100", file=file, key=key, why=why)
    return found


def _faults(words: NoticeWords, rules: Policy) -> Iterator[tuple[str, str]]:
    if words.year != rules.year:
        yield "year", f"是 {words.year} 年度的，政策“{rules.name}”是 {rules.year} 年度的"
    decisions = [code for code, reason in CATALOGUE.items() if reason.disposition in ("待核", "不补")]
    missing = [code for code in decisions if code not in words.codes and code not in UNTOLD]
    if missing:
        yield "codes", f"缺少代码 {'、'.join(missing)}"
    for code, each in words.codes.items():
        if (each.basis or code) not in rules.basis:
            yield f"codes.{code}.basis", "政策没有这个代码的原文"
    for name in (ACCOUNT, RECOVERY):
        kind = words.kinds[name]
        if name == RECOVERY and not kind.family:
            yield f"kinds.{name}.family", "要写明写给家属的结果"
        if not kind.bring or not (kind.quote or kind.basis in rules.basis):
            yield f"kinds.{name}", "没有要带的材料，或没有政策的原文"
    for key, text in _texts(words):
        if strange := [name for name in _PLACE.findall(text) if name not in PLACES]:
            yield key, f"没有“{{{strange[0]}}}”可以填入"
        elif re.search("[{}]", _PLACE.sub("", text)):
            yield key, "大括号不成对"


def _texts(words: NoticeWords) -> Iterator[tuple[str, str]]:
    for name, kind in words.kinds.items():
        for part in ("result", "family", "next", "text_message", "reason"):
            yield f"kinds.{name}.{part}", getattr(kind, part)
        yield from ((f"kinds.{name}.bring.{at}", text) for at, text in enumerate(kind.bring, 1))
    for code, each in words.codes.items():
        yield f"codes.{code}.reason", each.reason
        yield from ((f"codes.{code}.bring.{at}", text) for at, text in enumerate(each.bring, 1))
    yield "remedy.text", words.remedy.text


def filled(text: str, values: dict[str, str]) -> str:
    """Return a text with its {…} filled in.

    >>> filled("{姓名}：请到{街镇}办理", {"姓名": "样某", "街镇": "七宝镇"})
    '样某：请到七宝镇办理'
    """
    return _PLACE.sub(lambda found: values[found[1]], text)
