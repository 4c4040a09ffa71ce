"""``huibao verify``: files against the seal, and the run made again from its sources; what could not be checked is no
fault."""

import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import people
import pytest

from huibao_xl.cli import main
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, seal_of, store_frame, write_summary
from huibao_xl.files.writing.checked_json import write_json
from huibao_xl.frames import DECISIONS, PAYMENTS
from huibao_xl.payments import acts
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.result import FRAMES
from huibao_xl.subsidy.verify import COLUMNS, Line, Verified, in_words, require, verify

TOWNS = ["七宝镇", "江川路街道"]


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return people.result(tmp_path, 6, TOWNS)


def codes(verified: Verified) -> list[str]:
    return [line.code for line in verified.lines]


def sealed_anew(folder: Path) -> None:
    """As somebody would who knows how the seal is made."""
    opened = ResultFolder.open(folder)
    header = ("program", "started", "finished", "outputs", "seal")
    content = {key: value for key, value in opened.summary.items() if key not in header}
    write_summary(folder, names.RUN, content, pd.Timestamp(opened.summary["started"]).to_pydatetime())


def test_nothing_differs_and_the_run_was_made_again(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verified = verify(result)
    assert codes(verified) == [] and verified.made_again
    assert main(["verify", str(result)]) == 0
    assert "重新运行" in (out := capsys.readouterr().out) and "没有发现不符" in out


def test_a_decision_that_was_changed_and_sealed_anew_is_found_by_running_again(result: Path) -> None:
    frame = ResultFolder.open(result).frame(DECISIONS).astype({"home": object})
    frame.loc[3, "home"] = "江川路街道" if frame.at[3, "home"] == "七宝镇" else "七宝镇"
    store_frame(result, DECISIONS, frame)
    sealed_anew(result)
    (line,) = verify(result).faults
    assert line.code == "R04"
    assert line.text == "处置第 4 行（承保名单.csv#承保名单 第 5 行）的街镇与重新运行的不同。"
    with pytest.raises(Stop, match="1 处不符"):
        require(verify(result))


def test_an_invented_person_sealed_anew_is_found(result: Path) -> None:
    frame = ResultFolder.open(result).frame(PAYMENTS)
    store_frame(result, PAYMENTS, pd.concat([frame, frame.tail(1).assign(name="某人")], ignore_index=True))
    sealed_anew(result)
    assert [(line.code, line.fields) for line in verify(result).faults] == [
        ("R05", {"table": "补贴明细", "stored": 7, "again": 6})
    ]


def test_more_rows_than_can_be_read_are_counted(tmp_path: Path) -> None:
    result = people.result(tmp_path, 30, TOWNS)
    frame = ResultFolder.open(result).frame(PAYMENTS)
    store_frame(result, PAYMENTS, frame.assign(holder="某人"))
    sealed_anew(result)
    assert codes(verify(result)) == ["R04"] * 20 + ["R06"]


def test_edited_files_are_named_with_the_row(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = result / names.RUN_WORKBOOK
    book = openpyxl.load_workbook(path)
    sheet = book["补贴明细"]
    sheet.cell(3, [cell.value for cell in sheet[1]].index("银行账号") + 1).value = "6228480000000000000"
    book.save(path)
    table = result / names.DECISIONS_TABLE
    table.write_text(table.read_text(encoding="utf-8-sig").replace("七宝镇", "莘庄镇", 1), encoding="utf-8-sig")
    summary = result / "result.json"
    summary.write_text(summary.read_text(encoding="utf-8").replace('"补贴": 6', '"补贴": 7'), encoding="utf-8")
    (result / names.ENTRIES_TABLE).unlink()
    (result / "说明.txt").write_text("x")
    assert main(["verify", str(result)]) == 2
    captured = capsys.readouterr()
    for words in (
        "“沪惠保补贴结果.xlsx”写出后被改动：补贴明细第 3 行的银行账号",
        "“处置全表.csv”写出后被改动：第 2 行的街镇",
        "“result.json”写出后被改动：counts",
        "“名册全表.csv”不在结果文件夹中",
        "“说明.txt”不是运行时写出的",
    ):
        assert words in captured.out
    assert "5 处不符" in captured.err and people.number(0) not in captured.out + captured.err


def test_sources_that_are_gone_or_changed_are_named_and_no_fault(result: Path) -> None:
    lists = result.parent / "名单"
    (lists / "银行账户.csv").unlink()
    (lists / "承保名单.csv").write_text("姓名,证件号码\n", encoding="utf-8")
    verified = verify(result)
    assert [(line.code, line.fields["file"]) for line in verified.lines] == [
        ("R11", "承保名单.csv"),
        ("R10", "银行账户.csv"),
    ]
    assert not verified.faults and not verified.made_again
    assert any("未能核对" in line for line in in_words(verified))


def test_a_policy_by_path_answers_a_ledger_and_a_day_are_all_made_again(tmp_path: Path) -> None:
    """Made with everything that a run can be made with; afterwards the ledger has grown and the policy's file is
    gone."""
    lists, ledger = people.lists(tmp_path / "名单", 6, TOWNS), tmp_path / "台账.sqlite3"
    content = json.loads(json.dumps(people.policy.load("2024").content)) | {"name": "试行", "year": 2025}
    own = tmp_path / "试行.json"
    own.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    first, second = tmp_path / "一", tmp_path / "二"
    arguments = ["run", str(lists), "--policy", str(own), "--name", "第一批", "--as-of", "2025-03-01"]
    assert main([*arguments, "--out", str(first)]) == 0
    acts.make(ledger, first, "街镇", "甲", "通用")
    acts.sign(ledger, "2025-七宝镇-1", "审核", "乙")
    acts.sign(ledger, "2025-七宝镇-1", "审批", "丙", strike=[2], why="重名")
    assert main([*arguments, "--ledger", str(ledger), "--out", str(second)]) == 0
    acts.sign(ledger, "2025-江川路街道-1", "审核", "乙")
    acts.sign(ledger, "2025-江川路街道-1", "审批", "丙")
    own.unlink()
    ledger.rename(tmp_path / "别处.sqlite3")
    summary = json.loads((second / "result.json").read_text(encoding="utf-8"))
    assert summary["by_code"]["X06"] == 2 and summary["policy"] == "试行"
    for folder in (first, second):
        assert codes(verify(folder)) == [] and verify(folder).made_again


def test_roles_that_were_forced_are_forced_again(tmp_path: Path) -> None:
    lists = people.lists(tmp_path / "名单", 2, TOWNS)
    (lists / "持证残疾人.csv").rename(lists / "表.csv")
    arguments = [str(lists / "承保名单.csv"), str(lists / "银行账户.csv"), f"优抚对象={lists / '表.csv'}"]
    assert main(["run", *arguments, "--policy", "2024", "--out", str(tmp_path / "结果")]) == 0
    assert codes(verify(tmp_path / "结果")) == []


def test_another_program_version_is_said(result: Path) -> None:
    opened = ResultFolder.open(result)
    summary = opened.summary | {"program": "huibao_xl 0.0.1"}
    write_json(result / "result.json", summary | {"seal": seal_of(summary)})
    assert codes(verify(result)) == ["R13"] and not verify(result).faults


def test_a_run_that_cannot_be_made_again_though_its_lists_are_there_is_a_fault(result: Path) -> None:
    (result / names.DATA / names.POLICY).write_bytes(b"{}")
    assert {line.code for line in verify(result).faults} == {"R01", "R07"}


@pytest.mark.parametrize("content", [b"", b"[]", b'{"name": 1}', b'{"name": "", "recipe": {"sources": 3}}'])
def test_an_edited_record_of_the_run_is_no_defect(result: Path, content: bytes) -> None:
    (result / names.DATA / names.RECIPE).write_bytes(content)
    verified = verify(result)
    assert codes(verified) == ["R01", "R12"] and not verified.made_again


def test_other_kinds_are_compared_with_their_seal(tmp_path: Path) -> None:
    lists = people.lists(tmp_path / "名单", 2, TOWNS)
    assert main(["check", str(lists), "--out", str(tmp_path / "核验")]) == 0
    assert codes(verify(tmp_path / "核验")) == ["R12"]
    shutil.rmtree(tmp_path / "核验" / names.MARKED_COPIES)
    assert {line.code for line in verify(tmp_path / "核验").faults} == {"R02"}


def test_every_column_has_a_chinese_name() -> None:
    assert {name for shape in FRAMES.values() for name in shape.columns} == set(COLUMNS)


def test_a_line_is_a_code_and_fields() -> None:
    assert not Line("R10", {"file": "名单.xlsx"}).is_fault
    assert Line("R03", {"file": "多.xlsx"}).is_fault and Line("R03", {"file": "多.xlsx"}).text.startswith("“多.xlsx”")


def test_a_folder_that_is_no_result_stops(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="不是结果文件夹"):
        verify(tmp_path)
