"""绩效自评表.xlsx: the form, what a person fills in (填报), how each score comes about (得分计算), and the rows behind every figure.

Figures, scores, total and grade are formulas over the other sheets, and what is written beside them is what they show until a program recalculates: who fills in 填报 sees the total
come at once. A workbook, because the form is one page with numbers that have to be recounted; districts publish it as a printed page, which the first sheet is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.files.writing.workbook import BODY, HEADER, LINE_POINTS, Book, Column, FrameSheet, Kind, Sheet, lines_of
from huibao_xl.reports.equations import write_balance
from huibao_xl.year.evaluation import BUDGET_RATE, PER_HEAD, TYPED, Material, Scored, Step
from huibao_xl.year.evaluation_answers import ABOVE, BELOW, NAME, REASON, SHEET, SOURCE, YEAR
from huibao_xl.year.evaluation_figures import Evidence
from huibao_xl.year.evaluation_form import SCORES, Head, write_form
from huibao_xl.year.survey import NO, YES, Survey

PAID, BUDGET, SURVEYED, BASIS = "实付明细", "预算", "调查明细", "依据"
OPEN = "待填"
"""What stands in place of a figure, a score or the total as long as somebody has to fill in something."""
_INPUT = {"bg_color": "#FFF2CC", "text_wrap": True}
_GREY = {"font_color": "#7F7F7F", "text_wrap": True}
_LAST = 1_048_576
_NUMBERS: dict[str, dict[str, Any]] = {
    "money": {"num_format": "#,##0.00", "align": "right"},
    "count": {"num_format": "#,##0", "align": "right"},
    "percent": {"num_format": "0.00%", "align": "right"},
    "points": {"num_format": "0.00", "align": "right"},
}


@dataclass(frozen=True)
class Content:
    """What a workbook says. ``given``: the indicators whose figures stand in 填报 as a person wrote them; ``left_out``: {bearer of the
    district whose part the 申报 did not ask for: what it executed in fen}."""

    material: Material
    head: Head
    scored: Sequence[Scored]
    rows: Evidence
    survey: Survey
    balance: pd.DataFrame
    given: Mapping[str, Scored]
    left_out: Mapping[str, int] = field(default_factory=dict)


def write_book(path: Path, content: Content) -> None:
    """Write the workbook to ``path``."""
    with Book(path, content.head.title) as book:
        write_form(book, content.head, content.scored, content.material)
        _write_answers(book, content)
        _write_scores(book, content)
        _write_rows(book, content.rows, content.survey)
        write_balance(book, content.balance)
        _write_basis(book, content.material)


def _write_answers(book: Book, content: Content) -> None:
    """填报: one row an item; yellow is what a person may write."""
    titles = (NAME, "取自", ABOVE, BELOW, SOURCE, REASON, "怎样填写", YEAR)
    page = _table_page(book, SHEET, titles, (18, 18, 9, 9, 30, 42, 42, 7))
    text, grey, open_cell = (book.style(BODY, look) for look in ({"text_wrap": True}, _GREY, _INPUT))
    number = book.style(BODY, _INPUT, _NUMBERS["count"])
    for row, each in enumerate(content.scored, 1):
        page.write_string(row, 0, each.item.name, text)
        by_hand = each.item.typed and each.item.name not in content.survey.names
        page.write_string(row, 1, _taken_from(each, content.survey), grey if not by_hand else text)
        given = content.given.get(each.item.name)
        figure = given.figure if given else None
        for column, value in ((2, figure and figure.numerator), (3, figure and figure.denominator)):
            style = number if by_hand else grey
            page.write_blank(row, column, None, style) if value is None else page.write_number(
                row, column, value, style
            )
        page.write_string(row, 4, figure.source if figure else "", open_cell if by_hand else grey)
        page.write_string(row, 5, each.reason, open_cell)
        page.write_string(row, 6, how := _how(each, by_hand), grey)
        page.write_number(row, 7, content.material.year, grey)
        page.set_row(row, LINE_POINTS * max(lines_of(each.reason, 42), lines_of(how, 42)) + 4)
    last = len(content.scored)
    integer = {"validate": "integer", "criteria": ">=", "value": 0, "error_title": "人数", "error_message": "请写整数"}
    page.data_validation(1, 2, last, 3, integer)


def _how(each: Scored, by_hand: bool) -> str:
    """What to write in a row."""
    why = "没有达到指标值的，必须写原因和改进措施，否则没有总分。"
    if not by_hand:
        return f"数不用填。{why}"
    what = "完成程度，如 95 和 100" if each.item.by == TYPED else "人数，如满意的 280 和有效问卷 312"
    return f"写{what}；来源写明是哪次调查、哪份文件。{why}"


def _taken_from(each: Scored, survey: Survey) -> str:
    if each.item.name in survey.names:
        return SURVEYED
    return ("人工填写（完成程度）" if each.item.by == TYPED else "人工填写（调查）") if each.item.typed else "台账"


def _table_page(book: Book, name: str, titles: Sequence[str], widths: Sequence[float]) -> FrameSheet:
    page = book.page(name)
    page.write_row(0, 0, titles, book.style(HEADER))
    page.set_row(0, 30)
    page.freeze_panes(1, 1)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    return page


def _write_scores(book: Book, content: Content) -> None:
    """得分计算: figure, value, score, whether the target was missed and whether a reason is lacking, all as formulas."""
    titles = ("指标", "指标值", "分值", "分子", "分母", "完成值", "得分", "未达目标", "缺原因", "取自", "明细")
    page = _table_page(book, SCORES, titles, (20, 10, 8, 18, 18, 12, 9, 10, 9, 40, 14))
    text = book.style(BODY, {"text_wrap": True})
    for row, each in enumerate(content.scored, 1):
        formulas = _formulas(each, row + 1, content)
        page.write_string(row, 0, each.item.name, text)
        page.write_number(row, 1, each.item.target, book.style(BODY, _NUMBERS["points"]))
        page.write_number(row, 2, each.item.score, book.style(BODY, _NUMBERS["points"]))
        for column, (formula, value, kind) in enumerate(formulas, 3):
            page.write_formula(row, column, f"={formula}", book.style(BODY, _NUMBERS.get(kind, {})), value)
        page.write_string(row, 9, each.figure.source if each.figure else OPEN, text)
        sheet = _sheet_behind(each, content.survey)
        page.write_url(row, 10, f"internal:'{sheet}'!A1", book.body_style("link"), sheet)


def _sheet_behind(each: Scored, survey: Survey) -> str:
    if each.item.name in survey.names:
        return SURVEYED
    if each.item.typed:
        return SHEET
    return PAID if each.item.by in (BUDGET_RATE, PER_HEAD) else f"{each.item.by}明细"


def _formulas(each: Scored, row: int, content: Content) -> list[tuple[str, Any, str]]:
    """(formula, what it shows, its look) of 分子, 分母, 完成值, 得分, 未达目标, 缺原因 in a row of 得分计算. Amounts are turned into whole fen before anything is divided, so that a cut
    is exact."""
    figure = each.figure
    above, below = _behind(each, row, content)
    money_above, money_below = each.item.by in (BUDGET_RATE, PER_HEAD), each.item.by == BUDGET_RATE
    numbers = (figure.numerator, figure.denominator) if figure else (None, None)
    values = [_shown(*each) for each in zip(numbers, (money_above, money_below), strict=True)]
    usable = f"AND(ISNUMBER(D{row}),ISNUMBER(E{row}),N(E{row})>0)"
    d = f"ROUND(D{row}*100,0)" if money_above else f"D{row}"
    e = f"ROUND(E{row}*100,0)" if money_below else f"E{row}"
    score, target = f"ROUND(C{row}*100,0)", f"ROUND(B{row}*100,0)"
    if each.item.sign == "≤":
        reached = f"-INT(-{d}/{e})/100"
        points = f"IF({d}<={target}*{e},C{row},INT({score}*{target}*{e}/{d})/100)"
        missed = f"{d}>{target}*{e}"
        value = None if each.value is None else Decimal(each.value) / 100
    else:
        reached = f"INT({d}*10000/{e})/10000"
        part = f"{score}*{d}/{e}" if each.item.target == 100 else f"{score}*{d}*10000/({e}*{target})"
        points = f"MIN(C{row},INT({part})/100)"
        missed = f"{d}*10000<{e}*{target}"
        value = None if each.value is None else Decimal(each.value) / 10_000
    pay = each.item.sign == "≤"
    lacking = f'IF(AND(H{row}="是",TRIM({SHEET}!F{row})=""),1,0)'
    shown_points = OPEN if each.points is None else Decimal(each.points) / 100
    return [
        (above, values[0], "money" if money_above else "count"),
        (below, values[1], "money" if money_below else "count"),
        (f'IF({usable},{reached},"{OPEN}")', OPEN if value is None else value, "money" if pay else "percent"),
        (f'IF(ISNUMBER(F{row}),{points},"{OPEN}")', shown_points, "points"),
        (
            f'IF(ISNUMBER(F{row}),IF({missed},"{YES}","{NO}"),"")',
            (YES if each.missed else NO) if each.points is not None else "",
            "",
        ),
        (lacking, int(each.unexplained), "count"),
    ]


def _shown(number: int | None, money: bool) -> Any:
    if number is None:
        return OPEN
    return Decimal(number) / 100 if money else number


def _behind(each: Scored, row: int, content: Content) -> tuple[str, str]:
    """The formulas of 分子 and 分母."""
    name, by = each.item.name, each.item.by
    if name in content.survey.names:
        letter = "CDEFGHIJ"[content.survey.names.index(name)]
        yes, no = (f'COUNTIF({SURVEYED}!${letter}$2:${letter}${_LAST},"{word}")' for word in (YES, NO))
        return yes, f"{yes}+{no}"
    if each.item.typed:
        filled = f'AND(ISNUMBER({SHEET}!C{row}),ISNUMBER({SHEET}!D{row}),TRIM({SHEET}!E{row})<>"",N({SHEET}!C{row})<=N({SHEET}!D{row}))'
        return f'IF({filled},{SHEET}!C{row},"{OPEN}")', f'IF({filled},{SHEET}!D{row},"{OPEN}")'
    if by == BUDGET_RATE:
        return f"SUM({PAID}!$G$2:$G${_end(content.rows.paid)})", f"SUM({BUDGET}!$C$2:$C${_end(content.rows.budget)})"
    if by == PER_HEAD:
        people = _count(content.rows.rates["应补尽补率"], "应补尽补率", YES)
        return f"SUM({PAID}!$F$2:$F${_end(content.rows.paid)})", people
    frame = content.rows.rates[by]
    yes = _count(frame, by, YES)
    return yes, f"{yes}+{_count(frame, by, NO)}"


def _count(frame: pd.DataFrame, by: str, word: str) -> str:
    return f'COUNTIF({by}明细!$G$2:$G${_end(frame)},"{word}")'


def _end(frame: pd.DataFrame) -> int:
    """The last row of a frame's sheet; the row below the header where it is empty."""
    return max(len(frame), 1) + 1


