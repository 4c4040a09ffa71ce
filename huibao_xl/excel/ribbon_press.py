"""What the ribbon calls: a button on the workbook that is open in Excel.

A copy of the workbook is saved and read (:mod:`snapshot`); the command answers changes; they are applied in Excel (:mod:`apply_live`). Nothing is raised: the user gets
one message.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import xlwings as xw

from huibao_xl.addin import exit_hook  # noqa: F401
from huibao_xl.commands import Button
from huibao_xl.excel import apply_live, long_answers, outcomes, project, view
from huibao_xl.excel.commands import apology, find, function_of
from huibao_xl.excel.desk import Desk, Work, work
from huibao_xl.excel.escape import key_of
from huibao_xl.excel.snapshot import WORKBOOK_SUFFIXES, Snapshot
from huibao_xl.reasons import Stop

TITLE = "沪惠保"


def dispatch(id: str) -> None:
    """Run the command of a button on the workbook that is open in Excel. Nothing is raised: the user gets one message."""
    book = _open_book()
    label = TITLE
    try:
        button = find(id)
        label = button.label
        message, mode = _pressed(button, book), "info"
    except Stop as stop:
        message, mode = stop.text(outcomes.WORDS), "critical"
    except KeyboardInterrupt:
        message, mode = _broken_off(label).text(outcomes.WORDS), "critical"
    except Exception as defect:
        message, mode = apology(label, defect), "critical"
    view.surely(lambda: book.app.alert(message, title=f"{TITLE} · {label}", mode=mode))


def _broken_off(label: str) -> Stop:
    return Stop("S07", why=f"按了 Esc，“{label}”没有完成，工作簿没有改动", advice="要重做请再按一次按钮")


def _open_book() -> xw.Book:
    """The workbook from which the ribbon called, or the one in front. Raises what Excel raises if there is none."""
    with suppress(Exception):  # the server that Excel keeps running knows no caller
        return xw.Book.caller()
    found: list[xw.Book] = []
    view.surely(lambda: found.append(xw.books.active))
    return found[0] if found else xw.books.active


def _pressed(button: Button, book: xw.Book) -> str:
    if button.makes:
        message, path = project.new(Path(book.fullname).parent)
        book.app.books.open(str(path))
        return message
    app = book.app
    with quiet(app), view.plain(app), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        escape = key_of(app.pid)

        def show(line: str) -> None:
            app.status_bar = f"{line}（按 Esc 中断）"
            if escape():
                raise _broken_off(button.label)

        show(f"{TITLE} · {button.label}：开始……")
        snapshot = take(book, Path(folder))
        desk = Desk(snapshot, button.label, show=show)
        desk.running = f"Excel {app.version.major}"
        done = work(desk, function_of(button), button.step, Path(folder))
        applied = _applied(button, book, snapshot, done, desk.stage)
    return long_answers.in_short(done.message, done.changes.sheet_names if applied else ())


def _applied(button: Button, book: xw.Book, snapshot: Snapshot, done: Work, stage: apply_live.Stage) -> bool:
    """Apply what a command does; return whether it was. What only tells something is told also where Excel takes no sheet."""
    if done.changes.are_none:
        return False
    try:
        apply_live.apply(view.opened(book), snapshot, done, stage)
    except Stop:
        if button.saves:
            raise
        return False
    return True


def take(book: xw.Book, folder: Path) -> Snapshot:
    """Return the workbook as it stands. Raises Stop(S07) if it was never saved, is in another format, or if no other program can read what Excel
    saves on this computer."""
    path = Path(book.fullname)
    if not path.is_absolute() and view.in_protected_view(book.app):  # the ribbon found none in front, and made one
        raise Stop("S07", why="文件在“受保护的视图”中，只能看", advice="请先点“启用编辑”，再按一次按钮")
    if not path.is_absolute():
        raise Stop("S07", why="工作簿还没有保存到本机的文件夹", advice="请先保存工作簿，再按一次按钮")
    if path.suffix.lower() not in WORKBOOK_SUFFIXES:
        why = f"“{path.name}”是 {path.suffix} 格式，放不下全部标记和结果"
        raise Stop("S07", why=why, advice="请另存为“Excel 工作簿（*.xlsx）”，再按一次按钮")
    copy = folder / f"副本{path.suffix}"
    view.opened(book).save_copy(copy)
    content = copy.read_bytes()
    if not content.startswith(b"PK"):
        why = "Excel 保存的副本在别的程序里读不出来：工作簿有密码，或这台电脑上的文件是加密的"
        raise Stop("S07", why=why, advice="请取消打开密码；装有文件加密软件的，请信息部门把本软件的 Python 加入白名单")
    return Snapshot(path, content)


@contextmanager
def quiet(app: xw.App) -> Iterator[None]:
    """Switch off redrawing, calculation and questions; put each back as it was, whatever happens, and the status bar too."""
    switches = {"screen_updating": False, "display_alerts": False, "enable_events": False, "calculation": "manual"}
    with ExitStack() as after:
        after.callback(view.surely, partial(setattr, app, "status_bar", False))
        for name, off in switches.items():
            after.callback(view.surely, partial(setattr, app, name, getattr(app, name)))
            setattr(app, name, off)
        yield
