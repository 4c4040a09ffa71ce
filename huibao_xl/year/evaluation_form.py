"""The first sheet of an evaluation: the form on one page, as districts of Shanghai publish it: money with its rate of execution, the goal of the year, indicators with points, total and grade.

Every number in it is a formula over 得分计算, 预算 or 依据.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from huibao_xl.files.writing.workbook import LINE_POINTS, Book, FrameSheet, Style, lines_of
from huibao_xl.year.evaluation import PER_HEAD, TYPED, Item, Material, Scored, grade, total

FORM, SCORES = "自评表", "得分计算"
_WIDTHS = (10, 13, 16, 13, 14, 8, 9, 30)
_TITLES = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
_MONEY = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
_CELL = {"border": 1, "font_size": 10, "align": "center", "valign": "vcenter", "text_wrap": True}
_LABEL = _CELL | {"bold": True, "bg_color": "#F2F2F2"}
_LEFT = _CELL | {"align": "left", "indent": 1}
_HAND = _LEFT | {"bg_color": "#FFF2CC"}
NO_REASON = "缺偏差原因"


@dataclass(frozen=True)
class Head:
    """What heads the form. ``year_title``: （2024 年度）; ``goal``: what was planned; ``reached``: what was done, in a sentence; ``first_fen`` and ``budget_fen``: at the beginning of the year, and
    now; ``notes``: what stands below the form."""

    title: str
    year_title: str
    project: str
    department: str
    unit: str
    goal: str
    reached: str
    first_fen: int
    budget_fen: int
    notes: Sequence[str]


@dataclass(frozen=True)
class _Form:
    """The sheet that is being written."""

    book: Book
    page: FrameSheet

    def put(self, row: int, first: int, last: int, value: Any, look: dict[str, Any], below: int = 0) -> None:
        """A text, a number or a formula with what it shows, over columns and ``below`` further rows."""
        style: Style = self.book.style(look)
        if last > first or below:
            self.page.merge_range(row, first, row + below, last, "", style)
        if isinstance(value, tuple):
            self.page.write_formula(row, first, f"={value[0]}", style, value[1])
        elif isinstance(value, str):
            self.page.write_string(row, first, value, style)
        else:
            self.page.write_number(row, first, value, style)

    def high(self, row: int, texts: Sequence[tuple[str, float]], least: int = 1) -> None:
        """Make a row as high as its texts need in their widths."""
        self.page.set_row(row, LINE_POINTS * max([least, *(lines_of(text, width) for text, width in texts)]) + 6)


def write_form(book: Book, head: Head, scored: Sequence[Scored], material: Material) -> None:
    """Write the form as the next sheet."""
    page = book.page(FORM, landscape=False)
    page.hide_gridlines(2)
    page.fit_to_pages(1, 1)
    page.set_header("")
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    form = _Form(book, page)
    plain = {"align": "center", "valign": "vcenter"}
    form.put(0, 0, 7, head.title, plain | {"bold": True, "font_size": 18})
    form.put(1, 0, 7, head.year_title, plain)
    page.set_row(0, 34)
    page.set_row(1, 20)
    row = _project(form, 2, head, scored)
    row = _goal(form, row, head)
    row = _indicators(form, row, scored, material)
    row = _sums(form, row, scored, material)
    for note in head.notes:
        form.put(row, 0, 7, note, {"font_size": 9, "text_wrap": True, "valign": "vcenter", "font_color": "#595959"})
        form.high(row, [(note, sum(_WIDTHS) * 1.1)])
        row += 1


def _project(form: _Form, row: int, head: Head, scored: Sequence[Scored]) -> int:
    """Names, and the money: the budget at the beginning and now, what was executed, and its points."""
    form.put(row, 0, 1, "项目名称", _LABEL)
    form.put(row, 2, 7, head.project, _CELL)
    form.put(row + 1, 0, 1, "主管部门", _LABEL)
    form.put(row + 1, 2, 3, head.department, _CELL)
    form.put(row + 1, 4, 5, "实施单位", _LABEL)
    form.put(row + 1, 6, 7, head.unit, _CELL)
    form.put(row + 2, 0, 0, "项目资金（元）", _LABEL, below=5)
    form.put(row + 2, 1, 1, "", _LABEL)
    for column, title in enumerate(_MONEY, 2):
        form.put(row + 2, column, column, title, _LABEL)
    _money_rows(form, row + 3, head, scored[0])
    form.put(row + 7, 1, 1, "执行偏差原因", _LABEL | {"bold": False, "font_size": 9})
    form.put(row + 7, 2, 7, (_reason(2), _reason_shown(scored[0])), _LEFT)
    for each in range(row, row + 8):
        form.high(each, [])
    form.high(row + 7, [(scored[0].reason, sum(_WIDTHS[2:]))])
    return row + 8


def _money_rows(form: _Form, row: int, head: Head, rate: Scored) -> None:
    money = _CELL | {"num_format": "#,##0.00", "align": "right", "indent": 1}
    first, budget = Decimal(head.first_fen) / 100, Decimal(head.budget_fen) / 100
    executed = Decimal(rate.figure.numerator if rate.figure else 0) / 100
    initial = ('SUMIF(预算!$B$2:$B$1048576,"年初预算",预算!$C$2:$C$1048576)', first)
    form.put(row, 1, 1, "年度资金总额", _LABEL)
    for column, value in enumerate((initial, (f"{SCORES}!E2", budget), (f"{SCORES}!D2", executed)), 2):
        form.put(row, column, column, value, money)
    form.put(row, 5, 5, (f"{SCORES}!C2", rate.item.score), _CELL | {"num_format": "0.##"})
    form.put(row, 6, 6, (f"{SCORES}!F2", _value(rate)), _CELL | {"num_format": "0.00%"})
    form.put(row, 7, 7, (f"{SCORES}!G2", _points(rate)), _CELL | {"num_format": "0.00"})
    labels = ("其中：当年财政拨款", "　　上年结转资金", "　　其他资金")
    for place, label in enumerate(labels, row + 1):
        form.put(place, 1, 1, label, _LABEL | {"bold": False, "font_size": 9})
        for column in (2, 3, 4):
            form.put(place, column, column, "", _HAND)
        for column in (5, 6, 7):
            form.put(place, column, column, "—", _CELL)


def _goal(form: _Form, row: int, head: Head) -> int:
    form.put(row, 0, 0, "年度总体目标", _LABEL, below=1)
    form.put(row, 1, 4, "预期目标", _LABEL)
    form.put(row, 5, 7, "实际完成情况", _LABEL)
    form.put(row + 1, 1, 4, head.goal, _LEFT)
    form.put(row + 1, 5, 7, head.reached, _LEFT)
    form.high(row, [])
    form.high(row + 1, [(head.goal, sum(_WIDTHS[1:5]) - 2), (head.reached, sum(_WIDTHS[5:8]) - 2)])
    return row + 2


def _indicators(form: _Form, row: int, scored: Sequence[Scored], material: Material) -> int:
    """One row an indicator; a first and a second level stand once over theirs."""
    for column, title in enumerate(_TITLES):
        form.put(row, column, column, title, _LABEL)
    form.high(row, [], 2)
    rows = list(enumerate(scored[1:], row + 1))
    for level in (0, 1):
        paths = [(each.item.first, each.item.second)[: level + 1] for _, each in rows]
        top = rows[0][0]
        for path, group in groupby(paths):
            count = len(list(group))
            form.put(top, level, level, path[-1], _CELL, below=count - 1)
            top += count
    for place, each in rows:
        source = place - row + 2
        form.put(place, 2, 2, each.item.name, _CELL)
        form.put(place, 3, 3, each.item.shown, _CELL)
        form.put(place, 4, 4, _reached(each, source, material), _CELL | {"num_format": _format(each.item)})
        form.put(place, 5, 5, (f"{SCORES}!C{source}", each.item.score), _CELL | {"num_format": "0.##"})
        form.put(place, 6, 6, (f"{SCORES}!G{source}", _points(each)), _CELL | {"num_format": "0.00"})
        form.put(place, 7, 7, (_reason(source), _reason_shown(each)), _LEFT)
        form.high(place, [(each.reason, _WIDTHS[7] * 1.1), (each.item.name, _WIDTHS[2])], 2)
    return row + len(scored)


def _sums(form: _Form, row: int, scored: Sequence[Scored], material: Material) -> int:
    """The total and its grade; 待填 or 缺偏差原因 as long as something is lacking."""
    last = len(scored) + 1
    points = total(scored)
    lacking = f'IF(SUM({SCORES}!I2:I{last})>0,"{NO_REASON}",ROUND(SUM({SCORES}!G2:G{last}),2))'
    formula = f'IF(COUNT({SCORES}!G2:G{last})<{len(scored)},"待填",{lacking})'
    shown: Any = Decimal(points) / 100 if points is not None else NO_REASON
    if any(each.points is None for each in scored):
        shown = "待填"
    form.put(row, 0, 4, "总分", _LABEL)
    form.put(row, 5, 5, (f"SUM({SCORES}!C2:C{last})", Decimal(100)), _CELL | {"bold": True, "num_format": "0.##"})
    form.put(row, 6, 6, (formula, shown), _CELL | {"bold": True, "num_format": "0.00"})
    place = f"G{row + 1}"
    steps = list(enumerate(material.grades.values, 2))
    named = f"依据!$B${steps[-1][0]}"
    for at, _ in reversed(steps[:-1]):
        named = f"IF({place}>=依据!$C${at},依据!$B${at},{named})"
    word = grade(material.grades, points) if points is not None else ""
    form.put(row, 7, 7, (f'IF(ISNUMBER({place}),"等级："&{named},"")', f"等级：{word}" if word else ""), _LABEL)
    form.high(row, [], 2)
    return row + 1


def _format(item: Item) -> str:
    return '#,##0.00"元/人"' if item.by == PER_HEAD else "0.00%"


def _reached(each: Scored, source: int, material: Material) -> tuple[str, Any]:
    """The figure; of what no number measures its level, with the percentage."""
    if each.item.by != TYPED:
        return f"{SCORES}!F{source}", _value(each)
    first = 2 + len(material.grades.values) + len(material.weights.values)
    steps = list(enumerate(material.levels.values, first))
    cell, named = f"{SCORES}!F{source}", f"依据!$B${steps[-1][0]}"
    for at, _ in reversed(steps[:-1]):
        named = f"IF(ROUND({cell}*10000,0)/100>=依据!$C${at},依据!$B${at},{named})"
    word = f"{grade(material.levels, each.value)}（{each.value // 100}%）" if each.value is not None else "待填"
    return f'IF(ISNUMBER({cell}),{named}&"（"&INT(ROUND({cell}*10000,0)/100)&"%）","待填")', word


def _value(each: Scored) -> Any:
    if each.value is None:
        return "待填"
    return Decimal(each.value) / (100 if each.item.by == PER_HEAD else 10_000)


def _points(each: Scored) -> Any:
    return "待填" if each.points is None else Decimal(each.points) / 100


def _reason(source: int) -> str:
    return f'IF({SCORES}!I{source}>0,"（未达目标，原因必填）",填报!F{source}&"")'


def _reason_shown(each: Scored) -> str:
    return "（未达目标，原因必填）" if each.unexplained else each.reason
