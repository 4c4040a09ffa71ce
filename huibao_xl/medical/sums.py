"""What a clearing adds up to: by kind of fault, by person, and the equations that must hold before anything is written."""

import pandas as pd

from huibao_xl.equations import equation_table
from huibao_xl.medical.clear import UNCLEAR, Clearing
from huibao_xl.reasons import CATALOGUE


def by_fault(clearing: Clearing) -> pd.DataFrame:
    """Return one row per code that occurs: code, fault, title, rows, people, paid_fen, due_fen, difference_fen, in the codes' order.

    What was paid is counted on every row, also on those that cannot be cleared; M13 stands twice in the source and is told apart.
    """
    rows = clearing.rows.assign(person=clearing.settlements["person"], code=clearing.rows["code"].astype("str"))
    table = rows.groupby("code", as_index=False).agg(
        rows=("paid_fen", "size"),
        people=("person", "nunique"),
        paid_fen=("paid_fen", "sum"),
        due_fen=("due_fen", "sum"),
        difference_fen=("difference_fen", "sum"),
    )
    titles = table["code"].map({code: reason.title for code, reason in CATALOGUE.items()}).astype("str")
    faults = titles.where(table["code"] < "M20", UNCLEAR)
    return table.assign(title=titles, fault=faults)


def by_person(clearing: Clearing) -> pd.DataFrame:
    """Return one row per person with differences: name, id, rows, recover_fen (paid too much), make_up_fen (paid too little), net_fen, faults."""
    rows = clearing.rows.assign(
        person=clearing.settlements["person"],
        name=clearing.settlements["name"],
        id=clearing.settlements["id"],
        fault=clearing.rows["fault"].astype("str"),
        recover_fen=clearing.rows["difference_fen"].clip(lower=0),
        make_up_fen=-clearing.rows["difference_fen"].clip(upper=0),
    )
    rows = rows[rows["difference_fen"] != 0]
    table = rows.groupby("person").agg(
        name=("name", "first"),
        id=("id", "first"),
        rows=("code", "size"),
        recover_fen=("recover_fen", "sum"),
        make_up_fen=("make_up_fen", "sum"),
        net_fen=("difference_fen", "sum"),
    )
    faults = rows.drop_duplicates(["person", "fault"]).groupby("person")["fault"].agg("、".join)
    return table.join(faults.rename("faults").astype("str")).sort_values("id", kind="stable").reset_index()


def balance(clearing: Clearing, read_rows: int, faults: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return frames.BALANCE. ``read_rows``: settlements as counted when the sheets were read; the tables of this module."""
    settlements, rows = clearing.settlements, clearing.rows
    signed = settlements["paid_fen"].where(~settlements["refund"], -settlements["paid_fen"])
    counted = faults[(faults["fault"] != UNCLEAR) & (faults["code"] != "M13")]
    capped = rows[(rows["cap_fen"] >= 0) & rows["cleared"] & ~rows["code"].isin(["M07", "M13"])]
    used = capped.groupby([settlements["person"], capped["year"], capped["pool"]], observed=True)
    over = int((used["due_fen"].sum() > used["cap_fen"].max()).sum()) if len(capped) else 0
    equations = [
        ("读到的结算行数 = 各类行数之和", read_rows, int(faults["rows"].sum()), "行"),
        ("来源的已救助合计 = 各类已救助之和", int(signed.sum()), int(faults["paid_fen"].sum()), "分"),
        (
            "已清算的已救助 − 应救助 = 差额",
            int(counted["paid_fen"].sum() - counted["due_fen"].sum()),
            int(rows["difference_fen"].sum()),
            "分",
        ),
        (
            "差额 = 各人应追回 − 各人应补发",
            int(faults["difference_fen"].sum()),
            int(people["recover_fen"].sum() - people["make_up_fen"].sum()),
            "分",
        ),
        (
            "有差额的行数 = 各人有差额的行数之和",
            int((rows["difference_fen"] != 0).sum()),
            int(people["rows"].sum()),
            "行",
        ),
        ("应救助超过年度限额的人次 = 0", over, 0, "人"),
    ]
    return equation_table(equations)
