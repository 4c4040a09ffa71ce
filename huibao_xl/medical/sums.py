"""What a clearing adds up to: by kind of fault, by person, and the equations that must hold before anything is written."""

from typing import Any

import pandas as pd

from huibao_xl.equations import equation_table
from huibao_xl.frames import INSURERS
from huibao_xl.medical.clear import UNCLEAR, Clearing, signed_paid
from huibao_xl.medical.rows import NOT_COUNTED, REPEATED
from huibao_xl.reasons import CATALOGUE


def by_fault(clearing: Clearing) -> pd.DataFrame:
    """Return one row per code that occurs: code, fault, title, rows, people, paid_fen, due_fen, difference_fen, in
    the codes' order.

    What was paid is counted on every row, also on those that cannot be cleared; a row corrected later (M13) or
    delivered again (M14) is a kind of its own.
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


def equations(
    clearing: Clearing, identities: pd.DataFrame, read_rows: int, faults: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Return frames.BALANCE. ``identities``: frames.IDENTITIES as used; ``read_rows``: settlements as counted when
    the sheets were read; ``faults``, ``people``: the tables of this module. One side comes from the lists, the other
    from what the steps made of them."""
    settlements, rows = clearing.settlements, clearing.rows
    paid, due = signed_paid(settlements), rows["due_fen"].to_numpy()
    counted = (rows["cleared"] & ~rows["code"].isin(NOT_COUNTED)).to_numpy()
    over_paid = int(paid[counted].sum()) - int(faults["due_fen"].sum())
    per_person = int(people["recover_fen"].sum() - people["make_up_fen"].sum())
    alike = counted & (paid == due)
    consistent = int(faults.loc[faults["code"] == "M01", "rows"].sum())
    listed = settlements["person"].isin(identities.loc[identities["person"] >= 0, "person"]).to_numpy()
    return equation_table(
        [
            ("读到的结算行数 = 各类行数之和", read_rows, int(faults["rows"].sum()), "行"),
            ("来源的已救助合计 = 各类已救助之和", int(paid.sum()), int(faults["paid_fen"].sum()), "分"),
            ("来源的已救助（能清算的）− 各类应救助 = 各人应追回 − 各人应补发", over_paid, per_person, "分"),
            ("各类差额之和 = 各人轧差之和", int(faults["difference_fen"].sum()), int(people["net_fen"].sum()), "分"),
            (
                "已救助与应救助不同的行数 = 各人有差额的行数之和",
                int((counted & (paid != due)).sum()),
                int(people["rows"].sum()),
                "行",
            ),
            ("已救助与应救助相同的行数（重复的除外） = “一致”的行数", int(alike.sum()), consistent, "行"),
            ("应救助超过年度限额的人次 = 0", _over_the_cap(clearing), 0, "人"),
            ("应救助超过保险支付后费用的行数 = 0", _over_the_costs(clearing), 0, "行"),
            ("不在身份名单中而应救助的行数 = 0", int((~listed & (due != 0)).sum()), 0, "行"),
            ("退费不是冲回或冲回超过原结算应救助的笔数 = 0", _wrong_refunds(clearing), 0, "笔"),
        ]
    )


def _over_the_cap(clearing: Clearing) -> int:
    """In how many years of a person and pool more is due than the cap."""
    rows = clearing.rows
    capped = rows[(rows["cap_fen"] >= 0) & rows["cleared"] & ~rows["code"].isin(REPEATED)]
    used = capped.groupby([clearing.settlements["person"], capped["year"], capped["pool"]], observed=True)
    return int((used["due_fen"].sum() > used["cap_fen"].max()).sum()) if len(capped) else 0


def _over_the_costs(clearing: Clearing) -> int:
    """For how many settlements more is due than their costs less all insurance; rounding to 角 or 元 may add up to one
    unit."""
    settlements = clearing.settlements
    costs = settlements[["total_fen", "scope_fen"]].max(axis=1) - settlements[list(INSURERS)].sum(axis=1)
    most = costs.clip(lower=0) + clearing.policy.rounding.unit_fen - 1
    return int(((clearing.rows["due_fen"] > most) & ~settlements["refund"]).sum())


def _wrong_refunds(clearing: Clearing) -> int:
    """How many refunds give something instead of taking it back, and from how many settlements their refunds take
    back more than was due for them, as far as both stand among the rows."""
    settlements, rows = clearing.settlements, clearing.rows
    number = settlements["refund_of"].where(settlements["refund"] & (settlements["refund_of"] != ""))
    frame = pd.DataFrame(
        {
            "person": settlements["person"],
            "number": number.fillna(settlements["number"]),
            "due": rows["due_fen"],
            "original": ~settlements["refund"],
        }
    )[rows["cleared"]]
    chains = frame.groupby(["person", "number"]).agg(due=("due", "sum"), original=("original", "any"))
    giving = ~frame["original"] & (frame["due"] > 0)
    return int(giving.sum()) + int((chains["original"] & (chains["due"] < 0)).sum())


def written_equations(clearing: Clearing, table: pd.DataFrame) -> pd.DataFrame:
    """Return frames.BALANCE about 清算全表.csv: ``table``, the file as read back, against what was read from the lists."""
    rows = clearing.rows
    paid, due = (int(table[title].astype("int64").sum()) for title in ("已救助（分）", "应救助（分）"))
    return equation_table(
        [
            ("清算全表的行数 = 结算行数", len(table), len(clearing.settlements), "行"),
            ("清算全表的已救助合计 = 来源的已救助合计", paid, int(signed_paid(clearing.settlements).sum()), "分"),
            ("清算全表的应救助合计 = 各笔应救助之和", due, int(rows["due_fen"].sum()), "分"),
        ]
    )


def summary_equations(summary: dict[str, Any], table: pd.DataFrame) -> pd.DataFrame:
    """Return frames.BALANCE about result.json as read back (``summary``) against 清算全表.csv as read back (``table``)."""
    kinds = summary["by_code"].values()
    due = int(table["应救助（分）"].astype("int64").sum())
    return equation_table(
        [
            ("result.json 各类行数之和 = 清算全表的行数", sum(kind["rows"] for kind in kinds), len(table), "行"),
            ("result.json 各类应救助之和 = 清算全表的应救助合计", sum(kind["due_fen"] for kind in kinds), due, "分"),
        ]
    )
