"""What a bank's answers mean for a batch: every answer is in exactly one of CLASSES, every line has one, or is 未回.

A line is found by our serial number where the layout brings it back, and its account must be the line's too, else the line is in doubt (B37), and so is every line of the account that
stands there (B44): the money may have gone to either; without one by account and holder.
Lines that share both (a guardian of two children) and have no serial number are taken in order, those first that already have the answer.

Nothing is accepted silently that contradicts what is known: a 成功 after a 失败 may mean that a re-issue pays twice, a 失败 after a 成功 that the
same file was uploaded again. Both are 未决 with a finding, and the line stays what it was but doubtful (``states``), until a person has settled it by
what the bank says in writing. Only a 退票 or 冲正, by that name, undoes a 成功.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from huibao_xl import findings
from huibao_xl.identifiers import person_name
from huibao_xl.money import format_yuan
from huibao_xl.payments.bank import failures, match_answers
from huibao_xl.payments.bank.bank_files import serials
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.bank.return_answers import counted, judged
from huibao_xl.payments.frames import CLASSES, LINES, RETURN_LINES, RETURNED, STATES
from huibao_xl.reasons import Stop

__all__ = ["ANSWERED", "LINE_CLASSES", "NO_ANSWER", "Classified", "classify", "counted"]

NO_ANSWER, ANSWERED = "未回", "已有结果"
LINE_CLASSES = (*CLASSES, NO_ANSWER, ANSWERED)
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
    ("失败", "未决"): _CONTRADICTION,
    ("失败", "退票"): "已处理",
    ("退票", "成功"): _CONTRADICTION,
    ("退票", "失败"): "已处理",
    ("退票", "未决"): _CONTRADICTION,
    ("退票", "退票"): "已处理",
}
"""{(the state so far, what the answer says): class}. An earlier stage (未决) after 成功 comes from an older file; after money that did not arrive it
may be that the bank tries again by itself, and whoever pays once more pays twice. A word that no list has (退回, 抹账, 冲正申请中) contradicts a 成功."""
_CLASS_OF_CODE = {
    "B31": "金额不符",
    "B32": "批次外",
    "B33": "重复行",
    "B34": "未决",
    "B37": "未决",
    "B38": "未决",
    "B39": "已处理",
    "B40": "未决",
    "B41": "未决",
    "B42": "未决",
    "B44": "未决",
}
_NO_AMOUNT = -1
"""Stands for an amount that is none: the file's form, and no other amount than was approved."""
_OUTSIDE = 10
"""One answer in so many may be of no line of the batch."""
_CROSSED = 2
"""So many answers with the serial number of one line and the account of another are errors of a bank, however short its file; of more, all but half the file has to be right: else
the numbers are not ours."""
_ELSEWHERE = ("B37", "B44")
"""Codes that put a line in doubt beside its own answer."""
_NAMED = 20
"""Rows that a sentence names."""
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
    """Return what RETURN_LINES mean for the lines that were sent: LINES with a column ``state``, one of STATES, and ``doubtful`` of those that an
    earlier file answered in a way that nobody has settled.

    ``batch``: its number, if the layout's 流水号 holds it. Raises Stop(S35) if no answer is of this batch, or more than a tenth are not.
    """
    sent = _checked(sent)
    answers = RETURN_LINES.check(answers).reset_index(drop=True).astype({"file": "str", "sheet": "str"})
    answers = answers.join(judged(answers, layout.returns))
    matches, shared, elsewhere = match_answers.match(answers, sent, layout, batch)
    answers = answers.join(matches)
    _require_of_batch(answers, sent, layout, batch, elsewhere.index)
    answers = answers.assign(**_repeats(answers, sent))
    answers["position"] = _contradicted(answers, sent)
    answers = _with_elsewhere(answers, elsewhere)
    answers = answers.assign(**_classes(answers, sent, layout))
    answers, found = _explained(answers)
    answers = answers.assign(**_consequences(answers))
    returned = RETURNED.typed(answers[list(RETURNED.columns)])
    unanswered, lines = _lines(answers, sent)
    return Classified(returned, unanswered, lines, findings.concat([shared, found]))


