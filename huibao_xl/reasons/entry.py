"""One entry of the catalogue."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["错误", "警告", "提示"]
Disposition = Literal["补贴", "待核", "不补"]


@dataclass(frozen=True)
class Reason:
    """One entry of the catalogue. ``message`` and ``advice`` are ``str.format`` templates."""

    code: str
    level: Level
    title: str
    message: str
    advice: str
    disposition: Disposition | None = None


def decided(code: str, disposition: Disposition, level: Level, title: str, message: str, advice: str) -> Reason:
    """Return the entry of a decision about an insured row."""
    return Reason(code, level, title, message, advice, disposition)
