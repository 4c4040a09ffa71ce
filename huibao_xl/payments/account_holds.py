"""What keeps a line out of a new batch because of its account: it looks like none, or a bank refused it. A result that was made without the ledger
does not know the latter; a payment to the same account again would fail again, or worse, go to whoever has it now.

A line that goes again after a failure is asked the same (重发); so is every line when it is signed and exported, as the bank may have answered since.
"""

import pandas as pd

from huibao_xl import findings
from huibao_xl.identifiers import account_doubts
from huibao_xl.subsidy.usable_accounts import refused


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
