"""Short names of batches: 江川 for 江川路街道's, in any spelling of a keyboard, and never a guess."""

from pathlib import Path

import pytest
from paying import JIANGCHUAN, QIBAO, approve

from huibao_xl.payments import acts, batch_names
from huibao_xl.reasons import Stop

PARK = "2024-莘庄工业区-1"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (QIBAO, QIBAO),
        ("２０２４－七宝镇－１", QIBAO),
        (" 2024—七宝镇—1 ", QIBAO),
        ("批次“2024-七宝镇-1”", QIBAO),
        ("七宝", QIBAO),
        ("七宝镇", QIBAO),
        ("七宝１", QIBAO),
        ("2024七宝", QIBAO),
        ("2024年度七宝-1", QIBAO),
        ("江川", JIANGCHUAN),
        ("闵行区江川街道", JIANGCHUAN),
        ("江川路", JIANGCHUAN),
        ("莘庄工业区", PARK),
        ("工业区", PARK),
        ("全部", "全部"),
    ],
)
def test_a_batch_is_known_by_what_tells_it_apart(drafted: Path, typed: str, number: str) -> None:
    assert batch_names.meant(drafted, typed) == number


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("莘庄", "可能是 莘庄镇、莘庄工业区"),
        ("七宝2", "不在台账中"),
        ("2023七宝", "不在台账中"),
        ("浦江", "不在台账中"),
        ("1", "不在台账中"),
        ("甲乙丙", "不在台账中"),
        ("拨付", "不在台账中"),
        ("七宝镇和江川", "不在台账中"),
        ("七宝镇补差", "不在台账中"),
        ("七宝镇追回", "不在台账中"),
    ],
)
def test_what_tells_none_or_several_is_refused_with_the_numbers(drafted: Path, typed: str, why: str) -> None:
    with pytest.raises(Stop, match=why) as stop:
        batch_names.meant(drafted, typed)
    assert stop.value.code == "S31"


def test_of_several_of_one_payer_it_is_the_one_that_waits(approved: Path) -> None:
    result = approved.parent / "结果"
    acts.make(approved, result, "区", "甲", "通用")
    acts.transfer(approved, "2024", "甲")
    assert batch_names.meant(approved, "拨付", "review") == "2024-拨付-1"
    assert batch_names.meant(approved, "区", "review") == "2024-区民政局-1"
    acts.reject(approved, JIANGCHUAN, "乙", "名册要更正")
    acts.make(approved, result, "街镇", "甲", "通用")
    assert batch_names.meant(approved, "江川", "review") == "2024-江川路街道-2"
    assert batch_names.meant(approved, "江川１", "review") == JIANGCHUAN
    with pytest.raises(Stop, match=f"可能是 {JIANGCHUAN}、2024-江川路街道-2"):
        batch_names.meant(approved, "江川")


def test_two_that_both_wait_are_not_chosen_from(drafted: Path) -> None:
    acts.reject(drafted, JIANGCHUAN, "乙", "名册要更正")
    for by in ("甲", "戊"):
        acts.make(drafted, drafted.parent / "结果", "街镇", by, "通用")
    with pytest.raises(Stop, match="可能是 2024-江川路街道-2、2024-江川路街道-3"):
        batch_names.meant(drafted, "江川", "review")
    approve(drafted, "2024-江川路街道-2")
    assert batch_names.meant(drafted, "江川", "review") == "2024-江川路街道-3"
