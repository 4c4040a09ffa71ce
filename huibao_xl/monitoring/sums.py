"""The equations of monitoring: what must hold between the list, the classes, who is to be visited and what was
written."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from huibao_xl.equations import Equation, equation_table
from huibao_xl.monitoring import rigid
from huibao_xl.monitoring.households import BELOW, BETWEEN, ON_EDGE, TIERS, Assessed
from huibao_xl.monitoring.left import ABSENT, POOR, Left
from huibao_xl.monitoring.standards import AID, EDGE, POVERTY, Standards

BELOW_A_LINE = (BELOW, ON_EDGE, BETWEEN)


def equations(read_rows: int, assessed: Assessed, visits: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Return frames.BALANCE of one list. ``read_rows``: as counted when the sheets were read; ``visits``:
    job.Monitored.visits, without those who stand in the earlier list only."""
    households, people = assessed.households, assessed.members
    sure = households[households["year_fen"] >= 0]
    earners = people[people["counted"] & people["household"].isin(sure["household"])]
    failing = (households[[f"rigid_{name}" for name in rigid.CONDITIONS]] == rigid.WORDS[rigid.FAILS]).any(axis=1)
    below = people["counted"] & people["tier"].isin(BELOW_A_LINE)
    rows: list[Equation] = [
        ("读到的行数 = 人员表行数", read_rows, len(people), "行"),
        ("人员表的户数 = 各档次户数之和", people["household"].nunique(), _in_tiers(households, TIERS), "户"),
        ("计入人数 = 各户人数之和", int(people["counted"].sum()), int(households["heads"].sum()), "人"),
        ("已知各户一年的收入 = 其成员一年的收入之和", int(sure["year_fen"].sum()), int(earners["year_fen"].sum()), "分"),
        *_lines(households, standards),
        ("有条件不符合的户数 = 刚性支出“不符合”的户数", int(failing.sum()), int((households["rigid"] == rigid.NOT).sum()), "户"),
        ("低于低保标准、边缘、夹心的人数 = 其中请救助顾问关注的人数", int(below.sum()), _in_tiers(visits, BELOW_A_LINE), "人"),
    ]  # fmt: skip
    return equation_table(rows)


def _in_tiers(rows: pd.DataFrame, tiers: tuple[str, ...]) -> int:
    return int(rows["tier"].isin(tiers).sum())


def _lines(households: pd.DataFrame, standards: Standards) -> list[Equation]:
    """What a household has per head against each line, against its class, as far as the lines are set."""
    if standards[POVERTY].fen is None:
        return []
    per_head = households.loc[households["doubt"] == "", "per_head_fen"]
    highest = max(fen for name in (POVERTY, EDGE, AID) if (fen := standards[name].fen) is not None)
    under = {fen: int((per_head < fen).sum()) for fen in (standards[POVERTY].fen, highest)}
    return [
        ("人均低于低保标准的户数 = “低于低保标准”的户数", under[standards[POVERTY].fen], _in_tiers(households, (BELOW,)), "户"),
        ("人均低于最高一条线的户数 = 低于低保标准、边缘、夹心的户数", under[highest], _in_tiers(households, BELOW_A_LINE), "户"),
    ]  # fmt: skip


def left_equations(poor_before: pd.Series, poor_now: pd.Series, silent: pd.Series, left: Left) -> pd.DataFrame:
    """Return frames.BALANCE of who left 低保. ``poor_before``, ``poor_now``: keys (changes.person_keys) of whom either
    list names as 低保; ``silent``: of whom this one says no 救助身份."""
    still = int(poor_before.isin(poor_now).sum())
    gone, unclear = len(left.sure), int((left.open["identity"].eq(POOR) & (left.open["basis"] == ABSENT)).sum())
    unsaid = int((poor_before.isin(silent) & ~poor_before.isin(poor_now)).sum())
    sides = (len(poor_before), still + gone + unsaid + unclear)
    return equation_table(
        [("上次名单写明低保的人数 = 这次仍写明的 + 退出的 + 这次没有写身份的 + 不在名单中待核的", *sides, "人")]
    )


def written_equations(assessed: Assessed, visits: pd.DataFrame, table: pd.DataFrame, adviser_rows: int) -> pd.DataFrame:
    """Return frames.BALANCE about what was written, as read back. ``table``: 人员全表.csv; ``adviser_rows``: of all files
    in 救助顾问."""
    in_tiers = int(table["档次"].isin(TIERS).sum())
    return equation_table(
        [
            ("人员全表有档次的行数 = 人员表行数", in_tiers, len(assessed.members), "行"),
            ("各街镇救助顾问文件的行数之和 = 关注的人数", adviser_rows, len(visits), "行"),
        ]
    )


def summary_equations(summary: dict[str, Any], table: pd.DataFrame, sheets: Mapping[str, str]) -> pd.DataFrame:
    """Return frames.BALANCE about result.json as read back (``summary``) against 人员全表.csv as read back (``table``). ``sheets``: {sheet of members: sheet
    of their heads} (two_tables.TwoTables)."""
    tiers = summary["tiers"].values()
    people = sum(tier["people"] for tier in tiers)
    households = sum(tier["households"] for tier in tiers)
    return equation_table(
        [
            ("result.json 各档次人数之和 = 人员全表计入的行数", people, int((table["计入"] == "是").sum()), "人"),
            ("result.json 各档次户数之和 = 人员全表的户数", households, _households(table, sheets), "户"),
        ]
    )


def _households(table: pd.DataFrame, sheets: Mapping[str, str]) -> int:
    """How many households 人员全表 lists: a 户编号 within one sheet, or within the two tables of one list; each row without one."""
    numbered = table[table["户编号"] != ""].replace({"来源": dict(sheets)})
    return len(numbered[["来源", "户编号"]].drop_duplicates()) + int((table["户编号"] == "").sum())
