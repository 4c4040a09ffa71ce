"""How names, lists of names and moments stand in a sentence: on one line, with everything in them to be seen, and not by the hundred."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

MOST = 6
"""Names that a sentence gives; a longer list stands in a table, or where the sentence says."""
_WORDS = {"\n": "换行", "\r": "回车", "\t": "制表符", "\x00": "空字符"}
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode's categories of what breaks a line or cannot be seen: control and format characters, halves of pairs, separators of lines and
paragraphs."""


def visible(text: str) -> str:
    """Return a text on one line: what in it breaks lines or cannot be seen is written out. Names of files and folders may hold any of it.

    >>> visible("结果\\n二\\u202e"), visible("七宝镇 名单.xlsx")
    ('结果（换行）二（U+202E）', '七宝镇 名单.xlsx')
    """
    if text.isprintable():
        return text
    return "".join(_written_out(each) if unicodedata.category(each) in _UNSEEN else each for each in text)


def _written_out(character: str) -> str:
    return f"（{_WORDS.get(character) or f'U+{ord(character):04X}'}）"


def shortened(text: str, longest: int) -> str:
    """Return a text as it is, or its first characters where it has more than ``longest``.

    >>> shortened("在册", 2), shortened("已经注销", 2)
    ('在册', '已经…')
    """
    return text if len(text) <= longest else f"{text[:longest]}…"


def several(names: Sequence[str], unit: str = "个") -> str:
    """Return names for a sentence: all of a few, the first of many and how many there are.

    >>> several(["甲", "乙"]), several([str(number) for number in range(412)])
    ('甲、乙', '0、1、2、3、4、5 等 412 个')
    """
    named = "、".join(names[:MOST])
    return f"{named} 等 {len(names):,} {unit}" if len(names) > MOST else named


def minute(at: str) -> str:
    """Return a moment (ISO 8601) as staff read it, to the minute.

    >>> minute("2024-08-01T09:00:30+08:00")
    '2024-08-01 09:00'
    """
    return at[:16].replace("T", " ")


def where(defect: BaseException, most: int = 1) -> str:
    """Return the kind of a defect and the last places that it came through, without its message: a message may hold personal data.

    >>> where(ValueError("310112……"))
    'ValueError'
    """
    trace, places = defect.__traceback__, []
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return "，".join([type(defect).__name__, *places[-most:]])
