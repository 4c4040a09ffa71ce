"""Which batches rest on a result folder, so that nobody replaces it: without it nobody can check any more what was signed."""

from collections.abc import Iterable
from pathlib import Path

from huibao_xl.commands.parameters import LEDGER_FILE
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.store import opened


def batches_on(folder: Path, ledgers: Iterable[Path]) -> list[str]:
    """Return the batches of ledgers that rest on ``folder`` or on a result in it (补发 of a clearing), as staff call them: all that were not
    rejected. What is not there holds none. Raises Stop(S30) for what is no ledger.
    """
    place, found = folder.resolve(), []
    for path in dict.fromkeys(each.resolve() for each in ledgers):
        if not path.is_file():
            continue
        with opened(path) as ledger:
            for number in ledger.batches():
                basis = states.declaration(ledger, number).basis
                if basis and basis.folder.is_relative_to(place) and not states.light(ledger, number).rejected:
                    found.append(f"批次“{number}”")
    return found


def ledgers_near(folder: Path, *named: Path | None) -> list[Path]:
    """Return where a ledger may stand that knows a result folder: ``named``, and under its usual name in the two folders around it and here."""
    around = [*folder.absolute().parents[:2], Path()]
    return [*(path for path in named if path is not None), *(place / LEDGER_FILE for place in around)]
