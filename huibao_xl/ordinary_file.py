"""Whether a path is a file that can be read to its end.

A pipe, a socket or a device may stand under any name, put there by mistake or by another program; opening it waits for ever, or reads without end.
So whoever opens a file that a person names, or that stands in a folder of theirs, asks here first.
"""

import errno
import stat
from pathlib import Path


def ordinary(path: Path) -> Path:
    """Return ``path``. Raises OSError if nothing is there, or what is there is no ordinary file (links are followed).

    >>> import os
    >>> ordinary(Path(os.devnull))
    Traceback (most recent call last):
    OSError: [Errno 22] no ordinary file
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "no ordinary file")
    return path