def _checked(sent: pd.DataFrame) -> pd.DataFrame:
    unknown = set(sent["state"]) - set(STATES)
    if unknown:
        raise ValueError(f"states of lines that are none: {unknown}")
    sent = LINES.check(sent).reset_index(drop=True).astype({"state": "str"})
    unsaid = {
        name: value
        for name, value in (("doubtful", False), ("paid_on", ""), ("surplus_fen", 0), ("paid_fen", 0))
        if name not in sent
    }
    return sent.assign(**unsaid)


def _require_of_batch(answers: pd.DataFrame, sent: pd.DataFrame, layout: Layout, batch: str, crossed: pd.Index) -> None:
    """Raise Stop(S35) if no answer is of this batch, if all serial numbers are those of other lines, or if more than a tenth of the answers that name an
    account are not of it: last year's file, or another batch's, holds some of the same persons. The rows are named. ``crossed``: answers of which number and account are both of
    the batch, but not of one line; one with the number and holder of a line, or in a file of which other rows are right, may be what a bank paid to a changed account."""
    file = str(answers["file"].iloc[0]) if len(answers) else ""
    _require_serials(file, answers["number"], sent, layout, batch)
    of_batch = answers["position"] >= 0
    both = answers.index.isin(crossed) | (answers["code"] == "B37") & (
        _same_holder(answers, sent) | bool(of_batch.any())
    )
    if both.sum() <= max(_CROSSED, of_batch.sum()):
        of_batch |= both
    if not of_batch.any():
        raise Stop("S35", file=file, why=f"有 {len(answers):,} 行，没有一行在本批次")
    named = (answers["account"] != "") & ((answers["status"] != "") | (answers["reason"] != ""))
    outside = answers[named & ~of_batch]
    if len(outside) * _OUTSIDE > named.sum():
        more = " 等" if len(outside) > _NAMED else ""
        rows = "、".join(map(str, outside["row"][:_NAMED])) + more
        raise Stop("S35", file=file, why=f"有账号的 {named.sum():,} 行中 {len(outside):,} 行不在本批次（第 {rows} 行）")


def _same_holder(answers: pd.DataFrame, sent: pd.DataFrame) -> pd.Series:
    """Which answers name the holder of their serial number's line."""
    holders = answers["numbered_line"].map(dict(zip(sent["line"], sent["holder"].map(person_name.key), strict=True)))
    return (answers["holder"].map(person_name.key) == holders) & (holders != "")


def _require_serials(file: str, numbers: pd.Series, sent: pd.DataFrame, layout: Layout, batch: str) -> None:
    given = [number for number in numbers.str.strip() if any(map(str.isdigit, number))]
    if not (layout.returns_serial and given):
        return
    ours = serials(sent, layout, batch)
    if not match_answers.plain_number(pd.Series(given, dtype="str")).isin(match_answers.plain_number(ours)).any():
        why = f"的流水号（{given[0]} 至 {given[-1]}）不是本批次的（{ours.iloc[0]} 至 {ours.iloc[-1]}），是别的批次或以前的回盘"
        raise Stop("S35", file=file, why=why)


def _repeats(answers: pd.DataFrame, sent: pd.DataFrame) -> dict[str, pd.Series]:
    """Of several answers to one line one counts: the last word (成功, then 退票), one with a wrong amount before the others.

    The others are 重复行 (B33), or where both say 成功 未决 (B40): the money may have gone twice. If they contradict each other (成功 and 失败) none is accepted: the first becomes 未决 (B38). Return the columns
    code, first (of B33 and B40: the row that counts) and outcomes (of a B38: what was answered, 、-joined).
    """
    code, first = answers["code"].copy(), pd.Series(0, index=answers.index)
    outcomes = pd.Series("", index=answers.index, dtype="str")
    matched = answers[answers["position"] >= 0]
    for _, group in matched[matched["position"].duplicated(keep=False)].groupby("position"):
        given = set(group["outcome"])
        given = given - {"未决"} or given
        given = {"退票"} if given == {"成功", "退票"} else given
        rest = group[group["outcome"].isin(given)]
        other = rest[rest["amount_fen"] != sent["amount_fen"].iloc[group["position"].iloc[0]]]
        counts = (other if len(other) else rest).index[0]
        repeats = group.index.drop(counts)
        code[repeats], first[repeats] = "B33", int(answers["row"][counts])
        if given == {"成功"} and not len(other):
            code[repeats[group["outcome"][repeats] == "成功"]] = "B40"
        if len(given) > 1:
            code[counts], outcomes[counts] = "B38", "、".join(sorted(given))
    return {"code": code, "first": first, "outcomes": outcomes}


