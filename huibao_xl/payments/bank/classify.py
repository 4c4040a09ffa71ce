"""What a bank's answers mean for a batch: every answer is in exactly one of CLASSES, every line has one, or is 未回.

A line is found by our serial number where the layout brings it back, and its account must be the line's too; else by account and holder.
Lines that share both (a guardian of two children) and have no serial number are taken in order, those first that already have the answer.

Nothing is accepted silently that contradicts what is known: a 成功 after a 失败 may mean that a re-issue pays twice, a 失败 after a 成功 that the
same file was uploaded again. Both are 未决 with a finding, and the line stays what it was, until the bank has said in writing which is
right. Only a 退票 or 冲正, by that name, undoes a 成功.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.money import format_yuan
from huibao_xl.payments.bank import failures, match_answers
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.bank.return_answers import judged, read
from huibao_xl.payments.frames import ANSWERS, CLASSES, LINES, RETURNED, STATES
from huibao_xl.reasons import Stop

__all__ = ["LINE_CLASSES", "NO_ANSWER", "Classified", "classify", "read"]

NO_ANSWER, KNOWN = "未回", "已有结果"
LINE_CLASSES = (*CLASSES, NO_ANSWER, KNOWN)
"""What a line of the batch can be after a file: the class of the answer that counts, or that the file says nothing of it: 未回 if no file has
yet, 已有结果 if an earlier one has."""

_CONTRADICTION = "矛盾"
_RULES = {
    ("在途", "成功"): "成功",
    ("在途", "失败"): "失败",
    ("在途", "未决"): "未决",
    ("在途", "退票"): "冲正/退票",
    ("未决", "成功"): "成功",
    ("未决", "失败"): "失败",
    ("未决", "未决"): "已处理",
    ("未决", "退票"): "冲正/退票",
    ("成功", "成功"): "已处理",
    ("成功", "失败"): _CONTRADICTION,
    ("成功", "未决"): "已处理",
    ("成功", "退票"): "冲正/退票",
    ("失败", "成功"): _CONTRADICTION,
    ("失败", "失败"): "已处理",
    ("失败", "未决"): "已处理",
    ("失败", "退票"): "已处理",
    ("退票", "成功"): _CONTRADICTION,
    ("退票", "失败"): "已处理",
    ("退票", "未决"): "已处理",
    ("退票", "退票"): "已处理",
}
"""{(what is known, what the answer says): class}. An earlier stage (未决) after a final word comes from an older file."""
_CLASS_OF_CODE = {
    "B31": "金额不符",
    "B32": "批次外",
    "B33": "重复行",
    "B34": "未决",
    "B37": "批次外",
    "B38": "未决",
    "B39": "已处理",
}
_BECOMES = {"成功": "成功", "失败": "失败", "未决": "未决", "冲正/退票": "退票"}


@dataclass(frozen=True)
class Classified:
    """The answers of one file and what they mean.

    ``returned``: RETURNED, in the file's order; ``unanswered``: the sent lines (LINES and state) that this file does not name and no earlier
    one did; ``lines``: one row per sent line with line, class (one of LINE_CLASSES), before and state (after); ``findings``: FINDINGS.
    """

    returned: pd.DataFrame
    unanswered: pd.DataFrame
    lines: pd.DataFrame
    findings: pd.DataFrame


def classify(sent: pd.DataFrame, answers: pd.DataFrame, layout: Layout, batch: str = "") -> Classified:
    """Return what ANSWERS mean for the lines that were sent: LINES with a column ``state``, one of STATES.

    ``batch``: its number, if the layout's 流水号 holds it. Raises Stop(S24) if no answer is of this batch.
    """
    sent = _checked(sent)
    work = ANSWERS.check(answers).reset_index(drop=True).astype({"file": "str", "sheet": "str"})
    work = work.join(judged(work, layout.returns)).assign(code="", first=0, outcomes="")
    found: list[pd.DataFrame] = []
    match_answers.match(work, sent, layout, batch, found)
    _require_own(work, found)
    _repeated(work, sent)
    _judge_lines(work, sent, layout)
    return _result(work, sent, found)


def _checked(sent: pd.DataFrame) -> pd.DataFrame:
    unknown = set(sent["state"]) - set(STATES)
    if unknown:
        raise ValueError(f"states of lines that are none: {unknown}")
    return LINES.check(sent).reset_index(drop=True).astype({"state": "str"})


def _require_own(work: pd.DataFrame, found: list[pd.DataFrame]) -> None:
    """S24 if no answer is of this batch, B36 if fewer than half of those that name an account are."""
    named, own = int((work["account"] != "").sum()), int((work["at"] >= 0).sum())
    if not own:
        raise Stop("S24", count=len(work))
    if own * 2 < named:
        found.append(findings.for_file("B36", work["file"].iloc[0], count=f"{named:,}", matched=f"{own:,}"))


def _repeated(work: pd.DataFrame, sent: pd.DataFrame) -> None:
    """Of several answers to one line one counts: the last word (成功, then 退票), one with a wrong amount before the others.

    The others are 重复行 (B33). If they contradict each other (成功 and 失败) none is accepted: the first becomes 未决 (B38).
    """
    own = work[work["at"] >= 0]
    for at, group in own[own["at"].duplicated(keep=False)].groupby("at"):
        said = set(group["outcome"])
        said = said - {"未决"} or said
        said = {"退票"} if said == {"成功", "退票"} else said
        rest = group[group["outcome"].isin(said)]
        other = rest[rest["amount_fen"] != sent["amount_fen"].iloc[int(at)]]
        counts = (other if len(other) else rest).index[0]
        repeats = group.index.drop(counts)
        work.loc[repeats, "code"], work.loc[repeats, "first"] = "B33", work.loc[counts, "row"]
        if len(said) > 1:
            work.loc[counts, "code"], work.loc[counts, "outcomes"] = "B38", "、".join(sorted(said))


def _judge_lines(work: pd.DataFrame, sent: pd.DataFrame, layout: Layout) -> None:
    """Set class, and the code of what is to be said, of every answer."""
    at = work["at"].clip(lower=0)
    work["before"] = pd.Series(sent["state"].iloc[at].to_numpy(), index=work.index, dtype="str")
    work["expected"] = sent["amount_fen"].iloc[at].to_numpy()
    work["line"] = np.where(work["at"] >= 0, sent["line"].iloc[at].to_numpy(), -1)
    pairs = zip(work["before"], work["outcome"], strict=True)
    work["class"] = pd.Series([_RULES[pair] for pair in pairs], index=work.index, dtype="str")
    own = work["at"] >= 0
    work.loc[~own & (work["code"] == ""), "code"] = "B32"
    counts = own & (work["code"] == "")
    if "amount" in layout.returns.columns:
        work.loc[counts & (work["amount_fen"] != work["expected"]), "code"] = "B31"
    counts &= work["code"] == ""
    work.loc[counts & (work["class"] == _CONTRADICTION), "code"] = "B34"
    work.loc[counts & (work["class"] == "已处理"), "code"] = "B39"
    said = work["code"].map(_CLASS_OF_CODE)
    work["class"] = said.where(said.notna(), work["class"]).astype("str")


def _result(work: pd.DataFrame, sent: pd.DataFrame, found: list[pd.DataFrame]) -> Classified:
    _explain(work, found)
    accepted = (work["code"] == "") & work["class"].isin(_BECOMES)
    work["state"] = work["class"].map(_BECOMES).where(accepted, "")
    refused = ~work["class"].isin(["失败", "冲正/退票", "未决"]) | (work["code"] != "")
    work["reason_code"] = work["reason_code"].mask(refused, "")
    labels = {"file": "category", "sheet": "category", "class": "category", "state": "category"}
    returned = RETURNED.check(work[list(RETURNED.columns)].astype(labels))
    return Classified(returned, *_lines(work, sent), findings.concat(found))


def _lines(work: pd.DataFrame, sent: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines that nobody has answered yet, and what became of every line."""
    own = work[(work["at"] >= 0) & (work["code"] != "B33")].set_index("at")
    lines = pd.DataFrame({"line": sent["line"], "class": own["class"].reindex(sent.index), "before": sent["state"]})
    silent = lines["class"].isna()
    waiting = silent & (sent["state"] == "在途")
    lines["class"] = lines["class"].mask(silent, KNOWN).mask(waiting, NO_ANSWER)
    after = own["state"].reindex(sent.index).fillna("")
    lines["state"] = after.where(after != "", sent["state"])
    return sent[waiting].reset_index(drop=True), lines


