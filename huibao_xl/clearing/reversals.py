"""Rows of payments below zero (冲正, 红冲, 退回): each is set against the payment that it takes back.

One of the same person and amount is taken back whole: neither row counts. Where one payment of the person is left, the rest is taken off it. What a row
takes back that fits no payment, or several, nobody can say: it and the payments of its person (of its name, where its number is none) wait.
"""

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.money import format_yuan

_MONEY = ["amount_fen", "district_fen", "township_fen"]
_UNCLEAR = "金额为负数，不能确定冲正的是哪一笔"
_DOUBTED = "第 {row} 行金额为负数，不能确定冲正的是不是这一笔"


def netted(lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return classify.LINES without rows below zero that could be set against a payment, and C18 at each of these."""
    backs = lines.index[lines["amount_fen"] < 0]
    if not len(backs):
        return lines, findings.concat([])
    key = lines["person"].astype("str").where(lines["person"] >= 0, lines["name_key"] + "|" + lines["id"])
    rows = lines.copy()
    gone, against = [], dict[int, int]()
    for _, group in lines[key.isin(key[backs])].groupby(key, sort=False):
        for back, paid in _pairs(group).items():
            against[back] = paid
            gone.append(back)
            left = rows.loc[paid, _MONEY] + rows.loc[back, _MONEY]
            rows.loc[paid, _MONEY] = left
            if left["amount_fen"] == 0:
                gone.append(paid)
    open_backs = [back for back in backs if back not in against]
    rows = _doubted(rows, open_backs, [*gone], key)
    found = findings.for_rows(
        "C18",
        lines.loc[list(against)],
        "金额",
        back=[format_yuan(int(fen)) for fen in lines.loc[list(against), "amount_fen"]],
        other=lines.loc[list(against.values()), "row"].tolist(),
    )
    return rows.drop(index=gone).reset_index(drop=True), found


def _pairs(group: pd.DataFrame) -> dict[int, int]:
    """{row below zero: the payment that it takes back} of one person; those that are not there are not clear."""
    sure = group["doubt"] == ""
    amounts = dict(zip(group.index[sure].tolist(), group.loc[sure, "amount_fen"].tolist(), strict=True))
    towns = dict(zip(group.index.tolist(), group["township"].tolist(), strict=True))
    backs, left = [at for at, fen in amounts.items() if fen < 0], [at for at, fen in amounts.items() if fen > 0]
    found = dict[int, int]()
    for back in backs:
        same = [at for at in left if amounts[at] == -amounts[back]]
        here = [at for at in same if towns[at] == towns[back]] or same
        before = [at for at in here if at < back] or here
        if before:
            found[back] = before[-1]
            left.remove(before[-1])
    rest = [back for back in backs if back not in found]
    if rest and len(left) == 1 and sure.all() and -sum(amounts[back] for back in rest) <= amounts[left[0]]:
        found |= dict.fromkeys(rest, left[0])
    return found


def _doubted(rows: pd.DataFrame, backs: list[int], gone: list[int], key: pd.Series) -> pd.DataFrame:
    """The rows with a doubt at rows below zero that are not clear, and at the payments that they may take back."""
    nobody = set(rows.index[rows["person"] < 0])
    for back in backs:
        row, name = rows.at[back, "row"], rows.at[back, "name_key"]
        named = (rows["name_key"] == name) & (name != "" and back in nobody)
        mine = ((key == key[back]) | named) & (rows["amount_fen"] > 0) & ~rows.index.isin(gone)
        for hit, words in ((rows.index == back, _UNCLEAR), (mine, _DOUBTED.format(row=row))):
            before = rows.loc[hit, "doubt"]
            rows.loc[hit, "doubt"] = np.where(before == "", words, before + "；" + words)
    return rows
