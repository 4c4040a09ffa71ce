"""Witnesses of a ledger, outside of its file: what its last event was, so that an older copy, a cut or remade chain, or another ledger is noticed.

One stands in the user's folder (:func:`state_folder`), of every ledger that he wrote; one in the folder of each batch, beside its papers and bank files,
since it was signed, sent or answered. Each is written after the ledger has committed, so it is never ahead of it but by somebody's doing: a
ledger that does not hold the event that a witness tells is an old backup, was cut, or was remade (:func:`conflicts`).

What no witness sees: a ledger that is put back together with its batch folders *and* the user's folder (an image of the whole disk), a copy on another
computer without its batch folders, and whoever edits ledger and witnesses alike. The hash that is printed on the signed papers is beyond all of them.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from huibao_xl import strict_json
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.files.writing.checked_json import write_json
from huibao_xl.reasons import Stop
from huibao_xl.reasons.shown import minute

BATCHES = "批次"
"""The folder beside a ledger where each batch has its own."""
NAME = "台账旁证.json"
KINDS = ("sign", "export", "return", "resolve", "recovery")
"""After events of these kinds a batch's folder gets its witness: the ledger then knows of money what must not be forgotten."""
_KINDS: dict[str, type] = {"seq": int, "paying": dict}
"""What the fields of a witness are that are no text."""
_NAMED = 3
"""Witnesses that a sentence names."""
_WAITS = (0.05, 0.2, 0.5)
"""Seconds between tries to read a file that is held open."""
_STATE = "HUIBAO_STATE"
"""The environment's name for another place than the user's folder."""


@dataclass(frozen=True)
class Witness:
    """What a ledger was when it was last written. ``ledger``: the hash of its first event, which holds a random number; ``seq``, ``hash``, ``at``: of its
    last event; ``name``, ``path``, ``computer``: where it stood; ``paying``: {scheme and year: how many people it pays or has paid}."""

    ledger: str
    name: str
    path: str
    computer: str
    seq: int
    hash: str
    at: str
    paying: dict[str, int] = field(default_factory=dict)


Seen = tuple[str, Witness | None]


@dataclass(frozen=True)
class Standing:
    """What a ledger is now, with the fields of a witness; ``given_up``: hashes of witnessed events that somebody signed to be lost; ``hash_of``: the hash
    of an event by its number, "" if there is none."""

    now: Witness
    given_up: frozenset[str]
    hash_of: Callable[[int], str]


@dataclass(frozen=True)
class Conflict:
    """A witness that speaks against a ledger, and what it says; ``witness`` is None if its file cannot be read. ``older``: all it says is that
    there were later events."""

    what: str
    witness: Witness | None
    older: bool = False


def sentence(against: Sequence[Conflict]) -> str:
    """What witnesses say against a ledger, for a sentence: a few of them, and how many there are."""
    newest = sorted(against, key=lambda each: -each.witness.seq if each.witness else 0)
    texts = [each.what for each in newest[:_NAMED]]
    rest = len(against) - len(texts)
    return "；".join([*texts, *([f"另有 {rest:,} 处旁证也与它不符"] if rest else [])])


def state_folder() -> Path:
    """Return where the program keeps of each ledger what it last saw: in the user's folder, or where the environment says."""
    try:
        return Path(os.environ.get(_STATE) or Path.home() / ".huibao") / "台账"
    except RuntimeError:  # an account without a home
        return Path(tempfile.gettempdir()) / f"huibao-{psutil.Process().username()}" / "台账"


def folder_of_batch(ledger: Path, number: str) -> Path:
    """Return where a batch's papers and files are: beside the ledger."""
    return ledger.resolve().parent / BATCHES / number


def conflicts(ledger: Standing, seen: Iterable[Seen] | None = None) -> list[Conflict]:
    """Return every witness that the ledger contradicts: it lacks the event, has another in its place, or is not the ledger of which it speaks.

    ``seen``: the witnesses as they were before the ledger was read (:func:`around`), where others may write meanwhile.
    """
    found = (_conflict(ledger, where, witness) for where, witness in (around(ledger.now) if seen is None else seen))
    return [each for each in found if each]


