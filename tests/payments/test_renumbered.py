"""One person under a corrected number is not paid, and not paid again: who waits, who does not, and how two people are told apart."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import people
import pytest
from paying import QIBAO, approve, load, make
from stdnum.cn import ric

from huibao_xl.frames import ANSWERS
from huibao_xl.payments import acts, declared, drafting, renumbered
from huibao_xl.payments.ledger.store import create, opened
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

pytestmark = pytest.mark.usefixtures("without_papers")

BODY = "31010419700502578"
OLD = BODY + ric.calc_check_digit(BODY + "0")
"""The number under which 李林雪 was paid."""


def number(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


def rows(id: str, name: str, account: str = "", guardian: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {"line": [1], "id": [id], "name": [name], "account": [account], "guardian": [guardian], "apart": [""]}
    )


def found(
    id: str, name: str, account: str, guardian: str, paid: pd.DataFrame, answers: pd.DataFrame | None = None
) -> list[str]:
    against = paid.assign(batch=QIBAO, row=3, standing=renumbered.HELD)
    return renumbered.alike(rows(id, name, account, guardian), against, renumbered.ruled(answers))["why"].tolist()


FAR = number("31022119490101111")


@pytest.mark.parametrize(
    ("id", "name", "account"),
    [
        (number("31010419700502579"), "李林雪", "新"),  # one digit of the sequence
        (number("31010419700502758"), "李林雪", "新"),  # two of it changed places
        (number("31010419700502123"), "李林雪", "新"),  # another sequence
        (number("31010419700520578"), "李林雪", "新"),  # the day
        (number("31011219700502578"), "李林雪", "新"),  # another region
        (number("31010419700502758"), "李琳雪", "新"),  # heard alike
        (number("31010419700502579"), "李？雪", "新"),  # a character lost
        (number("31010419700503578"), "李材雪", "新"),  # looks alike, another birthday
        (
            number("31010419700502579"),
            "李雪林",
            "新",
        ),  # the characters of the given name changed places, and a digit of the sequence
        (number("31010419700502123"), "李雪林", "新"),  # and another sequence
        (number("31011219700502578"), "李雪林", "新"),  # and another region
        (number("31010419700503578"), "林雪李", "新"),  # the surname written last, and a digit of the day
        (number("31010418700502578"), "李林雪", "新"),  # a digit of the year
        (number("41010419700502578"), "李林雪", "新"),  # one of the region
        (FAR, "李雪林", "旧"),
        (FAR, "李林雪", "旧"),
        (FAR, "李琳雪", "旧"),
        (FAR, "李林 雪", "旧"),
        (FAR, "张三", "旧"),  # the account is the own one of both
    ],
)
def test_who_may_be_the_one_that_is_paid_waits(id: str, name: str, account: str) -> None:
    assert len(found(id, name, account, "", rows(OLD, "李林雪", "旧"))) == 1


@pytest.mark.parametrize(
    ("id", "name", "account", "guardian", "paid"),
    [
        (OLD, "李林雪", "旧", "", rows(OLD, "李林雪", "旧")),  # the key itself says that
        (FAR, "李林雪", "新", "", rows(OLD, "李林雪", "旧")),  # a frequent name
        (number("31010419700502579"), "张三", "新", "", rows(OLD, "李林雪", "旧")),
        (number("31010419700502579"), "李材雪", "新", "", rows(OLD, "李林雪", "旧")),  # twins
        (
            number("31010419720817578"),
            "李林雪",
            "新",
            "",
            rows(OLD, "李林雪", "旧"),
        ),  # a namesake with another birthday, by chance of one sequence
        (number("31010419720817578"), "李雪林", "新", "", rows(OLD, "李林雪", "旧")),
        (number("31022119700502111"), "李林雪", "新", "", rows(OLD, "李林雪", "旧")),  # born on one day elsewhere
        (FAR, "李木", "旧", "李母", rows(OLD, "李林雪", "旧", "李母")),  # children of one guardian
        (FAR, "李木", "旧", "李林雪", rows(OLD, "李林雪", "旧")),  # a child and its guardian
        (FAR, "李林雪", "", "", rows(OLD, "李林雪")),  # no account is none in common
    ],
)
def test_who_is_another_person_is_paid(id: str, name: str, account: str, guardian: str, paid: pd.DataFrame) -> None:
    assert found(id, name, account, guardian, paid) == []


def answer(word: str, left: str, right: str) -> pd.DataFrame:
    texts = dict.fromkeys(ANSWERS.columns, "") | {"code": "H05", "answer": word, "on": "2026-01-01"}
    given = texts | {"left_id": left, "left_name": "李林雪", "right_id": right, "right_name": "李林雪", "adopted": left}
    return ANSWERS.typed(pd.DataFrame([given]))


def test_what_clerks_answered_about_two_numbers_counts() -> None:
    near, paid = number("31010419700502579"), rows(OLD, "李林雪", "旧")
    assert found(FAR, "李林雪", "新", "", paid, answer("是同一人", FAR, OLD)) == ["姓名相同、比对决定为同一人"]
    assert found(near, "李林雪", "新", "", paid, answer("不是", near, OLD)) == []
    assert found(near, "李林雪", "新", "", paid, answer("再查", near, OLD)) == ["姓名相同、证件号码相近"]


Results = Callable[[str], Path]


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A function of a policy: the result of the same people, when the number of the first was corrected. Made once; no test changes it."""
    return cache(lambda rules: _corrected(tmp_path_factory.mktemp("更正") / "名单", rules))


