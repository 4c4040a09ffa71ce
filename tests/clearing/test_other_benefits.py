"""Payments of another benefit in a list, or in a folder, of what was paid are none of this one; where only a name or only an amount says so, they wait."""

import pytest
from at_once import at_once
from cleared_at_once import cleared, of_files
from tables import resident

PEOPLE = {f"样{who}": (resident(f"310112196{at}030300{at}"[:17]), "七宝镇") for at, who in enumerate("甲乙丙丁", 1)}
HEAD = "姓名,证件号码,政策年度,金额,街镇"
WAITS, MADE_UP, RIGHT = ["C17"], ["C02"], ["C01"]
ROWS = {name: f"{name},{id_},2024,129,{town}" for name, (id_, town) in PEOPLE.items()}


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("file", "amount", "expected"),
    [
        ("残疾人两项补贴发放", "450", MADE_UP),
        ("高温慰问发放表", "300", MADE_UP),
        ("8月低保金", "1595", MADE_UP),
        ("临时救助明细", "2000", MADE_UP),
        ("尊老金名单", "180", MADE_UP),
        ("高温慰问发放表", "129", WAITS),
        ("低保户沪惠保补贴", "129", RIGHT),
    ],
)
def test_a_list_of_another_benefit_is_left_out(file: str, amount: str, expected: list[str]):
    listed = [HEAD, *(ROWS[name] for name in ("样甲", "样丙", "样丁"))]
    texts = {"沪惠保.csv": listed, f"{file}.csv": [HEAD, ROWS["样乙"].replace(",129,", f",{amount},")]}
    got = yield of_files(texts, PEOPLE)
    assert got.codes == dict.fromkeys(PEOPLE, RIGHT) | {"样乙": expected}
    assert ("C23" in set(got.payments.findings["code"])) == (expected == MADE_UP)


@at_once(by=cleared)
@pytest.mark.parametrize(
    ("header", "usual", "cell", "amount", "expected"),
    [
        ("项目", "沪惠保补贴", "高温慰问", "129", MADE_UP),
        ("补贴项目", "沪惠保", "护理补贴", "450", MADE_UP),
        ("摘要", "2024沪惠保补贴", "低保金", "1595", MADE_UP),
        ("用途", "惠民保保费补贴", "临时救助", "129", MADE_UP),
        ("发放项目名称", "沪惠保补贴", "其他", "129", WAITS),
        ("用途", "困难补助", "困难补助", "129", WAITS),
        ("用途", "补贴款", "补贴款", "129", RIGHT),
    ],
)
def test_a_row_of_another_benefit_is_left_out(header: str, usual: str, cell: str, amount: str, expected: list[str]):
    rows = [f"{row},{usual}" for row in ROWS.values()]
    rows[1] = ROWS["样乙"].replace(",129,", f",{amount},") + f",{cell}"
    got = yield of_files({"发放记录.csv": [f"{HEAD},{header}", *rows]}, PEOPLE)
    others = expected if usual == cell else RIGHT
    assert got.codes == dict.fromkeys(PEOPLE, others) | {"样乙": expected}
    assert ("C23" in set(got.payments.findings["code"])) == (expected == MADE_UP)
