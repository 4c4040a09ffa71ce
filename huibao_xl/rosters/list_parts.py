"""Lines that part a list: 以下人员已退保, ——减员——, 二、退出人员. The people below (or, 以上人员已退保, above) belong to another group.

A line is a row that names nobody and holds one text; words of the data (``sheets`` in schemas/status-words.json) say what it means, as they do
in names of sheets. One that says that people are in (一、在册人员) ends the part before it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.organisations import may_have_bought
from huibao_xl.rosters.out_lists import OutName, alone_name, out_name, says_in

_ABOVE = re.compile("(?<![人名位户岁级元])以上|上述|上列|前述|上面|截至此")
_BELOW = re.compile("以下|下列|如下|下面|下述|自此")
_EXPLAINS = re.compile("注(?!销)|备注|说明|附注|填表说明|填报说明")
_COMPLETED = re.compile("已(?:经|全部|均|都|予以|从.{1,8}中)?(?:删除|剔除|去除|移除|扣除|清理|清除|排除)")
"""Words of a line whose people stand in the list no more."""
_INSTRUCTS = re.compile("^(?:.{0,12}[;；,，。])?(?:如有?|若有?|凡)(?!下)|请勿|请在|请于|请及时|请拨|拨打|请联系|填写")
"""Words of a line that tells what to do, and says nothing of people that stand below it."""
_COUNTS = re.compile("合计|总计|共计|累计|其中|汇总")
"""Words of a line that counts people of the list and is no heading."""
_SUBTOTAL = "小计"
"""What closes a part: 退保小计 is about the rows since the last one."""
_MARKED = re.compile(
    r"[标涂填划打加][红黄蓝绿灰黑色粗]|[红黄蓝绿灰橙紫黑粉青][色底]|[红黄蓝绿灰黑]字|[底颜字][色纹]|高亮|加粗|斜体|下划线|删除线|打[×√叉勾星*]|[红黄蓝绿灰橙紫][名行格框圈]|阴影|荧光|着色|[带有画标打][*★☆※▲△●○◎◆◇■#×√]|[*★☆※▲△●○◎◆◇■#×√]号?[为系表是]|标[注记有]"
)
_OF_GROUPS = re.compile(
    "(?<!非)团[单体险]|(?:单位|企业|公司|工会|集体)(?:购买|投保|参保|统一|集中|代[缴办付]|缴费|交费|付费|出资|福利|采购)|(?:员工|职工)福利"
)
"""What a legend says of policies that others have bought."""
_GROUP_LINE = re.compile(
    r"(?:[一二三四五六七八九十0-9]{1,3}[、.．]\s*)?(?:(?:投保|参保|缴费|所属|工作|投保人|客户)?(?:单位|公司|企业|团体)(?:名称)?\s*[:：]\s*)?(?P<name>[^:：]+)$"
)
"""A line that is the name of an organisation, or begins with what it is."""
_SIGNED = re.compile("[盖签公]章|填报|填表|制表|上报|报送|经办")
"""Words of a line in which the office signs that made the list."""
_OF_ONE_PERSON = re.compile("个(?:人|单|险)(?:业务|渠道)?|散(?:户|单|客)|自(?:费|行|己)")
"""What a line says of policies that people have bought themselves."""
_BRACKETS = re.compile(r"[(（\[［【][^)）\]］】]*[)）\]］】]")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十（）()、.．\-—]{0,5}")
_LONGEST = 40
"""A line that is longer explains something."""


GROUP: Literal["团单"] = "团单"
"""What a line of 承保名单 says of the people of a part whose policies a group has bought."""
PartKind = OutName | Literal["团单"]
MARKED, NAMED = "标记", "指明"
"""Which people a line means that says what a mark means, and one that names them."""
OTHER_SHEET, OFF_SHEET = -1, -(10**9)
"""The line of a part that stands on another sheet, or in no cell (a text box, the footer of a page)."""
NOWHERE = (OTHER_SHEET, OFF_SHEET)
Beside = tuple[int, str, str]
"""What stands beside a table: its row as a position in the grid, what it is called (C 列的批注; "" for a cell), and its text."""


@dataclass(frozen=True)
class Part:
    """A part of a list. ``line``: the row of the line that heads (or closes) it; ``first``, ``last``: its rows, inclusive; all as positions in the
    grid (the line :data:`OTHER_SHEET` where it stands on another). ``text``: the line; ``kind``: what it says of the people; ``where``: which people it means, as staff read it; ``rows``: the rows that
    it names, if it names any."""

    line: int
    first: int
    last: int
    text: str
    kind: PartKind
    where: str = "之后"
    rows: frozenset[int] = frozenset()

    def holds(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return which rows of the list it is about."""
        if self.rows:
            return np.isin(rows, list(self.rows))
        held: npt.NDArray[np.bool_] = (rows >= self.first) & (rows <= self.last)
        return held


