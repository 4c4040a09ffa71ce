"""Two versions of one roster used together (名册 and 名册（更新版）, 5月 and 6月, 原始 and 核对后): whom only the older one has in waits.

Rosters of one kind lie beside each other for different towns, and then share nobody. Two with the same columns that share most of their
people are versions of one list. Names say which is the newer; where they do not, only who is in by one and out by the other waits.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import findings
from huibao_xl.rosters.list_parts import without_marked
from huibao_xl.rosters.read_lists import SheetList
from huibao_xl.rosters.states import label, texts_of

_SHARED, _LEAST = 0.6, 3
"""Share of the smaller list's people, and their number, from which on two lists are versions of one."""
_NEWER = re.compile("更新|最新|新版|修改|修订|修正|核对后|核后|复核后|定稿|终稿|终版|最终|正式|现在|现行")
_OLDER = re.compile("原始|原表|原版|原稿|初版|初稿|旧|核对前|更新前|修改前|备份|草稿")
_VERSION = re.compile(r"[vV](\d{1,2}(?:\.\d{1,2})?)|第([一二三四五六七八九])[版稿]|[^\d](\d)[版稿]")
_MONTH = re.compile(
    r"(?:(20\d\d)[年.\-_]?)?(?<!\d)(\d{1,2})月(?:(\d{1,2})[日号])?|(20\d\d)[.\-_]?(\d{2})[.\-_]?(\d{2})?(?!\d)"
)


def with_versions(read: Sequence[SheetList], confirmed: Sequence[bool]) -> tuple[list[SheetList], list[pd.DataFrame]]:
    """Return the lists with a doubt at each entry of a roster that another version of it does not confirm, and I59 at these lists.

    ``confirmed``: of each list, whether a clerk has confirmed its sheet: it counts beside any other.
    """
    lists: list[SheetList] = list(read)
    found: list[pd.DataFrame] = []
    for first, second in _pairs(read):
        ordered = _order(read, first, second)
        for older, newer in ordered:
            missing = _unconfirmed(read[older].frame, read[newer].frame)
            if confirmed[older] or not missing.any():
                continue
            held = missing if len(ordered) == 1 else missing & _named_in(read[older].frame, read[newer].frame)
            lists[older] = _doubted(lists[older], held, _place(read[newer]))
            found.append(_finding(read[older], _place(read[newer]), int(missing.sum()), int(held.sum())))
    return lists, found


def _pairs(read: Sequence[SheetList]) -> list[tuple[int, int]]:
    """The places of rosters that are versions of one list."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for at, one in enumerate(read):
        layout = one.body.layout
        if layout.role.frame == "entries" and not layout.says and len(one.frame):
            groups.setdefault((layout.role.name, tuple(sorted(filter(None, layout.header.keys)))), []).append(at)
    return [pair for places in groups.values() if len(places) > 1 for pair in _overlapping(read, places)]


def _overlapping(read: Sequence[SheetList], places: Sequence[int]) -> list[tuple[int, int]]:
    people = {at: _people(read[at].frame) for at in places}
    together = np.concatenate(list(people.values()))
    if len(np.unique(together)) == len(together):
        return []
    return [
        (one, two)
        for one, two in combinations(places, 2)
        if len(np.intersect1d(people[one], people[two], assume_unique=True))
        >= max(_LEAST, _SHARED * min(len(people[one]), len(people[two])))
    ]


def _people(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    people: npt.NDArray[np.int64] = np.unique(frame["person"].to_numpy())
    return people[people > 0]


def _order(read: Sequence[SheetList], first: int, second: int) -> list[tuple[int, int]]:
    """(older, newer) of two versions; both ways where their names do not say it."""
    one, two = (_rank(read[at]) for at in (first, second))
    if one == two:
        return [(first, second), (second, first)]
    return [(first, second)] if one < two else [(second, first)]


def _rank(one: SheetList) -> tuple[int, int, float, tuple[int, ...]]:
    """How new a list is by its names."""
    file, sheet = one.body.grid.named
    folders = " ".join(Path(one.body.label).parts[:-1])
    text = f"{without_marked(one.body.layout.header.title)} {sheet} {file.stem} {folders}"
    version, month = _VERSION.search(text), _MONTH.search(text)
    number = next(filter(None, version.groups()), "0") if version else "0"
    day = tuple(int(part) if part else 0 for part in month.groups()) if month else ()
    counted = float("一二三四五六七八九".index(number) + 1) if number in "一二三四五六七八九" else float(number)
    return (-bool(_OLDER.search(text)), int(bool(_NEWER.search(text))), counted, day)


def _unconfirmed(older: pd.DataFrame, newer: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which entries of a list are in, though the other version does not have the person in."""
    is_in = ~(newer["out"].to_numpy() | newer["out_from"].notna().to_numpy() | newer["dead"].notna().to_numpy())
    people = older["person"].to_numpy()
    missing: npt.NDArray[np.bool_] = (people > 0) & ~older["out"].to_numpy()
    return missing & ~np.isin(people, newer["person"].to_numpy()[is_in])


def _named_in(older: pd.DataFrame, newer: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which entries of a list are of people who stand in the other version too."""
    return np.isin(older["person"].to_numpy(), newer["person"].to_numpy())


def _doubted(one: SheetList, held: npt.NDArray[np.bool_], other: str) -> SheetList:
    doubt = texts_of(one.frame["doubt"])
    why = f"在这一份中有效，而同一份名册的另一版本（{other}）中没有或已退出"
    doubt[held] = [f"{text}、{why}" if text else why for text in doubt[held]]
    return replace(one, frame=one.frame.assign(doubt=label(doubt)))


def _place(one: SheetList) -> str:
    return f"{one.body.label} 工作表“{one.body.grid.sheet}”"


def _finding(older: SheetList, other: str, count: int, held: int) -> pd.DataFrame:
    unsure = "名称没有说哪一份是新的，没有人因此待核" if not held else f"其中 {held} 行已退出，靠这一份才能补贴的先待核"
    after = "靠这一份才能补贴的先待核" if held == count else unsure
    return findings.for_file("I59", older.body.label, older.body.grid.sheet, other=other, count=count, after=after)
