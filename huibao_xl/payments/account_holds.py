"""What keeps a line out of a new batch because of its account: it looks like none, or a bank refused it. A result that was made without the ledger
does not know the latter; a payment to the same account again would fail again, or worse, go to whoever has it now.

A line that goes again after a failure is asked the same (重发); so is every line when it is signed and exported, as the bank may have answered since.
"""

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import FAILED_ACCOUNTS
from huibao_xl.identifiers import account_doubts
from huibao_xl.subsidy.usable_accounts import still_refused


def holds(lines: pd.DataFrame, failed: pd.DataFrame, place: pd.DataFrame) -> pd.DataFrame:
    """Return B53 (looks like no account, and nobody checked it) and B54 (a bank refused it) as findings at ``place``.

    ``lines``: payments.frames.LINES; ``failed``: frames.FAILED_ACCOUNTS; ``place``: where the lines stand, by the same index.
    """
    doubts = account_doubts.doubts(lines["account"])
    doubted = lines[doubts.notna() & (lines["checked"] == "")]
    of = refused(lines, failed)
    again = lines.loc[of.index]
    return findings.concat(
        [
            findings.for_rows(
                "B53",
                place.loc[doubted.index],
                "银行账号",
                value=doubted["account"],
                doubt=doubts[doubted.index].map(account_doubts.meanings()),
            ),
            findings.for_rows(
                "B54",
                place.loc[again.index],
                "银行账号",
                value=again["account"],
                day=of["day"],
                batch=of["batch"],
                line=of["line"].astype("str"),
                why=of["why"],
            ),
        ]
    )


def refused(lines: pd.DataFrame, failed: pd.DataFrame) -> pd.DataFrame:
    """Return the last failure of the account of each line that it still holds, by the index of ``lines``: frames.FAILED_ACCOUNTS
    without account."""
    last = FAILED_ACCOUNTS.check(failed).drop_duplicates("account", keep="last").set_index("account")
    again = lines[lines["account"].isin(last.index)]
    of = last.loc[again["account"]].set_axis(again.index)
    waits = still_refused(again, of) if len(again) else np.zeros(0, dtype=np.bool_)
    return of[waits]
