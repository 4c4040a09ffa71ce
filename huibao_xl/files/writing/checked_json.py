"""Writes JSON for other programs: checked against its published schema, keys sorted, so that the same content gives
the same bytes."""

import hashlib
import json
from pathlib import Path
from typing import Any

from huibao_xl import settings


def write_checked_json(path: Path, content: dict[str, Any], schema: str) -> None:
    """Write ``content``, which fits ``schemas/<schema>``. Raises jsonschema.ValidationError if it does not: a defect
    of ours."""
    settings.require(content, schema)
    write_json(path, content)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write content for which no schema is published. Raises OSError if the file cannot be written."""
    path.write_bytes(json_bytes(content))


def json_bytes(content: dict[str, Any]) -> bytes:
    r"""Return the one way in which content is written: UTF-8, keys sorted, one item a line, a line end at the end.

    >>> json_bytes({"b": "镇", "a": 1}).decode()
    '{\n "a": 1,\n "b": "镇"\n}\n'
    """
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def content_sha256(content: dict[str, Any]) -> str:
    """Return the SHA-256 of content as :func:`write_json` writes it: equal for equal content, however its file was
    laid out."""
    return hashlib.sha256(json_bytes(content)).hexdigest()
