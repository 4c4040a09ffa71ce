"""The program below its entrances speaks neither of commands nor of options; each entrance has words for every input and next step."""

import ast
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import huibao_xl
from huibao_xl.cli import outcomes as command_line
from huibao_xl.excel import outcomes as workbook
from huibao_xl.reasons import CATALOGUE, MODULES, Input, Next, Stop
from huibao_xl.reasons.outcomes import Done, Message, done, then

PACKAGE = Path(huibao_xl.__file__).parent
ENTRANCES = ("cli", "commands")
SPOKEN = re.compile(r"huibao [a-z]|(?<![\w-])--[a-z]|角色=")
"""A command or an option, as a terminal takes it."""
OTHER_PROGRAMS = {"addin/bundle.py", "addin/lock.py"}
"""Modules that call another program (pip), whose options these are."""
COMMAND_WINDOW = {"addin/start.py"}
"""What the start file of an office shows in a window in which commands are typed."""


def literals(path: Path) -> list[str]:
    """Every text in a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def test_no_command_and_no_option_stands_below_the_command_line():
    spoken = {
        (name, text)
        for path in PACKAGE.rglob("*.py")
        if (name := path.relative_to(PACKAGE).as_posix()).split("/")[0] not in ENTRANCES
        and name not in OTHER_PROGRAMS | COMMAND_WINDOW
        for text in literals(path)
        if SPOKEN.search(text)
    }
    assert not spoken


def test_what_is_looked_for_is_found():
    assert all(SPOKEN.search(text) for text in ("请用 --why 写明", "（huibao review 批次号）"))
    assert not any(SPOKEN.search(text) for text in ("huibao_xl", "huibao.xlam", "a--b", "2024-七宝镇-1"))


@pytest.mark.parametrize("entrance", [command_line, workbook])
def test_an_entrance_has_words_for_everything(entrance):
    assert set(entrance.WORDS.inputs) == set(Input) and set(entrance.WORDS.steps) == set(Next)


def test_the_words_of_a_workbook_name_no_command_and_no_option():
    assert not [
        text for text in (*workbook.WORDS.inputs.values(), *workbook.WORDS.steps.values()) if SPOKEN.search(text)
    ]


def test_the_words_of_the_command_line_do():
    silent = {Input.LINE}  # a bare argument, not an option
    assert [each for each, text in command_line.WORDS.inputs.items() if not SPOKEN.search(text)] == sorted(
        silent, key=list(Input).index
    )
    assert all(SPOKEN.search(text) for text in command_line.WORDS.steps.values())


class _Any(dict[str, Any]):
    """Every field that a template asks for, as text or as a number."""

    def __init__(self, code: str) -> None:
        reason = CATALOGUE[code]
        names = [
            (name, spec)
            for template in (reason.message, reason.advice)
            for _, name, spec, _ in Formatter().parse(template)
            if name
        ]
        super().__init__({name: 1 if spec else "某" for name, spec in names})


@pytest.mark.parametrize("code", [code for code in CATALOGUE if code.startswith("S")])
def test_no_stop_that_excel_shows_speaks_of_the_command_line(code):
    """With everything that a stop may ask for and everything that may come next."""
    text = Stop(code, inputs=list(Input), next=list(Next), **_Any(code)).text(workbook.WORDS)
    assert not SPOKEN.search(text), text
    assert "--" not in text and "huibao " not in text


@pytest.mark.parametrize("code", CATALOGUE)
def test_no_finding_speaks_of_the_command_line(code):
    """Findings stand on sheets of the workbook, whichever entrance made them."""
    assert not SPOKEN.search(CATALOGUE[code].message + CATALOGUE[code].advice)


def test_a_stop_says_in_each_entrance_how_to_mend_it():
    stop = Stop("S34", batch="2024-区民政局-1", lines="5、6", other="2024-七宝镇-1")
    wrong = "批次“2024-区民政局-1”的第 5、6 行已由批次“2024-七宝镇-1”在途或发放，没有批准。请写明原因“重复列入”，剔除这些行后再批准，或退回本批"
    assert str(stop) == f"{wrong}。"
    assert stop.text(command_line.WORDS) == (
        f"{wrong}（--strike 行号；--why 原因；huibao reject 2024-区民政局-1 --why 原因 --by 姓名）。"
    )
    assert stop.text(workbook.WORDS) == (
        f"{wrong}（“发放”表的“剔除行号”；“发放”表的“原因”；在“发放”表写批次号“2024-区民政局-1”和原因，按“退回批次”）。"
    )


def test_a_field_that_is_missing_stays_the_word_for_it():
    assert then(Next.REJECT).lines(command_line.WORDS) == [
        "下一步：退回整批（huibao reject 批次号 --why 原因 --by 姓名）。"
    ]


def test_a_message_has_its_amount_in_yuan_and_its_fields_in_fen():
    message = Message(Done.TRANSFER_MADE, {"batch": "2024-拨付-1", "count": 2, "amount_fen": 52245})
    assert message.text() == "已制作拨付批次 2024-拨付-1：2 个收款单位，522.45 元。"


def test_outcomes_add_up_in_order():
    outcome = (
        done(Done.STATE, state="草稿") + then(Next.REVIEW, batch="甲") + done(Done.NO_REISSUE, batch="2024-七宝镇-1")
    )
    assert outcome.codes == [Done.STATE, Done.NO_REISSUE] and outcome.steps == [Next.REVIEW]
    assert outcome.lines() == [
        "状态：草稿。",
        "批次 2024-七宝镇-1 没有可以重发的明细，没有新的批次。",
        "下一步：由他人审核。",
    ]


def test_a_stop_without_the_fields_of_its_message_is_a_defect():
    with pytest.raises(KeyError):
        Stop("S06")


def test_a_code_means_one_thing():
    codes = [reason.code for module in MODULES for reason in module.ENTRIES]
    assert len(codes) == len(set(codes))
