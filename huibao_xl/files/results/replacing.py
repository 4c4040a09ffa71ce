"""Which result folder a new result may take the place of, when a person says that it may: nothing of anybody's is lost by it.

It may take the place of an earlier result of the same kind that is still as it was written. It may not if somebody put a file there, edited
one (a clerk's answers in 比对决定.xlsx) or took one away, if it was made with answers that the new one is made without, or if the new result,
another one beside it or a ledger's batch rests on it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from huibao_xl.files.results import names, parquet
from huibao_xl.files.results.folder import seal_of, sha256_if_readable
from huibao_xl.files.results.names import SUMMARIES, Kind, kind_of, read_summary, strangers_in
from huibao_xl.frames import ANSWERS, COLUMN_ANSWERS, Shape
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.reasons.shown import several

_ANSWERED = {names.COMPARISON: Input.DECISIONS, names.READINGS: Input.COLUMNS}
"""Files of a result that are there to be filled in, and as what a run takes them."""
_STORED_ANSWERS = {Input.DECISIONS: ANSWERS, Input.COLUMNS: COLUMN_ANSWERS}
"""In which frame a result stores the answers that it was made with."""


@dataclass(frozen=True)
class Replacement:
    """A result that is to be written. ``kind``: its kind, None where any may be replaced; ``reads``: files and folders that it is made from;
    ``taken``: those of them whose content it stores, so that they may be replaced by it (answers, a policy);
    ``given``: which answers it is made with (DECISIONS, COLUMNS); ``resting``: what else rests on a result, as staff call it (batches of a ledger).

    It is called with the folder where the result is to stand.
    """

    kind: Kind | None = None
    reads: Sequence[Path] = ()
    taken: Sequence[Path] = ()
    given: Collection[Input] = ()
    resting: Callable[[Path], Sequence[str]] = lambda folder: ()

    def __call__(self, folder: Path) -> None:
        """Raise Stop unless what stands there may go: S07 for what is no such result, holds a file that no job wrote, or is read; S94 naming
        each file that was edited or taken away; S89 those that may have been, where an earlier version noted no hashes; S95 for answers that would be lost with it; S97 if another result beside it, or something else (``resting``), rests on it."""
        if why := self._not_replaceable(folder):
            raise Stop(
                "S07", why=f"“{folder}”{why}，不能覆盖", advice="请换一个文件夹，以免原有文件丢失", inputs=[Input.OUT]
            )
        taken = [path.resolve() for path in self.taken]
        edited = [
            name for name in edited_in(folder) if not any(_is_in((folder / name).resolve(), path) for path in taken)
        ]
        if edited:
            raise _would_lose(folder, edited)
        if lost := [each for each in answers_in(folder) if each not in self.given]:
            files = [name for name, given_as in _ANSWERED.items() if given_as in lost]
            raise Stop("S95", folder=folder, files=several(files), inputs=lost)
        if resting := [*_results_on(folder.resolve()), *self.resting(folder)]:
            raise Stop("S97", folder=folder, what=several(resting), inputs=[Input.OUT])

    def _not_replaceable(self, folder: Path) -> str:
        """Why a folder is none that this result may replace, "" if it may as far as no file of it was edited."""
        real = folder.is_dir() and not folder.is_symlink()
        if real and not any(folder.iterdir()):
            return ""
        if not real or not any((folder / mark).is_file() for mark in SUMMARIES):
            return f"不是以前的结果文件夹（其中没有 {'、'.join(SUMMARIES)}）"
        if strangers := strangers_in(folder):
            return f"中有不是随结果写出的文件（{'、'.join(strangers)}）"
        summary = _summary(folder)
        there = kind_of(summary)
        if self.kind is not None and there is not self.kind:
            return f"是{there.title}，不是{self.kind.title}" if there else f"不是{self.kind.title}"
        inside = [path.resolve() for path in self.reads]
        if any(_is_in(path, folder.resolve()) for path in inside):
            return "是这次要读的，或其中有这次要读的文件"
        if any(_is_in(base, folder.resolve()) for path in inside for base in bases(path)):
            return "是这次要读的结果所依据的"
        return ""


def _would_lose(folder: Path, edited: list[str]) -> Stop:
    """Why a result may not be replaced of which these files were edited, are gone, or may have been: what was filled in and is there can be given to the run."""
    filled = [name for name in edited if name in _ANSWERED and (folder / name).exists()]
    inputs = [_ANSWERED[name] for name in filled]
    if not isinstance(_summary(folder).get("outputs"), dict):
        return Stop("S89", folder=folder, files=several([f"“{name}”" for name in edited]), inputs=inputs)
    if filled:
        how = f"；其中填好的{several([f'“{name}”' for name in filled])}，请作为这次运行的输入"
        return Stop("S94", folder=folder, files=several(edited), how=how, inputs=inputs)
    how = "。改动的每一处，核对这个结果可以看到"
    return Stop("S94", folder=folder, files=several(edited), how=how, next=[Next.VERIFY_RESULT])


def answers_given(decisions: Path | None, columns: Path | None) -> list[Input]:
    """Return as what answers are given to a job: for ``Replacement.given``."""
    files = {Input.DECISIONS: decisions, Input.COLUMNS: columns}
    return [each for each, path in files.items() if path is not None]


ANY_RESULT = Replacement()
"""A result of whatever kind, made from nothing that stands in one."""


def edited_in(folder: Path) -> list[str]:
    """Return the files of a result that are not as they were written, as paths in it; also what is gone (a folder by its name, with ``/``, if
    all in it is), and those of which nobody can tell: that cannot be read, and of a result that names no hashes (one of an earlier version)
    those that are there to be filled in."""
    summary = _summary(folder)
    outputs = summary.get("outputs")
    if not isinstance(outputs, dict):
        return [name for name in _ANSWERED if (folder / name).exists()]
    here = [name for name in names.files_in(folder) if name in outputs]
    edited = [name for name in here if sha256_if_readable(folder / name) != outputs[name]]
    sealed = seal_of(summary) == summary.get("seal")
    summaries = [] if sealed else [name for name in SUMMARIES if (folder / name).is_file()]
    return [*summaries, *edited, *_gone(set(outputs), set(here))]


def _gone(written: set[str], here: set[str]) -> list[str]:
    """What was written and is not here: its paths, for a folder of which nothing is left its name."""
    left = {Path(name).parts[0] for name in here}
    gone = (Path(name).parts for name in sorted(written - here))
    named = [parts[0] + "/" if len(parts) > 1 and parts[0] not in left else "/".join(parts) for parts in gone]
    return list(dict.fromkeys(named))


def answers_in(folder: Path) -> list[Input]:
    """Return as what a result was given answers (DECISIONS, COLUMNS) when it was made; also if those it stores cannot be read."""
    return [each for each, shape in _STORED_ANSWERS.items() if _holds_rows(folder, shape)]


def _holds_rows(folder: Path, shape: Shape) -> bool:
    path = folder / names.DATA / f"{shape.name}.parquet"
    try:
        return path.exists() and parquet.row_count(path) > 0
    except (OSError, ValueError, TypeError, pa.ArrowException):
        return True


def bases(result: Path) -> Iterator[Path]:
    """Give every result folder that a result rests on, as it stores them, and what these rest on. ``result``: a folder, or a file in one.

    Each comes once; what cannot be read rests on nothing.
    """
    seen: set[Path] = set()
    waiting = [result]
    while waiting:
        at = waiting.pop()
        for base in _stored_bases(at if at.is_dir() else at.parent):
            if base not in seen:
                seen.add(base)
                waiting.append(base)
                yield base


def _results_on(folder: Path) -> list[str]:
    """The results beside a folder that rest on it, or on one in it, as they store it."""
    beside = sorted(other for other in folder.parent.iterdir() if other != folder and other.is_dir())
    return [
        f"结果文件夹“{other.name}”"
        for other in beside
        if any(_is_in(base.resolve(), folder) for base in _stored_bases(other))
    ]


def _stored_bases(folder: Path) -> list[Path]:
    content = read_summary(folder / names.DATA / names.RECIPE) or {}
    recipe = content.get("recipe")
    folders = recipe.get("folders") if isinstance(recipe, dict) else None
    if not isinstance(folders, list):
        return []
    return [Path(each["path"]) for each in folders if isinstance(each, dict) and isinstance(each.get("path"), str)]


def _summary(folder: Path) -> dict[str, Any]:
    """The summary of a result, {} if none can be read."""
    return next((each for each in map(read_summary, (folder / name for name in SUMMARIES)) if each), {})


def _is_in(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents
