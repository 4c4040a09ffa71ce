"""Which folder is a result of ours and which is a folder of lists, whatever was deleted from it; and that no other
module says the names."""

import ast
import json
import shutil
from pathlib import Path

import pytest

import huibao_xl
from huibao_xl.files.reading import find_files
from huibao_xl.files.results import names
from huibao_xl.files.results.names import KINDS, Kind

PACKAGE = Path(huibao_xl.__file__).parent
HEADS = {
    names.DECISIONS_TABLE: "来源,行号,姓名,证件号码,处置,代码,街镇,原因,建议\n",
    names.ENTRIES_TABLE: "角色,来源,行号,姓名,证件号码,子类\n",
    names.PEOPLE_TABLE: "户编号,来源,行号,姓名,证件号码\n",
}


def made(folder: Path, kind: Kind, summary: dict[str, object] | None = None) -> Path:
    """A folder with everything that a kind may hold, as a job of this or an earlier version leaves it."""
    for name in kind.files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(HEADS.get(name, "x"), encoding="utf-8-sig")
    for name in kind.folders:
        (folder / name).mkdir()
        (folder / name / "七宝镇.xlsx").write_text("x")
    content = {"kind": kind.key} if kind.key else {"policy": "2024", "inputs": []}
    (folder / kind.summary).write_text(json.dumps(content if summary is None else summary), encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_a_result_is_known_and_left_out_as_one(kind: Kind, tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text("姓名,证件号码\n")
    result = made(tmp_path / "结果", kind)
    assert names.is_result(result)
    assert find_files([tmp_path]) == ([tmp_path / "名单.csv"], [(result, "I17")])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_it_is_still_known_when_any_one_thing_is_gone(kind: Kind, tmp_path: Path) -> None:
    whole = made(tmp_path / "结果", kind)
    for name in [entry.name for entry in whole.iterdir()]:
        part = tmp_path / "残缺"
        shutil.copytree(whole, part)
        path = part / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        assert not list(part.iterdir()) or names.is_result(part), name
        shutil.rmtree(part)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_it_is_still_known_when_the_summary_is_gone_and_any_one_file_is_left(kind: Kind, tmp_path: Path) -> None:
    for name in kind.files:
        part = tmp_path / name
        part.mkdir()
        (part / name).write_text(HEADS.get(name, "x"), encoding="utf-8-sig")
        assert names.is_result(part), name


def test_what_is_stored_is_enough(tmp_path: Path) -> None:
    (tmp_path / names.DATA).mkdir()
    (tmp_path / names.DATA / "decisions.parquet").write_bytes(b"x")
    assert names.is_result(tmp_path)


@pytest.mark.parametrize(
    "paths",
    [
        ["承保名单.xlsx", "银行代发/七宝镇.xlsx", "公示/七宝镇.xlsx"],  # as the add-in leaves it beside a workbook
        ["承保名单.xlsx", "比对决定.xlsx"],
        ["result.json", "承保名单.xlsx"],  # of another program
        ["人员全表.csv"],  # the bureau's own
        ["银行代发/七宝镇.xlsx"],
        ["数据/承保名单.xlsx"],
        [],
    ],
)
def test_a_folder_of_lists_is_no_result(paths: list[str], tmp_path: Path) -> None:
    for name in paths:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}" if name.endswith("json") else "姓名,证件号码\n")
    assert not names.is_result(tmp_path)
    assert not [code for _, code in find_files([tmp_path])[1] if code == "I17"]


def test_no_other_module_says_these_names() -> None:
    """The names of files; a folder's name (银行代发, 公示) is a word of the field too."""
    banned = {names.DATA, names.RESULT, names.CLEARING, *(name for kind in KINDS for name in kind.files)}
    guilty = [
        f"{path.relative_to(PACKAGE)}: {node.value}"
        for path in PACKAGE.rglob("*.py")
        if path != Path(names.__file__)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in banned
    ]
    assert not guilty
