"""Numbers of lines as people write them: on the command line and on the sheet 发放 alike.

6; 6、7; 6，7; 第6行、第 7 行; 6-8; 6 至 8; in full-width digits too. What is no number of a line is never passed over.
"""

import re
import unicodedata

EXAMPLE = "行号，应如 6、7 或 6-8"
_APART = re.compile(r"[、,;/\s]+|[和及与]")
_AROUND = re.compile(r"\s*(?:第|行|号|笔|条)\s*")
_TO = re.compile(r"\s*(?:-|—+|–|−|~|〜|至|到)\s*")
_MOST = 100_000
"""More lines than anybody means by a range."""


def parse(text: str) -> list[int]:
    """Return the numbers of lines that a text names, each once, in its order. Raises ValueError for what is none, or if it names none.

    >>> parse("6、7"), parse("第６行，第 7 行"), parse("6-8"), parse("3 至 5、9"), parse("6 7 6")
    ([6, 7], [6, 7], [6, 7, 8], [3, 4, 5, 9], [6, 7])
    """
    plain = _TO.sub("-", _AROUND.sub(" ", unicodedata.normalize("NFKC", text)))
    parts = [part for part in _APART.split(_TO.sub("-", plain)) if part]
    lines = [line for part in parts for line in _range(part)]
    if not lines:
        raise ValueError(text)
    return list(dict.fromkeys(lines))


def parse_one(text: str) -> int:
    """Return the one line that a text names. Raises ValueError if it names none or several.

    >>> parse_one("第６行")
    6
    """
    (line,) = parse(text)
    return line


def _range(part: str) -> range:
    first, mark, last = part.partition("-")
    if not (first.isdecimal() and (last.isdecimal() or not mark)):
        raise ValueError(part)
    lines = range(int(first), int(last or first) + 1)
    if not 1 <= int(first) <= int(last or first) or len(lines) > _MOST:
        raise ValueError(part)
    return lines
