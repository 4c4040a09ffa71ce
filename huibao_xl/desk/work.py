"""Long work in a process of its own: its progress stands in a file of the project, so that every window, and the next start of the page, sees the same.

The worker writes a result folder whole or not at all; whoever ends it leaves what was there before.
"""

import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

import psutil

from huibao_xl import strict_json
from huibao_xl.desk.project import Project
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.files.writing.checked_json import write_json
from huibao_xl.reasons import Stop

PROGRESS = "进度.json"
RUNNING, DONE, STOPPED, CANCELLED, BROKEN = "正在认定", "已完成", "没有完成", "已取消", "中断了"
_STARTING = Lock()


@dataclass(frozen=True)
class Work:
    """How far the work is. ``state``: one of the words above, "" if there was none; ``stage``, ``done``, ``steps``: what is done now and how much of it (0: not
    counted); ``text``: why it stopped; ``basis``: hash of what it works on; ``result``: the folder that it writes; ``pid``, ``born``: its process."""

    state: str = ""
    stage: str = ""
    done: int = 0
    steps: int = 0
    text: str = ""
    basis: str = ""
    result: str = ""
    pid: int = 0
    born: float = 0.0
    began: str = ""
    ended: str = ""


def work_of(project: Project) -> Work:
    """Return how far the work of a project is. A worker that is gone without a word was ended by the system or with the computer."""
    path = project.folder / PROGRESS
    try:
        found = Work(**strict_json.parse(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Work()
    if found.state == RUNNING and not _is_alive(found):
        return replace(found, state=BROKEN, text="程序中途被关闭，没有写出结果。请再按一次“开始认定”。")
    return found


def store(project: Project, work: Work) -> None:
    """Write how far the work is, whole."""
    with atomic_file(project.folder / PROGRESS) as path:
        write_json(path, asdict(work))


def start(project: Project) -> None:
    """Start the main job on what the project holds. Raises Stop(S07) if one is running, or there is no list."""
    with _STARTING:
        if work_of(project).state == RUNNING:
            raise Stop("S07", why="正在认定，不能同时再做一次", advice="请等它完成，或先取消")
        if not project.files():
            raise Stop("S07", why="还没有名单", advice="请先在“收名单”一页放进名单")
        project.settings()
        command = [sys.executable, "-m", "huibao_xl.desk.worker", str(project.folder)]
        detached = {"creationflags": 0x00000008} if sys.platform == "win32" else {"start_new_session": True}
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **detached
        )
        began = datetime.now().isoformat(timespec="seconds")
        born = psutil.Process(process.pid).create_time()
        store(
            project,
            Work(RUNNING, "准备", pid=process.pid, born=born, began=began, result=str(project.next_result().name)),
        )


def cancel(project: Project) -> None:
    """End the worker; nothing that it was writing stays. Raises Stop(S07) if none is running."""
    found = work_of(project)
    if found.state != RUNNING:
        raise Stop("S07", why="现在没有正在做的", advice="请刷新这一页")
    process = psutil.Process(found.pid)
    process.terminate()
    try:
        process.wait(5)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(5)
    store(
        project,
        replace(
            found, state=CANCELLED, text="由人取消，没有写出结果。", ended=datetime.now().isoformat(timespec="seconds")
        ),
    )


def is_current(project: Project) -> bool:
    """Tell whether the last result was made from what the project holds now."""
    found = work_of(project)
    return found.state == DONE and found.basis == project.basis()


def _is_alive(work: Work) -> bool:
    try:
        process = psutil.Process(work.pid)
        return process.create_time() == work.born and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def log_of(project: Project) -> Path:
    """Where the record is of who asked for whole numbers."""
    return project.folder / "查看记录.txt"
