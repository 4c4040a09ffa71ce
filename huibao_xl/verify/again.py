"""How each kind of result is made again: in a folder of its own, from what the result says of its making."""

from collections.abc import Callable, Sequence
from pathlib import Path

from huibao_xl.clearing import report as clearing
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.results.names import Kind
from huibao_xl.medical import job as medical
from huibao_xl.monitoring import changes_report as changes
from huibao_xl.monitoring import report as monitoring
from huibao_xl.rosters.recipe import Recipe
from huibao_xl.rosters.sources import Stage
from huibao_xl.subsidy import check, run

Again = Callable[[ResultFolder, Recipe, Path, Sequence[str], Stage], None]
"""(result, how it was made, folder to make it in, passwords, stage); raises Stop as the job itself does."""

AGAIN: dict[str, Again] = {
    names.RUN.title: run.run_again,
    names.CHECK.title: check.check_again,
    names.CLEAR.title: clearing.run_again,
    names.MONITOR.title: monitoring.run_again,
    names.CHANGES.title: changes.run_again,
    names.CLEAR_MEDICAL.title: medical.run_again,
    names.SETTLE.title: medical.run_again,
}
"""{title of a kind of result: how one is made again}; every kind is there."""


def can_be_written_again(kind: Kind) -> bool:
    """Tell whether the files of a kind of result can be written from the frames that it stores, where its sources are gone."""
    return kind is names.RUN


def write_again(opened: ResultFolder, into: Path) -> None:
    """Write such a result from its frames (:func:`can_be_written_again`). Raises Stop."""
    run.write_again(opened, into)
