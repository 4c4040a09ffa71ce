"""``huibao monitor``: a list of low-income households on one day: who is in which class, who may be 刚性支出困难, who left since the last list.

The list before is judged by the standards of its own day if that is given, else by those of today, so that a change of class comes from
the list and not from a new standard.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl import findings, policy
from huibao_xl.equations import equation_table, require
from huibao_xl.files.reading import SourceFile
from huibao_xl.frames import BALANCE
from huibao_xl.monitoring import rigid
from huibao_xl.monitoring.changes import NEW, OLD, Compared, compare, person_keys
from huibao_xl.monitoring.households import BELOW, BETWEEN, ON_EDGE, TIERS, UNCERTAIN, Judged, judge
from huibao_xl.monitoring.members import members
from huibao_xl.monitoring.standards import Standards, missing, standards_on, unsure
from huibao_xl.policy.townships import Names
from huibao_xl.rosters.collect import shared_folder
from huibao_xl.rosters.fields import household_role
from huibao_xl.rosters.listing import Listing, read_listing
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent

POOR, REFUSED = "低保", "申请未通过"


@dataclass(frozen=True)
class Monitored:
    """What monitoring gives. ``left``: who left 低保 (see :func:`left_poverty`), None without an earlier list; ``watch``: members whom an
    adviser should visit, with ``reason``. ``towns``: every 街镇 in the policy's order."""

    on: date
    standards: Standards
    judged: Judged
    compared: Compared | None
    left: pd.DataFrame | None
    watch: pd.DataFrame
    findings: pd.DataFrame
    balance: pd.DataFrame
    inputs: pd.DataFrame
    base: Path | None
    towns: tuple[str, ...]


def listed(
    files: Sequence[SourceFile], unread: Sequence[pd.DataFrame], names: Names, where: str, base: Path | None = None
) -> Listing:
    """Return the list of 低收入家庭 in files that are read. Raises Stop as the reading does, Stop(S51) if there is none."""
    found = read_listing(files, household_role(), names, date.today(), where, base=base)
    return replace(found, findings=findings.concat([*unread, found.findings]))


def monitor(
    sources: Sequence[str],
    on: date,
    before: Sequence[str] = (),
    before_on: date | None = None,
    own: Path | None = None,
    policy_name: str = "2024",
    passwords: Sequence[str] = (),
    stage: Stage = silent,
) -> Monitored:
    """Read the lists and judge them. ``own``: the bureau's file of standards; ``policy_name``: whose 街镇 names count. Raises Stop."""
    names = Names(policy.load(policy_name))
    opened = [open_sources(Sources.parse(paths), passwords, stage) for paths in (sources, before) if paths]
    base = shared_folder([file.path for files, _ in opened for file in files])
    now, *rest = (
        listed(files, unread, names, side, base)
        for (files, unread), side in zip(opened, ("名单", "上次名单"), strict=False)
    )
    earlier = rest[0] if rest else None
    with stage("判断档次、比对变动", None):
        return watch(now, earlier, on, before_on or on, names, own)


def watch(
    now: Listing, earlier: Listing | None, on: date, before_on: date, names: Names, own: Path | None
) -> Monitored:
    """Judge one list, against an earlier one if there is one. Touches no file but ``own``. Raises Stop(S09) if an equation does not hold."""
    standards = standards_on(on, own)
    found = members(now, standards)
    judged = judge(found, standards)
    compared = left = None
    about = [_about(standards, on, now)]
    if earlier is not None:
        old_standards = standards_on(before_on, own)
        past = judge(members(earlier, old_standards), old_standards)
        compared = compare(earlier, now)
        left = left_poverty(past.members, judged.members)
        about.append(compared.findings[compared.findings["code"].isin(["L17", "L18", "L19"])])
    seen = _watched(judged.members, left)
    table = _balance(now, judged, seen, names)
    if compared is not None:
        table = pd.concat([table, compared.balance], ignore_index=True).astype({"unit": "category"})
    require(table)
    told = findings.concat([*about, found.findings])
    return Monitored(
        on, standards, judged, compared, left, seen, told, BALANCE.check(table), now.sheets, now.base, tuple(names.all)
    )


