"""People on sheets that were not read as lists, though their names or headers speak of leaving, death, refunds or payments.

A 批减 sheet without a header, 丧葬费, 退费明细, last year's 公示: what they are nobody knows, so they decide nothing. But whoever is named there by
number, or by name where no number stands, is not paid before somebody has looked (H08). A sheet that clerks have confirmed as not to be
used (列对应) names nobody.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.results import outputs
from huibao_xl.frames import MENTIONED
from huibao_xl.identifiers import partial_id, person_name, resident_id
from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.code_sources import Place
from huibao_xl.rosters.column_content import TESTS, sample
from huibao_xl.rosters.corrections import is_corrected
from huibao_xl.rosters.fields import guide_sheets, is_hidden_store, sheets_by_content
from huibao_xl.rosters.header_terms import content, fields_of, parse
from huibao_xl.rosters.list_years import year_of
from huibao_xl.rosters.out_lists import alone_name, out_name
from huibao_xl.rosters.partly_mentioned import LEAST_DIGITS, looks_masked, partly_mentioned
from huibao_xl.rosters.role import of_another_benefit
from huibao_xl.rosters.sheet_tables import names_person
from huibao_xl.rosters.status_words import read_header, read_state

_YEAR = re.compile("20[0-9]{2}年?度?")
_MAY_NUMBER = r"(?:[0-9\x{ff10}-\x{ff19}]\W{0,3}){15}"
_HEADER_ROWS = 10
_LONGEST_TITLE = 60
_SEVERAL, _LONGEST_WORD = 60, 12
"""A column with more distinct cells holds no words of a state; nor is a longer cell one."""
_NOBODY = pd.DataFrame({"at": [], "person": [], "name_key": [], "name": [], "id_raw": []}).astype(
    {"at": "int64", "person": "int64", "name_key": "str", "name": "str", "id_raw": "str"}
)
_OF_PEOPLE = frozenset({"SELF", "HEAD", "NAME"})
_SEVERAL_NAMES = re.compile(r"[、，,;；/\s]+")
_NAMES = 0.6
"""Share of the cells of a column that look like names, from which on it holds names."""
_HOLDER = "户名"
"""Whose account it is: of who got a refund often the only name."""


def speaks_of(names: Sequence[str], grid: Grid, year: int = 0) -> str:
    """Return what names or headers of an unread sheet say that may speak against its people, "" if they say nothing.

    ``names``: of the sheet, the file and its folders, the most special first; ``year``: of the policy: who was paid or publicised in an earlier one
    (2023年公示) may be paid in this one, and so may whom names say to have been paid something else (低保金发放).
    """
    titles = _titles(grid)
    old = 0 < year_of(*names, *titles) < year or of_another_benefit([*names, *titles])
    for text in names:
        if out_name("", text) or alone_name(text) or _worded(text, old):
            return text
    rows = [grid.row(row) for row in range(min(grid.n_rows, _HEADER_ROWS))]
    for cells in (*rows, [text for _, text in grid.beside]):
        for text in filter(None, map(str.strip, cells)):
            asked = read_header(text) if len(text) <= _LONGEST_TITLE else None
            if (asked and asked.about in ("dead", "out")) or (
                len(text) <= _LONGEST_TITLE and (out_name("", text) not in ("", "待定") or _worded(text, old))
            ):
                return text
    return ""


def speaks_of_payments(text: str) -> bool:
    """Whether a name speaks of what was paid, and of nobody who left.

    >>> speaks_of_payments("历年沪惠保补贴发放台账"), speaks_of_payments("不予发放"), speaks_of_payments("停发人员")
    (True, False, False)
    """
    written = plain(text)
    words = {word for word in content()["mentions"]["of_a_year"] if word in written}
    return bool(words) and not out_name("", text) and not words & {"不补", "不予", "退票"}


def without_harmless_changes(people: pd.DataFrame, names: Sequence[str], grid: Grid) -> pd.DataFrame:
    """Return the people of a sheet of changes (变动表, 批改清单, 更正) without those of whose row it says only what touches nothing (联系方式变更), or that
    they came (新增). ``people``: frames.MENTIONED of the sheet; ``names``: of the sheet, the file and its folders."""
    rule = content()["mentions"]["changes"]
    heads = {text for row in range(min(grid.n_rows, _HEADER_ROWS)) for text in map(plain, grid.row(row)) if text}
    texts = [*map(plain, names), *heads]
    if not len(people) or not any(word in text for word in rule["words"] for text in texts):
        return people
    if any(out_name("", text) not in ("", "有进有出") for text in (*names, *_titles(grid))):
        return people
    insured = any(re.search(rule["insurance"], text) for text in texts)
    pattern = rule["harmless"] if insured else f"{rule['harmless']}|{rule['came']}"
    changed, well = np.zeros(grid.n_rows, dtype=bool), np.ones(grid.n_rows, dtype=bool)
    for column in grid.cells:
        cells = pc.utf8_trim_whitespace(pc.fill_null(column, "")).combine_chunks()
        if not any(re.search(rule["columns"], plain(text)) for text in cells[:_HEADER_ROWS].to_pylist()):
            continue
        words = {text: bool(re.search(pattern, plain(text))) for text in pc.unique(cells).to_pylist() if text}
        fine = pa.array([text for text, harmless in words.items() if harmless], pa.string())
        hit = pc.is_in(cells, fine).to_numpy(zero_copy_only=False)
        changed |= hit
        well &= hit | pc.equal(cells, "").to_numpy(zero_copy_only=False)
    at = people["row"].to_numpy(dtype=np.int64) - grid.first_row - 1
    several = people[people["person"] >= 0].groupby("row")["person"].nunique()
    alone = ~people["row"].isin(several[several > 1].index).to_numpy()
    return people.iloc[np.flatnonzero(~((changed & well)[at] & alone))].reset_index(drop=True)


def _titles(grid: Grid) -> list[str]:
    """The texts that stand alone in the first rows of a sheet."""
    rows = [[text for text in grid.row(row) if text.strip()] for row in range(min(grid.n_rows, _HEADER_ROWS))]
    return [row[0] for row in rows if len(row) == 1 and len(row[0]) <= _LONGEST_TITLE]


def _worded(text: str, old: bool) -> bool:
    """``old``: whether what was done in a year does not count."""
    written = _YEAR.sub("", plain(text))
    without = written.replace("人员", " ")  # 退休人员工资 is about no 员工
    words = (word for word in _words() if not (old and word in content()["mentions"]["of_a_year"]))
    return any(word in (written if "人员" in word else without) for word in words)


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    return tuple(content()["mentions"]["words"])


def says_nothing(names: Sequence[str], is_township: Callable[[str], bool]) -> bool:
    """Return whether no name says what a list is of: 名单, Sheet1, 七宝镇2024, 联星村.

    >>> says_nothing(["Sheet1", "七宝镇反馈名单2024.6"], "七宝镇".__eq__), says_nothing(["志愿者名单"], "七宝镇".__eq__)
    (True, False)
    >>> says_nothing(["联星村", "佳宝居委会："], "七宝镇".__eq__), says_nothing(["失地农民村"], "七宝镇".__eq__)
    (True, False)
    """
    words = sorted(map(plain, content()["mentions"]["says_nothing"]), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, words)) + r"|[\W\d_]")
    left = [pattern.sub("", plain(text).upper()) for text in names if not _VILLAGE.fullmatch(plain(text))]
    return all(not text or is_township(text) for text in left)


_VILLAGE = re.compile(
    r"\W*[\u4e00-\u9fff]{2,3}(?:一|二|三|四|五|六|七|八|九|十)?(?:村|居委会?|居民委员会|村委会|村民委员会|居民区|社区)\W*"
)
"""The name of a village or a residents' committee, and no more."""
_SAYS_NOBODY = re.compile(
    r"(?:(?:备注|说明|注)[:：])?.{0,8}?(?:零报告|(?:暂|均|皆)?无|没有)(?:此类|该类|这类|这一类|上述|相关|符合条件的?|需上报的?|需报的?)?"
    r"(?:人员|对象|残疾人|残疾人员|优抚对象|优抚人员|生活困难农户|困难农户|农户|救助对象|数据|名单)?(?:情况)?[。.!！]?"
)
_OTHERWISE = re.compile(r"变|增|减|调整|异议|误|问题|重复|遗漏|死|亡|退|注销|[0-9]{14}")
"""What makes 无 speak of something else than people: 无变动, 无新增, 核对无误."""
_FRAMING = re.compile(
    r"名单|名册|册$|表$|单位|日期|时间|年|填报|填表|审核|制表|盖章|联系|电话|负责人|序号|附件|[镇乡村]$|街道$"
)
"""What a title or a line of signatures says; what has none of it may be a name."""
_MOST_TEXTS, _MOST_LINES = 8, 200


