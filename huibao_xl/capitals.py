"""大写金额: an amount in the capitals that cheques, vouchers and payment forms ask for.

Source: 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》. Its own examples decide where it leaves a choice: an amount that
ends in 角 has no 整, and a 零 stands before 角 where 元 is zero. The word 人民币 before the amount belongs to the form.

    >>> upper(140950), upper(600714), upper(168032), upper(10700053), upper(1640902), upper(32504)
    ('壹仟肆佰零玖元伍角', '陆仟零柒元壹角肆分', '壹仟陆佰捌拾元零叁角贰分', '壹拾万柒仟元零伍角叁分', '壹万陆仟肆佰零玖元零贰分', '叁佰贰拾伍元零肆分')
"""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
LARGEST_FEN = 10**18 - 1
"""Up to 玖仟玖佰玖拾玖万…亿 yuan; the units beyond have no settled names."""


def upper(fen: int) -> str:
    """Return an amount of fen in capitals. Raises ValueError beyond :data:`LARGEST_FEN`.

    >>> upper(12900), upper(5), upper(0), upper(-100000000001)
    ('壹佰贰拾玖元整', '伍分', '零元整', '负壹拾亿元零壹分')
    """
    if abs(fen) > LARGEST_FEN:
        raise ValueError("too large for capitals")
    sign, fen = ("负", -fen) if fen < 0 else ("", fen)
    yuan, rest = divmod(fen, 100)
    integer = f"{_integer(yuan)}元" if yuan else ""
    if not rest:
        return f"{sign}{integer or '零元'}整"
    return sign + integer + _fraction(rest, yuan)


def _integer(number: int) -> str:
    """A whole number above zero, by groups of eight and four digits; one 零 where a group begins with zeros."""
    for base, unit in ((10**8, "亿"), (10**4, "万")):
        if number >= base:
            high, low = divmod(number, base)
            gap = "零" if low < base // 10 else ""
            return _integer(high) + unit + (gap + _integer(low) if low else "")
    return _group(number)


def _group(number: int) -> str:
    """1 to 9999; zeros between digits become one 零, zeros at the end nothing."""
    text = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += _DIGITS[digit] + _UNITS[place]
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def _fraction(rest: int, yuan: int) -> str:
    """角 and 分 of 1 to 99 fen; 零 where 角 is zero, or where 元 is (but not at the very beginning)."""
    jiao, fen = divmod(rest, 10)
    gap = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    return gap + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[fen]}分" if fen else "")
