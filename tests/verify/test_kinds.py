"""Every kind of result is made again from what it stores of its making, and an edit that was sealed anew is named by file, sheet and row."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import people
import pytest
import subsidy_year
from sealing import sealed_anew

from huibao_xl import resources
from huibao_xl.cli import main
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.payments import acts
from huibao_xl.verify.job import FROM_SOURCES, NOT_AGAIN, verify

BOOKS = resources.folder("workbooks")
PARAMETERS = BOOKS / "样例-清算" / "演示参数.json"


def done(*words: object) -> None:
    assert main([str(word) for word in words]) == 0


def check(folder: Path) -> Path:
    lists = people.lists(folder / "名单", 2, ["七宝镇"])
    (lists / "说明.docx").write_bytes(b"x")  # I01: a finding that no list gives
    done("check", lists, "--policy", "2024", "--out", folder / "结果")
    return lists / "承保名单.csv"


def monitor(folder: Path) -> Path:
    for month in ("上月", "本月"):
        shutil.copytree(BOOKS / "样例-监测" / month, folder / month)
    standards = folder / "标准.json"
    value = {"from": "2024-01-01", "to": "2024-12-31", "value": "3000", "source": "文件", "status": "已核定"}
    entry = {"name": "低保边缘线", "values": [value | {"checked_on": "2024-01-02"}]}
    standards.write_text(json.dumps({"title": "本区", "standards": [entry]}), encoding="utf-8")
    lists = (folder / "本月", "--before", folder / "上月")
    done("monitor", *lists, "--on", "2024-03-01", "--thresholds", standards, "--out", folder / "结果")
    standards.unlink()  # its content is in the result
    return next((folder / "上月").iterdir())


def changes(folder: Path) -> Path:
    lists = people.lists(folder / "名单", 3, ["七宝镇"])
    book = openpyxl.Workbook()
    for row in (["姓名", "证件号码", "街镇"], [people.name(0), people.number(0), "莘庄镇"]):
        book.active.append(row)
    book.active.title = "现在"
    book.create_sheet("别的")
    book.save(folder / "新.xlsx")
    new = f"{folder / '新.xlsx'}#现在"
    done("changes", lists / "持证残疾人.csv", new, "--role", "持证残疾人", "--out", folder / "结果")
    return folder / "新.xlsx"


def clear_medical(folder: Path) -> Path:
    shutil.copytree(BOOKS / "样例-清算", folder / "名单")
    done("clear-medical", folder / "名单", "--policy", PARAMETERS, "--person", "差异", "--out", folder / "结果")
    return folder / "名单" / "救助身份.xlsx"


def settle(folder: Path) -> Path:
    shutil.copytree(BOOKS / "样例-清算", folder / "名单")
    first = (folder / "名单" / "救助结算.xlsx", folder / "名单" / "救助身份.xlsx")
    done("settle", *first, "--policy", PARAMETERS, "--out", folder / "上次")
    new = folder / "名单" / "救助结算（接口导出）.csv"
    done("settle", new, "--policy", PARAMETERS, "--after", folder / "上次", "--out", folder / "结果")
    return new


PEOPLE = subsidy_year.people([(plan, 1, 0) for plan in subsidy_year.PLANS])


def clear(folder: Path) -> Path:
    """What was paid is a list; so is what was known then."""
    for side, then in (("当时", True), ("现在", False)):
        subsidy_year.write(folder / side, PEOPLE, then=then)
    subsidy_year.write_payments(folder / "付款.csv", PEOPLE)
    lists = (folder / "现在", "--before", folder / "当时")
    done("clear", *lists, "--paid", folder / "付款.csv", "--policy", "2024", "--out", folder / "结果")
    return folder / "付款.csv"


def clear_ledger(folder: Path) -> Path:
    """What was paid stands in a ledger, which goes on; what was known then in a result."""
    lists, ledger = people.lists(folder / "名单", 4, ["七宝镇"]), folder / "台账.sqlite3"
    done("run", lists, "--policy", "2024", "--out", folder / "认定")
    acts.make(ledger, folder / "认定", "街镇", "甲", "通用")
    acts.sign(ledger, "2024-七宝镇-1", "审核", "乙")
    known = ("--before", folder / "认定")
    done("clear", lists, "--paid", ledger, *known, "--policy", "2024", "--out", folder / "结果")
    acts.sign(ledger, "2024-七宝镇-1", "审批", "丙", strike=[2], why="重名")
    ledger.rename(folder / "别处.sqlite3")
    return folder / "认定" / names.DATA / "payments.parquet"


KINDS: dict[str, Callable[[Path], Path]] = {
    maker.__name__: maker for maker in (check, monitor, changes, clear_medical, settle, clear, clear_ledger)
}
"""{kind: makes a result in <folder>/结果, and returns a source of it}."""
BOOK = {
    "check": names.PROBLEMS,
    "monitor": names.MONITORING_WORKBOOK,
    "changes": names.CHANGES_WORKBOOK,
    "clear_medical": names.MEDICAL_WORKBOOK,
    "settle": names.NEW_MEDICAL_WORKBOOK,
    "clear": names.CLEARING_WORKBOOK,
    "clear_ledger": names.CLEARING_WORKBOOK,
}


Made = Callable[[str], tuple[Path, Path]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A function of a kind: a folder with such a result in 结果, as it was made, and a source of it; a test may change both."""
    before: dict[str, tuple[Path, Path, Path]] = {}

    def of_kind(kind: str) -> tuple[Path, Path]:
        if kind not in before:
            place, copy = tmp_path_factory.mktemp("原处"), tmp_path_factory.mktemp("原样")
            source = KINDS[kind](place)
            before[kind] = place, Path(shutil.copytree(place, copy, dirs_exist_ok=True)), source
        place, copy, source = before[kind]
        return people.put_back(place, copy), source

    return of_kind


