"""Names of people, for comparing: one key per name, equal where two systems merely wrote the same name differently.

In order: code points of the private use area that GBK/GB18030 systems write for real characters, and CJK radicals that
copying from a PDF leaves, become the real character (``data/gbk_private_use.csv``: the GB18030-2000/cp936 layout against glibc
2.36; ``data/radicals.csv``: Unicode's EquivalentUnifiedIdeograph); then NFKC; then white space and invisible characters go; then
the variants of the middle dot become one (``·``). Nothing else: 张三 and 张叁, 張 and 张 differ. The key is for comparing; what is
printed and sent to the bank is what the source says.

    >>> key("阿卜杜热合曼•买买提") == key("阿卜杜热合曼・买买提"), key("⻢ 三"), key("张\\ue863")
    (True, '马三', '张䶮')
    >>> key("張三") == key("张三")
    False
"""

import csv
import re
import unicodedata
from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import resources

_DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u25cf\u30fb\uff65\u0387\u16eb\u2e31\u02d9\uff0e\u2024\u25aa\u318d"
_INVISIBLE = re.compile(
    "[\\s\\u00ad\\u034f\\u115f\\u1160\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0"
    "\\U000e0100-\\U000e01ef\\x00-\\x1f\\x7f-\\x9f]"
)
_PLAIN = "^[\u3400-\u9fff]*$"


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """{code point: real character} for private use points, radicals and dots."""
    table: dict[int, str] = {}
    folder = resources.folder("data")
    with (folder / "radicals.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            table[int(row["radical"][2:], 16)] = row["unified_char"]
    with (folder / "gbk_private_use.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            real = row["char_glibc"]
            private = int(row["pua_codepoint(GB18030-2000/cp936)"][2:], 16)
            if len(real) == 1 and not unicodedata.category(real).startswith("Co"):
                table[private] = table.get(ord(real), real)
    return table | dict.fromkeys(map(ord, _DOTS), "·")


def key(name: str) -> str:
    """Return the key by which two names compare equal. Raises nothing; an empty name has the key ``""``."""
    real = unicodedata.normalize("NFKC", name.translate(_table()))
    return _INVISIBLE.sub("", real).translate(_table())


def keys(names: pa.Array | pa.ChunkedArray) -> pd.Series:
    """Return the keys of a whole column (text, null as ``""``): only names that are not plain Chinese cost anything."""
    names = pc.fill_null(names.cast(pa.string()), "")
    result = pd.Series(pd.array(names, dtype="str"))
    plain = pc.match_substring_regex(names, _PLAIN).to_numpy(zero_copy_only=False)
    if plain.all():
        return result
    unusual = result[~plain]
    result[~plain] = unusual.map({name: key(name) for name in unusual.unique()})
    return result


def mask(name: str, keep: int = 1) -> str:
    """Return the name for a public notice: the first ``keep`` characters, then a star for each further one.

    >>> mask("张小明"), mask("李")
    ('张**', '李')
    """
    return name[:keep] + "*" * len(name[keep:])


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def simplified(name: str) -> str:
    """Return a name in simplified characters, by OpenCC: it suggests that two names are one, and is no key.

    >>> simplified("張偉")
    '张伟'
    """
    return str(_converter().convert(name))
