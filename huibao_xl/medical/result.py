"""What a medical clearing gives: what was cleared, what it adds up to, and what a clerk should do next."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.medical.clear import UNCLEAR, Clearing
from huibao_xl.medical.rows import NOT_COUNTED
from huibao_xl.medical.state import Settled
from huibao_xl.rosters.recipe import Recipe

YEARLY, REAL_TIME = names.CLEAR_MEDICAL.key, names.SETTLE.key
SAME = ("M01", "M11", *NOT_COUNTED)
"""Codes of rows that are as they should be, or no settlement beside the others."""


@dataclass(frozen=True)
class MedicalResult:
    """What a job gives. ``kind``: YEARLY or REAL_TIME; ``faults``, ``people``: of sums.by_fault and sums.by_person;
    ``balance``: frames.BALANCE; ``inputs``: the used sheets (collect.Lists.sheets); ``readings``: frames.READINGS; ``base``: the folder that paths
    start from; ``settled``: for 实时清算 what changed; ``recipe``: None where it was not made from files alone."""

    kind: str
    clearing: Clearing
    faults: pd.DataFrame
    people: pd.DataFrame
    balance: pd.DataFrame
    inputs: pd.DataFrame
    readings: pd.DataFrame
    findings: pd.DataFrame
    base: Path | None
    settled: Settled | None = None
    started: datetime = field(default_factory=datetime.now)
    recipe: Recipe | None = None

    @property
    def steps(self) -> list[str]:
        """What a clerk should do now, most pressing first."""
        return self.steps_in("")

    def steps_in(self, prefix: str) -> list[str]:
        """Return :attr:`steps` where the names of the sheets begin with ``prefix`` (``医疗`` in a workbook that has other sheets too)."""
        unclear = int(self.faults.loc[self.faults["fault"] == UNCLEAR, "rows"].sum())
        wrong = int(self.faults.loc[~self.faults["code"].isin(SAME) & (self.faults["fault"] != UNCLEAR), "rows"].sum())
        problems = int(self.findings["level"].isin(["错误", "警告"]).sum())
        steps = ["参数未经核定：由经办单位按正式文件核定参数文件后重新清算。"] if self.clearing.policy.banner else []
        asked = int(self.readings["asked"].sum())
        if asked and not prefix:
            steps += [f"{asked} 列的含义待确认，见“列对应”：填好“确认为”，记住后重新清算。"]
        steps += [f"{unclear:,} 行无法清算，见“{prefix}无法清算”表，补齐后重新清算。"] if unclear else []
        steps += [f"{wrong:,} 行有差错，逐笔说明见“{prefix}差异明细”，按人汇总见“{prefix}补发追回”。"] if wrong else []
        steps += [f"{problems:,} 条错误或警告，见“{prefix}问题清单”。"] if problems else []
        return steps or ["各笔均一致，无需处理。"]
