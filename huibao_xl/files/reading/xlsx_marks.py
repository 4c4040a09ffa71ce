"""What an .xlsx says beside its cells: which are struck out (删除线), the comments (批注) on them, threaded ones too, and text boxes.

A row that somebody struck out, or that a comment calls 已退保, looks like any other to a reader of values. A cell is struck out by its style
(the font of the whole cell), or by a run of its text. What only a rule of conditional formatting strikes out is not seen.
"""

from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from huibao_xl.files.reading.cells import staff_text
from huibao_xl.files.reading.grid import column_index
from huibao_xl.files.reading.package import Package, forget

Place = tuple[int, int]
"""(row, column), both from 0."""

_OFF = ("0", "false", "none")


def struck_styles(styles: etree._Element) -> frozenset[int]:
    """Return the numbers of the cell styles whose font is struck out. ``styles``: the root of styles.xml."""
    fonts = [_strikes(font) for font in styles.iterfind("{*}fonts/{*}font")]
    formats = [item.get("fontId", "0") for cells in styles.iterfind("{*}cellXfs") for item in cells.iterfind("{*}xf")]
    return frozenset(
        at for at, font in enumerate(formats) if font.isdigit() and int(font) < len(fonts) and fonts[int(font)]
    )


def struck_texts(chunks: Callable[[], Iterable[bytes]]) -> frozenset[int]:
    """Return the numbers of the shared texts of which a run is struck out. ``chunks`` starts a new pass over the part's bytes: most
    workbooks need one look only."""
    found, number = set[int](), 0
    if not _mention_strikes(chunks()):
        return frozenset()
    parser = etree.XMLPullParser(("end",), tag="{*}si", recover=True, huge_tree=True, resolve_entities=False)
    for chunk in chunks():
        parser.feed(chunk)
        for _, item in _elements(parser):
            if any(_strikes(run) for run in item.iterfind("{*}r/{*}rPr")):
                found.add(number)
            number += 1
            forget(item)
    return frozenset(found)


def struck_cells(chunks: Iterable[bytes], styles: frozenset[int], texts: frozenset[int]) -> set[Place]:
    """Return the cells of a worksheet part that hold something and are struck out. ``styles``, ``texts``: as the functions above say."""
    found, row, column = set[Place](), -1, -1
    parser = etree.XMLPullParser(
        ("start", "end"), tag=("{*}c", "{*}row"), recover=True, huge_tree=True, resolve_entities=False
    )
    for chunk in chunks:
        parser.feed(chunk)
        for event, item in _elements(parser):
            is_row = etree.QName(item).localname == "row"
            if event == "start" and is_row:
                row, column = _number(item.get("r"), row + 2) - 1, -1
            elif event == "end" and is_row:
                forget(item)
            elif event == "end":
                letters = "".join(filter(str.isalpha, item.get("r", "")))
                column = column_index(letters) if letters else column + 1
                if _is_struck(item, styles, texts):
                    found.add((row, column))
    return found


def boxes(package: Package, part: str) -> list[tuple[str, str]]:
    """Return (文本框, text) of each text box and shape with text on a sheet. ``part``: its worksheet part."""
    folder, _, name = part.rpartition("/")
    if f"{folder}/_rels/{name}.rels" not in package:
        return []
    drawings = [target for kind, target in package.relationships(part).values() if kind == "drawing"]
    bodies = [box for one in drawings if one in package for box in package.xml(one).iter("{*}txBody")]
    return [("文本框", text) for box in bodies if (text := "\n".join(lines_of(box)))]


def lines_of(place: etree._Element) -> list[str]:
    """Return the paragraphs with text in a part of an Office document, each as one line."""
    lines = ("".join(text.text or "" for text in line.iter("{*}t")).strip() for line in place.iter("{*}p"))
    return [line for line in lines if line]


def comments(package: Package, part: str) -> dict[Place, str]:
    """Return the comments on the cells of a sheet, each as one text. ``part``: its worksheet part.

    A threaded comment stands in the file twice, the second time as a note for old programs: the first counts.
    """
    folder, _, name = part.rpartition("/")
    if f"{folder}/_rels/{name}.rels" not in package:
        return {}
    related = list(package.relationships(part).values())
    notes = [target for kind, target in related if kind == "comments" and target in package]
    threads = [target for kind, target in related if kind == "threadedComment" and target in package]
    found: dict[Place, list[str]] = {}
    for target in threads:
        for item in package.xml(target).iter("{*}threadedComment"):
            _add(found, item, "".join(str(text) for part in item.iterfind("{*}text") for text in part.itertext()))
    threaded = frozenset(found)
    for target in notes:
        for item in package.xml(target).iter("{*}comment"):
            if _place(item.get("ref", "")) not in threaded:
                _add(found, item, "".join(text.text or "" for text in item.iter("{*}t") if not _is_phonetic(text)))
    return {place: "；".join(texts) for place, texts in found.items()}


def _elements(parser: etree.XMLPullParser) -> Iterator[tuple[str, etree._Element]]:
    """What the parser has seen since the last look."""
    for event, item in parser.read_events():
        if isinstance(item, etree._Element):
            yield event, item


def _add(found: dict[Place, list[str]], item: etree._Element, text: str) -> None:
    place = _place(item.get("ref", ""))
    if place is not None and (written := staff_text(text)):
        found.setdefault(place, []).append(written)


def _place(ref: str) -> Place | None:
    """The cell of a reference like B12, or of the first cell of a range; None if it is none."""
    first = ref.partition(":")[0].replace("$", "")
    letters, digits = first.rstrip("0123456789"), first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if not letters.isalpha() or not digits.isdigit():
        return None
    return int(digits) - 1, column_index(letters)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise


def _mention_strikes(chunks: Iterable[bytes]) -> bool:
    end = b""
    for chunk in chunks:
        if b"strike" in end + chunk[:8] or b"strike" in chunk:
            return True
        end = chunk[-8:]
    return False


def _strikes(font: etree._Element) -> bool:
    """Whether a font, or what a run of text says of its font, is struck out."""
    return any(item.get("val", "1").lower() not in _OFF for item in font.iterfind("{*}strike"))


def _is_struck(cell: etree._Element, styles: frozenset[int], texts: frozenset[int]) -> bool:
    value, inside = cell.find("{*}v"), cell.find("{*}is")
    if (value is None or not value.text) and inside is None:
        return False
    if int(cell.get("s", "0") or 0) in styles:
        return True
    if cell.get("t") == "s" and value is not None:
        return _number((value.text or "").strip(), -1) in texts
    return inside is not None and any(_strikes(run) for run in inside.iterfind("{*}r/{*}rPr"))


def _is_phonetic(text: etree._Element) -> bool:
    parent = text.getparent()
    return parent is not None and etree.QName(parent).localname == "rPh"
