"""``huibao clear-medical`` and ``huibao settle``: their arguments, and what runs when they are called. Imports wait until then."""

import argparse
from pathlib import Path
from typing import Any

from huibao_xl.cli.parser import add_output, add_sources, passwords


def add_commands(commands: Any) -> None:
    """Add the parsers of these commands to the command line's subparsers."""
    year = commands.add_parser(
        "clear-medical",
        help="医疗救助年度清算：逐笔重算并核对",
        description="医疗救助年度清算：按身份和参数把全年每一笔结算重算一遍，与已救助的金额核对。名单：救助结算、救助身份。",
    )
    add_sources(year)
    _add_policy(year)
    add_output(year)
    year.add_argument(
        "--person",
        action="append",
        default=[],
        metavar="证件号码",
        help="另写此人的个人清，可写多次；写“差异”则为所有有差额的人",
    )
    year.set_defaults(act=_clear)

    settle = commands.add_parser(
        "settle",
        help="医疗救助实时清算：新到的结算接着上次清算",
        description="医疗救助实时清算：把新到的结算接着上次的结果逐笔清算；迟到的数据引起的以往变化一并列出。",
    )
    add_sources(settle)
    _add_policy(settle)
    settle.add_argument("--after", type=Path, metavar="文件夹", help="上一次实时清算写出的文件夹；第一次不写")
    add_output(settle)
    settle.set_defaults(act=_settle)


def _add_policy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--policy", default="", metavar="参数", help="医疗救助参数文件（.json）的路径或名称；不写则用自带的（未经核定）"
    )


def _clear(options: argparse.Namespace) -> None:
    from huibao_xl import screen
    from huibao_xl.medical import job
    from huibao_xl.medical.lists import BOOK
    from huibao_xl.rosters.sources import Sources

    sources = Sources.parse(options.sources, BOOK)
    with screen.stages() as stage:
        result = job.clear_year(
            sources, options.policy, options.out, options.person, passwords(options), options.force, stage
        )
    screen.show_medical(result, options.out)


def _settle(options: argparse.Namespace) -> None:
    from huibao_xl import screen
    from huibao_xl.medical import job
    from huibao_xl.medical.lists import BOOK
    from huibao_xl.rosters.sources import Sources

    sources = Sources.parse(options.sources, BOOK)
    with screen.stages() as stage:
        result = job.settle_new(
            sources, options.policy, options.out, options.after, passwords(options), options.force, stage
        )
    screen.show_medical(result, options.out)
