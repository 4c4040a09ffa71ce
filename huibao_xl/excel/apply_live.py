"""Changes applied to a workbook that is open in Excel: everything that Excel may refuse is asked first, then a few large steps.

Sheets come out of drafts that ``reports/`` has drawn, each in one step of Excel's own (a new sheet as a copy of the drafted one, a result that is
there by copying all cells over it, so that formulas which point to it live on). What fails in the middle takes back what was
applied; where that fails too the message says so, and not to save. Nothing of the staff's is cleared at any moment.
"""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import xlwings as xw

from huibao_xl.addin import exit_hook  # noqa: F401
from huibao_xl.excel import live_draft, live_marks, marks, store, view
from huibao_xl.excel.changes import Changes
from huibao_xl.excel.desk import Work, log
from huibao_xl.excel.live_draft import Block, LiveDraft
from huibao_xl.excel.sheets import START
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.reasons import Stop

_VISIBLE, _VERY_HIDDEN = -1, 2
_REFUSALS = {
    "structure": ("工作簿的结构有保护，不能添加工作表", "请在“审阅”中撤销“保护工作簿”，再按一次按钮"),
    "read-only": (
        "工作簿是以只读方式打开的，改了不能保存",
        "请关闭它，以可以修改的方式打开（或另存一份），再按一次按钮",
    ),
    "shared": ("工作簿是共享的，Excel 不让添加标记", "请停止共享，再按一次按钮"),
}


def apply(book: xw.Book, snapshot: Snapshot, work: Work) -> None:
    """Make the changes, whole or not at all. Raises Stop (S07) before anything is touched if Excel would refuse something; what Excel raises
    otherwise, when all is as before; Stop(S07) with exit status 1 if it could not be put back."""
    require_changeable(book, snapshot, work.changes)
    applied = Applied(book, snapshot, work.changes)
    active = book.sheets.active
    try:
        with tempfile.TemporaryDirectory() as folder:
            applied.bring([live_draft.make(drawn, Path(folder)) for drawn in work.drawn])
        applied.define_names()
        applied.write_formulas()
        applied.mark(snapshot)
        applied.put_back()
        applied.write_cells()
        applied.remember(snapshot)
    except BaseException:
        _take_back(applied, work)
        raise
    applied.drop()
    shown = _sheet(book, work.changes.shown) or active
    view.show(shown)


def _take_back(applied: "Applied", work: Work) -> None:
    try:
        applied.take_back()
    except Exception as defect:
        path = log("恢复", defect)
        why = "命令没有完成，改动也没有能够全部恢复" + (f"（记录在：{path}）" if path else "")
        raise Stop("S07", 1, why=why, advice="请不要保存，关闭工作簿后重新打开上次保存的文件") from None


def require_changeable(book: xw.Book, snapshot: Snapshot, changes: Changes) -> None:
    """Raise Stop(S07) if Excel would refuse something, one sentence that says what to do."""
    adds = bool(changes.sheets) or bool(changes.put_back) or bool(changes.dropped) or not snapshot.has(store.SHEET)
    refused = view.refusal(book, adds)
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


def _sheet(book: xw.Book, name: str) -> xw.Sheet | None:
    return next((sheet for sheet in book.sheets if sheet.name.casefold() == name.casefold()), None)


