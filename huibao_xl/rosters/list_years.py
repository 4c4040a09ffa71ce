"""Which lists may be those of another year: of an earlier one by their names, by the day on which their foot says that they were made, of another
one by the days of all their rows, or 旧版, 历史, 勿用.

Where the names of 承保名单 say another year than its days do, nobody knows which is right. Such a list may still name people who have left since, or who were not insured in the year that is paid: the sheet is asked about.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import plain
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.out_lists import stamp, superseded

_YEAR = re.compile(r"(?<!\d)(?:(20\d\d)(?=年|\D|$|(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d))|(?<![\d.])([12]\d)年)")
_OF_POLICY = re.compile(
    r"(20\d\d)年?(?:度|版|款)|(20\d\d)年?[^\d]{0,4}沪惠保|沪惠保[^\d]{0,2}(20\d\d)(?!\d)(?=年?(?:度|版|款|\W|$))"
)
"""The year of an insurance in a name (2023版, 沪惠保2023); 承保名单20250110 says when a list was drawn."""
_IN_HAN = re.compile("[二2][〇零○0][一二三][〇零○一二三四五六七八九](?=年)")
"""A year as offices write it by hand: 二〇二〇年."""
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MADE = re.compile(
    r"(?:填[报表写制]|制[表单作]|造册|上报|报[送表]|呈报|统计|编[制报]|打印|导出|下载|截[至止]|更新|提供|汇总|审[核批查]|盖章|公示|^\W*日期|^\W*时间)"
    r"[^\d]{0,10}(?P<made>20\d\d\s*[年./-]|\d\d年(?=\d{1,2}月))"
    r"|^\W*(?P<alone>(?:20)?\d\d年(?:\d|[一二三四五六七八九十]){1,3}月(?:(?:\d|[一二三四五六七八九十]){1,3}[日号])?|20\d\d[./-]\d{1,2}[./-]\d{1,2})(?:\W|[制印填报造]|公章|盖章)*$"
    r"|^(?!.*(?:起|从|自|标准|执行|生效|施行|认定|发证|迁|死|注销|退|停|发放))[^，,。;；]{0,40}(?:政府|办事处|委员会|[村居]委会?|镇|村|乡|街道|社区|[站局科办社]|办公室|中心|残联|民政|联合会|协会|公司"
    r"|[盖签公]章|签[字名]|[:：）)])\s*(?P<signed>20\d\d年(?:\d|[一二三四五六七八九十]){1,3}月(?:(?:\d|[一二三四五六七八九十]){1,3}[日号])?)(?:\W|公章|盖章)*$"
    r"|^\W*(?:注|说明|备注)?\W*(?:以上|本表|此表|上述|本名单|本名册)?(?:均|都)?(?:为|系|是)?(?P<of>20\d\d年)度?[^\d，,。;；]{0,10}(?:名单|名册|在册人?员?)\W*$"
    r"|^\W*(?:注|说明|备注)?\W*(?:以上|本表|此表|上述|本名单|本名册)[^\d，,。;；]{0,6}(?:为|系|是)(?P<data>20\d\d)年[^\d，,。;；]{0,6}(?:数据|情况|底册|人员|对象)\W*$"
)
"""The day on which a line at the foot of a list says that it was made, or the year of which it says that the list is: 填报日期：2020年3月12日."""
_LOWEST, _MOST_TEXTS, _LINE_TEXTS = 20, 6, 2
"""The lowest rows of a sheet, among which its foot is, the texts that a row of it has at most, and how many are no cells of somebody: of more those with a label count."""
_NUMBERED = re.compile(r"[\d*]{14}")
"""A long number, in a row of somebody."""
_YEAR_OF_CELL = r"^[^0-9]*(?P<year>20[0-9]{2})"
_ASKS_YEAR = re.compile("(?:享受|救助|保障|所属|名册|名单|统计)?(?:年度|年份)")
_ENDS = ("失效日期", "有效期")
"""Fields of a roster by which each row speaks for itself."""


def year_of(*names: str) -> int:
    """Return the year that the first of some names says which says one, the latest of several; 0 if none does.

    >>> year_of("持证残疾人2022"), year_of("Sheet1", "2021-2024年名册"), year_of("22年12月在册"), year_of("名册", "310112")
    (2022, 2024, 2022, 0)
    >>> year_of("二〇二一年六月")
    2021
    """
    for name in names:
        found = [int(long or "20" + short) for long, short in _YEAR.findall(_in_digits(name))]
        if found:
            return max(found)
    return 0


def made_in(texts: Iterable[str]) -> tuple[int, str]:
    """Return the latest year in which lines at the foot of a list, or above and below its printed pages, say that it was made, and the line that says it; (0, "")
    where none does.

    >>> made_in(["填报单位：样例村", "填报日期：2020年3月12日"]), made_in(["二〇二一年六月"]), made_in(["依据闵民〔2019〕12号，2018年起发放"])
    ((2020, '填报日期：2020年3月12日'), (2021, '二〇二一年六月'), (0, ''))
    """
    found = [(made, text) for text in texts for made in _MADE.finditer(_in_digits(text))]
    years = [
        (
            year_of(
                one["of"] or one["data"] or "20" + (one["made"] or one["alone"] or one["signed"]).removeprefix("20")
            ),
            text,
        )
        for one, text in found
    ]
    return max(years, key=lambda one: one[0], default=(0, ""))


def _in_digits(text: str) -> str:
    return _IN_HAN.sub(lambda year: year[0].translate(_HAN_DIGITS), text)


def foot_of(grid: Grid, header: Header) -> list[str]:
    """Return the lines below the last row of a sheet that has a long number or as many cells as people have, and what stands in no cell."""
    start, lines = max(header.last + 1, grid.n_rows - _LOWEST), []
    for row in range(grid.n_rows - 1, start - 1, -1):
        texts = [text.strip() for text in grid.row(row) if text.strip()]
        if len(texts) > _MOST_TEXTS or any(map(_NUMBERED.search, texts)):
            break
        alone = len(texts) <= _LINE_TEXTS
        lines.append(" ".join(dict.fromkeys(text for text in texts if alone or re.search("[:：]", text))))
    return [*filter(None, reversed(lines)), *(text for _, text in grid.beside)]


def old_by_name(names: Sequence[str], year: int) -> str:
    """Return what some names of a list say of its being an old one, as staff read it (旧名单（名称有“旧版”）, 2022 年的名单), "" if they say nothing of it.

    ``year``: of the policy.

    >>> old_by_name(["Sheet1", "2022年银行账户"], 2024), old_by_name(["2024年银行账户"], 2024)
    ('2022 年的名单', '')
    """
    return _superseded(names) or _of_earlier(year_of(*names), year)


def _superseded(names: Sequence[str]) -> str:
    word = next(filter(None, map(superseded, names)), "")
    return f"旧名单（名称有“{word}”）" if word else ""


def _stamped(texts: Iterable[str]) -> str:
    word = next(filter(None, (stamp(one) for text in texts for one in text.split())), "")
    return f"旧名单（表上写有“{word}”）" if word else ""


def _of_earlier(named: int, year: int) -> str:
    return f"{named} 年的名单" if 0 < named < year else ""


def old_list(grid: Grid, layout: Layout, year: int, folders: Sequence[str] = ()) -> str:
    """Return what says that 承保名单 or a roster may be an old list, as staff read it (2022 年的名单), "" if nothing does.

    ``year``: of the policy; ``folders``: of the file, the nearest first. A roster with ends of its entries speaks for itself. 承保名单 is of the year of its days, which may be a later one if
    somebody decides by the policy of last year; names that say another year contradict them. A later year says in a name only when the list was
    drawn, unless it is the year of the insurance (2025版).
    """
    if layout.role.frame not in ("insured", "entries"):
        return ""
    file, sheet = grid.named
    names = (sheet, layout.header.title, file.stem, *folders)
    around = (text for text in (layout.header.title, *(text for _, text in grid.beside)) if text)
    if word := _superseded(names) or _stamped(around):
        return word
    if layout.role.frame == "insured":
        dated = "承保日期" in layout.columns
        return _old_by_days(_years(grid, layout.header.last, layout.columns) if dated else set(), names, year)
    if any(field in layout.columns for field in _ENDS):
        return ""
    made, line = made_in(foot_of(grid, layout.header))
    if 0 < made < year and not year_of(*names[:2]):
        return f"{_of_earlier(made, year)}（表末写明“{line}”）"
    named = year_of(*names)
    written = set[int]() if 0 < named < year else _years_of_column(grid, layout)
    named = max(written) if written and max(written) < year else named
    return _of_earlier(named, year)


def _years_of_column(grid: Grid, layout: Layout) -> set[int]:
    """The years below a header of a roster that asks of which year it is (年度)."""
    column = next((at for at, text in enumerate(layout.header.texts) if _ASKS_YEAR.fullmatch(plain(text))), None)
    return set() if column is None else _years(grid, layout.header.last, {"承保日期": column})


def _old_by_days(days: set[int], names: Sequence[str], year: int) -> str:
    """What says that 承保名单 may be of another year. ``days``: the years of its rows, none where no row has one."""
    named, of_policy = year_of(*names), _years_of_policy(names)
    if of_policy or named > year:
        named = year if year in of_policy else max(of_policy, default=year)
    if days and year not in days:
        return f"{max(days) if max(days) < year else min(days)} 年的名单"
    if named in (0, year):
        return ""
    return f"{named} 年的名单（名称写的是 {named} 年，承保日期在 {year} 年）" if days else f"{named} 年的名单"


def _years_of_policy(names: Sequence[str]) -> set[int]:
    """The years of the insurance that the first of some names says which says one."""
    for name in names:
        if found := {int(year) for one in _OF_POLICY.findall(name) for year in one if year}:
            return found
    return set()


def _years(grid: Grid, header: int, columns: Mapping[str, int]) -> set[int]:
    """The years with which the cells of 承保日期 begin. ``header``: the last row of the header."""
    cells = grid.cells[columns["承保日期"]].slice(header + 1)
    found = pc.unique(pc.struct_field(pc.extract_regex(cells, _YEAR_OF_CELL), "year"))
    return {int(text) for text in found.to_pylist() if text}