def says_nobody(grid: Grid) -> bool:
    """Return whether a sheet without a header holds a few words alone, one of which says that there is nobody to report (无; 本镇无此类人员)."""
    if grid.n_rows > _MOST_TEXTS:
        return False
    texts = [text.strip() for index in range(grid.n_rows) for text in grid.row(index) if text.strip()]
    nobody = [text for text in texts if _SAYS_NOBODY.fullmatch(text)]
    if not nobody or len(texts) > _MOST_TEXTS or any(_OTHERWISE.search(text) for text in texts):
        return False
    return all(text in nobody or _FRAMING.search(text) for text in texts)


_LETTER = re.compile(
    "^关于|通知|来?函$|函[（(]|批复|请示|报告|说明|决定|意见|办法|方案|公告|纪要|回复|答复|证明|承诺书|声明"
)


def is_letter(grid: Grid) -> bool:
    """Return whether a sheet without a header is a letter: its file says so, and it has sentences."""
    cells = [text for column in grid.cells for text in column.slice(0, _MOST_LINES).to_pylist() if text]
    sentences = sum(text.rstrip().endswith(("。", "！", "；")) or len(text) > _LONGEST_TITLE for text in cells)
    return bool(sentences) and (bool(_LETTER.search(grid.named[0].stem)) or 2 * sentences >= len(cells))


