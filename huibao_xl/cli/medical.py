"""``huibao clear-medical`` and ``huibao settle``."""

from collections.abc import Sequence
from pathlib import Path

from huibao_xl import screen
from huibao_xl.cli.passwords import passwords
from huibao_xl.medical import job
from huibao_xl.medical.lists import BOOK
from huibao_xl.rosters.sources import Sources


def clear_year(
    *,
    sources: Sequence[str],
    password_file: Path | None,
    policy: str,
    out: Path,
    force: bool,
    people: Sequence[str],
    columns: Path | None,
) -> None:
    """Clear a whole year and show rows and yuan of each kind. Raises Stop as ``medical.job.clear_year`` does."""
    with screen.stages() as stage:
        result = job.clear_year(
            Sources.parse(sources, BOOK), policy, out, people, passwords(password_file), force, stage, columns
        )
    screen.show_medical(result, out)


def settle(
    *,
    sources: Sequence[str],
    password_file: Path | None,
    policy: str,
    after: Path | None,
    out: Path,
    force: bool,
    columns: Path | None,
) -> None:
    """Clear what is new since the folder ``after``. Raises Stop as ``medical.job.settle_new`` does."""
    with screen.stages() as stage:
        result = job.settle_new(
            Sources.parse(sources, BOOK), policy, out, after, passwords(password_file), force, stage, columns
        )
    screen.show_medical(result, out)
