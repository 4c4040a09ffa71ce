"""``huibao monitor`` and ``huibao changes``."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from huibao_xl import screen
from huibao_xl.cli.passwords import passwords
from huibao_xl.files.results import names
from huibao_xl.files.results.replacing import Replacement
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.monitoring import changes_report, report
from huibao_xl.monitoring import job as monitoring
from huibao_xl.rosters.sources import Sources


def monitor(
    *,
    sources: Sequence[str],
    on: date,
    before: Sequence[str],
    before_on: date | None,
    thresholds: Path | None,
    policy: str,
    password_file: Path | None,
    out: Path,
    force: bool,
) -> None:
    """Put each household into one class and show what was found. Raises Stop as ``monitoring.job.monitor`` does."""
    reads = Sources.parse([*sources, *before]).paths
    taken = [Path(policy), *([thresholds] if thresholds else [])]
    with atomic_folder(out, force, Replacement(names.MONITOR, reads, taken)) as folder, screen.stages() as stage:
        seen = monitoring.monitor(sources, on, before, before_on, thresholds, policy, passwords(password_file), stage)
        report.write(seen, folder)
    screen.show_lines(report.conclusions(seen), out)


def changes(*, old: str, new: str, role: str, policy: str, password_file: Path | None, out: Path, force: bool) -> None:
    """Compare two lists person by person and show what changed. Raises Stop as ``changes_report.changes`` does."""
    started = datetime.now()
    replaceable = Replacement(names.CHANGES, [changes_report.place(source)[0] for source in (old, new)], [Path(policy)])
    with atomic_folder(out, force, replaceable) as folder, screen.stages() as stage:
        found = changes_report.changes(old, new, role, policy, tuple(passwords(password_file)), stage)
        changes_report.write(found, folder, started)
    screen.show_lines(changes_report.conclusions(found.compared), out)
