"""What is read of the folders that clerks name: no list is lost beside results of ours, and no result is read as a list."""

import json
import shutil
from pathlib import Path

import pytest

from huibao_xl.files.results import names
from huibao_xl.files.writing.workbook import Book
from huibao_xl.rosters.sources import Sources, open_sources, silent

LIST = "姓名,证件号码,街镇\n张三,310112194101019010,七宝镇\n"
FULL_TABLE = "角色,来源,行号,姓名,证件号码,子类\n优抚对象,a.csv#a,2,张三,310112194101019010,\n"


def opened(*sources: str) -> tuple[list[str], list[tuple[str, str, str]]]:
    """(what is read as file or file#sheet, (code, file, sheet) of the findings)."""
    files, found = open_sources(Sources.parse(sources), (), silent)
    read = [f"{file.path.name}#{grid.sheet}" for file in files for grid in file.grids]
    rows = [(row.code, Path(row.file).name, row.sheet) for part in found for row in part.itertuples()]
    return read, rows


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "承保名单.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def workbook(path: Path, *sheets: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with Book(path, "批") as book:
        for sheet in sheets:
            page = book.page(sheet)
            page.write_row(0, 0, ["姓名", "证件号码", "银行账号"])
            page.write_row(1, 0, ["张三", "310112194101019010", "6200000000000000010"])


@pytest.mark.parametrize(
    "name", ["批次/2024-七宝镇-1/审批单.xlsx", "台账.xlsx", "核验副本/银行账户.xlsx", "银行账户.xlsx", "七宝镇.xlsx"]
)
def test_a_workbook_of_ours_is_named_and_not_read(name: str, lists: Path) -> None:
    workbook(lists / name, "银行账户", "审批单")
    assert opened(str(lists)) == (["承保名单.csv#承保名单"], [("I50", Path(name).name, "")])


@pytest.mark.parametrize("name", ["名册全表 - 副本.csv", "持证残疾人.csv", "救助身份.csv", names.ENTRIES_TABLE])
def test_a_table_of_ours_is_named_and_not_read_whatever_it_is_called(name: str, lists: Path) -> None:
    (lists / name).write_text(FULL_TABLE, encoding="utf-8-sig")
    assert opened(str(lists)) == (["承保名单.csv#承保名单"], [("I50", name, "")])


def test_a_list_that_bears_the_name_of_a_table_of_ours_is_read(lists: Path) -> None:
    (lists / names.ENTRIES_TABLE).write_text(LIST, encoding="utf-8")
    assert opened(str(lists)) == (["名册全表.csv#名册全表", "承保名单.csv#承保名单"], [])


def test_what_somebody_says_is_a_list_is_read(lists: Path) -> None:
    workbook(lists / "甲.xlsx", "银行账户", "审批单")
    read, found = opened(str(lists), f"银行账户={lists / '甲.xlsx'}#银行账户")
    assert "甲.xlsx#银行账户" in read and found == [("I50", "甲.xlsx", "审批单")]


def test_a_sheet_that_was_added_to_a_workbook_of_ours_is_read(lists: Path) -> None:
    import openpyxl

    workbook(lists / "甲.xlsx", "补贴明细")
    book = openpyxl.load_workbook(lists / "甲.xlsx")
    book.create_sheet("新账户").append(["姓名", "证件号码", "银行账号"])
    book.save(lists / "甲.xlsx")
    read, found = opened(str(lists))
    assert "甲.xlsx#新账户" in read and found == [("I50", "甲.xlsx", "补贴明细")]


SEALED = {"policy": "2024", "inputs": [], "outputs": {"公示/七宝镇.xlsx": "0", "数据/policy.json": "0"}}


@pytest.mark.parametrize("summary", [SEALED, {"policy": "2024", "inputs": []}, {"kind": "monitor"}, {"name": "别的"}])
def test_a_stray_summary_hides_no_list(summary: dict[str, object], lists: Path) -> None:
    (lists / names.RESULT).write_text(json.dumps(summary), encoding="utf-8")
    read, found = opened(str(lists))
    assert read == ["承保名单.csv#承保名单"] and found[0][0] in ("I17", "I01")


@pytest.mark.parametrize("stored", [names.POLICY, names.RECIPE, "decisions.parquet"])
def test_a_stray_data_folder_hides_no_list_and_is_named(stored: str, lists: Path) -> None:
    (lists / names.DATA).mkdir()
    (lists / names.DATA / stored).write_text("{}")
    (lists / names.DATA / "持证残疾人.csv").write_text(LIST, encoding="utf-8")
    read, found = opened(str(lists))
    assert read == ["承保名单.csv#承保名单", "持证残疾人.csv#持证残疾人"] and [code for code, *_ in found] == ["I17"]


def test_lists_inside_a_result_are_read_and_the_result_is_not(lists: Path) -> None:
    for name in ("公示/七宝镇.xlsx", "数据/policy.json"):
        (lists / name).parent.mkdir()
        (lists / name).write_text("{}")
    (lists / names.RESULT).write_text(json.dumps(SEALED), encoding="utf-8")
    (lists / "公示" / "补录.csv").write_text(LIST, encoding="utf-8")
    read, found = opened(str(lists))
    assert read == ["补录.csv#补录", "承保名单.csv#承保名单"] and found == [("I17", found[0][1], "")]


def test_the_same_in_a_folder_of_a_folder(lists: Path) -> None:
    inner = lists / "名册"
    inner.mkdir()
    shutil.copy(lists / "承保名单.csv", inner / "优抚对象.csv")
    (inner / names.RESULT).write_text(json.dumps({"kind": "check"}), encoding="utf-8")
    assert opened(str(lists))[0] == ["优抚对象.csv#优抚对象", "承保名单.csv#承保名单"]


@pytest.mark.parametrize("name", [".名单.xlsx", ".旧/名单.xlsx", "__MACOSX/名单.csv", ".a/b/名单.ods", "~$名单.csv"])
def test_a_hidden_list_is_named(name: str, lists: Path) -> None:
    (lists / name).parent.mkdir(parents=True, exist_ok=True)
    (lists / name).write_bytes(b"PK" + b"x" * 200)
    assert opened(str(lists)) == (["承保名单.csv#承保名单"], [("I51", Path(name).name, "")])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (".DS_Store", b"\0\0\0\1Bud1"),
        ("Thumbs.db", b"x"),
        ("desktop.ini", b"x"),
        ("~$承保名单.xlsx", b"\x06" + b"x" * 164),
        ("__MACOSX/._承保名单.xlsx", b"\x00\x05\x16\x07" + b"\0" * 100),
        ("._承保名单.xlsx", b"\x00\x05\x16\x07" + b"\0" * 100),
        (".空.xlsx", b""),
        (".git/config", b"x"),
    ],
)
def test_what_systems_leave_behind_is_passed_over(name: str, content: bytes, lists: Path) -> None:
    (lists / name).parent.mkdir(parents=True, exist_ok=True)
    (lists / name).write_bytes(content)
    assert opened(str(lists)) == (["承保名单.csv#承保名单"], [])
