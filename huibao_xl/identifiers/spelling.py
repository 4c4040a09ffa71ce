"""Words and numbers as cells, headers and file names write them, brought into one spelling before they are compared."""

import re
import unicodedata

_SPACE = re.compile(r"\s")
_INVISIBLE = "".join(
    map(
        chr,
        [
            *range(0x20),
            *range(0x7F, 0xA0),
            0xAD,
            0x34F,
            0x115F,
            0x1160,
            *range(0x180B, 0x1810),
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
            0x3164,
            *range(0xFE00, 0xFE10),
            0xFEFF,
            0xFFA0,
        ],
    )
)
_SPACES = " \u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_DASHES = "-‐‑‒–—―−﹘﹣ｰ"
_QUOTES = "'\"`´‘’‚‛“”„‟′″＇＂｀「」『』"
_AROUND = ".,;:。，；：、．,;:|()[]【】<>《》"
"""What stands before or after a number in a list or a sentence; inside a number it would part two of them."""
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SEPARATORS = dict.fromkeys(map(ord, _INVISIBLE + _SPACES + _DASHES + _QUOTES + "_"))
_EDGE = _INVISIBLE + _SPACES


def plain(text: str) -> str:
    """Return a text in half width (NFKC) without any white space. For comparing: what is shown is what the source says.

    >>> plain("七 宝　镇"), plain("Ａ座 （２）")
    ('七宝镇', 'A座(2)')
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def visible(text: str) -> str:
    """Return a text in half width without the characters that nobody sees; tabs and line breaks stay.

    >>> visible("［有\u200b效］")
    '[有效]'
    """
    folded = unicodedata.normalize("NFKC", text)
    if folded.isprintable():
        return folded
    return "".join(char for char in folded if unicodedata.category(char) not in ("Cf", "Cc", "Co") or char in "\n\t")


def trim(text: str) -> str:
    """Return a number in half width without what stands around it: white space, invisible characters, a leading apostrophe.

    >>> trim("\\u3000'６２２２ ")
    '6222'
    """
    return text.translate(_WIDTHS).strip(_EDGE).removeprefix("'").strip(_EDGE)


def unseparated(text: str) -> str:
    """Return a number in half width and capitals without what people and programs put into it: white space, line breaks,
    invisible characters, hyphens, quotation marks, backticks, wherever they stand; and without punctuation around it.

    Letters, strokes, commas and other signs inside stay: they part two numbers, or belong to a sentence, and no number is made of those.

    >>> unseparated("310112 19850101–0013。"), unseparated("“６２２２-0213”"), unseparated("1234/5678")
    ('310112198501010013', '62220213', '1234/5678')
    """
    return text.translate(_WIDTHS).translate(_SEPARATORS).strip(_AROUND).upper()


def is_separated(text: str) -> bool:
    """Return whether separators stand inside the number, not only around it.

    >>> is_separated("310112 19850101 0013"), is_separated(" 310112198501010013。")
    (True, False)
    """
    number = unseparated(text)
    return bool(number) and number not in trim(text).upper()
