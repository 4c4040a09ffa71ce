"""The parts of an .xlsx that is being edited: package, part, relationship. What is not put anew keeps every byte of the file.

Small parts that list others (content types, relationships) are edited as XML; Excel opens a part only if it is in both lists.
"""

import posixpath
import zipfile
from pathlib import Path

from lxml import etree

from huibao_xl.files.editing import segments
from huibao_xl.files.reading.faults import damaged
from huibao_xl.files.reading.package import Package

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "[Content_Types].xml"
_LITTLE = 1 << 20
"""A workbook may grow to so many bytes by what its edits replaced, however small it was."""
_UNDO_KIND = "application/vnd.huibao.undo"
UNDO = "huibao/undo.dat"
"""The part that holds what the last edit replaced. No relationship leads to it: every program passes it over, and Excel drops it when it saves."""


class OfficePackage:
    """An .xlsx being edited: ``read``, ``put``, ``drop``, ``relate``; :meth:`content` is the file then."""

    def __init__(self, path: Path, content: bytes) -> None:
        """Raises Stop(S01) if the file is damaged."""
        self.before = content
        self._opened = Package(path, content)
        self.path = path
        try:
            self._segments = segments.split(content)
        except (zipfile.BadZipFile, IndexError, ValueError):
            raise damaged(path) from None
        self._names = {segment.name.lstrip("/").lower(): segment.name for segment in self._segments.entries}
        self._new: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._roots: dict[str, etree._Element] = {}

    def __contains__(self, part: str) -> bool:
        name = part.lower()
        return name not in self._dropped and (name in self._names or name in {new.lower() for new in self._new})

    @property
    def workbook(self) -> str:
        """The part that is the workbook."""
        return self._opened.workbook_part()

    def read(self, part: str) -> bytes:
        """Return a part as it stands now, in UTF-8. Raises Stop(S01) if it is damaged or not there."""
        if part in self._roots:
            return _serialised(self._roots[part])
        name = self._names.get(part.lower(), part)
        return self._new[name] if name in self._new else self._opened.read_large(part)

    def xml(self, part: str) -> etree._Element:
        """Return the root of a small part; what is changed in it is put when the file is made."""
        if part not in self._roots:
            if (name := self._names.get(part.lower(), part)) in self._new:
                self._roots[part] = etree.fromstring(self._new[name])
            else:
                self._roots[part] = self._opened.xml(part)
        return self._roots[part]

    def put(self, part: str, content: bytes, kind: str = "") -> None:
        """Put a part in the place of the one of its name, or beside the others; ``kind``: its content type, for a new one."""
        self._roots.pop(part, None)
        self._dropped.discard(part.lower())
        self._new[self._names.get(part.lower(), part)] = content
        if kind and not self._kind(part):
            types = self.xml(_TYPES)
            etree.SubElement(types, _tag(types, "Override"), PartName=f"/{part}", ContentType=kind)

    def _kind(self, part: str) -> bool:
        return any(item.get("PartName", "").lower() == f"/{part}".lower() for item in self.xml(_TYPES))

    def drop(self, part: str) -> None:
        """Take a part out, with its relationships and its content type."""
        for name in (part, relationships_of(part)):
            self._roots.pop(name, None)
            self._new.pop(self._names.get(name.lower(), name), None)
            self._dropped.add(name.lower())
        types = self.xml(_TYPES)
        for item in list(types):
            if item.get("PartName", "").lower() == f"/{part}".lower():
                types.remove(item)

    def default(self, suffix: str, kind: str) -> None:
        """Give parts with a suffix a content type, unless they have one."""
        types = self.xml(_TYPES)
        if not any(item.get("Extension", "").lower() == suffix for item in types):
            types.insert(0, types.makeelement(_tag(types, "Default"), Extension=suffix, ContentType=kind))

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return {id: (last word of the type, target part)} of a part; external targets are left out."""
        name = relationships_of(part)
        if name not in self:
            return {}
        folder = posixpath.dirname(part)
        found = {}
        for item in self.xml(name):
            if item.get("TargetMode") != "External":
                target = item.get("Target", "")
                full = target.lstrip("/") if target.startswith(("/", "xl/")) else posixpath.join(folder, target)
                found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], posixpath.normpath(full))
        return found

    def relate(self, part: str, word: str, target: str) -> str:
        """Let a part lead to another; return the id. ``word``: the last of the type."""
        name = relationships_of(part)
        if name not in self:
            self.put(name, f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode())
        root = self.xml(name)
        ids, number = {item.get("Id") for item in root}, len(root) + 1
        while f"rId{number}" in ids:
            number += 1
        where = {"Id": f"rId{number}", "Type": f"{RELATIONSHIPS}/{word}", "Target": f"/{target}"}
        etree.SubElement(root, _tag(root, "Relationship"), **where)
        return f"rId{number}"

    def unrelate(self, part: str, id: str) -> None:
        """Let a part lead no more where this id led."""
        root = self.xml(relationships_of(part))
        for item in [item for item in root if item.get("Id") == id]:
            root.remove(item)

    def free(self, pattern: str) -> str:
        """Return a name for a new part: ``pattern`` with the first number that is free."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def names(self) -> list[str]:
        """Return the names of all parts."""
        old = [name for lower, name in self._names.items() if lower not in self._dropped]
        return [*old, *(name for name in self._new if name not in old)]

    def content(self, step: str = "") -> bytes:
        """Return the file. With ``step``, the label of an edit that can be taken back, it holds what makes the file before out of it."""
        self.drop(UNDO)
        if not step:
            return segments.join(self._segments, self._entries())
        types = self.xml(_TYPES)
        etree.SubElement(types, _tag(types, "Override"), PartName=f"/{UNDO}", ContentType=_UNDO_KIND)
        entries = self._entries()
        remainder = segments.difference(self._before_step(), entries, step)
        return segments.join(self._segments, [*entries, segments.packed({UNDO: remainder})[UNDO]])

    def _before_step(self) -> bytes:
        """The file before; what its own last edit replaced goes when it has become as large as all the rest."""
        size = next((len(segment.raw) for segment in self._segments.entries if segment.name == UNDO), 0)
        return (
            self.before
            if 2 * size <= max(len(self.before), _LITTLE)
            else OfficePackage(self.path, self.before).content()
        )

    def _entries(self) -> list[segments.Segment]:
        for part, root in self._roots.items():
            content = _serialised(root)
            if part in self._new or content != _serialised(self._opened.xml(part)):
                self._new[self._names.get(part.lower(), part)] = content
        made = segments.packed(self._new)
        old = [segment for segment in self._segments.entries if segment.name.lower() not in self._dropped]
        entries = [made.pop(segment.name, segment) for segment in old]
        return [*entries, *made.values()]


def before_last_edit(path: Path, content: bytes, step: str) -> bytes | None:
    """Return the file as it was before its last edit, None if that was another step, is not kept, or if somebody has saved the file since."""
    try:
        entries = segments.split(content).entries
    except (zipfile.BadZipFile, IndexError, ValueError):
        raise damaged(path) from None
    if not any(segment.name == UNDO for segment in entries):
        return None
    remainder = Package(path, content).read_large(UNDO)
    return segments.earlier([segment for segment in entries if segment.name != UNDO], remainder, step)


def relationships_of(part: str) -> str:
    """Return the part that lists where a part leads.

    >>> relationships_of("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _tag(root: etree._Element, name: str) -> str:
    return f"{{{etree.QName(root).namespace}}}{name}"


def _serialised(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))
