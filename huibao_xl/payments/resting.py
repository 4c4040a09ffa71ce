"""Which batches rest on a result folder, so that nobody replaces it: without it nobody can check any more what was signed.

A ledger knows the results that its batches rest on, and may stand anywhere under any name. So a result is marked with the ledgers that hold
batches on it (:func:`mark`), beside what is sealed: the mark goes with the folder when it is moved or renamed. The same stands in the user's folder, by what is
sealed: a copy that lost its mark is known there.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from huibao_xl.commands.parameters import LEDGER_FILE
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import sha256_if_readable
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.files.writing.checked_json import write_json
from huibao_xl.payments.ledger import states, witness
from huibao_xl.payments.ledger.records import Basis
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.reasons import Stop


@dataclass(frozen=True)
class Marked:
    """A ledger as a result is marked with it. ``path``: where it stood; ``near``: the same, seen from the result ("" on another disk);
    ``first``: the hash of its first event, the same wherever it stands."""

    path: str
    near: str
    first: str


def mark(folder: Path, ledger: Ledger) -> None:
    """Mark a result with a ledger that holds a batch on it, if it is not yet. Raises Stop(S08) if nothing can be written there."""
    path = ledger.path.resolve()
    this = Marked(str(path), _seen_from(folder.resolve(), path), ledger.first_hash())
    with suppress(Stop, OSError):  # that the user's folder takes no witness is told of the ledger
        _add(_in_state(folder), this)
    _add(folder / names.LEDGERS_MARK, this)


def _add(file: Path, this: Marked) -> None:
    marked = _read(file) or []
    if this not in marked:
        ledgers = [vars(each) for each in marked if each.first != this.first] + [vars(this)]
        with atomic_file(file) as work:
            write_json(work, {"ledgers": ledgers})


def _in_state(folder: Path) -> Path:
    """Where the user's folder keeps the mark of a result, whatever copy of it: by its summary, which holds its seal."""
    return witness.state_folder().parent / "结果" / f"{(sha256_if_readable(folder / names.RESULT) or '')[:32]}.json"


def batches_on(folder: Path, ledgers: Iterable[Path]) -> list[str]:
    """Return the batches that rest on ``folder`` or on a result in it (补发 of a clearing), as staff call them: all that were not rejected.

    Asked are ``ledgers``, of which those that are not there hold none, and the ledgers that the result is marked with: of one that cannot be
    asked it is said that it holds some. Raises Stop(S30) for what is no ledger.
    """
    place, found, asked = folder.resolve(), [], set()
    for path in dict.fromkeys(each.resolve() for each in ledgers):
        if path.is_file():
            first, batches = _asked(path, partial(_rests, place=place))
            found += batches if first not in asked else []
            asked.add(first)
    for result in _results_in(place):
        marked = _marks(result)
        if marked is None:
            found.append(f"某本台账的批次（记下台账的“{names.LEDGERS_MARK}”读不出来，不知道是哪一本）")
        for each in marked or []:
            if each.first not in asked:
                asked.add(each.first)
                found += _asked_where_marked(each, result, partial(_rests, place=place))
    return found


def batches_elsewhere(folder: Path, ledger: Path, but: Iterable[str] = ()) -> list[str]:
    """Return the batches of other ledgers than this that rest on a result folder, with their ledger: whoever makes a batch here pays their people twice.

    ``ledger`` may not exist yet; a copy of it that is marked too is not another; ``but``: first hashes of ledgers that count for nothing.
    """
    asked = {*but, *([_first_of(ledger)] if ledger.is_file() else [])}
    found = []
    for result in _results_in(folder.resolve()):
        for each in [*(_marks(result) or []), *(_read(_in_state(result)) or [])]:
            if each.first not in asked:
                asked.add(each.first)
                batches = _asked_where_marked(each, result, partial(_of_the_same, result=result))
                found += [text if each.path in text else f"台账“{each.path}”的{text}" for text in batches]
    return found


