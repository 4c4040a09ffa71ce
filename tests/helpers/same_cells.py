"""Two workbooks that show the same, of which one was saved by the double of Excel."""

import re
from pathlib import Path
from typing import Any

from book_content import content

from huibao_xl.files.reading.received import PROBLEMS


def shown(path: Path) -> dict[str, Any]:
    """What a workbook shows, without what openpyxl, which stands behind the double, writes otherwise: authors and sizes of notes, fonts of rules."""
    return plain(content(path))


def plain(found: dict[str, Any]) -> dict[str, Any]:
    """The same of what ``book_content`` gives."""
    for name, sheet in found.items():
        if name != "名称":
            cells = sheet["cells"].items()
            sheet["cells"] = {
                at: (_timeless(value) or None, look if value != PROBLEMS else "", note and note[0], link)
                for at, (value, look, note, link) in cells
            }
            sheet["formats"] = [rule[:4] for rule in sheet["formats"]]
            sheet["widths"] = {letters: round(width, 3) for letters, width in sheet["widths"].items()}
            sheet["heights"] = {row: height for row, height in sheet["heights"].items() if height != (None, False)}
    return found


def _timeless(value: Any) -> Any:
    """A value without the minute in which a step was done."""
    return re.sub(r"^\d{4}-\d\d-\d\d \d\d:\d\d ", "", value) if isinstance(value, str) else value


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for name in one:
        for fact in one[name] if name != "名称" else ():
            here, there = one[name][fact], other[name][fact]
            if isinstance(here, dict):  # what differs, and no more, is shown
                here, there = ({at: each[at] for at in each if here.get(at) != there.get(at)} for each in (here, there))
            assert here == there, (name, fact, here, there)
    assert one["名称"] == other["名称"]
