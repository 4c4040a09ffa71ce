"""What a clearing of the subsidy comes to: by bearer, by class, and the equations between both sides.

A posting is what one row of the clearing puts on one bearer: due, paid, in flight. The correction of a row is, for each bearer, due less paid.
"""

from typing import Any

import pandas as pd

from huibao_xl.clearing.classify import CLASSES, CORRECTION, DISTRICT, MAKE_UP, MOVE, PAID, RECOVER, UNKNOWN, WAITING
from huibao_xl.equations import Equation, equation_table
from huibao_xl.money import parse_yuan
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
    items: pd.DataFrame,
    lines: pd.DataFrame,
    payments: pd.DataFrame,
    bearers: pd.DataFrame,
    corrected: pd.DataFrame,
    make_up: pd.DataFrame,
) -> pd.DataFrame:
    """Return frames.BALANCE. ``lines``: LINES as read; ``payments``: frames.PAYMENTS as the lists decide now;
    ``bearers``, ``corrected``: the tables of this module; ``make_up``: frames.PAYMENTS of the people who were missed.
    One side is what was read or decided, the other what the comparison made of it."""
    classes, paid, flying = by_class(items), lines[lines["state"] == PAID], lines[lines["state"] != PAID]
    borne = _fen(paid, "township_fen") + _fen(paid, "district_fen")
    missed = items[items["class"] == "漏发"]
    rows: list[Equation] = [
        ("读到的付款行数 = 各类付款行数之和", len(lines), int(classes["lines"].sum()), "行"),
        ("其中在途行数 = “在途”类行数", len(flying), int(classes["flying_lines"].sum()), "行"),
        ("已发金额 = 各类已发金额之和", _fen(paid, "amount_fen"), _fen(classes, "paid_fen"), "分"),
        ("在途金额 = “在途”类金额", _fen(flying, "amount_fen"), _fen(classes, "flying_fen"), "分"),
        ("应补人数 = 各类应补人数之和", payments["id"].nunique(), int(classes["due_people"].sum()), "人"),
        ("应补金额 = 各类应补金额之和", _fen(payments, "amount_fen"), _fen(classes, "due_fen"), "分"),
        ("付款记录中区级、镇级承担之和 = 各承担单位已承担之和", borne, _fen(bearers, "paid_fen"), "分"),
        *_corrections(items, bearers),
        ("更正明细之和 = 各承担单位补发、追回、调整之和", _fen(corrected, "fen"), _after(bearers), "分"),
        ("漏发人数 = 补发名单人数", len(missed), make_up["id"].nunique(), "人"),
        ("漏发金额 = 补发名单金额", _fen(missed, "due_amount_fen"), _fen(make_up, "amount_fen"), "分"),
        *_bearers(payments, bearers),
    ]
    return equation_table(rows)


def _fen(frame: pd.DataFrame, column: str) -> int:
    return int(frame[column].sum())


def _after(bearers: pd.DataFrame) -> int:
    return _fen(bearers, "after_fen") - _fen(bearers, "paid_fen")


def _corrections(items: pd.DataFrame, bearers: pd.DataFrame) -> list[Equation]:
    """What people are owed or owe, row by row, against what the bearers pay more or get back; a move changes nothing
    for a person."""
    owed = (
        (items["due_amount_fen"] - items["paid_amount_fen"]).groupby(items["class"].astype("str").map(CORRECTION)).sum()
    )
    return [
        (f"{title} = 各承担单位{kind}之和", int(owed.get(kind, 0)), _fen(bearers, column), "分")
        for title, kind, column in (
            ("漏发、错额的应补减已发", MAKE_UP, "make_up_fen"),
            ("多发、重复发放、依据消失的应补减已发", RECOVER, "recover_fen"),
            ("错街镇的应补减已发", MOVE, "move_fen"),
        )
    ]


def _bearers(payments: pd.DataFrame, bearers: pd.DataFrame) -> list[Equation]:
    """What each bearer should bear by the decision against what it has borne, with corrections and what still waits."""
    by_town = payments.groupby(payments["home"].astype("str"))["township_fen"].sum()
    due = {str(town): int(fen) for town, fen in by_town.items()} | {DISTRICT: _fen(payments, "district_fen")}
    ends = zip(bearers["bearer"], bearers["after_fen"] + bearers["waiting_fen"], strict=True)
    return [(f"{name}：应承担 = 已承担 + 更正 + 在途和待核", due.get(name, 0), int(fen), "分") for name, fen in ends]


def written_equations(items: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return frames.BALANCE about 清算全表.csv: ``table``, the file as read back, against ITEMS."""
    written = {title: sum(map(parse_yuan, table[title])) for title in ("应补", "已发", "在途")}
    return equation_table(
        [
            ("清算全表的行数 = 清算的行数", len(table), len(items), "行"),
            ("清算全表的应补之和 = 应补金额", written["应补"], _fen(items, "due_amount_fen"), "分"),
            ("清算全表的已发之和 = 已发金额", written["已发"], _fen(items, "paid_amount_fen"), "分"),
            ("清算全表的在途之和 = 在途金额", written["在途"], _fen(items, "flying_amount_fen"), "分"),
        ]
    )


def summary_equations(summary: dict[str, Any], table: pd.DataFrame, make_up: pd.DataFrame | None) -> pd.DataFrame:
    """Return frames.BALANCE about what was written, as read back: clearing.json (``summary``), 清算全表.csv (``table``)
    and 处置全表.csv of the folder 补发 (``make_up``, None where there is none)."""
    classes = summary["classes"].values()
    paid = sum(map(parse_yuan, table["已发"]))
    entitled = 0 if make_up is None else int((make_up["代码"] == "OK").sum())
    return equation_table(
        [
            ("clearing.json 各代码行数之和 = 清算全表的行数", sum(summary["codes"].values()), len(table), "行"),
            ("clearing.json 各类已发之和 = 清算全表的已发之和", sum(each["paid_fen"] for each in classes), paid, "分"),
            ("clearing.json 的补发人数 = 补发结果中予以补贴的行数", summary["make_up"]["people"], entitled, "人"),
        ]
    )
