"""Names of lists that say that money was paid for this insurance: 2024年沪惠保补贴领款签收表, 保费补助签领单, 补贴打卡明细, 保费返还名单.

Nobody can tell from such a name alone whether the list is of this year or all were paid. So it is asked about, and whoever stands there waits. The
words are data (``paid_lists`` in ``schemas/list-terms.json``).
"""

import re
from collections.abc import Iterable

from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.header_terms import content

_LONGEST_TITLE = 60
"""A longer text explains something."""


def names_payment(names: Iterable[str]) -> str:
    """Return the first of these names that says that this subsidy was paid, or the premium by somebody else, "" if none does.

    >>> names_payment(["Sheet1", "2024年沪惠保补贴领款签收表"]), names_payment(["沪惠保补贴打卡账户"]), names_payment(["慰问金签收表"])
    ('2024年沪惠保补贴领款签收表', '', '')
    """
    rule = content()["paid_lists"]
    return next((text for text in names if len(text) <= _LONGEST_TITLE and _says(plain(text), rule)), "")


def _says(written: str, rule: dict[str, str]) -> bool:
    return re.match(rule["receipts"], written) is not None and re.search(rule["unless"], written) is None
