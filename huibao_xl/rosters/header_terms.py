"""What a header says: cut into the terms of the trade, and read by rules over them (``schemas/list-terms.json``).

A header is *whose* + *quality* + *noun* in any order: 残疾人 + 认定 + 截止 + 日期. The kinds of its terms decide, not its spelling, so
that 认定截止日期, 有效期至 and 证件到期日 are one field, and 监护人身份证号 is not the person's. What no term covers lowers the score.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from huibao_xl import resources
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters.cutting import cut

_BRACKETS = re.compile(r"[(\[【{<〔「](.*?)[)\]】}>〕」]")
_NOISE = re.compile(r"[\s*:_、，,。.;/\\|·\-—'\"“”‘’`#?!=+~&]+")
_ASIDE = re.compile(r"\d+位?|必填|选填|可空|样例|示例|格式.*|如.*|例.*|YYYY.*|YY.*|单位.*|元|万元|岁|个|盖章|人民币")
_PENALTY = 0.5


@dataclass(frozen=True)
class Term:
    """A term found in a header: its text, and the kinds it may be (SELF, ID, DATE …)."""

    text: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Header:
    """A header as understood. ``terms`` in order; ``rest``: characters that no term covers; ``length``: all that were compared."""

    text: str
    terms: tuple[Term, ...]
    rest: str
    length: int

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Every kind of every term."""
        return frozenset().union(*(term.kinds for term in self.terms)) if self.terms else frozenset()


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """{code point in the traditional form: character in the simplified one}."""
    pairs = content()["traditional"]
    return {ord(one): other for one, other in zip(pairs["from"], pairs["to"], strict=True)}


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a header as it is compared: half width, upper case, simplified, without white space, marks and invisible characters.

    >>> plain("＊身份证\\n号码\\u200b："), plain("id-Card No.")
    ('身份证号码', 'IDCARDNO')
    """
    return _NOISE.sub("", visible(text)).upper().translate(_simplified())


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    """Return ``schemas/list-terms.json``."""
    read: dict[str, Any] = resources.read_json("schemas", "list-terms.json")
    return read


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, frozenset[str]]:
    """{word: kinds}."""
    kinds: dict[str, set[str]] = {}
    for kind, words in content()["terms"].items():
        for word in words:
            kinds.setdefault(plain(word), set()).add(kind)
    return {word: frozenset(found) for word, found in kinds.items()}


@lru_cache(maxsize=4096)
def parse(text: str) -> Header:
    """Return a header cut into terms: the cut that leaves the fewest characters over, and of these the one of fewest terms.

    What stands in brackets counts where it is made of terms (街道（镇）), and is an aside where it is not (18位, 必填).

    >>> [term.text for term in parse("残疾人身份证号码（18位）").terms], parse("残疾人身份证号码（18位）").rest
    (['残疾人', '身份证号码'], '')
    """
    folded = unicodedata.normalize("NFKC", text)
    inside = [plain(part) for part in _BRACKETS.findall(folded)]
    outside = plain(_BRACKETS.sub("", folded))
    terms, rest = _cut(outside)
    for part in inside:
        if not part or _ASIDE.fullmatch(part):
            continue
        more, left = _cut(part)
        if not left:
            terms += more
    return Header(text, tuple(terms), rest, len(outside))


@lru_cache(maxsize=1)
def _initials() -> dict[str, frozenset[str]]:
    """{pinyin initials of a term: its kinds}."""
    found = {}
    for letters, term in content()["initials"].items():
        if letters.isalpha():
            found[letters] = frozenset[str]().union(*(kinds for _, kinds in cut(plain(term), _lexicon(), frozenset())))
    return found


def _cut(text: str) -> tuple[list[Term], str]:
    """The terms of a text, and the characters that no term covers."""
    pieces = cut(text, _lexicon(), frozenset())
    if text.isascii() and text.isalpha() and not all(kinds for _, kinds in pieces):
        initials = cut(text, _initials(), frozenset())
        pieces = initials if all(kinds for _, kinds in initials) else pieces
    return [Term(word, kinds) for word, kinds in pieces if kinds], "".join(word for word, kinds in pieces if not kinds)


@lru_cache(maxsize=4096)
def fields_of(text: str) -> dict[str, float]:
    """Return {field: score from 0 to 1} of a header, the best first: what its terms say, less for what no term covers.

    >>> list(fields_of("认定截止日期"))[0], list(fields_of("监护人身份证号"))[0], fields_of("甲乙丙")
    ('失效日期', '他人证件', {})
    """
    header = parse(text)
    if not header.terms:
        return {}
    rules, barred = content()["fields"], content()["modifiers"]
    covered = 1 - _PENALTY * min(len(header.rest) / max(header.length, 1), 1)
    scores: dict[str, float] = {}
    for field, options in rules.items():
        if header.kinds & set(barred.get(field, [])):
            continue
        fitting = [_score(rule, header) for rule in options if set(rule["all"]) <= header.kinds]
        if fitting:
            scores[field] = round(max(fitting) * covered, 3)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


def _score(rule: dict[str, Any], header: Header) -> float:
    """A rule's score, a little less for every term that it does not speak of: the more a rule explains, the better it fits."""
    unexplained = sum(not term.kinds & set(rule["all"]) for term in header.terms)
    return float(rule["score"]) * (0.97**unexplained)
