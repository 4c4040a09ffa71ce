"""``huibao monitor`` and ``huibao changes``: their arguments, and what runs when they are called. Imports wait until then."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from huibao_xl.cli.parser import add_output, day, passwords


def add_commands(commands: Any) -> None:
    """Add the parsers of both commands to the command line's subparsers."""
    monitor = commands.add_parser(
        "monitor",
        help="低收入人口监测：每户一个档次，谁退出低保",
        description="低收入人口监测：按有日期的标准给每户一个收入档次，按条例第十二条判断刚性支出困难，与上次名单比对。",
    )
    monitor.add_argument("sources", nargs="+", metavar="名单", help="低收入家庭名单（表头要有户编号、姓名、证件号码）")
    monitor.add_argument(
        "--on", type=day, default=date.today(), metavar="日期", help="监测日期，如 2024-03-01（默认今天）"
    )
    monitor.add_argument("--before", action="append", default=[], metavar="文件夹", help="上次的名单（文件或文件夹）")
    monitor.add_argument("--before-on", type=day, metavar="日期", help="上次名单按这一天的标准判断；不写则按 --on")
    monitor.add_argument(
        "--thresholds", type=Path, metavar="文件", help="本单位录入的标准（.json），其中的标准代替自带的"
    )
    _add_common(monitor)
    monitor.set_defaults(act=_monitor)

    changes = commands.add_parser(
        "changes",
        help="新旧两份名单逐人对比",
        description="同一种名单的新旧两份逐人对比：新增、退出、变更（哪一列、从什么变成什么）、未变。",
    )
    changes.add_argument("old", metavar="旧名单", help="文件或文件夹；“路径#工作表”可指定工作表")
    changes.add_argument("new", metavar="新名单", help="文件或文件夹；“路径#工作表”可指定工作表")
    changes.add_argument(
        "--role", required=True, metavar="角色", help="哪一种名单，如 持证残疾人、低收入家庭、银行账户"
    )
    _add_common(changes)
    changes.set_defaults(act=_changes)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", default="", metavar="年度", help="街镇名称所依据的政策（默认最新的一年）")
    parser.add_argument("--password-file", type=Path, metavar="文件", help="文本文件，每行一个打开工作簿的密码")
    add_output(parser)


def _monitor(options: argparse.Namespace) -> None:
    from huibao_xl import screen
    from huibao_xl.files.writing.atomic import atomic_folder
    from huibao_xl.monitoring import report
    from huibao_xl.monitoring.job import monitor

    with atomic_folder(options.out, options.force) as folder, screen.stages() as stage:
        seen = monitor(
            options.sources,
            options.on,
            options.before,
            options.before_on,
            options.thresholds,
            options.policy,
            passwords(options),
            stage,
        )
        report.write(seen, folder)
    screen.show_lines(report.conclusions(seen), options.out)


def _changes(options: argparse.Namespace) -> None:
    from huibao_xl import screen
    from huibao_xl.files.writing.atomic import atomic_folder
    from huibao_xl.monitoring import changes_report

    with atomic_folder(options.out, options.force) as folder, screen.stages() as stage:
        compared, old, new = changes_report.changes(
            options.old, options.new, options.role, options.policy, tuple(passwords(options)), stage
        )
        changes_report.write(compared, old, new, folder)
    screen.show_lines(changes_report.conclusions(compared), options.out)
