"""平衡表: every equation that must hold, both sides, and whether it does (一个不落、一分不少)."""

import pandas as pd

from huibao_xl.files.writing.workbook import HEADER, Book, text_width, yuan
from huibao_xl.reports.pages import Table

_TITLES = ["等式", "左边", "右边", "差额", "单位", "是否成立"]
_SHOWN_UNIT = {"分": "元"}


def write_balance(book: Book, balance: pd.DataFrame, name: str = "平衡表") -> None:
    """Write 平衡表 (frames.BALANCE); 分 are shown as yuan."""
    page = book.page(name)
    page.write_row(0, 0, _TITLES, book.style(HEADER))
    page.set_row(0, 30)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.autofilter(0, 0, max(len(balance), 1), len(_TITLES) - 1)
    names = balance["name"].astype("str")
    page.set_column(0, 0, max([24.0, *map(text_width, names)]) + 2)
    page.set_column(1, 3, 18)
    page.set_column(4, 5, 12)
    centred = {"border": 1, "border_color": "#BFBFBF", "align": "center"}
    for row, equation in enumerate(balance.to_dict("records"), 1):
        money, left, right = equation["unit"] == "分", int(equation["left"]), int(equation["right"])
        number = book.body_style("money" if money else "count")
        page.write_string(row, 0, equation["name"], book.body_style("note"))
        for column, value in enumerate((left, right, left - right), 1):
            page.write_number(row, column, yuan(value) if money else value, number)
        page.write_string(row, 4, _SHOWN_UNIT.get(equation["unit"], equation["unit"]), book.body_style("text"))
        colour = {"font_color": "#006100" if equation["ok"] else "#C00000", "bold": True}
        page.write_string(row, 5, "成立" if equation["ok"] else "不成立", book.style(centred, colour))


def equations_table(balance: pd.DataFrame) -> Table:
    """Return the same equations as a table of a front page."""
    rows = [
        (
            "成立" if row["ok"] else "不成立",
            *(yuan(side) if row["unit"] == "分" else int(side) for side in (row["left"], row["right"])),
            _SHOWN_UNIT.get(row["unit"], str(row["unit"])),
            str(row["name"]),
        )
        for row in balance.to_dict("records")
    ]
    titles = ("是否成立", "左边", "右边", "单位", "等式")
    return Table("必须成立的等式", titles, ("text", "count", "count", "text", "note"), rows, wide=-1)
