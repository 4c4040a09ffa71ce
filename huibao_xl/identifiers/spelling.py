"""Words as cells, headers and file names write them, brought into one spelling before they are compared."""

import re
import unicodedata

_SPACE = re.compile(r"\s")


def plain(text: str) -> str:
    """Return a text in half width (NFKC) without any white space. For comparing: what is shown is what the source says.

    >>> plain("七 宝　镇"), plain("Ａ座 （２）")
    ('七宝镇', 'A座(2)')
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))
