"""调查: which answers count, which do not, and what stops because nobody knows what it says."""

from pathlib import Path

import openpyxl
import pytest

from huibao_xl import policy
from huibao_xl.reasons import Stop
from huibao_xl.year import evaluation, objectives
from huibao_xl.year.survey import Survey, read_survey

RULES = policy.load("2024")
WORDS = objectives.load(RULES)
ITEMS = evaluation.items(evaluation.load(RULES, WORDS), WORDS, RULES)


def survey(tmp_path: Path, text: str) -> Survey:
    path = tmp_path / "问卷.csv"
    path.write_text(text, encoding="utf-8")
    return read_survey(path, ITEMS)


def test_an_answer_that_is_missing_counts_nowhere(tmp_path: Path) -> None:
    found = survey(
        tmp_path, "闵行区问卷\n\n编号,是否知晓？,是否满意\n1,是,满意\n2,否,\n3,,一般\n4,,\n5,知道,比较满意\n"
    )
    assert found.names == ["补贴知晓率", "困难群众满意率"]
    assert (found.counts("补贴知晓率"), found.counts("困难群众满意率")) == ((2, 3), (2, 3))
    assert found.rows["row"].tolist() == [4, 5, 6, 8]


def test_sheets_of_a_survey_are_added_up_and_its_people_are_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, answers in (("七宝镇", ("是", "否")), ("江川路街道", ("是",))):
        sheet = book.create_sheet(name)
        for row in (("姓名", "是否知晓"), *(("样某", answer) for answer in answers)):
            sheet.append(row)
    book.save(tmp_path / "问卷.xlsx")
    found = read_survey(tmp_path / "问卷.xlsx", ITEMS)
    assert found.counts("补贴知晓率") == (2, 3) and list(found.rows["sheet"]) == ["七宝镇", "七宝镇", "江川路街道"]
    assert not found.rows.isin(["样某"]).any().any()


def test_a_question_as_a_header_and_an_answer_with_its_letter_are_read(tmp_path: Path) -> None:
    """As programs export that ask people on the telephone; a second column with the word is asked about."""
    header = "序号,1、您是否知道“沪惠保”补贴？（必填）,２．您对发放工作总体满意吗?"
    found = survey(tmp_path, f"{header}\n1,A.知道,B、比较满意\n2,B.不知道,D.不满意。\n3,Ａ．了解,\n")
    assert (found.counts("补贴知晓率"), found.counts("困难群众满意率")) == ((2, 3), (1, 2))
    with pytest.raises(Stop, match="有几列都可能说明“补贴知晓率”（把其中一列的表头改成“是否知晓”）"):
        survey(tmp_path, "您知道补贴吗,您从哪里知道\n是,社区\n")
    with pytest.raises(Stop, match="第 2 行的“补贴知晓率”的回答看不懂"):
        survey(tmp_path, "您从哪里知道补贴\n社区\n")


@pytest.mark.parametrize("word", ["不一定", "#N/A", "满意", "85%", "是/否"])
def test_a_word_that_nobody_knows_stops(tmp_path: Path, word: str) -> None:
    with pytest.raises(Stop, match="问卷.csv.*第 3 行的“补贴知晓率”的回答看不懂"):
        survey(tmp_path, f"是否知晓\n是\n{word}\n")


@pytest.mark.parametrize(("header", "why"), [("姓名,电话", "没有说明指标的列"), ("知晓,是否知晓", "有几列")])
def test_a_file_without_its_columns_is_none(tmp_path: Path, header: str, why: str) -> None:
    with pytest.raises(Stop, match=why) as stop:
        survey(tmp_path, f"{header}\n是,是\n")
    assert stop.value.code == "S60"
