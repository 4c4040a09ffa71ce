"""Writes what is made from the registry of commands and the catalogue of codes: the tables of README and handbook, between their markers, and the add-in.

python docs/make_tables.py
"""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from huibao_xl.commands import GROUPS, CommandLine, Parameter, buttons, lines
from huibao_xl.reasons import CATALOGUE

TOP = Path(__file__).parent.parent
README, HANDBOOK = TOP / "README.md", TOP / "docs" / "手册.md"


def command_table() -> str:
    """Every command in short: how it is typed with what must be given, and what it does. One row for the commands of a group."""
    rows = []
    for first, group in groupby(lines(), key=lambda line: line.name.partition(" ")[0]):
        members = list(group)
        if first in GROUPS:
            acts = " / ".join(line.name.partition(" ")[2] for line in members)
            rows.append((f"`huibao {first} {acts}`", GROUPS[first][0]))
        else:
            rows.append((f"`{usage(members[0])}`", members[0].help))
    return _table(("命令", "作用"), rows)


def long_command_table() -> str:
    """Every command with everything that may be given."""
    rows = [(f"`{usage(line)}`", line.help, " ".join(f"`{text}`" for text in _optional(line))) for line in lines()]
    return _table(("命令", "作用", "可以加"), rows)


def button_table() -> str:
    """Every button with the short text of its tip."""
    return _table(("分组", "按钮", "作用"), [(button.group, button.label, button.screentip) for button in buttons()])


def group_table() -> str:
    """Every group of the ribbon with its buttons."""
    names = dict.fromkeys(button.group for button in buttons())
    rows = [(name, "、".join(button.label for button in buttons() if button.group == name)) for name in names]
    return _table(("分组", "按钮"), rows)


def code_table() -> str:
    """Every code that stands in a table for staff, with what to do, except those that the handbook tells of where they are met: of decisions, of
    lines for the bank, and _TOLD_BEFORE."""
    codes = [code for code in CATALOGUE if re.fullmatch(r"I\d\d|W\d\d|B[2-5]\d|[CLM]\d\d", code)]
    codes = [code for code in codes if code not in _TOLD_BEFORE]
    rows = [(code, CATALOGUE[code].level, CATALOGUE[code].title, _advice(code)) for code in sorted(codes, key=_order)]
    return _table(("代码", "级别", "是什么", "怎么办"), rows)


_TOLD_BEFORE = {"I32", "I33", "I34", "I35", "I36", "I37", "I38", "I39", "I45"}
"""Codes that the handbook tells of at more length, in its section on 问题清单."""


def _order(code: str) -> tuple[int, str]:
    return "IWBCLM".index(code[0]), code


def _advice(code: str) -> str:
    """What to do, with …… for what each finding fills in; nothing else than that stands for "as its own 建议 says"."""
    advice = re.sub(r"\{[^}]*\}", "……", CATALOGUE[code].advice)
    return "按那一行的“建议”" if advice == "……" else "—" if advice == "无需处理。" else advice


TABLES = {
    "命令": command_table,
    "全部命令": long_command_table,
    "按钮": button_table,
    "按钮分组": group_table,
    "代码": code_table,
}


def usage(line: CommandLine) -> str:
    """Return how a command is typed, with what must be given."""
    return " ".join(["huibao", line.name, *(_typed(each) for each in line.parameters if each.required)])


def _optional(line: CommandLine) -> Iterator[str]:
    return (_typed(parameter) for parameter in line.parameters if not parameter.required)


def _typed(parameter: Parameter) -> str:
    shown = parameter.shown + ("…" if parameter.many == "following" else "")
    return f"{parameter.option} {shown}".strip()


def _table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    cells = [titles, tuple("---" for _ in titles), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in cells)


def filled(page: str) -> str:
    """Return a page with its tables written anew; each stands between ``<!-- 表：名称 -->`` and ``<!-- 表终 -->``."""

    def table(found: re.Match[str]) -> str:
        return f"{found[1]}\n{TABLES[found[2]]()}{found[3]}"

    return re.sub(r"(<!-- 表：(\S+) -->)\n.*?(<!-- 表终 -->)", table, page, flags=re.DOTALL)


def main() -> None:
    """Write the tables, and the add-in where the program looks for it."""
    from huibao_xl.cli.addin import build_addin

    for path in (README, HANDBOOK):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(build_addin(out=None))


if __name__ == "__main__":
    main()
