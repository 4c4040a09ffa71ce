"""A zip file as the pieces it is made of: each entry with its header as it stands in the file, and the directory at the end.

A file that is edited is put together again from the same pieces, so that whatever was not edited keeps every byte, packed data and headers too.
What an edit replaced can be kept (:func:`difference`), and with it the file before is put together again, byte for byte.
"""

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from huibao_xl import strict_json

_ENTRY, _ENTRY_SIZE = b"PK\x01\x02", 46
_END = struct.Struct("<4s4H2LH")
_OFFSET = slice(42, 46)
_MOST = 0xFFFFFFFF


@dataclass(frozen=True)
class Segment:
    """An entry. ``raw``: its bytes from its header to the next entry; ``entry``: its line in the directory."""

    name: str
    raw: bytes
    entry: bytes


@dataclass(frozen=True)
class Segments:
    """A zip file in pieces: what stands before the first entry, the entries in their order, the directory as it stands, its comment."""

    before: bytes
    entries: list[Segment]
    directory: bytes
    comment: bytes


def split(content: bytes) -> Segments:
    """Return the pieces of a zip file. Raises zipfile.BadZipFile if it is none."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        infos, start = package.infolist(), package.start_dir
        comment = package.comment
    order = sorted(range(len(infos)), key=lambda at: infos[at].header_offset)
    lines = _lines(content, start, len(infos))
    begins = [infos[at].header_offset for at in order]
    ends = [*begins[1:], start][: len(begins)]
    segments = [
        Segment(infos[at].filename, content[begin:end], lines[at])
        for at, begin, end in zip(order, begins, ends, strict=True)
    ]
    return Segments(content[: begins[0] if begins else start], segments, content[start:], comment)


def _lines(content: bytes, start: int, count: int) -> list[bytes]:
    """The lines of the directory, as they stand."""
    lines, at = [], start
    for _ in range(count):
        if content[at : at + 4] != _ENTRY:
            raise zipfile.BadZipFile("directory")
        name, extra, comment = struct.unpack_from("<3H", content, at + 28)
        length = _ENTRY_SIZE + name + extra + comment
        lines.append(content[at : at + length])
        at += length
    return lines


def join(parts: Segments, entries: list[Segment]) -> bytes:
    """Return a zip file of these entries, with what else stood in ``parts``. Raises zipfile.BadZipFile beyond 4 GB."""
    pieces, lines, at = [parts.before], [], len(parts.before)
    for segment in entries:
        if at >= _MOST or len(entries) >= 0xFFFF:
            raise zipfile.BadZipFile("too large")
        pieces.append(segment.raw)
        lines.append(segment.entry[: _OFFSET.start] + struct.pack("<L", at) + segment.entry[_OFFSET.stop :])
        at += len(segment.raw)
    directory = b"".join(lines)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(lines), len(lines), len(directory), at, len(parts.comment))
    return b"".join([*pieces, directory, end, parts.comment])


def packed(contents: Mapping[str, bytes]) -> dict[str, Segment]:
    """Return entries made of these contents, packed, with a fixed day: the same contents give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=2) as package:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            package.writestr(info, content, compresslevel=2)
    return {segment.name: segment for segment in split(made.getvalue()).entries}


def difference(before: bytes, after: list[Segment], step: str) -> bytes:
    """Return what makes a file out of one whose entries are ``after``: the entries that are not there any more, and the directory."""
    old, present = split(before), {segment.name: segment.raw for segment in after}
    gone = {segment.name: segment.raw for segment in old.entries if present.get(segment.name) != segment.raw}
    facts = {
        "order": [segment.name for segment in old.entries],
        "sha256": hashlib.sha256(before).hexdigest(),
        "after": _sum(after),
        "step": step,
    }
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as package:
        package.writestr("facts.json", json.dumps(facts, ensure_ascii=False))
        package.writestr("before", old.before)
        package.writestr("directory", old.directory)
        for number, name in enumerate(facts["order"]):
            if name in gone:
                package.writestr(f"gone/{number}", gone[name])
    return stored.getvalue()


def _sum(entries: list[Segment]) -> str:
    digest = hashlib.sha256()
    for segment in entries:
        digest.update(segment.name.encode() + b"\0" + segment.raw)
    return digest.hexdigest()


def earlier(now: list[Segment], remainder: bytes, step: str) -> bytes | None:
    """Return the file that ``difference`` was asked about, None if it was for another step, if the entries are others than those it knew, or if it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(remainder)) as package:
            facts = strict_json.parse(package.read("facts.json").decode())
            if facts["step"] != step or facts["after"] != _sum(now):
                return None
            present, gone = {segment.name: segment.raw for segment in now}, set(package.namelist())
            pieces = [package.read("before")]
            for number, name in enumerate(facts["order"]):
                pieces.append(package.read(f"gone/{number}") if f"gone/{number}" in gone else present[name])
            content = b"".join([*pieces, package.read("directory")])
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
        return None
    return content if hashlib.sha256(content).hexdigest() == facts["sha256"] else None
