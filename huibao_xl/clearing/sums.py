"""What a clearing of the subsidy comes to: by bearer, by class, and the equations between both sides.

A posting is what one row of the clearing puts on one bearer: due, paid, in flight. The correction of a row is, for each bearer, due less paid.
"""

import pandas as pd

from huibao_xl.clearing.classify import CLASSES, CORRECTION, DISTRICT, MAKE_UP, MOVE, PAID, RECOVER, UNKNOWN, WAITING
from huibao_xl.equations import equation_table
from huibao_xl.policy import Policy

_SIDES = ("due", "paid", "flying")


def postings(items: pd.DataFrame) -> pd.DataFrame:
    """Return one row per row of ITEMS and bearer that it touches: item (its index), class, bearer, due_fen, paid_fen, flying_fen."""
    parts = []
    for side in _SIDES:
        town = items["due_township" if side == "due" else "paid_township"].replace("", UNKNOWN)
        for bearer, column in ((pd.Series(DISTRICT, index=items.index), "district_fen"), (town, "township_fen")):
            fen = items[f"{side}_{column}"]
            parts.append(pd.DataFrame({"item": items.index, "bearer": bearer, "side": f"{side}_fen", "fen": fen}))
    long = pd.concat(parts, ignore_index=True)
    wide = long[long["fen"] != 0].pivot_table(
        index=["item", "bearer"], columns="side", values="fen", aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(columns=[f"{side}_fen" for side in _SIDES], fill_value=0).astype("int64").reset_index()
    return wide.assign(**{"class": items["class"].reindex(wide["item"]).to_numpy()})


def corrections(posted: pd.DataFrame) -> pd.DataFrame:
    """Return what has to be made up, recovered and moved: item, kind (补发, 追回, 调整), bearer, fen (signed: what it pays more)."""
    kind = posted["class"].astype("str").map(CORRECTION)
    frame = posted.assign(kind=kind, fen=posted["due_fen"] - posted["paid_fen"])[kind.notna()]
    return frame.loc[frame["fen"] != 0, ["item", "kind", "bearer", "fen"]].reset_index(drop=True)


def by_bearer(posted: pd.DataFrame, corrected: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """Return one row per bearer: bearer, due_fen, paid_fen, make_up_fen, recover_fen, move_fen, after_fen (paid and corrected), waiting_fen
    (due less paid of what is 在途 or 待核); after_fen + waiting_fen = due_fen. The district first, then the 街镇 of the policy."""
    names = [DISTRICT, *(town.name for town in rules.townships)]
    if UNKNOWN in set(posted["bearer"]):
        names.append(UNKNOWN)
    sums = posted.groupby("bearer")[["due_fen", "paid_fen"]].sum().reindex(names, fill_value=0)
    for column, kind in (("make_up_fen", MAKE_UP), ("recover_fen", RECOVER), ("move_fen", MOVE)):
        fen = corrected[corrected["kind"] == kind].groupby("bearer")["fen"].sum()
        sums[column] = fen.reindex(names, fill_value=0)
    sums["after_fen"] = sums[["paid_fen", "make_up_fen", "recover_fen", "move_fen"]].sum(axis=1)
    waiting = posted[posted["class"].isin(WAITING)].groupby("bearer")[["due_fen", "paid_fen"]].sum()
    sums["waiting_fen"] = (waiting["due_fen"] - waiting["paid_fen"]).reindex(names, fill_value=0)
    return sums.astype("int64").rename_axis("bearer").reset_index()


def by_class(items: pd.DataFrame) -> pd.DataFrame:
    """Return one row per class: class, lines (paid or in flight), paid_people, paid_fen, flying_fen, due_people, due_fen, difference_fen."""
    lined = items[items["paid_row"] > 0]
    frame = pd.DataFrame(
        {
            "lines": lined["class"].value_counts(),
            "flying_lines": lined[lined["flying_amount_fen"] > 0]["class"].value_counts(),
            "due_people": items[items["due_amount_fen"] > 0]["class"].value_counts(),
        }
    )
    money = items.groupby("class", observed=False)[["paid_amount_fen", "flying_amount_fen", "due_amount_fen"]].sum()
    frame = frame.join(money.rename(columns=lambda name: name.replace("_amount", ""))).reindex(
        list(CLASSES), fill_value=0
    )
    frame["difference_fen"] = frame["due_fen"] - frame["paid_fen"]
    return frame.fillna(0).astype("int64").rename_axis("class").reset_index()


def equations(
    items: pd.DataFrame, lines: pd.DataFrame, payments: pd.DataFrame, bearers: pd.DataFrame, corrected: pd.DataFrame
) -> pd.DataFrame:
    """Return frames.BALANCE: both sides, the lines as read and the payments as decided, against the classes and the bearers."""
    classes, paid = by_class(items), lines[lines["state"] == PAID]
    flying = lines[lines["state"] != PAID]
    town = paid["township_fen"].sum() + paid["district_fen"].sum()
    told: list[tuple[str, int, int, str]] = [
        ("读到的付款行数 = 各类付款行数之和", len(lines), classes["lines"].sum(), "行"),
        ("其中在途行数 = “在途”类行数", len(flying), classes["flying_lines"].sum(), "行"),
        ("已发金额 = 各类已发金额之和", paid["amount_fen"].sum(), classes["paid_fen"].sum(), "分"),
        ("在途金额 = “在途”类金额", flying["amount_fen"].sum(), classes["flying_fen"].sum(), "分"),
        ("应补人数 = 各类应补人数之和", payments["id"].nunique(), classes["due_people"].sum(), "人"),
        ("应补金额 = 各类应补金额之和", payments["amount_fen"].sum(), classes["due_fen"].sum(), "分"),
        ("已发金额 = 区级与镇级已承担之和", town, bearers["paid_fen"].sum(), "分"),
        (
            "应补金额 − 已发金额 = 各类差额之和",
            payments["amount_fen"].sum() - paid["amount_fen"].sum(),
            classes["difference_fen"].sum(),
            "分",
        ),
        (
            "补发、追回、调整之和 = 各承担单位更正之和",
            corrected["fen"].sum(),
            (bearers["after_fen"] - bearers["paid_fen"]).sum(),
            "分",
        ),
    ]
    own = payments.groupby(payments["home"].astype("str"))["township_fen"].sum()
    for row in bearers.itertuples():
        due = payments["district_fen"].sum() if row.bearer == DISTRICT else own.get(row.bearer, 0)
        told.append((f"{row.bearer}：应承担 = 已承担 + 更正 + 在途和待核", due, row.after_fen + row.waiting_fen, "分"))
    return equation_table(told)
