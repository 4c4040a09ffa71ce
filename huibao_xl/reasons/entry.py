"""One entry of the catalogue."""

from dataclasses import dataclass
from typing import Literal

from huibao_xl.reasons.steps import Input, Next

Level = Literal["错误", "警告", "提示"]
Disposition = Literal["补贴", "待核", "不补"]


@dataclass(frozen=True)
class Reason:
    """One entry of the catalogue. ``message`` and ``advice`` are ``str.format`` templates, ``level`` how grave it is.

    ``disposition``: what becomes of an insured row with this code, None for a code that decides nothing. ``inputs`` and ``next`` (of stops
    only): what must be given otherwise and what can be done; the advice says it without naming an option or a button.
    """

    code: str
    level: Level
    title: str
    message: str
    advice: str
    disposition: Disposition | None = None
    inputs: tuple[Input, ...] = ()
    next: tuple[Next, ...] = ()


def decided(code: str, disposition: Disposition, level: Level, title: str, message: str, advice: str) -> Reason:
    """Return the entry of a decision about an insured row."""
    return Reason(code, level, title, message, advice, disposition)
