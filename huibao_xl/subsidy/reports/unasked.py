"""免申即享: who gets the subsidy without asking for it, who still has to do something, and the rate.

Nobody applies for this subsidy: the lists decide. So of all who are paid (the denominator) those enjoy it unasked whose money can be sent as
it is (可发放, the numerator); the others must give or correct an account first, and stand in 待补账户 with how to reach them. Both are
counted from 补贴明细, whose column 发放状态 holds the rows behind them. A signed consent (签约) is in none of the subsidy's lists; where a list of
low-income households says it, ``huibao monitor`` counts it.
"""

import pandas as pd

from huibao_xl.files.writing.workbook import Column, Sheet
from huibao_xl.reports.columns import columns_of
from huibao_xl.reports.places import text_of
from huibao_xl.reports.rate import rate
from huibao_xl.rosters.place import place_keys
from huibao_xl.subsidy.result import Result

RATES, WAITING = "免申即享", "待补账户"
_NOTES = {title: Column(title, "note", width) for title, width in (("缺什么", 46), ("怎么办", 30), ("对象类别", 20))}


def unasked_sheets(result: Result) -> list[Sheet]:
    """Return 免申即享 (numerator, denominator and rate of each 街镇) and 待补账户 (who has to act)."""
    return [_rates(result), _waiting(result)]


def _rates(result: Result) -> Sheet:
    paid = result.payments
    towns = [town for town in result.policy.kind_of if (paid["home"] == town).any()]
    lines = []
    for town, people in [*((town, paid[paid["home"] == town]) for town in towns), ("全区", paid)]:
        ready = int(people["payable"].sum())
        lines.append((town, len(people), ready, len(people) - ready, rate(ready, len(people))))
    rows = pd.DataFrame(
        lines, columns=["街镇", "应补人数（分母）", "免申即享人数（分子）", "待补账户人数", "免申即享率"]
    )
    counts = [Column(title, "count", 22) for title in rows.columns[1:4]]
    return Sheet(RATES, [Column("街镇", width=20), *counts, Column("免申即享率", width=14)], rows, frozen=1)


def _waiting(result: Result) -> Sheet:
    waiting = result.payments[~result.payments["payable"]]
    why = result.findings[result.findings["code"] == "W02"]
    reasons = why[["text", "advice"]].set_axis(place_keys(why))
    reasons = reasons[~reasons.index.duplicated()].reindex(place_keys(waiting)).fillna("").astype("str")
    rows = pd.DataFrame(
        {
            "姓名": waiting["name"].to_numpy(),
            "证件号码": waiting["id"].to_numpy(),
            "街镇": text_of(waiting["home"]).to_numpy(),
            "居村委": _first_text(result.entries, "village", waiting),
            "对象类别": text_of(waiting["categories"]).to_numpy(),
            "联系电话": telephones(result, waiting),
            "联系人": _first_text(result.entries, "contact", waiting),
            "缺什么": reasons["text"].to_numpy(),
            "怎么办": reasons["advice"].to_numpy(),
        },
        dtype="str",
    )
    return Sheet(WAITING, columns_of(rows, _NOTES), rows, frozen=2)


def _first_text(rows: pd.DataFrame, column: str, people: pd.DataFrame) -> list[str]:
    """The first text that is not empty among each person's rows."""
    entries = rows[rows["person"].isin(people["person"]) & (rows["person"] >= 0)]
    texts = entries[column].astype("str").fillna("")
    first = texts[texts != ""].set_axis(entries.loc[texts != "", "person"])
    return first[~first.index.duplicated()].reindex(people["person"]).fillna("").tolist()


def telephones(result: Result, people: pd.DataFrame) -> list[str]:
    """Return the telephone of each of ``people`` (person): that of the insurer's list, else of a roster, "" where neither has one."""
    pairs = zip(
        _first_text(result.decisions, "phone", people), _first_text(result.entries, "phone", people), strict=True
    )
    return [insurer or roster for insurer, roster in pairs]
