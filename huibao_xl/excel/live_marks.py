"""The marks of one sheet that is open in Excel: what stands is known from the snapshot, so that Excel is asked little."""

from contextlib import suppress

import xlwings as xw

from huibao_xl.addin import exit_hook  # noqa: F401
from huibao_xl.excel import marks, shades, view
from huibao_xl.excel.marks import SheetMarks
from huibao_xl.excel.shades import FILLS, INK
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.files.reading.grid import column_letters


class LiveMarks:
    """The marks of one sheet."""

    def __init__(self, sheet: xw.Sheet, snapshot: Snapshot, name: str) -> None:
        self._sheet, self._snapshot, self._name = sheet, snapshot, name
        self._notes = snapshot.notes(name).texts()

    def change(self, before: SheetMarks | None, after: SheetMarks | None) -> None:
        """Take away the marks that stand, and put in those that shall."""
        if before is not None:
            self._take_away(before)
        if after is not None:
            theirs = {place: marks.without_ours(text) for place, text in self._notes.items()}
            self._put_in(after, {place for place, text in theirs.items() if text is not None})

    def put_back(self, before: SheetMarks | None, after: SheetMarks | None) -> None:
        """Take away what was put in, if it was, and put the marks back that stood."""
        self._take_rules()
        if after is not None and after.column:
            self._clear_column(after)
            self._restore_width(after)
        self._put_notes_back()
        if before is not None:
            self._put_in(before, set(), with_notes=False)

    def _put_notes_back(self) -> None:
        """Give every note of ours that stands now, or stood, its text of before."""
        for note in list(self._sheet.notes):
            place = (note.location.row, note.location.column)
            if place not in self._notes:
                if marks.without_ours(note.text) is None:
                    note.delete()
            elif note.text != self._notes[place]:
                note.text = self._notes[place]
        present = {(note.location.row, note.location.column) for note in self._sheet.notes}
        for place, text in self._notes.items():
            if place not in present:
                self._sheet.range(place).add_note(text)

    def _take_away(self, before: SheetMarks) -> None:
        if before.column:
            if before.filter:
                view.drop_filter(self._sheet)
            if marks.others_below(self._snapshot, self._name, before):
                for row in marks.cells_of(before):
                    self._sheet.range((row, before.column)).clear()
            else:
                self._clear_column(before)
                self._restore_width(before)
        self._take_rules()
        for note in before.notes:
            text = marks.without_ours(self._notes.get((note.row, note.column), ""))
            here = self._sheet.range((note.row, note.column)).note
            if here is not None and text is None:
                here.delete()
            elif here is not None and text:
                here.text = text

    def _clear_column(self, marked: SheetMarks) -> None:
        last = marks.last_row(self._snapshot, self._name, marked)
        self._sheet.range((marked.header, marked.column), (last, marked.column)).clear()

    def _restore_width(self, marked: SheetMarks) -> None:
        remembered = self._snapshot.entries.get("marked", {}).get(self._name, {})
        column = self._sheet.range((1, marked.column))
        if remembered.get("width"):
            column.column_width = remembered["width"]
        else:
            view.use_standard_width(column)

    def _take_rules(self) -> None:
        """From the last on, because the numbers of the others move up."""
        for rule in reversed(view.rules(self._sheet)):
            if rule.type == "custom" and shades.is_ours(rule.formula or ""):
                rule.delete()

    def _put_in(self, marked: SheetMarks, noted: set[tuple[int, int]], with_notes: bool = True) -> None:
        """Put marks in. ``noted``: the cells that have a note of the staff's."""
        if marked.problems:
            last = marks.last_row(self._snapshot, self._name, marked)
            area = self._sheet.range((marked.header, marked.column), (last, marked.column))
            texts = marks.cells_of(marked)
            letters = column_letters(marked.column - 1)
            column = [texts.get(row) for row in range(marked.header, last + 1)]
            view.write_texts(self._sheet, f"{letters}{marked.header}:{letters}{last}", column)
            area.column_width = marks.width_of(marked)
            head = self._sheet.range((marked.header, marked.column))
            head.font.bold, head.color, head.vertical_alignment = True, FILLS["错误"], "center"
            self._put_rules(marked, last)
            if marked.filter:
                view.put_filter(self._sheet.range((marked.header, 1), (last, marked.column)))
        if with_notes:
            for place, text in marks.note_texts(marked, noted).items():
                self._note(place, text, place in noted)

    def _note(self, place: tuple[int, int], text: str, below: bool) -> None:
        cell = self._sheet.range(place)
        note = cell.note if below else None
        if note is not None:
            note.text = note.text + text
        else:
            with suppress(Exception):  # a cell with a threaded comment takes no note
                cell.add_note(text)

    def _put_rules(self, marked: SheetMarks, last: int) -> None:
        """Colour cells; each new rule goes before the others, so the gravest comes last."""
        for shade in reversed(shades.by_gravity(marked.shades)):
            area = self._sheet.range((marked.header + 1, shade.column), (last, shade.column))
            area.conditional_formats.add_custom(
                f"={shades.formula(shade, marked.column)}",
                fill_color=FILLS[shade.level],
                font_color=None if shade.word else INK[shade.level],
                font_bold=None if shade.word else True,
            )
