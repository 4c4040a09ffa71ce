"""The XML of one sheet that is edited: its frame as a tree, its cells as the bytes that they are.

A sheet may hold a million rows, of which an edit touches a few: those are found and spliced, every other byte of the cells stays. What stands
before and after the cells (views, widths, filter, rules, links) is small, and is edited as XML in the order that Excel demands.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from huibao_xl.files.reading.grid import column_index, column_letters

ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges",
    "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
    "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture",
    "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""The children of a worksheet, in the order of the standard (ECMA-376 part 1, 18.3.1.99)."""
_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData\b[^>]*?(/?)>")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b([^>]*?)(/?)>")
_NUMBER = re.compile(rb"""\br=["'](\d+)["']""")
_PROLOG = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*\?>\s*")
_CELL = re.compile(rb"""<(?:[\w.-]+:)?c\b[^>]*?\br=["']([A-Z]+)\d+["'][^>]*>""")
_SANE = 64
"""Columns beyond the last content that may be dressed; more is a part that does not know its own size."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


MAX_COLUMNS = 16_384


@dataclass(frozen=True)
class Rule:
    """A format by condition. ``area``: the cells, as in ``A3:A12``; ``element``: the rule itself."""

    area: str
    formula: str
    priority: int
    element: etree._Element


def place_of(reference: str) -> tuple[int, int]:
    """Return row and column of a cell.

    >>> place_of("C12")
    (12, 3)
    """
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :] or "1"), column_index(letters) + 1


class SheetPart:
    """A sheet being edited. Rows and columns count from 1."""

    def __init__(self, content: bytes) -> None:
        """``content``: the part in UTF-8. Raises ValueError if it holds no cells' element."""
        found = _DATA.search(content)
        if found is None:
            raise ValueError("no sheetData")
        self.prefix, start, end = found[1], found.start(), found.end()
        self._data = b""
        if not found[2]:
            closing = b"</" + self.prefix + b"sheetData>"
            stop = content.index(closing, end)
            self._data, end = content[end:stop], stop + len(closing)
        self._empty = b"<" + self.prefix + b"sheetData/>"
        self._prolog = found_prolog[0] if (found_prolog := _PROLOG.match(content)) else b""
        self.root = etree.fromstring(content[:start] + self._empty + content[end:])
        self.space = etree.QName(self.root).namespace

    def content(self) -> bytes:
        """Return the part."""
        frame: bytes = self._prolog + etree.tostring(self.root, encoding="UTF-8")
        if not self._data:
            return frame
        name = self.prefix + b"sheetData>"
        return frame.replace(self._empty, b"<" + name + self._data + b"</" + name, 1)

    def tag(self, name: str) -> str:
        """Return the name of an element in the sheet's namespace."""
        return f"{{{self.space}}}{name}"

    def find(self, name: str) -> etree._Element | None:
        """Return a child of the worksheet, None if it has none of the name."""
        return next(self.root.iterchildren(self.tag(name)), None)

    def child(self, name: str, **attributes: str) -> etree._Element:
        """Return a child of the worksheet, made at its place if it is not there."""
        found = self.find(name)
        return self.insert(name, **attributes) if found is None else found

    def insert(self, name: str, **attributes: str) -> etree._Element:
        """Add a child of the worksheet at its place, behind others of its name."""
        rank = ORDER.index(name) + 1
        made = self.root.makeelement(self.tag(name), attributes)
        at = 0
        for number, item in enumerate(self.root, 1):
            word = etree.QName(item).localname if isinstance(item.tag, str) else ""
            if word in ORDER and ORDER.index(word) < rank:
                at = number
        self.root.insert(at, made)
        return made

    def remove(self, name: str) -> None:
        """Take a child of the worksheet out, if it is there."""
        found = self.find(name)
        if found is not None:
            self.root.remove(found)

    def rules(self) -> list[Rule]:
        """Return the formats by condition that ask a formula, in the order of the part."""
        return [
            Rule(area.get("sqref", ""), rule.findtext(self.tag("formula")) or "", int(rule.get("priority", "0")), rule)
            for area in self.root.iterchildren(self.tag("conditionalFormatting"))
            for rule in area.iterchildren(self.tag("cfRule"))
        ]

    def tables(self) -> bool:
        """Tell whether tables stand on the sheet."""
        return self.find("tableParts") is not None

    def extent(self) -> str:
        """Return the cells in use by what the part says itself, "" if it does not."""
        found = self.find("dimension")
        return "" if found is None else found.get("ref", "")

    def put_extent(self, extent: str) -> None:
        """Say what cells are in use, "" to say nothing."""
        if extent:
            self.child("dimension").set("ref", extent)
        else:
            self.remove("dimension")

    def last_column(self, least: int) -> int:
        """Return the last column in use by what the part says itself; ``least`` if that cannot be."""
        end = self.extent().rpartition(":")[2].replace("$", "")
        column = place_of(end)[1] if end.rstrip("0123456789") else 0
        return column if least <= column <= least + _SANE else least

    def text_cell(self, row: int, column: int, text: str, style: int | None = None) -> bytes:
        """Return a cell that holds a text."""
        plain = escape(_UNWRITABLE.sub("", text))
        p, look = self.prefix.decode(), "" if style is None else f' s="{style}"'
        inside = f'<{p}is><{p}t xml:space="preserve">{plain}</{p}t></{p}is>'
        return f'<{p}c r="{column_letters(column - 1)}{row}"{look} t="inlineStr">{inside}</{p}c>'.encode()

    def put_cells(self, cells: Mapping[int, Mapping[int, bytes | None]]) -> None:
        """Put cells in their places: {row: {column: the cell as XML, None to take it out}}; rows that are not there are made."""
        pieces, at, waiting = [], 0, sorted(cells, reverse=True)
        for number, start, end in self._rows(set(cells)):
            while waiting and waiting[-1] < number:
                pieces += [self._data[at:start], self._new_row(waiting[-1], cells[waiting.pop()])]
                at = start
            if waiting and waiting[-1] == number:
                pieces += [self._data[at:start], self._edited(self._data[start:end], cells[waiting.pop()], number)]
                at = end
        pieces.append(self._data[at:])
        while waiting:
            pieces.append(self._new_row(waiting[-1], cells[waiting.pop()]))
        self._data = b"".join(pieces)

    def _rows(self, wanted: set[int]) -> Iterator[tuple[int, int, int]]:
        """Number, begin and end of each row; of a row that is not wanted the end is where it begins."""
        number, closing = 0, b"</" + self.prefix + b"row>"
        for found in _ROW.finditer(self._data):
            stated = _NUMBER.search(found[1])
            number = int(stated[1]) if stated else number + 1
            end = found.start()
            if number in wanted:
                end = found.end() if found[2] else self._data.index(closing, found.end()) + len(closing)
            yield number, found.start(), end

    def _new_row(self, row: int, cells: Mapping[int, bytes | None]) -> bytes:
        inside = b"".join(cell for _, cell in sorted(cells.items()) if cell is not None)
        if not inside:
            return b""
        p = self.prefix
        return b"<" + p + b'row r="%d">' % row + inside + b"</" + p + b"row>"

    def _edited(self, row: bytes, cells: Mapping[int, bytes | None], number: int) -> bytes:
        closing = b"</" + self.prefix + b"row>"
        if row.endswith(b"/>") and not row.endswith(closing):
            row = row[:-2] + b">" + closing
        for column, cell in sorted(cells.items()):
            row = self._without(row, column, number)
            if cell is not None:
                at = next(
                    (found.start() for found in _CELL.finditer(row) if column_index(found[1].decode()) >= column), -1
                )
                at = row.rindex(closing) if at < 0 else at
                row = row[:at] + cell + row[at:]
        return row

    def _without(self, row: bytes, column: int, number: int) -> bytes:
        place = self.cell_at(row, column, number)
        return row if place is None else row[: place[0]] + row[place[1] :]

    def cell_at(self, row: bytes, column: int, number: int) -> tuple[int, int] | None:
        """Return begin and end of a cell in the XML of its row, None if it has none."""
        name = column_letters(column - 1).encode() + b"%d" % number
        found = re.search(rb"""<(?:[\w.-]+:)?c\b[^>]*?\br=["']""" + name + rb"""["'][^>]*>""", row)
        if found is None:
            return None
        closing = b"</" + self.prefix + b"c>"
        return found.start(), found.end() if found[0].endswith(b"/>") else row.index(closing, found.end()) + len(
            closing
        )

    def cell(self, row: int, column: int) -> etree._Element | None:
        """Return a cell, None if there is none; it is a copy."""
        for number, start, end in self._rows({row}):
            if number == row:
                line = self._data[start:end]
                place = self.cell_at(line, column, row)
                if place is not None:
                    return etree.fromstring(self._declared(line[place[0] : place[1]]))[0]
        return None

    def _declared(self, xml: bytes) -> bytes:
        spaces = " ".join(
            f'xmlns{prefix and ":" + prefix}="{uri}"'
            for prefix, uri in ((key or "", value) for key, value in self.root.nsmap.items())
        )
        return b"<_ " + spaces.encode() + b">" + xml + b"</_>"

    def show_rows(self, first: int, last: int) -> None:
        """Show the rows that a filter hid."""
        pieces, at = [], 0
        for found in _ROW.finditer(self._data):
            stated = _NUMBER.search(found[1])
            if stated and first <= int(stated[1]) <= last and b"hidden=" in found[1]:
                shown = re.sub(rb"""\s+hidden=["'](?:1|true)["']""", b"", found[0])
                pieces += [self._data[at : found.start()], shown]
                at = found.end()
        self._data = b"".join([*pieces, self._data[at:]])
