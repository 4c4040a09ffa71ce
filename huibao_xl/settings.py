"""Settings files: JSON that people edit by hand, so a fault must name its key and say what is wrong with it.

Policies, bank layouts, standards and medical parameters are such files. Each has a schema in ``schemas/`` that is published and speaks to people; a
key written twice is a fault too, though JSON allows it. :func:`record` makes checked content a dataclass.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import jsonschema
from cattrs import Converter

from huibao_xl import resources, strict_json
from huibao_xl.ordinary_file import ordinary
from huibao_xl.reasons import Stop
from huibao_xl.reasons.shown import shortened

Refuse = Callable[[str, str], Stop]
"""(key, why) -> the Stop that refuses the file."""
Record = TypeVar("Record")

_CONVERTER = Converter()
_CONVERTER.register_structure_hook(
    date, lambda value, _: value if isinstance(value, date) else date.fromisoformat(value)
)
_CONVERTER.register_structure_hook(Decimal, lambda value, _: Decimal(value))
_CONVERTER.register_structure_hook(
    int | tuple[str, ...], lambda value, _: value if isinstance(value, int) else tuple(value)
)


def record(content: dict[str, Any], kind: type[Record]) -> Record:
    """Return checked content as a dataclass: ``kind`` says which keys it has, their types and what an absent one means.

    A day is text as 2024-07-01, an exact number is text; keys that ``kind`` lacks are passed over (the schema refuses them before).

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Rate:
    ...     day: date
    ...     percent: Decimal = Decimal(100)
    >>> record({"day": "2024-07-01"}, Rate)
    Rate(day=datetime.date(2024, 7, 1), percent=Decimal('100'))
    """
    return _CONVERTER.structure(content, kind)


def read(path: Path, schema: str, refuse: Refuse) -> dict[str, Any]:
    """Return the content of a file that fits ``schemas/<schema>``; raise ``refuse(key, why)`` if it does not."""
    content: dict[str, Any] = parsed(path, refuse)
    if found := fault(content, schema):
        raise refuse(*found)
    return content


def parsed(path: Path, refuse: Refuse) -> Any:
    """Return what a JSON file says; raise ``refuse(key, why)`` if it is none, or cannot be read."""
    try:
        return strict_json.parse(ordinary(path).read_text(encoding="utf-8-sig"))
    except strict_json.Duplicate as duplicate:
        raise refuse(duplicate.key, "同一个键写了两次") from None
    except strict_json.NoNumber as number:
        raise refuse(number.key or "（整个文件）", f"不能写 {number.word}：不是 JSON 的数") from None
    except strict_json.TooDeep:
        raise refuse("（整个文件）", _DEEP) from None
    except (ValueError, OSError) as error:
        raise refuse("文件", f"不是可读的 JSON（{_where(error)}）") from None


def fault(content: Any, schema: str) -> tuple[str, str] | None:
    """Return the key that does not fit ``schemas/<schema>``, and why; None if all of it does."""
    try:
        seen = (schema, hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).digest())
        found = [] if seen in _FITTING else list(_validator(schema).iter_errors(content))
    except RecursionError:
        return "（整个文件）", _DEEP
    errors = sorted(found, key=lambda error: (len(error.absolute_path), str(error.absolute_path)))
    if errors:
        return _key(errors[0].absolute_path), _reason(errors[0])
    _FITTING.add(seen)
    return None


_FITTING: set[tuple[str, bytes]] = set()
"""(schema, SHA-256 of the content): what was found to fit. One job asks for the same policy many times, and checking it takes milliseconds."""


def require(content: Any, schema: str) -> None:
    """Raise jsonschema.ValidationError if content that we write does not fit ``schemas/<schema>``: a defect of ours."""
    _validator(schema).validate(content)


@lru_cache(maxsize=16)
def _validator(name: str) -> jsonschema.Draft202012Validator:
    content = resources.read_json("schemas", name)
    return jsonschema.Draft202012Validator(content, format_checker=jsonschema.FormatChecker())


def _where(error: Exception) -> str:
    """What is wrong with a file that is no JSON, or cannot be read."""
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.lineno} 行附近"
    if isinstance(error, UnicodeDecodeError):
        return "文件编码不是 UTF-8"
    return "不存在、不是文件或没有权限" if isinstance(error, OSError) else "有位数太多的整数"


def _key(path: Iterable[str | int]) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path) or "（整个文件）"


_DEEP = "括号套得太深"
_SHOWN = 40
"""Characters of a value that a message shows."""
_REASONS = {
    "required": "缺少键 {keys}",
    "additionalProperties": "有不认识的键 {keys}",
    "pattern": "“{value}”的写法不对",
    "format": "“{value}”不是日期（应如 2024-07-01）",
    "type": "值的类型不对",
    "enum": "“{value}”不在允许的取值之内",
    "minimum": "{value} 太小",
    "maximum": "{value} 太大",
    "minItems": "不能为空",
    "maxItems": "太多",
    "minLength": "不能为空",
    "maxLength": "太长",
    "not": "“{value}”中有不能用的字符",
    "uniqueItems": "同一个值写了两次",
}
"""{what a schema asks: why a value does not do}; ``keys``: those that are missing or too many."""


def _reason(error: jsonschema.ValidationError) -> str:
    keys: list[str] = []
    if error.validator == "required":
        keys = [key for key in error.validator_value if key not in error.instance]
    elif error.validator == "additionalProperties":
        keys = [key for key in error.instance if key not in error.schema.get("properties", {})]
    reason = _REASONS.get(str(error.validator), "不符合格式要求")
    right = f"，应如 {error.schema['examples'][0]}" if "examples" in error.schema else ""
    if error.validator == "enum":
        right = f"：{'、'.join(map(_short, error.validator_value))}"
    if error.validator == "pattern" and not str(error.instance).strip():
        reason = "不能为空"
    return reason.format(keys="、".join(map(_short, keys[:3])), value=_short(error.instance)) + right


def _short(value: object) -> str:
    """A value on one line, cut where it is long."""
    return shortened(" ".join(str(value).split()), _SHOWN)
