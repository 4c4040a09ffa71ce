"""Results in a list of payments that a bank has written in words of its own: 户名不符退回, 已退汇, 退回（账号错误）.

The lists of results know 失败 and 退票; what a bank means by its reasons stands in :mod:`huibao_xl.payments.bank.failures`. A cell that is made of such
reasons, of words of giving back and of nothing else says that nothing was paid. Any other word (已更正, 重发, 未) leaves it open.
"""

import re
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa

from huibao_xl import findings
from huibao_xl.payments.bank import failures
from huibao_xl.rosters.columns import mapped
from huibao_xl.rosters.labels import label
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.state_columns import state_columns
from huibao_xl.rosters.states import sentence
from huibao_xl.rosters.status_words import read_state

_GIVEN_BACK = (
    "退回",
    "退汇",
    "退票",
    "退款",
    "被退",
    "已退",
    "退",
    "失败",
    "未成功",
    "不成功",
    "未入账",
    "不能入账",
    "无法入账",
    "拒付",
)
_TAKEN_BACK = (
    *("退回", "退汇", "退票", "退款", "退还", "被退", "已退", "退"),
    *("冲正", "红冲", "冲销", "冲账", "冲回", "抹账", "红字", "撤销", "撤回", "追回", "收回", "缴回", "返还"),
)
"""What a row below zero says of itself where it takes a payment back."""
_FILLERS = (
    "交易",
    "发放",
    "支付",
    "付款",
    "代发",
    "转账",
    "入账",
    "打款",
    "银行",
    "原路",
    "已",
    "被",
    "因",
    "由于",
    "原因",
    "超",
    "而",
    "款项",
)
_LOST_IN_ENGLISH = frozenset(
    [
        "fail",
        "failed",
        "failure",
        "reject",
        "rejected",
        "rejection",
        "return",
        "returned",
        "decline",
        "declined",
        "bounced",
        "unsuccessful",
        "unpaid",
        "invalid",
        "incorrect",
        "wrong",
        "insufficient",
        "closed",
        "dormant",
        "frozen",
        "mismatch",
        "mismatched",
        "unknown",
    ]
)
_BESIDE_IN_ENGLISH = frozenset(
    [
        "account",
        "acct",
        "name",
        "number",
        "no",
        "payee",
        "beneficiary",
        "holder",
        "card",
        "bank",
        "by",
        "the",
        "of",
        "or",
        "and",
        "is",
        "was",
        "has",
        "been",
        "payment",
        "transaction",
        "transfer",
        "txn",
        "information",
        "info",
        "details",
        "code",
        "reason",
    ]
)
_MISSING = re.compile(r"not (?:found|exist|match|matched|paid|credited)|no such account|does not (?:exist|match)")
_BESIDE = r"[0-9]+[年月日]|[\s0-9A-Za-z,，。、．.:：;；/\\()（）\[\]【】“”\"—_-]"


def without_returned(
    body: Body, frame: pd.DataFrame, failed: np.ndarray, found: list[pd.DataFrame]
) -> tuple[pd.DataFrame, np.ndarray, list[pd.DataFrame]]:
    """Return what ``cells.prior_rows`` returns, with the rows whose only doubt is a bank's own word for a failure among the failed ones: I36 in the place
    of I14."""
    doubt = frame["doubt"].astype("str").fillna("").to_numpy(dtype=object)
    hit, sentences = np.zeros(len(frame), dtype=bool), np.full(len(frame), "", dtype=object)
    for column, header in state_columns(body.layout, of_policy=True):
        if header.what != "status" or header.denied or header.words:
            continue
        positions, written = mapped(body.column(column), str)
        bad = np.array([says_failed(text) for text in written], dtype=bool)[positions]
        shown = np.array([sentence(body.layout, column, text) for text in written], dtype=object)[positions]
        hit, sentences = hit | (bad & (doubt == shown)), np.where(bad & (doubt == shown), shown, sentences)
    if not hit.any():
        return frame, failed, found
    rows = frame.loc[hit, "row"]
    about = [one[~((one["code"] == "I14") & one["row"].isin(rows)).to_numpy(dtype=bool)] for one in found]
    unpaid = findings.for_rows("I36", frame[hit], value=sentences[hit], cells=sentences[hit])
    return frame, failed | hit, [*about, unpaid]


