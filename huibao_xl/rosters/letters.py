"""Letters and notes that name somebody by name alone: 经核，张三的残疾证已于2024年3月注销，请从名册中剔除。

They have no header and no column of names, so that only the names of the lists tell who is meant: whoever bears one waits. So does whose number
stands in such a sentence, also where it is spoken plainly (这个人退了).
"""

import re
from collections.abc import Set

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import person_name, resident_id
from huibao_xl.rosters.remark_words import read_remark

_LEAST = 5
"""Characters of a sentence; a shorter cell is one of a table."""
_TELLING = "注销|死亡|去世|过世|身故|病故|亡故|已故|逝世|迁出|迁往|退保|退出|停发|剔除|核减|作废"
_PLAINLY = "退了|退掉|退啦|死了|走了|没了|不在了|过了世|(?:不要|别|不用|不能|勿)再?(?:给.{0,4})?(?:发|补|付|打款)|停掉|去掉|拿掉|划掉|搬走|搬离"
"""How people say it in a chat."""
_NUMBER = re.compile(r"[1-9]\d{14}(?:\d{2}[\dXx])?(?!\d)")
_HAN = re.compile(r"[\u3400-\u9fff·]+")
_BEFORE = re.compile("(?:人|镇|道|村|区|民|员|户|有|为|是|系|将|把|和|及|与|同志|联|象)$")
_BEHIND = re.compile(
    "的|已|于|因|同志|系|现|等|之|均|和|及|与|确|自|原|本|要|去|死|病|亡|退|迁|残|证|户|两|二|三|四|五|几|共|都|也|皆|全|被|为|是|在|这|那|不|女士|先生|老人|阿姨|阿婆|老伯|夫妇|客户|本人|居民|村民|$"
)
_NUMBERED = r"[^\u3400-\u9fff#]{0,8}(?:(?:男|女|身份证|证件|公民身份|号码?|为|是)[^\u3400-\u9fff#]{0,4})*#"
"""What stands between a name and its number (#)."""
_NAMES = range(4, 1, -1)


def named_in_letters(grid: Grid, names: Set[str]) -> pd.DataFrame:
    """Return who is named in a sentence that says that somebody is out or has died, by a number or without one: at (row), person, name_key (-1 and
    the name where no number stands), name and id_raw "". ``names``: keys of all names of the lists; ``grid``: a sheet without a header."""
    found = []
    for column in grid.cells:
        cells = pc.fill_null(column, "").combine_chunks()
        telling = pc.and_(
            pc.match_substring_regex(cells, f"{_TELLING}|{_PLAINLY}"), pc.greater_equal(pc.utf8_length(cells), _LEAST)
        )
        for at in np.flatnonzero(telling.to_numpy(zero_copy_only=False)).tolist():
            text = cells[at].as_py()
            state = read_remark(text)
            if state.dead or state.means in ("out", "unclear") or re.search(_PLAINLY, text):
                found += [(at, int(number[:17]), "") for number in resident_id.written_in(text)]
                found += [(at, -1, name) for name in names_in(text, names) if not _is_numbered(name, text)]
    table = pd.DataFrame(found, columns=["at", "person", "name_key"])
    return (
        table.astype({"at": "int64", "person": "int64", "name_key": "str"}).drop_duplicates().assign(name="", id_raw="")
    )


def _is_numbered(name: str, text: str) -> bool:
    """Whether the number of whom a sentence names stands behind the name, so that no namesake is meant."""
    return bool(re.search(re.escape(name) + _NUMBERED, _NUMBER.sub("#", text)))


def names_in(text: str, names: Set[str]) -> list[str]:
    """Return those of some names that a sentence has where a name may stand.

    >>> names_in("经核，张三的残疾证已注销，李四同志、王小五已去世", {"张三", "李四", "王小五", "证已"})
    ['张三', '李四', '王小五']
    """
    found = []
    for run in _HAN.findall(text):
        at = 0
        while at < len(run):
            name = next((run[at : at + n] for n in _NAMES if person_name.key(run[at : at + n]) in names), "")
            fits = (
                name and (at == 0 or len(name) > 2 or _BEFORE.search(run[:at])) and _BEHIND.match(run, at + len(name))
            )
            found += [person_name.key(name)] if fits else []
            at += len(name) if fits else 1
    return found
