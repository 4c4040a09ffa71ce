"""The 街镇 of a whole list that has no column for it, as its sheet, its file, the text above its header or its folder names it."""

import re
from pathlib import Path

import pandas as pd

from huibao_xl import findings
from huibao_xl.policy.townships import Names
from huibao_xl.rosters.rows import Body

_ANOTHER = re.compile(
    r"除|不含|不包括|以外|之外|另附|另册|另表|另报|抄送|抄报|主送|报送至|发往|地址|住址|电话|联系|移交|迁|划入|划出|弄|路[0-9]|请|致|[:：]$"
)
"""What stands in a title that names a 街镇 without saying that the list is its own."""


def town_of_list(body: Body, names: Names) -> tuple[str | None, pd.DataFrame]:
    """Return the 街镇 of everybody on a list, None where nothing or several are named; and findings: I19 where several are, I61 where it was taken
    from the title or the folder.

    The name of a sheet goes before its file's, as ever; a title and a folder within the sources must name no other.
    """
    file, sheet = body.grid.named
    by_name = next((towns for text in (sheet, file.stem) if (towns := names.named_in(text))), [])
    title = _of_title(body.layout.header.title, names)
    place = Path(body.label)
    folder = [] if body.grid.received or place.is_absolute() else names.named_in("\n".join(place.parent.parts))
    towns = [*dict.fromkeys([*by_name, *title, *folder])]
    if len(towns) > 1:
        return None, findings.for_file("I19", body.label, body.grid.sheet, townships="、".join(towns))
    if not towns or by_name:
        return (towns[0] if towns else None), findings.concat([])
    where = "表头上方的文字" if title else "文件夹名"
    return towns[0], findings.for_file("I61", body.label, body.grid.sheet, township=towns[0], where=where)


def _of_title(title: str, names: Names) -> list[str]:
    """The 街镇 that a title names as the list's own (七宝镇残疾人花名册; 填报单位：虹桥镇残联).

    >>> from huibao_xl.policy import load
    >>> names = Names(load("2024"))
    >>> _of_title("七宝镇残疾人花名册 填报：七宝镇残联", names), _of_title("残疾人花名册（除七宝镇）", names)
    (['七宝镇'], [])
    """
    return names.named_in("\n".join(text for text in re.split(r"[\s;；。]+", title) if not _ANOTHER.search(text)))
