"""Sheets of one workbook brought into another: what a report has laid out becomes a part of the staff's package.

The draft is a workbook that :mod:`huibao_xl.files.writing.workbook` wrote. Its texts become inline ones, its styles are added to those of the
package, its links and looks stay.
"""

import re
from dataclasses import dataclass

from lxml import etree

from huibao_xl.files.editing.merged_styles import Numbers, merge
from huibao_xl.files.editing.office_package import OfficePackage, relationships_of

WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLED = re.compile(rb'(<(?:c r="[A-Z]+\d+"|row r="\d+"(?: spans="[\d:]+")?) s="|<col [^>]*?style=")(\d+)"')
_SHARED = re.compile(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="s"><v>(\d+)</v>')
_DXF = re.compile(rb'(<cfRule [^>]*?dxfId=")(\d+)"')
_STYLES = "xl/styles.xml"


@dataclass(frozen=True)
class DraftName:
    """A defined name of a draft. ``sheet``: that it belongs to, "" if it is one of the workbook's."""

    name: str
    refers_to: str
    sheet: str
    hidden: bool


class Draft:
    """A draft that is brought into a package, sheet by sheet."""

    def __init__(self, draft: OfficePackage, package: OfficePackage) -> None:
        """``package``: where the sheets go; the draft's styles are added to it."""
        self._draft, self._package = draft, package
        self._numbers: Numbers = merge(package.xml(styles_of(package)), draft.xml(_STYLES))
        self._texts = _shared_texts(draft)
        related = draft.related("xl/workbook.xml")
        sheets = [*draft.xml("xl/workbook.xml").iter(f"{{{_MAIN}}}sheet")]
        self.names = [item.get("name", "") for item in sheets]
        self._parts = {item.get("name", ""): related[_id(item)][1] for item in sheets}

    def bring(self, name: str) -> str:
        """Put a sheet of the draft into the package as a new part; return the part."""
        source, part = self._parts[name], self._package.free("xl/worksheets/sheet{}.xml")
        xml = self._draft.read(source)
        cells, conditions = self._numbers.cells, self._numbers.conditions
        xml = _SHARED.sub(lambda found: found[1] + b' t="inlineStr"><is>' + self._texts[int(found[2])] + b"</is>", xml)
        xml = _STYLED.sub(lambda found: found[1] + b'%d"' % cells[int(found[2])], xml)
        xml = _DXF.sub(lambda found: found[1] + b'%d"' % conditions[int(found[2])], xml)
        self._package.put(part, xml.replace(b' tabSelected="1"', b"", 1), WORKSHEET)
        if relationships_of(source) in self._draft:
            if self._draft.related(source):
                raise ValueError(f"{name} leads to other parts of its draft")
            self._package.put(relationships_of(part), self._draft.read(relationships_of(source)))
        return part

    def defined(self) -> list[DraftName]:
        """Return the names that the draft defines."""
        found = []
        for item in self._draft.xml("xl/workbook.xml").iter(f"{{{_MAIN}}}definedName"):
            at = item.get("localSheetId")
            sheet = "" if at is None else self.names[int(at)]
            found.append(DraftName(item.get("name", ""), item.text or "", sheet, item.get("hidden") == "1"))
        return found


def styles_of(package: OfficePackage) -> str:
    """Return the styles part of a package; one that has none gets the smallest that there is."""
    found = next((part for word, part in package.related(package.workbook).values() if word == "styles"), "")
    if found:
        return found
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
    font, fill, border = "<fonts><font/></fonts>", "<fills><fill/></fills>", "<borders><border/></borders>"
    cells = '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs>'
    package.put(_STYLES, f'<styleSheet xmlns="{_MAIN}">{font}{fill}{border}{cells}</styleSheet>'.encode(), kind)
    package.relate(package.workbook, "styles", _STYLES)
    return _STYLES


def _shared_texts(draft: OfficePackage) -> list[bytes]:
    """The inside of each shared text."""
    if "xl/sharedStrings.xml" not in draft:
        return []
    items = re.findall(rb"<si>(.*?)</si>", draft.read("xl/sharedStrings.xml"), re.DOTALL)
    return [bytes(item) for item in items]


def _id(item: etree._Element) -> str:
    return next(str(value) for key, value in item.items() if str(key).endswith("}id"))
