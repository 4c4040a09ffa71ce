"""Columns of rosters that say in which district somebody is registered (户籍区, 现户籍地, 所属区): who is in another one than most may have left this one."""

import re
from collections import Counter
from collections.abc import Mapping

from huibao_xl.policy.districts import district_in
from huibao_xl.rosters.status_words import plain

_HEADER = re.compile(
    r"(?:现|现在|目前|当前|最新)?(?:户籍|户口)(?:所在|所属|归属)?(?:区县?|地|地区|属地|行政区划?|区域|省市区?|区[/、]?县)"
    r"|(?:所属|所在|归属|属地|管辖)(?:区县?|行政区划?|区[/、]县)|区县|行政区划?(?:名称)?"
    r"|(?:发证|签发|办证|制证|核发|颁证)(?:机关|单位|机构|部门)"
)
_CITY = re.compile(r"^(?:中国)?上海市?")
_DISTRICT = re.compile(
    r"[\u4e00-\u9fff]{2,3}?(?:新区|区|县)|[\u4e00-\u9fff]{2,8}?(?:省|自治区|市)|外(?:省市?|地|区|市)|市外|区外"
)
_LONGEST = 20
"""Characters of a cell that names a place and is no address."""


def asks_district(header: str) -> bool:
    """Return whether a header asks where somebody is registered, to which district he belongs, or which one gave him his certificate.

    >>> asks_district("现户籍地"), asks_district("发证机关"), asks_district("居住地"), asks_district("户籍性质")
    (True, True, False, False)
    """
    return _HEADER.fullmatch(plain(header)) is not None


def of_other_districts(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the cells of such a column that name another district than most do. ``counts``: {cell, trimmed: how many people have it}.

    >>> of_other_districts({"闵行区": 5, "上海市徐汇区": 1, "七宝镇": 2})
    frozenset({'上海市徐汇区'})
    """
    named = {text: district for text in counts if len(text) <= _LONGEST and (district := _district(text))}
    people: Counter[str] = Counter()
    for text, district in named.items():
        people[district] += counts[text]
    if len(people) < 2:
        return frozenset()
    ((ours, _),) = people.most_common(1)
    return frozenset(text for text, district in named.items() if district != ours)


def most_named(counts: Mapping[str, int]) -> str:
    """Return the cell that most people of such a column have, "" for none. ``counts``: as :func:`of_other_districts` takes it."""
    return max((text for text in counts if text), key=lambda text: counts[text], default="")


def _district(text: str) -> str:
    """The district, or the place outside of the city, that a cell names; "" for none."""
    place = _CITY.sub("", plain(text))
    found = _DISTRICT.search(place)
    return district_in(place) or (found[0] if found else "")