def of_place(path: Path, computer: str) -> list[Conflict]:
    """Return the witnesses of a ledger at a place where none is: each of them says that one was."""
    nothing = Witness("", path.name, str(path.resolve()), computer, 0, "", "")
    return [
        Conflict(f"{where}记着这里的台账“{seen.name}”写到第 {seen.seq} 号记录（{minute(seen.at)}）", seen)
        if seen
        else _unreadable(where)
        for where, seen in _around(nothing)
    ]


def write(ledger: Standing, batches: Iterable[str]) -> str:
    """Let the user's folder and the folders of these batches witness the ledger as it now is; return why that could not be, "" if it could."""
    path = Path(ledger.now.path)
    files = [_in_state(ledger.now), *(folder_of_batch(path, number) / NAME for number in batches)]
    try:
        for file in files:
            _put(file, ledger)
    except (OSError, Stop) as refused:
        return str(refused).rstrip("。")
    return ""


def _put(file: Path, ledger: Standing) -> None:
    """Write one witness, but for one that somebody wrote meanwhile who was later."""
    seen = read(file) if file.exists() else None
    later = seen and seen.ledger == ledger.now.ledger and seen.seq > ledger.now.seq and seen.hash not in ledger.given_up
    if seen != ledger.now and not later:
        with atomic_file(file) as work:
            write_json(work, asdict(ledger.now))


def read(file: Path) -> Witness | None:
    """Return a witness, None if the file holds none or cannot be read."""
    try:
        witness = Witness(**strict_json.parse(_text(file)))
    except (OSError, ValueError, TypeError):
        return None
    fits = all(isinstance(value, _KINDS.get(key, str)) for key, value in asdict(witness).items())
    return witness if fits else None


def _text(file: Path) -> str:
    """The text of a file that another program may hold open for a moment: a scanner, or who writes it at the same time (Windows)."""
    for wait in _WAITS:
        try:
            return file.read_text(encoding="utf-8")
        except PermissionError:
            time.sleep(wait)
    return file.read_text(encoding="utf-8")


def _in_state(ledger: Witness) -> Path:
    return state_folder() / f"{ledger.ledger[:32]}.json"


def of_user() -> list[Witness]:
    """Return what the user's folder tells of all ledgers that he wrote, as far as it can be read."""
    return [seen for seen in map(read, sorted(state_folder().glob("*.json"))) if seen]


def around(ledger: Witness) -> list[Seen]:
    """Return each witness of a ledger and of its place: where it stands, and what it says, None if that cannot be read."""
    return list(_around(ledger))


def _around(ledger: Witness) -> Iterator[Seen]:
    for file in sorted(state_folder().glob("*.json")):
        seen = read(file)
        if file == _in_state(ledger) or (seen and (seen.path, seen.computer) == (ledger.path, ledger.computer)):
            yield f"本机（{file}）", seen
    for file in sorted((Path(ledger.path).parent / BATCHES).glob(f"*/{NAME}")):
        yield f"批次文件夹“{file.parent.name}”", read(file)


def _conflict(ledger: Standing, where: str, seen: Witness | None) -> Conflict | None:
    if seen is None:
        return _unreadable(where)
    if seen.hash in ledger.given_up:
        return None
    if seen.ledger != ledger.now.ledger:
        return Conflict(
            f"{where}记着的是另一本台账（“{seen.name}”，写到第 {seen.seq} 号记录，{minute(seen.at)}）", seen
        )
    if seen.seq > ledger.now.seq:
        what = f"{where}记着第 {seen.seq} 号记录（{minute(seen.at)}），这一份只到第 {ledger.now.seq} 号：是旧的一份，或末尾被删去"
        return Conflict(what, seen, older=True)
    if ledger.hash_of(seen.seq) != seen.hash:
        return Conflict(
            f"{where}记着的第 {seen.seq} 号记录（{minute(seen.at)}）与这一份的不同：有两份各自记了账，或被改动后重做过",
            seen,
        )
    return None


def _unreadable(where: str) -> Conflict:
    return Conflict(f"{where}的旁证读不出来", None)
