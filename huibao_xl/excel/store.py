"""What the commands remember in a workbook: a very hidden sheet ``_huibao`` that holds one JSON text, saved with the workbook.

Remembered are the names of the sheets that are ours, what undo needs, what our marks replaced, and the list of runs. The text is cut
into pieces that every version of Excel takes in a block write (8,203 characters is the old limit); each begins with ``|``, so
that no piece is taken for a formula or for a text with an apostrophe in front.
"""

import json
from collections.abc import Iterable
from typing import Any

from huibao_xl import strict_json

SHEET = "_huibao"
_PIECE = 8_000


def parse(texts: Iterable[str | None]) -> dict[str, Any]:
    """Return what was remembered, from the cells of the sheet; empty if nothing was or if somebody changed it."""
    try:
        content = strict_json.parse("".join(text[1:] for text in texts if text))
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def pieces(entries: dict[str, Any]) -> list[str]:
    """Return the cells that remember these entries.

    >>> pieces({"ours": ["处置"]})
    ['|{"ours": ["处置"]}']
    """
    text = json.dumps(entries, ensure_ascii=False)
    return ["|" + text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
