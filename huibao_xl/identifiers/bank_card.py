"""Bank account numbers: cards (16 to 19 digits, Luhn) and older passbook accounts (no common structure).

A number is usable if, without spaces and hyphens, it is 8 to 32 digits that Excel has not damaged. Luhn is advice only: passbooks
do not follow it. No list of card prefixes decides: those that can be had are old, and none may be asked on line.

    >>> compact("6222 0213-4567 8901 235"), fault("6222021345678901235"), fault("62220A")
    ('6222021345678901235', None, 'characters')
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.identifiers import resident_id

FAULTS = {
    "missing": "为空",
    "lost": "被 Excel 损坏，后几位已丢失",
    "characters": "含有数字以外的字符",
    "length": "的位数不对（应为 8 至 32 位）",
}
"""Why an account number is unusable, to be read after the words 银行账号."""


def compact(text: str) -> str:
    """Return the number without spaces, hyphens and full-width forms. It is not checked: see :func:`fault`."""
    return "".join(
        character for character in resident_id.trim(text).upper() if not character.isspace() and character not in "-－—"
    )


def fault(number: str) -> str | None:
    """Return why a compacted number is unusable (a key of FAULTS), or None."""
    if not number:
        return "missing"
    if resident_id.is_scientific(number):
        return "lost"
    if not (number.isascii() and number.isdigit()):
        return "characters"
    return None if 8 <= len(number) <= 32 else "length"


def is_valid(text: str) -> bool:
    """Return whether the text, once compacted, is a usable account number.

    >>> is_valid("6222 0213-4567 8901 235"), is_valid("待补")
    (True, False)
    """
    return fault(compact(text)) is None


def check(raw: pa.Array | pa.ChunkedArray, lost: np.ndarray) -> pd.DataFrame:
    """Compact and judge a whole column: ``account`` (text) and ``account_fault`` (null, or a key of FAULTS).

    ``lost``: True where the cell was a number of more than 15 digits.
    """
    raw = pc.fill_null(raw.cast(pa.string()), "")
    unusual = np.flatnonzero(~pc.match_substring_regex(raw, "^[0-9]{8,32}$").to_numpy(zero_copy_only=False))
    account = pd.Series(pd.array(raw, dtype="str"))
    account.iloc[unusual] = account.iloc[unusual].map(compact).to_numpy()
    faults = pd.Series([None] * len(account), dtype=object)
    faults.iloc[unusual] = account.iloc[unusual].map(fault).to_numpy()
    faults[lost & (account != "").to_numpy()] = "lost"
    return pd.DataFrame({"account": account, "account_fault": pd.Categorical(faults, categories=list(FAULTS))})
