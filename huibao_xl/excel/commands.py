"""Pressing a button: what the ribbon and ``huibao press`` call. The buttons themselves are data (:mod:`huibao_xl.commands`).

A command reads a snapshot of the workbook and answers changes; they are applied whole or not at all. :func:`press` reads a saved
workbook and puts another in its place; what the ribbon calls stands in :mod:`apply_live`. Either way it ends with one Chinese
message: what was done, what needs a person, where it is.
"""

import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from huibao_xl.commands import Button, buttons
from huibao_xl.excel import apply_package, importing, parameters, project, undo
from huibao_xl.excel.buttons import tools
from huibao_xl.excel.desk import PLACES, Answer, Desk, log, work
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.files.editing.office_package import before_last_edit
from huibao_xl.files.reading import content_of
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.reasons import Input, Stop
from huibao_xl.reasons.shown import where

UNDO = "tool.undo"


def find(label_or_id: str) -> Button:
    """Return a button by its label or id. Raises Stop(S07) if there is none."""
    for button in buttons():
        if label_or_id in (button.id, button.label):
            return button
    labels = "、".join(button.label for button in buttons())
    raise Stop("S07", why=f"没有“{label_or_id}”这个命令", advice=f"可用的命令：{labels}。")


def function_of(button: Button) -> Callable[[Desk], Answer]:
    """Return what a button runs; its module is imported now."""
    module, _, name = button.function.partition(":")
    function: Callable[[Desk], Answer] = getattr(import_module(module), name)
    return function


def apology(label: str, defect: Exception) -> str:
    """Return what is said of a defect of ours, which is logged."""
    path = log(label, defect)
    recorded = f"记录在：{path}" if path else f"（{where(defect, PLACES)}）"
    return f"程序内部出错，“{label}”没有完成，工作簿没有改动。\n请把记录发给维护人员（不含个人信息），{recorded}"


def press(
    label_or_id: str, path: Path | str, out: Path | str | None = None, source: Path | None = None, number: str = ""
) -> str:
    """Run a command on a saved workbook without Excel, put the result in its place (or at ``out``), and return the message.

    ``source``: the file for 导入名册; ``number``: the id for 查某人. Raises Stop; a defect of ours is logged and raised as Stop
    with exit status 1. In all these cases no file is changed. A workbook that is none in the format of .xlsx gets a copy that is,
    beside it. A command that changes nothing does not save.
    """
    button = find(label_or_id)
    path = Path(path)
    try:
        return _pressed(button, path, Path(out) if out else None, source, number)
    except Stop:
        raise
    except Exception as defect:
        why = apology(button.label, defect).replace("\n", "")
        raise Stop("S07", 1, why=why, advice="文件没有改动") from None


def _pressed(button: Button, path: Path, out: Path | None, source: Path | None, number: str) -> str:
    if button.makes:
        return project.make(out or path)
    content = content_of(path)
    package = importing.as_package(path, content)
    if package != content and out is None:
        out = path.with_name(f"{path.stem}（沪惠保）.xlsx")
    target = out or path
    if button.saves:
        _require_target(path, target)
    snapshot = Snapshot(path, package)
    if button.id == UNDO and (before := _before(snapshot)) is not None:
        _put(target, before)
        return tools.undone(undo.label_of_step(snapshot))
    with tempfile.TemporaryDirectory() as folder:
        done = work(Desk(snapshot, button.label, source, number), function_of(button), button.step, Path(folder))
        if button.saves and (not done.changes.are_none or target != path):
            written = apply_package.apply(snapshot, done.changes, done.drawn, done.step)
            _put(target, written)
    return done.message + _elsewhere(path, target, package != content and button.saves)


def _before(snapshot: Snapshot) -> bytes | None:
    """The file before the last step, if it can be had byte for byte."""
    parameters.require_open(snapshot)
    label = undo.label_of_step(snapshot)
    return before_last_edit(snapshot.path, snapshot.content, label) if label else None


def _require_target(path: Path, target: Path) -> None:
    """Raise Stop(S07) if what would be written stands there already, or if the workbook is open in another program, which would overwrite it later."""
    if target.exists() and target.resolve() != path.resolve():
        why = f"“{target}”已存在"
        raise Stop("S07", why=why, advice="请换一个新文件名，以免原有文件丢失", inputs=[Input.NEW_FILE])
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~{path.name}"))
    if target.resolve() == path.resolve() and any(lock.exists() for lock in locks):
        why = f"“{path.name}”正在 Excel 或 WPS 中打开"
        raise Stop("S07", why=why, advice=f"请先保存并关闭它；已经关闭的，请删除旁边的临时文件“~${path.name}”")


def _put(path: Path, content: bytes) -> None:
    with atomic_file(path) as work:
        work.write_bytes(content)


def _elsewhere(path: Path, target: Path, is_copy: bool) -> str:
    return (
        f"\n“{path.name}”不是 .xlsx 格式，没有改动；结果在它旁边的“{target.name}”，以后请用这一份。" if is_copy else ""
    )
