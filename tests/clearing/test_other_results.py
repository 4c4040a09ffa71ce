"""Results of payments that stand where no field is: in a column that nobody knows, or in a remark."""

import pytest
from at_once import at_once
from cleared_at_once import cleared, of_files
from tables import resident

PEOPLE = {f"样{who}": (resident(f"310112199{at}010100{at}"[:17]), "七宝镇") for at, who in enumerate("甲乙丙丁戊", 1)}
WAITS, MADE_UP, RIGHT = ["C17"], ["C02"], ["C01"]


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("header", "usual", "cell", "expected"),
    [
        ("银行处理结果", "交易成功", "账号户名不符", MADE_UP),
        ("银行处理结果", "交易成功", "处理中", WAITS),
        ("银行处理结果", "交易成功", "", WAITS),
        ("回执信息", "成功", "已退汇", MADE_UP),
        ("返回码", "0000", "E103", WAITS),
        ("甲乙丙", "", "户名不符退回", WAITS),
        ("失败原因", "", "其他", MADE_UP),
        ("处理时间", "2024-09-01", "2024-09-02", RIGHT),
        ("处理人", "王五", "赵六", RIGHT),
        ("备注", "", "失败", WAITS),
        ("备注", "", "待重发", WAITS),
        ("备注", "", "未到账", WAITS),
        ("备注", "", "独居老人", RIGHT),
        ("备注", "", "本人去世，款已追回", WAITS),
        ("备注", "", "款项已退回财政", WAITS),
        ("发放方式", "银行", "现金（未领取）", WAITS),
        ("发放方式", "银行", "现金", RIGHT),
        ("手续费", "0.50", "1.00", RIGHT),
    ],
)
def test_what_a_bank_says_where_no_field_is_counts(header: str, usual: str, cell: str, expected: list[str]):
    rows = [f"{name},{id_},2024,129,{town},{usual}" for name, (id_, town) in PEOPLE.items()]
    rows[1] = rows[1].removesuffix(usual) + cell
    got = yield of_files({"发放记录.csv": [f"姓名,证件号码,政策年度,金额,街镇,{header}", *rows]}, PEOPLE)
    assert got.codes == dict.fromkeys(PEOPLE, RIGHT) | {"样乙": expected}
