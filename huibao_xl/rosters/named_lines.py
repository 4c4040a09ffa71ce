"""Lines beside a list that name some of its people: 备注：孙志强已去世; 注：以下3人已注销：张三、李四; 第5行作废; 序号3、5已迁出; 7号、8号已故; 最后两人已退出.

Such a line is about those whom it names, and about nobody else of the list. One that says of some people that they are out, and of which
nobody can say whom it means (孙八等3人已注销; 其中2人已去世), may mean anybody of the list.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.files.reading.spoken import PLAINLY
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.list_parts import OFF_SHEET, Beside, without_marked
from huibao_xl.rosters.out_lists import OutName, out_name
from huibao_xl.rosters.remark_words import read_remark
from huibao_xl.rosters.sheet_tables import names_person

_CLAUSES = re.compile(r"[,，。;；:：\n()（）【】\[\]]+")
_HAN = re.compile(r"[\u3400-\u9fff·•]+")
_LONGEST_NAME = 6
_NUMBERS = r"(\d{1,6}(?:\s*[、和及与\-—~至到]\s*\d{1,6})*)"
_NUMBERED = re.compile(rf"(?:序号|编号|序列号)\s*(?:为|是|第)?\s*{_NUMBERS}")
_ROWS = re.compile(rf"第\s*{_NUMBERS}\s*(?:行|条|个|人|位|名|户)")
_LIST = r"\d{1,6}(?:\s*[、和及与]\s*\d{1,6})+"
_COUNT = "[0-9一二两三四五六七八九十几]{1,3}"
_LIST_NUMBERS = re.compile(
    rf"(?<![\d月./:\-弄路街村巷])第?\s*{_NUMBERS}\s*号(?![楼线室院文路弄令公通房门栋幢])"
    rf"|({_LIST})\s*[这那]?[两二三四五六七八九十几]\s*[人位名户]|^\s*({_LIST})(?=已|均|都|现|因)"
)
"""Numbers of a list's own without the word 序号: 7、8号, 7号, 7、8两人, 7、8已退出."""
_AT_AN_END = re.compile(rf"(最后|末尾|最末|倒数|后|最前|开头|前)面?的?\s*(第?)\s*({_COUNT})\s*[人位名行户个条]")
_AND_MORE = re.compile(rf"等\s*({_COUNT})?\s*[人名位户]")
_SOMEBODY = re.compile(
    rf"{_COUNT}\s*[人名位户](?:员|同志|残疾人)?(?=已|均|都|现|因|于|为|的|残|证|死|去世|过世|亡|病|注|迁|退|停)"
)
"""People whom a clause counts and does not name: 其中2人已去世."""
_CHANGES = re.compile("[本上当每][月季期年次周批]|今年|去年|截至|如|若|凡|一旦|要是|请")
"""Words of a clause that counts what has changed, or says what to do: it means nobody of the list."""
_GONE = re.compile("删除|剔除|去除|移除|扣除|清理|清除|另附|另册|另表|另报|另列|不在[本此]|未列入|不列入|不含|不包")
"""Words of a line whose people are in the list no more."""
_IN_BRACKETS = re.compile(r"[(（\[［【][^)）\]］】]*[)）\]］】]")
_STATISTIC = re.compile(rf"(?:{_COUNT}|[0-9]+|零|无)\s*[人名位户]?[。.；;]?$")
_HEADING = re.compile("(?:[:：]|人员|名单|名册|对象|情况|部分|明细|一览|登记|[—\\-=]{2,}|[】\\])）])$")
_STATES = re.compile("[为是系已均都了过]|[月日号]")
"""What a line has that says something of somebody, and only then is more than the heading of people below it."""
_DIGITS = "零一二三四五六七八九十"
_RANGE = re.compile(r"(\d+)\s*[\-—~至到]\s*(\d+)")
_LONGEST_RANGE = 100
_IF = re.compile("如|若|凡|一旦|要是")
"""How a clause begins that says what to do if something happens."""
_LABEL = re.compile("(?:联系|制表|填表|填报|审核|审批|经办|复核|负责|签|录入|汇总|校对|统计|报送|操作).{0,3}$")
"""What stands before the name of somebody of the office."""
_ACTS_BEHIND = re.compile(
    "(?:提供|整理|报送|上报|汇总|负责|经办|填报|制表|统计|老师|主任|经理|书记|科长|所长|站长|队长)|[:：]\\s*(?:请|麻烦|烦|你好|您好)"
)
_ACTS = re.compile("(?:请|交|交由|由|让|找|(?<![法能上])联系)$")
"""What stands behind or before the name of somebody who does something about the list, or is to do it (请张三报送退保名单): nothing is said of him."""
_ELSEWHERE = re.compile("见附|附件|附后|附表")
"""Words of a clause that says where people are named, and of nobody who is named behind it."""
_BARE = re.compile(r"[^\u3400-\u9fff]*|.{0,2}")
"""What is left of a line that holds names alone, so that the next one says what is said of them."""
_CONTINUES = re.compile("[:：]\\W*$|以下|下列|如下")
"""What a line has whose people stand in the next ones."""
_NOTE = re.compile(r"\W*注\s*([0-9]{1,2}|[一二三四五六七八九十]|[①-⑩])\s*[:：、.．]\s*")
"""How a note begins to which cells refer (见注1)."""
_BUT = re.compile(
    r"除了?(?P<but>[^除]{2,40}?)(?:之外|以外|外)[，,]?(?:其余|其他|其它)?的?(?:人员|人|户|对象)?(?P<says>[^，,。;；]+)"
)
_FINE = re.compile("缴|交费|付|到账|有效|正常|在册|符合|承保|核实|核对|核查|确认|享受|通过|无误|成功|健在|在保")
"""What is well with all but those whom a line excepts."""
_COMPLETED = re.compile(
    "已(?:经|全部|均|都|予以|从.{1,8}中)?(?:删除|剔除|去除|移除|扣除|清理|清除|处理|排除|核减)|已?不含|不包[括含]"
)
_NUMBERINGS = ("序号", "编号", "NO", "序列号")


