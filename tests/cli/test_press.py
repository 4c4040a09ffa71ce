"""``huibao press``: what a button asks for stands in the workbook, and its stops say so; what press itself takes is an option."""

import pytest

from huibao_xl.cli import main, press
from huibao_xl.reasons import Input, Stop


@pytest.mark.parametrize(
    ("stop", "shown"),
    [
        (
            Stop("S07", why="“名单2.xlsx”已存在", advice="请换一个新文件名", inputs=[Input.NEW_FILE]),
            "请换一个新文件名（--out 新文件）。",
        ),
        (
            Stop("S07", why="没有写明原因", advice="请写明原因", inputs=[Input.WHY]),
            "请写明原因（“发放”表的“原因”）。",
        ),
    ],
)
def test_a_stop_speaks_of_the_workbook(
    stop: Stop, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*arguments: object) -> str:
        raise stop

    monkeypatch.setattr(press.commands, "press", refuse)
    assert main(["press", "审核", "名单.xlsx"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("错误：") and error.endswith(f"{shown}\n") and error.count("\n") == 1
