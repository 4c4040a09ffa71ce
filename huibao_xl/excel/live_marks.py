"""The marks of one sheet that is open in Excel: what stands is known from the snapshot, so that Excel is asked little, however many rows are marked."""

from bisect import bisect
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from openpyxl.utils import range_boundaries

from huibao_xl.excel import marks, shades
from huibao_xl.excel.live_draft import runs_of
from huibao_xl.excel.marks import Plan, SheetMarks
from huibao_xl.excel.shades import FILLS, INK
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.excel.view import Look, OpenSheet
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.files.writing.workbook import Book

Place = tuple[int, int]
_SINGLE = 8
"""Notes that are written one by one: a draft to paste them from costs more."""


def draw_notes(snapshot: Snapshot, plans: Plan, path: Path) -> dict[str, str]:
    """Write a draft that holds the notes of marks in their cells; return {sheet: its sheet in the draft} of those that are worth it, and write nothing if
    none is."""
    wanted = {name: marked for name, marked in plans.items() if len(marked.notes) > _SINGLE and name in snapshot.grids}
    if not wanted:
        return {}
    drawn = {name: f"批注{number}" for number, name in enumerate(wanted, 1)}
    with Book(path, "", marked=False) as book:
        for name, marked in wanted.items():
            page = book.page(drawn[name])
            for note in marked.notes:
                look = {"author": "沪惠保", "width": 240, "height": 107}
                page.write_comment(note.row - 1, note.column - 1, note.text, look)
    return drawn


