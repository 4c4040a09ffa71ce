"""Lists of what came back, and rows that name several people or nothing: who may not have been paid waits, and nobody is paid beside them."""

from collections.abc import Generator

import pytest
from at_once import at_once
from cleared_at_once import Paid, Part, cleared, of_files
from tables import resident

IDS = {f"样{who}": resident(f"3101121970010{at}010") for at, who in enumerate("甲乙丙", 1)}
PEOPLE = {name: (id_, "七宝镇") for name, id_ in IDS.items()}
HEAD, RIGHT = "姓名,证件号码,政策年度,金额,街镇", {name: ["C01"] for name in IDS}
ALL = [HEAD, *(f"{name},{id_},2024,129,七宝镇" for name, id_ in IDS.items())]
FIRST = f"样甲,{IDS['样甲']},2024,129,七宝镇"
Cases = Generator[Paid, Part, None]


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("name", "lines", "codes"),
    [
        ("退票清单", [HEAD, FIRST], ["C17"]),
        ("2024年代发失败明细", [f"{HEAD},失败原因", f"{FIRST},账号不存在"], ["C17"]),
        ("明细二", [f"{HEAD},发放结果", f"{FIRST},失败"], ["C17"]),
        ("银行退回", ["姓名,证件号码,金额", f"样甲,{IDS['样甲']},129"], ["C17"]),
        ("退汇", [HEAD, f"样甲,310112********{IDS['样甲'][-4:]},2024,129,七宝镇"], ["C17"]),
        ("退票重发", [HEAD, FIRST], ["C17", "C17"]),
        (
            "代发结果",
            [f"{HEAD},发放结果", f"{FIRST},失败", f"样子,{resident('31011219600101099')},2024,129,七宝镇,成功"],
            ["C01"],
        ),
    ],
)
def test_what_came_back_holds_the_payment(name: str, lines: list[str], codes: list[str]) -> Cases:
    got = yield of_files({"发放记录.csv": ALL, f"{name}.csv": lines}, PEOPLE)
    assert {who: got.codes[who] for who in IDS} == RIGHT | {"样甲": codes}


@at_once(by=cleared)
@pytest.mark.parametrize("name", ["样甲、样乙", "样甲/样乙", "样甲和样乙"])
def test_a_row_of_several_people_is_nobody_s_alone(name: str) -> Cases:
    got = yield of_files({"发放记录.csv": [HEAD, f"{name},{IDS['样甲']},2024,258,七宝镇", ALL[3]]}, PEOPLE)
    assert got.codes == {name: ["C17"], "样乙": ["C15"], "样丙": ["C01"]}


@at_once(by=cleared)
@pytest.mark.parametrize("amount", ["0", "0.00元"])
def test_nothing_is_no_payment(amount: str) -> Cases:
    got = yield of_files({"发放记录.csv": [HEAD, FIRST.replace(",129,", f",{amount},"), *ALL[2:]]}, PEOPLE)
    assert got.codes == RIGHT | {"样甲": ["C02"]}


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("header", "cell", "codes"),
    [
        ("Txn Result", "Failure", ["C17"]),
        ("Txn Result", "Returned by bank", ["C17"]),
        ("Result", "In process", ["C17"]),
        ("Status", "Rejected", ["C02"]),
        ("Remark", "Insufficient information", ["C17"]),
        ("Remark", "Account closed", ["C17"]),
        ("Reason", "Account closed", ["C17"]),
    ],
)
def test_what_a_bank_says_in_english_counts(header: str, cell: str, codes: list[str]) -> Cases:
    usual = "" if header in ("Remark", "Reason") else "Success"
    lines = [f"{HEAD},{header}", f"{ALL[1]},{cell}", *(f"{line},{usual}" for line in ALL[2:])]
    got = yield of_files({"发放记录.csv": lines}, PEOPLE)
    assert got.codes == RIGHT | {"样甲": codes}
