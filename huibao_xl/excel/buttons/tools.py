"""The commands of 工具: undo, the list of runs, the state of this computer, and where the handbook is."""

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd

from huibao_xl import __version__, resources
from huibao_xl.addin import doctor
from huibao_xl.addin.places import HANDBOOK
from huibao_xl.addin.windows import ThisComputer
from huibao_xl.excel import parameters, undo
from huibao_xl.excel.changes import Changes, Table
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.excel.progress import tick
from huibao_xl.files.writing.workbook import Column, Sheet

_STATES = {"ok": "正常", "bad": "有问题", "unknown": "无法判断"}


def undo_last(desk: Desk) -> Answer:
    """撤销上一步: put back what the last command replaced."""
    parameters.require_open(desk.snapshot)
    label = undo.label_of_step(desk.snapshot)
    if not label:
        return Answer("没有可以撤销的步骤，工作簿没有改动。")
    changes = undo.taken_back(desk.snapshot)
    entries = changes.entries or {}
    steps, cells = tick(desk.snapshot, entries.get("steps", {}), label, "已撤销")
    return Answer(undone(label), replace(changes, entries=entries | {"steps": steps}, cells=cells))


def undone(label: str) -> str:
    """Return the message of 撤销上一步."""
    return f"已撤销“{label}”，工作表恢复到它运行之前。\n已写到文件夹中的文件（银行代发、公示）不受影响。"


def runs(desk: Desk) -> Answer:
    """运行记录: what was run, when, with how many rows; no personal data."""
    entries = desk.snapshot.entries.get("runs", [])
    table = pd.DataFrame(entries, columns=["时间", "命令", "结果"]).astype("str")
    columns = [Column("时间", width=22), Column("命令", width=14), Column("结果", "note", 90)]
    message = f"共有 {len(table):,} 条运行记录，见工作表“运行记录”（不含个人信息）。"
    return Answer(message, Changes((Table(Sheet("运行记录", columns, table)),), shown="运行记录"))


def examine(desk: Desk) -> Answer:
    """环境检查: what the doctor finds on this computer."""
    versions = f"沪惠保 {__version__}，Python {sys.version.split()[0]}，{desk.running}"
    if not sys.platform.startswith("win"):
        return Answer(f"{versions}。\n这里不是 Windows，没有安装加载项；命令在保存的工作簿上运行，不经过 Excel。")
    rows = []
    with desk.stage("检查这台电脑", len(doctor.CHECKS)) as advance:
        for row in doctor.examine(ThisComputer()):
            rows.append(row)
            advance()
    bad = [row for row in rows if row.state != "ok"]
    lines = [f"[{_STATES[row.state]}] {row.check}：{row.what}{row.advice}" for row in bad]
    return Answer("\n".join([f"{versions}。检查 {len(rows)} 项，{len(rows) - len(bad)} 项正常。", *lines]))


def show_help(desk: Desk) -> Answer:
    """帮助: the order of the buttons, and where the handbook is."""
    places = [
        resources.folder("templates").parent / "docs" / "手册.md",
        Path(sys.prefix).parent / HANDBOOK,
    ]
    handbook = next((place for place in places if place.is_file()), None)
    where = f"手册在：{handbook}" if handbook else f"手册在安装包中，文件名“{HANDBOOK}”。"
    return Answer(
        "按功能区从左到右的次序使用：核验名册 → 认定资格 → 计算补贴 → 区镇分摊 → 预算表 → 平衡检查 → 银行代发表、公示表。\n"
        "其余的按钮在各组末尾的“更多”里；签字、付款在等谁，按“待办”。\n"
        "名单的单元格从不改写，只加可清除的标记；最近一步可用“撤销上一步”恢复。\n" + where
    )
