"""``huibao clear``: its arguments, and what runs when it is called. Imports wait until then."""

import argparse
from pathlib import Path
from typing import Any

from huibao_xl.cli.parser import add_output, add_sources, day, passwords


def add_commands(commands: Any) -> None:
    """Add the parser of this command to the command line's subparsers."""
    clear = commands.add_parser(
        "clear",
        help="补贴清算：重算应补，与已付逐笔核对",
        description="补贴清算：按名单重算应补给谁、补多少、由谁承担，与台账或发放记录逐笔核对，写出差异、补发、追回和调整。",
    )
    add_sources(clear)
    clear.add_argument(
        "--paid",
        type=Path,
        required=True,
        metavar="台账|文件",
        help="付款：台账，或一份带金额的发放记录（列同往期发放名单）",
    )
    clear.add_argument("--policy", required=True, metavar="年度", help="政策年度（如 2024），或政策文件（.json）的路径")
    add_output(clear)
    clear.add_argument("--as-of", type=day, metavar="日期", help="统一的参考日期，如 2024-07-01；不写则用承保日期")
    clear.add_argument(
        "--before",
        nargs="+",
        default=[],
        metavar="当时名单",
        help="付款时的名单，或当时 huibao run 的结果文件夹：分清当时差错和后来变化",
    )
    clear.add_argument("--decisions", type=Path, metavar="文件", help="填好的比对决定，同 huibao run")
    clear.set_defaults(act=_clear)


def _clear(options: argparse.Namespace) -> None:
    from huibao_xl import policy, screen
    from huibao_xl.clearing import job, report
    from huibao_xl.files.writing.atomic import atomic_folder
    from huibao_xl.rosters.sources import Sources

    rules, sources = policy.load(options.policy), Sources.parse(options.sources)
    with atomic_folder(options.out, options.force) as folder, screen.stages() as stage:
        cleared = job.gather(
            options.paid, sources, rules, options.as_of, passwords(options), options.before, stage, options.decisions
        )
        with stage("写出清算报告", None):
            cleared = report.write(cleared, folder)
    print("\n".join(report.conclusions(cleared, options.out)))