@dataclass
class LiveMarks:
    """The marks of one sheet. ``drawn``: where its notes can be pasted from, None to write them one by one."""

    sheet: OpenSheet
    snapshot: Snapshot
    name: str
    drawn: OpenSheet | None = None

    def __post_init__(self) -> None:
        notes = self.snapshot.notes(self.name)
        self._notes, self._threaded = notes.texts(), notes.threaded()

    def change(self, before: SheetMarks | None, after: SheetMarks | None) -> None:
        """Take away the marks that stand, and put in those that shall."""
        if before is not None:
            self._take_away(before)
        if after is not None:
            self._put_in(after)
            self._put_notes(after)

    def put_back(self, before: SheetMarks | None, after: SheetMarks | None) -> None:
        """Let all be as it was, however far :meth:`change` came."""
        self.sheet.delete_rules(shades.is_ours)
        if after is not None and after.column:
            if after.filter and not (before and before.filter):
                self.sheet.drop_filter()
            for first, last in self._runs_of(after):
                self.sheet.clear(_area(after.column, first, last))
                texts = [self._text(row, after.column) for row in range(first, last + 1)]
                self.sheet.write(_area(after.column, first, last), texts)
            self._restore_width(after)
        if before is not None:
            self._put_in(before)
        self.sheet.put_notes(self._notes, lambda text: marks.without_ours(text) != text)

    def _text(self, row: int, column: int) -> str | None:
        return self.snapshot.text((self.name, row, column)) or None

    def _take_away(self, before: SheetMarks) -> None:
        if before.column:
            if before.filter:
                self.sheet.drop_filter()
            for first, last in self._runs_of(before):
                self.sheet.clear(_area(before.column, first, last))
            if not marks.others_in(self.snapshot, self.name, before):
                self._restore_width(before)
        if before.shades:
            self.sheet.delete_rules(shades.is_ours, shades.count(self.snapshot.sheet_part(self.name)))
        left = {
            (note.row, note.column): marks.without_ours(self._notes[note.row, note.column]) for note in before.notes
        }
        gone = {place for place, text in left.items() if text is None}
        for block in _blocks(gone, {*self._notes, *self._threaded} - gone):
            self.sheet.clear_notes(block)
        for place, text in left.items():
            if text is not None:
                self.sheet.set_note(_cell(place), text)

    def _restore_width(self, marked: SheetMarks) -> None:
        remembered = self.snapshot.entries.get("marked", {}).get(self.name, {})
        self.sheet.set_width(column_letters(marked.column - 1), remembered.get("width"))

    def _put_in(self, marked: SheetMarks) -> None:
        """Put the column and the rules in."""
        if not marked.problems:
            return
        texts, last = marks.cells_of(marked), marks.last_row(self.snapshot, self.name, marked)
        for first, end in self._runs_of(marked):
            self.sheet.write(_area(marked.column, first, end), [texts.get(row) for row in range(first, end + 1)])
        letters = column_letters(marked.column - 1)
        self.sheet.set_width(letters, marks.width_of(marked))
        self.sheet.look_like_a_head(f"{letters}{marked.header}", _colour(FILLS["错误"]))
        for shade in reversed(shades.by_gravity(marked.shades)):  # each new rule goes before the others
            look = Look(_colour(FILLS[shade.level]), None if shade.word else _colour(INK[shade.level]))
            area = _area(shade.column, marked.header + 1, last)
            self.sheet.add_rule(area, shades.formula(shade, marked.column), look)
        if marked.filter:
            self.sheet.put_filter(f"A{marked.header}:{letters}{last}")

    def _runs_of(self, marked: SheetMarks) -> list[tuple[int, int]]:
        """The rows of the column, in runs: all but those where staff wrote something."""
        theirs = marks.others_in(self.snapshot, self.name, marked)
        last = marks.last_row(self.snapshot, self.name, marked)
        return runs_of(row for row in range(marked.header, last + 1) if row not in theirs)

    # notes

    def _put_notes(self, marked: SheetMarks) -> None:
        theirs = {place: marks.without_ours(text) for place, text in self._notes.items()}
        below = {place: text for place, text in theirs.items() if text is not None}
        texts = {at: text for at, text in marks.note_texts(marked, below).items() if at not in self._threaded}
        new = {place for place in texts if place not in below}
        pasted = self._paste(new, {*below, *self._threaded}) if self.drawn is not None else set()
        for place, text in texts.items():
            if place in below:
                self.sheet.set_note(_cell(place), below[place] + text)
            elif place not in pasted:
                self.sheet.add_note(_cell(place), text)

    def _paste(self, new: Collection[Place], taken: set[Place]) -> set[Place]:
        """Paste notes from the draft, in blocks that hold no cell with a note of somebody else's and none that is merged; return those that were."""
        assert self.drawn is not None
        pasted = set[Place]()
        for block in _blocks(new, taken | self._merged(new)):
            try:
                self.sheet.paste_notes(self.drawn, block)
            except Exception:  # another program holds the clipboard
                self.sheet.clear_notes(block)
                continue
            left, top, right, bottom = range_boundaries(block)
            pasted |= {place for place in new if top <= place[0] <= bottom and left <= place[1] <= right}
        return pasted

    def _merged(self, new: Collection[Place]) -> set[Place]:
        """The cells of merged ranges in the columns of notes."""
        columns, rows = {column for _, column in new}, [row for row, _ in new] or [0]
        return {
            (row, column)
            for top, left, bottom, right in self.snapshot.grids[self.name].merged
            for column in columns & {*range(left + 1, right + 2)}
            for row in range(max(top + 1, min(rows)), min(bottom + 1, max(rows)) + 1)
        }


def _blocks(wanted: Iterable[Place], taken: set[Place]) -> list[str]:
    """Return few blocks that hold all wanted cells which are not taken, and no taken one.

    >>> _blocks([(2, 1), (9, 1), (4, 3)], set()), _blocks([(2, 1), (9, 1), (4, 3)], {(4, 1)})
    (['A2:C9'], ['A2:A2', 'A9:A9', 'C4:C4'])
    """
    free = sorted((column, row) for row, column in wanted if (row, column) not in taken)
    if not free:
        return []
    rows, columns = [row for _, row in free], {column for column, _ in free}
    top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
    if not any(top <= row <= bottom and left <= column <= right for row, column in taken):
        return [f"{_cell((top, left))}:{_cell((bottom, right))}"]
    found = []
    for column, places in groupby(free, lambda place: place[0]):
        stops = sorted(row for row, other in taken if other == column)
        for _, part in groupby((row for _, row in places), partial(bisect, stops)):
            inside = list(part)
            found.append(_area(column, inside[0], inside[-1]))
    return found


def _area(column: int, first: int, last: int) -> str:
    letters = column_letters(column - 1)
    return f"{letters}{first}:{letters}{last}"


def _cell(place: Place) -> str:
    return f"{column_letters(place[1] - 1)}{place[0]}"


def _colour(rgb: tuple[int, int, int]) -> int:
    return rgb[0] | rgb[1] << 8 | rgb[2] << 16
