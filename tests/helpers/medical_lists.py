"""What the tests of the medical clearing share: the parameters of the demonstration, the columns of a list of settlements, rows of two people, and how they are read."""

from datetime import date
from pathlib import Path

from tables import grid, resident

from huibao_xl.files.reading import SourceFile
from huibao_xl.medical.clear import Clearing, clear_settlements
from huibao_xl.medical.lists import MedicalLists, collect
from huibao_xl.medical.policy import load

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

ONE, TWO = resident("31019919450101901"), resident("31019919450202902")
POLICY = load(str(DEMO))
HEADER = ["证件号码", "结算号", "医疗类别", "结算日期", "出院日期", "总额", "符合政策范围", "统筹", "医疗救助"]
REFUNDS = [*HEADER, "退费标志", "被退结算号"]


PERIOD = ["证件号码", "身份类别", "生效日期", "失效日期"]


def read(*tables, people=((ONE, "低保", "2022-01-01", ""),), header=PERIOD) -> MedicalLists:
    listed = grid([header, *map(list, people)], "救助身份.xlsx")
    files = [SourceFile(one.path, [one], str(number)) for number, one in enumerate([*tables, listed])]
    return collect(files, {}, date(2025, 1, 1))


def codes(lists: MedicalLists) -> list[str]:
    return cleared(lists).rows["code"].astype(str).tolist()


def cleared(lists: MedicalLists) -> Clearing:
    return clear_settlements(lists.settlements, lists.identities, POLICY)


def stay(
    number: str, pooled: str = "3000", paid: str = "1800.00", day: str = "2024-03-01", who: str = ONE
) -> list[str]:
    """A stay of 5,000 yuan: 90 % of what is left after 统筹."""
    return [who, number, "住院", day, day, "5000.00", "5000.00", pooled, paid]


VISIT = [ONE, "", "门诊", "2024-03-01", "", "1300.00", "1300.00", "0", "500.00", "", ""]
"""1,300 yuan, of which the year's first 300 are the patient's: 50 % of 1,000."""


def visit(**cells: str) -> list[str]:
    columns = dict(zip(REFUNDS, VISIT, strict=True)) | cells
    return list(columns.values())


def refund(**cells: str) -> list[str]:
    taken = {"总额": "-1300.00", "符合政策范围": "-1300.00", "医疗救助": "-500.00", "退费标志": "是", "被退结算号": "1"}
    return visit(**({"结算号": "2", "结算日期": "2024-03-05"} | taken | cells))