def copies(folder: Path, ledger: Ledger) -> list[str]:
    """Return where other copies of this ledger stand, of those places it was at or a result is marked with: two that both go on pay twice."""
    places = [Path(each.path) for each in _marks(folder) or [] if each.first == ledger.first_hash()]
    places += [Path(home["path"]) for home in ledger.homes()]
    here = ledger.path.resolve()
    others = dict.fromkeys(path.resolve() for path in places if path.resolve() != here and path.is_file())
    return [str(path) for path in others if _first_of(path) == ledger.first_hash()]


def _first_of(path: Path) -> str:
    """The hash of the first event of a ledger, "" of what is none or cannot be opened."""
    try:
        with opened(path) as ledger:
            return ledger.first_hash()
    except (Stop, OSError):
        return ""


def batches_near(folder: Path, *named: Path | None) -> list[str]:
    """Return the batches that rest on ``folder`` in the ledgers that are ``named`` or near it. Raises Stop(S30) as :func:`batches_on`."""
    return batches_on(folder, ledgers_near(folder, *named))


def ledgers_near(folder: Path, *named: Path | None) -> list[Path]:
    """Return where a ledger may stand that knows a result folder: ``named``, and under its usual name in the two folders around it and here."""
    around = [*folder.absolute().parents[:2], Path()]
    return [*(path for path in named if path is not None), *(place / LEDGER_FILE for place in around)]


Rests = Callable[[Basis], bool]


def _asked_where_marked(marked: Marked, result: Path, rests: Rests) -> list[str]:
    """The batches of a ledger that a result is marked with, or that nobody knows of them where it is not there any more."""
    for path in [Path(marked.path), *([result / marked.near] if marked.near else [])]:
        try:
            if path.is_file() and (found := _asked(path, rests))[0] == marked.first:
                return found[1]
        except (Stop, OSError):
            continue
    return [f"台账“{marked.path}”中的批次（这本台账现在不在那里，或打不开，不知道是否已经退回）"]


def _asked(path: Path, rests: Rests) -> tuple[str, list[str]]:
    """The first hash of a ledger, and its batches that rest on what is asked about. Raises Stop(S30)."""
    with opened(path) as ledger:
        bases = [(number, states.declaration(ledger, number).basis) for number in ledger.batches()]
        on = [number for number, basis in bases if basis and rests(basis)]
        return ledger.first_hash(), [f"批次“{number}”" for number in on if not states.light(ledger, number).rejected]


def _rests(basis: Basis, place: Path) -> bool:
    """Whether what a batch was made from is in ``place``: it was there, or was moved or renamed to it since."""
    if basis.folder.is_relative_to(place):
        return True
    summary = basis.files.get(names.RESULT)
    if summary is None or sha256_if_readable(basis.folder / names.RESULT) == summary:
        return False
    return any(sha256_if_readable(result / names.RESULT) == summary for result in _results_in(place))


def _of_the_same(basis: Basis, result: Path) -> bool:
    """Whether a batch was made from a result or from any copy of it: what is sealed is the same."""
    return basis.files.get(names.RESULT) == sha256_if_readable(result / names.RESULT)


def _results_in(place: Path) -> Iterator[Path]:
    """The result folder itself, and one that stands in it."""
    yield from (folder for folder in (place, place / names.MAKE_UP) if folder.is_dir())


def _marks(folder: Path) -> list[Marked] | None:
    """The ledgers that a result is marked with in its folder, None if that cannot be read."""
    return _read(folder / names.LEDGERS_MARK)


def _read(path: Path) -> list[Marked] | None:
    if not path.exists() and not path.is_symlink():
        return []
    ledgers = (names.read_summary(path) or {}).get("ledgers")
    try:
        return [Marked(**{key: str(value) for key, value in each.items()}) for each in ledgers or [{}]]
    except (TypeError, AttributeError):
        return None


def _seen_from(folder: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return ""
