"""A roster that has the accounts of its people besides stays that roster; a list of accounts that is called so stays one."""

from pathlib import Path

import pytest
from tables import grid

from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.role import read_role

HERO = ["街镇", "姓名", "身份证号", "优抚类别", "银行账号", "开户行"]
FARMER = ["镇", "村", "姓名", "身份证号", "困难类型", "户名", "银行账号", "开户行"]


@pytest.mark.parametrize(
    ("file", "sheet", "headers", "role"),
    [
        ("优抚", "优抚对象", HERO, "优抚对象"),
        ("优抚", "优抚对象", [*HERO, "户名"], "优抚对象"),
        ("农户", "生活困难农户", FARMER, "生活困难农户"),
        ("困难农户(含账户)", "生活困难农户", FARMER, "生活困难农户"),
        ("农户附银行卡", "困难农户", [*FARMER, "联行号"], "生活困难农户"),
        ("优抚对象银行账户", "优抚对象", [*HERO, "户名"], "银行账户"),
        ("农户", "银行账户", FARMER, "银行账户"),
        ("农户", "生活困难农户", ["姓名", "身份证号", "户名", "银行账号", "开户行"], "银行账户"),
    ],
)
def test_what_names_and_kinds_say(file, sheet, headers, role):
    header = find_header(grid([headers, ["样"] * len(headers)], f"{file}.xlsx", sheet))
    assert read_role(Path(f"{file}.xlsx"), sheet, header).role.name == role
