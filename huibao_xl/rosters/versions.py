"""Two versions of one list used together (名册 and 名册（更新版）, 5月 and 6月, 原始 and 核对后; 承保名单0615 and 0705): whom only the older has waits.

Rosters of one kind lie beside each other for different towns, and then share nobody. Two with the same columns that share most of their
people are versions of one list. Names say which is the newer; where they do not, only who is in by one and out by the other waits. An insurer
delivers what is new (增量, 新增) or everything again: only a list that repeats most of an earlier one is its version, and what it says of a policy
is seen by the policy (:mod:`subsidy.same_policy`), so that here only who is missing counts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import findings
from huibao_xl.rosters.labels import label, texts_of
from huibao_xl.rosters.list_parts import without_marked
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.read_lists import SheetList

_SHARED, _LEAST = 0.6, 3
"""Share of the smaller list's people, and their number, from which on two lists are versions of one."""
_NEWER = re.compile("更新|最新|新版|修改|修订|修正|核对后|核后|复核后|定稿|终稿|终版|最终|正式|现在|现行")
_OLDER = re.compile("原始|原表|原版|原稿|初版|初稿|旧|核对前|更新前|修改前|备份|草稿")
_VERSION = re.compile(r"[vV](\d{1,2}(?:\.\d{1,2})?)|第([一二三四五六七八九])[版稿]|[^\d](\d)[版稿]")
_YEAR = re.compile(r"(20\d\d)年?度?(?:名单|名册|数据|资料)?")
"""A name of a folder that is a year."""
_ADDS = re.compile("增量|新增|增补|补充|追加|补报|续报|增加|变更|变动|批改|更正|部分")
"""What a list says that does not repeat an earlier one."""
_MONTH = re.compile(
    r"(?:(20\d\d)[年.\-_]?)?(?<!\d)(\d{1,2})月(?:(\d{1,2})[日号])?|(20\d\d)[.\-_]?(\d{2})[.\-_]?(\d{2})?(?!\d)"
    r"|(?<!\d)()(0[1-9]|1[0-2])[.\-]?([0-2]\d|3[01])(?!\d)"
)


def with_versions(read: Sequence[SheetList], confirmed: Sequence[bool]) -> tuple[list[SheetList], list[pd.DataFrame]]:
    """Return the lists with a doubt at each row of a roster or 承保名单 that another version of it does not confirm, and I59 at these lists.

    ``confirmed``: of each list, whether a clerk has confirmed its sheet: it counts beside any other.
    """
    lists: list[SheetList] = list(read)
    found: list[pd.DataFrame] = []
    for first, second in [*_pairs(read), *_of_other_years(read)]:
        ordered = _by_years(read, first, second) or _order(read, first, second)
        for older, newer in ordered:
            missing = _unconfirmed(read[older].frame, read[newer].frame)
            if confirmed[older] or not missing.any():
                continue
            held = missing if len(ordered) == 1 else missing & _named_in(read[older].frame, read[newer].frame)
            lists[older] = _doubted(lists[older], held, _place(read[newer]))
            found.append(_finding(read[older], _place(read[newer]), int(missing.sum()), int(held.sum())))
    return lists, found


def _pairs(read: Sequence[SheetList]) -> list[tuple[int, int]]:
    """The places of rosters, and of lists of the insured, that are versions of one list."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for at, one in enumerate(read):
        layout = one.body.layout
        if layout.role.frame in ("entries", "insured") and not layout.says and len(one.frame):
            groups.setdefault((layout.role.name, tuple(sorted(filter(None, layout.header.keys)))), []).append(at)
    return [pair for places in groups.values() if len(places) > 1 for pair in _overlapping(read, places)]


def _of_other_years(read: Sequence[SheetList]) -> list[tuple[int, int]]:
    """The places of rosters that have one name in folders of different years (2022年/持证残疾人, 2024年/持证残疾人), whomever they share."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for at, one in enumerate(read):
        if (
            one.body.layout.role.frame == "entries"
            and not one.body.layout.says
            and len(one.frame)
            and _folder_year(one)
        ):
            file, sheet = one.body.grid.named
            groups.setdefault((one.body.layout.role.name, file.stem, sheet), []).append(at)
    pairs = [pair for places in groups.values() for pair in combinations(places, 2)]
    return [pair for pair in pairs if _by_years(read, *pair) and pair not in _pairs(read)]


def _folder_year(one: SheetList) -> int:
    """The year that is the whole name of a folder that a list lies in, 0 if none is."""
    found = (_YEAR.fullmatch(folder) for folder in folders_of(one.body.label))
    return next((int(one[1]) for one in found if one), 0)


def _by_years(read: Sequence[SheetList], first: int, second: int) -> list[tuple[int, int]]:
    """(older, newer) of two lists that lie in folders of different years, nothing where they do not."""
    one, two = _folder_year(read[first]), _folder_year(read[second])
    return [] if not (one and two) or one == two else [(first, second) if one < two else (second, first)]


