"""The one way to put a folder (:func:`atomic_folder`) or a file (:func:`atomic_file`) in its place: whole or not at all, and never in the place
of another's folder.

The files are written into a hidden folder beside the target, on the same disk, so that one rename makes
them appear together. A crash or a full disk leaves the old result, or nothing.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from huibao_xl.files.results.names import SUMMARIES, strangers_in
from huibao_xl.reasons import Input, Stop

_REFUSALS = {
    errno.ENOSPC: "磁盘已满",
    errno.EACCES: "没有权限，或文件正被打开",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "路径不存在",
    errno.ENAMETOOLONG: "名称太长",
    errno.ENOTDIR: "路径中有一段是文件",
}
_FOLDER, _FILE = 0o700, 0o600
"""A result holds ids and accounts: where the system knows owners, only its owner may read it."""


def require_result(folder: Path) -> None:
    """Raises Stop(S07) unless ``folder`` may be replaced by a result: a real folder (no link) that is empty, or a result
    of ours with nothing in it that no job wrote (a ledger that was made there, lists that were put there)."""
    real = folder.is_dir() and not folder.is_symlink()
    if not real or (any(folder.iterdir()) and not any((folder / mark).is_file() for mark in SUMMARIES)):
        why = f"“{folder}”不是以前的结果文件夹（其中没有 {'、'.join(SUMMARIES)}），不能覆盖"
    elif strangers := strangers_in(folder):
        why = f"“{folder}”中有不是随结果写出的文件（{'、'.join(strangers)}），不能覆盖"
    else:
        return
    raise Stop("S07", why=why, advice="请换一个文件夹，以免原有文件丢失", inputs=[Input.OUT])


@contextmanager
def atomic_folder(
    folder: Path,
    force: bool = False,
    require_replaceable: Callable[[Path], None] = require_result,
    concede: bool = False,
    private: bool = True,
) -> Iterator[Path]:
    """Give a hidden folder to write into; it becomes ``folder`` when the block ends, and vanishes if the block fails.

    With ``force`` an earlier result is replaced: moved aside, put back if the new one cannot take its place.
    ``require_replaceable``: raises Stop for what ``force`` must not replace. ``concede``: if somebody puts the folder there while the block
    runs, theirs stays and no Stop is raised. ``private``: only the owner may read what was written. Raises Stop(S06) if ``folder`` exists
    (without ``force``), that Stop, or Stop(S08) if the disk refuses.
    """
    folder = folder.absolute()
    _check(folder, force, require_replaceable)
    missing = [parent for parent in folder.parents if not parent.exists()]
    aside = work = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        work = aside.with_name(aside.name + ".new")
        work.mkdir()
        yield work
        if private:
            _keep_private(work)
        if not (concede and folder.exists()):
            _check(folder, force, require_replaceable)
            _put_in_place(work, folder, aside / "old")
    except OSError as error:
        raise _refused(folder, error) from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
        if aside is not None and _old_is_safe(aside / "old", folder):
            shutil.rmtree(aside, ignore_errors=True)
        _remove_empty(missing)


@contextmanager
def atomic_file(path: Path, replace: bool = True) -> Iterator[Path]:
    """Give a hidden path beside ``path`` to write to; it takes the place of ``path`` when the block ends, and vanishes if the block fails.

    Without ``replace`` a file that stands there, or is put there meanwhile, is never replaced: FileExistsError, for the caller to say what is there.

    What was written is on the disk before it takes the place, and has the permissions of the old file; a new one is its owner's alone.
    Missing folders are made, but not without ``replace``: something new is put where a folder stands, and a misspelt one must not become one.
    Raises Stop(S08) if the disk refuses, or another program holds the old file open.
    """
    work = path.with_name(f".{path.name}-{os.getpid()}.new{path.suffix}")
    try:
        if replace:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif path.exists():
            raise FileExistsError(path)
        work.unlink(missing_ok=True)
        yield work
        with work.open("r+b") as written:
            os.fsync(written.fileno())
        if replace and path.exists():
            shutil.copymode(path, work)
        else:
            work.chmod(_FILE)
        work.replace(path) if replace else _put_where_none_is(work, path)
    except OSError as error:
        if not replace and isinstance(error, FileExistsError):
            raise
        raise _refused(path, error) from error
    finally:
        with suppress(OSError):
            work.unlink(missing_ok=True)


def _put_where_none_is(work: Path, path: Path) -> None:
    """Rename, but never over a file: on Windows a rename refuses that, elsewhere a second name for the file does. A disk without second names
    (FAT, some shares) has its place taken by an empty file first, which nobody else can make at the same time."""
    if os.name == "nt":
        work.rename(path)
        return
    try:
        os.link(work, path)
    except FileExistsError:
        raise
    except OSError:
        path.open("xb").close()
        work.replace(path)


def _check(folder: Path, force: bool, require_replaceable: Callable[[Path], None]) -> None:
    if not folder.exists() and not folder.is_symlink():
        return
    if not force:
        raise Stop("S06", folder=folder)
    require_replaceable(folder)


def _keep_private(folder: Path) -> None:
    """Let only the owner read a folder and all that is in it."""
    folder.chmod(_FOLDER)
    for path in folder.rglob("*"):
        path.chmod(_FOLDER if path.is_dir() else _FILE)


def _put_in_place(work: Path, folder: Path, aside: Path) -> None:
    """Rename ``work`` to ``folder``; what stands there goes to ``aside`` first."""
    if folder.exists():
        folder.rename(aside)
    work.rename(folder)


def _old_is_safe(aside: Path, folder: Path) -> bool:
    """Put the old result back if the new one did not get its place; False if that fails: then ``aside`` must stay."""
    if aside.exists() and not folder.exists():
        with suppress(OSError):
            aside.rename(folder)
    return folder.exists() or not aside.exists()


def _remove_empty(parents: list[Path]) -> None:
    """Remove the parents that were made for a result that did not come; one that holds anything stays."""
    for parent in parents:
        with suppress(OSError):
            parent.rmdir()


def _refused(folder: Path, error: OSError) -> Stop:
    return Stop("S08", folder=folder, why=_REFUSALS.get(error.errno or 0, error.strerror or type(error).__name__))
