"""Masked account numbers, as banks give them back."""

import doctest
import re

import pytest

from huibao_xl.identifiers import partial_account

WHOLE = "6222021234567890123"


def test_the_examples_in_the_docstring():
    done = doctest.testmod(partial_account)
    assert done.attempted and not done.failed


@pytest.mark.parametrize(
    "text",
    [
        "6222****0123",
        "6222 02** **** *** 0123",
        "622202xxxxxxxxx0123",
        "＊＊＊0123",
        "*0123",
        "尾号0123",
        "卡号后四位：0123",
    ],
)
def test_what_may_be_the_account(text):
    assert re.fullmatch(partial_account.pattern(text), WHOLE)


@pytest.mark.parametrize("text", ["6222****0124", "6223****0123", "尾号1230"])
def test_what_is_another_one(text):
    assert not re.fullmatch(partial_account.pattern(text), WHOLE)


@pytest.mark.parametrize("text", ["", WHOLE, "****", "**123", "待补", "合计", "尾号", "6222****张三"])
def test_what_says_nothing(text):
    assert partial_account.pattern(text) is None