def _explain(work: pd.DataFrame, found: list[pd.DataFrame]) -> None:
    """Set why and advice, and report what needs a look."""
    work["why"], work["advice"] = "", ""
    plain = (work["code"] == "") & (work["reason_code"] != "")
    for key in work.loc[plain, "reason_code"].unique():
        hit, reason = plain & (work["reason_code"] == key), failures.reasons()[key]
        work.loc[hit, "why"], work.loc[hit, "advice"] = reason.meaning, reason.advice
    for code in sorted(set(work["code"]) - {""}):
        rows = work[work["code"] == code]
        said = findings.for_rows(code, rows, value=rows["account"], **_fields(rows))
        work.loc[rows.index, "why"], work.loc[rows.index, "advice"] = said["text"].to_numpy(), said["advice"].to_numpy()
        if code != "B39":
            found.append(said)
    _report_words(work, found)


def _fields(rows: pd.DataFrame) -> dict[str, Any]:
    """What the messages are filled with."""
    return {
        "line": rows["line"].where(rows["at"] >= 0, rows["told"]),
        "expected": rows["expected"].map(format_yuan),
        "found": rows["amount_fen"].map(lambda fen: format_yuan(fen) if fen >= 0 else "看不懂的数"),
        "first": rows["first"],
        "before": rows["before"],
        "now": rows["outcome"],
        "outcomes": rows["outcomes"],
    }


def _report_words(work: pd.DataFrame, found: list[pd.DataFrame]) -> None:
    """B24 where the status is not known, B25 where the reason of a 失败 is not."""
    own = work[work["at"] >= 0]
    strange = own[~own["known"].astype(bool)]
    status = (strange["status"] + " " + strange["reason"]).str.strip()
    found.append(
        findings.for_rows("B24", strange, value=strange["account"], status=status.mask(status == "", "（空）"))
    )
    unclear = own[(own["reason_code"] == failures.UNKNOWN) & (own["class"] == "失败")]
    reason = unclear["reason"].mask(unclear["reason"] == "", "（空）")
    found.append(findings.for_rows("B25", unclear, value=unclear["account"], reason=reason))
