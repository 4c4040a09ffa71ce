"""Changes applied to a workbook that is open in Excel: everything that Excel may refuse is asked first, then a few large steps.

Sheets come out of drafts that ``reports/`` has drawn, each in one step of Excel's own (a new sheet as a copy of the drafted one, a result that is
there by copying all cells over it, so that formulas which point to it live on). How a step is taken back is noted before it is taken, and holds
however far it came: what fails in the middle, or is broken off by Esc, is taken back, looked at, and said as it stands. Sheets are deleted when all
else has succeeded. Nothing of the staff's is cleared at any moment.
"""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from huibao_xl.excel import live_draft, live_marks, marks, store
from huibao_xl.excel.changes import Changes
from huibao_xl.excel.desk import Work, log
from huibao_xl.excel.live_draft import Block, LiveDraft
from huibao_xl.excel.live_marks import LiveMarks
from huibao_xl.excel.sheets import START
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.excel.view import VERY_HIDDEN, VISIBLE, OpenBook, OpenSheet, surely
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.reasons import Stop
from huibao_xl.rosters.sources import Advance

_NOTES = "沪惠保-草稿-批注.xlsx"
_ASIDE = store.SHEET + "-{}"
"""How a sheet is called that is kept until all has succeeded."""
_REFUSALS = {
    "structure": ("工作簿的结构有保护，不能添加工作表", "请在“审阅”中撤销“保护工作簿”，再按一次按钮"),
    "read-only": (
        "工作簿是以只读方式打开的，改了不能保存",
        "请关闭它，以可以修改的方式打开（或另存一份），再按一次按钮",
    ),
    "shared": ("工作簿是共享的，Excel 不让添加标记", "请停止共享，再按一次按钮"),
}
Stage = Callable[[str, int], AbstractContextManager[Advance]]


def apply(book: OpenBook, snapshot: Snapshot, work: Work, stage: Stage) -> None:
    """Make the changes, whole or not at all; ``stage`` shows how far it is, and raises Stop if the user breaks it off.

    Raises Stop (S07) before anything is touched if Excel would refuse something; what Excel raises otherwise, when all is as before; Stop(S07) with
    exit status 1 if it is not, or if sheets that should be gone are still there.
    """
    require_changeable(book, snapshot, work.changes)
    front = book.front()
    applied = Applied(book, snapshot, work.changes)
    try:
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            stage("写入工作表", applied.count) as applied.advance,
        ):
            applied.bring([live_draft.make(drawn, Path(folder)) for drawn in work.drawn])
            applied.define_names()
            applied.write_formulas()
            applied.mark(Path(folder) / _NOTES)
            applied.put_back()
            applied.write_cells()
            applied.remember()
    except BaseException as reason:
        _take_back(applied, reason)
        raise
    applied.finish(front)


def _take_back(applied: "Applied", reason: BaseException) -> None:
    surely(applied.take_back)
    if not applied.is_as_before():
        path = log("恢复", reason)
        why = "命令没有完成，改动也没有能够全部恢复" + (f"（记录在：{path}）" if path else "")
        raise Stop("S07", 1, why=why, advice="请不要保存，关闭工作簿后重新打开上次保存的文件") from None


def require_changeable(book: OpenBook, snapshot: Snapshot, changes: Changes) -> None:
    """Raise Stop(S07) if Excel would refuse something, one sentence that says what to do."""
    adds = bool(changes.sheets) or bool(changes.put_back) or bool(changes.dropped) or not snapshot.has(store.SHEET)
    refused = book.refusal(adds)
    if refused:
        why, advice = _REFUSALS[refused]
        raise Stop("S07", why=why, advice=advice)
    marked = {*(changes.marks or {}), *(marks.scan(snapshot) if changes.marks is not None else ())}
    for name in [*marked, *changes.sheet_names, *changes.put_back]:
        if name in snapshot.grids and _is_locked(snapshot, name):
            why = f"工作表“{name}”有保护，不能改写"
            raise Stop("S07", why=why, advice="请在“审阅”中撤销工作表保护，再按一次按钮")


def _is_locked(snapshot: Snapshot, name: str) -> bool:
    """Whether a sheet is protected otherwise than we protect one: without a password, and a result of ours."""
    found = snapshot.protection(name)
    if found is None:
        return False
    ours = name in snapshot.entries.get("ours", [])
    return not ours or bool(found.get("password") or found.get("hashValue"))


