"""What an auditor looks for at the end of a report: on which day and where it was made, which columns of which lists were used and which not, what
was taken for granted where nothing is written, and room for the people who answer for it."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from huibao_xl.reports.pages import Block, Boxes, Facts, Lines

_BLANK = "　" * 10
_STEPS = ("制表人", "复核人", "负责人（盖章）")


def signing(day: date, assumed: Sequence[str], act: str = "清算") -> list[Block]:
    """Return the blocks at the end of a report. ``day``: on which it was made; ``assumed``: what was taken for granted, a sentence each; ``act``: what was done."""
    made = [f"{act}日期：{day}　　{act}单位：{_BLANK}{act}地点：{_BLANK}"]
    return [
        Lines(f"按什么{act}（名单或文件没有写明，这次这样处理的）", [*assumed] or ["没有。"]),
        Lines(f"{act}的日期和地点", made),
        Boxes("签字", [f"{who}签字：\n\n\n日期：" for who in _STEPS]),
    ]


def columns_used(sheets: pd.DataFrame) -> list[Block]:
    """Return blocks that say of each sheet which columns were used. ``sheets``: path, sheet, used, unused (read_lists.used_sheets)."""
    rows = [
        (f"{row['path']} {row['sheet']}", f"用到：{row['used']}。\n没有用到：{row['unused'] or '没有'}。")
        for row in sheets.to_dict("records")
    ]
    return [Lines("用到的列和没有用到的列"), Facts(rows)]