def _corrected(folder: Path, rules: str) -> Path:
    lists = people.lists(folder, 12, ["七宝镇", "江川路街道", "莘庄工业区"])
    old = people.number(0)
    for path in lists.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, number(old[:14] + "745")), encoding="utf-8")
    from huibao_xl.rosters.sources import Sources
    from huibao_xl.subsidy import run

    run.run(Sources.parse([str(lists)]), rules, folder.parent / "更正后")
    return folder.parent / "更正后"


def left_out(ledger: Path, result: Path, apart: tuple[int, ...] = (), why: str = "") -> drafting.Drafts:
    with opened(ledger, write=True) as book:
        return drafting.draft(book, declared.read(result), "区", "戊", "通用", apart, why)


@pytest.mark.usefixtures("with_papers")
def test_a_corrected_number_waits_until_a_person_tells_the_two_apart(approved: Path, corrected: Results) -> None:
    result = corrected("2024")
    drafts = left_out(approved, result)
    assert drafts.left_out == {"B50": 3, "B56": 1}
    (text,) = drafts.findings.loc[drafts.findings["code"] == "B56", "text"]
    (row,) = drafts.findings.loc[drafts.findings["code"] == "B56", "row"]
    assert (
        f"批次“{QIBAO}”第 1 行" in text
        and "姓名相同、银行账号相同、证件号码相近" in text
        and people.number(0) not in text
    )
    with pytest.raises(Stop, match="没有写明怎样查明"):
        left_out(approved, result, (row,))
    with pytest.raises(Stop, match=f"第 {row + 1} 行没有疑似同一人"):
        left_out(approved, result, (row + 1,), "户籍已核")
    (made,) = left_out(approved, result, (row,), "户籍已核").made
    line = load(approved, made).lines.set_index("id").loc[number(people.number(0)[:14] + "745")]
    assert line["apart"] == f"戊：户籍已核（不是批次“{QIBAO}”第 1 行的人）"
    approve(approved, made)
    acts.renew_papers(approved, made)
    paper = openpyxl.load_workbook(approved.parent / "批次" / made / "审批单.xlsx")
    page = [cell for row in paper["审批单"].iter_rows(values_only=True) for cell in row]
    assert "查明不是同一人的" in page and line["apart"] in page
    detail = [[*row] for row in paper["明细"].iter_rows(values_only=True)]
    assert detail[0][-1] == "经办人查明" and [row[-1] for row in detail[1:] if row[-1]] == [line["apart"]]


def test_two_drafts_of_one_person_are_not_both_signed(drafted: Path, corrected: Results) -> None:
    (made,) = left_out(drafted, corrected("2024")).made
    approve(drafted, QIBAO)
    lines = load(drafted, made).lines
    new = int(lines.loc[lines["id"] == number(people.number(0)[:14] + "745"), "line"].iloc[0])
    others = lines.loc[lines["id"].isin(load(drafted, QIBAO).lines["id"]), "line"].tolist()
    with pytest.raises(Stop) as stop:
        acts.sign(drafted, made, "审核", "乙")
    assert stop.value.code == "S48" and f"第 {new} 行（批次“{QIBAO}”第 1 行在途或已发放" in str(stop.value)
    acts.sign(drafted, made, "审核", "乙", strike=[new, *others], why="重复列入")
    acts.sign(drafted, made, "审批", "丙")


def test_who_was_struck_out_waits_under_a_corrected_number_too(drafted: Path, corrected: Results) -> None:
    result = corrected("2024")
    approve(drafted, QIBAO, strike=(1,))
    assert left_out(drafted, result).left_out == {"B50": 3, "B57": 1}
    acts.release(drafted, QIBAO, 1, "乙", "已查明是本人")
    assert left_out(drafted, result).left_out == {"B50": 3}


def test_who_was_struck_out_as_dead_waits_in_the_next_year(drafted: Path, corrected: Results, tmp_path: Path) -> None:
    acts.sign(drafted, QIBAO, "审核", "乙", strike=[1], why="家属来电已去世")
    acts.sign(drafted, QIBAO, "审批", "丙", strike=[2], why="与户籍不符")
    result = people.result(tmp_path / "次年", 12, ["七宝镇", "江川路街道", "莘庄工业区"], "2023")
    assert left_out(drafted, result).left_out == {"B58": 1}
    assert left_out(drafted, corrected("2023")).left_out == {"B58": 1}
    acts.release(drafted, QIBAO, 1, "乙", "在世")
    assert left_out(drafted, result).left_out == {}
    assert Done.LEFT_OUT not in make(drafted, result).codes


def test_who_is_paid_under_another_number_by_another_ledger_waits_too(
    drafted: Path, corrected: Results, tmp_path: Path
) -> None:
    """Drafted there, or drafted here before: the other ledger is named, and a person may tell the two apart."""
    new = tmp_path / "新.sqlite3"
    create(new, "己")
    (before,) = left_out(new, corrected("2024")).made
    approve(drafted, QIBAO, strike=(2, 3, 4))
    with pytest.raises(
        Stop, match=f"批次“{QIBAO}（台账“.+台账.sqlite3”）”第 1 行在途或已发放：姓名相同、银行账号相同"
    ) as stop:
        acts.sign(new, before, "审核", "乙")
    assert stop.value.code == "S48"
    drafts = left_out(new, corrected("2024"))
    assert drafts.left_out == {"B56": 1}
    (row,) = drafts.findings.loc[drafts.findings["code"] == "B56", "row"]
    (made,) = left_out(new, corrected("2024"), (row,), "户籍已核").made
    assert str(drafted) in drafts.findings.loc[drafts.findings["code"] == "B56", "text"].iloc[0]
    approve(new, made)
