"""刚性支出困难家庭: may a household be one, by the test of the statute (上海市社会救助条例 第十二条), condition by condition.

All of: 年人均可支配收入 below last year's 全市居民人均可支配收入; assets within the standard; a household of the city; and one of (一) income
less necessary medical and education spending below 低保标准 per head and month, (二) medical spending at or above a share of income. The
reply of a neighbouring district states the income figure as a threshold of *spending*: that is not the statute's test, and not used.

Each condition holds, fails or is not known; not known is never taken for one of the others.
"""

from typing import Any

import numpy as np
import pandas as pd

from huibao_xl.first_fit import first_fit
from huibao_xl.monitoring.amounts import MONTHS
from huibao_xl.monitoring.standards import ASSETS, CITY_INCOME, MEDICAL_RATIO, POVERTY, Standards

MAY, MAY_IF, UNCERTAIN, NOT = STATES = ("可能符合", "可能符合，尚有条件待核", "待核实", "不符合")
"""MAY: every condition holds. MAY_IF: income and spending hold, assets or 户籍 are not known. UNCERTAIN: nothing fails, income or spending is
not known. NOT: one fails."""
FAILS, OPEN, HOLDS = 0, 1, 2
"""The three answers, in an order in which 'all of' is the smallest and 'one of' the largest."""
WORDS = {HOLDS: "符合", FAILS: "不符合", OPEN: "待核"}

CONDITIONS = ("收入", "财产", "户籍", "支出")
CASES = (*CONDITIONS, "情形（一）", "情形（二）")


def conditions(table: pd.DataFrame, standards: Standards) -> dict[str, np.ndarray]:
    """Return FAILS, OPEN or HOLDS of each household for each of CONDITIONS, and for 支出 also its two cases (一) and (二).

    ``table``: year_fen (income), heads, assets_fen, medical_fen, needs_fen (a year), -1 where not known; all_medical_fen, all_needs_fen: whether
    every member wrote it; doubt; belongs_unsure: whether it is open who belongs to the household; resident.
    """
    heads, income = table["heads"].to_numpy(), table["year_fen"].to_numpy()
    sure = (table["doubt"] == "").to_numpy() & (table["year_fen"] >= 0).to_numpy() & (heads > 0)
    medical, needs, assets = (table[column].to_numpy() for column in ("medical_fen", "needs_fen", "assets_fen"))
    city, poverty = standards[CITY_INCOME].fen, standards[POVERTY].fen
    all_medical, all_needs = (table[f"all_{column}"].to_numpy(dtype=bool) for column in ("medical_fen", "needs_fen"))
    first = _spent_below(income, heads, medical, needs, sure, poverty, all_medical & all_needs)
    second = _large_share(income, medical, sure & (medical >= 0), standards, all_medical)
    limit = standards[ASSETS].fen
    resident, counted = table["resident"].to_numpy(dtype=object), ~table["belongs_unsure"].to_numpy(dtype=bool)
    return {
        "收入": _answer(income < (city or 0) * heads, sure & (city is not None)),
        "财产": _answer(assets <= (limit or 0) * heads, counted & (assets >= 0) & (heads > 0) & (limit is not None)),
        "户籍": _answer(resident == "本市", (resident != "") & (counted | (resident == "本市"))),
        "支出": np.maximum(first, second),
        "情形（一）": first,
        "情形（二）": second,
    }


def _answer(holds: np.ndarray, sure: np.ndarray) -> np.ndarray:
    return np.where(sure, np.where(holds, HOLDS, FAILS), OPEN)


def _spent_below(
    income: np.ndarray,
    heads: np.ndarray,
    medical: np.ndarray,
    needs: np.ndarray,
    sure: np.ndarray,
    poverty: int | None,
    complete: np.ndarray,
) -> np.ndarray:
    """(一): more spending only lowers what is left, so spending that is known in part can be enough to say yes, never to say no."""
    if poverty is None:
        return np.full(len(income), OPEN)
    left = income - np.maximum(medical, 0) - np.maximum(needs, 0)
    below = left < poverty * heads * MONTHS
    return _answer(below, sure & (below | ((medical >= 0) & (needs >= 0) & complete)))


def _large_share(
    income: np.ndarray, medical: np.ndarray, sure: np.ndarray, standards: Standards, complete: np.ndarray
) -> np.ndarray:
    """(二): 达到或者超过 the share; without any income every spending is beyond it. What is known in part can be enough to say yes."""
    percent = standards[MEDICAL_RATIO].percent
    if percent is None:
        return np.full(len(income), OPEN)
    basis_points = int(percent * 100)
    reached = (medical * 10_000 >= income * basis_points) & (medical > 0)
    return _answer(reached, sure & (reached | complete))


def answers(table: pd.DataFrame, standards: Standards) -> dict[str, Any]:
    """Return columns: rigid (a category of STATES), rigid_open (which conditions are still to be known), rigid_why
    (every condition in words) and rigid_<case> for each of CASES. ``table``: as :func:`conditions` takes it."""
    found = conditions(table, standards)
    worst = np.minimum.reduce([found[name] for name in CONDITIONS])
    core = np.minimum(found["收入"], found["支出"])
    rules = [(NOT, worst == FAILS), (MAY, worst == HOLDS), (MAY_IF, core == HOLDS)]
    codes = np.array([*(STATES.index(state) for state, _ in rules), STATES.index(UNCERTAIN)], dtype=np.int8)
    states = codes[first_fit([mask for _, mask in rules])]
    unanswered = [
        "、".join(name for name in CONDITIONS if found[name][row] == OPEN) if states[row] != STATES.index(NOT) else ""
        for row in range(len(table))
    ]
    why = ["；".join(f"{name}{WORDS[int(answer[row])]}" for name, answer in found.items()) for row in range(len(table))]
    cases = {f"rigid_{name}": pd.array([WORDS[int(answer)] for answer in found[name]], dtype="str") for name in CASES}
    return cases | {
        "rigid": pd.Categorical.from_codes(states, categories=pd.Index(list(STATES))),
        "rigid_open": pd.array(unanswered, dtype="str"),
        "rigid_why": pd.array(why, dtype="str"),
    }
