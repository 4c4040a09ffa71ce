"""Styles of one workbook added to those of another: fonts, fills, borders, number formats, cell formats, formats by condition.

What is there already is used again, so that pressing a button a hundred times adds its styles once. Nothing that is there is changed.
"""

from dataclasses import dataclass

from lxml import etree

_FIRST_FORMAT = 164
"""Lower numbers of number formats mean the same in every workbook."""
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")


@dataclass(frozen=True)
class Numbers:
    """{number in the other workbook: number here} of cell formats and of formats by condition."""

    cells: dict[int, int]
    conditions: dict[int, int]


def merge(styles: etree._Element, other: etree._Element) -> Numbers:
    """Add the styles of ``other`` (the root of its styles part) to ``styles``; return their numbers here."""
    formats = _number_formats(styles, other)
    used = {name: _added(styles, other, name) for name in ("fonts", "fills", "borders")}
    cells, list_here = {}, _list(styles, "cellXfs")
    there = {_text(item): number for number, item in reversed([*enumerate(list_here)])}
    for number, item in enumerate(_list(other, "cellXfs")):
        copied = _copy(item, styles)
        for attribute, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            copied.set(attribute, str(used[name][int(item.get(attribute, "0"))]))
        copied.set("numFmtId", str(_format(formats, item.get("numFmtId", "0"))))
        copied.set("xfId", "0")
        cells[number] = _number(list_here, copied, there)
    return Numbers(cells, _conditions(styles, other, formats))


def in_bold(styles: etree._Element, number: int) -> int:
    """Return the number of a cell format that is like another, in the workbook's own font and bold."""
    fonts, cells = _list(styles, "fonts"), _list(styles, "cellXfs")
    font = _copy(fonts[0], styles)
    if font.find("{*}b") is None:
        font.insert(0, font.makeelement(f"{{{etree.QName(styles).namespace}}}b", {}))
    there = {_text(item): at for at, item in reversed([*enumerate(fonts)])}
    made = _copy(cells[number], styles)
    made.set("fontId", str(_number(fonts, font, there)))
    return _number(cells, made, {_text(item): at for at, item in reversed([*enumerate(cells)])})


def _conditions(styles: etree._Element, other: etree._Element, formats: dict[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    if not _items(other, "dxfs"):
        return found
    list_here = _list(styles, "dxfs")
    there = {_text(item): number for number, item in reversed([*enumerate(list_here)])}
    for number, item in enumerate(_items(other, "dxfs")):
        copied = _copy(item, styles)
        for one in copied.iter("{*}numFmt"):
            one.set("numFmtId", str(_format(formats, one.get("numFmtId", "0"))))
        found[number] = _number(list_here, copied, there)
    return found


def _format(formats: dict[int, int], number: str) -> int:
    return formats.get(int(number), int(number))


def _number_formats(styles: etree._Element, other: etree._Element) -> dict[int, int]:
    """{number of a number format there: here}."""
    here = {item.get("formatCode"): int(item.get("numFmtId", "0")) for item in _items(styles, "numFmts")}
    found = {}
    for item in _items(other, "numFmts"):
        code = item.get("formatCode")
        if code not in here:
            here[code] = max([_FIRST_FORMAT - 1, *here.values()]) + 1
            made = _copy(item, styles)
            made.set("numFmtId", str(here[code]))
            formats = _list(styles, "numFmts")
            formats.append(made)
            formats.set("count", str(len(formats)))
        found[int(item.get("numFmtId", "0"))] = here[code]
    return found


def _added(styles: etree._Element, other: etree._Element, name: str) -> dict[int, int]:
    """{number there: here} of fonts, fills or borders."""
    here = _list(styles, name)
    there = {_text(item): number for number, item in reversed([*enumerate(here)])}
    return {number: _number(here, _copy(item, styles), there) for number, item in enumerate(_items(other, name))}


def _number(here: etree._Element, item: etree._Element, there: dict[bytes, int]) -> int:
    """The number of an item in a list, to which it is added unless it is there."""
    text = _text(item)
    if text not in there:
        there[text] = len(here)
        here.append(item)
        here.set("count", str(len(here)))
    return there[text]


def _text(item: etree._Element) -> bytes:
    """An item as it can be compared: without prefixes and spaces."""
    plain = [f"{etree.QName(one).localname}{sorted(one.items())}{one.text or ''}({len(one)})" for one in item.iter()]
    return "".join(plain).encode()


def _copy(item: etree._Element, styles: etree._Element) -> etree._Element:
    """A copy of an item in the namespace of ``styles``."""
    space = etree.QName(styles).namespace
    made = styles.makeelement(f"{{{space}}}{etree.QName(item).localname}", dict(item.items()))
    made.text = item.text
    for child in item:
        made.append(_copy(child, styles))
    return made


def _items(styles: etree._Element, name: str) -> list[etree._Element]:
    found = next(styles.iterchildren(f"{{*}}{name}"), None)
    return [] if found is None else [item for item in found if isinstance(item.tag, str)]


def _list(styles: etree._Element, name: str) -> etree._Element:
    """A list of styles, made at its place if it is not there."""
    found = next(styles.iterchildren(f"{{*}}{name}"), None)
    if found is None:
        found = styles.makeelement(f"{{{etree.QName(styles).namespace}}}{name}", count="0")
        before = _ORDER[: _ORDER.index(name)]
        at = sum(1 for item in styles if isinstance(item.tag, str) and etree.QName(item).localname in before)
        styles.insert(at, found)
    return found
