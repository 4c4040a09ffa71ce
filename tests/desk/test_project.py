"""A project keeps what it is given: whole, under its name, and never in the place of something else."""

import io
from pathlib import Path

import pytest

from huibao_xl.desk.project import ASIDE, LISTS, SETTINGS, Project, safe_path
from huibao_xl.reasons import Stop


def test_a_file_stays_as_it_came_and_another_of_its_name_stands_beside_it(project: Project) -> None:
    first = project.add("七宝镇/名单.csv", io.BytesIO(b"1"))
    assert first == project.lists / "七宝镇" / "名单.csv" and first.read_bytes() == b"1"
    assert project.add("七宝镇/名单.csv", io.BytesIO(b"1")) == first
    second = project.add("七宝镇/名单.csv", io.BytesIO(b"2"))
    assert second.name == "名单（2）.csv" and project.files() == [first, second]
    assert first.stat().st_mode & 0o077 == 0 and project.lists.stat().st_mode & 0o077 == 0


def test_what_is_taken_out_is_moved_and_not_deleted(project: Project) -> None:
    for content in (b"1", b"2"):
        project.add("名单.csv", io.BytesIO(content))
        assert project.take_out(0) == "名单.csv"
    assert project.files() == []
    assert sorted(path.read_bytes() for path in (project.folder / ASIDE).iterdir()) == [b"1", b"2"]
    with pytest.raises(Stop, match="已经不在"):
        project.take_out(0)


WRONG = [
    "", "/", "..", "../名单.csv", "a/../../名单.csv", "/etc/passwd.csv", "C:\\名单.csv", "..\\名单.csv", ".隐藏.csv", "~$名单.xlsx", "名单", "名单.exe",
    "CON.csv", "七宝镇/aux.csv", "名单.csv:流.csv", "名\n单.csv", "名\u202e单.csv", "a" * 130 + ".csv", "字" * 100 + ".csv", "/".join("abcdefgh") + ".csv",
    "名<单>.csv", "名单.csv.", "名?单.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_name_that_leads_elsewhere_or_is_no_list_is_refused(project: Project, name: str) -> None:
    with pytest.raises(Stop) as stop:
        project.add(name, io.BytesIO(b"1"))
    assert stop.value.code == "S07"
    assert not project.folder.exists()


def test_settings_are_checked_before_they_are_stored(project: Project) -> None:
    project.set("2024", "第一批", "2024-07-01")
    assert project.settings() == {"policy": "2024", "name": "第一批", "as_of": "2024-07-01"}
    for wrong in (("1999", "", ""), ("2024", "字" * 200, ""), ("2024", "", "2024-02-30")):
        with pytest.raises(Stop):
            project.set(*wrong)
    assert project.settings()["as_of"] == "2024-07-01"
    (project.folder / SETTINGS).write_text("{", encoding="utf-8")
    with pytest.raises(Stop, match=SETTINGS):
        project.settings()


def test_whatever_a_run_rests_on_changes_its_basis(project: Project) -> None:
    project.add("名单.csv", io.BytesIO(b"1"))
    seen = {project.basis()}
    project.add("名单.csv", io.BytesIO(b"2"))
    seen.add(project.basis())
    project.decisions.write_text("{}", encoding="utf-8")
    seen.add(project.basis())
    project.set("2024", "", "2024-07-01")
    seen.add(project.basis())
    project.ledger.write_bytes(b"")
    seen.add(project.basis())
    assert len(seen) == 5


def test_a_name_of_folders_is_a_path_below_the_lists() -> None:
    assert safe_path("2024/七宝镇/名单.et") == Path("2024", "七宝镇", "名单.et")
    assert LISTS not in safe_path("名单.et").parts
