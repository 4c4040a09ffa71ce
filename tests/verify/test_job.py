"""``huibao verify``: files against the seal, and the run made again from its sources; what could not be checked is no
fault."""

import json
import os
import shutil
import socket
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import people
import pytest
from sealing import of_format, sealed_anew, without_column

from huibao_xl import resources
from huibao_xl.cli import main
from huibao_xl.cli.outcomes import WORDS
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, seal_of, store_frame
from huibao_xl.files.writing.checked_json import write_json
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.frames import DECISIONS, PAYMENTS
from huibao_xl.payments import acts
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.result import FRAMES
from huibao_xl.subsidy.titles import TITLES
from huibao_xl.verify.again import AGAIN
from huibao_xl.verify.job import FROM_FRAMES, FROM_SOURCES, NOT_AGAIN, Verified, in_words, require, verify
from huibao_xl.verify.lines import Line

TOWNS = ["七宝镇", "江川路街道"]


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with lists and their result, and a copy of it: a result names where its sources stand, so it has to stay in its place."""
    place, copy = (tmp_path_factory.mktemp(name) for name in ("原处", "原样"))
    people.result(place, 6, TOWNS)
    shutil.copytree(place, copy, dirs_exist_ok=True)
    return place, copy


@pytest.fixture
def result(made_once: tuple[Path, Path]) -> Path:
    """The result as it was made, beside its lists; a test may change both."""
    return people.put_back(*made_once) / "结果"


def codes(verified: Verified) -> list[str]:
    return [line.code for line in verified.lines]


def test_nothing_differs_and_the_run_was_made_again(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verified = verify(result)
    assert codes(verified) == [] and verified.again == FROM_SOURCES
    assert main(["verify", str(result)]) == 0
    assert "重新做了一遍" in (out := capsys.readouterr().out) and "没有发现不符" in out


def test_a_decision_that_was_changed_and_sealed_anew_is_found_by_running_again(result: Path) -> None:
    frame = ResultFolder.open(result).frame(DECISIONS).astype({"home": object})
    frame.loc[3, "home"] = "江川路街道" if frame.at[3, "home"] == "七宝镇" else "七宝镇"
    store_frame(result, DECISIONS, frame)
    sealed_anew(result)
    (line,) = verify(result).faults
    assert line.code == "R04" and line.text.startswith(
        "“数据/decisions.parquet”（处置）第 4 行（承保名单.csv#承保名单 第 5 行）的街镇（存“"
    )
    with pytest.raises(Stop, match="1 处不符"):
        require(verify(result))


@pytest.mark.usefixtures("made_again_once")
def test_an_invented_person_sealed_anew_is_found(result: Path) -> None:
    frame = ResultFolder.open(result).frame(PAYMENTS)
    store_frame(result, PAYMENTS, pd.concat([frame, frame.tail(1).assign(name="某人")], ignore_index=True))
    sealed_anew(result)
    (line,) = verify(result).faults
    assert line.code == "R05" and line.text.endswith("有 7 行，重新做得 6 行：不同的是存的第 7 行。")


def test_the_files_for_people_are_compared_cell_by_cell(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever edits the workbook, the bank's file and the table, and seals anew, is found out; no account is shown."""
    path = result / names.RUN_WORKBOOK
    book = openpyxl.load_workbook(path)
    sheet = book["补贴明细"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(3, header.index("银行账号") + 1).value = "6228480000000000000"
    sheet.cell(4, header.index("补贴金额") + 1).value = 1290
    budget = next(cell for row in book["预算表"].iter_rows() for cell in row if str(cell.value).startswith("="))
    budget.value = f"{budget.value}+1"
    book.create_sheet("说明")
    book.save(path)
    (bank,) = [each for each in (result / names.BANK_FILES).iterdir() if each.stem == "七宝镇"]
    book = openpyxl.load_workbook(bank)
    (cell,) = [cell for row in book.active.iter_rows() for cell in row if cell.value == people.name(0)][:1]
    cell.value = "某人"
    book.save(bank)
    table = result / names.DECISIONS_TABLE
    table.write_text(table.read_text(encoding="utf-8-sig").replace("七宝镇", "莘庄镇", 1), encoding="utf-8-sig")
    (result / names.OUTREACH / "虚构.txt").parent.mkdir(exist_ok=True)
    (result / names.OUTREACH / "虚构.txt").write_text("x")
    sealed_anew(result)
    assert main(["verify", str(result)]) == 2
    captured = capsys.readouterr()
    for words in (
        "的“补贴明细”第 3 行",
        "的银行账号（",
        "的“补贴明细”第 4 行",
        "存“1290”，重做“129”",
        "的“预算表”第",
        "“沪惠保补贴结果.xlsx”的工作表“说明”重新做的没有",
        "“银行代发/七宝镇.xlsx”的“",
        "“处置全表.csv”第 2 行",
        "街镇（G 列）（存“莘庄镇”，重做“七宝镇”）",
        "“政策找人/虚构.txt”：重新做不会有这个文件",
    ):
        assert words in captured.out, words
    printed = captured.out + captured.err
    assert not any(word in printed for word in ("6228480000000000000", people.number(0), people.name(0), "某人"))


@pytest.mark.usefixtures("made_again_once")
def test_what_was_edited_and_not_sealed_is_named_by_file_and_cell(result: Path) -> None:
    summary = result / "result.json"
    summary.write_text(summary.read_text(encoding="utf-8").replace('"补贴": 6', '"补贴": 7'), encoding="utf-8")
    (result / names.ENTRIES_TABLE).unlink()
    (result / "说明.txt").write_text("x")
    (result / names.COMPARISON).write_bytes(b"no workbook")
    assert [(line.code, line.fields["file"]) for line in verify(result).lines] == [
        ("R01", "result.json"),
        ("R02", "名册全表.csv"),
        ("R01", "比对决定.xlsx"),
        ("R03", "说明.txt"),
        ("R17", "result.json"),
        ("R24", "比对决定.xlsx"),
    ]
    assert in_words(verify(result))[-1] == "有 6 处不符；没有比较：“比对决定.xlsx”。"


GONE = ["处置全表.csv", "比对决定.xlsx", "银行代发/七宝镇.xlsx", "公示/江川路街道.xlsx", "数据/readings.parquet"]


@pytest.mark.usefixtures("made_again_once")
def test_files_deleted_before_the_folder_was_sealed_anew_are_missed(
    result: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in GONE:
        (result / file).unlink()
    sealed_anew(result)
    assert not set(GONE) & set(ResultFolder.open(result).outputs)
    assert main(["verify", str(result)]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert {f"不符：重新做会写出“{file}”，结果文件夹中没有。" for file in GONE} <= set(lines)
    assert "没有发现不符" not in lines[-1]


def test_a_deleted_file_is_missed_without_the_sources_too(result: Path) -> None:
    shutil.rmtree(result.parent / "名单")
    shutil.rmtree(result / names.NOTICES)
    sealed_anew(result)
    verified = verify(result)
    assert verified.again == FROM_FRAMES and codes(verified).count("R23") == len(TOWNS)


def as_gb18030(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8-sig"), encoding="gb18030")


def one_line_in_gb18030(path: Path) -> None:
    """As an editor leaves it that adds a line in the system's encoding."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-1], lines[-1].decode("utf-8").encode("gb18030")]))


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def junk(path: Path) -> None:
    path.write_bytes(b"\x00\xff junk")


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def as_html(path: Path) -> None:
    path.write_text("<html><table><tr><td>姓名</td></tr></table></html>", encoding="utf-8")


def as_other_package(path: Path) -> None:
    """A zip, as a document of Word is one, and no workbook."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<x/>")


def locked(path: Path) -> None:
    """Every part says that it is encrypted."""
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 1)
    path.write_bytes(content)


REPLACED = {
    "table in GB18030": ("处置全表.csv", as_gb18030),
    "table with a line in GB18030": ("名册全表.csv", one_line_in_gb18030),
    "table emptied": ("处置全表.csv", emptied),
    "bank file as HTML": ("银行代发/七宝镇.xlsx", as_html),
    "workbook cut off": (names.RUN_WORKBOOK, cut_off),
    "workbook of another program": (names.COMPARISON, as_other_package),
    "workbook locked": ("公示/七宝镇.xlsx", locked),
    "frame cut off": ("数据/readings.parquet", cut_off),
    "frame of junk": ("数据/shares.parquet", junk),
}


@pytest.mark.usefixtures("made_again_once")
@pytest.mark.parametrize(
    "cases",
    [[each for each in [*REPLACED][:4] if each != "table emptied"], ["table emptied", *[*REPLACED][4:]]],
    ids=["text", "others"],
)
def test_stored_files_of_another_form_sealed_anew_are_faults(
    result: Path, cases: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two cases are of the same file, and the last line names six; else they are tried at once, since each costs a run of its own."""
    for case in cases:
        file, replace = REPLACED[case]
        replace(result / file)
    sealed_anew(result)
    assert main(["verify", str(result)]) == 2
    *lines, end = capsys.readouterr().out.splitlines()
    for case in cases:
        file, _ = REPLACED[case]
        assert any(line.startswith(f"不符：“{file}”不能当作") for line in lines), case
        left = end.partition("没有比较：")[2]
        assert f"“{file}”" in left or (len(cases) > 6 and "等 " in left), (
            case
        )  # a sentence names six; each has a line of its own
    assert "没有发现不符" not in end


def test_nothing_differs_is_never_what_the_last_line_says_where_a_file_was_left_out() -> None:
    left = Verified(Path("结果"), "认定结果", 3, FROM_SOURCES, 2, (Line("R15", {"file": "a.csv", "why": "读不出来"}),))
    assert in_words(left)[-1] == "比较过的都相同；没有比较：“a.csv”。"


@pytest.mark.usefixtures("made_again_once")
def test_looks_alone_are_said_and_no_fault(result: Path) -> None:
    path = next((result / names.NOTICES).iterdir())
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    styles = parts["xl/styles.xml"].replace(b'<sz val="', b'<sz val="1', 1)
    assert styles != parts["xl/styles.xml"]
    with zipfile.ZipFile(path, "w") as package:
        for name, content in (parts | {"xl/styles.xml": styles}).items():
            package.writestr(name, content)
    sealed_anew(result)
    verified = verify(result)
    assert codes(verified) == ["R14"] and not verified.faults


@pytest.mark.usefixtures("made_again_once")
def test_a_file_that_cannot_be_read_is_not_called_edited(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Excel holds a workbook open on Windows, or a disk is bad: nobody knows whether it was edited."""
    from huibao_xl.files.results import folder

    def locked(path: Path) -> str:
        if path == result / names.RUN_WORKBOOK:
            raise PermissionError(13, "in use")
        return sha256_of(path)

    monkeypatch.setattr(folder, "sha256_of", locked)
    verified = verify(result)
    assert codes(verified) == ["R08"] and verified.files == len(ResultFolder.open(result).outputs)


def test_a_summary_with_a_key_written_twice_is_no_summary(result: Path) -> None:
    summary = result / "result.json"
    text = summary.read_text(encoding="utf-8")
    summary.write_text(text.replace('{\n "as_of"', '{\n "policy": "2023",\n "as_of"', 1), encoding="utf-8")
    assert summary.read_text(encoding="utf-8") != text
    with pytest.raises(Stop) as stop:
        verify(result)
    assert stop.value.code == "S98" and "huibao verify" not in stop.value.text(WORDS)


def test_an_edited_policy_with_a_key_written_twice_stops_what_reads_it(result: Path) -> None:
    path = result / names.DATA / names.POLICY
    path.write_text(path.read_text(encoding="utf-8").replace("{", '{"year": 2023,', 1), encoding="utf-8")
    sealed_anew(result)
    assert "R07" in codes(verify(result))


def test_sources_that_are_gone_or_changed_are_named_and_no_fault(result: Path) -> None:
    lists = result.parent / "名单"
    (lists / "银行账户.csv").unlink()
    (lists / "承保名单.csv").write_text("姓名,证件号码\n", encoding="utf-8")
    verified = verify(result)
    assert [(line.code, line.fields["file"]) for line in verified.lines[:2]] == [
        ("R11", "承保名单.csv"),
        ("R10", "银行账户.csv"),
    ] and verified.lines[2].code == "R12"
    assert not verified.faults and verified.again == FROM_FRAMES and verified.compared > 5
    assert "没有重新认定，只按“数据”里所存的表重新写出" in in_words(verified)[0]


def test_without_its_sources_the_files_are_held_against_the_stored_frames(result: Path) -> None:
    shutil.rmtree(result.parent / "名单")
    table = result / names.DECISIONS_TABLE
    table.write_text(table.read_text(encoding="utf-8-sig").replace("七宝镇", "莘庄镇", 1), encoding="utf-8-sig")
    sealed_anew(result)
    (line,) = verify(result).faults
    assert line.code == "R04" and "“处置全表.csv”第 2 行" in line.text


def test_frames_that_contradict_one_another_are_found_without_sources(result: Path) -> None:
    shutil.rmtree(result.parent / "名单")
    frame = ResultFolder.open(result).frame(PAYMENTS)
    store_frame(result, PAYMENTS, frame.assign(amount_fen=frame["amount_fen"] + 1))
    sealed_anew(result)
    verified = verify(result)
    assert "R22" in codes(verified) and verified.again == NOT_AGAIN


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
    for verified in map(verify, (first, second)):
        assert codes(verified) == [] and verified.again == FROM_SOURCES


def test_roles_that_were_forced_are_forced_again(tmp_path: Path) -> None:
    lists = people.lists(tmp_path / "名单", 2, TOWNS)
    (lists / "持证残疾人.csv").rename(lists / "表.csv")
    arguments = [str(lists / "承保名单.csv"), str(lists / "银行账户.csv"), f"优抚对象={lists / '表.csv'}"]
    assert main(["run", *arguments, "--policy", "2024", "--out", str(tmp_path / "结果")]) == 0
    assert codes(verify(tmp_path / "结果")) == []


@pytest.mark.usefixtures("made_again_once")
def test_another_program_version_is_said(result: Path) -> None:
    opened = ResultFolder.open(result)
    summary = opened.summary | {"program": "huibao_xl 0.0.1"}
    write_json(result / "result.json", summary | {"seal": seal_of(summary)})
    verified = verify(result)
    assert codes(verified) == ["R13"] and not verified.faults


def test_a_run_that_cannot_be_made_again_though_its_lists_are_there_is_a_fault(result: Path) -> None:
    (result / names.DATA / names.POLICY).write_bytes(b"{}")
    assert {line.code for line in verify(result).faults} == {"R01", "R07"}


@pytest.mark.parametrize("content", [b"", b"[]", b'{"name": 1}', b'{"name": "", "recipe": {"sources": 3}}'])
def test_an_edited_record_of_the_run_is_no_defect(result: Path, content: bytes) -> None:
    (result / names.DATA / names.RECIPE).write_bytes(content)
    verified = verify(result)
    assert codes(verified)[:2] == ["R01", "R21"] and verified.again != FROM_SOURCES


@pytest.mark.parametrize("change", [{"options": {}}, {"files": []}, {"today": "2024-13-41"}])
def test_a_record_that_fits_its_schema_and_makes_no_sense_is_no_defect(result: Path, change: dict[str, object]) -> None:
    path = result / names.DATA / names.RECIPE
    content = json.loads(path.read_text(encoding="utf-8"))
    write_json(path, content | {"recipe": content["recipe"] | change})
    sealed_anew(result)
    assert "R21" in (found := codes(verify(result))) and "R07" not in found


def test_forms_of_the_bureau_are_carried_and_used_again(tmp_path: Path) -> None:
    lists, forms = people.lists(tmp_path / "名单", 2, TOWNS), tmp_path / "模板"
    forms.mkdir()
    book = openpyxl.load_workbook(resources.folder("templates") / "银行代发.xlsx")
    book.active["A1"].font = openpyxl.styles.Font(size=33)
    book.save(forms / "银行代发.xlsx")
    arguments = ["run", str(lists), "--policy", "2024", "--templates", str(forms), "--out", str(tmp_path / "结果")]
    assert main(arguments) == 0
    shutil.rmtree(forms)
    assert codes(verify(tmp_path / "结果")) == []


def test_every_column_has_a_chinese_name() -> None:
    assert {name for shape in FRAMES.values() for name in shape.columns} == set(TITLES)


def test_every_kind_of_result_can_be_made_again() -> None:
    assert set(AGAIN) == {kind.title for kind in names.KINDS}


def test_a_line_is_a_code_and_fields() -> None:
    assert not Line("R10", {"file": "名单.xlsx"}).is_fault
    assert Line("R03", {"file": "多.xlsx"}).is_fault and Line("R03", {"file": "多.xlsx"}).text.startswith("“多.xlsx”")


def test_a_folder_that_is_no_result_stops(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="不是结果文件夹"):
        verify(tmp_path)


NEVER_A_RESULT = {
    "what the add-in writes": ["银行代发/七宝镇.xlsx", "公示/七宝镇.xlsx"],
    "a table that was sent on": ["处置全表.csv"],
    "frames of somebody": ["数据/明细.parquet"],
    "a policy of somebody": ["数据/policy.json"],
    "a summary of another program": ["result.json", "银行代发/七宝镇.xlsx"],
}


@pytest.mark.parametrize("case", NEVER_A_RESULT)
def test_a_folder_that_perhaps_never_was_a_result_is_not_called_edited(tmp_path: Path, case: str) -> None:
    for name in NEVER_A_RESULT[case]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(
            '{"state": "done"}' if name.endswith("json") else "来源,行号,姓名,证件号码,处置,代码,街镇"
        )
    with pytest.raises(Stop, match="不是结果文件夹") as stop:
        verify(tmp_path)
    assert stop.value.code == "S07" and "改动" not in str(stop.value)


@pytest.mark.usefixtures("made_again_once")
def test_the_last_line_says_no_more_than_what_was_looked_at(result: Path) -> None:
    assert in_words(verify(result))[-1] == "没有发现不符。"
    shutil.rmtree(result.parent / "名单")
    assert "没有核对" in in_words(verify(result))[-1]
    verified = Verified(result, "认定结果", 3, NOT_AGAIN, 0, ())
    assert in_words(verified)[-1].endswith("内容对不对，没有核对。")


def test_sources_are_not_called_there_where_none_is_named(result: Path) -> None:
    """An empty recipe, sealed anew; one that is gone; and stored frames from which nothing can be written."""
    path = result / names.DATA / names.RECIPE
    content = json.loads(path.read_text(encoding="utf-8"))
    for each in content["recipe"]["files"]:
        each["sources"] = []
    write_json(path, content)
    sealed_anew(result)
    assert any("没有写明来源文件" in line for line in in_words(verify(result)))
    path.unlink()
    sealed_anew(result)
    shown = "\n".join(in_words(verified := verify(result)))
    assert "来源都在" not in shown and "数据/run.json”）读不出来" in shown and "R22" in codes(verified)


@pytest.mark.parametrize(
    ("content", "says"),
    [('{"seal": 5}', "内容不是结果的摘要"), ("[]", "读不出来"), ("{", "读不出来"), (None, "没有 result.json")],
)
def test_why_a_summary_is_none_is_said(result: Path, tmp_path: Path, content: str | None, says: str) -> None:
    other = tmp_path / "别处"
    other.mkdir()
    for folder, code in ((result, "S98"), (other, "S07")):
        (folder / names.RESULT).unlink(missing_ok=True)
        if content is not None:
            (folder / names.RESULT).write_text(content)
        with pytest.raises(Stop, match=says) as stop:
            verify(folder)
        assert stop.value.code == code


@pytest.mark.usefixtures("made_again_once")
@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
@pytest.mark.parametrize("file", ["公示/七宝镇.xlsx", "数据/decisions.parquet", "处置全表.csv", "result.json", "公示"])
def test_a_link_in_place_of_a_file_is_named_though_its_content_is_the_same(
    result: Path, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, elsewhere = result / file, result.parent / "别处"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert main(["verify", str(result)]) == 2
    out = capsys.readouterr().out
    assert f"不符：“{file}”不是" in out and "没有发现不符" not in out
    with pytest.raises(Stop, match=file):
        acts.make(result.parent / "台账.sqlite3", result, "街镇", "甲", "通用")


@pytest.mark.usefixtures("made_again_once")
def test_a_whole_folder_behind_a_link_is_ordinary(result: Path) -> None:
    """As a share or a synchronised folder is reached."""
    (link := result.parent / "链接").symlink_to(result)
    try:
        assert codes(verify(link)) == []
    finally:
        link.unlink()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def plug(path: Path) -> None:
    """A socket, made by its short name: the path of a socket must be short."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


SPECIAL = {"pipe": pipe, "socket": plug, "device": lambda path: path.symlink_to("/dev/zero"), "folder": Path.mkdir}


@pytest.mark.usefixtures("made_again_once")
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
@pytest.mark.parametrize("special", SPECIAL)
@pytest.mark.parametrize(
    "places",
    [
        ["数据/decisions.parquet", "处置全表.csv", "银行代发/七宝镇.xlsx"],
        ["数据/policy.json"],  # without these two nothing is made again
        ["数据/run.json"],
    ],
    ids=lambda places: places[0],
)
def test_what_is_no_file_is_not_waited_for(result: Path, special: str, places: list[str]) -> None:
    for place in places:
        (result / place).unlink()
        SPECIAL[special](result / place)
    faults = verify(result).faults
    for place in places:
        assert {line.code for line in faults if line.fields.get("file") == place} & {"R02", "R08", "R25"}, place
    with pytest.raises(Stop):
        acts.make(result.parent / "台账.sqlite3", result, "街镇", "甲", "通用")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
@pytest.mark.parametrize("special", SPECIAL)
def test_a_summary_a_source_a_policy_or_answers_that_are_no_files(
    result: Path, special: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lists, there = result.parent / "名单", result.parent / "在此"
    SPECIAL[special](there)
    for arguments in (
        ["--policy", "2024", "--decisions", str(there)],
        ["--policy", "2024", "--columns", str(there)],
        ["--policy", str(there)],
        ["--policy", "2024", "--password-file", str(there)],
        ["--policy", "2024", "--templates", str(there)],
        ["--policy", "2024", "--ledger", str(there)],
    ):
        assert main(["run", str(lists), *arguments, "--out", str(result.parent / "新")]) == 2, arguments
    (lists / "银行账户.csv").unlink()
    SPECIAL[special](lists / "银行账户.csv")
    assert "R10" in codes(verify(result))
    (result / names.RESULT).unlink()
    SPECIAL[special](result / names.RESULT)
    with pytest.raises(Stop, match="读不出来"):
        verify(result)
    assert "Traceback" not in capsys.readouterr().err


def test_an_untouched_result_of_an_earlier_version_is_not_called_tampered(
    result: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_column(result, "payments", "holder")
    of_format(result, None)
    assert main(["verify", str(result)]) == 2
    shown = capsys.readouterr()
    assert (
        "是较早的版本写出的" in shown.err
        and "用原来的名单重新运行" in shown.err
        and "没有发现写出后的改动" in shown.err
    )
    assert "不符" not in shown.out and "\n不同：" in shown.out
    (result / names.DECISIONS_TABLE).write_text("x", encoding="utf-8")  # somebody did touch it
    assert main(["verify", str(result)]) == 2
    shown = capsys.readouterr()
    assert "处不符" in shown.err and "较早的版本" not in shown.err


@pytest.mark.usefixtures("made_again_once")
def test_an_earlier_result_that_this_version_would_write_alike_is_sound(result: Path) -> None:
    of_format(result, 1)
    verified = verify(result)
    assert not verified.faults and not any(line.fields.get("key") == "format" for line in verified.lines)


@pytest.mark.usefixtures("made_again_once")
@pytest.mark.parametrize("edit", ['{"seal": 5}', "{", None, "foreign key", "whole, but no day"])
def test_verify_sends_nobody_to_verify(result: Path, edit: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    path = result / names.RESULT
    content = json.loads(path.read_text(encoding="utf-8"))
    if edit is None:
        path.unlink()
    elif edit == "whole, but no day":
        run = result / names.DATA / names.RECIPE
        run.write_text(run.read_text(encoding="utf-8").replace('"today": "', '"today": "9999-99-99'), encoding="utf-8")
    else:
        path.write_text(json.dumps(content | {"备注": 1}) if edit == "foreign key" else edit, encoding="utf-8")
    assert main(["verify", str(result)]) == 2
    shown = capsys.readouterr()
    assert "huibao verify" not in shown.err + shown.out and "核对这个结果可以看到" not in shown.err + shown.out
