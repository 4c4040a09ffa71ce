"""The tables of 清算报告: differences with both sources, what to make up, recover and move, and the counts per 街镇."""

import pandas as pd

from huibao_xl.clearing.classify import CLASSES, CORRECTION, MAKE_UP, MOVE, RECOVER, UNKNOWN, WAITING
from huibao_xl.clearing.job import SubsidyClearing
from huibao_xl.files.writing.workbook import Column, Kind, Sheet
from huibao_xl.policy import Policy

DIFFERENCES = "差异清单"
LISTS = {MAKE_UP: "补发清单", RECOVER: "追回清单", MOVE: "调整清单"}
_NOTES = {
    "原因": Column("原因", "note", 44),
    "建议": Column("建议", "note", 24),
    "变化": Column("变化", "note", 26),
    "付款来源": Column("付款来源", "note", 24),
    "名单来源": Column("名单来源", "note", 24),
}
_MONEY: dict[str, Kind] = dict.fromkeys(
    [
        "应补",
        "已发",
        "在途",
        "差额",
        "个人更正",
        "区级更正",
        "应承担街镇更正",
        "原承担街镇更正",
        "应补金额",
        "已发金额",
    ],
    "money",
)


def _columns(rows: pd.DataFrame) -> list[Column]:
    plain = {
        title: Column(title, _MONEY.get(title, "text"), 12 if title in _MONEY else None) for title in map(str, rows)
    }
    return list((plain | {title: column for title, column in _NOTES.items() if title in plain}).values())


def places(items: pd.DataFrame, side: str) -> pd.Series:
    """Return where the paid line or the insured row stands: file › sheet or batch › row; empty where there is none."""
    file, sheet = items[f"{side}_file"], items[f"{side}_sheet"]
    texts = file + sheet.where(sheet == "", " › " + sheet) + " › 第" + items[f"{side}_row"].astype("str") + "行"
    return texts.where(items[f"{side}_row"] > 0, "")


def home(items: pd.DataFrame) -> pd.Series:
    """Return the 街镇 under which a row is listed: the one due, else the one that paid, else 街镇不明."""
    town = items["due_township"].where(items["due_township"] != "", items["paid_township"])
    return town.replace("", UNKNOWN)


def full(cleared: SubsidyClearing) -> pd.DataFrame:
    """Return every row of the clearing in Chinese, money in fen: the differences first, by class, then by 街镇."""
    items = cleared.items
    rows = pd.DataFrame(
        {
            "类别": items["class"],
            "代码": items["code"],
            "姓名": items["name"],
            "证件号码": items["id"],
            "应承担街镇": items["due_township"],
            "应补": items["due_amount_fen"],
            "付款街镇": items["paid_township"],
            "已发": items["paid_amount_fen"],
            "在途": items["flying_amount_fen"],
            "差额": items["due_amount_fen"] - items["paid_amount_fen"],
            "当时/后来": items["timing"],
            "原因": items["why"],
            "变化": items["changed"],
            "付款来源": places(items, "paid"),
            "名单来源": places(items, "due"),
            "建议": items["advice"],
        }
    )
    order = items.assign(last=items["class"] == "一致", town=_ranked(home(items), cleared.policy))
    return rows.loc[order.sort_values(["last", "class", "town"], kind="stable").index]


def _ranked(towns: pd.Series, rules: Policy) -> pd.Series:
    names = [town.name for town in rules.townships]
    return towns.map({name: place for place, name in enumerate(names)}).fillna(len(names))


def differences(cleared: SubsidyClearing) -> Sheet:
    """Return 差异清单: every row that is not 一致, with reason and both sources."""
    rows = full(cleared)
    rows = rows[rows["类别"] != "一致"].drop(columns="建议")
    if cleared.then is None:
        rows = rows.drop(columns="当时/后来")
    if not (rows["变化"] != "").any():
        rows = rows.drop(columns="变化")
    if not rows["在途"].any():
        rows = rows.drop(columns="在途")
    totals = [title for title in ("应补", "已发", "在途", "差额") if title in rows]
    return Sheet(DIFFERENCES, _columns(rows), rows, frozen=4, totals=totals)


