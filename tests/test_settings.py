"""Settings files: what is wrong with them is told in Chinese from what the schema asked, whatever the words of the checker."""

import copy
from pathlib import Path

import pytest

from huibao_xl import policy, resources, settings
from huibao_xl.files.results import names
from huibao_xl.matching.record import RECORD
from huibao_xl.medical import policy as medical
from huibao_xl.payments.bank import layouts
from huibao_xl.reasons import Stop

NO_NAMES = (" ", "../../x", "a/b", "a\\b", "..", "C:2024", "2024?", "某\x7f区", "[2024]", "2024 ", "'2024")
"""What no file can be called, or what leads to another folder."""
AMOUNT = policy.content_of("2024")["amount"]


@pytest.mark.parametrize(
    ("change", "key", "why"),
    [
        ({"categories": None}, "categories", "值的类型不对"),
        ({"year": 1900}, "year", "1900 太小"),
        ({"year": 3000}, "year", "3000 太大"),
        ({"title": ""}, "title", "不能为空"),
        ({"checked_on": "2024-02-31"}, "checked_on", "“2024-02-31”不是日期（应如 2024-07-01）"),
        ({"颜色": 1, "it's": 2}, "（整个文件）", "有不认识的键 颜色、it's"),
        ({"name": "2024\n"}, "name", "“2024”中有不能用的字符"),
        ({"name": "长" * 5000}, "name", "太长"),
        ({"title": "一\n二"}, "title", "“一 二”中有不能用的字符"),
        ({"year": "长" * 5000}, "year", "值的类型不对"),
        ({"document": " \u3000"}, "document", "不能为空"),
        *(({"name": name}, "name", f"“{name.strip()}”中有不能用的字符") for name in NO_NAMES),
        *(
            ({"amount": AMOUNT | {"yuan": yuan}}, "amount.yuan", f"“{yuan}”的写法不对，应如 130.00")
            for yuan in ("１３０", "１３０.００", "130", "-1.00", "1,300.00", "13０.00", "9999999999.00")
        ),
        ({"not_townships": "某路"}, "not_townships", "值的类型不对"),
    ],
)
def test_a_fault_is_told_by_what_the_schema_asks(change: dict[str, object], key: str, why: str) -> None:
    assert settings.fault(policy.content_of("2024") | change, policy.SCHEMA) == (key, why)


def test_every_missing_key_is_named() -> None:
    found = settings.fault({"scheme": "一", "name": "二"}, policy.SCHEMA)
    assert found is not None and found[1].startswith("缺少键 year、title、document")


@pytest.mark.parametrize(
    "name",
    [
        "../七宝镇",
        "七宝/镇",
        "..",
        "C:\\镇",
        "七宝镇\n",
        "七宝镇.",
        " 七宝镇",
        "CON",
        "com1",
        "a" * 31,
        "七[宝]镇",
        "'镇'",
        "镇\u2028",
        "镇\0",
    ],
)
def test_the_name_of_a_township_can_be_a_file_and_a_sheet(name: str) -> None:
    content = copy.deepcopy(policy.content_of("2024"))
    content["townships"][0]["name"] = name
    found = settings.fault(content, policy.SCHEMA)
    assert found is not None and found[0] == "townships.1.name"


@pytest.mark.parametrize("depth", [900, 3000, 200_000])
def test_brackets_without_end_are_a_fault_of_the_file(depth: int, tmp_path: Path) -> None:
    path = tmp_path / "2025.json"
    path.write_text('{"name": ' + "[" * depth + "]" * depth + "}", encoding="utf-8")
    with pytest.raises(Stop) as stop:
        policy.load(str(path))
    assert stop.value.code == "S05" and "\n" not in str(stop.value) and len(str(stop.value)) < 300
    with pytest.raises(Stop, match="不"):
        RECORD.read(path)
    summary = names.read_summary(path)
    assert summary is None or names.kind_of(summary) is None


@pytest.mark.parametrize("yuan", ["0.00", "000.00"])
def test_an_amount_of_nothing_is_no_policy(yuan: str) -> None:
    content = policy.content_of("2024") | {"amount": AMOUNT | {"yuan": yuan}}
    assert policy.fault(content) == ("amount.yuan", "补贴金额是零")


@pytest.mark.parametrize("name", NO_NAMES)
def test_other_settings_files_bear_no_such_name_either(name: str) -> None:
    layout = layouts.load("通用").content | {"name": name}
    assert (found := settings.fault(layout, layouts.SCHEMA)) is not None and found[0] == "name"
    with pytest.raises(Stop, match="name"):
        medical.build(medical.load("").content | {"name": name})


@pytest.mark.parametrize("file_name", ["../{part}.xlsx", "..{part}.xlsx", " {part}.xlsx", "a\n{part}.xlsx", "{part}"])
def test_a_bank_file_stays_in_its_folder(file_name: str) -> None:
    found = settings.fault(layouts.load("通用").content | {"file_name": file_name}, layouts.SCHEMA)
    assert found is not None and found[0] == "file_name"


def test_digits_are_ours() -> None:
    """In Python \\d is any digit of Unicode: １３０ and ١٣٠ too."""
    for path in (resources.folder("schemas")).glob("*.json"):
        assert "\\d" not in path.read_text(encoding="utf-8"), path.name


UNREADABLE = {
    "a word for no number": (b'{"a": [{"b": NaN}]}', "a.1.b", "不能写 NaN：不是 JSON 的数"),
    "without end": (b'{"amount": {"yuan": -Infinity}}', "amount.yuan", "不能写 -Infinity：不是 JSON 的数"),
    "nothing else": (b"NaN", "（整个文件）", "不能写 NaN：不是 JSON 的数"),
    "nested": (b"[" * 100_000, "（整个文件）", "括号套得太深"),
    "of another encoding": ('{"name": "某区"}'.encode("gb18030"), "文件", "不是可读的 JSON（文件编码不是 UTF-8）"),
    "cut off": (b'{\n"a": ', "文件", "不是可读的 JSON（第 2 行附近）"),
    "an endless number": (b'{"year": ' + b"9" * 5000 + b"}", "文件", "不是可读的 JSON（有位数太多的整数）"),
    "a key twice": (b'{"a": 1, "a": 2}', "a", "同一个键写了两次"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_why_a_file_is_no_json_is_told(case: str, tmp_path: Path) -> None:
    content, *expected = UNREADABLE[case]
    path = tmp_path / "政策.json"
    path.write_bytes(content)
    found: list[str] = []

    def refuse(key: str, why: str) -> Stop:
        found.extend([key, why])
        return Stop("S05", policy="政策", key=key, why=why)

    with pytest.raises(Stop):
        settings.read(path, policy.SCHEMA, refuse)
    assert found == expected


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="不存在、不是文件或没有权限"):
        settings.read(tmp_path, policy.SCHEMA, lambda key, why: Stop("S05", policy="政策", key=key, why=why))
