"""``huibao run``, ``demo``, ``check`` and ``verify``: the main job with its bars on the terminal, and what it ends
with."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from huibao_xl import resources, screen
from huibao_xl.cli.passwords import passwords
from huibao_xl.commands.parameters import LEDGER_FILE
from huibao_xl.policy import load
from huibao_xl.reasons.shown import visible
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy import check as checking
from huibao_xl.subsidy import run as main_job
from huibao_xl.subsidy.prior import LedgerFacts


def run(
    *,
    sources: Sequence[str],
    password_file: Path | None,
    policy: str,
    out: Path,
    force: bool,
    name: str,
    as_of: date | None,
    decisions: Path | None,
    columns: Path | None,
    ledger: Path | None,
    templates: Path | None,
) -> None:
    """Run the main job and show its balance and totals. A ledger that stands beside ``out`` is used though it is not named: whom it has paid must not be
    paid again. Raises Stop as ``subsidy.run.run`` does."""
    ledger = ledger or _beside(out)
    with screen.stages() as stage:
        result = main_job.run(
            Sources.parse(sources),
            policy,
            out,
            name=name,
            as_of=as_of,
            passwords=passwords(password_file),
            force=force,
            stage=stage,
            answers=decisions,
            columns=columns,
            ledger=_ledger_facts(ledger, policy) if ledger else None,
            templates=templates,
            resting=lambda folder: _batches_on(folder, ledger),
        )
    screen.show(result, out)


def _beside(out: Path) -> Path | None:
    """The ledger beside a result, by its usual name."""
    beside = out.absolute().parent / LEDGER_FILE
    return beside if beside.is_file() else None


def _batches_on(folder: Path, ledger: Path | None) -> list[str]:
    """The batches that rest on a result folder, in the ledger that is named or those around."""
    from huibao_xl.payments.resting import batches_near

    return batches_near(folder, ledger)


def _ledger_facts(ledger: Path, policy_name: str) -> LedgerFacts:
    """Whom the ledger has paid under this policy, and who was struck out."""
    from huibao_xl.payments.ledger import paid

    return paid.ledger_facts(ledger, load(policy_name))


def demo(*, out: Path, force: bool) -> None:
    """Run the main job on the sample workbooks."""
    samples = resources.folder("workbooks") / "样例"
    with screen.stages() as stage:
        result = main_job.run(
            Sources.parse([str(samples)]),
            "2024",
            out,
            name="2024年度沪惠保补贴（样例）",
            force=force,
            stage=stage,
            resting=lambda folder: _batches_on(folder, None),
        )
    screen.show(result, out)


def check(
    *, sources: Sequence[str], password_file: Path | None, policy: str, columns: Path | None, out: Path, force: bool
) -> None:
    """Check the lists and show how many problems there are. Raises Stop as ``subsidy.check.check`` does."""
    with screen.stages() as stage:
        checked = checking.check(Sources.parse(sources), policy, out, passwords(password_file), force, stage, columns)
    screen.show_check(checked, out)


def verify(*, folder: Path, password_file: Path | None) -> None:
    """Check a result folder and say what was found. Raises Stop(S92) if something does not hold, else as
    ``verify.job.verify`` does."""
    from huibao_xl.verify import (
        job as verifying,
    )  # it calls every product: whoever runs another command need not load them

    with screen.stages() as stage:
        verified = verifying.verify(folder, passwords(password_file), stage)
    print("\n".join(map(visible, verifying.in_words(verified))))
    verifying.require(verified)
