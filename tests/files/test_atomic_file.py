"""One file, whole or not at all: what stood there stays until the new content is complete."""

import errno
import os
from pathlib import Path

import pytest

from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.reasons import Stop


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "记录.json"
    file.write_text("旧", encoding="utf-8")
    return file


def test_the_new_content_takes_the_place_with_the_old_permissions(path: Path) -> None:
    path.chmod(0o640)
    with atomic_file(path) as work:
        work.write_text("新", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "旧"
    assert path.read_text(encoding="utf-8") == "新" and [path] == list(path.parent.iterdir())
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o640


def test_missing_folders_are_made(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "甲" / "乙" / "单.xlsx") as work:
        work.write_bytes(b"x")
    assert (tmp_path / "甲" / "乙" / "单.xlsx").read_bytes() == b"x"


@pytest.mark.skipif(os.name == "nt", reason="Windows: the folder's permissions count")
def test_a_new_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "单.xlsx") as work:
        work.write_bytes(b"x")
    assert (tmp_path / "单.xlsx").stat().st_mode & 0o777 == 0o600


def test_a_block_that_fails_changes_nothing(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), atomic_file(path) as work:
        work.write_text("半")
        1 / 0  # noqa: B018
    assert path.read_text(encoding="utf-8") == "旧" and [path] == list(path.parent.iterdir())


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "正被打开"), (errno.EROFS, "只读"), (errno.EIO, "Input/output error")],
)
def test_what_the_disk_refuses_is_said(path: Path, code: int, words: str) -> None:
    with pytest.raises(Stop) as stop, atomic_file(path):
        raise OSError(code, "Input/output error")
    assert stop.value.code == "S08" and words in str(stop.value)
    assert path.read_text(encoding="utf-8") == "旧"


def test_without_replacing_a_new_file_is_put_where_none_is(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "台账", replace=False) as work:
        work.write_bytes(b"x")
    assert [(tmp_path / "台账")] == list(tmp_path.iterdir()) and (tmp_path / "台账").read_bytes() == b"x"


def test_without_replacing_what_stands_there_stays_untouched_and_nothing_is_written(path: Path) -> None:
    with pytest.raises(FileExistsError), atomic_file(path, replace=False):
        pytest.fail("the block must not run")
    assert path.read_text(encoding="utf-8") == "旧"


@pytest.mark.parametrize("links", [True, False], ids=["second names", "a disk without second names"])
def test_without_replacing_a_faster_program_wins(path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    path.unlink()
    with pytest.raises(FileExistsError), atomic_file(path, replace=False) as work:
        work.write_text("新", encoding="utf-8")
        path.write_text("别人的", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "别人的" and [path] == list(path.parent.iterdir())
    path.unlink()
    with atomic_file(path, replace=False) as work:
        work.write_text("新", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "新" and [path] == list(path.parent.iterdir())


def test_without_replacing_a_misspelt_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop, atomic_file(tmp_path / "无" / "台账", replace=False) as work:
        work.write_bytes(b"x")
    assert stop.value.code == "S08" and not (tmp_path / "无").exists()


def test_what_an_earlier_try_left_is_not_written_on(path: Path) -> None:
    path.with_name(f".{path.name}-{os.getpid()}.new.json").write_text("半", encoding="utf-8")
    with atomic_file(path) as work:
        assert not work.exists()
        work.write_text("新", encoding="utf-8")
