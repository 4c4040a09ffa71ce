"""What the command line shows: a progress bar per stage (only on a terminal), then the balance, the totals and the next step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from huibao_xl.money import format_yuan
from huibao_xl.reasons.shown import visible

if TYPE_CHECKING:
    from huibao_xl.medical.result import MedicalResult
    from huibao_xl.rosters.sources import Advance, Stage
    from huibao_xl.subsidy.check import Checked
    from huibao_xl.subsidy.result import Result

_WIDTH = 100


@contextmanager
def stages() -> Iterator[Stage]:
    """Give a Stage that draws one bar per stage on a terminal and nothing elsewhere."""
    console = Console()
    columns = (TextColumn("{task.description:　<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:

        @contextmanager
        def bar(title: str, steps: int | None = None) -> Iterator[Advance]:
            task = progress.add_task(title, total=steps)
            yield lambda: progress.advance(task)
            progress.update(task, total=steps or 1, completed=steps or 1)

        def stage(title: str, steps: int | None = None) -> AbstractContextManager[Advance]:
            return bar(title, steps)

        yield stage


def show(result: Result, out: Path) -> None:
    """Print the balance, the totals and what to do next."""
    console = _console()
    table = Table(title="平衡表")
    for title, justify in (("等式", "left"), ("左边", "right"), ("右边", "right"), ("成立", "center")):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    of_town = result.balance["township"] != ""
    for row in result.balance[~of_town].to_dict("records"):
        sides = [format_yuan(side) if row["unit"] == "分" else f"{side:,}" for side in (row["left"], row["right"])]
        table.add_row(row["name"], *sides, "是" if row["ok"] else "否")
    all_hold = bool(result.balance.loc[of_town, "ok"].all())
    table.add_row(f"各街镇：补贴金额 = 区级承担 + 镇级承担（{of_town.sum()} 条）", "", "", "是" if all_hold else "否")
    console.print(table)
    counts = result.decisions["disposition"].value_counts()
    money = result.payments[["amount_fen", "district_fen", "township_fen"]].sum()
    console.print(
        f"承保 {len(result.decisions):,} 行：补贴 {counts.get('补贴', 0):,}，待核 {counts.get('待核', 0):,}，不补 {counts.get('不补', 0):,}"
    )
    console.print(
        f"补贴 {format_yuan(money['amount_fen'])} 元：区级 {format_yuan(money['district_fen'])} 元，镇级 {format_yuan(money['township_fen'])} 元"
    )
    console.print(f"结果在：{visible(str(out))}")
    for number, step in enumerate(next_steps(result), 1):
        console.print(f"下一步 {number}：{step}")


def next_steps(result: Result) -> list[str]:
    """Return what a clerk should do now, most pressing first."""
    pending = int((result.decisions["disposition"] == "待核").sum())
    without = int((~result.payments["payable"]).sum())
    asked = int(result.readings["asked"].sum())
    steps = [f"{asked:,} 处列的含义待确认，见“列对应”，填好后重新运行。"] if asked else []
    steps += [f"{pending:,} 行待核，见“待核名单”。"] if pending else []
    pairs = result.open_pairs
    steps += [f"{pairs:,} 对疑似同一人没有决定，见“比对决定”，填好后重新运行。"] if pairs else []
    steps += [f"{without:,} 人待补银行账户，见“补贴明细”的发放状态。"] if without else []
    problems = result.findings["level"].isin(["错误", "警告"]).sum()
    steps += [f"{problems:,} 条错误或警告，见“问题清单”。"] if problems else []
    open_settings = result.policy.publication.unsettled if len(result.payments) else []
    posting = [f"公示表待填：{'、'.join(open_settings)}，请在政策文件的 publication 中写明。"] if open_settings else []
    if result.with_ledger:
        return [
            *steps,
            *posting,
            "可以发放的，制单；“银行代发”是核对稿，以批次导出的文件为准。",
        ]
    ready = "可以发放：用台账的，先制单，以批次导出的银行文件为准；不用台账的，见“银行代发”文件夹。"
    others = f"其余可以发放的：{ready.removeprefix('可以发放：')}" if result.payments["payable"].any() else ""
    return [*steps, *posting, *([others] if others else [])] if steps else [ready, *posting]


def show_check(checked: Checked, out: Path) -> None:
    """Print how many problems of each level were found, and where they are."""
    console = _console()
    levels = checked.findings["level"].value_counts()
    table = Table(title="核验结果")
    for title in ("文件", "工作表", "角色", "行数"):
        table.add_column(title, justify="right" if title == "行数" else "left")
    for row in checked.sheets.to_dict("records"):
        table.add_row(str(row["path"]), str(row["sheet"]), str(row["role"]), f"{row['rows']:,}")
    console.print(table)
    console.print("，".join(f"{level} {levels.get(level, 0):,} 条" for level in ("错误", "警告", "提示")))
    console.print(f"问题清单和带“问题”列的副本在：{visible(str(out))}")


def show_lines(lines: list[str], out: Path) -> None:
    """Print what a command found, a sentence a line, and where it is."""
    console = _console()
    for line in lines:
        console.print(line)
    console.print(f"结果在：{visible(str(out))}")


def show_medical(result: MedicalResult, out: Path) -> None:
    """Print what a medical clearing found: the warning about its parameters first, then rows and yuan of each kind."""
    console = _console()
    if result.clearing.policy.banner:
        console.print(result.clearing.policy.banner)
    table = Table(title=result.kind)
    for title in ("类别", "行数", "人数", "已救助", "应救助", "差额"):
        table.add_column(title, justify="left" if title == "类别" else "right")
    for row in result.faults.to_dict("records"):
        has_amounts = row["title"] == row["fault"]
        name = row["title"] if has_amounts else f"{row['fault']}：{row['title']}"
        due = [
            format_yuan(row[column]) if has_amounts and row["code"] not in ("M13", "M14") else ""
            for column in ("due_fen", "difference_fen")
        ]
        table.add_row(name, f"{row['rows']:,}", f"{row['people']:,}", format_yuan(row["paid_fen"]), *due)
    console.print(table)
    if result.settled is not None:
        console.print(f"以往结算因新数据而结果有变：{len(result.settled.changed):,} 行")
    console.print(f"结果在：{visible(str(out))}")
    for number, step in enumerate(result.steps, 1):
        console.print(f"下一步 {number}：{step}")


def _console() -> Console:
    console = Console(markup=False, highlight=False)
    return console if console.is_terminal else Console(width=_WIDTH, markup=False, highlight=False)
