"""``huibao press``: a button on a saved workbook. What it asks for stands in the workbook, so its stops speak of cells and buttons."""

import sys
from pathlib import Path

import click

from huibao_xl.cli.outcomes import PRESS_INPUTS
from huibao_xl.excel import commands
from huibao_xl.excel.outcomes import WORDS
from huibao_xl.reasons import Stop, Words


def press(*, label_or_id: str, path: Path, out: Path | None, source: Path | None, number: str) -> str:
    """Press a button and return its message, as ``excel.commands.press``; a stop is shown and ends the program with its status."""
    try:
        return commands.press(label_or_id, path, out, source, number)
    except Stop as stop:
        words = Words({**WORDS.inputs, **PRESS_INPUTS}, WORDS.steps)
        print(f"错误：{stop.text(words)}", file=sys.stderr)
        raise click.exceptions.Exit(stop.exit_status) from None
