"""A subsidy paid in parts is one payment: no part is made up to the whole, and none is a second payment to be taken back."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import tables
from tables import resident

from huibao_xl import policy
from huibao_xl.clearing import job, paid_lines
from huibao_xl.subsidy.result import Result

RULES = policy.load("2024")
IDS = {f"样{who}": resident(f"310112196{at}050500{at}"[:17]) for at, who in enumerate("甲乙", 1)}
HEAD = "姓名,证件号码,政策年度,金额,街镇,区级承担,镇级承担"


@pytest.fixture(scope="module")
def result() -> Result:
    """样甲 and 样乙 of 七宝镇 are entitled."""
    insured = [["姓名", "证件号码"], *([name, id_] for name, id_ in IDS.items())]
    roster = [["姓名", "证件号码", "街镇"], *([name, id_, "七宝镇"] for name, id_ in IDS.items())]
    return tables.decide([tables.grid(insured, "承保名单.xlsx"), tables.grid(roster, "持证残疾人.xlsx")]).whole


def rows(*parts: str) -> list[str]:
    """Rows of 样甲 of "amount,街镇,区级承担,镇级承担"."""
    lines = []
    for part in parts:
        amount, town, *shares = [*part.split(","), "", "", ""][:4]
        lines.append(f"样甲,{IDS['样甲']},2024,{amount},{town},{','.join(shares)}")
    return lines


@pytest.mark.parametrize(
    ("sheets", "codes", "borne"),
    [
        ([rows("45.15,七宝镇", "83.85,七宝镇")], ["C01"], (4515, 8385)),
        ([rows("45.15,七宝镇,45.15,0"), rows("83.85,七宝镇,0,83.85")], ["C01"], (4515, 8385)),
        ([rows("45.15"), rows("83.85,七宝镇")], ["C01"], (4515, 8385)),
        ([rows("100,七宝镇"), rows("29,七宝镇")], ["C01"], (4515, 8385)),
        ([rows("43,七宝镇", "42,七宝镇", "44,七宝镇")], ["C01"], (4515, 8385)),
        ([rows("50,七宝镇"), rows("30,七宝镇")], ["C05"], (2800, 5200)),
        ([rows("100,七宝镇"), rows("80,七宝镇")], ["C03"], (6300, 11700)),
        ([rows("100,七宝镇,100,0"), rows("29,七宝镇,29,0")], ["C07"], (12900, 0)),
        ([rows("100,七宝镇"), rows("29,莘庄镇")], ["C17", "C17"], None),
        ([rows("129,七宝镇"), rows("29,七宝镇")], ["C01", "C08"], None),
        ([rows("64.50,七宝镇", "64.50,七宝镇")], ["C17", "C17"], None),
    ],
)
def test_parts_are_one_payment(
    tmp_path: Path, result: Result, sheets: Sequence[list[str]], codes: list[str], borne: tuple[int, int] | None
) -> None:
    rest = f"样乙,{IDS['样乙']},2024,129,七宝镇,,"
    for at, lines in enumerate(sheets):
        text = "\n".join([HEAD, *lines, *([] if at else [rest])])
        (tmp_path / f"{at + 6}月.csv").write_text(text, encoding="utf-8")
    payments = paid_lines.from_files([tmp_path], RULES, today=tables.TODAY)
    cleared = job.clear_subsidy(payments, result)
    own = cleared.items[cleared.items["name"] == "样甲"]
    assert sorted(own["code"]) == codes
    assert set(cleared.items.loc[cleared.items["name"] == "样乙", "code"]) == {"C01"}
    joined = len([line for lines in sheets for line in lines]) - len(own)
    assert int((cleared.payments.findings["code"] == "C22").sum()) == joined
    if borne:
        assert tuple(own[["paid_district_fen", "paid_township_fen"]].iloc[0]) == borne
