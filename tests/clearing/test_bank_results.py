"""A bank's own words in the column of results of a list of payments."""

import pytest

from huibao_xl.clearing.bank_results import says_failed
from huibao_xl.payments.bank import failures


@pytest.mark.parametrize("key", [key for key, reason in failures.reasons().items() if reason.words])
def test_a_reason_says_what_its_outcome_is(key: str) -> None:
    reason = failures.reasons()[key]
    assert [says_failed(word) for word in reason.words] == [reason.final] * len(reason.words)


@pytest.mark.parametrize("text", ["", "成功", "户名不符，已更正", "未退回", "退回后已重发", "无退票", "3031", "不详"])
def test_any_other_word_leaves_it_open(text: str) -> None:
    assert not says_failed(text)
