"""Chromium, where it and what drives it are installed."""

import os
import shutil
from importlib.util import find_spec


def _chromium() -> str | None:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    there = found if find_spec("playwright") else None
    if there is None and os.environ.get("HUIBAO_OFFICE") == "required":
        raise RuntimeError("HUIBAO_OFFICE=required, but Chromium or playwright is not installed")
    return there


CHROMIUM = _chromium()
"""The path of the browser; None: its tests are skipped."""
