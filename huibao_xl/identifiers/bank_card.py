"""Bank account numbers: cards (16 to 19 digits, Luhn) and older passbook accounts (no common structure).

A number is usable if, without spaces and hyphens, it is 8 to 32 digits that Excel has not damaged. Luhn is advice only: passbooks
do not follow it; but a long number that ends in 0000 and fails it is one whose last digits Excel has lost. No list of card prefixes decides: those that can be had are old, and none may be asked on line.

    >>> compact("6222 0213-4567 8901 235"), fault("6222021345678901235"), fault("62220A")
    ('6222021345678901235', None, 'characters')
"""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from stdnum import luhn

from huibao_xl.frames import STR, keyed
from huibao_xl.identifiers import lost as destroyed
from huibao_xl.identifiers.spelling import trim, unseparated

_SHORTEST, _ACCOUNT, _LONGEST_PARTED = 8, 12, 23
_PARTED = re.compile(r"[^0-9]+")

FAULTS = {
    "missing": "为空",
    "lost": "被 Excel 损坏，后几位已丢失",
    "characters": "含有数字以外的字符",
    "length": "的位数不对（应为 8 至 32 位）",
}
"""Why an account number is unusable, to be read after the words 银行账号."""


def compact(text: str) -> str:
    """Return the number without separators (:func:`spelling.unseparated`). It is not checked: see :func:`fault`.

    Nothing is put together that may be two numbers: parts of 12 digits, lines of 8, or more than the longest account in use.

    >>> compact("6222 0213-4567 8901 235"), compact("62220213\\n62220214")
    ('6222021345678901235', '62220213\\n62220214')
    """
    number = unseparated(text)
    if not number.isdigit() or number in (written := trim(text)):
        return number
    parts = [part for part in _PARTED.split(written) if len(part) >= _ACCOUNT]
    lines = [line for line in written.splitlines() if sum(map(str.isdigit, line)) >= _SHORTEST]
    return written if len(parts) > 1 or len(lines) > 1 or len(number) > _LONGEST_PARTED else number


def fault(number: str) -> str | None:
    """Return why a compacted number is unusable (a key of FAULTS), or None.

    >>> fault("6228480000012340000"), fault("12345678")
    ('lost', None)
    """
    if not number:
        return "missing"
    if destroyed.was_number(number):
        return "lost"
    if not (number.isascii() and number.isdigit()):
        return "characters"
    if not _SHORTEST <= len(number) <= 32:
        return "length"
    return "lost" if len(number) > destroyed.LEFT and number.endswith("0000") and not luhn.is_valid(number) else None


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
    account = pd.Series(pd.array(raw, dtype=STR))
    account.iloc[unusual] = account.iloc[unusual].map(compact).to_numpy()
    faults = pd.Series([None] * len(account), dtype=object)
    faults.iloc[unusual] = account.iloc[unusual].map(fault).to_numpy()
    ending = np.flatnonzero(pc.ends_with(raw, "0000").to_numpy(zero_copy_only=False) & pd.isna(faults).to_numpy())
    faults.iloc[ending] = account.iloc[ending].map(fault).to_numpy()
    faults[lost & (account != "").to_numpy()] = "lost"
    faults.iloc[_lost_by_column(account)] = "lost"
    return pd.DataFrame({"account": account, "account_fault": keyed(faults, FAULTS)})


def _lost_by_column(account: pd.Series) -> np.ndarray:
    """The rows of numbers whose digits beyond the fifteenth are zeros, where the column has more of those of one length than chance gives."""
    long = pc.match_substring_regex(pa.array(account), "^[0-9]{16,22}$").to_numpy(zero_copy_only=False)
    zeroed = np.flatnonzero(
        pc.match_substring_regex(pa.array(account), "^[0-9]{15}0{1,7}$").to_numpy(zero_copy_only=False)
    )
    if not len(zeroed):
        return zeroed
    lengths = account.str.len().to_numpy()
    different = account.iloc[zeroed].drop_duplicates().str.len().to_numpy()
    beyond = [
        length
        for length in set(different.tolist())
        if destroyed.beyond_chance(
            int((different == length).sum()), int((long & (lengths == length)).sum()), 10.0 ** (destroyed.LEFT - length)
        )
    ]
    return zeroed[np.isin(lengths[zeroed], beyond)]
