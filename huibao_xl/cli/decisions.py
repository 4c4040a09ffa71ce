"""``huibao decisions add`` and ``columns add``."""

from datetime import datetime
from pathlib import Path

from huibao_xl.cli.outcomes import WORDS
from huibao_xl.matching import record
from huibao_xl.reasons import Next
from huibao_xl.reasons.outcomes import then
from huibao_xl.rosters import column_answers


def add(*, sheet: Path, file: Path) -> list[str]:
    """Remember what clerks filled in, with this moment; return what was remembered and what comes next. Raises Stop as ``record.add`` does."""
    return [*record.add(sheet, file, datetime.now()).splitlines(), *then(Next.RUN_WITH_ANSWERS, file=file).lines(WORDS)]


def add_columns(*, sheet: Path, file: Path) -> list[str]:
    """Remember what clerks filled in on 列对应, with this moment; return what was remembered and what comes next. Raises Stop as
    ``column_answers.add`` does."""
    done = column_answers.add(sheet, file, datetime.now())
    return [*done.splitlines(), *then(Next.RUN_WITH_COLUMNS, file=file).lines(WORDS)]
