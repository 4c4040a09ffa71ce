"""Files in which clerks' answers are remembered (JSON, each kind with its published schema): they only grow, and are
written whole.

They stay on the machine; where the system knows owners, only the owner may read them.
"""

import json
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema

from huibao_xl import resources, settings
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.reasons import Stop
from huibao_xl.reasons.shown import visible

VERSION = 1


@dataclass(frozen=True)
class Record:
    """A kind of record. ``title``: the sheet whose answers it holds; ``kind``: what the file says it is; ``notice``: what it says to who opens it;
    ``schema``: what it fits; ``field``: where the answers stand in it; ``word``: what staff call an answer."""

    title: str
    kind: str
    notice: str
    schema: str
    field: str
    word: str

    def read(self, path: Path) -> list[dict[str, str]]:
        """Return every answer of the file, in the order added. Raises Stop(S60) if it is no such file."""
        content = settings.parsed(path, lambda key, why: self._no_record(path, f"的“{key}”有误：{why}"))
        schema = resources.read_json("schemas", self.schema)
        fault = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(content))
        if fault is not None:
            places = [place for place in fault.absolute_path if isinstance(place, int)]
            why = f"的第 {places[0] + 1} 条写得不对" if places else f"不是{self.kind.removeprefix('沪惠保')}"
            raise self._no_record(path, why)
        rows: list[dict[str, str]] = content[self.field]
        return rows

    def read_numbered(self, path: Path) -> list[dict[str, str]]:
        """Return what :meth:`read` does, each answer with its place in the file (``where``)."""
        return [row | {"where": f"第 {number} 条"} for number, row in enumerate(self.read(path), 1)]

    def write(self, path: Path, rows: Sequence[dict[str, Any]]) -> None:
        """Write the file whole or not at all. Raises Stop(S08) if the disk refuses."""
        content = {"kind": self.kind, "version": VERSION, "notice": self.notice, self.field: list(rows)}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        if not path.absolute().parent.is_dir():
            raise Stop("S08", folder=path, why="路径不存在")
        with atomic_file(path) as work:
            work.write_text(text, encoding="utf-8", newline="\n")

    def append(self, path: Path, answers: Sequence[dict[str, str]], now: datetime) -> None:
        """Add answers with this moment to the file, which is made if there is none; where they came from is not remembered."""
        before = self.read(path) if path.exists() else []
        added = {"added": now.isoformat(timespec="seconds")}
        new = [{key: text for key, text in answer.items() if key != "where"} | added for answer in answers]
        self.write(path, [*before, *new])

    def growth(self, filled: Path, file: Path, new: int, fresh: int, before: int, in_force: int) -> str:
        """Return what was added, as two lines. ``new``: answers on the sheet ``filled``; ``fresh``: those of them that the file did not hold;
        ``before``: what it held; ``in_force``: what of all holds now."""
        now = before + fresh
        return (
            f"“{visible(filled.name)}”中有 {new:,} 个{self.word}，新增 {fresh:,} 个（其余已经记过）。\n"
            f"“{visible(file.name)}”现有 {now:,} 条，其中 {now - in_force:,} 条已被后来的{self.word}取代。"
        )

    def _no_record(self, path: Path, why: str) -> Stop:
        return Stop("S60", file=path.name, title=self.title, why=why)


def listed(
    file: Path, rows: Sequence[dict[str, str]], current: Container[str], shown: Callable[[dict[str, str]], str]
) -> str:
    """Return what a record file holds, as lines. ``rows``: its answers; ``current``: ``where`` of those in force; ``shown``: one as staff read it."""
    in_force = sum(row["where"] in current for row in rows)
    lines = [f"  {row['where']}  {shown(row)}{'' if row['where'] in current else '（已被取代）'}" for row in rows]
    return "\n".join([f"“{visible(file.name)}”：{len(rows):,} 条，有效 {in_force:,} 条", *lines])
