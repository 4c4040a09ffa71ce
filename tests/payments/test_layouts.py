"""Bank layouts: those that ship are sound and say what they are; a file that is wrong is refused with its key and the reason."""

import doctest
import json
from pathlib import Path

import pytest

from huibao_xl.payments.bank import failures, layout_rows, layouts, line_checks, return_answers, return_lines
from huibao_xl.reasons import Stop

GENERAL = json.loads(layouts.layouts()["通用"].read_text(encoding="utf-8"))
TEXT = json.loads(layouts.layouts()["竖线文本-本行"].read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", layouts.layouts())
def test_what_ships_is_sound_and_claims_nothing(name):
    layout = layouts.load(name)
    assert layout.name == name
    assert (layout.status, layout.returns.status) == ("未核定", "未核定")
    assert len(layout.where) > 10 and len(layout.returns.where) > 5
    assert not [
        word for word in ("工商", "建设", "农业银行", "招商", "民生银行") if word in layout.title + layout.where
    ]


def test_the_columns_on_record():
    """domain facts: columns in order, units, encodings, limits that some working export stated."""
    header = {name: [column.header for column in layouts.load(name).columns] for name in layouts.layouts()}
    assert header["六列本行表"] == ["姓名", "卡号", "应处理金额", "备注", "实处理金额", "处理标志"]
    assert len(header["十一列跨行表"]) == 11
    fixed = layouts.load("定长文本")
    assert (fixed.fixed, fixed.encoding, fixed.line_ending) == (True, "GBK", "\n")
    assert [column.bytes for column in fixed.columns] == [60, 30, 18, 30]
    piped = layouts.load("竖线文本-本行")
    assert (piped.unit, piped.separator, piped.line_ending, piped.end) == ("分", "|", "\r\n", "########")
    own = layouts.load("六列本行表")
    assert own.amount_limit_fen == 100_000_000 * 100 - 1
    assert [column.bytes for column in own.columns if column.field in ("户名", "摘要")] == [60, 12]
    assert layouts.load("四栏竖线文本").rows_per_file == 2000 - 1


def test_a_layout_can_be_any_file(tmp_path):
    path = tmp_path / "本行.json"
    path.write_text(json.dumps(GENERAL | {"name": "本行"}), encoding="utf-8-sig")
    assert layouts.load(str(path)).name == "本行"


def test_a_name_that_is_none_lists_those_that_are():
    with pytest.raises(Stop, match="没有名为“某行”的银行文件版式.*通用、") as stop:
        layouts.load("某行")
    assert stop.value.code == "S07"


def changed(content: dict, path: str, value: object) -> dict:
    """A copy with one key set (``a.b.2``: counted from 1), or gone if ``value`` is ``...``."""
    copy = json.loads(json.dumps(content))
    *steps, last = [int(step) - 1 if step.isdigit() else step for step in path.split(".")]
    place = copy
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copy


FAULTS = [
    (GENERAL, "kind", ..., "整个文件", "缺少键 kind"),
    (GENERAL, "kinds", "xlsx", "整个文件", "不认识的键 kinds"),
    (GENERAL, "unit", "万元", "unit", "“万元”不在允许的取值之内：元、分"),
    (GENERAL, "amount_limit", "一亿", "amount_limit", "“一亿”的写法不对"),
    (GENERAL, "columns.1", {"header": "序号"}, "columns.1", "field 和 constant 要写一个"),
    (GENERAL, "columns.1", {"header": "序号", "field": "序号", "constant": "1"}, "columns.1", "field 和 constant"),
    (GENERAL, "columns.2.field", "姓名", "columns", "没有“户名”列"),
    (GENERAL, "columns.5.field", "户名", "columns", "“户名”写了两列"),
    (
        GENERAL,
        "columns.6",
        {"header": "收款账号", "constant": "6222021234567890123"},
        "columns.6",
        "是账号，只能写 field“账号”",
    ),
    (GENERAL, "columns.6", {"header": "收款人（必填）", "constant": "某人"}, "columns.6", "是户名，只能写 field“户名”"),
    (GENERAL, "columns.6", {"header": "实发工资", "constant": "129"}, "columns.6", "是金额，只能写 field“金额”"),
    (GENERAL, "columns.7.header", "*卡号", "columns.7", "是账号，只能写 field“账号”"),
    (GENERAL, "columns.3.header", "附言", "columns.3", "“账号”列的表头“附言”看不出是账号"),
    (GENERAL, "columns.2.header", "备注", "columns.2", "“户名”列的表头“备注”看不出是户名"),
    (GENERAL, "columns.4.header", "用途", "columns.4", "“金额”列的表头“用途”看不出是金额"),
    (GENERAL, "columns.4.header", "金额（分）", "unit", "写的是“分”，unit 是“元”"),
    (GENERAL, "columns.4.header", "金额(万元)", "unit", "写的是“万元”，unit 是“元”"),
    (TEXT, "columns.4.header", "金额（元）", "unit", "写的是“元”，unit 是“分”"),
    (GENERAL, "returns.words.成功", ["成功", "未成功"], "returns.words", "“未成功”不能表示成功"),
    (GENERAL, "returns.words.失败", ["失败", "已入账了"], "returns.words", "“已入账了”不能表示失败"),
    (GENERAL, "returns.columns.status", ..., "returns.columns", "没有 status，不能知道每一笔的结果"),
    (GENERAL, "separator", "|", "separator", "只用于文本版式"),
    (GENERAL, "kind", "xls", "rows_per_file", "xls 最多 65,536 行"),
    (GENERAL, "footer.1.2", "{sums}", "footer", "大括号不对"),
    (GENERAL, "footer.1.2", "{count", "footer", "大括号不对"),
    (GENERAL, "file_name", "代发.xlsx", "file_name", "要有 {part}"),
    (GENERAL, "serial", "{batch}", "serial", "要有 {line}"),
    (GENERAL, "serial", "{line:x", "serial", "大括号不对"),
    (GENERAL, "returns.columns.account", 3, "returns.columns", "表格回盘的各列要写表头"),
    (GENERAL, "returns.words.失败", ["成功"], "returns.words", "“成功”有两种意思"),
    (GENERAL, "returns.failures", ["没有的"], "returns.failures", "没有名为“没有的”"),
    (GENERAL, "returns.codes", {"E1": "没有的"}, "returns.codes", "“没有的”不是"),
    (TEXT, "line_ending", ..., "line_ending", "必须写明换行"),
    (TEXT, "separator", "空格", "separator", "不能用空格分隔"),
    (TEXT, "separator", ..., "columns", "每一列都要写 bytes"),
    (TEXT, "returns.separator", ..., "returns", "separator 或 widths 之一"),
    (TEXT, "returns.columns.account", ["账号"], "returns.columns", "要写位置"),
    (TEXT, "returns.columns.account", 9, "returns.columns", "大于每行的栏数 8"),
]


@pytest.mark.parametrize(("content", "path", "value", "key", "why"), FAULTS)
def test_a_wrong_layout_names_its_key_and_the_reason(tmp_path, content, path, value, key, why):
    file = tmp_path / "错.json"
    file.write_text(json.dumps(changed(content, path, value)), encoding="utf-8")
    with pytest.raises(Stop) as stop:
        layouts.load(str(file))
    assert stop.value.code == "S20"
    assert f"的“{key}" in str(stop.value).replace("“（", "“") and why in str(stop.value)


@pytest.mark.parametrize("name", sorted(layouts.layouts()))
def test_a_file_under_the_name_of_one_that_ships_says_the_same_or_is_refused(tmp_path, name):
    content = json.loads(Path(layouts.layouts()[name]).read_text(encoding="utf-8"))
    file = tmp_path / "本行.json"
    file.write_text(json.dumps(content, indent=3), encoding="utf-8")
    assert layouts.load(str(file)) == layouts.load(name)
    file.write_text(json.dumps(content | {"note": "改过"}), encoding="utf-8")
    with pytest.raises(Stop, match=f"“{name}”是随程序提供的版式的名称.*另起一个名称"):
        layouts.load(str(file))
    file.write_text(json.dumps(content | {"note": "改过", "name": "本行"}), encoding="utf-8")
    assert layouts.load(str(file)).name == "本行"


@pytest.mark.parametrize(
    ("text", "why"), [("{", "不是可读的 JSON（第 1 行附近）"), ('{"name": "甲", "name": "乙"}', "同一个键写了两次")]
)
def test_what_is_no_json_is_refused(tmp_path, text, why):
    file = tmp_path / "错.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Stop) as stop:
        layouts.load(str(file))
    assert why in str(stop.value)


def test_a_constant_may_say_who_pays_and_an_empty_column_is_the_banks(tmp_path):
    file = tmp_path / "本行.json"
    payer = {"header": "付款账号", "constant": "31001234567890"}
    content = changed(changed(GENERAL, "columns.6", payer), "columns.7", {"header": "实处理金额", "constant": ""})
    file.write_text(json.dumps(content | {"name": "本行"}), encoding="utf-8")
    assert layouts.load(str(file)).columns[5].constant == "31001234567890"


def test_every_layout_is_a_file_of_its_own_name():
    for name, path in layouts.layouts().items():
        assert json.loads(Path(path).read_text(encoding="utf-8"))["name"] == name


def test_every_failure_list_names_reasons():
    known = failures.reasons()
    for codes in failures.lists().values():
        assert set(codes.values()) <= set(known)
    for reason in known.values():
        assert reason.outcome in ("失败", "未决", "退票") and reason.meaning and reason.advice
        assert reason.final or not reason.of_account, "what may still be paid is no fault of the account"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("3031", "户名不符"),
        ("[3031]账号户名不符", "户名不符"),
        ("FSBR6045：大于单笔限额", "超限额"),
        ("30310", "未收录"),
        ("1010元限额", "超限额"),
        ("3017元", "未收录"),
        ("3031 账户已冻结", "已冻结"),
        ("账户已冻结", "已冻结"),
        ("跨行已发送银行", "已发送"),
        ("通讯超时", "超时"),
        ("系统超时", "超时"),
        ("网络超时", "超时"),
        ("交易超时，对方行无应答", "超时"),
        ("系统忙，交易超时", "超时"),
        ("网络异常", "超时"),
        ("系统繁忙", "系统原因"),
        ("主机繁忙，请稍后再试", "系统原因"),
        ("银行系统维护", "系统原因"),
        ("超限额，请稍后重试", "系统原因"),
        ("系统忙，账户已冻结", "已冻结"),
        ("原因不明", "未收录"),
        ("", ""),
    ],
)
def test_a_reason_is_found_by_code_or_words(text, key):
    assert failures.find(text, layouts.load("通用").returns.codes) == key


@pytest.mark.parametrize("module", [return_answers, failures, layout_rows, layouts, line_checks, return_lines])
def test_the_examples_in_the_docstrings(module):
    done = doctest.testmod(module)
    assert done.attempted and not done.failed
