"""What was paid, as frames: lines written in a test, or those of a simulated year, as the clearing reads them."""

from typing import Any

import pandas as pd
from subsidy_year import Person

from huibao_xl import policy
from huibao_xl.clearing import classify, paid_lines
from huibao_xl.clearing.paid_lines import Payments
from huibao_xl.frames import FINDINGS, STRUCK
from huibao_xl.identifiers import resident_id

RULES = policy.load("2024")


def line_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """LINES of dicts with name, id, township, amount_fen, state; the rest is filled in, as a source would."""
    frame = pd.DataFrame(rows, columns=["name", "id", "township", "amount_fen", "state"])
    valid = frame["id"].map(resident_id.is_valid).astype(bool)
    frame = frame.assign(
        name_key=frame["name"],
        id_fault=pd.Categorical(valid.map({True: None, False: "check"}), categories=list(resident_id.FAULTS)),
        person=frame["id"].str[:17].where(valid, "-1"),
        holder="",
        remark="",
        doubt="",
        file="付款.xlsx",
        sheet="付款",
        row=range(2, len(frame) + 2),
    )
    return paid_lines._checked(classify.with_shares(frame, RULES))


def payments(lines: pd.DataFrame, failed: dict[str, str] | None = None) -> Payments:
    inputs = pd.DataFrame(
        [{"path": "付款.xlsx", "sheet": "付款", "role": "往期发放", "rows": len(lines), "sha256": "0"}]
    )
    return Payments(lines, failed or {}, STRUCK.empty(), inputs, FINDINGS.empty())


def lines_of(everybody: list[Person]) -> pd.DataFrame:
    rows = [
        {"name": one.name, "id": one.id, "township": town, "amount_fen": fen, "state": state}
        for one in everybody
        for town, fen, state in one.paid
    ]
    return line_frame(rows)
