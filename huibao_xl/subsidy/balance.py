"""平衡表: every equation that must hold before anything is written or appears (一个不落、一分不少).

The two sides of an equation come from different paths, so that a fault on either breaks it:

- the rows that were counted when the sheets were read, the decided rows by 处置, the same rows by code;
- the people paid, the amount by the policy's standard, the shares of each 街镇 by the policy's percent, worked out here
  in whole numbers and not by ``money.district_share``;
- 分摊汇总 and the people by 主类别, each summed up from its own grouping; the people without an account, from 问题清单;
- the files as written, read back: 处置全表.csv, 公示, 银行代发, result.json (:class:`Written`).

What holds by construction (amount = payable + not payable of one column) is not listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pandas as pd

from huibao_xl.equations import Equation, equation_table
from huibao_xl.frames import DECISIONS, PAYMENTS
from huibao_xl.policy import Policy
from huibao_xl.subsidy.decide import DISPOSITIONS

_SUMS = {"amount_fen": "补贴金额", "district_fen": "区级承担", "township_fen": "镇级承担"}
_LETTERS = {"补贴": "O", "待核": "H", "不补": "X"}
"""What the codes of each 处置 begin with (contract, section 3)."""


@dataclass(frozen=True)
class Written:
    """What the files of a result say, read back from the files themselves.

    ``rows``: {处置: lines of 处置全表.csv}; ``bank_people``, ``bank_fen``: lines of all 银行代发 files and what they pay;
    ``notice_people``, ``notice_fen``: the same of 公示, ``notice_exposed``: cells of it with what must not be public; ``summary``: the content of result.json.
    """

    rows: Mapping[str, int]
    bank_people: int
    bank_fen: int
    notice_people: int
    notice_fen: int
    notice_exposed: int
    summary: Mapping[str, Any]


def balance(
    read_rows: int,
    decisions: pd.DataFrame,
    payments: pd.DataFrame,
    shares: pd.DataFrame,
    about_accounts: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Return the equations of deciding and paying (frames.BALANCE).

    ``read_rows``: insured rows as counted when the sheets were read; ``decisions``, ``payments``: their frames;
    ``shares``: 分摊汇总 (``shares.by_township``); ``about_accounts``: findings, of which W02 counts.
    """
    rows = [
        *_of_rows(read_rows, DECISIONS.check(decisions)),
        *_of_people(decisions, PAYMENTS.check(payments), about_accounts, policy),
        *_of_money(decisions, payments, policy),
        *_of_shares(payments, shares),
        *_of_townships(decisions, payments, shares, policy),
    ]
    return equation_table(rows)


def written_balance(written: Written, decisions: pd.DataFrame, payments: pd.DataFrame) -> pd.DataFrame:
    """Return the equations between the files as written and the frames that they were made of (frames.BALANCE)."""
    people, amount_fen = payments["id"].nunique(), int(payments["amount_fen"].sum())
    counts, money, towns = (written.summary[key] for key in ("counts", "money", "by_township"))
    return equation_table(
        [
            ("处置全表.csv 行数 = 承保行数", sum(written.rows.values()), len(decisions), "行"),
            ("处置全表.csv 补贴行数 = 补贴明细的人数", written.rows.get("补贴", 0), people, "人"),
            ("result.json 补贴 + 待核 + 不补 = 承保行数", sum(counts[d] for d in DISPOSITIONS), len(decisions), "行"),
            ("result.json 各代码行数之和 = 承保行数", sum(written.summary["by_code"].values()), len(decisions), "行"),
            (
                "result.json 各街镇人数之和 = 补贴明细的人数",
                sum(town["people"] for town in towns.values()),
                people,
                "人",
            ),
            ("result.json 补贴金额 = 补贴明细补贴金额", money["amount_fen"], amount_fen, "分"),
            (
                "result.json 区级承担 + 镇级承担 = 补贴明细补贴金额",
                money["district_fen"] + money["township_fen"],
                amount_fen,
                "分",
            ),
            ("公示文件的人数 = 补贴明细的人数", written.notice_people, people, "人"),
            ("公示文件合计 = 补贴金额", written.notice_fen, amount_fen, "分"),
            ("公示文件中没有脱敏的内容 = 0", written.notice_exposed, 0, "处"),
            *_of_bank_files(written.bank_people, written.bank_fen, payments),
        ]
    )


def bank_balance(bank_people: int, bank_fen: int, payments: pd.DataFrame) -> pd.DataFrame:
    """Return the equations between the bank files as written and frames.PAYMENTS; ``bank_people``, ``bank_fen``: see
    :class:`Written`."""
    return equation_table(_of_bank_files(bank_people, bank_fen, payments))


