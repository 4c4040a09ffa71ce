"""What is wrong with a bank layout that its schema cannot say: parts that contradict each other, templates, names that stand nowhere."""

from string import Formatter
from typing import Any

from huibao_xl.payments.bank import failures

SPACES = "空格"
"""A separator of return files: one or more spaces."""
_XLS_ROWS = 65_536
_LINE_WORDS = {"batch", "day", "count", "sum", "part", "parts"}
_NAME_WORDS = {"batch", "day", "part", "parts"}
_SERIAL_WORDS = {"batch", "line"}


def find(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (key, why) of every fault of a layout file that fits its schema."""
    return [*_column_faults(content), *_kind_faults(content), *_template_faults(content), *_return_faults(content)]


def _column_faults(content: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for place, column in enumerate(content["columns"], 1):
        if ("field" in column) == ("constant" in column):
            found.append((f"columns.{place}", "field 和 constant 要写一个，也只能写一个"))
    fields = [column["field"] for column in content["columns"] if "field" in column]
    found += [("columns", f"没有“{field}”列") for field in ("户名", "账号", "金额") if field not in fields]
    found += [("columns", f"“{field}”写了两列") for field in dict.fromkeys(fields) if fields.count(field) > 1]
    return found


def _kind_faults(content: dict[str, Any]) -> list[tuple[str, str]]:
    if content["kind"] == "text":
        if "line_ending" not in content:
            return [("line_ending", "文本版式必须写明换行（CRLF 或 LF）")]
        if content.get("separator") == SPACES:
            return [("separator", "写出的文件不能用空格分隔：姓名中可以有空格")]
        if "separator" not in content and any("bytes" not in column for column in content["columns"]):
            return [("columns", "没有 separator 就是定长，每一列都要写 bytes")]
        return []
    text_only = ("separator", "closing_separator", "line_ending", "end")
    only = [key for key in text_only if key in content]
    found = [(key, "只用于文本版式") for key in only]
    rows = content.get("rows_per_file", 0)
    around = 1 + len(content.get("header", [])) + len(content.get("footer", []))
    if content["kind"] == "xls" and not 0 < rows <= _XLS_ROWS - around:
        found.append(("rows_per_file", f"xls 最多 {_XLS_ROWS:,} 行，请写明每个文件不超过 {_XLS_ROWS - around:,} 笔"))
    return found


def _template_faults(content: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [(key, row) for key in ("header", "footer") for row in content.get(key, [])]
    texts = [(key, text, _LINE_WORDS) for key, row in rows for text in ([row] if isinstance(row, str) else row)]
    texts += [("file_name", content["file_name"], _NAME_WORDS), ("serial", serial(content), _SERIAL_WORDS)]
    found = [(key, why) for key, text, words in texts if (why := _template_fault(text, words))]
    if "{part}" not in content["file_name"]:
        found.append(("file_name", "要有 {part}，分成几个文件时才不会重名"))
    if "{line" not in serial(content):
        found.append(("serial", "要有 {line}，否则各笔不能区分"))
    return found


def _template_fault(text: str, words: set[str]) -> str:
    try:
        used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        text.format(**dict.fromkeys(words, 1))
    except (ValueError, KeyError, IndexError, AttributeError):
        return f"“{text}”中的大括号不对，可用：{'、'.join('{' + word + '}' for word in sorted(words))}"
    return "" if used <= words else f"“{text}”中有不认识的 {'、'.join(sorted(used - words))}"


def _return_faults(content: dict[str, Any]) -> list[tuple[str, str]]:
    returns = content["returns"]
    found = []
    words = [word for group in returns["words"].values() for word in group]
    found += [
        ("returns.words", f"“{word}”有两种意思，或写了两次") for word in dict.fromkeys(words) if words.count(word) > 1
    ]
    positions = [place for place in returns["columns"].values() if isinstance(place, int)]
    if returns["kind"] == "text":
        if ("separator" in returns) == ("widths" in returns):
            found.append(("returns", "文本回盘要写 separator 或 widths 之一，也只能写一个"))
        if len(positions) < len(returns["columns"]):
            found.append(("returns.columns", "文本回盘的各列要写位置（从 1 数）"))
        elif max(positions) > field_count(returns):
            found.append(("returns.columns", f"有一列的位置大于每行的栏数 {field_count(returns)}"))
    elif positions:
        found.append(("returns.columns", "表格回盘的各列要写表头，不写位置"))
    found += [
        ("returns.failures", f"没有名为“{name}”的失败原因清单")
        for name in returns.get("failures", [])
        if name not in failures.lists()
    ]
    found += [
        ("returns.codes", f"“{key}”不是 failures.json 中的原因")
        for key in returns.get("codes", {}).values()
        if key not in failures.reasons()
    ]
    return found


def field_count(returns: dict[str, Any]) -> int:
    """Return how many fields a line of a return text has: as stated, or as many as widths or positions need."""
    positions = [place for place in returns["columns"].values() if isinstance(place, int)]
    return returns.get("fields") or len(returns.get("widths", [])) or max(positions, default=0)


def serial(content: dict[str, Any]) -> str:
    """Return the template of 流水号; where the layout has none, it is the line's number."""
    return str(content.get("serial", "{line}"))
