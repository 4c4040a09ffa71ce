"""Settings files: what is wrong with them is told in Chinese from what the schema asked, whatever the words of the checker."""

import pytest

from huibao_xl import policy, settings


@pytest.mark.parametrize(
    ("change", "key", "why"),
    [
        ({"categories": None}, "categories", "值的类型不对"),
        ({"year": 1900}, "year", "1900 太小"),
        ({"year": 3000}, "year", "3000 太大"),
        ({"title": ""}, "title", "不能为空"),
        ({"checked_on": "2024-02-31"}, "checked_on", "“2024-02-31”不是日期（应如 2024-07-01）"),
        ({"颜色": 1, "it's": 2}, "（整个文件）", "有不认识的键 颜色、it's"),
        ({"not_townships": "某路"}, "not_townships", "值的类型不对"),
    ],
)
def test_a_fault_is_told_by_what_the_schema_asks(change: dict[str, object], key: str, why: str) -> None:
    assert settings.fault(policy.content_of("2024") | change, policy.SCHEMA) == (key, why)


def test_every_missing_key_is_named() -> None:
    found = settings.fault({"scheme": "一", "name": "二"}, policy.SCHEMA)
    assert found is not None and found[1].startswith("缺少键 year、title、document")
