"""撤销上一步: a step remembers what it replaced, and taking it back is a change like any other.

A result sheet that is replaced stays in the workbook, very hidden, and is put back as it was. Marks are remembered as what they are
(:mod:`marks`), names by what they stood for. One step is kept, in the workbook itself: it survives saving and opening again. (A saved file that nobody
has saved since is put back whole, byte for byte, which needs none of this: :func:`huibao_xl.files.editing.office_package.before_last_edit`.)
"""

from dataclasses import replace
from typing import Any

from huibao_xl.excel import marks, store
from huibao_xl.excel.changes import Changes
from huibao_xl.excel.snapshot import Snapshot


def prepared(snapshot: Snapshot, changes: Changes, step: str) -> Changes:
    """Return the changes with a place for every mark, the sheets that are ours then, and what is remembered of them; ``step``: the label of the step
    that they are, "" if they are none: then the step before can still be taken back."""
    entries = dict(snapshot.entries if changes.entries is None else changes.entries)
    before = {}
    if changes.marks is not None:
        before = marks.as_json(marks.scan(snapshot))
        placed, entries["marked"] = marks.place(snapshot, changes.marks)
        changes = replace(changes, marks=placed)
    if names := changes.sheet_names:
        imported = {name for sheet in changes.sheets if getattr(sheet, "imported", False) for name in sheet.names}
        entries["ours"] = sorted({*entries.get("ours", []), *names} - imported)
        if imported:
            entries["imported"] = sorted({*entries.get("imported", []), *imported})
    touched = bool(names or changes.names or changes.marks is not None)
    if step and touched:
        copies = _copies(snapshot, changes)
        changes = replace(changes, copies=copies, dropped=(*changes.dropped, *_hidden_copies(snapshot)))
        names_before = {name: snapshot.names.get(name) for name in changes.names}
        entries["undo"] = {
            "label": step,
            "sheets": copies,
            "names": names_before,
            "marks": before if changes.marks is not None else None,
        }
    return replace(changes, entries=entries) if touched or changes.entries is not None else changes


def _copies(snapshot: Snapshot, changes: Changes) -> dict[str, str | None]:
    """{sheet that is written: the name of the hidden copy of what stood there, None if nothing did}."""
    taken = {entry.name for entry in snapshot.sheets}
    copies: dict[str, str | None] = {}
    for name in changes.sheet_names:
        copies[name] = None
        if snapshot.has(name):
            number = 1
            while f"{store.SHEET}{number}" in taken:
                number += 1
            copies[name] = f"{store.SHEET}{number}"
            taken.add(f"{store.SHEET}{number}")
    return copies


def _hidden_copies(snapshot: Snapshot) -> list[str]:
    """The hidden copies of the step before, which can no longer be taken back."""
    step = snapshot.entries.get("undo") or {}
    return [copy for copy in step.get("sheets", {}).values() if copy and snapshot.has(copy)]


def label_of_step(snapshot: Snapshot) -> str:
    """Return the label of the step that can be taken back, "" if there is none."""
    return str((snapshot.entries.get("undo") or {}).get("label", ""))


def taken_back(snapshot: Snapshot) -> Changes:
    """Return what takes the last step back; there must be one. Sheets that are gone since stay gone."""
    step: dict[str, Any] = snapshot.entries["undo"]
    present = {name: copy for name, copy in step["sheets"].items() if copy is None or snapshot.has(copy)}
    new = {name for name, copy in present.items() if copy is None}
    entries = {key: value for key, value in snapshot.entries.items() if key != "undo"}
    for key in ("ours", "imported"):
        if key in entries:
            entries[key] = [name for name in entries[key] if name not in new]
    return Changes(
        marks=None if step["marks"] is None else marks.from_json(step["marks"]),
        names=step["names"],
        put_back={name: copy for name, copy in present.items() if copy is not None},
        dropped=tuple(name for name in new if snapshot.has(name)),
        entries=entries,
    )