def in_words(grid: Grid) -> pd.DataFrame:
    """Return who is named by number, or by a part of it, in a row of which a whole cell says that somebody is out or has died: as :func:`mentioned`, without place."""
    says = np.zeros(grid.n_rows, dtype=bool)
    for column in grid.cells:
        cells = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
        short = [text for text in pc.unique(cells).to_pylist() if text and len(text) <= _LONGEST_WORD]
        states = {text: read_state(text) for text in short} if len(short) <= _SEVERAL else {}
        out = [text for text, one in states.items() if one.dead or one.means == "out"]
        if out:
            says |= pc.is_in(cells, pa.array(out, pa.string())).to_numpy(zero_copy_only=False)
    people = _numbers_and_parts(grid) if says.any() else _NOBODY
    return people.iloc[np.flatnonzero(says[people["at"].to_numpy(dtype=np.int64)])].reset_index(drop=True)


def mentioned(grid: Grid, label: str, why: str, by_name: bool = True) -> pd.DataFrame:
    """Return the people that a sheet names, as frames.MENTIONED: one row per number, or part of it, and per name in a row without any. ``why``:
    what it says, as staff read it; ``by_name``: whether names count, which several people may have."""
    people = _numbers_and_parts(grid, by_name)
    if by_name:
        named = _named(grid)
        others = [named[~named["at"].isin({*people["at"]})], *_named_beside(grid)]
        people = pd.concat([people, *others], ignore_index=True)
    return placed(people, grid, label, why)


