"""账户核实: what a clerk wrote beside an account that was looked at again, so that money may go where it else would wait.

A cell counts if it says who and on which day: 已核实，张三，2024-07-20. One that denies it, names nobody or no day, or a day to come, does not.
"""

import re
from datetime import date

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.identifiers import account_doubts, bank_card
from huibao_xl.rosters import columns
from huibao_xl.rosters.rows import Body

_DAY = re.compile(r"(20\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?|(20\d{2})([01]\d)([0-3]\d)")
_AFFIRMED = re.compile("无误|没有问题|不变|无变化")
_DENIED = re.compile("[未不待否无没错疑]")
_OF_THE_MATTER = re.compile(
    "已|经|由|核实|核对|确认|正确|属实|本人|银行|账户|账号|户名|电话|书面|可以|可用|正常|是|人|日期|于|的"
)
_NAME = re.compile("[\u3400-\u9fff]{2,}|[A-Za-z]{2,}")


def accepted(text: str, today: date) -> str:
    """Return a cell that counts, with its day before it (ISO), else "".

    >>> accepted("已核实，张三，2024年7月20日", date(2024, 8, 1))
    '2024-07-20 已核实，张三，2024年7月20日'
    >>> accepted("已核实 2024-07-20", date(2024, 8, 1)), accepted("未核实，张三，2024-07-20", date(2024, 8, 1))
    ('', '')
    """
    found = _DAY.search(text)
    day = _day(found, today) if found else None
    if found is None or day is None:
        return ""
    words = _AFFIRMED.sub("，", text.replace(found[0], "，"))
    named = _NAME.search(_OF_THE_MATTER.sub("，", words))
    return f"{day.isoformat()} {text}" if named and not _DENIED.search(words) else ""


def with_checks(body: Body, frame: pd.DataFrame, today: date) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return the rows of a sheet of 银行账户 with ``checked``, and with what leaves a number in doubt as its ``account_fault`` where nobody
    checked it; W07 at these numbers, W09 at cells of 账户核实 that do not count."""
    written = columns.text(body, "账户核实")
    counts = {text: accepted(text, today) for text in written.unique()}
    checked = written.map(counts).astype("str")
    doubts = pd.Series(np.full(len(frame), None, dtype=object), index=frame.index)
    asked = frame.loc[frame["account_fault"].isna() & (checked == ""), "account"]
    doubts[asked.index] = account_doubts.doubts(asked)
    meanings = account_doubts.meanings()
    faults = frame["account_fault"].astype(object).where(doubts.isna(), doubts)
    judged = frame.assign(
        checked=checked, account_fault=pd.Categorical(faults, categories=[*bank_card.FAULTS, *meanings])
    )
    doubted, unaccepted = judged[doubts.notna()], judged[(written != "") & (checked == "")]
    return judged, [
        findings.for_rows(
            "W07",
            doubted,
            *_cell(body, "银行账号"),
            doubted["account"],
            doubt=doubts[doubted.index].map(meanings),
        ),
        findings.for_rows("W09", unaccepted, *_cell(body, "账户核实"), written[unaccepted.index]),
    ]


def _cell(body: Body, field: str) -> tuple[str, str]:
    """Header and letters of a field, as findings take them; empty if the sheet has no such column."""
    return (body.layout.header_of(field), body.layout.letters_of(field)) if field in body.layout.columns else ("", "")


def _day(found: "re.Match[str]", today: date) -> date | None:
    parts = [part for part in found.groups() if part]
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    return day if day <= today else None
