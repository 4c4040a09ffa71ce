"""One file, whole or not at all: what stood there stays until the new content is complete."""

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from huibao_xl.files.writing.atomic import atomic_file, atomic_folder, new_file
from huibao_xl.files.writing.workbook import Book
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
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EACCES, "正被打开"),
        (errno.EROFS, "只读"),
        (errno.EIO, "磁盘、U 盘或网络出错"),
        (0, "系统拒绝"),
    ],
)
def test_what_the_disk_refuses_is_said(path: Path, code: int, words: str) -> None:
    with pytest.raises(Stop) as stop, atomic_file(path):
        raise OSError(code, "Input/output error")
    assert stop.value.code == "S08" and words in str(stop.value) and "error" not in str(stop.value)
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


def output(path: Path, *sheets: str) -> Path:
    with Book(path, "批") as book:
        for sheet in sheets:
            book.page(sheet)
    return path


def written(path: Path, force: bool = False, *inputs: Path, sheets: tuple[str, ...] = ("批次", "明细")) -> None:
    with new_file(path, force, inputs) as work:
        output(work, *sheets)


def test_a_file_that_exists_is_refused_and_replaced_only_if_it_is_the_same_output(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    written(path)
    before = path.read_bytes()
    with pytest.raises(Stop) as stop:
        written(path)
    assert stop.value.code == "S14" and path.read_bytes() == before
    written(path, True, sheets=("批次", "另一张"))
    assert path.read_bytes() != before and [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    "kind",
    [
        "ledger",
        "insurer",
        "text",
        "other output",
        "sheet added",
        "saved again",
        "folder",
        "link",
        "input",
        "in an input",
    ],
)
def test_what_is_no_output_of_this_kind_always_stays(kind: str, force: bool, tmp_path: Path) -> None:
    path, inputs = tmp_path / "甲.xlsx", [tmp_path / "没有"]
    if kind == "ledger":
        sqlite3.connect(path).execute("CREATE TABLE t (a)").connection.close()
    elif kind == "text":
        path.write_text("姓名,证件号码")
    elif kind == "folder":
        path.mkdir()
    elif kind == "insurer":
        openpyxl.Workbook().save(path)
    elif kind == "other output":
        output(path, "总览", "补贴明细")
    else:
        output(path, "批次", "明细")
    if kind == "saved again":
        book = openpyxl.load_workbook(path)
        book["明细"]["A1"] = "已问过"
        book.save(path)
    if kind == "sheet added":
        book = openpyxl.load_workbook(path)
        book.create_sheet("记事")
        book.save(path)
    if kind == "link":
        (tmp_path / "链.xlsx").symlink_to(path)
        path = tmp_path / "链.xlsx"
    if kind == "input":
        inputs.append(tmp_path / "同.xlsx")
        os.link(path, inputs[-1])
    if kind == "in an input":
        inputs.append(tmp_path)
    before = None if path.is_dir() else path.read_bytes()
    with pytest.raises(Stop) as stop:
        written(path, force, *inputs)
    assert stop.value.code == ("S14" if kind == "other output" and not force else "S15")
    assert before is None or path.read_bytes() == before


@pytest.mark.parametrize("name", ["长" * 100 + ".xlsx", "a" * 300, "文件/x.xlsx", "文件/x/y.xlsx"])
@pytest.mark.parametrize(
    "act", [lambda path: written(path), lambda path: folder(path), lambda path: folder(path, True)]
)
def test_a_path_that_cannot_be_is_refused_in_chinese(name: str, act: Callable[[Path], None], tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x")
    with pytest.raises(Stop) as stop:
        act(tmp_path / name)
    assert stop.value.code == "S08" and ("太长" in str(stop.value) or "有一段是文件" in str(stop.value))
    assert [path.name for path in tmp_path.iterdir()] == ["文件"]


def folder(path: Path, force: bool = False) -> None:
    with atomic_folder(path, force) as work:
        (work / "x").write_text("x")


def test_a_name_of_any_length_that_the_disk_takes_is_written(tmp_path: Path) -> None:
    name = "长" * 83 + ".xlsx"
    written(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
