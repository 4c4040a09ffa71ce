"""The command line. Data to stdout, problems as one Chinese line to stderr. Its commands are those of :mod:`huibao_xl.commands`.

Exit status: 0 finished, 2 wrong usage or unusable input, 1 a defect of ours, 130 stopped by the user. Heavy imports wait until a command
runs, so that ``huibao --help`` answers at once.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from huibao_xl.cli import outcomes
from huibao_xl.cli.parser import program
from huibao_xl.cli.usage import sentence
from huibao_xl.reasons import Stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        run_program(list(sys.argv[1:] if arguments is None else arguments))
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as wrong:
        print(f"错误：{sentence(wrong)}", file=sys.stderr)
        return wrong.exit_code
    except Stop as stop:
        print(f"错误：{stop.text(outcomes.WORDS)}", file=sys.stderr)
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


def run_program(arguments: list[str]) -> None:
    """Run one command. Not ``click.Command.main``: that turns Ctrl-C into another exception and, on Windows, expands ``*`` in arguments.

    Raises click.UsageError for wrong usage, click.exceptions.Exit after help, and what the command raises.
    """
    command = program()
    with command.make_context(command.name, arguments) as context:
        command.invoke(context)


def _where(defect: BaseException) -> str:
    """The kind and place of a defect, without its message: a message may hold personal data."""
    trace, place = defect.__traceback__, ""
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(defect).__name__}，{place}"
