"""How wide a column of a sheet is: a line for each run of columns, which is divided where one column gets a width of its own."""

from lxml import etree

from huibao_xl.files.editing.sheet_part import SheetPart

_RIM = 0.7109375
"""What Excel adds to the characters of a width, for the usual font."""


def width_of(sheet: SheetPart, column: int) -> float | None:
    """Return the width of a column (from 1), None for the standard one."""
    found = _line(sheet, column)
    return float(found.get("width", "0")) if found is not None and found.get("customWidth") in ("1", "true") else None


def put_width(sheet: SheetPart, column: int, width: float | None) -> None:
    """Give a column a width, None for the standard one."""
    found = _line(sheet, column)
    if found is None:
        if width is None:
            return
        found = _new_line(sheet, column)
    else:
        found = _alone(found, column)
    if width is not None:
        found.set("width", f"{width:.8g}")
        found.set("customWidth", "1")
        return
    lines = found.getparent()
    assert lines is not None
    lines.remove(found)
    if not len(lines):
        sheet.remove("cols")


Line = tuple[int, int, dict[str, str]]
"""First and last column of a run, and what is said of them."""


def line_of(sheet: SheetPart, column: int) -> Line | None:
    """Return the run that a column belongs to, None if nothing is said of it."""
    found = _line(sheet, column)
    if found is None:
        return None
    return (
        _first(found),
        _last(found),
        {str(key): str(value) for key, value in found.items() if key not in ("min", "max")},
    )


def put_line_back(sheet: SheetPart, column: int, before: Line | None) -> None:
    """Let a column belong to its run again, from which :func:`put_width` parted it; where the columns beside it have changed since, alone."""
    put_width(sheet, column, None)
    if before is None:
        return
    first, last, facts = before
    beside = [line for line in sheet.child("cols") if _first(line) >= first and _last(line) <= last]
    covered = sum(_last(line) - _first(line) + 1 for line in beside)
    same = all({key: value for key, value in line.items() if key not in ("min", "max")} == facts for line in beside)
    if not same or covered != last - first:
        first = last = column
    else:
        for line in beside:
            sheet.child("cols").remove(line)
    made = _new_line(sheet, first)
    made.set("max", str(last))
    for key, value in facts.items():
        made.set(key, value)


def shown_width(characters: float) -> float:
    """Return the width that shows so many characters."""
    return characters + _RIM


def _line(sheet: SheetPart, column: int) -> etree._Element | None:
    lines = sheet.find("cols")
    return next((line for line in lines if _first(line) <= column <= _last(line)), None) if lines is not None else None


def _first(line: etree._Element) -> int:
    return int(line.get("min", "1"))


def _last(line: etree._Element) -> int:
    return int(line.get("max", "1"))


def _new_line(sheet: SheetPart, column: int) -> etree._Element:
    lines = sheet.child("cols")
    made = lines.makeelement(sheet.tag("col"), {"min": str(column), "max": str(column)})
    lines.insert(sum(1 for line in lines if _last(line) < column), made)
    return made


def _alone(line: etree._Element, column: int) -> etree._Element:
    """The line of one column, parted from those beside it."""
    for first, last in ((_first(line), column - 1), (column + 1, _last(line))):
        if first <= last:
            beside = line.makeelement(line.tag, dict(line.items()))
            beside.set("min", str(first))
            beside.set("max", str(last))
            (line.addprevious if last < column else line.addnext)(beside)
    line.set("min", str(column))
    line.set("max", str(column))
    return line
