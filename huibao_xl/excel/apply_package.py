"""Changes applied to a saved workbook: parts are added to the package, and only the XML is edited that must be.

The sheet in front stays in front, for that is said in the staff's sheet. Every other part keeps its bytes, charts, pivot tables, slicers, form controls, threaded comments, macros and whatever else Excel may keep in a
workbook; cells keep theirs too, formulas with the results that Excel stored. What a step replaced stands in the file, so that 撤销上一步 gives
the file before, byte for byte.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from huibao_xl.excel import marks, shades, sheets, store
from huibao_xl.excel.changes import CellText, Changes
from huibao_xl.excel.marks import SheetMarks
from huibao_xl.excel.sheets import START, Drawn
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.files.editing import merged_styles, widths
from huibao_xl.files.editing.draft import WORKSHEET, Draft, styles_of
from huibao_xl.files.editing.notes import Notes
from huibao_xl.files.editing.office_package import OfficePackage
from huibao_xl.files.editing.sheet_part import SheetPart, place_of
from huibao_xl.files.editing.workbook_part import VERY_HIDDEN, WorkbookPart
from huibao_xl.files.reading.grid import column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FILTER = "_xlnm._FilterDatabase"
_SELECTED = b' tabSelected="1"'


def apply(snapshot: Snapshot, changes: Changes, drawn: Sequence[Drawn], step: str = "") -> bytes:
    """Return the workbook with the changes, of which ``drawn`` are the sheets. ``step``: the label of the step that can be taken back then, "" if
    this is none."""
    package = OfficePackage(snapshot.path, snapshot.content)
    workbook = WorkbookPart(package)
    for name, copy in changes.put_back.items():
        _put_back(workbook, name, copy)
    for name in changes.dropped:
        workbook.remove(name)
    _bring_all(package, workbook, drawn, changes)
    for name, refers_to in changes.names.items():
        if refers_to is None:
            workbook.undefine(name)
        else:
            workbook.define(name, refers_to.removeprefix("="))
    if changes.marks is not None:
        _mark(package, workbook, snapshot, changes)
    if changes.cells:
        _put_cells(package, workbook, changes.cells)
    if changes.entries is not None:
        _remember(package, workbook, store.pieces(changes.entries))
    if any(changes.copies.values()) or changes.put_back or changes.dropped:
        workbook.calculate_on_opening()
    return package.content(step)


def _put_back(workbook: WorkbookPart, name: str, copy: str) -> None:
    """Let a sheet be its hidden copy again."""
    if not workbook.part_of(name):  # staff have deleted or renamed it
        workbook.rename(copy, name)
        return
    ours, theirs = workbook.part_of(name), workbook.part_of(copy)
    for defined in workbook.local_names(name):
        workbook.undefine(defined, name)
    workbook.move_names(copy, name)
    workbook.lead_to(name, theirs)
    workbook.lead_to(copy, ours)
    workbook.remove(copy)


def _bring_all(package: OfficePackage, workbook: WorkbookPart, drawn: Sequence[Drawn], changes: Changes) -> None:
    """Bring the sheets in, in their order."""
    drafts: dict[str, Draft] = {}
    for one in drawn:
        draft = Draft(OfficePackage(one.path, one.path.read_bytes()), package)
        drafts |= dict.fromkeys(one.names, draft)
    for name in changes.sheet_names:
        _bring(package, workbook, drafts[name], name, changes.copies.get(name))
        for local in drafts[name].defined():
            if local.sheet == name:
                workbook.define(local.name, local.refers_to, name, local.hidden)


def _bring(package: OfficePackage, workbook: WorkbookPart, draft: Draft, name: str, copy: str | None) -> None:
    """Bring a sheet in; what stood there is kept as a hidden copy, or goes."""
    part, before = draft.bring(name), workbook.part_of(name)
    if not before:
        workbook.add(name, part)
        return
    workbook.lead_to(name, part)
    if copy:
        package.put(
            before, package.read(before).replace(_SELECTED, b"", 1)
        )  # two sheets that are selected are edited together
        workbook.add(copy, before, VERY_HIDDEN)
        workbook.move_names(name, copy)
    else:
        for defined in workbook.local_names(name):
            workbook.undefine(defined, name)
        workbook.forget_part(before)


def _put_cells(package: OfficePackage, workbook: WorkbookPart, cells: Sequence[CellText]) -> None:
    """Write texts and links into the start sheet; cells keep their looks."""
    part = workbook.part_of(START)
    sheet = SheetPart(package.read(part))
    for cell in cells:
        present = sheet.cell(cell.row, cell.column)
        look = None if present is None or present.get("s") is None else int(present.get("s", "0"))
        if cell.link:
            _link(sheet, cell)
        else:
            sheet.put_cells({cell.row: {cell.column: sheet.text_cell(cell.row, cell.column, cell.text, look)}})
    package.put(part, sheet.content())


def _link(sheet: SheetPart, cell: CellText) -> None:
    links, place = sheet.child("hyperlinks"), f"{column_letters(cell.column - 1)}{cell.row}"
    for link in [link for link in links if link.get("ref") == place]:
        links.remove(link)
    made = links.makeelement(sheet.tag("hyperlink"), {"ref": place, "location": cell.link, "display": cell.text})
    links.append(made)


def _remember(package: OfficePackage, workbook: WorkbookPart, pieces: Sequence[str]) -> None:
    """Write the hidden sheet."""
    sheet = SheetPart(f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'.encode())
    sheet.put_cells({row: {1: sheet.text_cell(row, 1, piece)} for row, piece in enumerate(pieces, 1)})
    before = workbook.part_of(store.SHEET)
    part = before or package.free("xl/worksheets/sheet{}.xml")
    package.put(part, sheet.content(), WORKSHEET)
    if not before:
        workbook.add(store.SHEET, part, VERY_HIDDEN)


# marks


def _mark(package: OfficePackage, workbook: WorkbookPart, snapshot: Snapshot, changes: Changes) -> None:
    """Take away the marks that stand and put in those that shall."""
    before, plan = marks.scan(snapshot), changes.marks or {}
    looks = _Looks(package) if plan else None
    for name in dict.fromkeys([*before, *plan]):
        part = workbook.part_of(name)
        if not part:
            continue
        sheet = SheetPart(package.read(part))
        notes = Notes(package, part, sheet)
        filter_before = marks.filtered(sheet)
        if name in before:
            _take_away(sheet, notes, before[name], snapshot, name)
        if name in plan and looks is not None:
            _put_in(sheet, notes, plan[name], marks.last_row(snapshot, name, plan[name]), looks)
        filter_after = marks.filtered(sheet)
        if filter_before != filter_after:
            workbook.undefine(_FILTER, name)
            if filter_after:
                workbook.define(_FILTER, sheets.place_of_cell(name, _absolute(filter_after)), name, hidden=True)
        package.put(part, sheet.content())


def _absolute(area: str) -> str:
    corners = [place_of(corner) for corner in area.split(":")]
    return ":".join(f"${column_letters(column - 1)}${row}" for row, column in corners)


def _take_away(sheet: SheetPart, notes: Notes, before: SheetMarks, snapshot: Snapshot, name: str) -> None:
    """Take our marks away and nothing else."""
    remembered = snapshot.entries.get("marked", {}).get(name, {})
    if before.column:
        if before.filter:
            found = sheet.find("autoFilter")
            if found is not None and len(found):
                ends = [place_of(corner)[0] for corner in marks.filtered(sheet).split(":")]
                sheet.show_rows(ends[0], ends[-1])
            sheet.remove("autoFilter")
        rows = marks.cells_of(before)
        sheet.put_cells({row: {before.column: None} for row in rows})
        if not marks.others_in(snapshot, name, before):
            width = remembered.get("width")
            if "line" in remembered:
                widths.put_line_back(sheet, before.column, remembered["line"])
            elif "width" in remembered:
                widths.put_width(sheet, before.column, None if width is None else widths.shown_width(width))
            if remembered.get("extent") is not None and sheet.extent() == _extended(
                remembered["extent"], before, sheet
            ):
                sheet.put_extent(remembered["extent"])
    _take_rules(sheet)
    notes.take(marks.without_ours)


def _take_rules(sheet: SheetPart) -> None:
    ours = [rule for rule in sheet.rules() if shades.is_ours(rule.formula)]
    taken = sorted(rule.priority for rule in ours)
    for rule in ours:
        area = rule.element.getparent()
        assert area is not None
        area.remove(rule.element)
        if not len(area):
            sheet.root.remove(area)
    if taken:
        _move_rules(sheet, lambda priority: priority - sum(number < priority for number in taken))


def _move_rules(sheet: SheetPart, moved: Callable[[int], int]) -> None:
    """Give every rule another priority."""
    for rule in sheet.root.iter("{*}cfRule"):
        if rule.get("priority"):
            rule.set("priority", str(moved(int(rule.get("priority", "0")))))


def _put_in(sheet: SheetPart, notes: Notes, marked: SheetMarks, last: int, looks: "_Looks") -> None:
    """Put marks in; earlier ones have been taken away."""
    if marked.problems:
        column = marked.column
        cells = {
            row: {column: sheet.text_cell(row, column, text, looks.header if row == marked.header else None)}
            for row, text in marks.cells_of(marked).items()
        }
        sheet.put_cells(cells)
        widths.put_width(sheet, column, widths.shown_width(marks.width_of(marked)))
        sheet.put_extent(_extended(sheet.extent(), marked, sheet))
        _put_rules(sheet, marked, last, looks)
        if marked.filter:
            area = f"A{marked.header}:{column_letters(column - 1)}{last}"
            sheet.insert("autoFilter", ref=area)
    notes.put(marks.note_texts(marked, notes.texts()))


def _extended(extent: str, marked: SheetMarks, sheet: SheetPart) -> str:
    """What is in use with our column."""
    if not extent:
        return ""
    first, _, end = extent.replace("$", "").partition(":")
    corner = place_of(end or first)
    row, column = max(corner[0], *marks.cells_of(marked)), max(corner[1], marked.column)
    top = min(place_of(first)[0], marked.header)
    return f"{column_letters(place_of(first)[1] - 1)}{top}:{column_letters(column - 1)}{row}"


def _put_rules(sheet: SheetPart, marked: SheetMarks, last: int, looks: "_Looks") -> None:
    """Colour cells; our rules come first, those of the staff after them in their order."""
    ours = shades.by_gravity(marked.shades)
    _move_rules(sheet, lambda priority: priority + len(ours))
    for priority, shade in enumerate(ours, 1):
        letters = column_letters(shade.column - 1)
        area = sheet.insert("conditionalFormatting", sqref=f"{letters}{marked.header + 1}:{letters}{last}")
        facts = {
            "type": "expression",
            "dxfId": str(looks.shades[shade.level, not shade.word]),
            "priority": str(priority),
        }
        rule = area.makeelement(sheet.tag("cfRule"), facts)
        area.append(rule)
        formula = rule.makeelement(sheet.tag("formula"), {})
        formula.text = shades.formula(shade, marked.column)
        rule.append(formula)


class _Looks:
    """How marks look, as numbers of styles in a package. ``header``: of the column's header; ``shades``: {(level, at the head of the row): number}."""

    def __init__(self, package: OfficePackage) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "0.xlsx"
            order = shades.write_looks(path)
            styles = OfficePackage(path, path.read_bytes()).xml("xl/styles.xml")
        here = package.xml(styles_of(package))
        numbers = merged_styles.merge(here, styles)
        self.header = merged_styles.in_bold(here, numbers.cells[1])
        self.shades = {key: numbers.conditions[at] for at, key in enumerate(order)}
