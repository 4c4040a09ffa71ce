"""平衡表: every equation that must hold before anything is written (一个不落、一分不少).

Each side is counted from another frame than the other side, so that an equation cannot hold by construction alone.
"""

import pandas as pd

from huibao_xl.equations import Equation, equation_table
from huibao_xl.frames import DECISIONS, PAYMENTS

_MONEY = {"amount_fen": "补贴金额", "district_fen": "区级承担", "township_fen": "镇级承担"}


def balance(
    read_rows: int, decisions: pd.DataFrame, payments: pd.DataFrame, shares: pd.DataFrame, amount_fen: int
) -> pd.DataFrame:
    """Return frames.BALANCE. ``read_rows``: insured rows as counted when the sheets were read."""
    DECISIONS.check(decisions)
    PAYMENTS.check(payments)
    dispositions = decisions["disposition"].value_counts()
    rows: list[Equation] = [
        ("读到的承保行数 = 补贴 + 待核 + 不补", read_rows, int(dispositions.sum()), "行"),
        ("承保行数 = 各代码行数之和", len(decisions), int(decisions["code"].value_counts().sum()), "行"),
        ("补贴行数 = 补贴明细的人数", int(dispositions.get("补贴", 0)), payments["id"].nunique(), "人"),
        ("补贴金额 = 人数 × 标准", int(payments["amount_fen"].sum()), payments["id"].nunique() * amount_fen, "分"),
        (
            "补贴金额 = 区级承担 + 镇级承担",
            int(payments["amount_fen"].sum()),
            int(payments["district_fen"].sum() + payments["township_fen"].sum()),
            "分",
        ),
        (
            "补贴金额 = 可发放 + 待补账户",
            int(payments["amount_fen"].sum()),
            _payable(payments, True) + _payable(payments, False),
            "分",
        ),
        ("分摊汇总人数 = 补贴明细人数", int(shares["people"].sum()), len(payments), "人"),
    ]
    rows += [
        (f"分摊汇总{title} = 补贴明细{title}", int(shares[column].sum()), int(payments[column].sum()), "分")
        for column, title in _MONEY.items()
    ]
    rows += [
        (
            f"{row.township}：补贴金额 = 区级承担 + 镇级承担",
            int(row.amount_fen),
            int(row.district_fen + row.township_fen),
            "分",
            str(row.township),
        )
        for row in shares.itertuples()
    ]
    return equation_table(rows)


def bank_equation(written_fen: int, payments: pd.DataFrame) -> pd.DataFrame:
    """Return the equation between the bank files as written and the detail: what was written + 待补账户 = amount."""
    left, right = written_fen + _payable(payments, False), int(payments["amount_fen"].sum())
    return equation_table([("银行代发文件合计 + 待补账户 = 补贴金额", left, right, "分")])


def _payable(payments: pd.DataFrame, payable: bool) -> int:
    return int(payments.loc[payments["payable"] == payable, "amount_fen"].sum())