def with_reversals(
    body: Body, frame: pd.DataFrame, failed: np.ndarray, found: list[pd.DataFrame], below_zero: np.ndarray
) -> tuple[pd.DataFrame, np.ndarray, list[pd.DataFrame]]:
    """Return what :func:`without_returned` returns, with the rows ``below_zero`` that say 冲正, 退回 of themselves neither failed nor in doubt for it: they
    are the taking back, and it was done. One that says that it failed was not."""
    at = np.flatnonzero(below_zero & (failed | frame["doubt"].notna().to_numpy()))
    if not len(at):
        return frame, failed, found
    columns = [column for column, _ in state_columns(body.layout, of_policy=True)]
    cells = [body.column(column).take(pa.array(at)).to_pylist() for column in columns]
    doubt, failed, done = frame["doubt"].astype("str").fillna("").to_numpy(dtype=object), failed.copy(), []
    for row, texts in zip(at, zip(*cells, strict=True), strict=True):
        spoken = [(column, text) for column, text in zip(columns, texts, strict=True) if text and says_taken_back(text)]
        shown = "、".join(sentence(body.layout, column, text) for column, text in spoken)
        others = [text for text in texts if text and text.strip() and not says_taken_back(text)]
        if spoken and doubt[row] in ("", shown) and all(read_state(text, False).means == "valid" for text in others):
            doubt[row], failed[row] = "", False
            done.append(frame["row"].iloc[row])
    rest = [one[~(one["code"].isin(["I14", "I36"]) & one["row"].isin(done)).to_numpy(dtype=bool)] for one in found]
    return frame.assign(doubt=label(doubt)), failed, rest


@lru_cache(maxsize=1024)
def says_taken_back(text: str) -> bool:
    """Return whether a cell says nothing but that money came back.

    >>> says_taken_back("冲正"), says_taken_back("退汇冲账"), says_taken_back("冲正失败"), says_taken_back("成功")
    (True, True, False, False)
    """
    words = "|".join(re.escape(word) for word in sorted((*_TAKEN_BACK, *_FILLERS), key=len, reverse=True))
    written = re.sub(_BESIDE, "", text)
    return bool(re.fullmatch(f"(?:{words})+", written)) and any(word in written for word in _TAKEN_BACK)


@lru_cache(maxsize=1024)
def says_failed(text: str) -> bool:
    """Return whether a cell says, in words of a bank and no others, that nothing was paid.

    >>> says_failed("户名不符退回"), says_failed("退汇（账号错误）"), says_failed("户名不符，已更正"), says_failed("未退回")
    (True, True, False, False)
    >>> says_failed("Account closed"), says_failed("Returned by bank"), says_failed("not returned"), says_failed("Success")
    (True, True, False, False)
    """
    written = re.sub(_BESIDE, "", text)
    return bool(_failure().fullmatch(written)) or (not written and _failed_in_english(text))


def _failed_in_english(text: str) -> bool:
    """Whether a text without Chinese words says that nothing was paid, in words that all are known."""
    plain = " ".join(re.findall("[a-z]+", text.lower()))
    words = _MISSING.sub("", plain).split()
    lost = _MISSING.search(plain) is not None or not _LOST_IN_ENGLISH.isdisjoint(words)
    return lost and _LOST_IN_ENGLISH.union(_BESIDE_IN_ENGLISH).issuperset(words)


@lru_cache(maxsize=1)
def _failure() -> re.Pattern[str]:
    """Fillers, and at least one word of giving back or reason for which a bank does not pay."""
    final = [reason for reason in failures.reasons().values() if reason.final]
    words = [*(word for reason in final for word in reason.words), *_GIVEN_BACK]
    says = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    fills = "|".join(re.escape(word) for word in sorted(_FILLERS, key=len, reverse=True))
    return re.compile(f"(?:{fills})*(?:{says})(?:{says}|{fills})*")
