"""The main job in a process of its own: what it writes is what the command line writes, and whoever ends it leaves whole folders."""

import json
import os
import signal
import time
from pathlib import Path

import people
import psutil
import pytest
from desk_browser import Browser

from huibao_xl.cli import main
from huibao_xl.desk import work, worker
from huibao_xl.desk.project import LISTS, RESULTS, Project
from huibao_xl.files.results import names
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.reasons import Stop


def same_but_for_the_times(one: Path, other: Path) -> bool:
    """Whether two results hold the same files, and the tables for other programs byte by byte; workbooks and seals name the moment."""
    files = [set(names.files_in(folder)) for folder in (one, other)]
    plain = [name for name in files[0] if name.endswith((".csv", ".parquet"))]
    summaries = [json.loads((folder / names.RESULT).read_text(encoding="utf-8")) for folder in (one, other)]
    for each in summaries:
        for key in ("started", "finished", "seal", "outputs"):
            del each[key]
    return (
        files[0] == files[1]
        and summaries[0] == summaries[1]
        and all(sha256_of(one / name) == sha256_of(other / name) for name in plain)
    )


def test_the_result_is_that_of_the_command_line(browser: Browser, tmp_path: Path) -> None:
    browser.give(people.lists(tmp_path / "名单", 4, ["七宝镇"]))
    assert browser.decide_apart() == work.DONE and work.is_current(browser.project)
    typed = tmp_path / "命令行"
    assert (
        main(["run", str(browser.project.lists), "--policy", browser.project.settings()["policy"], "--out", str(typed)])
        == 0
    )
    found = browser.project.result_folder()
    assert found == browser.project.folder / RESULTS / "第1次" and same_but_for_the_times(found, typed)
    assert (
        browser.decide() == work.DONE and browser.project.result_folder() == found.with_name("第2次") and found.is_dir()
    )


def test_what_stops_the_job_is_said_and_leaves_nothing(browser: Browser, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="还没有名单"):
        work.start(browser.project)
    lists = people.lists(tmp_path / "名单", 2, ["七宝镇"])
    (lists / "承保名单.csv").unlink()
    browser.give(lists)
    assert browser.decide() == work.STOPPED and "承保名单" in work.work_of(browser.project).text
    assert browser.project.result_folder() is None and "承保名单" in browser.text("/decide")


def test_a_cancelled_or_killed_job_leaves_whole_folders_and_can_be_started_again(
    browser: Browser, tmp_path: Path
) -> None:
    project = browser.project
    browser.give(people.lists(tmp_path / "名单", 3, ["七宝镇"]))
    work.start(project)
    with pytest.raises(Stop, match="正在认定"):
        work.start(project)
    assert "正在认定" in browser.told("/decide", {})
    assert "已取消" in browser.told("/decide/cancel", {}, "/decide")
    assert work.work_of(project).state == work.CANCELLED and project.result_folder() is None
    work.start(project)
    os.kill(work.work_of(project).pid, signal.SIGKILL)
    while work.work_of(project).state == work.RUNNING:
        time.sleep(0.02)
    assert work.work_of(project).state == work.BROKEN and project.result_folder() is None
    with pytest.raises(Stop, match="没有正在做的"):
        work.cancel(project)
    assert browser.decide() == work.DONE and project.result_folder() is not None


def test_a_damaged_note_of_progress_is_no_work(project: Project) -> None:
    (project.folder / LISTS).mkdir(parents=True)
    (project.folder / work.PROGRESS).write_text('{"state": 1, "x": 2}', encoding="utf-8")
    assert work.work_of(project) == work.Work()


def test_a_defect_of_ours_is_one_sentence_without_anybody_s_data(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.folder / LISTS).mkdir(parents=True)
    work.store(project, work.Work(work.RUNNING, pid=os.getpid(), born=psutil.Process().create_time()))
    monkeypatch.setattr(worker.main_job, "run", lambda *_, **__: {}[people.number(0)])
    worker.main(project.folder)
    found = work.work_of(project)
    assert found.state == work.STOPPED and "KeyError" in found.text and people.number(0) not in found.text
