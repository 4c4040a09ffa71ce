"""Where Arrow takes memory from in a process of the command line.

Arrow's own allocator (mimalloc) gives memory back at once and asks for it again: at 700,000 rows the kernel spends 3 to 5 seconds on that, and 1.5 to 2.5
with the C library of Linux, at a peak between the same and 150 MB more. Elsewhere Arrow's choice stays.
"""

import sys


def use_system_memory() -> None:
    """Let Arrow take memory from the C library on Linux, if a command has loaded it: buffers that exist stay where they are."""
    if sys.platform == "linux" and "pyarrow" in sys.modules:
        import pyarrow

        pyarrow.set_memory_pool(pyarrow.system_memory_pool())
