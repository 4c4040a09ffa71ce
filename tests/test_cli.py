"""What a clerk sees when something is wrong: one Chinese line, the right exit status, and nothing half written."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from huibao_xl.cli import main
from huibao_xl.subsidy import run, steps

ID = "310112198501010013"
INSURED = f"姓名,证件号码\n张三,{ID}\n"
ROSTER = f"姓名,证件号码,街镇\n张三,{ID},七宝镇\n"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "名单"
    folder.mkdir()
    (folder / "承保名单.csv").write_text(INSURED, encoding="utf-8")
    (folder / "持证残疾人.csv").write_text(ROSTER, encoding="utf-8")
    return folder


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str], status: int = 2) -> str:
    """Run, expect the exit status, and return the one line on stderr."""
    try:
        code = main(arguments)
    except SystemExit as exit:
        code = exit.code
    captured = capsys.readouterr()
    assert code == status, captured
    assert re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*\n", captured.err), captured.err
    assert "Traceback" not in captured.err and ID not in captured.err
    return captured.err


def test_a_plain_run(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(lists), "--policy", "2024", "--out", str(tmp_path / "结果")]) == 0
    said = capsys.readouterr()
    assert "129.00 元" in said.out and "平衡表" in said.out and said.err == ""


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("医疗救助对象.xlsx", b"", "医疗救助对象.xlsx"),
        ("医疗救助对象.xlsx", b"PK\x03\x04 broken", "医疗救助对象.xlsx"),
        ("医疗救助对象.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "医疗救助对象.xls"),
        ("医疗救助对象.csv", "姓名,街镇\n张三,七宝镇\n".encode(), "证件号码"),
        ("医疗救助对象.csv", b"\x00\x01\x02\xff" * 50, "医疗救助对象.csv"),
    ],
)
def test_a_bad_source_is_one_sentence(
    lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, words: str
) -> None:
    (lists / name).write_bytes(content)
    said = refused(["run", str(lists), "--policy", "2024", "--out", str(tmp_path / "结果")], capsys)
    assert words in said and "医疗救助对象" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["名单"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少参数"),
        (["fly"], "没有“fly”这个命令"),
        (["run", "{lists}", "--out", "{out}"], "--policy"),
        (["run", "{lists}", "--policy", "1999", "--out", "{out}"], "1999"),
        (["run", "{lists}", "--policy", "2024", "--out", "{out}", "--as-of", "2024-13-01"], "不是日期"),
        (["run", "{lists}/没有.xlsx", "--policy", "2024", "--out", "{out}"], "没有.xlsx"),
        (["run", "宠物=x.xlsx", "--policy", "2024", "--out", "{out}"], "宠物"),
        (["run", "{lists}/承保名单.csv", "--policy", "2024", "--out", "{out}"], "四类名册"),
        (["run", "{lists}/持证残疾人.csv", "--policy", "2024", "--out", "{out}"], "承保名单"),
        (["run", "{lists}", "--policy", "2024", "--out", "{lists}"], "已存在"),
        (["run", "{lists}", "--policy", "2024", "--out", "{lists}", "--force"], "不是以前的结果"),
        (["explain", ID, "{lists}"], "不是结果文件夹"),
        (
            ["run", "{lists}", "--policy", "2024", "--out", "{out}", "--password-file", "{lists}/密码"],
            "--password-file",
        ),
    ],
)
def test_wrong_usage_is_one_sentence(
    lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    filled = [part.format(lists=lists, out=tmp_path / "结果") for part in arguments]
    assert words in refused(filled, capsys)
    assert not (tmp_path / "结果").exists()


def test_a_role_can_be_told(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lists / "表.csv").write_text(ROSTER.replace("七宝镇", "莘庄镇"), encoding="utf-8")
    told = [str(lists / "承保名单.csv"), f"优抚对象={lists / '表.csv'}"]
    assert main(["run", *told, "--policy", "2024", "--out", str(tmp_path / "结果")]) == 0
    assert "优抚对象" in (tmp_path / "结果" / "名册全表.csv").read_text(encoding="utf-8-sig")
    assert "不存在" in refused(
        ["run", *told[:1], f"优抚对象={lists / '表.csv'}#一", "--policy", "2024", "--out", str(tmp_path / "二")], capsys
    )


def test_a_balance_that_does_not_hold_writes_nothing(
    lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = steps.balance
    monkeypatch.setattr(steps, "balance", lambda rows, *others: honest(rows + 1, *others))
    said = refused(["run", str(lists), "--policy", "2024", "--out", str(tmp_path / "结果")], capsys, status=1)
    assert "读到的承保行数" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["名单"]


def test_a_defect_of_ours_is_one_sentence_without_data(
    lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError(ID)

    monkeypatch.setattr(steps, "decide", broken)
    said = refused(["run", str(lists), "--policy", "2024", "--out", str(tmp_path / "结果")], capsys, status=1)
    assert "KeyError" in said and "test_cli.py" in said


def test_a_disk_that_refuses_leaves_the_old_result(
    lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "结果"
    assert main(["run", str(lists), "--policy", "2024", "--out", str(out)]) == 0
    before = (out / "result.json").read_bytes()
    capsys.readouterr()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run, "write_result", full)
    assert "磁盘已满" in refused(["run", str(lists), "--policy", "2024", "--out", str(out), "--force"], capsys)
    assert (out / "result.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["名单", "结果"]


def test_a_far_cell_does_not_take_the_memory(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lists / "优抚对象.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["XFD1048576"] = "姓名", "证件号码", "x"
    book.save(path)
    assert "XFD1048576" in refused(["run", str(lists), "--policy", "2024", "--out", str(tmp_path / "结果")], capsys)


def test_a_zip_bomb_is_refused(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(lists / "优抚对象.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(64):
                part.write(b" " * (1 << 20))
    refused(["run", str(lists), "--policy", "2024", "--out", str(tmp_path / "结果")], capsys)


def test_help_answers_without_the_heavy_libraries() -> None:
    code = "import sys; from huibao_xl import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\nprint(sorted({'pandas','pyarrow','xlwings','openpyxl'} & set(sys.modules)))"
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True, encoding="utf-8"
    ).stdout
    assert said.endswith("[]\n") and "explain" in said
