"""The command line. Data to stdout, problems as one Chinese line to stderr; one module for each group of commands.

Exit status: 0 finished, 2 wrong usage or unusable input, 1 a defect of ours. Heavy imports wait until a command needs them, so that
``huibao --help`` answers at once.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from huibao_xl import __version__
from huibao_xl.cli import clearing, decisions, lists, medical, monitor, payments, workbooks
from huibao_xl.cli.parser import Parser
from huibao_xl.reasons import Stop

GROUPS = [lists, decisions, payments, clearing, monitor, medical, workbooks]
"""The modules that add commands, in the order in which ``huibao --help`` shows them."""


def _parser() -> Parser:
    parser = Parser(
        prog="huibao",
        description="沪惠保补贴：比对名单、认定资格、分摊资金、生成银行代发和预算表。一个不落，一分不少。",
        epilog="示例：huibao run 今年的名单/ --policy 2024 --out 结果",
    )
    parser.add_argument("--version", action="version", version=f"huibao {__version__}", help="显示版本号")
    commands = parser.add_subparsers(title="命令", dest="command", required=True, metavar="命令", parser_class=Parser)
    for group in GROUPS:
        group.add_commands(commands)
    return parser


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
    except BrokenPipeError:  # whoever read our output has seen enough, as in: huibao ledger list | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
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