def _of_bank_files(bank_people: int, bank_fen: int, payments: pd.DataFrame) -> list[Equation]:
    waiting = payments[~payments["payable"]]
    amount_fen, waiting_fen = int(payments["amount_fen"].sum()), int(waiting["amount_fen"].sum())
    return [
        ("银行代发文件的人数 + 待补账户 = 补贴明细的人数", bank_people + len(waiting), payments["id"].nunique(), "人"),
        ("银行代发文件合计 + 待补账户 = 补贴金额", bank_fen + waiting_fen, amount_fen, "分"),
    ]


def _of_rows(read_rows: int, decisions: pd.DataFrame) -> list[Equation]:
    dispositions, codes = _counts(decisions["disposition"]), _counts(decisions["code"])
    by_disposition = {name: dispositions.get(name, 0) for name in DISPOSITIONS}
    by_letter = {
        name: sum(rows for code, rows in codes.items() if code.startswith(letter)) for name, letter in _LETTERS.items()
    }
    return [
        ("读到的承保行数 = 补贴 + 待核 + 不补", read_rows, sum(by_disposition.values()), "行"),
        ("承保行数 = 各代码行数之和", read_rows, sum(by_letter.values()), "行"),
        *((f"{name}行数 = 其代码的行数", by_disposition[name], by_letter[name], "行") for name in DISPOSITIONS),
    ]


def _of_people(
    decisions: pd.DataFrame, payments: pd.DataFrame, about_accounts: pd.DataFrame, policy: Policy
) -> list[Equation]:
    people = payments["id"].nunique()
    main = _counts(payments["main_category"])
    waiting = ~payments["payable"] | (payments["account"] == "")
    without = int((about_accounts["code"] == "W02").sum())
    return [
        ("补贴行数 = 补贴明细的人数", int((decisions["disposition"] == "补贴").sum()), people, "人"),
        ("补贴明细的行数 = 补贴明细的人数", len(payments), people, "人"),
        (
            "各主类别人数之和 = 补贴明细的人数",
            sum(main.get(category.title, 0) for category in policy.categories),
            people,
            "人",
        ),
        ("待补账户的人数 = 问题清单 W02 的人数", int(waiting.sum()), without, "人"),
    ]


def _of_money(decisions: pd.DataFrame, payments: pd.DataFrame, policy: Policy) -> list[Equation]:
    amount_fen = int(payments["amount_fen"].sum())
    heads = _decided_heads(decisions, policy)
    township_fen = sum(heads[town] * part for town, part in _township_parts(policy).items())
    return [
        ("补贴金额 = 人数 × 标准", amount_fen, payments["id"].nunique() * policy.amount_fen, "分"),
        ("补贴金额 = 区级承担 + 镇级承担", amount_fen, int(payments["district_fen"].sum()) + township_fen, "分"),
    ]


def _of_shares(payments: pd.DataFrame, shares: pd.DataFrame) -> list[Equation]:
    return [
        ("分摊汇总人数 = 补贴明细人数", int(shares["people"].sum()), len(payments), "人"),
        *(
            (f"分摊汇总{title} = 补贴明细{title}", int(shares[column].sum()), int(payments[column].sum()), "分")
            for column, title in _SUMS.items()
        ),
    ]


def _of_townships(
    decisions: pd.DataFrame, payments: pd.DataFrame, shares: pd.DataFrame, policy: Policy
) -> list[Equation]:
    """Of each 街镇: the amount as 分摊汇总 has it; the district's part as paid, and the rest for every head decided there."""
    amount = _by_text(shares, "township", "amount_fen")
    district = _by_text(payments, "home", "district_fen")
    heads = _decided_heads(decisions, policy)
    return [
        (
            f"{town}：补贴金额 = 区级承担 + 镇级承担",
            amount.get(town, 0),
            district.get(town, 0) + heads[town] * part,
            "分",
            town,
        )
        for town, part in _township_parts(policy).items()
    ]


def _by_text(frame: pd.DataFrame, key: str, column: str) -> dict[str, int]:
    sums = frame[column].groupby(frame[key].astype("str")).sum()
    return {str(name): int(total) for name, total in sums.items()}


def _counts(column: pd.Series) -> dict[str, int]:
    """How often each value stands in a column; nulls are not counted."""
    return {str(value): int(rows) for value, rows in column.value_counts().items()}


def _decided_heads(decisions: pd.DataFrame, policy: Policy) -> dict[str, int]:
    """{街镇 of the policy: rows decided OK there}."""
    heads = _counts(decisions.loc[decisions["code"] == "OK", "home"])
    return {town.name: heads.get(town.name, 0) for town in policy.townships}


def _township_parts(policy: Policy) -> dict[str, int]:
    """{街镇: what it bears itself of one person's amount, in fen}: the amount less the district's share, rounded half
    up."""
    return {
        town.name: policy.amount_fen - _half_up(policy.amount_fen, town.district_percent) for town in policy.townships
    }


def _half_up(amount_fen: int, percent: Decimal) -> int:
    return floor(Fraction(percent) * amount_fen / 100 + Fraction(1, 2))
