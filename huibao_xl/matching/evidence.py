"""What speaks for and against a pair being one person, in plain Chinese, and how strong it is by rules that can be read.

Nothing here decides. Each fact is a column of yes, no or not known (:func:`weigh`); the strength is that of the first of
:data:`RULES` that fits, and the rule's words stand beside it, so that nobody has to trust a number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from huibao_xl.identifiers import person_name, resident_id
from huibao_xl.matching import id_difference, name_difference
from huibao_xl.matching.id_difference import DESTROYED
from huibao_xl.matching.pairs import Pairs

STRENGTHS = ("强", "中", "弱")


@dataclass(frozen=True)
class Rule:
    """A line of the table of strengths: ``mask(facts)`` says which pairs it fits, ``why`` is what the clerk reads."""

    strength: str
    why: str
    mask: Callable[[pd.DataFrame], pd.Series]


RULES = [
    Rule("弱", "出生日期和性别位都不同", lambda facts: (facts["birth"] == "否") & (facts["sex"] == "否")),
    Rule("强", "对方的证书编号中就是承保的证件号码", lambda facts: facts["certificate"]),
    Rule("强", "银行账号或手机号相同", lambda facts: (facts["account"] == "是") | (facts["phone"] == "是")),
    Rule("强", "姓名之差是写法不同", lambda facts: facts["name_kind"].isin(name_difference.EXPLAINED)),
    Rule(
        "强",
        "一个号码无效，所差一处是常见笔误，街镇相同",
        lambda facts: facts["one_valid"] & facts["common_slip"] & (facts["town"] == "是"),
    ),
    Rule(
        "中",
        "姓名只有细微差别，街镇相同",
        lambda facts: facts["name_kind"].isin(name_difference.SLIGHT) & (facts["town"] == "是"),
    ),
    Rule("中", "前 15 位相同，街镇相同", lambda facts: facts["lost"] & (facts["town"] == "是")),
    Rule("中", "一个号码无效，只差一处", lambda facts: facts["one_valid"] & ~facts["far"] & (facts["birth"] != "否")),
    Rule(
        "中", "两个号码都有效，但所差是常见笔误，街镇相同", lambda facts: facts["common_slip"] & (facts["town"] == "是")
    ),
    Rule("弱", "没有更多依据", lambda facts: pd.Series(True, index=facts.index)),
]
"""In order; the first that fits. A difference in both birth date and sex outweighs everything: two people of one family share
account, phone and 街镇."""

_SAME = {
    "birth": "出生日期",
    "sex": "性别位",
    "town": "街镇",
    "village": "居村委",
    "account": "银行账号",
    "phone": "手机号",
}


def weigh(pairs: Pairs, accounts: pd.DataFrame) -> pd.DataFrame:
    """Return ``strength`` and ``evidence`` (Chinese) of each pair, with the facts that they rest on. ``accounts``: frames.ACCOUNTS."""
    facts = _facts(pairs, accounts)
    which = np.full(len(facts), len(RULES) - 1)
    for place, rule in reversed(list(enumerate(RULES))):
        which[rule.mask(facts).to_numpy(dtype=bool)] = place
    strengths = [RULES[place].strength for place in which]
    facts["strength"] = pd.Categorical(strengths, categories=STRENGTHS, ordered=True)
    facts["evidence"] = pd.Series(
        [_text(row, RULES[place].why) for row, place in zip(facts.to_dict("records"), which, strict=True)], dtype="str"
    )
    return facts


def _facts(pairs: Pairs, accounts: pd.DataFrame) -> pd.DataFrame:
    left, right = pairs.left, pairs.right
    slips = [id_difference.between(a, b) for a, b in zip(left["number"], right["number"], strict=True)]
    valid = [(left["person"] >= 0).to_numpy(), (right["person"] >= 0).to_numpy()]
    return pd.DataFrame(
        {
            "slips": ["；".join(slip.text for slip in some) for some in slips],
            "common_slip": [bool(some) and bool(some[0].why) for some in slips],
            "far": [any(slip.kind in ("several", "lost") for slip in some) for some in slips],
            "lost": [any(slip.kind == "lost" for slip in some) for some in slips],
            "left_state": [_state(*one) for one in zip(left["number"], valid[0], strict=True)],
            "right_state": [_state(*one) for one in zip(right["number"], valid[1], strict=True)],
            "one_valid": valid[0] != valid[1],
            "both_valid": valid[0] & valid[1] & (left["person"] != right["person"]).to_numpy(),
            "birth": _same(*(_parts(side["number"], "birth") for side in (left, right))),
            "sex": _same(*(_parts(side["number"], "sex") for side in (left, right))),
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


def _parts(numbers: pd.Series, part: Literal["birth", "sex"]) -> pd.Series:
    return pd.Series([id_difference.part_of(number, part) or "" for number in numbers], dtype="str")


def _same(left: pd.Series, right: pd.Series) -> np.ndarray:
    """是, 否, or 不详 where one of them says nothing."""
    known = ((left != "") & (right != "")).to_numpy(dtype=bool)
    return np.where(known, np.where((left == right).to_numpy(dtype=bool), "是", "否"), "不详")


def _both(left: pd.Series, right: pd.Series) -> list[str]:
    """The one 街镇 that both name, or the two."""
    return [a if a == b else f"{a}／{b}" for a, b in zip(left, right, strict=True)]


def _same_account(pairs: Pairs, accounts: pd.DataFrame) -> np.ndarray:
    """Whether one account number stands under both ids in 银行账户."""
    wanted = {*pairs.left["id"], *pairs.right["id"]} - {""}
    own = accounts[accounts["id"].isin(wanted) & (accounts["account"] != "")]
    held = own.groupby("id")["account"].agg(frozenset).to_dict()
    nothing: frozenset[str] = frozenset()
    found = []
    for a, b in zip(pairs.left["id"], pairs.right["id"], strict=True):
        one, other = held.get(a, nothing), held.get(b, nothing)
        found.append("不详" if a == b or not (one and other) else "是" if one & other else "否")
    return np.array(found, dtype=object)


def _name_kinds(pairs: Pairs) -> list[str]:
    left, right = pairs.left, pairs.right
    return [
        "" if a == b else name_difference.kind(a, b, map(person_name.key, formers))
        for a, b, *formers in zip(
            left["name_key"], right["name_key"], left["former_name"], right["former_name"], strict=True
        )
    ]


def _text(facts: dict[str, object], why: str) -> str:
    """The facts of one pair as a clerk reads them."""
    parts = [f"姓名：{facts['name_kind']}。"] if facts["name_kind"] else []
    if facts["slips"]:
        parts.append(f"号码：{facts['slips']}。")
        parts.append(
            "两个号码都有效，要写明采用哪一个。"
            if facts["both_valid"]
            else f"承保号码{facts['left_state']}，对方号码{facts['right_state']}。"
        )
    for answer, word in (("是", "相同"), ("否", "不同")):
        titles = [_title(name, facts) for name in _compared(facts) if facts[name] == answer]
        if titles:
            parts.append(f"{word}：{'、'.join(titles)}。")
    return "".join(parts) + f"（{why}）"


def _compared(facts: dict[str, object]) -> list[str]:
    """What is worth comparing: of one and the same id nothing that follows from it."""
    return [name for name in _SAME if facts["slips"] or name not in ("birth", "sex", "account")]


def _title(name: str, facts: dict[str, object]) -> str:
    return f"{_SAME[name]}（{facts['towns']}）" if name == "town" else _SAME[name]