def line_of(cells: Sequence[str]) -> str:
    """Return the text of a row that holds one text, besides numbering; "" if it holds more, or a text too long for a heading.

    >>> line_of(["", "二", "退出人员", ""]), line_of(["样甲", "七宝镇"])
    ('退出人员', '')
    """
    texts = list(dict.fromkeys(text.strip() for text in cells if text.strip()))
    spoken = [text for text in texts if not _NUMERAL.fullmatch(plain(text))]
    return spoken[0] if len(spoken) == 1 and len(plain(spoken[0])) <= _LONGEST else ""


def heads(text: str) -> OutName:
    """Return what a line says of people, "" if nothing: a note that explains the list (注：…) says nothing of its rows.

    >>> heads("以下人员已退保："), heads("——减员——"), heads("注：死亡人员已删除"), heads("一、在册人员")
    ('退保', '注销', '', '')
    """
    explains = _EXPLAINS.match(plain(text)) and not (_BELOW.search(text) or _ABOVE.search(text))
    instructs = _INSTRUCTS.search(text) and not (_BELOW.search(text) or _ABOVE.search(text))
    return (
        ""
        if explains or instructs or _COUNTS.search(text) or _COMPLETED.search(text)
        else out_name("", text) or alone_name(text)
    )


def heads_policies(text: str) -> Literal["团单", "个人", ""]:
    """Return how a line of 承保名单 says that the policies of a part were bought, "" if it says nothing, or both: then it counts them or names the list.

    >>> [heads_policies(line) for line in ("二、团体投保（某某公司）", "一、个人投保", "三、企业统一投保部分", "个人及团体投保人员", "其中：团单0人")]
    ['团单', '个人', '团单', '', '']
    """
    if any(pattern.search(text) for pattern in (_INSTRUCTS, _COUNTS, _COMPLETED, _SIGNED)) or _EXPLAINS.match(
        plain(text)
    ):
        return ""
    group, person = _OF_GROUPS.search(text) or _names_group(text), _OF_ONE_PERSON.search(text)
    return "" if bool(group) == bool(person) else "团单" if group else "个人"


def _names_group(text: str) -> bool:
    """Whether a line names the organisation that has bought the policies below it: 投保单位：上海样例公司, and none that keeps the list."""
    found = _GROUP_LINE.match(text.strip())
    return found is not None and bool(may_have_bought("单位名称", [found["name"].strip()]))


def marks_out(text: str) -> OutName:
    """Return what a line says of rows that are marked by a colour or the like, "" if nothing: which rows these are the cells do not say.

    >>> marks_out("注：标红为已注销人员，请勿享受"), marks_out("黄色底纹的为死亡"), marks_out("注：标红为重点关注对象")
    ('注销', '死亡', '')
    """
    if not _MARKED.search(plain(text)):
        return ""
    kind = out_name("", text) or ("待定" if _OF_GROUPS.search(text) else "")
    return "注销" if kind == "有进有出" else kind


