"""Low-income households: from a roster (低收入家庭) to one class per household, and so per person.

A household is a 户编号 within one sheet. Income is its members' of a year added up, twelve times a month's. Every comparison
is of whole fen of a year times heads, so nothing is rounded before it is judged; what is shown per head is cut to the fen, so that a figure below a
line is also shown below it. An income that is not written, cannot be read or contradicts itself makes the household 待核实: it is never
guessed. Within a member an empty kind of income beside a written one means none of that kind.

Sources: 上海市社会救助条例 (2024-12-31) 第十条 to 第十二条, 第五十五条 (who belongs to the household); the aid line is that of a Baoshan
document. Standards: :mod:`huibao_xl.monitoring.standards`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl.first_fit import first_fit
from huibao_xl.frames import FLAG, LABEL, MONEY, NUMBER, PLACE, TEXT, Shape
from huibao_xl.monitoring import rigid
from huibao_xl.monitoring.amounts import MONTHS, UNREADABLE
from huibao_xl.monitoring.members import MEMBERS, Members
from huibao_xl.monitoring.standards import AID, EDGE, POVERTY, Standards

BELOW, ON_EDGE, BETWEEN, ABOVE_AID, ABOVE_POVERTY, UNCERTAIN = TIERS = (
    "低于低保标准",
    "低保边缘",
    "夹心",
    "高于帮扶线",
    "高于低保标准",
    "待核实",
)
"""Every household is in exactly one. 夹心: not below 低保标准 (nor the 边缘 line, if one is set) but below 帮扶线.
高于低保标准: where no 帮扶线 is set for the day."""

HOUSEHOLDS = Shape(
    "households",
    {
        "household": NUMBER,
        "number": TEXT,
        "head": TEXT,
        "township": LABEL,
        "village": TEXT,
        "heads": NUMBER,
        "year_fen": MONEY,
        "income_fen": MONEY,
        "per_head_fen": MONEY,
        "assets_fen": MONEY,
        "medical_fen": MONEY,
        "needs_fen": MONEY,
        "doubt": TEXT,
        "tier": LABEL,
        "rigid": LABEL,
        "rigid_open": TEXT,
        "rigid_why": TEXT,
        "has_wage": FLAG,
        "phone": TEXT,
        "adviser": TEXT,
    }
    | {f"rigid_{name}": TEXT for name in rigid.CASES}
    | PLACE,
)
"""One row per household, in source order; household: 0.. in that order. heads: members that count. year_fen: their income of a year, exact; income_fen, per_head_fen: per month, cut to the fen; -1 where not known (also assets, medical
and needs, which are per year and of the household). doubt: why it is 待核实. rigid: see rigid.STATES; rigid_收入 and so on: each of its
conditions, 符合, 不符合 or 待核. The place is that of its first row, phone and adviser the first that one of its rows names."""


@dataclass(frozen=True)
class Assessed:
    """``households``: HOUSEHOLDS; ``members``: members.MEMBERS with the class of their household (tier), its rigid,
    rigid_open and rigid_<case>, per_head_fen, household_doubt and household_phone."""

    households: pd.DataFrame
    members: pd.DataFrame


def assess(found: Members, standards: Standards) -> Assessed:
    """Return every household and member in exactly one class of TIERS, and the answer to 刚性支出困难 (rigid.STATES)."""
    members = MEMBERS.check(found.rows)
    table = _added_up(members)
    table["tier"] = tiers(table["year_fen"], table["heads"], table["doubt"], standards)
    no_line = (table["doubt"] == "") & (table["tier"] == UNCERTAIN)
    table["doubt"] = table["doubt"].where(~no_line, f"{POVERTY}未录入").astype("str")
    table = table.assign(**rigid.answers(table, standards))
    households = HOUSEHOLDS.check(table[list(HOUSEHOLDS.columns)].astype({"has_wage": bool}))
    by_number = households.set_index("household")
    shared = by_number[["tier", "rigid", "rigid_open", "per_head_fen", *(f"rigid_{name}" for name in rigid.CASES)]]
    shared = shared.assign(household_doubt=by_number["doubt"], household_phone=by_number["phone"])
    of_members = shared.reindex(members["household"]).set_axis(members.index)
    return Assessed(households, pd.concat([members, of_members], axis=1))


def tiers(year_fen: pd.Series, heads: pd.Series, doubt: pd.Series, standards: Standards) -> "pd.Categorical[str]":
    """Return the class of each household from its income (fen a year), the number of its members and its doubt ("":
    none)."""
    income, lines = year_fen.to_numpy(), {name: standards[name].fen for name in (POVERTY, EDGE, AID)}
    below = {name: income < MONTHS * fen * heads.to_numpy() for name, fen in lines.items() if fen is not None}
    uncertain = (doubt != "").to_numpy() | (heads.to_numpy() == 0) | (lines[POVERTY] is None)
    rules = [(UNCERTAIN, uncertain)]
    rules += [
        (tier, below[name]) for tier, name in ((BELOW, POVERTY), (ON_EDGE, EDGE), (BETWEEN, AID)) if name in below
    ]
    rules.append((ABOVE_AID if AID in below else ABOVE_POVERTY, np.ones(len(income), dtype=bool)))
    codes = np.array([TIERS.index(tier) for tier, _ in rules], dtype=np.int8)
    positions = first_fit([fits for _, fits in rules])
    return pd.Categorical.from_codes(codes[positions], categories=pd.Index(list(TIERS)))


def _added_up(members: pd.DataFrame) -> pd.DataFrame:
    """One row per household: what its members say, added up; -1 where one of them is not known."""
    groups = members.groupby("household", sort=True)
    counted = members[members["counted"]].groupby("household", sort=True)
    table = pd.DataFrame(index=groups.size().index)
    for column in ("number", "village", "phone", "adviser"):
        table[column] = _first_text(members, column).reindex(table.index).fillna("").astype("str")
    first_heads = members[members["is_head"]].groupby("household")["name"].first()
    table["head"] = first_heads.reindex(table.index).fillna(groups["name"].first()).astype("str")
    for column in ("township", *PLACE):
        table[column] = groups[column].first()
    heads = counted.size().reindex(table.index, fill_value=0).astype(np.int64)
    unknown = counted["year_fen"].min().reindex(table.index, fill_value=-1) < 0
    total = counted["year_fen"].sum().reindex(table.index, fill_value=0)
    per_head = total // (MONTHS * heads.clip(lower=1))
    table["heads"], table["year_fen"] = heads, total.where(~unknown, -1).astype(np.int64)
    table["income_fen"] = (total // MONTHS).where(~unknown, -1).astype(np.int64)
    table["per_head_fen"] = per_head.where(~unknown & (heads > 0), -1).astype(np.int64)
    for column in ("medical_fen", "needs_fen"):
        table[column] = _spending(members, column)
        written = (members["counted"] & (members[column] >= 0) | ~members["counted"]) & ~members["spends_more"]
        table[f"all_{column}"] = written.groupby(members["household"]).all().reindex(table.index)
    table["assets_fen"] = _assets(members).reindex(table.index).fillna(-1).astype(np.int64)
    doubts = members[members["doubt"] != ""].groupby("household")["doubt"]
    texts = doubts.agg(lambda texts: "；".join(dict.fromkeys(texts))).reindex(table.index).fillna("")
    table["doubt"] = texts.where((heads > 0) | (texts != ""), "没有计入的成员").astype("str")
    table["belongs_unsure"] = groups["belongs_unsure"].any()
    table["has_wage"] = groups["wage_reached"].any()
    table["resident"] = _residence(members[members["counted"]]).reindex(table.index).fillna("").astype("str")
    return table.reset_index()


def _spending(members: pd.DataFrame, column: str) -> pd.Series:
    """What each household's counted members spend in a year, in fen; -1 where nobody wrote it or a figure cannot be
    read."""
    spent = members[column].clip(lower=0).where(members["counted"], 0).groupby(members["household"]).sum()
    counted = members[members["counted"]].groupby("household")[column]
    written = counted.max().reindex(spent.index, fill_value=-1) >= 0
    broken = counted.min().reindex(spent.index, fill_value=-1) == UNREADABLE
    return spent.where(written & ~broken, -1).astype(np.int64)


def _first_text(members: pd.DataFrame, column: str) -> pd.Series:
    """What the first row of each household that says anything says."""
    return members[members[column] != ""].groupby("household")[column].first()


def _assets(members: pd.DataFrame) -> pd.Series:
    """The assets that each household states, in one row or in each; -1 where it states different ones, or one that cannot be read."""
    stated = members[members["assets_fen"] != -1].groupby("household")["assets_fen"]
    return stated.first().where((stated.nunique() == 1) & (stated.min() >= 0), -1)


def _residence(counted: pd.DataFrame) -> pd.Series:
    """本市 if any member of a household is, 非本市 if all are known not to be, else ``""``."""
    here = (counted["resident"] == "本市").groupby(counted["household"]).any()
    away = (counted["resident"] == "非本市").groupby(counted["household"]).all()
    words = np.array(["本市", "非本市", ""], dtype=object)
    return pd.Series(words[first_fit([here, away])], index=here.index, dtype="str")
