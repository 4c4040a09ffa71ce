"""Who acts on a ledger: the same person under another spelling is the same person, and punctuation is nobody."""

from pathlib import Path

import pytest
from paying import QIBAO, make

from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import signers
from huibao_xl.reasons import Stop

ALIKE = {
    "张三": [
        "張三",
        "张 三",
        "张三。",
        "（张三）",
        "张三（代）",
        "张三〔代签〕",
        "代张三",
        "张三 审核",
        "张三科长",
        "张三\u200b",
        "＊张三＊",
        "张三\u3000",
    ],
    "李Lei": ["李lei", "李ＬＥＩ", "李.Lei", "李-lei"],
    "张三丰": ["张三丰 张三丰", "张三丰、张三丰、张三丰"],
    "刘龙": ["劉龍", "刘·龙"],
}


@pytest.mark.parametrize(("name", "other"), [(name, each) for name, several in ALIKE.items() for each in several])
def test_one_person_however_written(name: str, other: str) -> None:
    assert signers.key(name) == signers.key(other)


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("张三", "zhang san"),
        ("張三", "ZhangSan"),
        ("张三", "San ZHANG"),
        ("吕布", "Lyu Bu"),
        ("曾乐", "zeng le"),
        ("欧阳娜", "Na Ouyang"),
    ],
)
def test_a_name_in_pinyin_may_be_the_same_person(name: str, latin: str) -> None:
    assert signers.same(name, latin) and signers.same(latin, name)
    assert signers.key(name) != signers.key(latin)


@pytest.mark.parametrize(
    ("one", "other"),
    [("张三", "zhang si"), ("张三", "zhangsan李"), ("a", "b"), ("张三", "root"), ("甲", "jia"), ("丽", "lili")],
)
def test_what_is_spelt_otherwise_is_another_person(one: str, other: str) -> None:
    assert not signers.same(one, other)


@pytest.mark.parametrize(("one", "other"), [("张三", "张山"), ("张三", "张三丰"), ("李雷", "李磊"), ("王1", "王2")])
def test_another_person(one: str, other: str) -> None:
    assert signers.key(one) != signers.key(other)


@pytest.mark.parametrize("nobody", ["", "  ", "——", "*", "\u200b", "（）"])
def test_what_is_no_name_signs_nothing(drafted: Path, nobody: str) -> None:
    for act in (
        lambda: acts.sign(drafted, QIBAO, "审核", nobody),
        lambda: ledger_acts.adopt(drafted, nobody),
        lambda: acts.release(drafted, QIBAO, 1, nobody, "x"),
        lambda: acts.resolve(drafted, QIBAO, "成功", nobody, "x"),
        lambda: ledger_acts.new_ledger(drafted.with_name("新.sqlite3"), nobody),
        lambda: ledger_acts.restore(drafted.with_name("新.sqlite3"), drafted, nobody, "x"),
    ):
        with pytest.raises(Stop, match="没有写明经手人"):
            act()


def test_who_made_a_batch_does_not_review_it_in_other_characters(ledger: Path, result: Path) -> None:
    make(ledger, result, by="張三")
    with pytest.raises(Stop, match="的制单人就是“张三”"):
        acts.sign(ledger, QIBAO, "审核", "张三")
    with pytest.raises(Stop, match="的制单人就是“zhang san”（張三）"):
        acts.sign(ledger, QIBAO, "审核", "zhang san")
    acts.sign(ledger, QIBAO, "审核", "李四")
    with pytest.raises(Stop, match="的审核人就是“李 四。”"):
        acts.sign(ledger, QIBAO, "审批", "李 四。")