def without_marked(title: str) -> str:
    """Return a title without what it says of marked rows.

    >>> without_marked("持证残疾人名单（红字为去世，灰底为迁出）"), without_marked("标红的不再享受"), without_marked("注销人员")
    ('持证残疾人名单', '', '注销人员')
    """
    short = _BRACKETS.sub(lambda found: "" if marks_out(found[0]) else found[0], title)
    return " ".join(text for text in short.split() if not marks_out(text))


def name_without_marked(name: str) -> str:
    """Return a name of a file or a sheet without what it says of marked rows.

    >>> name_without_marked("承保名单（标红的已退保）"), name_without_marked("持证残疾人-黄色已注销"), name_without_marked("标红退保名单")
    ('承保名单', '持证残疾人', '标红退保名单')
    """
    short = _BRACKETS.sub(lambda found: "" if marks_out(found[0]) else found[0], name)
    found = _MARKED.search(short) if marks_out(short) else None
    return short[: found.start()].rstrip("-—_ 、，,中的其为") if found and found.start() else short


def names_people(text: str) -> bool:
    """Whether a line says which people follow, or counts them, and is nobody's name.

    >>> names_people("一、在册人员"), names_people("其中：退保0人"), names_people("样甲")
    (True, True, False)
    """
    return says_in(text) or bool(_COUNTS.search(text))


class Parts:
    """Gathers the parts of a list from its lines, from the top down."""

    def __init__(self, start: int, of_policy: bool = False) -> None:
        """``start``: position of the first row below the header; ``of_policy``: the list is 承保名单, where a line may say that a group has bought
        the policies of a part."""
        self._of_policy = of_policy
        self.found: list[Part] = []
        self._since = start
        self._open: tuple[int, str, PartKind] | None = None

    def line(self, row: int, text: str) -> Part | None:
        """Note a line at a row; return the part that it closes or opens, None if it says nothing of people."""
        bought = heads_policies(text) if self._of_policy else ""
        kind: PartKind = heads(text) or (GROUP if bought == GROUP else "")
        if not kind:
            if says_in(text) or bought:
                self.end(row)
            self._since = row + 1 if _SUBTOTAL in text else self._since
            return None
        self.end(row)
        if (_ABOVE.search(text) and not _BELOW.search(text)) or _SUBTOTAL in text:
            part = Part(row, self._since, row - 1, text, kind, "之前")
            self.found.append(part)
            self._since = row + 1
            return part
        self._open, self._since = (row, text, kind), row + 1
        return Part(row, row + 1, row + 1, text, kind)

    def of_marked(self, row: int, last: int, text: str, kind: OutName, rows: frozenset[int]) -> None:
        """Note a line that says that marked ``rows`` are out; where none are known to be marked it may mean anybody of the list, up to its
        ``last`` row."""
        self.found.append(Part(row, min(rows, default=0), max(rows, default=last), text, kind, MARKED, rows))

    def of_anybody(self, row: int, last: int, text: str, kind: OutName) -> None:
        """Note a line that says of people that they are out, and not of whom: it may mean anybody of the list."""
        self.found = [part for part in self.found if part.line != row or part.where != "之后"]
        self.found.append(Part(row, 0, last, text, kind, "可能说到"))

    def of_named(self, row: int, text: str, people: Mapping[int, OutName]) -> None:
        """Note a line that names rows of the list, and what it says of each: it means nobody else."""
        self.of_nobody(row)
        for kind in dict.fromkeys(people.values()):
            rows = frozenset(at for at, says in people.items() if says == kind)
            self.found.append(Part(row, min(rows), max(rows), text, kind, NAMED, rows))

    def of_nobody(self, row: int) -> None:
        """Note a line that means nobody whose row it could be, but who has a mark."""
        self.found = [part for part in self.found if part.line != row or part.where == MARKED]

    def end(self, row: int) -> None:
        """Close the part that is open, before a row."""
        if self._open:
            line, text, kind = self._open
            self.found.append(Part(line, line + 1, row - 1, text, kind))
            self._open, self._since = None, row
