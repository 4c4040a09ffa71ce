"""The list of licences in the offline package: every package of others that is in it, as its own metadata name the licence."""

from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

LIST = "第三方软件和许可.txt"
_CLASSIFIER = "License :: "
_SHORT = 60
"""Characters up to which a licence is a name, and not its whole text."""
_NONE = "没有写明，见它自己的文件夹"


def listed(library: Path, minor: str) -> str:
    """Return the list for a folder of packages and a Python 3 of this ``minor`` version, a line each: name, version, licence, where its text stands."""
    rows = sorted(_rows(library), key=lambda row: row[0].lower())
    lines = [f"{name} {version}\t{licence}\t{folder}" for name, version, licence, folder in rows]
    return "\n".join([f"Python 3.{minor}\tPSF-2.0\tpython", *lines, ""])


def _rows(library: Path) -> Iterator[tuple[str, str, str, str]]:
    for path in library.glob("*.dist-info/METADATA"):
        metadata = HeaderParser().parsestr(path.read_text(encoding="utf-8"))
        yield str(metadata["Name"]), str(metadata["Version"]), licence_of(metadata), path.parent.name


def licence_of(metadata: Message) -> str:
    """Return the licence that a package's metadata name: as an expression, in a field, or by classifiers."""
    stated = str(metadata.get("License-Expression") or metadata.get("License") or "").strip()
    if stated and len(stated) <= _SHORT and "\n" not in stated:
        return stated
    classifiers = [str(line) for line in metadata.get_all("Classifier", []) if str(line).startswith(_CLASSIFIER)]
    return "、".join(line.rpartition(" :: ")[2] for line in classifiers) or _NONE