@dataclass(frozen=True)
class People:
    """The rows of a list as lines name them. ``names``, ``numbering``: of each row, as texts; ``sheet_rows``: as Excel counts them. A number of a row may
    be the one of the sheet, or the place in the list: both are meant."""

    names: pa.Array
    numbering: pa.Array
    sheet_rows: np.ndarray

    @cached_property
    def keys(self) -> pa.Array:
        """The names as they are compared: without spaces and dots."""
        return pc.replace_substring_regex(pc.fill_null(self.names, ""), r"[\s·•]", "")

    @cached_property
    def numbers(self) -> list[str]:
        """The list's own numbers, "" where there is none."""
        written: list[str] = pc.replace_substring_regex(pc.fill_null(self.numbering, ""), r"\.0$|\s", "").to_pylist()
        return written


def of_names(names: pa.Array) -> People:
    """Return people of whom nothing but the names can be meant."""
    return People(names, pa.nulls(len(names), pa.string()), np.full(len(names), -1))


def people_named(text: str, people: People) -> dict[int, OutName]:
    """Return {position: what a line says of that row} for the rows that it names."""
    found: dict[int, OutName] = {}
    waiting: list[int] = []
    spoken: OutName = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        if (but := everybody_but(line)) and (excepted := {*_by_name(but[0], people)[0]}):
            others = [at for at in range(len(people.names)) if at not in excepted]
            found |= dict.fromkeys(others if (says := _says(but[1])) else sorted(excepted), says or "注销")
            continue
        here, waiting, spoken = _in_line(line, people, waiting, spoken)
        found |= here
        waiting = waiting if _BARE.fullmatch(_by_name(line, people)[1]) else []
        spoken = spoken if _CONTINUES.search(line) or here else ""
    return found


def _in_line(
    line: str, people: People, waiting: list[int], spoken: OutName
) -> tuple[dict[int, OutName], list[int], OutName]:
    """What a line says of the rows that it names; those that are named and of whom nothing is said yet (``waiting``: before the line); what is said
    of those who are named next (``spoken``: before the line)."""
    found: dict[int, OutName] = {}
    before = ""
    for clause in filter(None, _CLAUSES.split(_without_agents(visible(line), people))):
        here, rest = _people(clause, people)
        more = _AND_MORE.search(rest)
        if here and more and _number(more[1] or "几") > len({*waiting, *here}):
            here = list(range(len(people.names)))
        here = [] if _LABEL.search(before) or (here and _LABEL.match(clause)) else here
        says, before = "" if _IF.match(rest.strip()) else _says(rest), clause
        if not here and not waiting and _COMPLETED.search(rest) and "下" not in rest:
            continue
        waiting = [*waiting, *here]
        if not says and not (here and spoken):
            continue
        found |= dict.fromkeys(waiting, says or spoken)
        spoken = spoken if not says else "" if waiting or _ELSEWHERE.search(rest) else says
        waiting = []
    return found, waiting, spoken


def rows_with_note(grid: Grid, text: str, rows: np.ndarray) -> list[int]:
    """Return which of some rows (positions in the grid) have a cell that refers to a note, if a line is one: 注1：该人员残疾证已收回 is about who has 见注1."""
    found = _NOTE.match(visible(text))
    if not found or not note_says(text):
        return []
    pattern = rf"^\s*[(（\[【]?(?:见|详见|参见|同)?注\s*{re.escape(found[1])}[)）\]】]?\s*$"
    hit = np.zeros(grid.n_rows, dtype=bool)
    for column in grid.cells:
        hit |= pc.fill_null(pc.match_substring_regex(column, pattern), False).to_numpy(zero_copy_only=False)
    return [int(row) for row in rows if hit[row]]


