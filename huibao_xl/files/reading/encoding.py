"""Bytes to text: which of the encodings that Chinese offices use a file without a label is in.

GB18030 stands for every GB label: GBK fails on rare names, GB2312 on more. A UTF-8 file with a few broken bytes is
refused rather than read as GB18030, which would turn every name into another without any error.
"""

import codecs
import re
from pathlib import Path

from huibao_xl.files.reading.faults import RESAVE, unreadable

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABEL = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]+")
_MOST_CONTROL = 0.02
"""Share of control characters up to which a text is one: databases and scanners of cards leave a few behind numbers and names."""
_BROKEN_SHARE = 0.02
_MOSTLY = 5


def decode(path: Path, content: bytes, label: str | None = None) -> str:
    """Return the text of a file. ``label``: the encoding it states. Raise Stop if it is not text."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _checked(path, _strict(path, content[len(bom) :], encoding))
    encodings = [wide] if (wide := _wide(content[:4096])) else [_usable(label), "utf-8", "gb18030"]
    for encoding in dict.fromkeys(name for name in encodings if name):
        if encoding == "gb18030" and _is_broken_utf8(content):
            break
        try:
            return _checked(path, content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _checked(path, _strict(path, content, "utf-8"))


def stated_encoding(content: bytes) -> str | None:
    """Return the encoding that an XML declaration or an HTML meta element states."""
    label = _LABEL.search(content[:2048])
    return label[1].decode("ascii") if label else None


def _usable(label: str | None) -> str | None:
    """Return Python's name of a stated encoding, None if there is none or it cannot hold this text as stated."""
    try:
        name = codecs.lookup(label).name if label else None
    except LookupError:
        return None
    if name is None or name.startswith(("utf-16", "utf-32", "iso8859", "cp125", "ascii", "latin")):
        return None
    return "gb18030" if name in ("gb2312", "gbk", "gb18030", "hz") else name


def _wide(head: bytes) -> str | None:
    """Return the kind of UTF-16 without a mark: every other byte of digits and separators is zero. A few bytes of the
    other half are zero too: 一 is U+4E00."""
    high, low = head[::2].count(0), head[1::2].count(0)
    if min(high, low) * _MOSTLY > max(high, low) or high + low < len(head) / 10:
        return None
    encoding = "utf-16-be" if high > low else "utf-16-le"
    return encoding if set("\n,\t;") & set(head.decode(encoding, "replace")) else None


def _is_broken_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")
    broken, beyond_ascii = text.count("\ufffd"), sum(map(len, re.findall(r"[^\x00-\x7f]+", text)))
    return broken <= beyond_ascii * _BROKEN_SHARE


def _strict(path: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise unreadable(path, f"第 {line} 行附近的文字编码有误，或不是文本文件", RESAVE) from None


def _checked(path: Path, text: str) -> str:
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    if sum(map(len, _CONTROL.findall(text))) > len(text) * _MOST_CONTROL:
        raise unreadable(path, "不是文本文件，也不是能识别的表格文件", RESAVE)
    return text
