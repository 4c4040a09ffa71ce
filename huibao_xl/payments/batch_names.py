"""What a clerk may type for a batch: its number, or what tells it apart from the others of the ledger (江川, 江川2, 2024江川, 拨付).

A short name is never a guess: it names one 街镇 by the policy's names and aliases, and of that one's batches the only one, or the only one that waits for
what is to be done. 莘庄, which may be two of them, and two batches that both wait, are refused with their numbers.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from huibao_xl.payments import terms
from huibao_xl.payments.drafting import DISTRICT
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.records import SUPPLEMENT
from huibao_xl.payments.ledger.states import FAILED, OPEN, Batch
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.policy import Policy
from huibao_xl.reasons import Next, Stop

EVERYTHING = "全部"
"""What is typed for all batches at once."""
_DASHES = re.compile(r"[‐‑‒–—―−﹘﹣ｰ_]+")
_TYPED = re.compile(r"(?:(?P<year>20\d\d)(?:年度?)?-?)?(?P<name>\D*?)-?(?P<rest>\d+(?:\.\d+)*)?")
_DISTRICT = ("区", "民政局", "区民政局")
_WAITS: dict[str, Callable[[Batch], bool]] = {
    "review": lambda batch: batch.next_step == "审核",
    "approve": lambda batch: batch.next_step == "审批",
    "reject": lambda batch: batch.can_be_rejected,
    "release": lambda batch: bool((batch.lines["state"] == "已剔除").any()),
    "export": lambda batch: batch.state == "已批准" and not batch.is_transfer,
    "return": lambda batch: batch.state in ("已导出", "回盘中"),
    "resolve": lambda batch: (
        bool((batch.lines["state"].isin(OPEN) | batch.lines["doubtful"]).any()) and not batch.next_step
    ),
    "reissue": lambda batch: bool((batch.lines["state"].isin(FAILED) & ~batch.lines["doubtful"]).any()),
}
"""{name of a command: whether a batch waits for it}."""


def plain(text: str) -> str:
    """Return what was typed in half width, with plain hyphens, without blanks and 批次 before it.

    >>> plain("２０２４－七宝镇－１ "), plain("批次“2024—七宝镇—1”")
    ('2024-七宝镇-1', '2024-七宝镇-1')
    """
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    return re.sub(r"[\s“”\"'「」]", "", folded).removeprefix("批次")


def meant(ledger_path: Path, typed: str, command: str = "") -> str:
    """Return the number of the batch that is meant. ``command``: the name of the command, which tells batches of one 街镇 apart.

    Raises Stop(S31) if no batch has that name, or several have it and none of them or several wait for the command; Stop(S30) if the ledger cannot be used.
    """
    if plain(typed) == EVERYTHING:
        return EVERYTHING
    with opened(ledger_path) as ledger:
        return number_of(ledger, typed, command)


def number_of(ledger: Ledger, typed: str, command: str = "") -> str:
    """Return what :func:`meant` does, of an open ledger."""
    numbers, short = ledger.batches(), plain(typed)
    if exact := [number for number in numbers if plain(number) == short]:
        return exact[0]
    found = _TYPED.fullmatch(short)
    if not found or not found["name"]:
        raise _unknown(typed, numbers)
    names = {number: _parts(number) for number in numbers}
    year, name, rest = found["year"], found["name"], found["rest"]
    wanted = _names(name, terms.policy_of(states.declaration(ledger, numbers[-1]))) if numbers else []
    if len(wanted) > 1:
        raise _several(typed, wanted)
    fit = [
        number
        for number, (its_year, its_name, its_rest) in names.items()
        if its_name in wanted and year in (None, its_year) and rest in (None, its_rest)
    ]
    waits = _WAITS.get(command)
    if len(fit) > 1 and waits:
        fit = [number for number in fit if waits(states.load(ledger, number))] or fit
    if len(fit) != 1:
        raise _several(typed, fit) if fit else _unknown(typed, numbers)
    return fit[0]


def _parts(number: str) -> tuple[str, str, str]:
    """Year, name and the rest of a number: 2024, 七宝镇, 1.1."""
    year, _, rest = number.partition("-")
    name, _, last = rest.rpartition("-")
    return year, name, last


def _names(name: str, rules: Policy) -> list[str]:
    """The names that batches may have of whom a short name tells: 江川路街道 for 江川; both for 莘庄; 七宝镇-补差 for 七宝补差; what it is for 拨付."""
    base = name.removesuffix(SUPPLEMENT).rstrip("-")
    if base and base != name:
        return [f"{each}-{SUPPLEMENT}" for each in _names(base, rules)]
    if name in _DISTRICT:
        return [DISTRICT]
    words = {word: town.name for town in rules.townships for word in (town.name, *town.aliases)}
    prefixes = sorted(rules.township_prefixes, key=len, reverse=True)
    for word in (name, *(name.removeprefix(prefix) for prefix in prefixes)):
        if word in words:
            return [words[word]]
    return [town.name for town in rules.townships if name in town.name] or [name]


def _unknown(typed: str, numbers: Sequence[str]) -> Stop:
    advice = f"台账最近的批次：{'、'.join(numbers[-10:]) or '（还没有）'}"
    return Stop("S31", batch=typed, why="不在台账中", advice=advice, next=[Next.LIST_BATCHES])


def _several(typed: str, fit: Sequence[str]) -> Stop:
    advice = "请写批次号，或把街镇、年度和序号写明，如 2024江川2"
    return Stop("S31", batch=typed, why=f"可能是 {'、'.join(fit)}", advice=advice, next=[Next.LIST_BATCHES])
