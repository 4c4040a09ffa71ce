"""``huibao decisions``: remember what clerks said about near matches. Imports wait until then."""

import argparse
from pathlib import Path
from typing import Any


def add_commands(commands: Any) -> None:
    """Add the parser of the command, with its acts, to the command line's subparsers."""
    decisions = commands.add_parser(
        "decisions",
        help="记住“比对决定”，供以后各次运行使用",
        description="把填好的“比对决定”记入文件，供以后各次运行和下一年使用（huibao run --decisions）。来源名单从不改动。",
    )
    acts = decisions.add_subparsers(title="操作", dest="decisions_command", required=True, metavar="操作")
    add = acts.add_parser(
        "add", help="记入一份填好的比对决定", description="记入一份填好的比对决定；只增不删，后来的决定取代以前的。"
    )
    add.add_argument("sheet", type=Path, metavar="比对决定", help="填好的比对决定.xlsx，或含该工作表的结果工作簿")
    _add_file(add)
    add.set_defaults(act=_add)
    show = acts.add_parser(
        "show", help="列出记录", description="列出记录：编号、决定、决定人、日期，不显示姓名和证件号码。"
    )
    _add_file(show)
    show.set_defaults(act=_show)


def _add_file(parser: argparse.ArgumentParser) -> None:
    default = Path("比对记录.json")
    parser.add_argument("--file", type=Path, default=default, metavar="文件", help=f"记录文件（默认 {default}）")


def _add(options: argparse.Namespace) -> None:
    from datetime import datetime

    from huibao_xl.matching import record

    print(record.add(options.sheet, options.file, datetime.now()))


def _show(options: argparse.Namespace) -> None:
    from huibao_xl.matching import record

    print(record.tell(options.file))
