"""The command line as it is typed: options before and after, with ``=``, after ``--``; help and faults are Chinese."""

import errno
import gc
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest

from huibao_xl import cli
from huibao_xl.cli import parser
from huibao_xl.commands import GROUPS, CommandLine, lines
from huibao_xl.commands.examples import EXAMPLES

ENGLISH = re.compile(r"\b(usage|options?|commands?|required|arguments?|error|missing|invalid)\b", re.IGNORECASE)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What would have been run, with what."""
    calls: list[tuple[str, dict[str, Any]]] = []

    def call(line: CommandLine, values: dict[str, Any]) -> None:
        calls.append((line.name, parser.completed(line, values)))

    monkeypatch.setattr(parser, "call", call)
    return calls


RUN = {
    "sources": ["名单 一", "二.xlsx"],
    "password_file": None,
    "policy": "2024",
    "out": Path("结果"),
    "force": False,
    "name": "",
    "as_of": None,
    "decisions": None,
    "columns": None,
    "ledger": None,
    "templates": None,
}


TODAY = object()
"""The day on which a test runs: the list of cases may have been made the day before."""


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        (["run", "名单 一", "二.xlsx", "--policy", "2024", "--out", "结果"], {}),
        (["run", "--policy=2024", "--out=结果", "名单 一", "二.xlsx"], {}),
        (["run", "名单 一", "--policy", "2024", "二.xlsx", "--out", "结果"], {}),
        (["run", "--policy", "2024", "--out", "结果", "--", "名单 一", "二.xlsx"], {}),
        (["run", "--policy", "2024", "--out", "结果", "--", "-一", "--二"], {"sources": ["-一", "--二"]}),
        (
            ["run", "名单 一", "二.xlsx", "--policy", "2024", "--out=-", "--as-of=2024-07-01", "--force"],
            {"out": Path("-"), "as_of": date(2024, 7, 1), "force": True},
        ),
        (
            ["run", "持证残疾人=甲 乙.xlsx#表", "--policy", "2024", "--out", "结果", "--name=a=b"],
            {"sources": ["持证残疾人=甲 乙.xlsx#表"], "name": "a=b"},
        ),
    ],
)
def test_the_same_command_however_it_is_typed(
    called: list[tuple[str, dict[str, Any]]], typed: list[str], changed: dict[str, Any]
) -> None:
    assert cli.main(typed) == 0
    assert called == [("run", RUN | changed)]


@pytest.mark.parametrize(
    ("typed", "name", "values"),
    [
        (["clear", "甲", "--before", "一", "二", "--paid", "台账"], "before", ["一", "二"]),
        (["clear", "甲", "--before", "一", "--before=二", "--paid", "台账"], "before", ["一", "二"]),
        (["clear", "甲", "--before=一", "乙", "--paid", "台账"], "sources", ["甲", "乙"]),
        (["clear", "甲", "--paid", "台账"], "before", []),
        (["review", "批", "--strike", "3", "--strike=17"], "strike", [3, 17]),
        (["review", "批", "--strike", "6、７", "--strike", "第9行", "--strike=11-13"], "strike", [6, 7, 9, 11, 12, 13]),
        (["review", "批"], "strike", []),
        (["ledger", "verify"], "path", None),
        (["ledger", "verify", "另.sqlite3"], "path", Path("另.sqlite3")),
        (["check", "甲"], "out", Path("核验结果")),
        (["export", "批"], "by", "登录名"),
        (["monitor", "甲"], "on", TODAY),
    ],
)
def test_values_and_defaults(
    called: list[tuple[str, dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
    typed: list[str],
    name: str,
    values: object,
) -> None:
    monkeypatch.setitem(parser.GIVEN, parser.Given.LOGIN, lambda: "登录名")
    rest = {"clear": ["--policy", "2024", "--out", "出"], "review": ["--by", "甲"], "monitor": ["--out", "出"]}
    assert cli.main([*typed, *rest.get(typed[0], [])]) == 0
    ((_, given),) = called
    assert given[name] == (date.today() if values is TODAY else values)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ([], "缺少参数：命令。写法见 huibao --help"),
        (["fly"], "没有“fly”这个命令。写法见 huibao --help"),
        (["chek"], "没有“chek”这个命令，是不是 check。写法见 huibao --help"),
        (["ledger"], "缺少参数：命令。写法见 huibao ledger --help"),
        (["ledger", "fly"], "没有“fly”这个命令。写法见 huibao ledger --help"),
        (["run", "甲"], "缺少参数：--policy、--out。写法见 huibao run --help"),
        (["explain"], "缺少参数：证件号码、结果文件夹。写法见 huibao explain --help"),
        (["explain", "甲", "乙", "丙", "丁"], "不认识的参数：丙 丁。写法见 huibao explain --help"),
        (["demo", "--ouT", "甲"], "不认识的参数：--ouT，是不是 --out。写法见 huibao demo --help"),
        (
            ["budget", "街道", "-5"],
            "“-5”前面的减号读作参数：金额只写数字，减少的按这个命令的说明写文字（如 减129.00、付129.00）。写法见 huibao budget --help",
        ),
        (["demo", "-z"], "不认识的参数：-z。写法见 huibao demo --help"),
        (["demo", "--out"], "参数 --out 后面要写内容，不能以减号开头。写法见 huibao demo --help"),
        (["demo", "--out", "--force"], "参数 --out 后面要写内容，不能以减号开头。写法见 huibao demo --help"),
        (["demo", "--force=3"], "参数 --force 后面不写内容。写法见 huibao demo --help"),
        (["monitor", "甲", "--on", "昨天", "--out", "出"], "参数 --on：“昨天”不是日期，应如 2024-07-01。"),
        (["review", "批", "--by", "甲", "--strike", "三"], "参数 --strike：“三”不是行号，应如 6、7 或 6-8。"),
        (["release", "批", "三", "--by", "甲", "--why", "因"], "参数 行号：“三”不是一个行号，应如 6。"),
        (["run", "甲", "--policy", "2024", "--policy", "2023", "--out", "出"], "参数 --policy 写了两次，只能写一次。"),
        (["run", "甲", "--policy=2024", "--out", "出", "--policy=2024"], "参数 --policy 写了两次"),
        (["run", "甲", "--policy", "2024", "--out", "出", "乙", "--out=出二"], "参数 --out 写了两次"),
        (["demo", "--force", "--force"], "参数 --force 写了两次"),
        (["batch", "夹", "--payer", "区", "--payer", "街镇", "--by", "甲"], "参数 --payer 写了两次"),
        (["ledger", "verify", "--seal", "a", "--ledger=甲", "--seal", "b"], "参数 --seal 写了两次"),
        (["review", "批", "--by", "甲", "--strike", "3", "--strike", "5", "--by", "乙"], "参数 --by 写了两次"),
        (["batch", "夹", "--payer", "市", "--by", "甲"], "参数 --payer：“市”不对，应为 街镇、区。"),
    ],
)
def test_wrong_usage_is_one_chinese_line(
    capsys: pytest.CaptureFixture[str], called: list[object], typed: list[str], fault: str
) -> None:
    assert cli.main(typed) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith(f"错误：{fault}") and captured.err.count("\n") == 1
    assert called == []


@pytest.mark.parametrize("name", ["", *GROUPS, *(line.name for line in lines())])
@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_every_help_is_chinese(capsys: pytest.CaptureFixture[str], name: str, asked: str) -> None:
    assert cli.main([*name.split(), asked]) == 0
    captured = capsys.readouterr()
    assert captured.err == "" and captured.out.startswith(f"用法：huibao {name}".rstrip())
    prose = re.sub(r"(?:--?|huibao )[a-z-]+", "", captured.out)
    assert not ENGLISH.search(prose), ENGLISH.search(prose)


def test_help_of_a_command_says_all_that_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    for line in lines():
        cli.main([*line.name.split(), "--help"])
        shown = re.sub(r"\s+", "", capsys.readouterr().out)
        for parameter in line.parameters:
            assert re.sub(r"\s+", "", f"{parameter.option} {parameter.shown}") in shown
            assert re.sub(r"\s+", "", parameter.help) in shown


def test_the_version_is_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert re.fullmatch(r"huibao \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_ctrl_c_ends_with_130_and_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(parser, "call", stopped)
    assert cli.main(["demo"]) == 130
    assert capsys.readouterr().err == "已中止，没有写出结果，输入文件没有改动。\n"


@pytest.mark.parametrize(
    ("raised", "status", "words"),
    [
        (KeyboardInterrupt(), 130, "已中止，"),
        (MemoryError(), 2, "错误：内存不足，"),
        (OSError(errno.EIO, "Input/output error"), 2, "错误：不能读写文件（磁盘、U 盘或网络出错），"),
        (ZeroDivisionError(), 1, "错误：程序内部出错（ZeroDivisionError，"),
    ],
)
def test_an_act_that_does_not_end_says_what_stands_in_the_ledger(
    raised: BaseException,
    status: int,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ledger = tmp_path / "账.sqlite3"

    def stopped(recorded: bool) -> str:
        def call(*_: object) -> None:
            if recorded:
                ledger.write_text("x")
            raise raised

        monkeypatch.setattr(parser, "call", call)
        command = ["batch", "结果", "--payer", "区", "--by", "甲", f"--ledger={ledger}"]
        assert cli.main(command) == status
        return capsys.readouterr().err

    assert stopped(False).startswith(words) and "没有写出结果，输入文件没有改动" in stopped(False)
    assert f"台账“{ledger}”中已经记下的仍然有效" in stopped(True) and "没有写出结果" not in stopped(True)
    os.utime(ledger, (1, 1))
    text = stopped(False)
    assert "没有写出结果，台账和输入文件没有改动" in text and "error" not in text


def test_the_ledger_is_found_however_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("台账.sqlite3").write_text("x")
    for command in (["review", "1"], ["ledger", "adopt", "--by", "甲"], ["review", "--ledger", "台账.sqlite3", "1"]):
        assert "“台账.sqlite3”" in cli.unfinished(command, 0.0)
    for command in (["ledger", "list"], ["run", "--ledger", "台账.sqlite3"], ["review", "--ledger", "别处"], []):
        assert "没有写出结果" in cli.unfinished(command, 0.0)


def test_a_reader_that_went_away_is_no_fault() -> None:
    """As in: huibao ledger list | head -1."""
    code = (
        "import sys; from huibao_xl.cli import main, parser\n"
        "def gone(*_): raise BrokenPipeError\n"
        "parser.call = gone\n"
        "sys.exit(main(['demo']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_asking_for_help_loads_nothing_that_only_a_command_needs() -> None:
    code = "import sys; from huibao_xl import cli; cli.main(['run', '--help']); print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    for module in (
        "pandas",
        "numpy",
        "pyarrow",
        "rich",
        "xlwings",
        "openpyxl",
        "huibao_xl.subsidy",
        "huibao_xl.rosters",
    ):
        assert f"'{module}'" not in done.stderr


BLANK = [
    ["run", "{list}", "--policy", "", "--out", "{out}"],
    ["run", "", "--policy", "2024", "--out", "{out}"],
    ["run", "{list}", "--policy", "2024", "--out", ""],
    ["run", "{list}", "--policy", "2024", "--out", "{out}", "--decisions", " "],
    ["run", "{list}", "--policy", "2024", "--out", "{out}", "--templates", ""],
    ["check", "{list}", "--policy", "", "--out", "{out}"],
    ["check", "持证残疾人=", "--out", "{out}"],
    ["check", "={list}", "--out", "{out}"],
    ["check", "持证残疾人={list}#", "--out", "{out}"],
    ["changes", "", "{list}", "--role", "持证残疾人", "--out", "{out}"],
    ["clear", "{list}", "--paid", "", "--policy", "2024", "--out", "{out}"],
    ["clear", "{list}", "--paid", "{list}", "--policy", "2024", "--before", "", "--out", "{out}"],
    ["settle", "{list}", "--after", "", "--out", "{out}"],
    ["batch", "", "--payer", "街镇", "--by", "甲"],
    ["batch", "{list}", "--payer", "街镇", "--by", "　"],
    ["explain", "310112198501010013", ""],
    ["press", "核验名册", ""],
]


@pytest.mark.parametrize("arguments", BLANK, ids=lambda arguments: " ".join(arguments))
def test_what_is_left_empty_is_refused_and_never_a_default(arguments, tmp_path, monkeypatch, capsys):
    """As a script gives it whose variable is not set; an empty path would be the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "名单.csv"
    path.write_text("姓名,证件号码\n样甲,310112198501010013\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert cli.main([each.format(list=path, out=tmp_path / "出") for each in arguments]) == 2
    told = capsys.readouterr().err
    assert "空的" in told or "没有写" in told, told
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.name)
def test_the_help_of_a_command_ends_with_what_it_writes_and_an_example_that_is_taken(
    line: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    example = EXAMPLES[line.name]
    assert cli.main([*line.name.split(), "--help"]) == 0
    assert capsys.readouterr().out.endswith(f"\n写出：{example.writes}\n示例：{example.typed}\n")
    first, *arguments = example.typed.split()
    command: click.Command = parser.program()
    for name in line.name.split():
        assert isinstance(command, click.Group) and arguments.pop(0) == name
        command = command.commands[name]
    assert first == "huibao" and command.make_context(line.name, arguments).command is command


def test_every_example_is_a_command_of_the_registry() -> None:
    assert list(EXAMPLES) == [line.name for line in lines()]


@pytest.mark.parametrize("module", ["colorsys", "no_such_module"])
def test_garbage_is_looked_for_again_once_the_module_of_a_command_is_loaded(module: str) -> None:
    sys.modules.pop("colorsys", None)
    with pytest.raises((AttributeError, ModuleNotFoundError)):
        parser.call(CommandLine(name="试", help="", function=f"{module}:gone"), {})
    assert gc.isenabled()
