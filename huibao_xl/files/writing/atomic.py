"""The one way to put a folder (:func:`atomic_folder`) or a file (:func:`atomic_file`, :func:`new_file`) in its place: whole or not at all, and
never in the place of what is another's.

All is written into a hidden place beside the target, on the same disk, so that one rename makes it appear. A crash or a full disk
leaves the old result, or nothing. Whoever writes holds a lock in that place (:mod:`workplace`), so that the next writer of the same target
clears away what a killed one left.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from huibao_xl.files.results import outputs
from huibao_xl.files.results.replacing import ANY_RESULT
from huibao_xl.files.writing.workplace import OLD, private, reason_of, remove_tree, workplace
from huibao_xl.reasons import Stop

_FOLDER, _FILE = 0o700, 0o600
"""A result holds ids and accounts: where the system knows owners, only its owner may read it."""
_SUFFIX = 20
"""Characters of a suffix that the hidden file keeps: what writes it looks at it."""
_SQLITE = b"SQLite format 3\0"


@contextmanager
def atomic_folder(
    folder: Path,
    force: bool = False,
    require_replaceable: Callable[[Path], None] = ANY_RESULT,
    concede: bool = False,
    only_owner: bool = True,
) -> Iterator[Path]:
    """Give a hidden folder to write into; it becomes ``folder`` when the block ends, and vanishes if the block fails.

    With ``force`` an earlier result is replaced: moved aside, put back if the new one cannot take its place.
    ``require_replaceable``: raises Stop for what ``force`` must not replace. ``concede``: if somebody puts the folder there while the block
    runs, theirs stays and no Stop is raised. ``only_owner``: nobody else may read what is written, nor the folders that are made for it. Raises Stop(S06) if ``folder`` exists
    (without ``force``), that Stop, or Stop(S08) if the disk refuses.
    """
    folder = folder.absolute()
    with private(only_owner), _made_beside(folder, "") as (aside, work):
        _check(folder, force, require_replaceable)
        work.mkdir()
        yield work
        if only_owner:
            _keep_private(work)
        if not (concede and folder.exists()):
            _check(folder, force, require_replaceable)
            if folder.exists():
                folder.rename(aside / OLD)
            work.rename(folder)


@contextmanager
def atomic_file(
    path: Path, replace: bool = True, require_replaceable: Callable[[Path], None] = lambda work: None
) -> Iterator[Path]:
    """Give a hidden path beside ``path`` to write to; it takes the place of ``path`` when the block ends, and vanishes if the block fails.

    Without ``replace`` a file that stands there, or is put there meanwhile, is never replaced: FileExistsError, for the caller to say what is there.
    ``require_replaceable``: called with what was written, raises Stop if it must not take the place of what stands there.

    What was written is on the disk before it takes the place, and has the permissions of the old file; a new one is its owner's alone.
    Missing folders are made, but not without ``replace``: something new is put where a folder stands, and a misspelt one must not become one.
    Raises Stop(S08) if the disk refuses, or another program holds the old file open.
    """
    path = path.absolute()
    with private(), _made_beside(path, path.suffix[:_SUFFIX], replace) as (_, work):
        if not replace and path.exists():
            raise FileExistsError(path)
        yield work
        with work.open("r+b") as written:
            os.fsync(written.fileno())
        require_replaceable(work)
        if replace and path.exists():
            shutil.copymode(path, work)
        else:
            work.chmod(_FILE)
        work.replace(path) if replace else _put_where_none_is(work, path)


@contextmanager
def new_file(path: Path, force: bool, inputs: Sequence[Path] = ()) -> Iterator[Path]:
    """Give a hidden path beside ``path``, as :func:`atomic_file` does, for a file that a person names: nothing of anybody's is lost by it.

    ``force``: an earlier output of the same kind may be replaced. ``inputs``: what the command reads, files or folders. Raises
    Stop(S14) if ``path`` exists (without ``force``), Stop(S15) if it must not be replaced, Stop(S08) if the disk refuses.
    """

    def check(work: Path | None) -> None:
        if not (path.exists() or path.is_symlink()):
            return
        if why := _not_replaceable(path, inputs, work):
            raise Stop("S15", file=path, why=why)
        if not force:
            raise Stop("S14", file=path)

    try:
        check(None)
    except OSError as error:
        raise Stop("S08", folder=path, why=reason_of(error)) from None
    with atomic_file(path, require_replaceable=check) as work:
        yield work


def _not_replaceable(path: Path, inputs: Sequence[Path], work: Path | None) -> str:
    """Why a file that exists may not be replaced, "" if it may. ``work``: what is to take its place, None if that is not written yet."""
    if path.is_symlink() or not path.is_file():
        return "是链接或文件夹"
    if any(_holds(each, path) for each in inputs):
        return "是这个命令要读的"
    with path.open("rb") as file:
        if file.read(len(_SQLITE)) == _SQLITE:
            return "是台账"
    kind = outputs.kind_of_workbook(path)
    if not kind:
        return "不是本软件写出的，或后来加了工作表"
    if kind != outputs.ADDIN and outputs.was_saved_again(path):
        return "写出后有人改过"
    if work is not None and kind != outputs.kind_of_workbook(work):
        return "是本软件写出的另一种文件"
    return ""


def _holds(source: Path, path: Path) -> bool:
    """Whether a path is a source, under whatever name, or stands in it; a source that cannot be is none."""
    try:
        return source.samefile(path) or source.resolve() in path.resolve().parents
    except OSError:
        return False


@contextmanager
def _made_beside(target: Path, suffix: str, parents: bool = True) -> Iterator[tuple[Path, Path]]:
    """Give (a hidden folder to move the old one into, a hidden path to write to) beside a target; both are gone at the end, the old one is
    back if nothing took its place. ``suffix``: of the path; ``parents``: missing ones are made, and without it FileExistsError is raised as
    it is. Raises Stop(S08) for what the system refuses."""
    missing: list[Path] = []
    try:
        target.exists()  # raises OSError for a name that no file can have
        if parents:
            missing = [parent for parent in target.parents if not parent.exists()]
            target.parent.mkdir(parents=True, exist_ok=True)
        with workplace(target) as aside:
            work = aside.with_name(aside.name + ".new" + suffix)
            try:
                yield aside, work
            finally:
                remove_tree(work)
    except OSError as error:
        if not parents and isinstance(error, FileExistsError):
            raise
        raise Stop("S08", folder=target, why=reason_of(error)) from error
    finally:
        _remove_empty(missing)


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


def _remove_empty(parents: list[Path]) -> None:
    """Remove the parents that were made for a result that did not come; one that holds anything stays."""
    for parent in parents:
        with suppress(OSError):
            parent.rmdir()