def _contradicted(answers: pd.DataFrame, sent: pd.DataFrame) -> pd.Series:
    """The positions, and of an answer whose account or holder is not that of its serial number (B37) the line of the number: the bank says that its
    money went to somebody else."""
    crossed = answers["code"] == "B37"
    if not crossed.any():
        return answers["position"]
    at = answers["numbered_line"].map(dict(zip(sent["line"], sent.index, strict=True)))
    return answers["position"].mask(crossed, at).astype("int64")


def _with_elsewhere(answers: pd.DataFrame, elsewhere: pd.Series) -> pd.DataFrame:
    """The answers, and after each that has another line's account the same once more for every such line (B44): its money may have gone there."""
    if elsewhere.empty:
        return answers
    also = answers.loc[elsewhere.index].assign(position=elsewhere.to_numpy(), code="B44")
    return pd.concat([answers, also]).sort_index(kind="stable").reset_index(drop=True)


def _classes(answers: pd.DataFrame, sent: pd.DataFrame, layout: Layout) -> dict[str, pd.Series]:
    """The columns of every answer: line, before (the line's state) and expected (its fen); its class, and the code of what is to be reported. A row that could
    not be read (B21) says only that its line is not settled yet; of a line that was paid it may be the return."""
    matched = answers["position"] >= 0
    at = answers["position"].clip(lower=0)
    before = pd.Series(sent["state"].iloc[at].to_numpy(), index=answers.index, dtype="str")
    expected = pd.Series(sent["amount_fen"].iloc[at].to_numpy(), index=answers.index)
    line = pd.Series(sent["line"].iloc[at].to_numpy(), index=answers.index).where(matched, -1)
    ruled = pd.Series(
        [_RULES[pair] for pair in zip(before, answers["outcome"], strict=True)], index=answers.index, dtype="str"
    )
    ruled = ruled.mask((before == "成功") & ~answers["recognised"] & (answers["status"] != ""), _CONTRADICTION)
    day = pd.Series(sent["paid_on"].iloc[at].to_numpy(), index=answers.index, dtype="str")
    settled = pd.Series(
        sent["surplus_fen"].iloc[at].to_numpy() > 0, index=answers.index
    )  # two people said that it was paid twice
    twice = (before == "成功") & (answers["outcome"] == "成功") & (day != "") & (answers["paid_on"] != "") & ~settled
    ruled = ruled.mask(twice & (day != answers["paid_on"]), _CONTRADICTION)
    unread = (answers["status"] == "") & (answers["reason"] == "") & (answers["amount_fen"] == _NO_AMOUNT)
    ruled = ruled.mask(unread & (before == "成功"), _CONTRADICTION)
    code = answers["code"].mask(~matched & (answers["code"] == ""), "B32")
    if "amount" in layout.returns.columns or layout.returns.zero_fails:
        booked = pd.Series(sent["paid_fen"].iloc[at].to_numpy(), index=answers.index).where(before == "成功", expected)
        other = (answers["amount_fen"] != expected) & (
            answers["amount_fen"] != booked
        )  # what a person has booked is settled
        wrong = other & (("amount" in layout.returns.columns) | (answers["outcome"] == "成功"))
        code = code.mask(matched & (code == "") & wrong & ~unread, "B31")
    code = code.mask(matched & (code == "") & (ruled == _CONTRADICTION), "B34")
    code = code.mask(matched & (code == "") & (ruled == "已处理"), "B39")
    by_code = code.map(_CLASS_OF_CODE).mask((code == "B31") & (answers["amount_fen"] == _NO_AMOUNT), "未决")
    classes = by_code.where(by_code.notna(), ruled).astype("str")
    return {"line": line, "before": before, "expected": expected, "class": classes, "code": code}