def _write_rows(book: Book, rows: Evidence, survey: Survey) -> None:
    """预算, 实付明细, the people of each rate, 调查明细."""
    names = {"bearer": "承担单位", "what": "年初预算或文号", "fen": "金额"}
    _add(book, BUDGET, rows.budget, names, {"fen": "money"})
    texts = {"batch": "批次", "line": "行号", "name": "姓名", "id": "证件号码", "township": "街镇"}
    money = {"amount_fen": "实付（减追回）", "counted_fen": "计入执行数"}
    _add(book, PAID, rows.paid, texts | money, {"line": "count", "amount_fen": "money", "counted_fen": "money"})
    shown = {"name": "姓名", "id": "证件号码", "township": "街镇", "batch": "批次", "line": "行号", "state": "状态"}
    shown |= {"counted": "计入分子", "why": "说明"}
    for name, frame in rows.rates.items():
        counted = frame["counted"].map({True: YES, False: NO})
        _add(book, f"{name}明细", frame.assign(counted=counted), shown, {"line": "count", "why": "note"})
    if survey.file:
        titles = {"sheet": "工作表", "row": "行号", **{name: name for name in survey.names}}
        _add(book, SURVEYED, survey.rows, titles, {"row": "count"})


def _add(book: Book, name: str, frame: pd.DataFrame, titles: dict[str, str], kinds: dict[str, Kind]) -> None:
    table = pd.DataFrame(
        {
            title: frame[key].astype("Int64") if key in kinds and kinds[key] != "note" else _texts(frame[key])
            for key, title in titles.items()
        }
    )
    columns = [Column(title, kinds.get(key, "text"), 40 if key == "why" else None) for key, title in titles.items()]
    book.add(Sheet(name, columns, table, frozen=1))


