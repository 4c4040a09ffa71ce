import csv

import pytest

from huibao_xl import resources
from huibao_xl.identifiers import person_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样\ue863", "样䶮"),
        ("⻢样", "马样"),
        ("⻩样", "黄样"),
        ("⻬样", "齐样"),
        ("⽅样", "方样"),
        ("样\ue816", "样𠂇"),
        ("阿例·买样", "阿例•买样"),
        ("阿例・买样", "阿例･买样"),
        ("阿例‧买样", "阿例∙买样"),
        ("阿例⋅买样", "阿例●买样"),
        ("样 例", "样例"),
        ("样\u3000例", "样例"),
        ("样\u200b例", "样例"),
        ("样\u3164例", "样例"),
        ("样例\ufe00", "样例"),
        ("样\n例", "样例"),
        ("ＡＢ", "AB"),
    ],
)
def test_the_same_name_written_twice(one, other):
    assert person_name.key(one) == person_name.key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张样", "張样"),
        ("张三", "张叁"),
        ("样例", "样列"),
        ("阿例·买样", "阿例买样"),
        ("样?", "样䶮"),
        ("样", "样样"),
        ("ab", "AB"),
    ],
)
def test_different_names_stay_different(one, other):
    assert person_name.key(one) != person_name.key(other)


def test_every_private_use_character_that_has_a_real_one_becomes_it():
    with (resources.folder("data") / "gbk_private_use.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if len(row["char_glibc"]) == 1]
    keys = {person_name.key(chr(int(row["pua_codepoint(GB18030-2000/cp936)"][2:], 16))) for row in rows}
    assert len(rows) > 80
    left = [key for key in keys if any("\ue000" <= one <= "\uf8ff" for one in key)]
    assert not left


@pytest.mark.parametrize(
    ("name", "keep", "masked"), [("张小明", 1, "张**"), ("李", 1, "李"), ("", 1, ""), ("欧阳样例", 2, "欧阳**")]
)
def test_mask(name, keep, masked):
    assert person_name.mask(name, keep) == masked
