"""What the tests of the medical clearing share: the parameters of the demonstration, and the columns of a list of settlements."""

from pathlib import Path

DEMO = Path(__file__).parents[2] / "workbooks" / "样例-清算" / "演示参数.json"
SETTLEMENT = [
    "证件号码",
    "结算号",
    "医疗类别",
    "结算日期",
    "出院日期",
    "总额",
    "全自费",
    "超限价",
    "先行自付",
    "统筹",
    "医疗救助",
]
