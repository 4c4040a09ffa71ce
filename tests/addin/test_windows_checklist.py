"""What a person looks at on Windows before a release: one person, one computer, one hour, the worst first, and each look leaves something on paper."""

import re
from pathlib import Path

from huibao_xl.commands import buttons
from huibao_xl.excel import udfs

PAGE = (Path(__file__).parents[2] / "docs" / "windows-checklist.md").read_text(encoding="utf-8")
HOUR, LATER = PAGE.split("## 有别的电脑时再做")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.*?) \| (.*?) \|$", HOUR, re.MULTILINE)


def test_it_takes_an_hour() -> None:
    minutes = [int(text) for text in re.findall(r"^## .*（(\d+) 分钟）$", HOUR, re.MULTILINE)]
    assert sum(minutes) <= 60 and len(minutes) == HOUR.count("\n## ")
    assert len(ROWS) <= 45


def test_rows_are_counted_through() -> None:
    numbers = [int(text) for text in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_worst_comes_first() -> None:
    """What destroys work or makes all of it useless: compiling, undo, other windows, the end of Excel, the second session."""
    worst = [
        "调试－编译",
        "撤销上一步",
        "导入名册",
        "没有保存的那个工作簿还开着",
        "EXCEL.EXE 和 pythonw.exe",
        "再打开第二次",
    ]
    at = [next(int(number) for number, *cells in ROWS if word in " ".join(cells)) for word in worst]
    assert at == sorted(at) and at[-1] <= 16
    stops = [int(number) for number, does, *_ in ROWS if "**停。**" in does]
    assert stops and max(stops) <= 12


def test_each_row_says_what_must_be_seen_and_each_part_what_to_write_down() -> None:
    assert not [number for number, does, seen, _ in ROWS if not does or (not seen and number != "6")]
    for part in HOUR.split("\n## ")[1:]:
        assert "| # | 做什么 | 必须看到 | 记下 |" in part
        assert re.search(r"^\| \d+ \|.*\| [^|]+ \| [^| ][^|]* \|$", part, re.MULTILINE)


def test_buttons_and_functions_that_are_named_are_there() -> None:
    labels = {button.label for button in buttons()}
    assert set(re.findall(r"按“([^”]+)”", PAGE)) <= labels
    assert set(re.findall(r"HB_[A-Z0-9_]+", PAGE)) - {"HB_"} <= set(vars(udfs))
