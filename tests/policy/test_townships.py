import pytest
from tables import load

from huibao_xl.policy.townships import Names

NAMES = Names(load("2024"))
TOWNS = [town.name for town in load("2024").townships]


@pytest.mark.parametrize("name", TOWNS)
def test_every_name_with_every_prefix(name):
    for prefix in ("", "闵行区", "上海市闵行区", "上海市", " 闵行区 "):
        assert NAMES.find(prefix + name) == name
    assert NAMES.find(name + "人民政府") == name
    assert NAMES.named_in(f"2024年{name}残疾人名册") == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("江川", "江川路街道"),
        ("江川街道", "江川路街道"),
        ("古美路街道", "古美街道"),
        ("古美", "古美街道"),
        ("新浦江镇", "浦江镇"),
        ("浦江", "浦江镇"),
        ("浦锦", "浦锦街道"),
        ("莘工区", "莘庄工业区"),
        ("莘庄工业区管委会", "莘庄工业区"),
        ("上海莘庄工业区", "莘庄工业区"),
        ("七 宝 镇", "七宝镇"),
        ("闵行区\u3000七宝", "七宝镇"),
    ],
)
def test_aliases(text, name):
    assert NAMES.find(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "莘庄",
        "闵行区莘庄",
        "上海市闵行区莘庄",
        "外区街镇",
        "虹桥街道",
        "长宁区虹桥街道",
        "闵行区",
        "",
        "镇",
        "街道",
        "七宝路1号",
        "浦东新区",
        "申莘街道",
    ],
)
def test_what_names_no_township(text):
    assert NAMES.find(text) is None


def test_a_sheet_name_may_hold_several_or_none():
    assert NAMES.named_in("莘庄镇、莘庄工业区") == ["莘庄工业区", "莘庄镇"]
    assert NAMES.named_in("莘庄") == [] == NAMES.named_in("承保名单")
    assert NAMES.named_in("莘庄工业区") == ["莘庄工业区"]
