"""What a message shows of a row in which no header was found: nothing of a person's cells."""

from pathlib import Path

import pytest

from huibao_xl.cli import main
from huibao_xl.rosters.header_words import HIDDEN, shown_headers

PERSONS = [
    ["张三", "310112198501010013", "6222021234567890123", "13800138000", "七宝镇"],
    ["李镇", "31011219850101001X", "肢体", "二级"],
    ["欧阳样样", "", "021-54888888", "春申路 1234 弄 5 号"],
    ["王名", "1", "3.10112E+17", "2024-01-01"],
    ["张三", "七宝镇"],
    ["ZHANG SAN", "E12345678", "a@b.cn"],
]


@pytest.mark.parametrize("cells", PERSONS)
def test_a_person_is_told_by_columns(cells):
    shown = shown_headers(cells)
    assert HIDDEN in shown and not [
        cell for cell in cells[:3] if len(cell) > 1 and cell in shown and cell not in "本人户主"
    ]


@pytest.mark.parametrize(
    "cells", [["姓名", "身份证号", "备用"], ["序号", "姓名", "身份证\n号码", "街镇"], ["名字", "持证人身份证编号"]]
)
def test_a_header_row_is_shown_as_it_stands(cells):
    assert shown_headers(cells) == "、".join(cell.replace("\n", "") for cell in cells)


def test_an_empty_row_is_none():
    assert shown_headers(["", " "]) == "（没有）"


@pytest.mark.parametrize("command", [["check"], ["run", "--policy", "2024"]])
def test_a_list_without_a_header_row_shows_nobody(command, tmp_path: Path, capsys):
    path = tmp_path / "名单.csv"
    path.write_text("\n".join(",".join(row) for row in PERSONS[:1] * 2), encoding="utf-8")
    assert main([command[0], f"承保名单={path}", *command[1:], "--out", str(tmp_path / "出")]) == 2
    told = capsys.readouterr()
    assert not [cell for cell in PERSONS[0] if cell in told.err + told.out] and "A 列" in told.err
