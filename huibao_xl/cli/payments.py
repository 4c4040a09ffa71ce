"""``huibao batch`` and ``huibao ledger verify``, whose arguments are not those of the act. The other commands of paying call ``payments.acts``."""

from pathlib import Path

from huibao_xl import policy as policies
from huibao_xl.payments import acts
from huibao_xl.payments.batches import Payer


def make(*, ledger_path: Path, folder: Path, payer: Payer, by: str, layout: str, policy: str) -> list[str]:
    """制单, with the policy that is named, else the one that the result rests on. Raises Stop as ``acts.make`` does."""
    rules = policies.load(policy) if policy else None
    return acts.make(ledger_path, folder, payer, by, layout, rules)


def verify(*, path: Path | None, ledger_path: Path, seal: str) -> list[str]:
    """核对台账: of the ledger that stands as an argument, else of ``--ledger``. Raises Stop(S37) if something was changed."""
    return acts.check(path or ledger_path, seal)