class Applied:
    """What has been applied so far, and how each of it is taken back, the last first. ``count``: how many sheets are written; ``advance``: called at each."""

    def __init__(self, book: OpenBook, snapshot: Snapshot, changes: Changes) -> None:
        self.book, self.changes, self._snapshot = book, changes, snapshot
        self._before = {} if changes.marks is None else marks.scan(snapshot)
        marked = dict.fromkeys([*self._before, *(changes.marks or {})])
        self._marked = [name for name in marked if name in snapshot.grids]
        self.count = len(changes.sheet_names) + len(self._marked) + len(changes.put_back)
        self.advance: Advance = lambda: None
        visible = [entry for entry in snapshot.sheets if entry.name in snapshot.grids and entry.state == "visible"]
        self._last = book.sheet(visible[-1].name)
        self._back: list[Callable[[], object]] = [self._delete_new]
        self._formulas: list[tuple[OpenSheet, list[Block], bool]] = []
        self._gone: list[str] = []

    # taking back

    def take_back(self) -> None:
        """Take everything back, as far as Excel lets."""
        while self._back:
            surely(self._back.pop())

    def _delete_new(self) -> None:
        for name, sheet in self.book.sheets().items():
            if not self._snapshot.has(name):
                sheet.delete()

    def is_as_before(self) -> bool:
        """Whether sheets, names and marks are those of the snapshot; what cannot be looked at is not."""
        found: list[bool] = []
        return surely(lambda: found.append(self._looks_like(self._now()))) and found[-1]

    def _now(self) -> Snapshot:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            path = Path(folder) / f"恢复{self._snapshot.path.suffix}"
            self.book.save_copy(path)
            return Snapshot(self._snapshot.path, path.read_bytes())

    def _looks_like(self, now: Snapshot) -> bool:
        """Cells are not compared: what formulas show may change by itself."""
        before = self._snapshot
        sheets = [[(each.name, each.state) for each in one.sheets] for one in (before, now)]
        notes = [[one.notes(name).texts() for name in self._marked] for one in (before, now)]
        return (
            sheets[0] == sheets[1]
            and before.names == now.names
            and before.entries == now.entries
            and notes[0] == notes[1]
            and marks.scan(before) == marks.scan(now)
        )

    # the steps

    def bring(self, drafts: Sequence[LiveDraft]) -> None:
        """Bring the sheets in, in their order."""
        opened: dict[str, OpenBook] = {}
        try:
            for draft in drafts:
                opened |= dict.fromkeys(draft.names, self.book.open_beside(draft.path))
            places = {name: draft for draft in drafts for name in draft.names}
            for name in self.changes.sheet_names:
                self._bring(opened[name].sheet(name), name, places[name])
                self.advance()
        finally:
            for draft in drafts:
                surely(partial(self.book.close_beside, draft.path))
            if drafts:
                self.book.bring_forward()

    def _bring(self, source: OpenSheet, name: str, draft: LiveDraft) -> None:
        protected = name in draft.protected
        if not self._snapshot.has(name):
            made = self._last = source.copy_behind(self._last, name)
        else:
            made = self._open_again(name)
            made.show_rows()
            _copy_over(source, made, draft.filters[name], protected)
        if draft.formulas[name]:
            self._formulas.append((made, draft.formulas[name], protected))

    def _open_again(self, name: str) -> OpenSheet:
        """A sheet that is written over, without protection and filter; a copy of it, which only programs see, is kept."""
        sheet = self.book.sheet(name)
        copy = self.changes.copies.get(name) or ""
        if not copy:
            copy = _ASIDE.format(len(self._gone))
            self._gone.append(copy)
        hidden = sheet.copy_behind(sheet, copy)
        hidden.show(VERY_HIDDEN)
        self._back.append(partial(_copy_back, hidden, sheet, self._filter_of(name), self._is_protected(name)))
        self._bare(sheet, name)
        return sheet

    def _bare(self, sheet: OpenSheet, name: str) -> None:
        """Take protection and filter off a sheet."""
        if self._is_protected(name):
            self._back.append(sheet.protect)
            sheet.unprotect()
        if filtered := self._filter_of(name):
            self._back.append(partial(sheet.put_filter, filtered))
            sheet.drop_filter()

    def _is_protected(self, name: str) -> bool:
        return name in self._snapshot.grids and self._snapshot.protection(name) is not None

    def _filter_of(self, name: str) -> str:
        return marks.filtered(self._snapshot.sheet_part(name)) if name in self._snapshot.grids else ""

    def define_names(self) -> None:
        """Define names, or delete them."""
        for name, refers_to in self.changes.names.items():
            before = self._snapshot.names.get(name)
            if before is not None:
                self._back.append(partial(self._define_again, name, before))
                self.book.define(name, refers_to, present=True)
            elif refers_to is not None:
                self._back.append(partial(self.book.undefine_if_there, name))
                self.book.define(name, refers_to, present=False)

    def _define_again(self, name: str, refers_to: str) -> None:
        self.book.undefine_if_there(name)
        self.book.define(name, refers_to, present=False)

    def write_formulas(self) -> None:
        """Write the formulas of the sheets, which may ask the names."""
        for sheet, blocks, protected in self._formulas:
            if protected:
                sheet.unprotect()
            sheet.write_formulas(blocks)
            if protected:
                sheet.protect()

    def mark(self, draft: Path) -> None:
        """Take the marks away that stand, and put in those that shall. ``draft``: where notes are drawn."""
        after = self.changes.marks or {}
        drawn = live_marks.draw_notes(self._snapshot, after, draft)
        try:
            beside = self.book.open_beside(draft) if drawn else None
            for name in self._marked:
                notes = beside.sheet(drawn[name]) if beside is not None and name in drawn else None
                here = LiveMarks(self.book.sheet(name), self._snapshot, name, notes)
                self._back.append(partial(here.put_back, self._before.get(name), after.get(name)))
                here.change(self._before.get(name), after.get(name))
                self.advance()
        finally:
            if drawn:
                self.book.empty_clipboard()
                surely(partial(self.book.close_beside, draft))
                self.book.bring_forward()

    def put_back(self) -> None:
        """Put back what a step replaced."""
        for name, copy in self.changes.put_back.items():
            hidden = self.book.sheet(copy)
            if self._snapshot.has(name):
                target = self._open_again(name)
                self._bare(hidden, copy)
                _copy_over(hidden, target, self._filter_of(copy), self._is_protected(copy))
                self._gone.append(copy)
            else:  # staff have deleted or renamed it
                self._back += [partial(hidden.show, VERY_HIDDEN), partial(hidden.rename, copy)]
                hidden.rename(name)
                hidden.show(VISIBLE)
            self.advance()

    def write_cells(self) -> None:
        """Write texts and links into the start sheet; one that staff have protected stays as it is."""
        cells = self.changes.cells
        if not cells or START not in self._snapshot.grids or self._snapshot.protection(START) is not None:
            return
        sheet, part = self.book.sheet(START), self._snapshot.sheet_part(START)
        links = {link.get("ref"): link.get("location") for link in part.root.iter("{*}hyperlink")}
        for cell in cells:
            place = f"{column_letters(cell.column - 1)}{cell.row}"
            before = self._snapshot.text((START, cell.row, cell.column))
            if not cell.link:
                self._back.append(partial(sheet.write, place, [before or None]))
                sheet.write(place, [cell.text])
            elif links.get(place) != cell.link:
                leads = links.get(place)
                self._back.append(partial(sheet.link, place, leads, before) if leads else partial(sheet.unlink, place))
                sheet.link(place, cell.link, cell.text)

    def remember(self) -> None:
        """Write the hidden sheet."""
        if self.changes.entries is None:
            return
        before = store.pieces(self._snapshot.entries) if self._snapshot.has(store.SHEET) else []
        sheet = self.book.sheet(store.SHEET) if before else self.book.add_hidden(store.SHEET)
        after = store.pieces(self.changes.entries)
        if before:
            self._back.append(partial(_write_pieces, sheet, before, len(after)))
        _write_pieces(sheet, after, len(before))

    def finish(self, front: OpenSheet) -> None:
        """Delete what goes, and show what is to be in front: all else has succeeded. Raises Stop(S07) if Excel lets something not be deleted."""
        gone = [*self._gone, *self.changes.dropped]
        left = [name for name in gone if not surely(partial(self._delete, name)) and not name.startswith(store.SHEET)]
        surely(partial(self._show, self.changes.shown, front))
        if left:
            why = f"命令已完成，但工作表“{'”“'.join(left)}”没有能够删去"
            raise Stop("S07", 1, why=why, advice="请自己删去它")

    def _delete(self, name: str) -> None:
        self.book.sheet(name).delete()

    def _show(self, name: str, front: OpenSheet) -> None:
        there = name in self.changes.sheet_names or self._snapshot.has(name)
        (self.book.sheet(name) if there else front).activate()


def _copy_over(source: OpenSheet, target: OpenSheet, filtered: str, protected: bool) -> None:
    source.copy_over(target)
    if filtered:
        target.put_filter(filtered)
    if protected:
        target.protect()


def _copy_back(hidden: OpenSheet, sheet: OpenSheet, filtered: str, protected: bool) -> None:
    """Put a kept copy's cells back; of a filtered sheet Excel would copy only what shows."""
    sheet.unprotect()
    if filtered:
        hidden.unprotect()
        hidden.drop_filter()
        sheet.drop_filter()
    _copy_over(hidden, sheet, filtered, protected)


def _write_pieces(sheet: OpenSheet, pieces: Sequence[str], before: int) -> None:
    """Write pieces, and empty what more there was."""
    more = max(0, before - len(pieces))
    sheet.write(f"A1:A{len(pieces) + more}", [*pieces, *[None] * more])
