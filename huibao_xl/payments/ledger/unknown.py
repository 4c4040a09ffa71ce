"""Bank files of which a ledger knows nothing: a ledger that was restored is older than what was sent. Such a batch may be paid, whatever its state is here.

So it holds its people until two people have settled it: they reject it by the word of the bank, or take the files for exported where their bytes are those
that an export would write (``exporting``).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from huibao_xl import strict_json
from huibao_xl.payments.ledger import witness
from huibao_xl.payments.ledger.events import Event
from huibao_xl.payments.ledger.store import Ledger

BANK_FILES = "银行文件"
"""How the folders begin that hold what went to the bank, in the folder of a batch; a later export adds its number."""
RECORDS_ONLY = "（没有看到文件，旁证里有备份以后的记录）"
"""Stands for the files of a batch with which something was done after the backup, where no folder is there."""
SETTLED_BY = "unknown"
"""The key in the body of a ``reject`` event that names the folders of which two people have said that the bank did not pay them."""


def folders(ledger: Path, number: str) -> list[str]:
    """Return the names of the folders with bank files in the folder of a batch of the ledger at this path."""
    return [each.name for each in sorted(witness.folder_of_batch(ledger, number).glob(f"{BANK_FILES}*/"))]


def of_batch(ledger: Ledger, number: str) -> list[str]:
    """Return what a ledger does not know of a batch and nobody has settled: names of folders with bank files, or RECORDS_ONLY; nothing if all is known."""
    return _of_batch(ledger, number, _restored(ledger))


def batches(ledger: Ledger) -> dict[str, list[str]]:
    """Return what :func:`of_batch` does of each batch of the ledger of which it is anything."""
    restored = _restored(ledger)
    found = {number: _of_batch(ledger, number, restored) for number in ledger.batches()}
    return {number: names for number, names in found.items() if names}


def strangers(ledger: Ledger, year: int) -> list[str]:
    """Return the batches of a year whose folder beside the ledger holds bank files and that the ledger does not have."""
    there = (ledger.path.resolve().parent / witness.BATCHES).glob(f"{year}-*/")
    return sorted({each.name for each in there if folders(ledger.path, each.name)} - set(ledger.batches()))


def _restored(ledger: Ledger) -> list[tuple[int, dict[str, list[str]]]]:
    """The number of each event by which the ledger was restored, and the batches with which something was done since the backup."""
    rows = ledger.rows("SELECT seq, body FROM event WHERE batch IS NULL AND kind = 'restore' ORDER BY seq")
    return [(seq, strict_json.parse(body).get("since", {})) for seq, body in rows]


def _of_batch(ledger: Ledger, number: str, restored: Sequence[tuple[int, dict[str, list[str]]]]) -> list[str]:
    here = folders(ledger.path, number)
    since = [(seq, names[number]) for seq, names in restored if number in names]
    if not (here or since):
        return []
    # a word of a person counts only after a backup, and there is one for each line
    events = ledger.events(number, kinds=("export", "reject", "return", *(["resolve"] if since else [])))
    named = {name for event in events for name in _names(event)}
    last = max((seq for seq, _ in since), default=0)
    if any(event.kind == "return" and event.seq > last for event in events):
        return []  # the bank has answered
    exported = any(event.kind == "export" for event in events)
    found = [name for name in here if name not in named]
    for seq, names in since:
        after = [event for event in events if event.seq > seq]
        if not any([*_names(event)] for event in after):
            answered = exported or any(event.kind == "resolve" for event in after)  # a 拨付 has no file
            found += names or ([] if answered else [RECORDS_ONLY])
    return list(dict.fromkeys(found))


def _names(event: Event) -> Iterator[str]:
    """The folders of which an event says what became of them."""
    if event.kind == "export":
        yield event.content["folder"]
    elif event.kind == "reject":
        yield from event.content.get(SETTLED_BY, ())
