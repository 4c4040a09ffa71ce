"""A rate in percent."""


def rate(done: int, of: int) -> str:
    """Return a rate in percent with two decimals, cut and not rounded, so that 100% means everybody.

    >>> rate(2, 3), rate(99999, 100000), rate(3, 3), rate(0, 0)
    ('66.66%', '99.99%', '100.00%', '—')
    """
    if not of:
        return "—"
    basis_points = done * 10_000 // of
    return f"{basis_points // 100}.{basis_points % 100:02d}%"
