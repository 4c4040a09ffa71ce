"""The command line. Data to stdout, problems as one Chinese line to stderr. Its commands are those of :mod:`huibao_xl.commands`.

Exit status: 0 finished, 2 wrong usage or unusable input, 1 a defect of ours, 130 stopped by the user. Heavy imports wait until a command
runs, so that ``huibao --help`` answers at once.
"""

import os
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click

from huibao_xl.cli import outcomes
from huibao_xl.cli.parser import program
from huibao_xl.cli.usage import sentence
from huibao_xl.commands import lines
from huibao_xl.commands.parameters import LEDGER, LEDGER_FILE
from huibao_xl.reasons import Stop
from huibao_xl.reasons.shown import visible, where

_CLOCK = 2
"""Seconds by which a file's time may differ from the computer's (FAT counts in twos)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    given, started = list(sys.argv[1:] if arguments is None else arguments), time.time()
    try:
        run_program(given)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as wrong:
        print(f"错误：{visible(sentence(wrong))}", file=sys.stderr)
        return wrong.exit_code
    except Stop as stop:
        print(f"错误：{stop.text(outcomes.WORDS)}", file=sys.stderr)
        return stop.exit_status
    except BrokenPipeError:  # whoever read our output has seen enough, as in: huibao ledger list | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(f"已中止，{unfinished(given, started)}。", file=sys.stderr)
        return 130
    except MemoryError:
        state = unfinished(given, started)
        print(f"错误：内存不足，{state}。请关闭其他程序，或把名单分成几份后重试。", file=sys.stderr)
        return 2
    except OSError as refused:
        from huibao_xl.files.writing.workplace import reason_of

        state = unfinished(given, started)
        print(f"错误：不能读写文件（{reason_of(refused)}），{state}。请检查路径、磁盘和权限后重试。", file=sys.stderr)
        return 2
    except Exception as defect:
        state = unfinished(given, started)
        print(f"错误：程序内部出错（{where(defect)}），{state}。请把这一行发给维护人员。", file=sys.stderr)
        return 1
    return 0


def run_program(arguments: list[str]) -> None:
    """Run one command. Not ``click.Command.main``: that turns Ctrl-C into another exception and, on Windows, expands ``*`` in arguments.

    Raises click.UsageError for wrong usage, click.exceptions.Exit after help, and what the command raises.
    """
    command = program()
    with command.make_context(command.name, arguments) as context:
        command.invoke(context)


def unfinished(arguments: Sequence[str], started: float) -> str:
    """Return what is true of a command that did not end, as part of a sentence. ``started``: when it began (seconds of the epoch).

    What a command writes whole is not there; but an act may stand in the ledger already, which is told by the days of its files.
    """
    ledger = _ledger_written(arguments)
    files = [ledger, *(ledger.with_name(ledger.name + end) for end in ("-wal", "-journal"))] if ledger else []
    if any(file.exists() and file.stat().st_mtime >= started - _CLOCK for file in files):
        return f"台账“{ledger}”中已经记下的仍然有效，请先用 huibao ledger list 查看做到哪一步，输入文件没有改动"
    return "没有写出结果，" + ("台账和" if ledger and ledger.exists() else "") + "输入文件没有改动"


def _ledger_written(arguments: Sequence[str]) -> Path | None:
    """The ledger that a command writes into, None if it writes into none: whoever writes there signs."""
    words = " ".join(arguments) + " "
    line = next((line for line in lines() if words.startswith(line.name + " ")), None)
    if line is None or not {"ledger_path", "by"} <= {parameter.name for parameter in line.parameters}:
        return None
    named = [after for before, after in pairwise(arguments) if before == LEDGER.option]
    named += [each.partition("=")[2] for each in arguments if each.startswith(f"{LEDGER.option}=")]
    return Path(named[-1] if named else LEDGER_FILE)
