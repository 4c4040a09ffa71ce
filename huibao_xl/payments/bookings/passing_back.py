"""收回: money that the district passed on and a 街镇 gives back, because fewer people were paid than it was passed on for, or a payment came back."""

from datetime import date

import pandas as pd

from huibao_xl.money import format_yuan
from huibao_xl.payments.ledger.events import Pen
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.ledger.verify_bookings import PASSED_BACK
from huibao_xl.reasons import Input, Stop


def movements(ledger: Ledger, scheme: str, year: int) -> pd.DataFrame:
    """Return what was given back in a year: township, fen, on (ISO 8601), document, by."""
    rows = [
        (event.content["township"], event.content["fen"], event.content["on"], event.content["document"], event.by)
        for event in ledger.events(kinds=(PASSED_BACK,))
        if (event.content["scheme"], event.content["year"]) == (scheme, year)
    ]
    return pd.DataFrame(rows, columns=["township", "fen", "on", "document", "by"])


def passed_back(ledger: Ledger, scheme: str, year: int) -> pd.Series:
    """Return the fen that each 街镇 gave back in a year, by its name."""
    return movements(ledger, scheme, year).groupby("township")["fen"].sum()


def write(
    ledger: Ledger, pen: Pen, table: pd.DataFrame, key: tuple[str, int], town: str, fen: int, on: date, document: str
) -> None:
    """Book what a 街镇 gave back. ``table``: ``transfers.due`` of the year; ``key``: scheme and year.

    Raises Stop(S07) if the 街镇 is none, gives back more than it has too much, the day is to come, the document missing or booked before.
    """
    row = table[table["township"] == town]
    over = -int(row["open_fen"].iloc[0]) if len(row) else 0
    before = movements(ledger, *key)
    faults = {
        f"没有“{town}”这个街镇": row.empty,
        f"{town}多拨 {format_yuan(max(over, 0))} 元，不能收回 {format_yuan(fen)} 元": len(row) > 0
        and not 0 < fen <= over,
        f"日期 {on} 在今天以后": on > date.today(),
        "没有写明凭证号": not document.strip(),
        f"凭证“{document}”已记过": bool(
            ((before["township"] == town) & (before["document"] == document.strip())).any()
        ),
    }
    for why, wrong in faults.items():
        if wrong:
            raise Stop(
                "S07", why=why, advice="请按资金往来表和凭证改正", inputs=[Input.DOCUMENT] if "凭证号" in why else []
            )
    body = {
        "scheme": key[0],
        "year": key[1],
        "township": town,
        "fen": fen,
        "on": on.isoformat(),
        "document": document.strip(),
    }
    pen.write(PASSED_BACK, None, body)
