"""What a run hands to the reports: the policy and the frames of every step, nothing that knows a file format."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from huibao_xl.frames import CANDIDATES
from huibao_xl.policy import Policy


@dataclass(frozen=True)
class Result:
    """A finished run. Frames by their shapes in ``frames.py``; ``as_of``: the day that overrides every reference
    date.

    ``inputs``: path, sheet, role, rows, sha256. ``shares``: township, kind, people, amount_fen, district_fen,
    township_fen, one row per 街镇 of the policy in its order, zeros included. ``entries``: all roster rows. ``base``:
    the folder that the frames' paths start from, for links; None is the current folder. ``compared``:
    frames.CANDIDATES, the pairs of 比对决定. ``templates``: the folder of forms that the bureau restyled; None: ours.
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
    templates: Path | None = None
