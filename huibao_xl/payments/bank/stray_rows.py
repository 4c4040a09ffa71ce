"""Rows of a bank's return file that stand where no answer is looked for: above the header, on a sheet without one, in the place of a footer.

A bank's file has titles, notes and totals there, and at times payments: 失败明细 on a sheet of its own without headers, a text without the first or
the last line that the layout expects. What holds an account that is not the payer's is never passed over.
"""

import re

from huibao_xl.identifiers import bank_card, partial_account, resident_id

_SHORTEST = 12
"""Digits of an account where no header says that it is one: shorter ones are days, amounts and serial numbers."""
_OF_PAYER = re.compile("付款|付方|出账|扣款|扣账|委托|单位|对公|代发账")

_ANSWERED = re.compile("失败|退票|退回|退汇|未成功|不成功|不符|销户|冻结|挂失|止付|拒")
"""What a note says of one payment, with the account in its sentence: 备注：某某 6222… 129.00 失败. One that counts payments (3 笔) is a total."""
_WITHIN = re.compile(r"(?<![0-9*])(?:[0-9][0-9*]{11,}|(?:[0-9]{4} ){2,}[0-9]{3,7})(?![0-9*])")


def names_account(text: str) -> bool:
    """Return whether a compacted text is a usable account number, or one that the bank has masked.

    >>> names_account("6222021234567890123"), names_account("6222****0123"), names_account("合计")
    (True, True, False)
    """
    return bank_card.fault(text) is None or partial_account.pattern(text) is not None


def account_in(cells: list[str] | None) -> str:
    """Return the account that a row holds beside no header, compacted; "" if it holds none, or speaks of who pays.

    >>> account_in(["甲", "6222 0212 3456 7890 123"]), account_in(["付款账号", "6222021234567890123"]), account_in(["合计", "3", "387.00"])
    ('6222021234567890123', '', '')
    >>> account_in(["备注：甲 6222021234567890123 129.00 失败"]), account_in(["账号6222021234567890123 成功20笔 失败1笔"])
    ('6222021234567890123', '')
    """
    if not cells or any(_OF_PAYER.search(cell) for cell in cells):
        return ""
    compacted = (bank_card.compact(cell) for cell in cells if any(map(str.isdigit, cell)))
    within = (number for cell in cells if _ANSWERED.search(cell) and "笔" not in cell for number in _within(cell))
    return next((text for text in (*compacted, *within) if _is_surely_one(text)), "")


def _within(cell: str) -> list[str]:
    """What may be an account within a sentence."""
    return [number.replace(" ", "") for number in _WITHIN.findall(cell.replace("＊", "*"))]


def _is_surely_one(text: str) -> bool:
    if partial_account.pattern(text) is not None:
        return not text.startswith("*")
    return len(text) >= _SHORTEST and bank_card.fault(text) is None and not resident_id.is_valid(text)
