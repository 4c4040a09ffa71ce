"""Where the files that ship with the package are: schemas, templates, sample workbooks, tables, policies."""

from pathlib import Path
from typing import Any

from huibao_xl import strict_json

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the folder ``schemas``, ``templates``, ``workbooks``, ``data`` or ``policy/huhuibao``.

    Installed, all stand inside the package; in a checkout the first three stand at its top.

    >>> folder("schemas").name
    'schemas'
    """
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def read_json(folder_name: str, name: str) -> Any:
    """Return what a JSON file that ships says. ``folder_name``: as :func:`folder` takes it.

    >>> read_json("schemas", "policy.schema.json")["type"]
    'object'
    """
    return strict_json.parse((folder(folder_name) / name).read_text(encoding="utf-8"))


def shipped(name: str) -> dict[str, Path]:
    """Return the settings files of a folder that ships, by name: {file name without .json: file}, sorted.

    >>> list(shipped("medical/parameters"))
    ['2018-07-01']
    """
    return {path.stem: path for path in sorted(folder(name).glob("*.json"))}
