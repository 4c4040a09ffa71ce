"""A batch as it is written into the ledger: its number, its lines, and what it declares of them."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from huibao_xl.payments.ledger import permitted, states
from huibao_xl.payments.ledger.closed_years import require_open
from huibao_xl.payments.ledger.events import Pen, canonical
from huibao_xl.payments.ledger.records import Body, Declaration, Sums
from huibao_xl.payments.ledger.store import Ledger

_MONEY = ("amount_fen", "district_fen", "township_fen")
_OF_ACCOUNT = ("holder", "account", "bank", "cnaps", "guardian", *states.UNWRITTEN_IF_EMPTY)
_BODY = ("id", "name", "township", "kind", *_OF_ACCOUNT, *_MONEY)


def next_number(ledger: Ledger, year: int, payer: str) -> str:
    """Return the number of a payer's next batch: ``2024-七宝镇-2``. It is taken within the transaction, so no two are alike."""
    stem = f"{year}-{payer}-"
    taken = [id for id in ledger.batches() if id.startswith(stem) and id.removeprefix(stem).isdigit()]
    return f"{stem}{len(taken) + 1}"


def write(ledger: Ledger, pen: Pen, number: str, declaration: Declaration, rows: pd.DataFrame) -> str:
    """Write a batch and its lines (frames.LINES, and parent_line where they pay again), numbered from 1 in the order given.

    What ``declaration`` says of the lines is replaced by what they come to. Return the number.

    Raises Stop(S84) if the year is closed, Stop(S29) if the policy has a list of signers on which who writes is not for 制单, Stop(S31) if only who writes might sign it last.
    """
    require_open(ledger, declaration.scheme, declaration.year)
    if not declaration.parent:  # of a 重发 the list of the first batch counts, and those after it: see ``reissuing``
        permitted.require_to_make(declaration.policy_content, pen.by, pen.at)
    bodies = line_bodies(rows)
    before = _numbered_so_far(ledger, declaration.year)
    declaration = replace(declare(declaration, rows, bodies), before=before)
    permitted.require_last_left(number, declaration, [], pen.by)
    pen.open_batch(number, declaration.body())
    pen.write_many("line", number, enumerate(bodies, 1))
    return number


_A_YEAR = 1_000_000
"""Serial numbers of a year begin at so many times its last two digits."""


def _numbered_so_far(ledger: Ledger, year: int) -> int:
    """The last serial number that is taken: those of a ledger are given out once, and those of another year's ledger, of whose return files this one must book nothing, are others."""
    ((lines,),) = ledger.rows("SELECT count(*) FROM event WHERE kind = 'line'")
    declared = (states.declaration(ledger, number) for number in ledger.batches())
    last = [int(lines), year % 100 * _A_YEAR, *(each.before + each.sums.count for each in declared)]
    return max(last)


def line_bodies(rows: pd.DataFrame) -> list[Body]:
    """Return the bodies of the events of lines (frames.LINES, and parent_line where they pay again)."""
    extra = ["parent_line"] if "parent_line" in rows and (rows["parent_line"] >= 0).all() else []
    plain = rows[[*_BODY, *extra]].astype(dict.fromkeys(("township", "kind"), object))
    empty = {(column, "") for column in states.UNWRITTEN_IF_EMPTY}
    return [
        {str(column): value for column, value in row.items() if (column, value) not in empty}
        for row in plain.to_dict("records")
    ]


def declare(declaration: Declaration, rows: pd.DataFrame, bodies: Iterable[Body]) -> Declaration:
    """Return a declaration with what these lines come to: count, sums in fen, the same by 街镇, the hash of their bodies, and the signatures that so much needs."""
    by_township = {str(town): _sums(lines) for town, lines in rows.groupby(rows["township"].astype(object), sort=False)}
    seal = states.seal(map(canonical, bodies))
    sums = _sums(rows)
    steps = permitted.steps(declaration, sums.amount_fen)
    return replace(declaration, sums=sums, by_township=by_township, lines_sha256=seal, steps=steps)


def _sums(rows: pd.DataFrame) -> Sums:
    return Sums(len(rows), *(int(rows[column].sum()) for column in _MONEY))
