"""The commands of paying whose arguments or answers are not those of the act. The others call ``payments.acts``."""

from collections.abc import Sequence
from pathlib import Path

from huibao_xl import policy as policies
from huibao_xl import screen
from huibao_xl.cli import outcomes
from huibao_xl.commands.parameters import LEDGER_FILE
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger.records import Flow
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Outcome


def make(
    *, ledger_path: Path, folder: Path, payer: Flow, by: str, layout: str, policy: str, apart: Sequence[int], why: str
) -> Outcome:
    """制单, with the policy that is named, else the one that the result rests on; the run is made again first where its
    lists are as they were. Raises Stop as ``acts.make`` and ``acts.make_again`` do."""
    rules = policies.load(policy) if policy else None
    with screen.stages() as stage:
        again = acts.make_again(folder, stage)
    return acts.make(ledger_path, folder, payer, by, layout, rules, apart, why) + again


def verify(*, path: Path | None, ledger_path: Path | None, seal: str) -> Outcome:
    """核对台账: of the ledger that stands as an argument, or of ``--ledger``. Raises Stop(S37) if something was changed, S07 if both are there."""
    if path is not None and ledger_path is not None:
        raise Stop("S07", why=f"台账写了两次（“{path}”和“{ledger_path}”）", advice="请只写要核对的那一本")
    return ledger_acts.check(path or ledger_path or Path(LEDGER_FILE), seal)


def list_batches(*, ledger_path: Path) -> list[str]:
    """Return every batch as a line."""
    return outcomes.batch_lines(ledger_acts.list_batches(ledger_path))


def show_person(*, ledger_path: Path, number: str) -> list[str]:
    """Return one person's payments over all years and payers as lines."""
    return outcomes.person_lines(number.strip(), ledger_acts.person_lines(ledger_path, number))
