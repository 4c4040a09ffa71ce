"""Rows whose own columns do not say that the money arrived wait: no result beside results, an approval, a day of coming back."""

import pytest
from at_once import at_once
from cleared_at_once import cleared, of_files
from tables import resident

PEOPLE = {f"样{who}": (resident(f"310112197{at}030300{at}"[:17]), "七宝镇") for at, who in enumerate("甲乙丙丁戊", 1)}
WAITS, RIGHT = ["C17"], ["C01"]


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("header", "usual", "cell", "expected"),
    [
        ("处理状态", "成功", "", WAITS),
        ("发放结果", "已发放", "", WAITS),
        ("银行返回", "交易成功", "", WAITS),
        ("状态", "已到账", "/", WAITS),
        ("失败原因", "", "", RIGHT),
        ("审核结果", "通过", "", RIGHT),
        ("发放状态", "已发放", "已审核", WAITS),
        ("支付状态", "已支付", "审批通过", WAITS),
        ("发放结果", "成功", "复核成功", WAITS),
        ("处理状态", "成功", "同意", WAITS),
        ("审核状态", "已审核", "已审核", RIGHT),
        ("退回日期", "", "2024-08-09", WAITS),
        ("退票时间", "", "20240809", ["C02"]),
        ("冲正日期", "", "2024年8月", WAITS),
        ("退回金额", "", "129.00", WAITS),
        ("退回金额", "0", "0", RIGHT),
        ("退回日期", "/", "/", RIGHT),
    ],
)
def test_what_is_not_said_to_have_arrived_waits(header: str, usual: str, cell: str, expected: list[str]):
    rows = [f"{name},{id_},2024,129,{town},{usual}" for name, (id_, town) in PEOPLE.items()]
    rows[1] = rows[1].removesuffix(usual) + cell
    got = yield of_files({"发放记录.csv": [f"姓名,证件号码,政策年度,金额,街镇,{header}", *rows]}, PEOPLE)
    assert got.codes == dict.fromkeys(PEOPLE, RIGHT) | {"样乙": expected}
