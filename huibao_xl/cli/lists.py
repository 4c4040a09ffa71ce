"""``huibao run``, ``demo``, ``check`` and ``explain``: their arguments, and what runs when they are called. Imports wait until then."""

import argparse
from pathlib import Path
from typing import Any

from huibao_xl.cli.parser import add_output, add_sources, day, passwords


def add_commands(commands: Any) -> None:
    """Add the parsers of these commands to the command line's subparsers."""
    run = commands.add_parser(
        "run", help="读取名单，认定、分摊并写出结果", description="读取名单，认定、分摊并写出结果。"
    )
    add_sources(run)
    run.add_argument("--policy", required=True, metavar="年度", help="政策年度（如 2024），或政策文件（.json）的路径")
    add_output(run)
    run.add_argument("--name", default="", metavar="批次名", help="批次名，写在代发摘要和表头上")
    run.add_argument("--as-of", type=day, metavar="日期", help="统一的参考日期，如 2024-07-01；不写则用承保日期")
    run.add_argument(
        "--decisions",
        type=Path,
        metavar="文件",
        help="填好的比对决定.xlsx，或 huibao decisions add 写出的记录文件（.json）",
    )
    run.add_argument("--ledger", type=Path, metavar="台账", help="已在途或发放的人按“往期发放”处理，审批剔除的人待核")
    run.add_argument("--templates", type=Path, metavar="文件夹", help="本单位改过样式的 银行代发、公示、预算表 模板")
    run.set_defaults(act=_run)

    demo = commands.add_parser(
        "demo", help="用自带的样例名单跑一遍", description="用自带的样例名单（虚构人员）跑一遍。"
    )
    add_output(demo, default=Path("演示结果"))
    demo.set_defaults(act=_demo)

    check = commands.add_parser(
        "check", help="只读取和核验，不认定", description="只读取和核验：写出问题清单，和每份名单带“问题”列的副本。"
    )
    add_sources(check)
    check.add_argument("--policy", default="", metavar="年度", help="街镇名称所依据的政策（默认最新的一年）")
    add_output(check, default=Path("核验结果"))
    check.set_defaults(act=_check)

    explain = commands.add_parser(
        "explain",
        help="说明某人为什么补或不补",
        description="说明某人为什么补或不补：找到了哪些记录、依据哪条规则、怎样才会改变。",
    )
    explain.add_argument("id", metavar="证件号码", help="要查的证件号码")
    explain.add_argument("folder", type=Path, metavar="结果文件夹", help="huibao run 写出的文件夹")
    explain.set_defaults(act=_explain)


def _run(options: argparse.Namespace) -> None:
    from huibao_xl import screen
    from huibao_xl.rosters.sources import Sources
    from huibao_xl.subsidy import run

    sources = Sources.parse(options.sources)
    with screen.stages() as stage:
        result = run.run(
            sources,
            options.policy,
            options.out,
            options.name,
            options.as_of,
            passwords(options),
            options.force,
            stage,
            options.decisions,
            _known(options.ledger),
            options.templates,
        )
    screen.show(result, options.out)


def _known(ledger: Path | None) -> Any:
    """What adds to the lists what the ledger knows; without a ledger nothing."""
    if ledger is None:
        return lambda lists, rules: lists
    from huibao_xl.payments.ledger import paid

    return lambda lists, rules: paid.know(ledger, lists, rules)


def _demo(options: argparse.Namespace) -> None:
    from huibao_xl import resources, screen
    from huibao_xl.rosters.sources import Sources
    from huibao_xl.subsidy import run

    samples = resources.folder("workbooks") / "样例"
    with screen.stages() as stage:
        result = run.run(
            Sources.parse([str(samples)]),
            "2024",
            options.out,
            "2024年度沪惠保补贴（样例）",
            force=options.force,
            stage=stage,
        )
    screen.show(result, options.out)


def _check(options: argparse.Namespace) -> None:
    from huibao_xl import screen
    from huibao_xl.rosters.sources import Sources
    from huibao_xl.subsidy import check

    with screen.stages() as stage:
        checked = check.check(
            Sources.parse(options.sources), options.policy, options.out, passwords(options), options.force, stage
        )
    screen.show_check(checked, options.out)


def _explain(options: argparse.Namespace) -> None:
    from huibao_xl import explain as person

    print(person.tell(options.id, options.folder))
