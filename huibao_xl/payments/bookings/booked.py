"""Lines with what was booked of them: what of a payment the bearers still bear, after what came back."""

import pandas as pd

from huibao_xl.payments.ledger.cases import cases
from huibao_xl.payments.ledger.store import Ledger

MONEY = ["amount_fen", "district_fen", "township_fen"]


def net(ledger: Ledger, lines: pd.DataFrame, given_up: bool = False) -> pd.DataFrame:
    """Return lines (batch, line, and MONEY as it arrived) less what came back of them, share by share. ``given_up``: also less what was given up: nobody asks
    for that any more."""
    less = [
        (case.batch, case.line, case.repaid_fen + (case.given_up_fen if given_up else 0), case)
        for case in cases(ledger)
    ]
    places = {
        place: row for row, place in zip(lines.index, zip(lines["batch"], lines["line"], strict=True), strict=True)
    }
    if not any(fen and (batch, line) in places for batch, line, fen, _ in less):
        return lines
    lines = lines.copy()
    for batch, line, fen, case in less:
        if fen and (batch, line) in places:
            row, district = places[batch, line], case.district_share(fen)
            lines.loc[row, MONEY] = lines.loc[row, MONEY] - [fen, district, fen - district]
    return lines