def says_elsewhere(text: str) -> bool:
    """Return whether a line says where people are named (退保名单见附件2), and names none itself."""
    return bool(_ELSEWHERE.search(text))


def note_says(text: str) -> OutName:
    """Return what a note says of whoever refers to it."""
    return _says(_NOTE.sub("", visible(text), count=1))


def everybody_but(text: str) -> tuple[str, str] | None:
    """Return whom a line excepts and what it says of everybody else, None if it is no such line.

    >>> everybody_but("以上人员除张三外均已缴费"), everybody_but("除张三外均为女性"), everybody_but("除外责任")
    (('张三', '均已缴费'), None, None)
    """
    found = _BUT.search(visible(text))
    says = found["says"] if found else ""
    return (found["but"], says) if found and (_says(says) or _FINE.search(says)) else None


def speaks(text: str) -> bool:
    """Return whether a text says of somebody that he is out or has died, or should not be paid."""
    state = read_remark(text)
    return state.dead or bool(state.means or re.search(PLAINLY, text) or everybody_but(text))


def follows_label(name: str, text: str) -> bool:
    """Return whether a name stands only where somebody of an office signs, or is to be called (联系人：张三)."""
    before = [text[: found.start()].rstrip("：: \u3000（(") for found in re.finditer(re.escape(name), text)]
    return bool(before) and all(_LABEL.search(one) for one in before)


def _without_agents(text: str, people: People) -> str:
    """A line without the names of those who sign, or are to do something about the list: nothing is said of them."""
    if not (re.search(_ACTS_BEHIND, text) or re.search(_ACTS.pattern.removesuffix("$"), text)):
        return text
    named = {*_by_name(text, people)[0]}
    for name in sorted({people.names[at].as_py() for at in named}, key=len, reverse=True):
        if is_agent(name, text):
            text = text.replace(name, " ")
    return text


def is_agent(name: str, text: str) -> bool:
    """Return whether a name stands only where it is of somebody who does something about the list, or is to do it.

    >>> is_agent("张三", "请张三报送退保名单"), is_agent("张三", "请将张三剔除"), is_agent("张三", "张三：请剔除退保人员")
    (True, False, True)
    """
    places = [found.span() for found in re.finditer(re.escape(name), text)]
    return bool(places) and all(_ACTS.search(text[:first]) or _ACTS_BEHIND.match(text, last) for first, last in places)


def refers_to_rows(text: str) -> bool:
    """Return whether a text names rows of a list by their places or their numbers."""
    return bool(_NUMBERED.search(text) or _ROWS.search(text))


def may_mean_anybody(text: str) -> OutName:
    """Return what a line says of people whom it counts or numbers, "" where it says nothing of them: whom it means, nobody can say.

    >>> may_mean_anybody("其中2人已去世"), may_mean_anybody("注：第17号已注销"), may_mean_anybody("注：死亡人员已删除")
    ('死亡', '注销', '')
    """
    written = visible(text)
    if _GONE.search(written):
        return ""
    clauses = [clause for clause in _CLAUSES.split(written) if not _CHANGES.search(clause)]
    return next((says for clause in clauses if _refers(clause) and (says := _says(clause))), "")


def is_heading(text: str) -> bool:
    """Whether a line without people below it heads them, or counts what has changed, and says nothing of people that stand elsewhere.

    >>> is_heading("二、退出人员"), is_heading("本月死亡2人"), is_heading("上表中最后两人为已注销人员")
    (True, True, False)
    """
    written = visible(text).strip()
    if _STATISTIC.search(written) or _CHANGES.search(written) or _GONE.search(written) or "以下" in written:
        return True
    body = re.sub("^已|(?<=[、，,（(【 ])已", "", written)
    return bool(_HEADING.search(written) and not _STATES.search(body)) or len(written) <= _LONGEST_NAME


def _refers(clause: str) -> bool:
    """Whether a clause is about people of the list whom it counts or numbers."""
    return any(pattern.search(clause) for pattern in (_NUMBERED, _ROWS, _LIST_NUMBERS, _AT_AN_END, _SOMEBODY))


