"""The lists of people: 补贴明细, 待核名单, 不补名单, 政策找人."""

import pandas as pd

from huibao_xl.files.writing.workbook import Column, Sheet
from huibao_xl.policy import Policy
from huibao_xl.reports.columns import columns_of, id_shown
from huibao_xl.reports.places import source_text, text_of
from huibao_xl.subsidy.explanations import title_of
from huibao_xl.subsidy.result import Result

PAYABLE, WAITING = "可发放", "待补账户"
_BY_INSURANCE = {"X02", "X03", "X04"}
_PAID_COLUMNS = {title: Column(title, "money", 12) for title in ("补贴金额", "区级承担", "镇级承担")} | {
    "对象类别": Column("对象类别", "note", 20),
    "开户行": Column("开户行", "note", 24),
    "来源": Column("来源", "note", 26),
    "比对决定": Column("比对决定", "note", 40),
}
"""Narrow columns that wrap: sixteen of them must be legible on one A4 page."""
_REASON_COLUMNS = {title: Column(title, "note") for title in ("原因", "建议", "来源")}


def people_sheets(result: Result) -> list[Sheet]:
    """Return 补贴明细, 待核名单 and 不补名单."""
    decisions, rules = result.decisions, result.policy
    return [_paid(result.payments, _rulings(result)), _held(decisions, rules), _refused(decisions, rules)]


def _rulings(result: Result) -> pd.Series:
    """Of each person paid, why, where a clerk's answer on 比对决定 stands behind it; else empty."""
    ruled = result.decisions[(result.decisions["code"] == "OK") & (result.decisions["ruling"] != "")]
    why = ruled.set_index("person")["why"].reindex(result.payments["person"])
    return why.fillna("").set_axis(result.payments.index)


def _paid(payments: pd.DataFrame, rulings: pd.Series) -> Sheet:
    """补贴明细; the column 比对决定 only where there is something to say: the page is full."""
    rows = pd.DataFrame(
        {
            "姓名": payments["name"],
            "证件号码": payments["id"],
            "街镇": payments["home"],
            "街镇类型": payments["kind"],
            "对象类别": payments["categories"],
            "主类别": payments["main_category"],
            "补贴金额": payments["amount_fen"],
            "区级承担": payments["district_fen"],
            "镇级承担": payments["township_fen"],
            "户名": payments["holder"],
            "银行账号": payments["account"],
            "开户行": payments["bank"],
            "发放状态": payments["payable"].map({True: PAYABLE, False: WAITING}).astype("category"),
            "来源": source_text(payments),
            "联行号": payments["cnaps"],
            "监护人": payments["guardian"],
        }
    )
    if (rulings != "").any():
        rows["比对决定"] = rulings
    return Sheet("补贴明细", columns_of(rows, _PAID_COLUMNS), rows, frozen=2)


def _home(decisions: pd.DataFrame) -> pd.Series:
    """The township that counts; while none does, the one the insured row names."""
    home = text_of(decisions["home"])
    return home.where(home != "", text_of(decisions["township"]))


def _held(decisions: pd.DataFrame, rules: Policy) -> Sheet:
    held = decisions[decisions["disposition"] == "待核"]
    rows = pd.DataFrame(
        {
            "姓名": held["name"],
            "证件号码": id_shown(held),
            "街镇": _home(held),
            "代码": held["code"],
            "原因": held["why"],
            "建议": held["advice"],
            "来源": source_text(held),
            "问题": _titles(held["code"], rules),
            "保单号": held["policy_no"],
        }
    )
    return Sheet("待核名单", columns_of(rows, _REASON_COLUMNS), rows, frozen=2)


def _refused(decisions: pd.DataFrame, rules: Policy) -> Sheet:
    """Who is in some roster, or was insured by 团单, 退保 or 重复: the rest of 不补 is only in 处置全表.csv."""
    listed = decisions["in_roster"] | decisions["code"].isin(_BY_INSURANCE)
    refused = decisions[(decisions["disposition"] == "不补") & listed]
    rows = pd.DataFrame(
        {
            "姓名": refused["name"],
            "证件号码": id_shown(refused),
            "代码": refused["code"],
            "原因": refused["why"],
            "来源": source_text(refused),
            "问题": _titles(refused["code"], rules),
            "街镇": _home(refused),
            "建议": refused["advice"],
            "保单号": refused["policy_no"],
        }
    )
    return Sheet("不补名单", columns_of(rows, _REASON_COLUMNS), rows, frozen=2)


def _titles(codes: pd.Series, rules: Policy) -> pd.Series:
    """The short Chinese title of each decision's code."""
    return codes.map({code: title_of(code, rules) for code in codes.unique()})


def outreach_sheet(result: Result) -> Sheet:
    """Return 政策找人: whom the 街镇 should tell about the subsidy."""
    return outreach_rows(result.outreach)


def outreach_rows(found: pd.DataFrame) -> Sheet:
    """Return some people of frames.OUTREACH with how to reach them."""
    rows = pd.DataFrame(
        {
            "姓名": found["name"],
            "证件号码": found["id"],
            "街镇": found["township"],
            "对象类别": found["categories"],
            "居村委": found["village"],
            "联系人": found["contact"],
            "联系电话": found["phone"],
            "备注": found["note"],
        }
    )
    return Sheet("政策找人", columns_of(rows, {"备注": Column("备注", "note")}), rows, frozen=2)
