"""Sheet protection without a password: the one thing that commands need and xlwings' public API has not.

It keeps staff from changing by mistake what stands in the policy file; it keeps nobody out. The engine that works without Excel
does not enforce protection, it only carries it.
"""

from typing import Any

import xlwings as xw

from huibao_xl.reasons import Stop


def is_protected(sheet: xw.Sheet) -> bool:
    """Tell whether locked cells of a sheet refuse to be changed."""
    state = _state(sheet)
    return bool(state.sheet if state is not None else sheet.api.ProtectContents)


def protect(sheet: xw.Sheet, on: bool = True) -> None:
    """Protect a sheet, or lift the protection. Raises Stop(S07) if somebody gave it a password."""
    state = _state(sheet)
    if state is not None:
        state.sheet = on
    elif on:
        sheet.api.Protect()
    else:
        try:
            sheet.api.Unprotect("")
        except Exception:  # COM says no more than that it failed
            raise Stop("S07", why=f"工作表“{sheet.name}”有保护密码", advice="请撤销工作表保护，再按一次按钮") from None


def _state(sheet: xw.Sheet) -> Any:
    """What openpyxl keeps of a sheet's protection; None where Excel itself is."""
    worksheet = getattr(sheet.impl, "ws", None)
    return None if worksheet is None else worksheet.protection
