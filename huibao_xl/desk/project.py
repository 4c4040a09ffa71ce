"""A project: a year's work as a folder on disk. The page, the command line and Excel use the same files, so closing the page loses nothing.

收到的名单/ holds the lists as they came, 移走的名单/ those that were taken out, 认定结果/第1次/ … a result of each run (none replaces another: batches rest on
them), 台账.sqlite3 the ledger, 比对决定.json and 列对应.json what clerks answered, 设置.json what they chose. All is its owner's alone.
"""

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import IO, Any
from uuid import uuid4

from huibao_xl import policy, settings
from huibao_xl.commands.parameters import LEDGER_FILE
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.files.writing.checked_json import write_checked_json
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.files.writing.workplace import private
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.result import Result, of_folder, require_name

LISTS, ASIDE, RESULTS, BANK = "收到的名单", "移走的名单", "认定结果", "收到的回盘"
SETTINGS, DECISIONS, COLUMNS = "设置.json", "比对决定.json", "列对应.json"
SCHEMA = "desk-project.schema.json"
BASIS = "依据.json"
"""Beside the results: of each run what it was made from, to tell whether anything changed since."""
_LONGEST, _DEEPEST = 120, 6
"""Characters of a name, and folders one in another."""
_FORBIDDEN = re.compile(r'[<>:"|?*\\]|\.$')
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
"""Names that Windows keeps for devices."""
_MOVING = Lock()
_TIMES = re.compile(r"第([1-9]\d*)次")
_TAKEN = (
    *names.TABLE_SUFFIXES,
    ".docx",
    ".doc",
    ".htm",
    ".html",
    ".mht",
    ".xml",
    ".txt",
    ".pdf",
    ".sxc",
    ".ods",
    ".xlt",
    ".xltx",
)
"""Suffixes of what may be given as a list; what the program cannot read among them is said by the run."""


@dataclass(frozen=True)
class Project:
    """A project. ``folder``: where it stands; made when the first thing is put there."""

    folder: Path

    @property
    def lists(self) -> Path:
        """Where the lists are."""
        return self.folder / LISTS

    @property
    def ledger(self) -> Path:
        """The ledger, there or not."""
        return self.folder / LEDGER_FILE

    @property
    def decisions(self) -> Path:
        """The record of answers about pairs, there or not."""
        return self.folder / DECISIONS

    @property
    def columns(self) -> Path:
        """The record of answers about columns, there or not."""
        return self.folder / COLUMNS

    def files(self) -> list[Path]:
        """Return the lists, by their names."""
        if not self.lists.is_dir():
            return []
        return sorted(
            path for path in self.lists.rglob("*") if path.is_file() and not path.name.startswith((".", "~$"))
        )

    def add(self, name: str, content: IO[bytes], folder: Path | None = None) -> Path:
        """Put a file among the lists (or into ``folder``), whole or not at all, and return where it stands. One of the same name and other content stays
        beside it under a number; of the same content nothing is added.

        Raises Stop(S07) if the name is none or not that of a list, S08 if the disk refuses.
        """
        target = (folder or self.lists) / safe_path(name)
        with private():
            target.parent.mkdir(parents=True, exist_ok=True)
        arriving = target.with_name(f".{uuid4().hex}{target.suffix}")  # two windows may give the same at once
        with atomic_file(arriving) as work, work.open("wb") as file:
            shutil.copyfileobj(content, file)
        return _move_beside(arriving, target)

    def take_out(self, number: int) -> str:
        """Move the list of this number (in :meth:`files`, from 0) into 移走的名单 and return its name. Raises Stop(S07) if there is none."""
        files = self.files()
        if not 0 <= number < len(files):
            raise Stop("S07", why="这份名单已经不在了", advice="请刷新这一页，再试一次")
        aside = self.folder / ASIDE
        with private():
            aside.mkdir(exist_ok=True)
        _move_beside(files[number], aside / files[number].name)
        return files[number].name

    def settings(self) -> dict[str, Any]:
        """Return policy (of which year), name (of the batch) and as_of (day, "" if each row's own counts). Raises Stop(S07) if the file was damaged."""
        path = self.folder / SETTINGS
        if not path.is_file():
            return {"policy": policy.latest(), "name": "", "as_of": ""}
        return settings.read(path, SCHEMA, _damaged)

    def set(self, year: str, name: str, as_of: str) -> None:
        """Store what was chosen. Raises Stop(S07) at what cannot be, and stores nothing then."""
        policy.load(year)
        require_name(name)
        if as_of:
            _day(as_of)
        with private():
            self.folder.mkdir(parents=True, exist_ok=True)
        write_checked_json(self.folder / SETTINGS, {"policy": year, "name": name, "as_of": as_of}, SCHEMA)

    def next_result(self) -> Path:
        """Return where the next result goes."""
        return self.folder / RESULTS / f"第{max([0, *self._times()]) + 1}次"

    def result_folder(self) -> Path | None:
        """Return the folder of the last result, None if there is none yet."""
        times = self._times()
        return self.folder / RESULTS / f"第{max(times)}次" if times else None

    def result(self) -> Result | None:
        """Return the last result, compared with its seal; None if there is none yet. Raises Stop(S90, S91) if it was changed."""
        folder = self.result_folder()
        return of_folder(ResultFolder.open(folder, names.RUN)) if folder else None

    def basis(self) -> str:
        """Return the hash of what a run would be made from now: lists, answers, settings, and what the ledger knows."""
        parts = [repr(self.settings())]
        for path in (*self.files(), self.decisions, self.columns, self.ledger):
            parts.append(f"{path.relative_to(self.folder)} {_sha256(path) if path.is_file() else ''}")
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def _times(self) -> list[int]:
        folder = self.folder / RESULTS
        found = [_TIMES.fullmatch(path.name) for path in folder.iterdir()] if folder.is_dir() else []
        return [int(each[1]) for each in found if each]