def _texts(column: pd.Series) -> pd.Series:
    return column.astype(object).fillna("").astype("str")


def _write_basis(book: Book, material: Material) -> None:
    """依据: weights, grades and levels with quotation and status."""
    titles = ("项目", "名称", "分值、起点", "状态", "依据", "核对日期")
    page = _table_page(book, BASIS, titles, (12, 24, 12, 10, 70, 14))
    blocks: list[tuple[str, Any]] = [
        ("等级", material.grades),
        ("分值", material.weights),
        ("完成程度", material.levels),
    ]
    row = 1
    for title, block in blocks:
        values = block.values
        steps = values if isinstance(values, tuple) else tuple(Step(name, each) for name, each in values.items())
        red = {"font_color": "#C00000"} if block.status == "未核定" else {}
        for step in steps:
            for column, cell in enumerate((title, step.name)):
                page.write_string(row, column, cell, book.style(BODY))
            page.write_number(row, 2, step.least, book.style(BODY, _NUMBERS["points"]))
            cells = (block.status, f"{block.quote}（{block.where}）", material.checked_on.isoformat())
            for column, cell in enumerate(cells, 3):
                page.write_string(row, column, cell, book.style(BODY, {"text_wrap": True}, red if column == 3 else {}))
            page.set_row(row, LINE_POINTS * lines_of(cells[1], 70) + 4)
            row += 1
