"""xlwings without its exit hook: whoever of ours imports xlwings imports this too.

On Windows xlwings ends, when the Python process that imported it ends, every process EXCEL.EXE that it does not count among its own
(``tasklist``, then ``taskkill /F``): a second instance without a workbook, one that stands in an office program, and all of them,
unsaved work included, where another engine is the active one. Nothing of ours starts an Excel, so nothing of ours may end one.
"""

import atexit
import sys

import xlwings  # noqa: F401 -- the hook is there only once it is imported


def take_off() -> None:
    """Let xlwings do nothing when this process ends. Without its backend for Windows nothing happens."""
    backend = sys.modules.get("xlwings._xlwindows")
    if backend is not None:
        atexit.unregister(backend.cleanup)


take_off()
