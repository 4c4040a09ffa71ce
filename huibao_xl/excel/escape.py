"""Esc while a command runs. Excel is told not to break anything off by itself; we ask for the key between two steps, where a command can end whole.

Excel stands still while it waits for us, and hands no key on: Windows is asked whether it was pressed.
"""

import ctypes
from collections.abc import Callable

_ESC = 0x1B
_PRESSED_SINCE = 1


def key_of(process: int) -> Callable[[], bool]:
    """Return what tells whether Esc was pressed since it was asked last, while a window of the process was in front; never, without Windows."""
    windows = getattr(ctypes, "windll", None)
    if windows is None:
        return lambda: False

    def pressed() -> bool:
        number = ctypes.c_ulong()
        windows.user32.GetWindowThreadProcessId(windows.user32.GetForegroundWindow(), ctypes.byref(number))
        state = windows.user32.GetAsyncKeyState(_ESC)
        return number.value == process and bool(state & (_PRESSED_SINCE | 0x8000))

    pressed()  # what was pressed before is not meant for us
    return pressed
