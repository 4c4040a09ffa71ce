"""Why a source cannot be read, as the one Chinese sentence of ``S01``, and the two guards that turn faults into it.

Sources come from many hands: cut off by mail, renamed, locked, encrypted, rarely malicious. Whatever a parser then
raises, staff must get the file's name and what to do. No text made here holds anything from a cell.
"""

import errno
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from huibao_xl.reasons import Input, Stop

RESAVE = "请用 Excel 或 WPS 打开后另存为 .xlsx 再试；打不开则请来源单位重新导出。"
_OS_MEANINGS = {
    errno.ENOENT: ("不存在，或已被移走", "请检查路径。"),
    errno.ENOTDIR: ("不存在，或已被移走", "请检查路径。"),
    errno.EACCES: ("没有读取权限，或正被其他程序占用", "请关闭打开它的程序，或检查权限后重试。"),
    errno.EPERM: ("没有读取权限，或正被其他程序占用", "请关闭打开它的程序，或检查权限后重试。"),
    errno.EBUSY: ("正被其他程序占用", "请关闭打开它的程序后重试。"),
    errno.EISDIR: ("是文件夹，不是文件", "请检查路径。"),
    errno.ENAMETOOLONG: ("的路径太长", "请移到较短的路径后重试。"),
}


def unreadable(path: Path, why: str, advice: str = RESAVE, inputs: Sequence[Input] = ()) -> Stop:
    """Return the stop for a file that cannot be read; ``why`` follows the file name, without a full stop; ``inputs``:
    what must be given to read it.

    >>> str(unreadable(Path("名单.xlsx"), "是空文件", "请重新导出。"))
    '文件“名单.xlsx”是空文件。请重新导出。'
    """
    return Stop("S01", file=path, why=why, advice=advice, inputs=inputs)


def damaged(path: Path) -> Stop:
    """Return the stop for a file whose content contradicts its format."""
    return unreadable(path, "已损坏或不完整")


def too_large(path: Path, what: str = "展开后的内容过大") -> Stop:
    """Return the stop for a file that would not fit in memory."""
    return unreadable(path, what, "请删除多余的内容，或分成几个文件后重试。")


def os_fault(path: Path, error: OSError) -> Stop:
    """Return the stop for a file the system does not let us read."""
    otherwise = ("读取时出错，可能是磁盘、U 盘或网络故障", "请复制到本机硬盘后重试。")
    why, advice = _OS_MEANINGS.get(error.errno or 0, otherwise)
    return unreadable(path, why, advice)


class _Quiet:
    """Sends the process's stderr nowhere while any thread is inside: Rust prints its panics there, with a backtrace."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._stderr = -1

    def __enter__(self) -> None:
        with self._lock, suppress(OSError):
            self._inside += 1
            if self._inside == 1:
                self._stderr = os.dup(2)
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 2)
                os.close(nowhere)

    def __exit__(self, *fault: object) -> None:
        with self._lock, suppress(OSError):
            self._inside -= 1
            if self._inside == 0 and self._stderr >= 0:
                os.dup2(self._stderr, 2)
                os.close(self._stderr)
                self._stderr = -1


_quiet = _Quiet()


@contextmanager
def foreign_parser(path: Path) -> Iterator[None]:
    """Turn whatever a third party's parser raises on a bad file into :func:`damaged`.

    Rust readers panic with an exception that is not an ``Exception``; hence the wide net. stderr is silent inside.
    """
    try:
        with _quiet:
            yield
    except (Stop, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError:
        raise too_large(path) from None
    except BaseException:
        raise damaged(path) from None
