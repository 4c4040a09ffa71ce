"""A subsidy that was paid in parts: the district's share and the 镇's in two rows or on two sheets, a first part and the rest of it a month later.

Each of them is less than the policy pays, so none is the payment and the others are no second ones: they are one payment, held against the due amount together.
"""

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.clearing.classify import PAID, with_shares
from huibao_xl.money import format_yuan
from huibao_xl.policy import Policy

_MONEY = ["amount_fen", "district_fen", "township_fen"]
_APART = "同一人有几笔少于标准的付款，写的街镇不同，不能确定是一笔分几次付的"


def joined(lines: pd.DataFrame, rules: Policy) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return classify.LINES in which the parts of one payment stand as one line, where the first of them stands, and C22 at the others.

    Parts are several lines of a person of which nothing is in doubt and each is less than the policy's amount; those of different 街镇 wait.
    """
    parts = _parts(lines, rules.amount_fen)
    if not parts.any():
        return lines, findings.concat([])
    parts_of = lines[parts]
    towns = parts_of["township"].mask(parts_of["township"] == "").groupby(parts_of["person"])
    town = towns.transform("first").fillna("").astype("str")
    apart = towns.transform("nunique") > 1
    rows = lines.copy()
    rows.loc[parts_of.index[apart], "doubt"] = _APART
    parts_of, town = parts_of[~apart], town[~apart]
    first = parts_of.groupby("person")["row"].transform(lambda group: group.index[0])
    later = parts_of.index[parts_of.index != first]
    by_policy = (with_shares(parts_of, rules)[_MONEY] == parts_of[_MONEY]).all(axis=1)
    sums = parts_of.assign(plain=by_policy | (parts_of["township"] == ""), town=town).groupby(first)
    joined_lines = sums.agg(
        amount_fen=("amount_fen", "sum"),
        district_fen=("district_fen", "sum"),
        township_fen=("township_fen", "sum"),
        township=("town", "first"),
        plain=("plain", "all"),
    )
    again = with_shares(joined_lines, rules)
    for column in _MONEY[1:]:
        joined_lines[column] = again[column].where(joined_lines["plain"], joined_lines[column])
    columns = [*_MONEY, "township"]
    rows.loc[joined_lines.index, columns] = joined_lines[columns]
    place = first[later]
    found = findings.for_rows(
        "C22",
        lines.loc[later],
        "金额",
        part=[format_yuan(int(fen)) for fen in lines.loc[later, "amount_fen"]],
        other=[_place(lines.loc[at]) for at in place],
        whole=[format_yuan(int(fen)) for fen in joined_lines.loc[place, "amount_fen"]],
    )
    return rows.drop(index=later).reset_index(drop=True), found


def _parts(lines: pd.DataFrame, amount_fen: int) -> np.ndarray:
    """Which lines are parts: several of one person, all of them sure, paid and less than the amount."""
    sure = (lines["doubt"] == "") & (lines["state"] == PAID) & lines["amount_fen"].between(1, amount_fen - 1)
    person = lines["person"].where(lines["person"] >= 0, -2 - lines.index.to_series())
    sure, several = sure.groupby(person).transform("all"), person.duplicated(keep=False)
    parts: np.ndarray = (sure & several).to_numpy(dtype=bool)
    return parts


def _place(line: pd.Series) -> str:
    return f"“{line['file']} › {line['sheet']}”第 {line['row']} 行"