def left_poverty(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return who left 低保: named 低保 in the list before and not in this one; where the lists name no 救助身份, by the class of income.

    One row per person of the list before: its member columns with ``basis`` (名册身份 or 收入档次), ``now`` (identity or class now, or
    不在名单中) and ``now_tier``.
    """
    sides = [
        members.assign(key=person_keys(members, side)).drop_duplicates("key")
        for members, side in ((before, OLD), (now, NEW))
    ]
    past, present = sides[0], sides[1].set_index("key").reindex(sides[0]["key"]).set_axis(sides[0].index)
    gone = ~past["key"].isin(sides[1]["key"])
    named = (past["identity"] == POOR) & (gone | (present["identity"] != POOR))
    unnamed = past["identity"].isna() & (past["tier"] == BELOW) & (gone | (present["tier"] != BELOW))
    state = np.where(
        named, present["identity"].astype(object).where(present["identity"].notna(), "没有写身份"), present["tier"]
    )
    table = past.assign(
        basis=np.where(named, "名册身份", "收入档次"),
        now=np.where(gone, "不在名单中", state),
        now_tier=present["tier"].astype(object).where(present["tier"].notna(), "").astype("str"),
        now_per_head=present["per_head_fen"].fillna(-1).astype(np.int64),
    )
    return table[named | unnamed].reset_index(drop=True)


def may_be_rigid(rows: pd.DataFrame) -> pd.Series:
    """Return who should be told of 刚性支出困难 (households or members): whoever may be one, but those below 低保标准, who apply for 低保."""
    return rows["rigid"].isin([rigid.MAY, rigid.MAY_IF]) & (rows["tier"] != BELOW)


def _watched(people: pd.DataFrame, left: pd.DataFrame | None) -> pd.DataFrame:
    """Whom an adviser should visit, each once and with why (nobody who does not count in the household); people who are no longer in the list come from the earlier one."""
    keys = person_keys(people, NEW)
    reasons = pd.Series("", index=people.index, dtype="str")
    for hit, why in (
        (people["tier"].isin([BELOW, ON_EDGE, BETWEEN]), people["tier"].astype("str")),
        (people["tier"] == UNCERTAIN, "待核实：" + people["household_doubt"].astype("str")),
        (may_be_rigid(people), "可能符合刚性支出困难"),
        (people["identity"] == REFUSED, "申请低保未通过"),
        (keys.isin(left["key"]) if left is not None else pd.Series(False, index=people.index), "退出低保"),
    ):
        reasons = reasons.where(~hit, reasons + "；" + why)
    seen = people.assign(reason=reasons.str.removeprefix("；"))[(reasons != "") & people["counted"]]
    if left is None:
        return seen.reset_index(drop=True)
    absent = left[left["now"] == "不在名单中"]
    return pd.concat([seen, absent.assign(reason="退出低保，不在本次名单中")], ignore_index=True)[list(seen.columns)]


def _about(standards: Standards, on: date, now: Listing) -> pd.DataFrame:
    """L12 about every value that nobody confirmed, L13 about every standard that is not set."""
    file = now.sheets["path"].iloc[0]
    told = [
        findings.for_file(
            "L12", file, name=one.name, amount=one.shown, source=one.source, note=one.note or "来源不是原文。"
        )
        for one in unsure(standards)
    ]
    return findings.concat(
        told
        + [findings.for_file("L13", file, name=one.name, day=on.isoformat(), use=one.use) for one in missing(standards)]
    )


def _balance(now: Listing, judged: Judged, seen: pd.DataFrame, names: Names) -> pd.DataFrame:
    households, people = judged.households, judged.members
    known = households[households["income_fen"] >= 0]
    counted = people[people["counted"] & people["household"].isin(known["household"])]
    in_files = sum(int((seen["township"] == town).sum()) for town in names.all) + int(seen["township"].isna().sum())
    equations = [
        ("读到的行数 = 人员表行数", int(now.sheets["rows"].sum()), len(people), "行"),
        (
            "户数 = 各档次户数之和",
            people["household"].nunique(),
            sum(int((households["tier"] == tier).sum()) for tier in TIERS),
            "户",
        ),
        ("人员行数 = 各档次人员之和", len(people), sum(int((people["tier"] == tier).sum()) for tier in TIERS), "行"),
        (
            "户数 = 刚性支出困难四种回答之和",
            len(households),
            sum(int((households["rigid"] == state).sum()) for state in rigid.STATES),
            "户",
        ),
        ("计入人数 = 各户人数之和", int(people["counted"].sum()), int(households["heads"].sum()), "人"),
        ("已知各户月收入 = 其成员月收入之和", int(known["income_fen"].sum()), int(counted["income_fen"].sum()), "分"),
        ("关注的人 = 各街镇救助顾问名单之和", len(seen), in_files, "行"),
    ]
    return equation_table(equations)
