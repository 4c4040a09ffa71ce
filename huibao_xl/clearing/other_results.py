"""Results in a list of payments that stand where no field is: 银行处理结果, 返回码, 失败原因, or 失败 and 待重发 in a remark.

What a bank says in a column that nobody knows is never taken for nothing: a cell that says that nothing was paid is a failure, one that nobody understands leaves its row open,
unless it is what most rows say (0000, 交易成功). A remark only leaves open.
"""

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.clearing.bank_results import says_failed, says_taken_back
from huibao_xl.rosters.columns import mapped, most_say
from huibao_xl.rosters.labels import added, label
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.state_columns import state_columns
from huibao_xl.rosters.states import sentence
from huibao_xl.rosters.status_words import is_nothing, plain, words_of_list

_ASKS = re.compile(
    "(?i)结果|返回|回执|应答|回盘|回单|反馈|处理|失败|退票|退回|状态|原因|到账|入账|result|status|reason|respons|return|reply|outcome"
)
"""Headers that ask what became of a payment."""
_ABOUT = re.compile("(?i)时间|日期|编号|单号|流水|序号|批次|金额|人$|员$|行$|机构|date|time|amount|batch|serial")
"""Headers that ask when, by whom, under which number."""
_DONE = re.compile(
    "(?i)^(?:交易|发放|支付|付款|代发|转账|入账|处理|银行|已|全部)*(?:成功|完成|入账|到账|支付|发放)(?:成功|完成)?$"
    "|^(?:txn |transaction |payment )?(?:success(?:ful|fully)?|succeeded|ok|paid|credited|settled|completed?|posted)$"
)
_OPEN_REMARK = re.compile(
    "(?i)失败|[未不没](?:能)?(?:成功|到账|入账|收到|领取?|签收)|[待未](?:重?发|支付|付款|处理|核)|重发|重新发放|挂账|冻结|销户|户名不符|账号(?:有误|错误|不符)|无此户"
    "|(?:已|被|款[项已]*|全额)(?:追回|收回|缴回|上缴|返还|退还|退回|冲正|冲销)|退票|退汇"
    "|fail|reject|return|declin|bounce|refus|invalid|insufficient|closed|frozen|dormant|mismatch|unpaid|unsuccess|pending|process|hold|cancel|revers"
    "|not (?:paid|credited|found)"
)
_MANY = 60


def with_other_results(
    body: Body, frame: pd.DataFrame, failed: np.ndarray, found: list[pd.DataFrame], below_zero: np.ndarray
) -> tuple[pd.DataFrame, np.ndarray, list[pd.DataFrame]]:
    """Return what ``cells.prior_rows`` returns, with what unknown columns and remarks say of the payments: I36 where it failed, a doubt where it may have; a row ``below_zero`` may say that it takes back."""
    doubt, failed, found = frame["doubt"].astype("str").fillna("").to_numpy(dtype=object), failed.copy(), [*found]
    for column, texts, positions, is_failed, is_open in _results(body):
        shown = np.array([sentence(body.layout, column, text) for text in texts], dtype=object)[positions]
        back = np.array([says_taken_back(text) for text in texts], dtype=bool)[positions] & below_zero
        lost, waits = is_failed[positions] & ~failed & ~back, is_open[positions] & ~back
        found.append(findings.for_rows("I36", frame[lost], value=shown[lost], cells=shown[lost]))
        failed |= lost
        waits &= ~failed & ~np.array([text in doubts for text, doubts in zip(shown, doubt, strict=True)], dtype=bool)
        doubt = added(doubt, waits, shown)
    return frame.assign(doubt=label(doubt)), failed, found


def asks_of_result(title: str) -> bool:
    """Return whether a header asks what became of a payment.

    >>> asks_of_result("银行处理结果"), asks_of_result("处理时间")
    (True, False)
    """
    return bool(_ASKS.search(title)) and not _ABOUT.search(title)


def says_done(text: str) -> bool:
    """Return whether a cell says that a payment was made.

    >>> says_done("交易成功"), says_done("已发放"), says_done("处理中")
    (True, True, False)
    """
    return bool(_DONE.match(text.strip())) or words_of_list("prior").get(plain(text)) == "valid"


def _results(body: Body) -> Iterator[tuple[int, list[str], np.ndarray, np.ndarray, np.ndarray]]:
    """Columns that say what became of payments: position, distinct cells, which of them each row has, which say that nothing was paid, which leave it open."""
    read = dict(state_columns(body.layout, of_policy=True))
    fields = {*body.layout.columns.values()} - {body.layout.columns.get("备注", -1)}
    for column, title in enumerate(body.layout.header.texts):
        header = read.get(column)
        if column in fields or (header is not None and header.what != "remark"):
            continue
        positions, texts = mapped(body.column(column), str)
        bad = np.array([says_failed(text) for text in texts], dtype=bool)
        remarked = np.array([bool(_OPEN_REMARK.search(text)) for text in texts], dtype=bool)
        if header is not None:
            yield column, texts, positions, np.zeros(len(texts), dtype=bool), bad | remarked
        elif len(texts) <= _MANY and (bad.any() or asks_of_result(title)):
            usual = most_say(Counter(texts[at] for at in positions.tolist()))
            understood = np.array(
                [is_nothing(text) or text == usual or bool(_DONE.match(text)) for text in texts], dtype=bool
            )
            yield column, texts, positions, bad, ~bad & (~understood | remarked)
        elif len(texts) <= _MANY and remarked.any() and not _ABOUT.search(title):
            yield column, texts, positions, bad, remarked
