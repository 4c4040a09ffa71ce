"""``huibao decisions add``."""

from datetime import datetime
from pathlib import Path

from huibao_xl.matching import record


def add(*, sheet: Path, file: Path) -> str:
    """Remember what clerks filled in, with this moment; return what was remembered. Raises Stop as ``record.add`` does."""
    return record.add(sheet, file, datetime.now())