class Applied:
    """What has been applied so far, and how each of it is taken back, the last first."""

    def __init__(self, book: xw.Book, snapshot: Snapshot, changes: Changes) -> None:
        self.book, self.changes, self._snapshot = book, changes, snapshot
        self.present = {sheet.name.casefold(): sheet for sheet in book.sheets}
        self._last = [sheet for sheet in self.present.values() if sheet.visible in (True, _VISIBLE)][-1]
        self._back: list[Callable[[], object]] = []
        self._formulas: dict[str, list[Block]] = {}

    def take_back(self) -> None:
        """Take everything back. Raises what Excel raises."""
        while self._back:
            self._back.pop()()

    def bring(self, drafts: list[LiveDraft]) -> None:
        """Bring the sheets in, in their order."""
        opened = {id(draft): self.book.app.books.open(str(draft.path)) for draft in drafts}
        places = {name: draft for draft in drafts for name in draft.names}
        try:
            for name in self.changes.sheet_names:
                draft = places[name]
                source, present = opened[id(draft)].sheets[name], self.present.get(name.casefold())
                if present is None:
                    self._add(source, name)
                else:
                    self._replace(source, present, name, draft.filters.get(name, ""))
                if draft.formulas[name]:
                    self._formulas[name] = draft.formulas[name]
        finally:
            for book in opened.values():
                book.close()
            view.bring_forward(self.book)

    def _add(self, source: xw.Sheet, name: str) -> None:
        made = self._last = view.copy_beside(source, self._last, name)
        self._back.append(made.delete)
        self.present[name.casefold()] = made

    def _replace(self, source: xw.Sheet, target: xw.Sheet, name: str, filtered: str) -> None:
        copy = self.changes.copies.get(name)
        if copy:
            self._keep(target, copy)
        protected = view.is_protected(target)
        if protected:
            view.unprotect(target)
            self._back.append(lambda: view.protect(target))
        view.drop_filter(target)
        view.show_rows(target)
        view.copy_over(source, target)
        if filtered:
            view.put_filter(target.range(filtered))
        if view.is_protected(source):
            view.protect(target)

    def _keep(self, target: xw.Sheet, copy: str) -> None:
        """Keep a sheet as a very hidden copy of itself, from which it can be put back."""
        hidden = view.copy_beside(target, target, copy)
        self._back.append(lambda: _delete(hidden))
        hidden.visible = _VERY_HIDDEN  # type: ignore[assignment]
        filtered = self._filter_of(target.name)
        self._back.append(lambda: _copy_back(hidden, target, filtered))

    def _filter_of(self, name: str) -> str:
        return marks.filtered(self._snapshot.sheet_part(name)) if name in self._snapshot.grids else ""

    def define_names(self) -> None:
        """Define names, or delete them."""
        names = self.book.names
        for name, refers_to in self.changes.names.items():
            before = self._snapshot.names.get(name)
            if before is None and refers_to is not None:
                self._back.append(names.add(name, _formula(refers_to)).delete)
            elif before is not None and refers_to is None:
                names[name].delete()
                self._back.append(partial(names.add, name, _formula(before)))
            elif before is not None and refers_to is not None:
                self._back.append(partial(_let_refer, names[name], _formula(before)))
                _let_refer(names[name], _formula(refers_to))

    def write_formulas(self) -> None:
        """Write the formulas of the sheets, which may ask the names."""
        for name, blocks in self._formulas.items():
            sheet = self.present[name.casefold()]
            protected = view.is_protected(sheet)
            if protected:
                view.unprotect(sheet)
            view.write_formulas(sheet, blocks)
            if protected:
                view.protect(sheet)

    def mark(self, snapshot: Snapshot) -> None:
        """Take the marks away that stand, and put in those that shall."""
        if self.changes.marks is None:
            return
        before, after = marks.scan(snapshot), self.changes.marks
        for name in dict.fromkeys([*before, *after]):
            sheet = self.present.get(name.casefold())
            if sheet is not None:
                here = live_marks.LiveMarks(sheet, snapshot, name)
                self._back.append(partial(here.put_back, before.get(name), after.get(name)))
                here.change(before.get(name), after.get(name))

    def put_back(self) -> None:
        """Put back what a step replaced."""
        for name, copy in self.changes.put_back.items():
            hidden, target = self.present[copy.casefold()], self.present.get(name.casefold())
            if target is None:  # staff have deleted or renamed it
                hidden.visible = _VISIBLE  # type: ignore[assignment]
                hidden.name = name
            else:
                _copy_back(hidden, target, self._filter_of(copy))

    def write_cells(self) -> None:
        """Write texts and links into the start sheet; one that staff have protected stays as it is."""
        sheet = self.present.get(START.casefold())
        if sheet is None or not self.changes.cells or view.is_protected(sheet):
            return
        for cell in self.changes.cells:
            target = sheet.range((cell.row, cell.column))
            if cell.link:
                target.add_hyperlink(f"#{cell.link}", cell.text)
            else:
                self._back.append(partial(_write, target, target.value))
                _write(target, cell.text)

    def remember(self, snapshot: Snapshot) -> None:
        """Write the hidden sheet."""
        if self.changes.entries is None:
            return
        sheet = self.present.get(store.SHEET)
        if sheet is None:
            sheet = self.book.sheets.add(store.SHEET, before=self.book.sheets[0])
            self._back.append(lambda: _delete(sheet))
            sheet.visible = _VERY_HIDDEN  # type: ignore[assignment]
        else:
            earlier = store.pieces(snapshot.entries)
            self._back.append(lambda: _write_pieces(sheet, earlier))
        _write_pieces(sheet, store.pieces(self.changes.entries))

    def drop(self) -> None:
        """Delete what goes, when all else has succeeded."""
        for name in [*self.changes.put_back.values(), *self.changes.dropped]:
            sheet = self.present.get(name.casefold())
            if sheet is not None and sheet.name.casefold() == name.casefold():
                _delete(sheet)


def _formula(refers_to: str) -> str:
    return "=" + refers_to.removeprefix("=")


def _let_refer(name: xw.Name, refers_to: str) -> None:
    name.refers_to = refers_to


def _copy_back(hidden: xw.Sheet, target: xw.Sheet, filtered: str) -> None:
    """Put a hidden copy's cells back into their sheet; of a filtered sheet Excel would copy only what shows."""
    protected = view.is_protected(target)
    if protected:
        view.unprotect(target)
    for sheet in (hidden, target):
        view.drop_filter(sheet)
    view.copy_over(hidden, target)
    if filtered:
        view.put_filter(target.range(filtered))
    if protected:
        view.protect(target)


def _write(cell: xw.Range, value: object) -> None:
    cell.value = value


def _write_pieces(sheet: xw.Sheet, pieces: list[str]) -> None:
    sheet.range("A:A").clear()
    area = sheet.range((1, 1), (len(pieces), 1))
    area.number_format = "@"
    view.write_texts(sheet, f"A1:A{len(pieces)}", pieces)


def _delete(sheet: xw.Sheet) -> None:
    """Delete a sheet; Excel refuses while it is very hidden."""
    sheet.visible = _VISIBLE  # type: ignore[assignment]
    sheet.delete()
