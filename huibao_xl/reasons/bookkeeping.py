"""Codes of what is booked beside payments: S80 to S88, why it cannot go on."""

from huibao_xl.reasons.entry import Reason

ENTRIES = [
    Reason("S81", "错误", "追回不能这样记", "追回“{case}”{why}。", "{advice}。"),
    Reason("S83", "错误", "对账单不能使用", "对账单“{file}”{why}。", "{advice}。"),
    Reason("S84", "错误", "年度结账", "{year} 年度{why}。", "{advice}。"),
    Reason("S82", "错误", "清算不能记账", "清算“{folder}”{why}。", "{advice}。"),
]
