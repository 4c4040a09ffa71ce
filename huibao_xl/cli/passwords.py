"""The passwords that open workbooks, from the file that the command line names."""

from pathlib import Path

from huibao_xl.ordinary_file import ordinary
from huibao_xl.reasons import Stop


def passwords(path: Path | None) -> list[str]:
    """Return the lines of ``--password-file``, none without one. Raises Stop(S01) if it cannot be read."""
    if path is None:
        return []
    try:
        lines = ordinary(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):
        raise Stop(
            "S01", file=path, why="读不出来", advice="--password-file 应是 UTF-8 文本文件，每行一个密码。"
        ) from None
    return [line for line in lines if line]
