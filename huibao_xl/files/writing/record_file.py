"""Files in which clerks' answers are remembered (JSON, each kind with its published schema): they only grow, and are
written whole.

They stay on the machine; where the system knows owners, only the owner may read them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema

from huibao_xl import resources, strict_json
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.reasons import Stop

VERSION = 1


@dataclass(frozen=True)
class Record:
    """A kind of record. ``title``: the sheet whose answers it holds; ``kind``: what the file says it is; ``notice``: what it says to who opens it;
    ``schema``: what it fits; ``field``: where the answers stand in it."""

    title: str
    kind: str
    notice: str
    schema: str
    field: str

    def read(self, path: Path) -> list[dict[str, str]]:
        """Return every answer of the file, in the order added. Raises Stop(S60) if it is no such file."""
        try:
            content = strict_json.parse(path.read_text(encoding="utf-8-sig"))
        except OSError:
            raise self._no_record(path, "不存在或读不出来") from None
        except strict_json.Duplicate as duplicate:
            raise self._no_record(path, f"的键“{duplicate.key}”写了两次") from None
        except ValueError:
            raise self._no_record(path, "不是完整的记录文件（JSON）") from None
        schema = resources.read_json("schemas", self.schema)
        fault = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(content))
        if fault is not None:
            places = [place for place in fault.absolute_path if isinstance(place, int)]
            why = f"的第 {places[0] + 1} 条写得不对" if places else f"不是{self.kind.removeprefix('沪惠保')}"
            raise self._no_record(path, why)
        rows: list[dict[str, str]] = content[self.field]
        return rows

    def write(self, path: Path, rows: Sequence[dict[str, Any]]) -> None:
        """Write the file whole or not at all. Raises Stop(S08) if the disk refuses."""
        content = {"kind": self.kind, "version": VERSION, "notice": self.notice, self.field: list(rows)}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        if not path.absolute().parent.is_dir():
            raise Stop("S08", folder=path, why="路径不存在")
        with atomic_file(path) as work:
            work.write_text(text, encoding="utf-8", newline="\n")

    def append(self, path: Path, answers: Sequence[dict[str, str]], now: datetime) -> None:
        """Add answers with this moment to the file, which is made if there is none."""
        before = self.read(path) if path.exists() else []
        self.write(path, [*before, *(answer | {"added": now.isoformat(timespec="seconds")} for answer in answers)])

    def _no_record(self, path: Path, why: str) -> Stop:
        return Stop("S60", file=path.name, title=self.title, why=why)
