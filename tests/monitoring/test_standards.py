"""Standards by date: what ships is dated and labelled, nothing is carried over, the bureau's own file replaces a standard whole."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from huibao_xl import resources
from huibao_xl.monitoring.standards import banner, missing, standards_on, unsure
from huibao_xl.reasons import Stop

SHIPPED = json.loads((resources.folder("monitoring") / "standards.json").read_text(encoding="utf-8"))
VALUE = {
    "from": "2024-01-01",
    "to": "2024-12-31",
    "value": "3000",
    "source": "文件",
    "status": "已核定",
    "checked_on": "2024-01-02",
}


def own(folder: Path, *entries: dict) -> Path:
    path = folder / "标准.json"
    path.write_text(json.dumps({"title": "本区", "standards": entries}, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("day", "name", "fen"),
    [
        ("2020-07-01", "低保标准", 124000),
        ("2021-07-01", "低保标准", 133000),
        ("2022-06-30", "低保标准", 133000),
        ("2022-07-01", "低保标准", None),
        ("2023-07-01", "低保标准", 151000),
        ("2024-06-30", "低保标准", 151000),
        ("2024-07-01", "低保标准", 159500),
        ("2025-07-01", "低保标准", 165000),
        ("2026-07-01", "低保标准", 169000),
        ("2027-07-01", "低保标准", None),
        ("2024-03-01", "帮扶线", 269000),
        ("2025-06-30", "帮扶线", 269000),
        ("2025-07-01", "帮扶线", 274000),
        ("2023-03-01", "全市居民人均可支配收入", 7961000),
        ("2024-03-01", "全市居民人均可支配收入", 8483400),
        ("2025-12-31", "全市居民人均可支配收入", 8836600),
        ("2026-01-01", "全市居民人均可支配收入", None),
        ("2024-03-01", "居民养老金最低标准", 140000),
        ("2024-07-01", "居民养老金最低标准", None),
    ],
)
def test_the_value_of_a_day(day, name, fen):
    assert standards_on(date.fromisoformat(day))[name].fen == fen


def test_what_nobody_stated_ships_without_a_value():
    for year in range(2020, 2030):
        gaps = {one.name for one in missing(standards_on(date(year, 8, 1)))}
        assert {"低保边缘线", "家庭财产标准", "医疗支出占比"} <= gaps


def test_only_a_primary_text_with_its_dates_is_not_called_unsure():
    for entry in SHIPPED["standards"]:
        for value in entry["values"]:
            assert value["status"] == "未核定" or value["evidence"] == "A"
    told = standards_on(date(2024, 3, 1))
    assert [one.name for one in told.values() if one.status == "有原文"] == ["全市居民人均可支配收入"]
    assert {one.name for one in unsure(told)} == {"低保标准", "最低工资", "帮扶线", "居民养老金最低标准"}
    assert all(one.name in banner(told) and one.source for one in unsure(told))


def test_there_is_no_day_with_two_values():
    for entry in SHIPPED["standards"]:
        days = sorted((value["from"], value["to"]) for value in entry["values"])
        for (_, ends), (begins, _) in zip(days, days[1:], strict=False):
            assert date.fromisoformat(ends) + timedelta(days=1) <= date.fromisoformat(begins)


def test_the_bureau_s_file_replaces_a_standard_whole(tmp_path):
    told = standards_on(
        date(2024, 3, 1), own(tmp_path, {"name": "低保边缘线", "values": [VALUE]}, {"name": "低保标准", "values": []})
    )
    assert (told["低保边缘线"].fen, told["低保边缘线"].status) == (300000, "已核定")
    assert not told["低保标准"].is_set and told["低保标准"].quote
    assert (
        standards_on(date(2025, 3, 1), own(tmp_path, {"name": "低保边缘线", "values": [VALUE]}))["低保边缘线"].fen
        is None
    )


def test_confirmed_values_silence_the_banner(tmp_path):
    names = ["低保标准", "最低工资", "帮扶线", "居民养老金最低标准"]
    path = own(tmp_path, *({"name": name, "values": [VALUE]} for name in names))
    assert banner(standards_on(date(2024, 3, 1), path)) == ""


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([{"name": "低保标准", "values": [VALUE | {"value": "一千"}]}], "standards.1.values.1.value.*写法不对"),
        ([{"name": "低保", "values": []}], "不在允许的取值之内"),
        ([{"name": "低保标准"}], "缺少键 values"),
        ([{"name": "低保标准", "values": [VALUE | {"extra": 1}]}], "不认识的键"),
        ([{"name": "低保标准", "values": [VALUE | {"from": "2024-02-30"}]}], "不是日期"),
        ([{"name": "低保标准", "values": [VALUE | {"to": "2023-01-01"}]}], "起止颠倒"),
        ([{"name": "低保标准", "values": [VALUE, VALUE | {"from": "2024-12-31", "to": "2025-01-01"}]}], "重叠"),
        ([{"name": "低保标准", "values": []}] * 2, "写了两次"),
    ],
)
def test_a_file_with_a_fault_is_refused_where_it_is(tmp_path, entries, words):
    with pytest.raises(Stop, match=f"标准文件“标准.json”的.*{words}"):
        standards_on(date(2024, 3, 1), own(tmp_path, *entries))


def test_a_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "标准.json").write_text("不是 JSON", encoding="utf-8")
    for name in ("标准.json", "没有.json"):
        with pytest.raises(Stop, match="不是可读的 JSON"):
            standards_on(date(2024, 3, 1), tmp_path / name)
