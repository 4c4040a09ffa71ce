"""What several papers have in common: the page with its title, and the lines of a batch as a sheet."""

import pandas as pd

from huibao_xl.files.writing.workbook import Book, Column, FrameSheet, Sheet

WIDTHS = (18, 14, 16, 18, 18, 18)
NOTE = Column("说明", "note", 46)


def title_page(book: Book, name: str, title: str) -> FrameSheet:
    """Return a new page with its title over the columns of WIDTHS."""
    page = book.page(name, landscape=False)
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    page.hide_gridlines(2)
    style = book.style({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter", "text_wrap": True})
    page.merge_range(0, 0, 0, len(WIDTHS) - 1, title, style)
    page.set_row(0, 52)
    return page


def lines_sheet(name: str, lines: pd.DataFrame) -> Sheet:
    """Return lines of a batch as a sheet."""
    rows = pd.DataFrame(
        {
            "行号": lines["line"],
            "姓名": lines["name"],
            "证件号码": lines["id"],
            "街镇": lines["township"],
            "金额": lines["amount_fen"],
            "户名": lines["holder"],
            "银行账号": lines["account"],
            "开户行": lines["bank"],
            "监护人": lines["guardian"],
            "状态": lines["state"],
            "说明": lines["why"],
        }
    )
    special = {
        "行号": Column("行号", "count", 8),
        "金额": Column("金额", "money", 12),
        "开户行": Column("开户行", "note", 24),
        "说明": NOTE,
    }
    return Sheet(name, [special.get(title, Column(title)) for title in rows], rows, frozen=2, totals=("金额",))