def safe_path(name: str) -> Path:
    """Return where a file that came from a browser goes below the lists: its name, behind those of its folders where a folder was given (七宝镇/名单.xlsx: the
    folder may name the 街镇). Raises Stop(S07) if it is none, not that of a list, or leads elsewhere.

    >>> safe_path("名单.xlsx").as_posix(), safe_path("七宝镇/名单.csv").as_posix()
    ('名单.xlsx', '七宝镇/名单.csv')
    """
    parts = [part.strip() for part in name.split("/")]
    if not all(map(_is_plain, parts)):
        raise Stop("S07", why="文件名不能用", advice="请改成普通的文件名，再放进来")
    last = parts[-1]
    if any(len(part) > _LONGEST or len(part.encode()) > _LONGEST * 2 for part in parts) or len(parts) > _DEEPEST:
        raise Stop("S07", why="文件名太长", advice=f"请改到 {_LONGEST} 个字以内，再放进来")
    if not last.lower().endswith(_TAKEN):
        raise Stop("S07", why=f"“{last}”不像名单", advice="请放表格文件（.xlsx、.xls、.et、.ods、.csv 等）")
    return Path(*parts)


def _is_plain(part: str) -> bool:
    """Whether a part of a path is a name that every system takes, and not hidden."""
    reserved = part.split(".")[0].upper() in _RESERVED
    return (
        bool(part)
        and part.isprintable()
        and not part.startswith((".", "~$"))
        and not reserved
        and not _FORBIDDEN.search(part)
    )


def day_shown(path: Path) -> str:
    """Return when a file was last changed, as staff read it."""
    return datetime.fromtimestamp(path.stat().st_mtime).strftime("%Y-%m-%d %H:%M")


def _damaged(key: str, why: str) -> Stop:
    return Stop("S07", why=f"项目文件夹里的“{SETTINGS}”不能用：{key} {why}", advice="请把它移走，再在“设置”中重新填写")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Stop(
            "S07", why=f"参考日期“{text}”不是日期", advice="请写成 2024-07-01 的样子；不写则用各人的承保日期"
        ) from None


def _sha256(path: Path) -> str:
    """The hash of a file, taken once as long as it looks the same: the page asks at every step."""
    seen = path.stat()
    return _hashed(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=4096)
def _hashed(path: Path, changed: int, size: int) -> str:
    return sha256_of(path)


def _move_beside(path: Path, target: Path) -> Path:
    """Move a file to a place where nothing is, and return it: the target, or the target under a number. Where the same content stands already, it stays where that
    is and the file goes."""
    with _MOVING:
        number, place = 1, target
        while place.exists():
            if place.is_file() and _sha256(place) == _sha256(path):
                path.unlink()
                return place
            number += 1
            place = target.with_name(f"{target.stem}（{number}）{target.suffix}")
        path.rename(place)
    return place