def correction_sheets(cleared: SubsidyClearing) -> list[Sheet]:
    """Return 补发清单, 追回清单 and 调整清单: one row per person or paid line, and what each bearer pays more (or gets back, below zero)."""
    return [_corrections(cleared, kind) for kind in LISTS]


def _corrections(cleared: SubsidyClearing, kind: str) -> Sheet:
    items = cleared.items[cleared.items["class"].astype("str").map(CORRECTION) == kind]
    moved = (items["paid_township"] != items["due_township"]) & (items["paid_amount_fen"] > 0)
    district = items["due_district_fen"] - items["paid_district_fen"]
    rows = pd.DataFrame(
        {
            "街镇": home(items),
            "姓名": items["name"],
            "证件号码": items["id"],
            "类别": items["class"].astype("str"),
            "应补": items["due_amount_fen"],
            "已发": items["paid_amount_fen"],
            "个人更正": items["due_amount_fen"] - items["paid_amount_fen"],
            "区级更正": district,
            "应承担街镇": items["due_township"],
            "应承担街镇更正": items["due_township_fen"] - items["paid_township_fen"].where(~moved, 0),
            "原承担街镇": items["paid_township"].where(moved, "").replace("", UNKNOWN).where(moved, ""),
            "原承担街镇更正": -items["paid_township_fen"].where(moved, 0),
            "付款来源": places(items, "paid"),
            "名单来源": places(items, "due"),
        }
    )
    rows = rows.loc[_ranked(rows["街镇"], cleared.policy).sort_values(kind="stable").index]
    if kind == MOVE:
        rows = rows.drop(columns="个人更正")
    if not moved.any():
        rows = rows.drop(columns=["原承担街镇", "原承担街镇更正"])
    totals = [
        title for title in ("应补", "已发", "个人更正", "区级更正", "应承担街镇更正", "原承担街镇更正") if title in rows
    ]
    return Sheet(LISTS[kind], _columns(rows), rows, frozen=3, totals=totals)


def waiting(cleared: SubsidyClearing) -> Sheet:
    """Return 待核和在途: what is not corrected until somebody looked or the bank answered."""
    rows = full(cleared)
    rows = rows[rows["类别"].isin(WAITING)][
        ["类别", "姓名", "证件号码", "应补", "已发", "在途", "原因", "建议", "付款来源", "名单来源"]
    ]
    return Sheet("待核和在途", _columns(rows), rows, frozen=3, totals=("应补", "已发", "在途"))


def by_township(cleared: SubsidyClearing) -> Sheet:
    """Return 按街镇: people and money due, lines and money paid, and how many rows of each class; every 街镇 of the policy."""
    items = cleared.items.assign(town=home(cleared.items))
    names = [town.name for town in cleared.policy.townships]
    names += [UNKNOWN] if (items["town"] == UNKNOWN).any() else []
    grouped = items.groupby("town")
    rows = pd.DataFrame(
        {
            "应补人数": items[items["due_amount_fen"] > 0].groupby("town").size(),
            "应补金额": grouped["due_amount_fen"].sum(),
            "已发笔数": items[items["paid_amount_fen"] > 0].groupby("town").size(),
            "已发金额": grouped["paid_amount_fen"].sum(),
        }
    ).reindex(names)
    counts = pd.crosstab(items["town"], items["class"].astype("str")).reindex(index=names, columns=list(CLASSES))
    table = rows.join(counts).fillna(0).astype("int64").rename_axis("街镇").reset_index()
    columns = [Column("街镇", width=14)]
    columns += [
        Column(title, "money" if title.endswith("金额") else "count", 16 if title.endswith("金额") else 10)
        for title in table.columns[1:]
    ]
    return Sheet("按街镇", columns, table, frozen=1, totals=list(table.columns[1:]))
