"""Letters, notes, mails, and what stands beside a table (text boxes, comments, headers and footers of pages): whom they name.

They have no header and no column of names, so that only the lists tell who is meant (:class:`Register`): whoever bears a name, a number, or has the policy
waits: 经核，张三的残疾证已于2024年3月注销，请从名册中剔除. So does who stands below a line that says so (以下人员已退保：), whose row a letter names
(承保名单第3行已退保), and of whom it is spoken plainly (这个人退了).
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.spoken import PLAINLY, TELLING
from huibao_xl.identifiers import person_name, resident_id
from huibao_xl.rosters.list_parts import heads
from huibao_xl.rosters.named_lines import (
    People,
    follows_label,
    is_agent,
    numbering_of,
    of_names,
    people_named,
    refers_to_rows,
    says_elsewhere,
    speaks,
)
from huibao_xl.rosters.out_lists import says_in
from huibao_xl.rosters.partly_mentioned import masked_numbers
from huibao_xl.rosters.read_lists import SheetList

Line = tuple[int, str]
"""Where a text stands (a position, as the caller counts), and the text."""
_LEAST = 5
"""Characters of a sentence; a shorter cell is one of a table."""
_SHORTEST_NAME_OF_LIST = 3
_LONGEST_HEADING, _LONGEST_TITLE = 40, 20
_MOST_ROWS, _MOST_COLUMNS = 3000, 6
"""A sheet without a header that is larger is a table, whose columns tell where names are."""
_NUMBER = re.compile(r"[1-9]\d{14}(?:\d{2}[\dXx])?(?!\d)")
_POLICY = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{0,10}[0-9][0-9A-Za-z\-]{6,30}")
_HAN = re.compile(r"[\u3400-\u9fff·]+")
_BEFORE = re.compile(
    "(?:人|镇|道|村|区|民|员|户|有|为|是|系|将|把|和|及|与|除|同志|联|象|外|另|中|括|即|因|现|查|悉|如|由|说|讲)$"
)
_BEHIND = re.compile(
    "的|已|于|因|同志|系|现|等|之|均|和|及|与|确|自|原|本|要|去|死|病|亡|退|迁|残|证|户|两|二|三|四|五|几|共|都|也|皆|全|被|为|是|在|这|那|不|外|以外"
    "|先|待|重|复|放|资|停|从|没|未|无|暂|拒|应|须|过|走|作|失|冻|核|也|还|又|仍|剔|删|撤|领|转|搬|移|享|持|今|上月|本月|前|补|保|身|查|符|超|服|判|入|离"
    "|上个?[周月]|上礼拜|上星期|上半[月年]|昨[天日晚]|前[天日几些年段]|刚|早|年[初底前]|春节|节[前后]|不久|可能|好像|听说|听讲|确实|突然|后来|家里?[人属]?(?:说|讲|反映)"
    "|女士|先生|老人|阿姨|阿婆|老伯|夫妇|客户|本人|居民|村民|$"
)
_NUMBERED = r"[^\u3400-\u9fff#]{0,8}(?:(?:男|女|身份证|证件|公民身份|号码?|为|是)[^\u3400-\u9fff#]{0,4})*#"
"""What stands between a name and its number (#)."""
_NAMES = range(4, 1, -1)
_NUMBERING = re.compile(r"^[\W_]*(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3})?[\W_]*")
"""What may stand before the name in a line that is an entry of a list: 1、; 二）."""
_HEADS = re.compile(r"以下|下列|如下|(?:名单|人员|[:：])\s*$")
"""What a line has that heads the lines below it."""
_PAYS_NOT = re.compile(r"以下|下列|如下|名单[:：]?\s*$")
"""What such a line has that says in other words that nobody is to be paid (不发名单)."""
_JOINED, _LIKE_NAME = re.compile(r"[、,，;；/\s和及与]+"), re.compile(r"[\u3400-\u9fff·]{2,4}")


@dataclass(frozen=True)
class Register:
    """The people of the lists, by what a letter may call them. ``lists``: all that were read; ``insured``: the rows of 承保名单 (frames.INSURED)."""

    lists: Sequence[SheetList]
    insured: Sequence[pd.DataFrame]

    @cached_property
    def names(self) -> frozenset[str]:
        """The keys of all names of the insured."""
        return frozenset(name for frame in self.insured for name in frame["name_key"].unique() if len(name) > 1)

    def of_policies(self, text: str) -> list[int]:
        """Return the persons whose policies a text names by their numbers."""
        numbers = [number for number in _POLICY.findall(text) if not _NUMBER.fullmatch(number)]
        people = [frame.loc[frame["policy_no"].isin(numbers), "person"] for frame in self.insured if numbers]
        return [person for part in people for person in part.tolist() if person >= 0]

    def of_rows(self, text: str) -> list[int]:
        """Return the persons whose rows a text names, of a list that it calls by its role, its file or its sheet."""
        return [person for one in self.lists if _is_called(one, text) for person in _in_rows(one, text)]


def _is_called(one: SheetList, text: str) -> bool:
    path, sheet = one.body.grid.named
    called = (one.body.layout.role.name, path.stem, sheet)
    return any(len(name) >= _SHORTEST_NAME_OF_LIST and name in text for name in called)


def _in_rows(one: SheetList, text: str) -> list[int]:
    """The persons of the rows of a list that a text names by their numbers or places."""
    body, count = one.body, len(one.body.rows)
    numbered = numbering_of(body.layout.header)
    nobody = pa.nulls(count, pa.string())
    rows = people_named(text, People(nobody, nobody if numbered is None else body.column(numbered), body.sheet_rows))
    people = one.frame["person"].to_numpy()
    return [int(people[at]) for at in rows if len(people) == count and people[at] >= 0]


def lines_of_letter(grid: Grid) -> list[Line]:
    """Return the texts of a sheet without a header that may be a letter, in order: those of one row that tell nothing by themselves as one."""
    if grid.n_rows <= _MOST_ROWS and grid.n_columns <= _MOST_COLUMNS:
        rows = ([text.strip() for text in grid.row(at) if text.strip()] for at in range(grid.n_rows))
        return [(at, text) for at, cells in enumerate(rows) for text in _texts(cells)]
    found = []
    for column in grid.cells:
        cells = pc.fill_null(column, "").combine_chunks()
        telling = pc.and_(
            pc.match_substring_regex(cells, f"{TELLING}|{PLAINLY}"), pc.greater_equal(pc.utf8_length(cells), _LEAST)
        )
        found += [(at, cells[at].as_py()) for at in np.flatnonzero(telling.to_numpy(zero_copy_only=False)).tolist()]
    return found


def _texts(cells: list[str]) -> list[str]:
    long = [text for text in cells if len(text) >= _LEAST and speaks(text)]
    return long if long or not cells else ["，".join(cells)]


def named_in(lines: Sequence[Line], register: Register, below_all: bool = False, strict: bool = False) -> pd.DataFrame:
    """Return who is named in texts that speak against people, or below one that does: at, person, name_key (-1 and the name where no number stands),
    name "" and id_raw (a number that is partly written).

    ``below_all``: whether all texts stand below such a one (the name of the file says 退保); ``strict``: whether a name counts only where the text says it of
    this one (lines beside a list, in which the staff of offices sign).
    """
    found: list[tuple[int, int, str, str]] = []
    below = below_all
    for at, text in lines:
        spoken = len(text) >= _LEAST and speaks(text)
        if _is_heading(text, spoken):
            below = True
        elif says_in(text) and not spoken:
            below = below_all
        if spoken:
            found += [(at, person, "", "") for person in _people(text, register)]
            found += [(at, -1, name, "") for name in _names(text, register.names, strict)]
        elif below and (found_names := _entry(text, register.names)) is not None:
            found += [(at, -1, name, "") for name in found_names if not _is_numbered(name, text)]
            found += [(at, person, "", "") for person in _people(text, register)]
        if spoken or below:
            found += [(at, -1, "", number) for number in masked_numbers(text)]
    table = pd.DataFrame(found, columns=["at", "person", "name_key", "id_raw"])
    kinds = {"at": "int64", "person": "int64", "name_key": "str", "id_raw": "str"}
    return table.astype(kinds).drop_duplicates(ignore_index=True).assign(name="")


def _people(text: str, register: Register) -> list[int]:
    """The persons whom a text names by their numbers, those of their policies, or their rows."""
    people = [int(number[:17]) for number in resident_id.written_in(text)]
    return [*people, *register.of_policies(text), *(register.of_rows(text) if refers_to_rows(text) else ())]


def _is_heading(text: str, spoken: bool) -> bool:
    """Whether a line says of those in the lines below it that they are out or have died, or should not be paid. ``spoken``: whether it speaks against
    somebody."""
    if len(text) > _LONGEST_HEADING or says_elsewhere(text):
        return False
    headed = bool(_HEADS.search(text))
    return (heads(text) in ("退保", "注销", "死亡") and (headed or len(text) <= _LONGEST_TITLE)) or (
        spoken and bool(_PAYS_NOT.search(text))
    )


def _entry(text: str, names: Set[str]) -> list[str] | None:
    """The names with which a line begins that is an entry of a list, None if it is none: 2、张三 保单号…; 李四、王五."""
    rest, found = text[_NUMBERING.match(text).end() :], []  # type: ignore[union-attr]
    for part in _JOINED.split(rest):
        name = next((part[:n] for n in _NAMES if person_name.key(part[:n]) in names), "")
        if name and not _HAN.match(part, len(name)) and not follows_label(name, text):
            found.append(person_name.key(name))
        elif not _LIKE_NAME.fullmatch(part):
            break
    return found or ([] if _NUMBER.search(text) or _POLICY.search(text) else None)


def _names(text: str, names: Set[str], strict: bool) -> list[str]:
    """The names that a text means which speaks against people."""
    found = [
        name
        for name in names_in(text, names)
        if not (_is_numbered(name, text) or follows_label(name, text) or is_agent(name, text))
    ]
    if not strict or not found or re.search(PLAINLY, text):
        return found
    return [found[at] for at in people_named(text, of_names(pa.array(found, pa.string())))]


def _is_numbered(name: str, text: str) -> bool:
    """Whether the number of whom a sentence names stands behind the name, so that no namesake is meant."""
    return bool(re.search(re.escape(name) + _NUMBERED, _NUMBER.sub("#", text)))


def names_in(text: str, names: Set[str]) -> list[str]:
    """Return those of some names that a sentence has where a name may stand.

    >>> names_in("经核，张三的残疾证已注销，李四同志、王小五已去世", {"张三", "李四", "王小五", "证已"})
    ['张三', '李四', '王小五']
    """
    return list(_found_names(text, names))


def _found_names(text: str, names: Set[str]) -> Iterator[str]:
    for run in _HAN.findall(text):
        at = 0
        while at < len(run):
            name = next((run[at : at + n] for n in _NAMES if person_name.key(run[at : at + n]) in names), "")
            fits = (
                name and (at == 0 or len(name) > 2 or _BEFORE.search(run[:at])) and _BEHIND.match(run, at + len(name))
            )
            if fits:
                yield person_name.key(name)
            at += len(name) if fits else 1
