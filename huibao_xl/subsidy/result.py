"""What a run hands to the reports: the policy and the frames of every step, nothing that knows a file format; and a
result that was written, opened again from its folder."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from huibao_xl import policy
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.frames import (
    BALANCE,
    CANDIDATES,
    DECISIONS,
    ENTRIES,
    FINDINGS,
    MONEY,
    NUMBER,
    OUTREACH,
    PAYMENTS,
    READINGS,
    TEXT,
    Shape,
)
from huibao_xl.matching.answers import DIFFERENT, SAME
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.rosters.recipe import Recipe

SHARES = Shape(
    "shares",
    {
        "township": TEXT,
        "kind": TEXT,
        "people": NUMBER,
        "amount_fen": MONEY,
        "district_fen": MONEY,
        "township_fen": MONEY,
    },
)
"""One row per 街镇 of the policy in its order, zeros included."""
FRAMES = {
    "decisions": DECISIONS,
    "payments": PAYMENTS,
    "shares": SHARES,
    "outreach": OUTREACH,
    "findings": FINDINGS,
    "balance": BALANCE,
    "entries": ENTRIES,
    "compared": CANDIDATES,
    "readings": READINGS,
}
"""{field of a Result: its shape}: the frames that a result folder stores."""

LONGEST_NAME = 100
"""Characters of the name of a batch: it stands in headings and in the bank's 摘要."""


def require_name(name: str) -> None:
    """Raise Stop(S07) if the name of a batch is longer than :data:`LONGEST_NAME`, or not one line of plain text."""
    if len(name) > LONGEST_NAME:
        raise Stop("S07", why=f"批次名有 {len(name):,} 个字，太长", advice=f"请改为不超过 {LONGEST_NAME} 个字的一行")
    if not name.isprintable():
        raise Stop("S07", why="批次名中有换行或不能显示的字符", advice="请改为一行普通文字")


@dataclass(frozen=True)
class Result:
    """A finished run. Frames by their shapes in ``FRAMES``; ``as_of``: the day that overrides every reference date.

    ``inputs``: path, sheet, role, rows, sha256. ``entries``: all roster rows. ``base``: the folder that the frames'
    paths start from, for links; None is the current folder. ``compared``: the pairs of 比对决定. ``readings``: 列对应 (frames.READINGS). ``templates``: the
    folder of forms that the bureau restyled; None: ours. ``started``: when the job began. ``recipe``: None where it
    was not made from files alone.
    """

    policy: Policy
    as_of: date | None
    name: str
    inputs: pd.DataFrame
    decisions: pd.DataFrame
    payments: pd.DataFrame
    shares: pd.DataFrame
    outreach: pd.DataFrame
    findings: pd.DataFrame
    balance: pd.DataFrame
    entries: pd.DataFrame
    base: Path | None = None
    compared: pd.DataFrame = field(default_factory=CANDIDATES.empty)
    readings: pd.DataFrame = field(default_factory=READINGS.empty)
    templates: Path | None = None
    started: datetime = field(default_factory=datetime.now)
    recipe: Recipe | None = None

    @property
    def with_ledger(self) -> bool:
        """Whether a ledger said who was paid: it stands among the inputs, without a sheet and without the suffix of a table."""
        without = self.inputs.loc[(self.inputs["role"] == "往期发放") & (self.inputs["sheet"] == ""), "path"]
        return any(Path(path).suffix.lower() not in names.TABLE_SUFFIXES for path in without)

    @property
    def open_pairs(self) -> int:
        """How many pairs of 比对决定 nobody has decided: no answer, or 再查."""
        return int((~self.compared["answer"].isin((SAME, DIFFERENT))).sum())


def forms_in(opened: ResultFolder) -> Path | None:
    """Return the folder of the bureau's own forms that a result carries; None if it was made with ours."""
    forms = opened.path / names.DATA / names.FORMS
    return forms if opened.summary["templates"] and forms.is_dir() else None


def of_folder(opened: ResultFolder) -> Result:
    """Return the result in a folder that was opened and compared with its seal, without what only the run knew (``base``, ``recipe``). Raises Stop(S91)
    if a frame cannot be read."""
    summary = opened.summary
    return Result(
        policy=policy.build(opened.json(names.POLICY)),
        as_of=date.fromisoformat(summary["as_of"]) if summary["as_of"] else None,
        name=opened.json(names.RECIPE, names.RECIPE_SCHEMA)["name"],
        inputs=pd.DataFrame(summary["inputs"], columns=["path", "sheet", "role", "rows", "sha256"]),
        started=datetime.fromisoformat(summary["started"]),
        templates=forms_in(opened),
        decisions=opened.frame(DECISIONS),
        payments=opened.frame(PAYMENTS),
        shares=opened.frame(SHARES),
        outreach=opened.frame(OUTREACH),
        findings=opened.frame(FINDINGS),
        balance=opened.frame(BALANCE),
        entries=opened.frame(ENTRIES),
        compared=opened.frame(CANDIDATES),
        readings=opened.frame_or_empty(READINGS),
    )