def of_everybody(title: str, grid: Grid, header: Header) -> str:
    """Return a title without what it says of marked rows, or of people of the list whom it names: what is left may be about everybody."""
    written = without_marked(title)
    if out_name("", written):
        written = _IN_BRACKETS.sub(lambda found: "" if may_mean_anybody(found[0]) else found[0], written)
    column = next((at for at, text in enumerate(header.texts) if names_person(text)), None)
    if column is None or not out_name("", written):
        return written
    names = grid.cells[column].slice(header.last + 1).combine_chunks().cast(pa.string())
    people = of_names(names)
    return " ".join(text for text in written.split() if not people_named(text, people))


def off_the_table(grid: Grid, rows: Iterable[int] = ()) -> list[Beside]:
    """Return the comments on cells of none of these rows (positions), and what stands in no cell."""
    if not (grid.comments or grid.beside):
        return []
    people = {*map(int, rows)} if grid.comments else set[int]()
    comments = [
        (row - grid.first_row, f"{column_letters(column)} 列的批注", text)
        for (row, column), text in sorted(grid.comments.items())
        if row - grid.first_row not in people
    ]
    return [*comments, *((OFF_SHEET, where, text) for where, text in grid.beside)]


def numbering_of(header: Header) -> int | None:
    """The column of a list's own numbers (序号), None if it has none."""
    return next((at for at, key in enumerate(header.keys) if key in _NUMBERINGS), None)


def _says(text: str) -> OutName:
    state = read_remark(text)
    return "死亡" if state.dead else "注销" if state.means in ("out", "unclear") else ""


def _people(clause: str, people: People) -> tuple[list[int], str]:
    """The rows that a clause names, and what else it says."""
    found, rest = _by_name(clause, people)
    numbers = frozenset[str]().union(*(_listed(found[1]) for found in _NUMBERED.finditer(rest)))
    if numbers:
        found += [at for at, text in enumerate(people.numbers) if text in numbers]
    places = frozenset[str]().union(*(_listed(found[1]) for found in _ROWS.finditer(rest)))
    if places:
        rows = people.sheet_rows.tolist()
        found += [at for at, row in enumerate(rows) if str(row) in places or str(at + 1) in places]
    rest = _ROWS.sub("", _NUMBERED.sub("", rest))
    found += _by_list_number(rest, people) + _at_an_end(rest, len(people.names))
    return sorted({*found}), _AT_AN_END.sub("", _LIST_NUMBERS.sub("", rest))


def _by_list_number(clause: str, people: People) -> list[int]:
    """The rows that a clause means by the list's own numbers, by their place where the list has none."""
    numbers = frozenset[str]().union(*(_listed(found[0]) for found in _LIST_NUMBERS.finditer(clause)))
    if not numbers:
        return []
    written = people.numbers
    places = written if any(written) else [str(at + 1) for at in range(len(written))]
    return [at for at, text in enumerate(places) if text in numbers]


def _at_an_end(clause: str, count: int) -> list[int]:
    """The rows that a clause means by where they stand: 最后两人, 前3名, 倒数第二行."""
    people: list[int] = []
    for end, ordinal, number in (found.groups() for found in _AT_AN_END.finditer(clause)):
        length = min(_number(number), count)
        rows = range(length) if end in ("最前", "开头", "前") else range(count - length, count)
        people += [rows[0]] if ordinal and end == "倒数" and rows else [*rows]
    return people


def _number(text: str) -> int:
    """What 2, 两, 十二 mean; of 几 nobody knows, and it is more than any."""
    if text.isdigit():
        return int(text)
    written = text.replace("两", "二")
    if not all(one in _DIGITS for one in written):
        return 10**6
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + (_DIGITS.index(ones) if len(ones) == 1 else 0)


def _by_name(clause: str, people: People) -> tuple[list[int], str]:
    """The rows whose name stands in a clause, and the clause without these names; a name that is part of a longer one is none."""
    parts = {run[at:end] for run in _HAN.findall(clause) for at in range(len(run)) for end in _ends(at, len(run))}
    named = pc.is_in(people.keys, pa.array(sorted(parts), pa.string())).to_numpy(zero_copy_only=False)
    written = {at: people.keys[at].as_py() for at in np.flatnonzero(named).tolist()}
    rest, found = clause, set[str]()
    for name in sorted({*written.values()}, key=len, reverse=True):
        found |= {name} if name in rest else set()
        rest = rest.replace(name, "")
    return [at for at, name in written.items() if name in found], rest


def _ends(at: int, length: int) -> Iterable[int]:
    return range(at + 2, min(length, at + _LONGEST_NAME) + 1)


def _listed(text: str) -> frozenset[str]:
    """The numbers of 3、5 and of 3-7."""
    numbers = {str(int(number)) for number in re.findall(r"\d+", text)}
    for first, last in _RANGE.findall(text):
        numbers |= {str(number) for number in range(int(first), min(int(last), int(first) + _LONGEST_RANGE) + 1)}
    return frozenset(numbers)
