"""A result folder: what a job stores in it for later steps, the seal over it, and opening it again.

The summary names the SHA-256 of every other file of the folder (``outputs``) and of every source (``inputs``), the
program, and when the job began and ended; ``seal`` is the SHA-256 over all that the summary says. So whatever is
edited, deleted or added afterwards is noticed by its name. The seal is no signature: whoever edits a file can seal
the folder anew. A batch therefore remembers the seal it rests on.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import pandas as pd
import pyarrow as pa

from huibao_xl import __version__, settings
from huibao_xl.files.results import names, parquet
from huibao_xl.files.results.names import Kind
from huibao_xl.files.writing.checked_json import content_sha256, write_checked_json, write_json
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.frames import Shape
from huibao_xl.ordinary_file import ordinary
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.shown import several

PROGRAM = f"huibao_xl {__version__}"
FORMAT = 5
"""How what later steps read is stored: one more whenever a frame of 数据/ or a summary gets, loses or means another column or key. Folders
that do not say it are of the first."""
Change = Literal["改动", "缺少", "多出", "读不出", "链接"]
Content = TypeVar("Content")


_EARLIER = "较早的"
_UNLIKE = "校验码都相符，但 {file} 与现在的写法不同"


@dataclass(frozen=True)
class Difference:
    """A file that is not as the folder was sealed. ``file``: its path in the folder; ``change``: edited, missing,
    added, there but not to be read, or a link to what stands elsewhere (it may be other content at every look)."""

    file: str
    change: Change


def store_frame(folder: Path, shape: Shape, frame: pd.DataFrame) -> None:
    """Store a frame in 数据/ of a folder that is being written, under the name of its shape."""
    parquet.write_frame(frame, shape, folder / names.DATA / f"{shape.name}.parquet")


def copy_frame(folder: Path, shape: Shape, opened: "ResultFolder") -> None:
    """Store in 数据/ of a folder that is being written the frame of this shape as another folder has it, byte by byte. Raises Stop(S91) if it cannot be read."""
    (folder / names.DATA).mkdir(exist_ok=True)
    opened.copy(shape, folder / names.DATA / f"{shape.name}.parquet")


def store_json(folder: Path, name: str, content: dict[str, Any], schema: str = "") -> str:
    """Store content in 数据/ (``names.POLICY`` …), and return its SHA-256. ``schema``: what it must fit, if it was not
    checked yet."""
    if schema:
        settings.require(content, schema)
    (folder / names.DATA).mkdir(exist_ok=True)
    write_json(folder / names.DATA / name, content)
    return content_sha256(content)


def write_summary(folder: Path, kind: Kind, content: Mapping[str, Any], started: datetime) -> dict[str, Any]:
    """Write the summary of a folder whose other files all stand there: ``content`` with program, times, outputs and
    seal; return it read back.

    Raises jsonschema.ValidationError if it does not fit the schema of its kind: a defect of ours.
    """
    summary = {
        **content,
        "program": PROGRAM,
        "format": FORMAT,
        "started": _moment(started),
        "finished": _moment(datetime.now()),
        "outputs": {name: sha256_of(folder / name) for name in names.files_in(folder) if name != kind.summary},
    }
    write_checked_json(folder / kind.summary, summary | {"seal": seal_of(summary)}, kind.schema)
    return names.read_summary(folder / kind.summary) or {}


def seal_of(summary: Mapping[str, Any]) -> str:
    """Return the SHA-256 over everything that a summary says, but for the seal itself.

    >>> seal_of({"policy": "2024"}) == seal_of({"policy": "2024", "seal": "…"})
    True
    """
    plain = {key: value for key, value in summary.items() if key != "seal"}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sha256_if_readable(path: Path) -> str | None:
    """Return the SHA-256 of a file, None if nobody can read it."""
    try:
        return sha256_of(path)
    except OSError:
        return None


def _stored(shape: Shape) -> str:
    """Where in a folder the frame of a shape is stored."""
    return f"{names.DATA}/{shape.name}.parquet"


def _no_summary(folder: Path) -> str:
    """Why a folder has no summary of ours."""
    here = [name for name in names.SUMMARIES if (folder / name).exists() or (folder / name).is_symlink()]
    if not here:
        return f"没有 {' 或 '.join(names.SUMMARIES)}"
    readable = names.read_summary(folder / here[0]) is not None
    return f"{here[0]} {'的内容不是结果的摘要' if readable else '读不出来'}"


def _moment(when: datetime) -> str:
    """A moment with its distance from UTC, to the second."""
    return when.astimezone().isoformat(timespec="seconds")


@dataclass(frozen=True)
class ResultFolder:
    """A result folder that was opened. ``summary``: what its summary says, which fits the schema of ``kind``."""

    path: Path
    kind: Kind
    summary: dict[str, Any]

    @classmethod
    def open(cls, path: Path, *kinds: Kind) -> "ResultFolder":
        """Open a folder of one of ``kinds`` (of any kind, if none is named). No other file than the summary is read.

        Raises Stop(S07) if it is no such result, or nothing in it tells that it ever was one; S90 if another version of
        the program wrote it and it cannot be used any more, S91 if its summary is gone or edited so far that it cannot be read.
        """
        found = next(
            (each for each in map(names.read_summary, (path / name for name in names.SUMMARIES)) if each), None
        )
        kind = names.kind_of(found) if found is not None else None
        if found is None or kind is None:
            why = _no_summary(path)
            if names.was_result(path):
                raise Stop("S91", folder=path, why=why)
            perhaps = "，或已不完整" if names.is_result(path) else ""
            raise Stop(
                "S07",
                why=f"“{path}”不是结果文件夹{perhaps}（{why}）",
                advice="请写软件写出的结果文件夹",
                next=[Next.RUN],
            )
        if kinds and kind not in kinds:
            wanted = "、".join(each.title for each in kinds)
            raise Stop("S07", why=f"“{path}”是{kind.title}，不是{wanted}", advice=f"请选{wanted}的文件夹")
        if "seal" not in found and not (path / names.DATA).is_dir():
            raise Stop("S90", folder=path, version=_EARLIER, why="其中没有后续步骤要读的数据")
        opened = cls(path, kind, found)
        if settings.fault(found, kind.schema):
            raise opened._unusable(kind.summary, "已不完整", True)
        return opened

    @property
    def version(self) -> str:
        """Which version wrote it, where it stores things otherwise than this one does: ``较早的`` or ``较新的``; "" where it does not."""
        stored = self.summary.get("format", 1)
        return "" if stored == FORMAT else _EARLIER if isinstance(stored, int) and stored < FORMAT else "较新的"

    def _unusable(self, name: str, why: str, other_form: bool) -> Stop:
        """Why a file cannot be used: another version wrote it, if it is as it was sealed (``other_form``: and what it holds is whole, but of other
        columns or keys); else somebody changed it."""
        sealed = seal_of(self.summary) == self.summary.get("seal")
        same = name == self.kind.summary or sha256_if_readable(self.path / name) == self.outputs.get(name)
        if sealed and same and (self.version or other_form):
            return Stop("S90", folder=self.path, version=self.version or "别的", why=_UNLIKE.format(file=name))
        return Stop("S91", folder=self.path, why=f"{name} {why}")

    @property
    def seal(self) -> str:
        """The seal as it is written down."""
        return str(self.summary["seal"])

    @property
    def outputs(self) -> dict[str, str]:
        """{path in the folder: SHA-256} of every file but the summary, as they were sealed."""
        return dict(self.summary["outputs"])

    def differences(self, within: str = "") -> list[Difference]:
        """Return every file that was edited, deleted or added since the folder was sealed, is a link or cannot be read; the
        summary first. ``within``: only files of this folder in it are looked at, beside the summary."""
        changed: list[Difference] = []
        if (self.path / self.kind.summary).is_symlink():
            changed.append(Difference(self.kind.summary, "链接"))
        if seal_of(self.summary) != self.seal:
            changed.append(Difference(self.kind.summary, "改动"))
        here, sealed = set(names.files_in(self.path)) - {self.kind.summary}, self.outputs
        for name in sorted(here | set(sealed)):
            if within and Path(name).parts[0] != within:
                continue
            if name not in sealed:
                changed.append(Difference(name, "多出"))
            elif name not in here:
                changed.append(Difference(name, "缺少"))
            elif change := self._changed(name):
                changed.append(Difference(name, change))
        return changed

    def _changed(self, name: str) -> Change | None:
        if (self.path / name).is_symlink():
            return "链接"
        sha256 = sha256_if_readable(self.path / name)
        if sha256 is None:
            return "读不出"
        return None if sha256 == self.outputs[name] else "改动"

    def require_data(self) -> "ResultFolder":
        """Return the folder if its summary and 数据/ are as they were sealed. Raises Stop(S91) naming what is not."""
        if read := self.differences(within=names.DATA):
            raise Stop("S91", folder=self.path, why=several([f"{each.file}（{each.change}）" for each in read]))
        return self

    def frame(self, shape: Shape) -> pd.DataFrame:
        """Return a frame that :func:`store_frame` stored. Raises Stop(S91) naming the file if it cannot be read as
        one, S90 if it is as another version wrote it."""
        return self._read(_stored(shape), lambda path: parquet.read_frame(shape, path))

    def columns(self, shape: Shape, wanted: Sequence[str]) -> pd.DataFrame:
        """Return some columns of a frame that :func:`store_frame` stored; the others are not read. Raises as :meth:`frame`."""
        part = Shape(shape.name, {name: shape.columns[name] for name in wanted})
        return self._read(_stored(shape), lambda path: parquet.read_frame(part, path))

    def rows(self, shape: Shape, column: str, among: Collection[int]) -> pd.DataFrame:
        """Return the rows of a frame that :func:`store_frame` stored whose ``column`` is one of some numbers, in their order. Raises as :meth:`frame`."""
        return self._read(_stored(shape), lambda path: parquet.read_frame(shape, path, (column, among)))

    def copy(self, shape: Shape, to: Path) -> None:
        """Write the file of a frame that :func:`store_frame` stored to ``to``, byte by byte. Raises as :meth:`frame`."""
        self._read(_stored(shape), lambda path: shutil.copyfile(path, to))

    def frame_if_stored(self, shape: Shape) -> pd.DataFrame | None:
        """Return a frame as :meth:`frame` does, None if none of this shape was stored."""
        return self.frame(shape) if self.has(shape) else None

    def has(self, shape: Shape) -> bool:
        """Whether a frame of this shape was stored."""
        return _stored(shape) in self.outputs

    def frame_or_empty(self, shape: Shape) -> pd.DataFrame:
        """Return a frame as :meth:`frame` does, one without rows if none of this shape was stored."""
        stored = self.frame_if_stored(shape)
        return shape.empty() if stored is None else stored

    def json(self, name: str, schema: str = "") -> dict[str, Any]:
        """Return content that :func:`store_json` stored. Raises Stop(S91) naming the file if it cannot be read, or
        does not fit ``schema``."""

        def content(path: Path) -> dict[str, Any]:
            found = names.read_summary(path)
            if found is None or (schema and settings.fault(found, schema)):
                raise ValueError(name)
            return found

        return self._read(f"{names.DATA}/{name}", content)

    def _read(self, name: str, reader: Callable[[Path], Content]) -> Content:
        try:
            return reader(ordinary(self.path / name))
        except (OSError, ValueError, TypeError, pa.ArrowException) as error:
            raise self._unusable(name, "读不出来", isinstance(error, parquet.OtherColumns)) from None
