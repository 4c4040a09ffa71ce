"""Pressing a button: what the ribbon and ``huibao press`` call. The buttons themselves are data (:mod:`huibao_xl.commands`).

A button works on an open workbook through the public xlwings API. :func:`dispatch` is what the ribbon calls, on the workbook that is
open in Excel; :func:`press` opens a saved workbook with the engine of this package, runs the same function and saves it, whole.
Either way it ends with one Chinese message: what was done, what needs a person, where it is.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import xlwings as xw

from huibao_xl.commands import Button, buttons
from huibao_xl.excel import engine, outcomes, parts, project
from huibao_xl.excel.desk import Desk, log, where, work
from huibao_xl.reasons import Input, Stop

TITLE = "沪惠保"


def find(label_or_id: str) -> Button:
    """Return a button by its label or id. Raises Stop(S07) if there is none."""
    for button in buttons():
        if label_or_id in (button.id, button.label):
            return button
    labels = "、".join(button.label for button in buttons())
    raise Stop("S07", why=f"没有“{label_or_id}”这个命令", advice=f"可用的命令：{labels}。")


def function_of(button: Button) -> Callable[[Desk], str]:
    """Return what a button runs; its module is imported now."""
    module, _, name = button.function.partition(":")
    function: Callable[[Desk], str] = getattr(import_module(module), name)
    return function


def dispatch(id: str) -> None:
    """Run the command of a button on the workbook that is open in Excel. Nothing is raised: the user gets one message."""
    book = _open_book()
    label = TITLE
    try:
        button = find(id)
        label = button.label
        message = work(Desk(book, label), function_of(button), button.step)
        mode = "info"
    except Stop as stop:
        message, mode = stop.text(outcomes.WORDS), "critical"
    except Exception as defect:
        message, mode = _apology(label, defect), "critical"
    book.app.alert(message, title=f"{TITLE} · {label}", mode=mode)


def _open_book() -> xw.Book:
    """The workbook from which the ribbon called, or the one in front."""
    try:
        return xw.Book.caller()
    except Exception:  # the server that Excel keeps running knows no caller
        return xw.books.active


def _apology(label: str, defect: Exception) -> str:
    path = log(label, defect)
    recorded = f"记录在：{path}" if path else f"（{where(defect)}）"
    return f"程序内部出错，“{label}”没有完成，工作簿已恢复原样。\n请把记录发给维护人员（不含个人信息），{recorded}"


def press(
    label_or_id: str, path: Path | str, out: Path | str | None = None, source: Path | None = None, number: str = ""
) -> str:
    """Run a command on a saved workbook without Excel, save it whole (to ``out`` if given), and return the message.

    ``source``: the file for 导入名册; ``number``: the id for 查某人. Raises Stop; a defect of ours is logged and raised as Stop
    with exit status 1. In all these cases no file is changed. A workbook with something that would be lost is refused (S11)
    unless ``out`` is given; a command that changes nothing does not save.
    """
    button = find(label_or_id)
    path = Path(path)
    engine.register(force=True)
    app = xw.App(add_book=False)
    try:
        return _pressed(button, app, path, Path(out) if out else None, source, number)
    except Stop as stop:
        app.alert(stop.text(outcomes.WORDS), title=f"{TITLE} · {button.label}", mode="critical")
        raise
    except Exception as defect:
        apology = _apology(button.label, defect)
        app.alert(apology, title=f"{TITLE} · {button.label}", mode="critical")
        raise Stop("S07", 1, why=apology.replace("\n", ""), advice="文件没有改动") from None
    finally:
        app.quit()


def _pressed(button: Button, app: xw.App, path: Path, out: Path | None, source: Path | None, number: str) -> str:
    if button.makes:
        message = project.make(out or path)
    else:
        if out is None and button.saves:
            parts.refuse_if_lossy(path)
        else:
            parts.package_of(path)
        if out is not None and out.exists() and out.resolve() != path.resolve():
            raise Stop(
                "S07", why=f"“{out}”已存在", advice="请换一个新文件名，以免原有文件丢失", inputs=[Input.NEW_FILE]
            )
        book = app.books.open(str(path.absolute()))
        message = work(Desk(book, button.label, source, number), function_of(button), button.step)
        if button.saves:
            book.save(str((out or path).absolute()))
    app.alert(message, title=f"{TITLE} · {button.label}", mode="info")
    return message