def _consequences(answers: pd.DataFrame) -> dict[str, pd.Series]:
    """What each answer makes of its line: its state, "" where it stays what it is, and the reason of a failure."""
    accepted = (answers["code"] == "") & answers["class"].isin(list(_BECOMES))
    state = answers["class"].map(_BECOMES).where(accepted, "")
    refused = ~answers["class"].isin(["失败", "冲正/退票", "未决"]) | (answers["code"] != "")
    return {"state": state, "reason_code": answers["reason_code"].mask(refused, "")}


def _lines(answers: pd.DataFrame, sent: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines that nobody has answered yet, and what became of every line."""
    counting = answers[(answers["position"] >= 0) & ~answers["code"].isin(["B33", "B40"])]
    if counting["position"].duplicated().any():  # a line, and another answer with its serial number or its account
        counting = counting.sort_values("code", key=lambda code: code.isin(_ELSEWHERE), kind="stable")
        counting = counting.drop_duplicates("position")
    counting = counting.set_index("position")
    lines = pd.DataFrame(
        {"line": sent["line"], "class": counting["class"].reindex(sent.index), "before": sent["state"]}
    )
    silent = lines["class"].isna()
    waiting = silent & (sent["state"] == "在途") & ~sent["doubtful"]
    lines["class"] = lines["class"].mask(silent, ANSWERED).mask(waiting, NO_ANSWER)
    after = counting["state"].reindex(sent.index).fillna("")
    lines["state"] = after.where(after != "", sent["state"])
    return sent[waiting].reset_index(drop=True), lines


def _explained(answers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answers with why and advice, and the findings at those that need a look."""
    why, advice = (pd.Series("", index=answers.index, dtype=object) for _ in range(2))
    unsaid = answers["code"] == ""
    plain = (
        unsaid & (answers["reason_code"] != "") & answers["recognised"]
    )  # what holds a word of the list and more is not that word
    for key in answers.loc[plain, "reason_code"].unique():
        hit, reason = plain & (answers["reason_code"] == key), failures.reasons()[key]
        why[hit], advice[hit] = reason.meaning, reason.advice
    strange, unclear = _unrecognised(answers)
    asked = strange[unsaid[strange.index]]
    why[asked.index], advice[asked.index] = asked["text"].to_numpy(), asked["advice"].to_numpy()
    found = []
    for code in sorted(set(answers["code"]) - {""}):
        rows = answers[answers["code"] == code]
        reported = findings.for_rows(code, rows, value=rows["account"], **_fields(rows))
        why[rows.index], advice[rows.index] = reported["text"].to_numpy(), reported["advice"].to_numpy()
        if code != "B39":
            found.append(reported)
    explained = answers.assign(why=why.astype("str"), advice=advice.astype("str"))
    return explained, findings.concat([*found, strange, unclear])


def _fields(rows: pd.DataFrame) -> dict[str, Any]:
    """What the messages are filled with."""
    day = rows["paid_on"].where(rows["outcome"] == "成功", "")
    return {
        "line": rows["line"].where(rows["position"] >= 0, rows["numbered_line"]),
        "expected": rows["expected"].map(format_yuan),
        "found": rows["amount_fen"].map(lambda fen: "看不懂的数" if fen == _NO_AMOUNT else format_yuan(fen)),
        "first": rows["first"],
        "number": rows["number"],
        "before": rows["before"],
        "now": rows["outcome"].mask(~rows["recognised"], rows["status"]).str.cat(day.map(_on)),
        "outcomes": rows["outcomes"],
    }


def _on(day: str) -> str:
    return f"（{day}）" if day else ""


def _unrecognised(answers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """B24 where no list has the status, B25 where none has the reason of a 失败, each with the index of its answers."""
    matched = answers[answers["position"] >= 0]
    strange = matched[~matched["recognised"]]
    status = (strange["status"] + " " + strange["reason"]).str.strip()
    unclear = matched[(matched["reason_code"] == failures.UNKNOWN) & (matched["class"] == "失败")]
    reason = unclear["reason"].mask(unclear["reason"] == "", "（空）")
    return (
        findings.for_rows(
            "B24", strange, value=strange["account"], status=status.mask(status == "", "（空）")
        ).set_index(strange.index),
        findings.for_rows("B25", unclear, value=unclear["account"], reason=reason).set_index(unclear.index),
    )
