"""How each amount came about, as one line that a clerk can follow with a pocket calculator.

``住院 2024-03-05：政策范围内 12000.00 − 统筹 8000.00 = 自负 4000.00；最低生活保障家庭 90% = 3600.00；本年已救助 0.00，限额 130000.00，
余 130000.00；应救助 3600.00；已救助 3600.00，差额 0.00。`` Written for all rows at once, with Arrow.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import reasons
from huibao_xl.frames import INSURERS
from huibao_xl.medical.due import Due, Terms
from huibao_xl.medical.policy import UNLIMITED, MedicalPolicy, percent_text
from huibao_xl.medical.rows import AMOUNTS, REPEATED, Sorted
from huibao_xl.money import format_column, format_sparse

_TOTAL, _SCOPE = AMOUNTS.index("total_fen"), AMOUNTS.index("scope_fen")


def traces(
    settlements: pd.DataFrame,
    sorted_rows: Sorted,
    due: Due,
    result: pd.DataFrame,
    policy: MedicalPolicy,
) -> pd.Series:
    """Return the trace of every row. ``result``: code, message, paid_fen, due_fen, difference_fen, cleared (medical.CLEARED)."""
    start = _start(settlements)
    worked = result["cleared"].to_numpy() & ~result["code"].isin(REPEATED).to_numpy()
    message = pa.array(result["message"], pa.string(), from_pandas=True)
    short = _join(start, "：", message)
    full = _join(start, _worked(settlements, sorted_rows, due, policy), _end(result), _reason(result))
    return pd.Series(pd.array(pc.if_else(pa.array(worked), full, short), dtype="str"), index=settlements.index)


def _join(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*(pa.scalar(part) if isinstance(part, str) else part for part in parts), "")


def _when(condition: np.ndarray, text: pa.Array | str) -> pa.Array:
    """The text where the condition holds, else nothing."""
    return pc.if_else(pa.array(condition), text, pa.scalar(""))


def _sparse(condition: np.ndarray, text: str) -> pa.Array:
    """The same text where the condition holds, else nothing."""
    return pa.array(["", text]).take(pa.array(condition.astype(np.int8)))


def _start(settlements: pd.DataFrame) -> pa.Array:
    kind = pa.array(settlements["kind"].astype("str").fillna("类别不明"), pa.string())
    day = pa.array(settlements["settled_on"]).cast(pa.date32()).cast(pa.string())
    return _join(kind, _when(settlements["refund"].to_numpy(), "退费"), " ", pc.fill_null(day, "日期不明"))


def _worked(settlements: pd.DataFrame, sorted_rows: Sorted, due: Due, policy: MedicalPolicy) -> pa.Array:
    terms, benefit, net = Terms(policy), due.benefit, sorted_rows.net
    refund = sorted_rows.original >= 0
    all_costs = terms.base[benefit] == 1
    first = np.where(all_costs, net[:, _TOTAL], net[:, _SCOPE])
    numbers = settlements["number"].iloc[np.maximum(sorted_rows.original, 0)]
    parts = [
        pc.if_else(pa.array(refund), _join("（原结算 ", pa.array(numbers, pa.string()), "）：冲减后"), "："),
        pc.if_else(pa.array(all_costs), "总费用 ", "政策范围内 "),
        format_column(first),
    ]
    for column in policy.order:
        amount = net[:, AMOUNTS.index(column)]
        if amount.any():
            parts += [_sparse(amount != 0, f" − {INSURERS[column]} "), format_sparse(amount)]
    parts += [" = ", pc.if_else(pa.array(all_costs), "个人负担 ", "自负 "), format_column(due.base), "；"]
    return _join(*parts, _share(due, benefit, policy), _cap(due, benefit, terms, refund))


def _share(due: Due, benefit: np.ndarray, policy: MedicalPolicy) -> pa.Array:
    table = policy.benefits
    shares = [f"{row['identity']} {percent_text(row['per_myriad'])}" for row in table.to_dict("records")]
    names = [*shares, "当日没有有效身份"]
    held = benefit >= 0
    return _join(
        pa.array(names).take(pa.array(benefit % len(names))),
        _sparse(due.deducted > 0, "（先扣起付线 "),
        format_sparse(due.deducted),
        _sparse(due.deducted > 0, "）"),
        _when(held, _join(" = ", format_column(due.part))),
        "；",
    )


def _cap(due: Due, benefit: np.ndarray, terms: Terms, refund: np.ndarray) -> pa.Array:
    """The year's cap; beside a refund, the room that its original had."""
    cap = terms.cap[benefit]
    limited = (benefit >= 0) & (cap < UNLIMITED) & (terms.per_myriad[benefit] > 0)
    used = np.take_along_axis(due.used, terms.pool[benefit][:, None], axis=1)[:, 0]
    room = format_column(np.where(limited, due.room, 0))
    used_and_left = _join(
        "本年已救助 ", format_column(used), "，限额 ", format_column(np.where(limited, cap, 0)), "，余 ", room, "；"
    )
    text = pc.if_else(pa.array(refund), _join("原结算时限额余 ", room, "；"), used_and_left)
    return _when(limited, text)


def _end(result: pd.DataFrame) -> pa.Array:
    negative = (result["due_fen"] < 0).to_numpy()
    return _join(
        pc.if_else(pa.array(negative), "应冲回 ", "应救助 "),
        format_column(np.abs(result["due_fen"].to_numpy())),
        pc.if_else(pa.array((result["paid_fen"] < 0).to_numpy()), "；已冲回 ", "；已救助 "),
        format_column(np.abs(result["paid_fen"].to_numpy())),
        "，差额 ",
        format_column(result["difference_fen"].to_numpy()),
    )


def _reason(result: pd.DataFrame) -> pa.Array:
    plain = (result["code"] == "M01").to_numpy()
    text = _join("。", pa.array(result["message"], pa.string(), from_pandas=True))
    return pc.if_else(pa.array(plain), pa.scalar("。"), text)


_AT_CELLS = ("M20", "M21", "M22", "M23", "M24", "M27", "M36", "M37", "M38", "M42")
"""Reasons whose finding stands at a cell and says more than the row can."""


def messages(code: np.ndarray, other: np.ndarray, absent: np.ndarray) -> np.ndarray:
    """Return the catalogue's sentence for each row's code. ``other``, ``absent``: per row what fills {other} and
    {what} in it."""
    texts = np.full(len(code), "", dtype=object)
    for reason in np.unique(code.astype(str)):
        rows = np.flatnonzero(code == reason)
        entry = reasons.CATALOGUE[reason]
        if reason in _AT_CELLS:
            texts[rows] = f"{entry.title}，无法清算（见问题清单）。"
        elif "{" in entry.message:
            texts[rows] = [entry.message.format(other=other[row], what=absent[row]) for row in rows]
        else:
            texts[rows] = entry.message
    return texts
