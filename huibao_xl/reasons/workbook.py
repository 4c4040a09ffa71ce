"""What stops a command on a workbook, besides what stops any run (``S..``, from S45 on)."""

from huibao_xl.reasons.entry import Reason

ENTRIES = [
    Reason("S45", "错误", "工作簿的参数有误", "工作表“{sheet}”的 {cell}“{name}”{why}。", "{advice}。"),
    Reason(
        "S46",
        "错误",
        "工作簿的参数表不全",
        "工作表“{sheet}”中找不到“{name}”（名称“{defined}”被删或已失效）。",
        "请按“更新参数”恢复，再按一次按钮。",
    ),
]
