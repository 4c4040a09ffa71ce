"""What a ledger knows of people before a run decides: who is in flight or paid (往期发放), and whom an approver struck
out."""

from dataclasses import dataclass, field, replace

import pandas as pd

from huibao_xl.frames import FAILED_ACCOUNTS, PRIOR
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.read_lists import joined


@dataclass(frozen=True)
class LedgerFacts:
    """``prior``: frames.PRIOR; ``struck``: frames.STRUCK; ``sheets``: the ledger as a row of ``Lists.sheets``; ``failed_accounts``:
    frames.FAILED_ACCOUNTS."""

    prior: pd.DataFrame
    struck: pd.DataFrame
    sheets: pd.DataFrame
    failed_accounts: pd.DataFrame = field(default_factory=FAILED_ACCOUNTS.empty)


def with_ledger(lists: Lists, facts: LedgerFacts | None) -> Lists:
    """Return the lists with what the ledger knows added to 往期发放 and to the inputs; as they are if there is no
    ledger."""
    if facts is None:
        return lists
    return replace(
        lists,
        prior=joined(PRIOR, (lists.prior, facts.prior)),
        sheets=pd.concat([lists.sheets, facts.sheets], ignore_index=True),
        struck=facts.struck,
        failed_accounts=facts.failed_accounts,
    )
