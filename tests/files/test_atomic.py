import errno
import hashlib
import json
from pathlib import Path

import pytest

from huibao_xl.files.results.folder import seal_of
from huibao_xl.files.results.names import RESULT as MARK
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.reasons import Stop


def write(folder: Path, text: str = "新", force: bool = False) -> None:
    with atomic_folder(folder, force) as work:
        (work / MARK).write_text(text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_appears_when_the_block_ends(tmp_path):
    with atomic_folder(tmp_path / "结果", False) as work:
        (work / MARK).write_text("新")
        assert not (tmp_path / "结果").exists()
        assert work.parent == tmp_path
        assert work.name.startswith(".")
    assert names(tmp_path) == ["结果"]
    assert (tmp_path / "结果" / MARK).read_text() == "新"


def test_nothing_remains_of_a_failed_block(tmp_path):
    with pytest.raises(KeyboardInterrupt), atomic_folder(tmp_path / "甲" / "乙" / "结果", False) as work:
        (work / "半个").write_text("x")
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_an_existing_folder_is_refused_without_force(tmp_path):
    write(tmp_path / "结果", "旧")
    with pytest.raises(Stop) as stop:
        write(tmp_path / "结果")
    assert stop.value.code == "S06"
    assert (tmp_path / "结果" / MARK).read_text() == "旧"


def test_force_replaces_a_result(tmp_path):
    write(tmp_path / "结果", "旧")
    write(tmp_path / "结果", "新", force=True)
    assert (tmp_path / "结果" / MARK).read_text() == "新"
    assert names(tmp_path) == ["结果"]


def test_force_takes_an_empty_folder(tmp_path):
    (tmp_path / "结果").mkdir()
    write(tmp_path / "结果", force=True)
    assert names(tmp_path / "结果") == [MARK]


@pytest.mark.parametrize("kind", ["sources", "file", "link"])
def test_force_never_takes_what_is_not_a_result(tmp_path, kind):
    target, other = tmp_path / "名单", tmp_path / "别处"
    if kind == "file":
        target.write_text("承保名单")
    if kind == "sources":
        target.mkdir()
        (target / "承保名单.xlsx").write_text("x")
    if kind == "link":
        write(other, "别人的")
        target.symlink_to(other)
    before = names(tmp_path)
    with pytest.raises(Stop) as stop:
        write(target, force=True)
    assert stop.value.code == "S07"
    assert names(tmp_path) == before
    assert kind != "sources" or names(target) == ["承保名单.xlsx"]


_X = hashlib.sha256(b"x").hexdigest()
_SEALED = {"policy": "2024", "inputs": [], "outputs": {"处置全表.csv": _X, "银行代发/七宝镇.xlsx": _X}}
_SEALED |= {"seal": seal_of(_SEALED)}
_EARLIER = {"policy": "2023", "inputs": []}


@pytest.mark.parametrize(
    "summary", [_SEALED, _EARLIER, {"x": 1}, None], ids=["sealed", "earlier", "other", "unreadable"]
)
@pytest.mark.parametrize(
    "stranger", ["台账.sqlite3", "批次/2024-七宝镇-1/审批单.xlsx", "名单/承保名单.xlsx", "承保名单.csv"]
)
def test_force_never_takes_what_was_put_into_a_result(tmp_path, summary, stranger):
    """A ledger is made in the folder where a clerk stands; lists are copied to where the result is."""
    target = tmp_path / "结果"
    for file in ("处置全表.csv", "银行代发/七宝镇.xlsx", stranger):
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        (target / file).write_text("x")
    (target / MARK).write_text("?" if summary is None else json.dumps(summary))
    with pytest.raises(Stop, match="不是随结果写出的文件") as stop:
        write(target, force=True)
    assert (
        stop.value.code == "S07" and stranger.split("/")[0] in str(stop.value) and "七宝镇.xlsx" not in str(stop.value)
    )
    assert (target / stranger).read_text() == "x"


@pytest.mark.parametrize("summary", [_SEALED, _EARLIER], ids=["sealed", "earlier"])
def test_force_takes_a_result_with_what_the_system_leaves_there(tmp_path, summary):
    target = tmp_path / "结果"
    for file in ("处置全表.csv", "银行代发/七宝镇.xlsx", "Thumbs.db", ".DS_Store", "~$沪惠保补贴结果.xlsx"):
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        (target / file).write_text("x")
    (target / MARK).write_text(json.dumps(summary))
    write(target, force=True)
    assert names(target) == [MARK]


def test_the_old_result_stays_if_the_block_fails(tmp_path):
    write(tmp_path / "结果", "旧")
    with pytest.raises(ZeroDivisionError), atomic_folder(tmp_path / "结果", True):
        1 / 0  # noqa: B018
    assert (tmp_path / "结果" / MARK).read_text() == "旧"
    assert names(tmp_path) == ["结果"]


def test_the_old_result_comes_back_if_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    write(tmp_path / "结果", "旧")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise PermissionError(errno.EACCES, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(Stop) as stop:
        write(tmp_path / "结果", "新", force=True)
    assert stop.value.code == "S08"
    assert (tmp_path / "结果" / MARK).read_text() == "旧"
    assert names(tmp_path) == ["结果"]


def test_a_full_disk_is_named(tmp_path):
    with pytest.raises(Stop) as stop, atomic_folder(tmp_path / "结果", False):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert stop.value.code == "S08"
    assert "磁盘已满" in str(stop.value)
    assert names(tmp_path) == []


def test_conceding_leaves_what_somebody_put_there_meanwhile(tmp_path: Path) -> None:
    folder = tmp_path / "银行文件"
    with atomic_folder(folder, concede=True) as work:
        (work / "a").write_text("我们的")
        folder.mkdir()
        (folder / "a").write_text("别人的")
    assert (folder / "a").read_text() == "别人的" and [folder] == list(tmp_path.iterdir())