def paid_beside(grid: Grid, label: str, rows: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return who is named beside somebody with a number on a list of payments by household (享受人员: 张三、李四), as frames.MENTIONED. ``rows``: the
    sheet's rows that count."""
    parts = _named_beside(grid)
    people = placed(pd.concat(parts, ignore_index=True) if parts else _NOBODY, grid, label, "（写在同一行的另一列）")
    return people.iloc[np.flatnonzero(np.isin(people["row"], rows))]


def placed(people: pd.DataFrame, grid: Grid, label: str, why: str) -> pd.DataFrame:
    """Return people of a sheet (at, person, name_key, name, id_raw) as frames.MENTIONED. ``label``: of the file; ``why``: what the sheet says of them."""
    n = len(people)
    frame = pd.DataFrame(
        {
            "person": people["person"].astype("int64"),
            "name_key": people["name_key"].astype("str"),
            "name": people["name"].astype("str"),
            "id_raw": people["id_raw"].astype("str"),
            "doubt": pd.Categorical([why] * n),
            "roster": np.zeros(n, dtype=bool),
            "file": pd.Categorical([label] * n),
            "sheet": pd.Categorical([grid.sheet] * n),
            "row": (people["at"].astype("int64") + grid.first_row + 1).clip(lower=0),
        }
    )
    return MENTIONED.check(frame)


def is_of_ours(grid: Grid) -> bool:
    """Return whether a sheet explains a form or was written by a command. Its name alone does not say so where the sheet lists people
    (死亡名单.xlsx with a sheet 待核名单): tables of ours with people are known by their headers (``outputs.table_title``)."""
    if is_hidden_store(grid.sheet):
        return True
    if grid.sheet not in guide_sheets():
        return False
    return grid.sheet not in sheets_by_content() or not _lists_people(grid)


def _lists_people(grid: Grid) -> bool:
    """Whether a sheet of no known header of ours holds valid numbers, or names below a header that has 姓名 beside another column."""
    rows = [grid.row(row) for row in range(min(grid.n_rows, _HEADER_ROWS))]
    if outputs.table_title(grid.sheet, rows):
        return False
    headed = any(sum(bool(text.strip()) for text in row) > 1 and any(map(names_person, row)) for row in rows)
    return bool(len(_numbers(grid))) or (headed and bool(len(_named(grid))))


def all_mentioned(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return several frames of people as one."""
    filled = [part.astype({"doubt": "str", "file": "str", "sheet": "str"}) for part in parts if len(part)]
    if not filled:
        return MENTIONED.empty()
    together = pd.concat(filled, ignore_index=True)
    return MENTIONED.check(together.astype(dict.fromkeys(("doubt", "file", "sheet"), "category")))


def _numbers(grid: Grid) -> pd.DataFrame:
    """The valid numbers on a sheet, of 18 digits or 15: at (position of the row), person, name_key "" ."""
    parts = []
    for column in grid.cells:
        texts = pc.fill_null(column, "").combine_chunks()
        hit = np.flatnonzero(pc.match_substring_regex(texts, _MAY_NUMBER).to_numpy(zero_copy_only=False)).tolist()
        valid = [(at, int(number[:17])) for at in hit for number in resident_id.written_in(texts[at].as_py())]
        parts.append(pd.DataFrame(valid, columns=["at", "person"], dtype="int64"))
    table = pd.concat(parts, ignore_index=True) if parts else _NOBODY[["at", "person"]]
    return table.drop_duplicates().assign(name_key="", name="", id_raw="")


def _numbers_and_parts(grid: Grid, by_name: bool = False) -> pd.DataFrame:
    """The valid numbers on a sheet, and the rows without any in which a number is partly written; ``by_name``: or a name."""
    names = [at for at, column in enumerate(grid.cells) if _holds_names(grid, at, column)]
    people, partly = _numbers(grid), partly_mentioned(grid, names, _HEADER_ROWS)
    says_who = np.array(
        [by_name or partial_id.digits_written(text) >= LEAST_DIGITS for text in partly["id_raw"]], dtype=bool
    )
    partly = partly[~partly["at"].isin(people["at"]).to_numpy() & says_who]
    return pd.concat([people, partly.assign(person=-1)], ignore_index=True) if len(partly) else people


def _named(grid: Grid) -> pd.DataFrame:
    """The names on a sheet: at, person -1, name_key."""
    parts = []
    for at, column in enumerate(grid.cells):
        if not _holds_names(grid, at, column):
            continue
        keys = np.asarray(person_name.keys(column.combine_chunks()), dtype=object)
        written = pc.match_substring_regex(pc.fill_null(column, ""), r"^\s*[\x{3400}-\x{9fff}·•\s]{2,20}\s*$").to_numpy(
            zero_copy_only=False
        )
        rows = np.flatnonzero(np.asarray(written, dtype=bool) & (keys != ""))
        rows = rows[[not (fields_of(key) or out_name("", key)) for key in keys[rows]]] if len(rows) else rows
        parts.append(pd.DataFrame({"at": rows, "person": -1, "name_key": keys[rows], "name": "", "id_raw": ""}))
    return pd.concat(parts, ignore_index=True) if parts else _NOBODY.copy()


def _named_beside(grid: Grid) -> list[pd.DataFrame]:
    """The names in columns of people without numbers of their own, on a sheet with one column of numbers and at least two of people: 享受人员 (张三、李四)
    beside 户主 and his number. Who is named in the first of them as well is who has the number."""
    columns = [at for at in range(grid.n_columns) if _is_of_people(grid, at)]
    if len(columns) < 2:
        return []
    is_numbered = [pc.any(pc.match_substring_regex(column, _MAY_NUMBER)).as_py() for column in grid.cells]
    columns = [at for at in columns if not is_numbered[at]]
    if len(columns) < 2 or sum(map(bool, is_numbered)) != 1:
        return []
    first = np.asarray(person_name.keys(grid.cells[columns[0]].combine_chunks()), dtype=object)
    parts = []
    for at in columns[1:]:
        cells = grid.cells[at].to_pylist()
        names = [(row, name) for row, text in enumerate(cells) if text for name in _SEVERAL_NAMES.split(text.strip())]
        rows = [row for row, _ in names]
        keys = np.asarray(person_name.keys(pa.array([name for _, name in names], pa.string())), dtype=object)
        part = pd.DataFrame(
            {"at": np.array(rows, dtype="int64"), "person": -1, "name_key": keys, "name": "", "id_raw": ""}
        )
        named = [
            TESTS["name"](key) and not fields_of(key) and key != first[row] for row, key in zip(rows, keys, strict=True)
        ]
        parts.append(part[np.array(named, dtype=bool)])
    return parts


def _above(grid: Grid, at: int) -> list[str]:
    """The cells of a column in the rows that may be headers, "" where one is empty."""
    return [(text or "").strip() for text in grid.cells[at].slice(0, _HEADER_ROWS).to_pylist()]


def _is_of_people(grid: Grid, at: int) -> bool:
    """Whether a column heads people of the list, or those for whom they stand (户主, 享受人员), and nobody else (经办人)."""
    headers = [parse(text) for text in _above(grid, at) if 0 < len(text) <= _LONGEST_WORD]
    return any(one.terms and not one.rest and one.kinds <= _OF_PEOPLE and one.kinds & _OF_PEOPLE for one in headers)


def _holds_names(grid: Grid, at: int, column: pa.ChunkedArray) -> bool:
    """Whether a column holds people's names: its header says so, or most of its cells look like names and no header says what they are."""
    above = _above(grid, at)
    if any(map(names_person, above)) or any(map(is_corrected, above)):
        return True
    fields = [next(iter(found)) for text in above if text and (found := fields_of(text))]
    if fields == [_HOLDER]:
        return True
    cells = sample(column, np.arange(grid.n_rows))
    return not fields and bool(cells) and sum(map(_looks_like_name, cells)) >= _NAMES * len(cells)


def _looks_like_name(text: str) -> bool:
    return TESTS["name"](text) or looks_masked(text)


def with_questions(readings: pd.DataFrame, people: pd.DataFrame, shown: Mapping[Place, Place]) -> pd.DataFrame:
    """Return 列对应 (frames.READINGS) with a question at each sheet that names somebody: a role, or 不用, settles it. ``shown``: {where a
    sheet stands: what 列对应 calls it}."""
    places = {shown[place] for place in zip(people["file"].astype("str"), people["sheet"].astype("str"), strict=True)}
    if not places:
        return readings
    here = [place in places for place in zip(readings["file"], readings["sheet"], strict=True)]
    hit = np.array(here, dtype=bool) & (readings["letters"] == "").to_numpy() & (readings["confirmed"] == "").to_numpy()
    asked = readings.assign(asked=readings["asked"] | hit)
    return asked.sort_values("asked", ascending=False, kind="stable", ignore_index=True)
