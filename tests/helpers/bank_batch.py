"""Invented batches and bank answers for the tests of paying. Ids have the region 999999, which does not exist, and a right check digit."""

from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
from stdnum import luhn
from tables import resident

from huibao_xl.payments.frames import LINES, RETURN_LINES

DAY = date(2024, 9, 1)
ADULT, CHILD = resident("99999919850101001"), resident("99999920150601002")


def card(number: int) -> str:
    """An invented card number of 19 digits with a right Luhn digit."""
    return with_check_digit(f"999999{number:012d}")


def with_check_digit(body: str) -> str:
    """A card number from all its digits but the last, the Luhn digit."""
    return body + luhn.calc_check_digit(body)


def batch(*changes: dict, count: int | None = None, **columns) -> pd.DataFrame:
    """LINES, one for each of ``changes`` (or ``count``), sound but for what is changed; ``columns``: whole columns."""
    n = count if count is not None else len(changes)
    base = {
        "line": np.arange(1, n + 1),
        "serial": np.arange(1, n + 1),
        "id": ADULT,
        "name": [f"测试{chr(0x4E00 + index % 5000)}" for index in range(n)],
        "township": "莘庄镇",
        "kind": "镇",
        "account": [card(index) for index in range(n)],
        "bank": "样例银行",
        "cnaps": "325290000012",
        "guardian": "",
        "also_named": "",
        "checked": "",
        "apart": "",
        "amount_fen": 12900,
        "district_fen": 4515,
        "township_fen": 8385,
    }
    frame = pd.DataFrame(base | columns)
    frame["holder"] = columns.get("holder", frame["name"])
    for index, change in enumerate(changes):
        for column, value in change.items():
            frame.loc[index, column] = value
        if "name" in change and "holder" not in change:
            frame.loc[index, "holder"] = change["name"]
    return LINES.check(frame.astype(LINES.columns)[list(LINES.columns)])


def sent(*changes: dict, count: int | None = None, state: str | list[str] = "在途", **columns) -> pd.DataFrame:
    """LINES that were sent, with their state."""
    return batch(*changes, count=count, **columns).assign(state=state)


def answer(lines: pd.DataFrame, line: int, status: str = "成功", reason: str = "", **changes) -> dict:
    """A bank's answer to a line of the batch."""
    row = lines.set_index("line").loc[line]
    own = {"number": str(line), "account": row["account"], "holder": row["holder"], "amount_fen": row["amount_fen"]}
    return own | {"status": status, "reason": reason} | changes


def answers(*rows: dict) -> pd.DataFrame:
    """RETURN_LINES as if read from rows 2, 3 and so on of a sheet."""
    frame = pd.DataFrame(list(rows), columns=["number", "account", "holder", "amount_fen", "status", "reason"])
    frame = frame.assign(paid_on=[row.get("paid_on", "") for row in rows], receipt="")
    frame = frame.assign(file="回盘.xlsx", sheet="结果", row=np.arange(2, len(rows) + 2))
    return RETURN_LINES.check(frame.astype(RETURN_LINES.columns)[list(RETURN_LINES.columns)])


def workbook(path: Path, rows: list[list]) -> Path:
    """Write rows as a workbook, as a bank's page would."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def codes(found: pd.DataFrame) -> list[tuple[str, int]]:
    """(code, row) of findings."""
    return list(zip(found["code"].astype(str), found["row"], strict=True))
