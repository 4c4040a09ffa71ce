"""What a killed run leaves beside its result is cleared away by the next one, and never what a living one writes."""

import errno
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from huibao_xl.files.results import names
from huibao_xl.files.writing.atomic import atomic_file, atomic_folder
from huibao_xl.files.writing.workplace import reason_of, remove_tree

KILLED = """
import os, signal, sys
from pathlib import Path
from huibao_xl.files.writing import atomic
target = Path(sys.argv[1])
if sys.argv[2] == "between":  # the old one is aside, the new one not yet in place
    rename = Path.rename
    def killing(self, other):
        if ".new" in self.name:
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(self, other)
    Path.rename = killing
with (atomic.atomic_file if sys.argv[2] == "file" else atomic.atomic_folder)(target, *([True] if sys.argv[2] != "file" else [])) as work:
    (work if sys.argv[2] == "file" else work / "result.json").write_text("half")
    if sys.argv[2] != "between":
        os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_while_writing(target: Path, how: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(target), how], check=False)
    assert done.returncode == -9


def here(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs kill -9")


@pytest.mark.parametrize(("how", "name"), [("folder", "结果"), ("folder", "结果.new1"), ("file", "单.xlsx")])
def test_what_a_killed_run_left_is_gone_after_the_next(how: str, name: str, tmp_path: Path) -> None:
    kill_while_writing(tmp_path / name, how)
    left = list(tmp_path.iterdir())
    assert len(left) == 2 and all(names.is_workplace(path) for path in left)
    with (atomic_file if how == "file" else atomic_folder)(tmp_path / name) as work:
        (work if how == "file" else work / names.RESULT).write_text("x")
    assert here(tmp_path) == [name]


def test_an_old_result_that_was_moved_aside_comes_back(tmp_path: Path) -> None:
    target = tmp_path / "结果"
    with atomic_folder(target) as work:
        (work / names.RESULT).write_text("old")
    kill_while_writing(target, "between")
    assert "结果" not in here(tmp_path)
    with pytest.raises(ZeroDivisionError), atomic_folder(target, force=True):
        assert (target / names.RESULT).read_text() == "old"
        1 / 0  # noqa: B018
    assert here(tmp_path) == ["结果"]


def test_what_a_living_run_writes_stays(tmp_path: Path) -> None:
    with atomic_folder(tmp_path / "结果") as first:
        (first / "x").write_text("x")
        with atomic_folder(tmp_path / "结果2") as second:
            (second / "x").write_text("x")
        with pytest.raises(ZeroDivisionError), atomic_folder(tmp_path / "结果"):
            1 / 0  # noqa: B018
        assert (first / "x").exists()
    assert here(tmp_path) == ["结果", "结果2"]


@pytest.mark.parametrize("owner", ["", "{}", "[]", json.dumps({"computer": "别的电脑", "target": "结果"})])
def test_what_is_not_certainly_ours_stays(owner: str, tmp_path: Path) -> None:
    aside = tmp_path / ".结果-abc"
    aside.mkdir()
    (aside / names.WORKPLACE_OWNER).write_text(owner, encoding="utf-8")
    with atomic_folder(tmp_path / "结果") as work:
        (work / "x").write_text("x")
    assert here(tmp_path) == [".结果-abc", "结果"]


def test_every_refusal_is_chinese() -> None:
    for number in errno.errorcode:
        text = reason_of(OSError(number, os.strerror(number)))
        assert os.strerror(number) not in text and any("一" <= letter <= "鿿" for letter in text)


def test_removing_what_is_not_there_is_no_fault(tmp_path: Path) -> None:
    remove_tree(tmp_path / "没有")


def modes(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mode & 0o777 for path in folder.rglob("*")}


def writing_a_folder(target: Path) -> None:
    with atomic_folder(target) as work:
        (work / "数据").mkdir()
        (work / "数据" / "frame").write_text("x")
        os._exit(0)


def writing_a_file(target: Path) -> None:
    with atomic_file(target) as work:
        work.write_text("x")
        os._exit(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such owners")
@pytest.mark.parametrize("write", [writing_a_folder, writing_a_file])
def test_nobody_else_reads_what_a_killed_run_left_nor_the_folders_made_for_it(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    before = os.umask(0o022)
    try:
        process = multiprocessing.get_context("fork").Process(target=write, args=(tmp_path / "批次" / "一" / "结果",))
        process.start()
        process.join()
        with atomic_folder(tmp_path / "别处" / "结果") as work:
            (work / "x").write_text("x")
    finally:
        assert os.umask(before) == 0o022
    left = modes(tmp_path)
    assert len(left) > 5 and any(".new" in name for name in left)
    assert all(mode == (0o700 if (tmp_path / name).is_dir() else 0o600) for name, mode in left.items()), left
