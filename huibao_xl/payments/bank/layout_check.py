"""What is wrong with a bank layout that its schema cannot say: parts that contradict each other, templates, names that stand nowhere."""

import re
import unicodedata
from string import Formatter
from typing import Any

from huibao_xl.payments.bank import failures

SPACES = "空格"
"""A separator of return files: one or more spaces."""
_XLS_ROWS = 65_536
_LINE_WORDS = {"batch", "day", "count", "sum", "part", "parts"}
_NAME_WORDS = {"batch", "day", "part", "parts"}
_SERIAL_WORDS = {"batch", "line"}
_OF_PAYER = re.compile("付款|付方|出账|扣款|扣账|委托|单位")
"""In the header of a column that speaks of who pays, and may be a constant."""
_MEANINGS = {
    "账号": (re.compile("(账号|帐号|卡号|账户|帐户|存折号|折号)$"), ("账号",)),
    "户名": (re.compile("(户名|姓名|收款人|(收款人|账户|帐户)名称?)$"), ("户名", "姓名")),
    "金额": (re.compile("(金额|(实发|应发|代发)(工资|数|额)?)$"), ("金额",)),
}
"""{field: (what headers of its column end in, the fields that may stand below such a header)}: what a bank goes by."""
_UNIT = re.compile("(万元|元|分)[)】]*$")
_PAID = re.compile("成功|已入账|已到账|已付")
_NOT_PAID = re.compile("[未不无退]|失败|冲正|撤销|部分")


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
    return [*found, *_header_faults(content), *_unit_faults(content)]


def _header_faults(content: dict[str, Any]) -> list[tuple[str, str]]:
    """A bank goes by the headers: below that of an account, a holder or an amount stands that of the line and nothing else, and these stand nowhere else. A
    column that is left empty is for the bank to fill in."""
    found = []
    for place, column in enumerate(content["columns"], 1):
        meaning, field = _meaning(column["header"]), column.get("field", "")
        if meaning and field not in _MEANINGS[meaning][1] and (field or column.get("constant")):
            found.append((f"columns.{place}", f"表头“{column['header']}”是{meaning}，只能写 field“{meaning}”"))
        if field in _MEANINGS and meaning != field:
            found.append((f"columns.{place}", f"“{field}”列的表头“{column['header']}”看不出是{field}"))
    return found


def _meaning(header: str) -> str:
    """Which of the three fields that decide a payment a header means, "" if none."""
    key = re.sub(r"[(【].*?[)】]|[\s*:_]", "", unicodedata.normalize("NFKC", header))
    return (
        "" if _OF_PAYER.search(key) else next((name for name, (ends, _) in _MEANINGS.items() if ends.search(key)), "")
    )


def _unit_faults(content: dict[str, Any]) -> list[tuple[str, str]]:
    """A header that names a unit names the layout's."""
    headers = [column["header"] for column in content["columns"] if column.get("field") == "金额"]
    stated = [match[1] for header in headers if (match := _UNIT.search(unicodedata.normalize("NFKC", header).strip()))]
    return [
        ("unit", f"金额列的表头写的是“{unit}”，unit 是“{content['unit']}”")
        for unit in stated
        if unit != content["unit"]
    ]


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
    found += [("returns.words", f"“{word}”不能表示成功") for word in returns["words"]["成功"] if _NOT_PAID.search(word)]
    found += [
        ("returns.words", f"“{word}”不能表示{outcome}")
        for outcome in ("失败", "退票")
        for word in returns["words"][outcome]
        if _PAID.search(word) and not _NOT_PAID.search(word)
    ]
    deciding = "paid" if returns.get("zero_fails") else "status"
    if deciding not in returns["columns"]:
        found.append(("returns.columns", f"没有 {deciding}，不能知道每一笔的结果"))
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
