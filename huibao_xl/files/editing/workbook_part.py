"""The workbook's list of sheets and names, edited: a sheet is an entry that leads to a part, and several names may belong to it."""

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from huibao_xl.files.editing.office_package import RELATIONSHIPS, OfficePackage

VISIBLE, VERY_HIDDEN = "visible", "veryHidden"
_BEFORE_NAMES = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences")  # fmt: skip
_BEFORE_CALCULATION = (*_BEFORE_NAMES, "alternateContent", "AlternateContent", "revisionPtr", "definedNames")


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    state: str


class WorkbookPart:
    """The list of sheets and names of a package that is being edited."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        self._root = package.xml(package.workbook)
        self._space = etree.QName(self._root).namespace
        self._sheets = next(self._root.iterchildren(self._tag("sheets")))

    def _tag(self, name: str) -> str:
        return f"{{{self._space}}}{name}"

    def sheets(self) -> list[SheetEntry]:
        """Return the sheets in their order."""
        related = self._package.related(self._package.workbook)
        return [
            SheetEntry(item.get("name", ""), related.get(_id(item), ("", ""))[1], item.get("state", VISIBLE))
            for item in self._sheets
        ]

    def part_of(self, name: str) -> str:
        """Return the part of a sheet, "" if there is no such sheet; upper and lower case alike."""
        return next((entry.part for entry in self.sheets() if entry.name.casefold() == name.casefold()), "")

    def _position(self, name: str) -> int:
        names = [item.get("name", "").casefold() for item in self._sheets]
        return names.index(name.casefold())

    def add(self, name: str, part: str, state: str = VISIBLE) -> None:
        """Add a sheet behind all others."""
        number = max([0, *(int(item.get("sheetId", "0")) for item in self._sheets)]) + 1
        made = etree.SubElement(self._sheets, self._tag("sheet"), name=name, sheetId=str(number))
        if state != VISIBLE:
            made.set("state", state)
        made.set(f"{{{RELATIONSHIPS}}}id", self._package.relate(self._package.workbook, "worksheet", part))

    def lead_to(self, name: str, part: str) -> None:
        """Let a sheet's entry lead to another part, which may belong to another sheet already; the part before stays in the package."""
        item = self._sheets[self._position(name)]
        related = self._package.related(self._package.workbook)
        id = next((id for id, (_, target) in related.items() if target == part), "")
        key = next(str(key) for key, _ in item.items() if str(key).endswith("}id"))
        item.set(key, id or self._package.relate(self._package.workbook, "worksheet", part))

    def remove(self, name: str) -> None:
        """Take a sheet out, with the names that belong to it and what it leads to."""
        at = self._position(name)
        item, entry = self._sheets[at], self.sheets()[at]
        self._sheets.remove(item)
        for defined in self._names():
            place = defined.get("localSheetId")
            if place is not None and int(place) == at:
                self._drop(defined)
            elif place is not None and int(place) > at:
                defined.set("localSheetId", str(int(place) - 1))
        for view in self._root.iter(self._tag("workbookView")):
            for key in ("activeTab", "firstSheet"):
                if int(view.get(key, "0")) > at or int(view.get(key, "0")) >= len(self._sheets):
                    view.set(key, str(max(0, int(view.get(key, "0")) - 1)))
        self.forget_part(entry.part)

    def rename(self, name: str, to: str) -> None:
        """Give a hidden sheet a name, and show it."""
        item = self._sheets[self._position(name)]
        self.move_names(name, name, to)
        item.set("name", to)
        item.attrib.pop("state", None)

    def forget_part(self, part: str) -> None:
        """Take the part of a sheet out, with the parts that only it leads to; no sheet leads to it any more."""
        for id, (_, target) in self._package.related(self._package.workbook).items():
            if target == part:
                self._package.unrelate(self._package.workbook, id)
        for word, target in self._package.related(part).values():
            if word in ("comments", "vmlDrawing", "table", "printerSettings", "drawing"):
                self._package.drop(target)
        self._package.drop(part)

    def active(self) -> str:
        """Return the sheet in front."""
        view = next(self._root.iter(self._tag("workbookView")), None)
        at = 0 if view is None else int(view.get("activeTab", "0"))
        return self.sheets()[min(at, len(self._sheets) - 1)].name

    # names

    def _names(self) -> list[etree._Element]:
        found = next(self._root.iterchildren(self._tag("definedNames")), None)
        return [] if found is None else [item for item in found if isinstance(item.tag, str)]

    def _drop(self, item: etree._Element) -> None:
        names = item.getparent()
        assert names is not None
        names.remove(item)
        if not len(names):
            self._root.remove(names)

    def names(self) -> dict[str, str]:
        """Return {name: what it stands for} of the workbook's own names, without those of single sheets."""
        return {item.get("name", ""): item.text or "" for item in self._names() if item.get("localSheetId") is None}

    def local_names(self, sheet: str) -> dict[str, str]:
        """Return {name: what it stands for} of the names of a sheet."""
        at = str(self._position(sheet))
        return {item.get("name", ""): item.text or "" for item in self._names() if item.get("localSheetId") == at}

    def define(self, name: str, refers_to: str, sheet: str = "", hidden: bool = False) -> None:
        """Let a name of the workbook, or of a sheet, stand for something else than before."""
        self.undefine(name, sheet)
        names = next(self._root.iterchildren(self._tag("definedNames")), None)
        if names is None:
            names = self._insert("definedNames", _BEFORE_NAMES)
        made = names.makeelement(self._tag("definedName"), name=name)
        if sheet:
            made.set("localSheetId", str(self._position(sheet)))
        if hidden:
            made.set("hidden", "1")
        made.text = refers_to
        names.append(made)

    def undefine(self, name: str, sheet: str = "") -> None:
        """Let a name be no more."""
        at = str(self._position(sheet)) if sheet else None
        for item in self._names():
            if item.get("name", "").casefold() == name.casefold() and item.get("localSheetId") == at:
                self._drop(item)

    def move_names(self, sheet: str, to: str, called: str = "") -> None:
        """Give the names that belong to a sheet to another, of which they speak then; ``called``: what that is called, if it gets another name."""
        called = called or to
        at, other = str(self._position(sheet)), str(self._position(to))
        for item in self._names():
            if item.get("localSheetId") == at:
                item.set("localSheetId", other)
                item.text = (
                    (item.text or "")
                    .replace(f"{quoted(sheet)}!", f"{quoted(called)}!")
                    .replace(f"{sheet}!", f"{quoted(called)}!")
                )

    def _insert(self, name: str, before: tuple[str, ...]) -> etree._Element:
        made = self._root.makeelement(self._tag(name), {})
        at = sum(1 for item in self._root if isinstance(item.tag, str) and etree.QName(item).localname in before)
        self._root.insert(at, made)
        return made

    def calculate_on_opening(self) -> None:
        """Let Excel work out all formulas anew when it opens the file, and make its list of them anew."""
        calculation = next(self._root.iterchildren(self._tag("calcPr")), None)
        if calculation is None:
            calculation = self._insert("calcPr", _BEFORE_CALCULATION)
        calculation.set("fullCalcOnLoad", "1")
        for id, (word, target) in self._package.related(self._package.workbook).items():
            if word == "calcChain":
                self._package.unrelate(self._package.workbook, id)
                self._package.drop(target)


def names_of(path: Path) -> dict[str, str]:
    """Return {name: what it stands for} of the names of a saved workbook, without those of single sheets."""
    return WorkbookPart(OfficePackage(path, path.read_bytes())).names()


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas name it.

    >>> quoted("甲'乙")
    "'甲''乙'"
    """
    return "'" + sheet.replace("'", "''") + "'"


def _id(item: etree._Element) -> str:
    return next((str(value) for key, value in item.items() if str(key).endswith("}id")), "")
