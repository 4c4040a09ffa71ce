"""What a message may show of the row where a header was looked for: words of headers, never what a person's cell says.

A list without a header row begins with a person. A text is shown if it is a header that some list uses, or is made of terms of headers; beside 姓名 or
证件号码 also other short texts without numbers, for a header row has words of its own. Everything else is told by its column.
"""

import re
from collections.abc import Container, Sequence

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.rosters.fields import header_key, role_book
from huibao_xl.rosters.header_terms import fields_of, parse

_LONG_NUMBER = re.compile(r"\d{5,}")
_LONGEST = 20
_OF_PERSONS = ("姓名", "证件号码")
"""What no person is called: a row with such a header is a header row."""
HIDDEN = "不像表头，不显示"


def shown_headers(texts: Sequence[str], spelt: Container[str] = ()) -> str:
    """Return the cells of a row, 、-joined, as far as they are headers. ``spelt``: headers as compared (``header_key``), besides those of
    the rosters.

    >>> shown_headers(["姓名", "身份证编号", "备用列"]), shown_headers(["张三", "310112198501010013", ""])
    ('姓名、身份证编号、备用列', '（A 列、B 列不像表头，不显示）')
    """
    cells = [(column, text.replace("\n", "").replace("\r", "").strip()) for column, text in enumerate(texts)]
    cells = [(column, text) for column, text in cells if text]
    sure = {column for column, text in cells if _is_header(text, spelt)}
    plain = all(len(text) <= _LONGEST and not _LONG_NUMBER.search(text) for _, text in cells)
    row_of_headers = plain and any(_names_persons(text) for column, text in cells if column in sure)
    shown = [text for column, text in cells if column in sure or row_of_headers]
    hidden = [f"{column_letters(column)} 列" for column, _ in cells if column not in sure and not row_of_headers]
    words = "、".join(shown) + (f"（{'、'.join(hidden)}{HIDDEN}）" if hidden else "")
    return words or "（没有）"


def _is_header(text: str, spelt: Container[str]) -> bool:
    """Whether a text is a header of some list, or nothing but terms of headers."""
    if len(text) > _LONGEST or _LONG_NUMBER.search(text):
        return False
    key = header_key(text)
    if key and (key in spelt or key in role_book().headers):
        return True
    header = parse(text)
    return bool(header.terms) and not header.rest


def _names_persons(text: str) -> bool:
    """Whether a header says 姓名 or 证件号码, in whatever words."""
    return not parse(text).rest and next(iter(fields_of(text)), "") in _OF_PERSONS
