"""The notes of a sheet, edited: their texts in one part, the yellow boxes in another, which VML draws.

A note of somebody else's keeps its look: a line is added behind its text, and taken away again. A cell with a threaded comment has a note that
Excel keeps for older programs; it is left alone.
"""

import re
from collections.abc import Callable

from lxml import etree

from huibao_xl.files.editing.office_package import OfficePackage
from huibao_xl.files.editing.sheet_part import SheetPart, place_of
from huibao_xl.files.reading.grid import column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AUTHOR = "沪惠保"
_THREADED = "tc="
_SHAPE = re.compile(rb"<v:shape\s.*?</v:shape>", re.DOTALL)
_PLACE = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>.*?<x:Column>\s*(\d+)\s*</x:Column>", re.DOTALL)
_BLOCKS = re.compile(rb'<o:idmap\s[^>]*?data="([\d,\s]*)"')
_BLOCK = 1024
_FIRST = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
)
_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:2pt;width:180pt;height:80pt;'
    'z-index:{z};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" '
    'obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 2, {right}, 31, {bottom}, 1</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


class Notes:
    """The notes of one sheet of a package that is being edited."""

    def __init__(self, package: OfficePackage, part: str, sheet: SheetPart) -> None:
        self._package, self._part, self._sheet = package, part, sheet
        related = package.related(part)
        self._comments = next((target for word, target in related.values() if word == "comments"), "")
        drawn = sheet.find("legacyDrawing")
        self._vml = "" if drawn is None else related.get(str(next(iter(drawn.values()), "")), ("", ""))[1]
        self._root = package.xml(self._comments) if self._comments else None

    def texts(self) -> dict[tuple[int, int], str]:
        """Return {(row, column): text} of every note, without those of threaded comments."""
        return {place: _text(item) for place, item in self._items().items() if not self._threaded(item)}

    def threaded(self) -> set[tuple[int, int]]:
        """Return (row, column) of every threaded comment."""
        return {place for place, item in self._items().items() if self._threaded(item)}

    def _items(self) -> dict[tuple[int, int], etree._Element]:
        if self._root is None:
            return {}
        return {place_of(item.get("ref", "A1")): item for item in self._root.iter("{*}comment")}

    def _threaded(self, item: etree._Element) -> bool:
        assert self._root is not None
        authors = [author.text or "" for author in self._root.iter("{*}author")]
        at = int(item.get("authorId", "0"))
        return at < len(authors) and authors[at].startswith(_THREADED)

    def put(self, texts: dict[tuple[int, int], str]) -> None:
        """Add these texts: as a note, or below the one that is there (``texts`` hold what parts them)."""
        present = self._items()
        new = {place: text for place, text in texts.items() if place not in present}
        for place, text in texts.items():
            item = present.get(place)
            if item is not None and not self._threaded(item):
                self._append(item, text)
        if new:
            self._make_parts()
            self._add_comments(new)
            self._add_boxes(sorted(new))

    def _append(self, item: etree._Element, text: str) -> None:
        """Add a run to a note's text."""
        body = next(item.iter("{*}text"))
        for plain in body.findall("{*}t"):  # a text without runs becomes the first run
            run = etree.Element(_tag(body, "r"))
            body.replace(plain, run)
            run.append(plain)
        run = etree.SubElement(body, _tag(body, "r"))
        _write(etree.SubElement(run, _tag(body, "t")), text)

    def take(self, without: Callable[[str], str | None]) -> None:
        """Change every text by ``without``: the text that stays, None for a note that goes; what stays keeps its look."""
        gone = set()
        for place, item in self._items().items():
            if self._threaded(item):
                continue
            text = _text(item)
            left = without(text)
            if left is None:
                gone.add(place)
                parent = item.getparent()
                assert parent is not None
                parent.remove(item)
            elif left != text:
                _cut(next(item.iter("{*}text")), len(left))
        if gone:
            self._remove_boxes(gone)

    def _make_parts(self) -> None:
        package = self._package
        if not self._comments:
            self._comments = package.free("xl/comments{}.xml")
            package.put(
                self._comments, f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'.encode(), _COMMENTS
            )
            package.relate(self._part, "comments", self._comments)
            self._root = package.xml(self._comments)
        if not self._vml:
            self._vml = package.free("xl/drawings/vmlDrawing{}.vml")
            package.default("vml", _VML)
            package.put(self._vml, _FIRST)
            item = self._sheet.child("legacyDrawing")
            item.set(
                "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
                package.relate(self._part, "vmlDrawing", self._vml),
            )

    def _add_comments(self, texts: dict[tuple[int, int], str]) -> None:
        assert self._root is not None
        authors = next(self._root.iter("{*}authors"))
        names = [item.text for item in authors]
        if _AUTHOR not in names:
            etree.SubElement(authors, _tag(authors, "author")).text = _AUTHOR
            names.append(_AUTHOR)
        listed = next(self._root.iter("{*}commentList"))
        for (row, column), text in sorted(texts.items()):
            at = {"ref": f"{column_letters(column - 1)}{row}", "authorId": str(names.index(_AUTHOR))}
            body = etree.SubElement(etree.SubElement(listed, _tag(listed, "comment"), at), _tag(listed, "text"))
            _write(etree.SubElement(etree.SubElement(body, _tag(listed, "r")), _tag(listed, "t")), text)

    def _add_boxes(self, places: list[tuple[int, int]]) -> None:
        vml = self._package.read(self._vml)
        first = max([0, *self._blocks()]) + 1
        blocks = [first + number for number in range((len(places) - 1) // (_BLOCK - 1) + 1)]
        boxes = [] if b"_x0000_t202" in vml else [_TYPE]
        for number, (row, column) in enumerate(places):
            id = blocks[number // (_BLOCK - 1)] * _BLOCK + number % (_BLOCK - 1) + 1
            box = {"left": column, "right": column + 3, "top": max(0, row - 2), "bottom": row + 3}
            boxes.append(_BOX.format(id=id, z=number + 1, row=row - 1, column=column - 1, **box).encode())
        vml = _with_blocks(vml, blocks)
        at = vml.rindex(b"</xml>")
        self._package.put(self._vml, vml[:at] + b"".join(boxes) + vml[at:])

    def _blocks(self) -> list[int]:
        """The blocks of numbers of shapes that are taken in the workbook."""
        parts = [name for name in self._package.names() if name.lower().endswith(".vml")]
        found = [match for part in parts for match in _BLOCKS.findall(self._package.read(part))]
        return [int(number) for text in found for number in re.findall(rb"\d+", text)]

    def _remove_boxes(self, gone: set[tuple[int, int]]) -> None:
        def without(shape: re.Match[bytes]) -> bytes:
            place = _PLACE.search(shape[0])
            noted = b'ObjectType="Note"' in shape[0]
            return b"" if place and noted and (int(place[1]) + 1, int(place[2]) + 1) in gone else shape[0]

        if self._vml:
            self._package.put(self._vml, _SHAPE.sub(without, self._package.read(self._vml)))
        if not self._items():
            self._drop_parts()

    def _drop_parts(self) -> None:
        """Take the parts out when the last note has gone, unless form controls are drawn there too."""
        related = {target: id for id, (_, target) in self._package.related(self._part).items()}
        if self._vml and not _SHAPE.search(self._package.read(self._vml)):
            self._package.unrelate(self._part, related[self._vml])
            self._package.drop(self._vml)
            self._sheet.remove("legacyDrawing")
            self._vml = ""
        self._package.unrelate(self._part, related[self._comments])
        self._package.drop(self._comments)
        self._comments, self._root = "", None


def _with_blocks(vml: bytes, blocks: list[int]) -> bytes:
    found = _BLOCKS.search(vml)
    if found is None:
        return vml
    numbers = b",".join(filter(None, [found[1], *(b"%d" % block for block in blocks)]))
    return vml[: found.start(1)] + numbers + vml[found.end(1) :]


def _text(item: etree._Element) -> str:
    return "".join(one.text or "" for one in item.iter("{*}t") if etree.QName(one.getparent()).localname != "rPh")


def _cut(body: etree._Element, length: int) -> None:
    """Cut a text down to its first characters; runs behind them go."""
    for one in list(body.iter("{*}t")):
        text = one.text or ""
        run = one.getparent()
        if length <= 0 and run is not None and run is not body:
            body.remove(run)
        else:
            one.text = text[:length]
        length -= len(text)


def _write(element: etree._Element, text: str) -> None:
    element.text = re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", text)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _tag(item: etree._Element, name: str) -> str:
    return f"{{{etree.QName(item).namespace}}}{name}"
