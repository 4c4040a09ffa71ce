"""Settings files: JSON that people edit by hand, so a fault must name its key and say what is wrong with it.

Policies and bank layouts are such files. Each has a schema in ``schemas/``; a key written twice is a fault too, though JSON allows it.
"""

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema

from huibao_xl import resources
from huibao_xl.reasons import Stop

Refuse = Callable[[str, str], Stop]
"""(key, why) -> the Stop that refuses the file."""


def read(path: Path, schema: str, refuse: Refuse) -> dict[str, Any]:
    """Return the content of a file that fits ``schemas/<schema>``; raise ``refuse(key, why)`` if it does not."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text, object_pairs_hook=_no_duplicates(refuse))
    except (ValueError, OSError) as error:
        raise refuse("文件", f"不是可读的 JSON（{_where(error)}）") from None
    if found := fault(content, schema):
        raise refuse(*found)
    return content


def fault(content: Any, schema: str) -> tuple[str, str] | None:
    """Return the key that does not fit ``schemas/<schema>``, and why; None if all of it does."""
    errors = sorted(
        _validator(schema).iter_errors(content), key=lambda error: (len(error.absolute_path), str(error.absolute_path))
    )
    return (_key(errors[0].absolute_path), _reason(errors[0])) if errors else None


@lru_cache(maxsize=8)
def _validator(name: str) -> Any:
    content = json.loads((resources.folder("schemas") / name).read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(content, format_checker=jsonschema.FormatChecker())


def _where(error: Exception) -> str:
    return f"第 {error.lineno} 行附近" if isinstance(error, json.JSONDecodeError) else "文件编码或权限"


def _no_duplicates(refuse: Refuse) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        for key in keys:
            if keys.count(key) > 1:
                raise refuse(key, "同一个键写了两次")
        return dict(items)

    return pairs


def _key(path: Iterable[str | int]) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path) or "（整个文件）"


_REASONS = {
    "required": "缺少键 {0}",
    "additionalProperties": "有不认识的键 {0}",
    "pattern": "“{1}”的写法不对",
    "format": "“{1}”不是日期（应如 2024-07-01）",
    "type": "值的类型不对",
    "enum": "“{1}”不在允许的取值之内",
    "minimum": "{1} 太小",
    "maximum": "{1} 太大",
    "minItems": "不能为空",
    "minLength": "不能为空",
}


def _reason(error: jsonschema.ValidationError) -> str:
    names = "、".join(re.findall(r"'([^']+)'", error.message)[:3])
    return _REASONS.get(str(error.validator), "不符合格式要求").format(names, error.instance)
