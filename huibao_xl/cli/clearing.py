"""``huibao clear``."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from huibao_xl import screen
from huibao_xl.clearing import job, paid_lines, report
from huibao_xl.cli.outcomes import WORDS
from huibao_xl.cli.passwords import passwords
from huibao_xl.files.results import names
from huibao_xl.files.results.replacing import Replacement, answers_given
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.payments.resting import batches_near
from huibao_xl.rosters.sources import Sources


def clear(
    *,
    sources: Sequence[str],
    password_file: Path | None,
    paid: Sequence[Path],
    policy: str,
    out: Path,
    force: bool,
    as_of: date | None,
    before: Sequence[str],
    decisions: Path | None,
    columns: Path | None,
) -> list[str]:
    """Clear the subsidy of a year, write the report, and return what it says in short. Raises Stop as ``clearing.job`` does."""
    ledger = paid_lines.ledger_of(paid)
    rules, parsed = paid_lines.policy_named(policy, ledger), Sources.parse(sources)
    reads = [*paid, *parsed.paths, *Sources.parse(before).paths]
    taken = [Path(policy), *(path for path in (decisions, columns) if path)]
    given = answers_given(decisions, columns)
    replaceable = Replacement(names.CLEAR, reads, taken, given, lambda folder: batches_near(folder, ledger))
    with atomic_folder(out, force, replaceable) as folder, screen.stages() as stage:
        cleared = job.gather(paid, parsed, rules, as_of, passwords(password_file), before, stage, decisions, columns)
        with stage("写出清算报告", None):
            cleared = report.write(cleared, folder)
    return report.conclusions(cleared, out, WORDS)
