"""An argparse parser that speaks Chinese, and the arguments that several commands share."""

import argparse
import re
from datetime import date
from pathlib import Path
from typing import NoReturn

from huibao_xl.reasons import Stop

_WORDING = [
    (r"the following arguments are required: (.+)", "缺少参数：{0}"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}"),
    (r"argument (\S+): expected (?:one|at least one) argument", "参数 {0} 后面要写内容"),
    (r"argument .*?: invalid choice: '?(.*?)'? \(.*", "没有“{0}”这个命令"),
    (r"argument (\S+?): (.+)", "参数 {0}：{1}"),
]


class Parser(argparse.ArgumentParser):
    """An argparse parser that speaks Chinese and answers wrong usage in one line."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options, add_help=False)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这个说明")

    def error(self, message: str) -> NoReturn:
        """End the program with status 2 and one Chinese line that says what is wrong with the arguments."""
        for pattern, wording in _WORDING:
            if found := re.fullmatch(pattern, message):
                message = wording.format(*found.groups())
                break
        self.exit(2, f"错误：{message}。写法见 {self.prog} --help\n")


def day(text: str) -> date:
    """Return the date that an argument names (``2024-07-01``)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应如 2024-07-01") from None


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add the lists that a command reads, and the passwords that open them (:func:`passwords`)."""
    parser.add_argument(
        "sources", nargs="+", metavar="名单", help="文件或文件夹；“角色=路径”或“角色=路径#工作表”可指定角色"
    )
    parser.add_argument("--password-file", type=Path, metavar="文件", help="文本文件，每行一个打开工作簿的密码")


def add_output(parser: argparse.ArgumentParser, default: Path | None = None) -> None:
    """Add ``--out`` and ``--force``; without a default ``--out`` must be given."""
    parser.add_argument(
        "--out",
        type=Path,
        required=default is None,
        default=default,
        metavar="文件夹",
        help="结果写到这里" + (f"（默认 {default}）" if default else ""),
    )
    parser.add_argument("--force", action="store_true", help="结果文件夹已存在时覆盖")


def passwords(options: argparse.Namespace) -> list[str]:
    """Return the lines of ``--password-file``. Raises Stop(S01) if it cannot be read."""
    if options.password_file is None:
        return []
    try:
        lines = options.password_file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):
        raise Stop(
            "S01",
            file=options.password_file,
            why="读不出来",
            advice="--password-file 应是 UTF-8 文本文件，每行一个密码。",
        ) from None
    return [line for line in lines if line]
