"""What speaks for and against a pair being one person, in plain Chinese, and how strong it is by rules that can be
read.

Nothing here decides. What is compared is a column of 是, 否 or 不详 (:func:`weigh`); the strength is that of the first of
:data:`STRENGTH_RULES` that fits, and the rule's words stand beside it, so that nobody has to trust a number.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.first_fit import first_fit
from huibao_xl.identifiers import person_name, resident_id
from huibao_xl.matching import id_difference, name_difference
from huibao_xl.matching.id_difference import DESTROYED
from huibao_xl.matching.pairs import Pairs

STRENGTHS = ("强", "中", "弱")

Row = Mapping[Hashable, object]
"""What was compared of one pair: {column: value}."""


@dataclass(frozen=True)
class StrengthRule:
    """A line of the table of strengths: ``mask(compared)`` says which pairs it fits, ``why`` is what the clerk
    reads."""

    strength: str
    why: str
    mask: Callable[[pd.DataFrame], "pd.Series[bool]"]


STRENGTH_RULES = [
    StrengthRule(
        "弱", "出生日期和性别位都不同", lambda compared: (compared["birth"] == "否") & (compared["sex"] == "否")
    ),
    StrengthRule("强", "对方的证书编号中就是承保的证件号码", lambda compared: compared["certificate"]),
    StrengthRule(
        "强", "银行账号或手机号相同", lambda compared: (compared["account"] == "是") | (compared["phone"] == "是")
    ),
    StrengthRule(
        "中",
        "姓名相同，写出的各位一致，街镇相同",
        lambda compared: compared["partly"] & (compared["name_kind"] == "") & (compared["town"] == "是"),
    ),
    StrengthRule("弱", "号码只写了一部分", lambda compared: compared["partly"]),
    StrengthRule("强", "姓名之差是写法不同", lambda compared: compared["name_kind"].isin(name_difference.EXPLAINED)),
    StrengthRule(
        "强",
        "一个号码无效，所差一处是常见笔误，街镇相同",
        lambda compared: compared["one_valid"] & compared["common_slip"] & (compared["town"] == "是"),
    ),
    StrengthRule(
        "中",
        "姓名只有细微差别，街镇相同",
        lambda compared: compared["name_kind"].isin(name_difference.SLIGHT) & (compared["town"] == "是"),
    ),
    StrengthRule("中", "前 15 位相同，街镇相同", lambda compared: compared["lost"] & (compared["town"] == "是")),
    StrengthRule(
        "中",
        "一个号码无效，只差一处",
        lambda compared: compared["one_valid"] & ~compared["far"] & (compared["birth"] != "否"),
    ),
    StrengthRule(
        "中",
        "两个号码都有效，但所差是常见笔误，街镇相同",
        lambda compared: compared["common_slip"] & (compared["town"] == "是"),
    ),
    StrengthRule("弱", "没有更多依据", lambda compared: pd.Series(True, index=compared.index)),
]
"""In order; the first that fits. A difference in both birth date and sex outweighs everything: two people of one
family share account, phone and 街镇."""

_SAME = {
    "birth": "出生日期",
    "sex": "性别位",
    "town": "街镇",
    "village": "居村委",
    "account": "银行账号",
    "phone": "手机号",
}


def weigh(pairs: Pairs, accounts: pd.DataFrame) -> pd.DataFrame:
    """Return ``strength`` (one of STRENGTHS, ordered) and ``evidence`` (Chinese) of each pair, with the comparisons
    that they rest on.

    ``accounts``: frames.ACCOUNTS.
    """
    compared = _compared(pairs, accounts)
    which = first_fit([rule.mask(compared) for rule in STRENGTH_RULES])
    strengths = [STRENGTH_RULES[place].strength for place in which]
    compared["strength"] = pd.Categorical(strengths, categories=STRENGTHS, ordered=True)
    whys = [STRENGTH_RULES[place].why for place in which]
    compared["evidence"] = pd.Series(
        [_text(row, why) for row, why in zip(compared.to_dict("records"), whys, strict=True)], dtype="str"
    )
    return compared


def _compared(pairs: Pairs, accounts: pd.DataFrame) -> pd.DataFrame:
    """Everything that is compared, one column each, one row per pair."""
    left, right = pairs.left, pairs.right
    differences = [id_difference.between(a, b) for a, b in zip(left["number"], right["number"], strict=True)]
    left_valid, right_valid = (left["person"] >= 0).to_numpy(dtype=bool), (right["person"] >= 0).to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            "slips": ["；".join(slip.text for slip in slips) for slips in differences],
            "common_slip": [bool(slips) and bool(slips[0].why) for slips in differences],
            "far": [any(slip.kind in ("several", "lost", "partly") for slip in slips) for slips in differences],
            "partly": [any(slip.kind == "partly" for slip in slips) for slips in differences],
            "lost": [any(slip.kind == "lost" for slip in slips) for slips in differences],
            "left_state": [_state(*side) for side in zip(left["number"], left_valid.tolist(), strict=True)],
            "right_state": [_state(*side) for side in zip(right["number"], right_valid.tolist(), strict=True)],
            "one_valid": left_valid != right_valid,
            "both_valid": left_valid & right_valid & (left["person"] != right["person"]).to_numpy(),
            "birth": _same(_parts(left["number"], "birth"), _parts(right["number"], "birth")),
            "sex": _same(_parts(left["number"], "sex"), _parts(right["number"], "sex")),
            "town": _same(left["township"], right["township"]),
            "towns": _both(left["township"], right["township"]),
            "village": _same(left["village"], right["village"]),
            "phone": _same(left["phone"], right["phone"]),
            "account": _same_account(pairs, accounts),
            "certificate": [
                len(number) == 18 and number != other and certificate.startswith(number)
                for number, other, certificate in zip(
                    left["number"], right["number"], right["certificate_no"], strict=True
                )
            ],
            "name_kind": _name_kinds(pairs),
        }
    )


def _state(number: str, valid: bool) -> str:
    """What is to be read after the word 号码."""
    if valid:
        return "有效"
    fault = "lost" if number.endswith(DESTROYED) else resident_id.fault(number)
    return resident_id.FAULTS[fault][0] if fault else "无效"


def _parts(numbers: "pd.Series[str]", part: Literal["birth", "sex"]) -> "pd.Series[str]":
    return pd.Series([id_difference.part_of(number, part) or "" for number in numbers], dtype="str")


def _same(left: "pd.Series[str]", right: "pd.Series[str]") -> npt.NDArray[np.str_]:
    """是, 否, or 不详 where one of them says nothing."""
    written = ((left != "") & (right != "")).to_numpy(dtype=bool)
    return np.where(written, np.where((left == right).to_numpy(dtype=bool), "是", "否"), "不详")


def _both(left: "pd.Series[str]", right: "pd.Series[str]") -> list[str]:
    """The one 街镇 that both name, or the two."""
    return [a if a == b else f"{a}／{b}" for a, b in zip(left, right, strict=True)]


def _same_account(pairs: Pairs, accounts: pd.DataFrame) -> list[str]:
    """Whether one account number stands under both ids in 银行账户."""
    wanted = {*pairs.left["id"], *pairs.right["id"]} - {""}
    listed = accounts[accounts["id"].isin(wanted) & (accounts["account"] != "")]
    accounts_of: dict[str, set[str]] = {}
    for number, account in zip(listed["id"], listed["account"], strict=True):
        accounts_of.setdefault(number, set()).add(account)
    found = []
    for a, b in zip(pairs.left["id"], pairs.right["id"], strict=True):
        left, right = accounts_of.get(a, set()), accounts_of.get(b, set())
        found.append("不详" if a == b or not (left and right) else "是" if left & right else "否")
    return found


def _name_kinds(pairs: Pairs) -> list[str]:
    left, right = pairs.left, pairs.right
    return [
        "" if a == b else name_difference.kind(a, b, map(person_name.key, formers))
        for a, b, *formers in zip(
            left["name_key"], right["name_key"], left["former_name"], right["former_name"], strict=True
        )
    ]


def _text(compared: Row, why: str) -> str:
    """What was compared of one pair as a clerk reads it."""
    parts = [f"姓名：{compared['name_kind']}。"] if compared["name_kind"] else []
    if compared["slips"]:
        parts.append(f"号码：{compared['slips']}。")
        parts.append(
            "两个号码都有效，要写明采用哪一个。"
            if compared["both_valid"]
            else f"承保号码{compared['left_state']}，对方号码{compared['right_state']}。"
        )
    for answer, word in (("是", "相同"), ("否", "不同")):
        titles = [_title(name, compared) for name in _worth_comparing(compared) if compared[name] == answer]
        if titles:
            parts.append(f"{word}：{'、'.join(titles)}。")
    return "".join(parts) + f"（{why}）"


def _worth_comparing(compared: Row) -> list[str]:
    """What is worth comparing: of one and the same id nothing that follows from it."""
    return [name for name in _SAME if compared["slips"] or name not in ("birth", "sex", "account")]


def _title(name: str, compared: Row) -> str:
    return f"{_SAME[name]}（{compared['towns']}）" if name == "town" else _SAME[name]
