"""Who is paid by a line: the entitled, the named guardian of a minor, or somebody else."""

from pathlib import Path

import pytest
import tables
from tables import resident

from huibao_xl import policy
from huibao_xl.clearing import job, paid_lines
from huibao_xl.subsidy.result import Result

RULES = policy.load("2024")
ADULT, CHILD = resident("31011219800101001"), resident("31011220150202002")


@pytest.fixture(scope="module")
def result() -> Result:
    """样甲, grown up, and the child 样童, whose account stands in the name of 样母."""
    people = {"样甲": ADULT, "样童": CHILD}
    insured = [["姓名", "证件号码"], *([name, id_] for name, id_ in people.items())]
    roster = [["姓名", "证件号码", "街镇"], *([name, id_, "七宝镇"] for name, id_ in people.items())]
    account = [
        ["姓名", "证件号码", "户名", "银行账号", "开户银行", "监护人"],
        ["样童", CHILD, "样母", "6222020000000000000", "某银行", "样母"],
    ]
    grids = [tables.grid(insured, "承保名单.xlsx"), tables.grid(roster, "持证残疾人.xlsx")]
    return tables.decide([*grids, tables.grid(account, "银行账户.xlsx")]).whole


def code(folder: Path, result: Result, header: str, line: str) -> str:
    path = folder / "发放记录.csv"
    path.write_text(f"{header},政策年度,金额,街镇\n{line},2024,129,七宝镇", encoding="utf-8")
    payments = paid_lines.from_files([path], RULES, today=tables.TODAY)
    items = job.clear_subsidy(payments, result).items
    return str(items["code"].iloc[0])


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("姓名,证件号码", f"样甲,{ADULT}", "C01"),
        ("姓名,证件号码", f"样乙,{ADULT}", "C17"),
        ("姓名,证件号码", f"样*,{ADULT}", "C01"),
        ("姓名,证件号码", f"张*,{ADULT}", "C17"),
        ("姓名,证件号码,户名", f"样甲,{ADULT},样女士", "C17"),
        ("姓名,证件号码", f",{ADULT}", "C01"),
        ("姓名,证件号码,户名", f"样甲,{ADULT},样甲", "C01"),
        ("姓名,证件号码,户名", f"样甲,{ADULT},", "C01"),
        ("姓名,证件号码,户名", f"样甲,{ADULT},样乙", "C17"),
        ("姓名,证件号码,收款人", f"样甲,{ADULT},样乙", "C17"),
        ("户名,证件号码", f"样乙,{ADULT}", "C17"),
        ("户名,证件号码", f"样 甲,{ADULT}", "C01"),
        ("姓名,证件号码,户名,监护人", f"样甲,{ADULT},样乙,样乙", "C17"),
        ("姓名,证件号码,户名,监护人", f"样童,{CHILD},样父,样父", "C01"),
        ("姓名,证件号码,户名,监护人", f"样童,{CHILD},样父,样母", "C17"),
        ("姓名,证件号码,户名", f"样童,{CHILD},样父", "C17"),
        ("姓名,证件号码,户名", f"样童,{CHILD},样母", "C01"),
    ],
)
def test_another_holder_waits(tmp_path: Path, result: Result, header: str, line: str, expected: str) -> None:
    assert code(tmp_path, result, header, line) == expected