@pytest.mark.usefixtures("made_again_once")
@pytest.mark.parametrize("kind", KINDS)
def test_a_result_is_made_again_and_an_edit_is_named(kind: str, made: Made) -> None:
    folder, source = made(kind)
    result = folder / "结果"
    verified = verify(result)
    assert [line.text for line in verified.lines] == [] and verified.again == FROM_SOURCES
    assert verified.compared == verified.files == len(names.files_in(result))

    book = openpyxl.load_workbook(result / BOOK[kind])
    sheet = book.worksheets[-1]
    sheet.cell(2, 1).value = "改过"
    book.save(result / BOOK[kind])
    sealed_anew(result)
    found = [
        line.text for line in verify(result).faults if line.code in ("R04", "R05")
    ]  # openpyxl drops the results of formulas
    assert any(text.startswith(f"“{BOOK[kind]}”的“{sheet.title}”") for text in found)

    source.write_bytes(source.read_bytes() + b" ")
    verified = verify(result)
    assert not verified.faults and verified.again == NOT_AGAIN and verified.compared == 0
    assert {line.code for line in verified.lines} == {"R20" if source.suffix == ".parquet" else "R11", "R12"}


def test_a_result_that_rests_on_another_that_has_gone_says_so(made: Made) -> None:
    folder, _ = made("settle")
    shutil.rmtree(folder / "上次")
    assert [line.code for line in verify(folder / "结果").lines] == ["R19", "R12"]


def test_the_make_up_of_a_clearing_is_written_again_from_its_frames(made: Made) -> None:
    """It was never decided by lists of its own; edited, it is found by the clearing around it too."""
    folder, _ = made("clear")
    clearing = folder / "结果"
    make_up = clearing / names.MAKE_UP
    verified = verify(make_up)
    assert [line.code for line in verified.lines] == ["R18", "R12"] and verified.compared > 3
    table = make_up / names.DECISIONS_TABLE
    table.write_text(table.read_text(encoding="utf-8-sig").replace('"OK"', '"X01"'), encoding="utf-8-sig")
    sealed_anew(make_up)
    sealed_anew(clearing)
    for folder, file in (
        (make_up, names.DECISIONS_TABLE),
        (clearing, f"{names.MAKE_UP}/{names.DECISIONS_TABLE}"),
    ):
        assert any(line.code == "R04" and f"“{file}”" in line.text for line in verify(folder).faults)
    assert ResultFolder.open(make_up).kind is names.RUN


def test_a_source_with_a_password_is_asked_for_and_no_fault(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    from huibao_xl.reasons import Input, Stop
    from huibao_xl.rosters import recipe

    folder, _ = made("check")

    def locked(*_: object) -> None:
        raise Stop("S01", file="名单.xlsx", why="有打开密码", advice="请提供密码", inputs=[Input.PASSWORDS])

    monkeypatch.setattr(recipe, "open_sources", locked)
    verified = verify(folder / "结果")
    assert [line.code for line in verified.lines] == ["R18"] and not verified.faults
