"""A hidden folder beside what is being written, with a lock that tells whether its writer lives; and why a system refuses, in Chinese.

The operating system lets go of the lock when a process ends, however it ends. So a place whose lock can be taken was left by a
killed run of this computer, and may be cleared away. A place of another computer, or on a disk that knows no locks, stays.
"""

import errno
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from huibao_xl import strict_json
from huibao_xl.files.results.names import WORKPLACE_OWNER

_OTHERS = 0o077
OLD = "old"
"""Where, in its workplace, a result stands while the new one takes its place."""
_NAME_PART = (
    40  # characters of the target's name: a name of three bytes each must stay below the 255 bytes of a file system
)
_REFUSALS = {
    "ENOSPC": "磁盘已满",
    "EDQUOT": "磁盘配额已用完",
    "EFBIG": "文件太大",
    "EACCES": "没有权限，或文件正被打开",
    "EPERM": "没有权限，或文件正被打开",
    "EBUSY": "文件正被其他程序占用",
    "ETXTBSY": "文件正被其他程序占用",
    "EROFS": "磁盘是只读的",
    "ENOENT": "路径不存在",
    "ENAMETOOLONG": "名称太长",
    "ENOTDIR": "路径中有一段是文件",
    "EEXIST": "路径中有一段是文件，或同名的已存在",
    "EISDIR": "同名的是文件夹",
    "ENOTEMPTY": "文件夹不是空的",
    "EINVAL": "名称不能用",
    "EILSEQ": "名称不能用",
    "ELOOP": "路径中的链接绕成了圈",
    "EXDEV": "在另一个磁盘上",
    "EMFILE": "打开的文件太多",
    "ENFILE": "打开的文件太多",
    "EIO": "磁盘、U 盘或网络出错",
    "ENODEV": "磁盘已不在",
    "ENXIO": "磁盘已不在",
    "ESTALE": "网络文件夹已断开",
    "ETIMEDOUT": "网络文件夹没有回应",
    "EHOSTDOWN": "网络文件夹没有回应",
}
"""{name of an error of the system: what staff read}; numbers differ between systems."""


def reason_of(error: OSError) -> str:
    """Return why the system refuses, never in its own English.

    >>> reason_of(OSError(errno.ENOSPC, "No space left on device")), reason_of(OSError("?"))
    ('磁盘已满', '系统拒绝')
    """
    name = errno.errorcode.get(error.errno or 0, "")
    return _REFUSALS.get(name, f"系统拒绝，代号 {name}" if name else "系统拒绝")


@contextmanager
def private(only_owner: bool = True) -> Iterator[None]:
    """Whatever the block makes is its owner's alone from the first moment on: folders, files, and what a killed run leaves of them. ``only_owner``:
    without it, as the system does it. The mask is the process's: other threads, too, make nothing that others can read meanwhile."""
    before = os.umask(_OTHERS) if only_owner else None
    try:
        yield
    finally:
        if before is not None:
            os.umask(before)


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """Give a new hidden folder beside ``target``, locked until the block ends, then gone; what killed writers of the same target left is
    cleared away first. The old result that stands in it (:data:`OLD`) is put back if nothing took its place. Raises OSError."""
    _clear_abandoned(target)
    aside = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    try:
        with (aside / WORKPLACE_OWNER).open("w", encoding="utf-8") as owner:
            if _locked(owner):
                json.dump(_owner(target), owner)
                owner.flush()
            yield aside
    finally:
        _close(aside, target)


def remove_tree(path: Path) -> None:
    """Remove a file or a folder with all that is in it, if it is there and the system lets us."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _prefix(target: Path) -> str:
    return f".{target.name[:_NAME_PART]}-"


def _owner(target: Path) -> dict[str, Any]:
    return {"computer": socket.gethostname(), "target": target.name}


def _clear_abandoned(target: Path) -> None:
    for aside in target.parent.glob(".*"):
        if (
            aside.name.startswith(_prefix(target))
            and (aside / WORKPLACE_OWNER).is_file()
            and _is_abandoned(aside, target)
        ):
            for work in target.parent.glob(".*"):
                if work.name.startswith(aside.name + ".new"):
                    remove_tree(work)
            _close(aside, target)


def _is_abandoned(aside: Path, target: Path) -> bool:
    """Whether a writer of this target, on this computer, was killed: only then its lock is free."""
    try:
        with (aside / WORKPLACE_OWNER).open("r+", encoding="utf-8") as owner:
            return bool(strict_json.parse(owner.read()) == _owner(target) and _locked(owner))
    except (OSError, ValueError):
        return False


def _close(aside: Path, target: Path) -> None:
    """Put the old result back if the new one did not get its place, and remove the workplace; if that fails, it must stay."""
    old = aside / OLD
    if old.exists() and not target.exists():
        with suppress(OSError):
            old.rename(target)
    if target.exists() or not old.exists():
        remove_tree(aside)


def _locked(file: IO[str]) -> bool:
    """Take the lock of a file, which holds until it is closed; False if another has it, or the disk knows none."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            file.seek(0)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


_FAR = 1 << 20
"""Windows lets nobody read a locked byte: it stands behind all that is written."""
