"""A ledger's file as SQLite opens it: where it may stand, whether it is one, and what SQLite refuses, in words of ours."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import pathname2url

import psutil

from huibao_xl.payments.ledger import schema
from huibao_xl.reasons import Input, Next, Stop

_WAIT_SECONDS = 30
_REMOTE = {"nfs", "nfs4", "cifs", "smbfs", "smb3", "afpfs", "webdav", "davfs", "fuse.sshfs", "ncpfs"}


def connected(path: Path, write: bool, sound: bool = True) -> sqlite3.Connection:
    """Return a connection to a ledger. ``sound``: a file that is not built as ours are is refused; without it only what is no ledger at all.

    Raises Stop(S30) if it is no ledger or cannot be used, Stop(S17) if a newer version wrote it, Stop(S36) if its tables were changed.
    """
    if write:
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
    else:
        connection = _reading(path)
    try:
        _require_ours(path, connection, sound)
    except BaseException:
        connection.close()
        raise
    return connection


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{pathname2url(str(path.absolute()))}?mode={_mode(path)}", uri=True)


def _require_ours(path: Path, connection: sqlite3.Connection, sound: bool) -> None:
    found = schema.objects(connection)
    if schema.is_foreign(found):
        raise _not_a_ledger(path)
    if (number := schema.version(connection)) > schema.VERSION:
        raise Stop("S17", file=path.name, version=number, ours=schema.VERSION)
    if sound and (wrong := schema.differences(found, number)):
        raise Stop("S36", file=path.name, what="，".join(wrong))


def _mode(path: Path) -> str:
    """How to open for reading: in a folder that cannot be written SQLite has no place for its locks, so the file must be at rest."""
    if os.access(path.parent, os.W_OK):
        return "ro"
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        raise Stop(
            "S30",
            file=path.name,
            why="还有没有并入的记录，又在只读的位置",
            advice="请连同 -wal 文件复制到可写的文件夹再打开",
        )
    return "ro&immutable=1"


def refuse_network(path: Path) -> None:
    """Raises Stop(S30) if the ledger would be written on a network drive, where locks do not hold."""
    folder = str(path.resolve().parent)
    mounts = [part for part in psutil.disk_partitions(all=True) if _below(folder, part.mountpoint)]
    nearest = max(mounts, key=lambda part: len(part.mountpoint), default=None)
    remote = nearest is not None and (nearest.fstype.lower() in _REMOTE or "remote" in nearest.opts.split(","))
    if remote or folder.startswith("\\\\"):
        raise Stop(
            "S30",
            file=path.name,
            why="在网络盘上，两台电脑同时写会损坏台账、重复付款",
            advice="请放在本机硬盘的文件夹中",
        )


def _below(folder: str, mountpoint: str) -> bool:
    top = mountpoint.rstrip("/\\")
    return folder == top or folder.startswith((top + "/", top + "\\"))


def _not_a_ledger(path: Path) -> Stop:
    return Stop("S30", file=path.name, why="不是本软件的台账", advice="请写明台账文件", inputs=[Input.LEDGER])


_REFUSALS = {
    "SQLITE_BUSY": ("正被另一个程序使用", "请等它完成后重试"),
    "SQLITE_LOCKED": ("正被另一个程序使用", "请等它完成后重试"),
    "SQLITE_READONLY": ("是只读的", "请取消只读，或换到可写的文件夹"),
    "SQLITE_FULL": ("所在的磁盘已满，这一步没有记入", "请清理磁盘后重试"),
    "SQLITE_IOERR": ("读写出错，这一步没有记入", "请检查磁盘空间和权限后重试"),
    "SQLITE_CANTOPEN": ("打不开", "请检查路径和权限"),
    "SQLITE_CORRUPT": ("已损坏", "请停止使用，封存，从备份恢复，再核对台账"),
}
"""{SQLite's name of an error, or the beginning of a more exact one (SQLITE_IOERR_WRITE): what staff read}."""


class Damaged(Stop):
    """Stop(S30) for a file of which SQLite cannot make sense any more."""


def damaged(path: Path) -> Damaged:
    """Return the stop for a ledger of which something cannot be read."""
    why, advice = _REFUSALS["SQLITE_CORRUPT"]
    return Damaged("S30", file=path.name, why=why, advice=advice, next=[Next.RESTORE])


@contextmanager
def translating_sqlite_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite refuses into Stop(S30), Damaged where the file is. A broken constraint passes: the caller knows what it means."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as refused:
        name = getattr(refused, "sqlite_errorname", "")
        if name == "SQLITE_NOTADB":
            raise _not_a_ledger(path) from None
        no_text = isinstance(refused, sqlite3.OperationalError) and not name  # Python's, of bytes that are no text
        if no_text or name.startswith("SQLITE_CORRUPT") or (name == "SQLITE_ERROR" and _makes_no_sense(path)):
            raise damaged(path) from None
        beginning = next((key for key in _REFUSALS if name == key or name.startswith(f"{key}_")), "")
        if not beginning:
            raise
        why, advice = _REFUSALS[beginning]
        raise Stop("S30", file=path.name, why=why, advice=advice) from None


def _makes_no_sense(path: Path) -> bool:
    """Whether a file is one of which SQLite says no more than SQLITE_ERROR because of what stands in it: a header of another format, or
    bodies of events that are no JSON. A statement that asks for what no table has is answered with the same name."""
    with closing(_reading(path)) as connection:
        try:
            has_events = ("event",) in connection.execute("SELECT name FROM sqlite_schema").fetchall()
        except sqlite3.Error:
            return True
        try:
            bad = connection.execute("SELECT 1 FROM event WHERE NOT json_valid(body)") if has_events else None
            return bad is not None and bad.fetchone() is not None
        except sqlite3.Error:
            return False  # a column that is asked for is not there
