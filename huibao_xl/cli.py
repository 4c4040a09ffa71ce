"""The command line: ``huibao run``, ``demo``, ``check``, ``explain``, ``press``, ``addin``. Data to stdout, problems as one Chinese line to stderr.

Exit status: 0 finished, 2 wrong usage or unusable input, 1 a defect of ours. Heavy imports wait until a command needs them, so that
``huibao --help`` answers at once.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from huibao_xl import __version__
from huibao_xl.excel.cli_commands import add_commands
from huibao_xl.reasons import Stop

_WORDING = [
    (r"the following arguments are required: (.+)", "缺少参数：{0}"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}"),
    (r"argument (\S+): expected (?:one|at least one) argument", "参数 {0} 后面要写内容"),
    (r"argument .*?: invalid choice: '?(.*?)'? \(.*", "没有“{0}”这个命令"),
    (r"argument (\S+?): (.+)", "参数 {0}：{1}"),
]


class _Parser(argparse.ArgumentParser):
    """An argparse parser that speaks Chinese and answers wrong usage in one line."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options, add_help=False)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这个说明")

    def error(self, message: str) -> NoReturn:
        for pattern, wording in _WORDING:
            if found := re.fullmatch(pattern, message):
                message = wording.format(*found.groups())
                break
        self.exit(2, f"错误：{message}。写法见 {self.prog} --help\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应如 2024-07-01") from None


def _parser() -> _Parser:
    parser = _Parser(
        prog="huibao",
        description="沪惠保补贴：比对名单、认定资格、分摊资金、生成银行代发和预算表。一个不落，一分不少。",
        epilog="示例：huibao run 今年的名单/ --policy 2024 --out 结果",
    )
    parser.add_argument("--version", action="version", version=f"huibao {__version__}", help="显示版本号")
    commands = parser.add_subparsers(title="命令", dest="command", required=True, metavar="命令", parser_class=_Parser)

    run = commands.add_parser(
        "run", help="读取名单，认定、分摊并写出结果", description="读取名单，认定、分摊并写出结果。"
    )
    _add_sources(run)
    run.add_argument("--policy", required=True, metavar="年度", help="政策年度（如 2024），或政策文件（.json）的路径")
    _add_output(run)
    run.add_argument("--name", default="", metavar="批次名", help="批次名，写在代发摘要和表头上")
    run.add_argument("--as-of", type=_day, metavar="日期", help="统一的参考日期，如 2024-07-01；不写则用承保日期")
    run.set_defaults(act=_run)

    demo = commands.add_parser(
        "demo", help="用自带的样例名单跑一遍", description="用自带的样例名单（虚构人员）跑一遍。"
    )
    _add_output(demo, default=Path("演示结果"))
    demo.set_defaults(act=_demo)

    check = commands.add_parser(
        "check", help="只读取和核验，不认定", description="只读取和核验：写出问题清单，和每份名单带“问题”列的副本。"
    )
    _add_sources(check)
    check.add_argument("--policy", default="2024", metavar="年度", help="街镇名称所依据的政策（默认 2024）")
    _add_output(check, default=Path("核验结果"))
    check.set_defaults(act=_check)

    explain = commands.add_parser(
        "explain",
        help="说明某人为什么补或不补",
        description="说明某人为什么补或不补：找到了哪些记录、依据哪条规则、怎样才会改变。",
    )
    explain.add_argument("id", metavar="证件号码", help="要查的证件号码")
    explain.add_argument("folder", type=Path, metavar="结果文件夹", help="huibao run 写出的文件夹")
    explain.set_defaults(act=_explain)
    add_commands(commands)
    return parser


def _add_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources", nargs="+", metavar="名单", help="文件或文件夹；“角色=路径”或“角色=路径#工作表”可指定角色"
    )
    parser.add_argument("--password-file", type=Path, metavar="文件", help="文本文件，每行一个打开工作簿的密码")


def _add_output(parser: argparse.ArgumentParser, default: Path | None = None) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        required=default is None,
        default=default,
        metavar="文件夹",
        help="结果写到这里" + (f"（默认 {default}）" if default else ""),
    )
    parser.add_argument("--force", action="store_true", help="结果文件夹已存在时覆盖")


def _run(options: argparse.Namespace) -> None:
    from huibao_xl import run, screen

    sources = run.Sources.parse(options.sources)
    with screen.stages() as stage:
        result = run.run(
            sources, options.policy, options.out, options.name, options.as_of, _passwords(options), options.force, stage
        )
    screen.show(result, options.out)


def _demo(options: argparse.Namespace) -> None:
    from huibao_xl import resources, run, screen

    samples = resources.folder("workbooks") / "样例"
    with screen.stages() as stage:
        result = run.run(
            run.Sources.parse([str(samples)]),
            "2024",
            options.out,
            "2024年度沪惠保补贴（样例）",
            force=options.force,
            stage=stage,
        )
    screen.show(result, options.out)


def _check(options: argparse.Namespace) -> None:
    from huibao_xl import check, run, screen

    with screen.stages() as stage:
        checked = check.check(
            run.Sources.parse(options.sources), options.policy, options.out, _passwords(options), options.force, stage
        )
    screen.show_check(checked, options.out)


def _explain(options: argparse.Namespace) -> None:
    from huibao_xl import person

    print(person.tell(options.id, options.folder))


def _passwords(options: argparse.Namespace) -> list[str]:
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        options.act(options)
    except Stop as stop:
        print(f"错误：{stop}", file=sys.stderr)
        return stop.exit_status
    except KeyboardInterrupt:
        print("已中止，没有写出结果，输入文件没有改动。", file=sys.stderr)
        return 130
    except MemoryError:
        print("错误：内存不足，没有写出结果。请关闭其他程序，或把名单分成几份后重试。", file=sys.stderr)
        return 2
    except Exception as defect:
        print(
            f"错误：程序内部出错（{_where(defect)}），没有写出结果，输入文件没有改动。请把这一行发给维护人员。",
            file=sys.stderr,
        )
        return 1
    return 0


def _where(defect: BaseException) -> str:
    """The kind and place of a defect, without its message: a message may hold personal data."""
    trace, place = defect.__traceback__, ""
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(defect).__name__}，{place}"