def _overlapping(read: Sequence[SheetList], places: Sequence[int]) -> list[tuple[int, int]]:
    people = {at: _people(read[at].frame) for at in places}
    together = np.concatenate(list(people.values()))
    if len(np.unique(together)) == len(together):
        return []
    return [
        (one, two)
        for one, two in combinations(places, 2)
        if len(np.intersect1d(people[one], people[two], assume_unique=True)) >= _enough(read, (one, two), people)
    ]


def _enough(read: Sequence[SheetList], pair: tuple[int, int], people: Mapping[int, npt.NDArray[np.int64]]) -> float:
    """How many people two lists share at least that are versions of one: of rosters by the smaller one, all of a very small one that has most
    people of the other; of 承保名单 by the older one."""
    sizes = [len(people[at]) for at in pair]
    if read[pair[0]].body.layout.role.frame == "entries":
        again = min(sizes) > 1 and 2 * min(sizes) > max(sizes)
        return min(sizes) if min(sizes) < _LEAST and again else max(_LEAST, _SHARED * min(sizes))
    if any(_ADDS.search(_names(read[at])) for at in pair):
        return float("inf")
    ordered = _order(read, *pair)
    return max(_LEAST, _SHARED * max(len(people[older]) for older, _ in ordered))


def _people(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    people: npt.NDArray[np.int64] = np.unique(frame["person"].to_numpy())
    return people[people > 0]


def _order(read: Sequence[SheetList], first: int, second: int) -> list[tuple[int, int]]:
    """(older, newer) of two versions; both ways where their names do not say it."""
    ranks = [_rank(read[at]) for at in (first, second)]
    if not all(rank[-1][0] for rank in ranks):
        ranks = [(*rank[:-1], (0, *rank[-1][1:])) for rank in ranks]
    one, two = ranks
    if one == two:
        return [(first, second), (second, first)]
    return [(first, second)] if one < two else [(second, first)]


def _names(one: SheetList) -> str:
    file, sheet = one.body.grid.named
    folders = " ".join(Path(one.body.label).parts[:-1])
    return f"{without_marked(one.body.layout.header.title)} {sheet} {file.stem} {folders}"


def _rank(one: SheetList) -> tuple[int, int, float, tuple[int, ...]]:
    """How new a list is by its names; last its year (0 where none is written), month and day."""
    text = _names(one)
    version, month = _VERSION.search(text), _MONTH.search(text)
    number = next(filter(None, version.groups()), "0") if version else "0"
    parts = month.groups() if month else ()
    day = next((parts[at : at + 3] for at in range(0, len(parts), 3) if parts[at + 1]), ("", "", ""))
    counted = float("一二三四五六七八九".index(number) + 1) if number in "一二三四五六七八九" else float(number)
    older, newer = (bool(words.search(text)) for words in (_OLDER, _NEWER))
    return (-older, int(newer), counted, tuple(int(part or 0) for part in day))


def _unconfirmed(older: pd.DataFrame, newer: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows of a list are in, though the other version does not have the person: of a roster, does not have the person in."""
    people, others = older["person"].to_numpy(), newer["person"].to_numpy()
    if "status" in older:
        missing: npt.NDArray[np.bool_] = (people > 0) & (older["status"] == "有效").to_numpy()
        return missing & ~np.isin(people, others)
    is_in = ~(newer["out"].to_numpy() | newer["out_from"].notna().to_numpy() | newer["dead"].notna().to_numpy())
    missing = (people > 0) & ~older["out"].to_numpy()
    return missing & ~np.isin(people, others[is_in])


def _named_in(older: pd.DataFrame, newer: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which entries of a list are of people who stand in the other version too."""
    return np.isin(older["person"].to_numpy(), newer["person"].to_numpy())


def _doubted(one: SheetList, held: npt.NDArray[np.bool_], other: str) -> SheetList:
    doubt = texts_of(one.frame["doubt"])
    why = f"在这一份中有效，而同一份名单的另一版本（{other}）中没有或已退出"
    doubt[held] = [f"{text}、{why}" if text else why for text in doubt[held]]
    frame = one.frame.assign(doubt=label(doubt))
    if "status" in frame and held.any():
        status = np.where(held, "不明", frame["status"].astype("str").to_numpy(dtype=object))
        frame["status"] = pd.Categorical(status, categories=frame["status"].cat.categories)
    return replace(one, frame=frame)


def _place(one: SheetList) -> str:
    return f"{one.body.label} 工作表“{one.body.grid.sheet}”"


def _finding(older: SheetList, other: str, count: int, held: int) -> pd.DataFrame:
    unsure = "名称没有说哪一份是新的，没有人因此待核" if not held else f"其中 {held} 行已退出，靠这一份才能补贴的先待核"
    after = "靠这一份才能补贴的先待核" if held == count else unsure
    return findings.for_file("I59", older.body.label, older.body.grid.sheet, other=other, count=count, after=after)
