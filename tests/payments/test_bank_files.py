"""Bank files: what cannot be written is a finding, what is written comes back as it went, and the same batch gives the same bytes."""

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from bank_batch import ADULT, CHILD, DAY, batch, card, codes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import CSV, convert
from tables import resident

from huibao_xl.payments.bank import bank_files, layouts
from huibao_xl.payments.frames import LINES
from huibao_xl.reasons import Stop
from huibao_xl.reasons.payments import ENTRIES

GOLDEN = Path(__file__).parent / "golden"
GENERAL = layouts.load("通用")
UYGUR = "阿卜杜热合曼·买买提依明"
RARE = "张䶮"

TEXTS = [name for name in layouts.layouts() if layouts.load(name).kind == "text"]

FINDINGS = [
    ("B01", "通用", {"name": "很" * 31}, "“户名”有 62 个字节（GB18030），版式“通用”最多 60 个字节"),
    ("B02", "定长文本", {"name": RARE}, "“户名”中有 GBK 写不出的字：䶮"),
    ("B03", "竖线文本-本行", {"name": "测|试"}, "含有分隔符“|”"),
    ("B03", "通用", {"name": "测\n试"}, "含有换行、制表符或不可见字符"),
    ("B03", "通用", {"bank": "样例\u200b银行"}, "含有换行、制表符或不可见字符"),
    ("B03", "定长文本", {"name": "测试 "}, "首尾的空格或填充字符"),
    ("B04", "六列本行表", {"amount_fen": 10_000_000_000}, "金额 100,000,000.00 元超过"),
    ("B05", "十一列跨行表", {"cnaps": ""}, "必填的“联行号”为空"),
    ("B06", "通用", {"account": "9999990000000000003"}, "有 19 位"),
    ("B07", "通用", {"account": "6229850000000000000"}, "发卡行可能是上海银行，开户行写的是“样例银行”"),
    ("B08", "通用", {"cnaps": "325290000013"}, "校验位不对"),
    ("B09", "通用", {"holder": "别人"}, "户名“别人”与被保险人姓名不同"),
    ("B10", "通用", {"holder": "别人", "guardian": "母亲", "id": CHILD}, "户名“别人”与所填监护人“母亲”不同"),
    ("B11", "通用", {"holder": "母亲", "guardian": "母亲"}, "在 2024-09-01 已满 18 岁"),
    ("B12", "通用", {"name": "张?"}, "“户名”含有问号"),
    ("B12", "通用", {"name": "张\ue863"}, "“户名”含有问号、替代符或自造字"),
    ("B13", "通用", {"amount_fen": 0}, "金额为 0.00 元"),
    ("B15", "通用", {"account": "62220A123"}, "账号含有数字以外的字符"),
    ("B17", "通用", {"holder": "别人", "also_named": "别人"}, "经办人在比对决定中确认是同一人"),
    ("B16", "通用", {"guardian": "母亲", "id": CHILD}, "户名与被保险人姓名相同"),
]


@pytest.mark.parametrize(("code", "layout", "change", "text"), FINDINGS)
def test_what_is_found_in_a_line(code, layout, change, text):
    found = bank_files.check(batch({}, change, {}), layouts.load(layout), DAY, "2024-1")
    own = found[found["code"] == code]
    assert own["row"].tolist() == [2] and text in own["text"].iloc[0]
    assert own["file"].tolist() == ["批次 2024-1"]
    assert own["value"].iloc[0] == {"B07": "样例银行"}.get(code, str(next(iter(change.values()))))


def test_every_code_of_a_line_is_shown_here():
    shown = {code for code, *_ in FINDINGS} | {"B14"}
    assert shown == {entry.code for entry in ENTRIES if entry.code < "B20"}


def test_a_sound_line_has_no_finding():
    for name in layouts.layouts():
        assert bank_files.check(batch(count=3), layouts.load(name), DAY).empty


def test_names_that_only_look_different_are_one():
    """Middle dots, private use code points and PDF radicals are ways to write one name: the file keeps the holder as it is."""
    lines = batch(
        {"name": "阿卜·提", "holder": "阿卜•提"},
        {"name": RARE, "holder": "张\ue863"},
        {"name": "马三", "holder": "⻢三"},
    )
    assert {"B09"} & set(bank_files.check(lines, GENERAL, DAY)["code"]) == set()


def test_a_confirmed_name_is_for_that_holder_only():
    lines = batch({"holder": "别人", "also_named": "别人"}, {"holder": "生人", "also_named": "别人"})
    assert [(code, row) for code, row in codes(bank_files.check(lines, GENERAL, DAY))] == [("B09", 2), ("B17", 1)]


@pytest.mark.parametrize(
    ("born", "code"),
    [("20060901", "B11"), ("20060902", None), ("20150101", None), ("19850101", "B11")],
)
def test_a_guardian_is_for_those_under_18_on_the_day(born, code):
    """18 on the birthday itself: born 2006-09-01 is of age on 2024-09-01, born a day later is not."""
    lines = batch({"id": resident(f"999999{born}001"), "holder": "母亲", "guardian": " 母 亲"})
    assert set(bank_files.check(lines, GENERAL, DAY)["code"]) == ({code} if code else set())


def test_an_id_that_proves_no_age_has_no_ward():
    lines = batch({"id": "999999201506010029"[:-1] + "Z", "holder": "母亲", "guardian": "母亲"})
    assert codes(bank_files.check(lines, GENERAL, DAY)) == [("B11", 1)]


def test_a_guardian_of_two_children_is_pointed_out_and_paid():
    ward = {"id": CHILD, "holder": "母亲", "guardian": "母亲", "account": card(7)}
    found = bank_files.check(batch({}, ward, ward), GENERAL, DAY)
    assert codes(found) == [("B14", 2), ("B14", 3)] and "有 2 笔（同一张表的第 2、3 行）" in found["text"].iloc[0]
    assert bank_files.unfit(found) == []


def test_bytes_are_counted_in_the_encoding_of_the_layout():
    """阿卜杜热合曼·买买提依明: 12 characters of 2 bytes; in UTF-8 11 x 3 + 2 = 35."""
    lines = batch({"name": UYGUR})
    columns = [replace(column, bytes=24) if column.field == "户名" else column for column in GENERAL.columns]
    fits = replace(GENERAL, encoding="GBK", columns=tuple(columns))
    assert bank_files.check(lines, fits, DAY).empty
    assert codes(bank_files.check(lines, replace(fits, encoding="UTF-8"), DAY)) == [("B01", 1)]


def test_warnings_do_not_keep_a_line_out():
    found = bank_files.check(batch({"account": "12345678"}, {"cnaps": "1", "holder": "别人"}), GENERAL, DAY)
    assert bank_files.unfit(found) == [2]


def example() -> pd.DataFrame:
    """A rare name, a long one, a guardian's account, an amount of one fen."""
    return batch(
        {"name": "测试甲"},
        {"name": UYGUR},
        {"id": CHILD, "holder": "监护人甲", "guardian": "监护人甲"},
        {"amount_fen": 1},
    )


@pytest.mark.parametrize("name", TEXTS)
def test_text_files_are_these_bytes(tmp_path, name):
    """tests/payments/golden/<layout>.txt: looked at by hand against the columns on record."""
    (written,) = bank_files.write(example(), layouts.load(name), tmp_path / "out", "2024-1", DAY)
    content = (tmp_path / "out" / written.name).read_bytes()
    assert content == (GOLDEN / f"{name}.txt").read_bytes()
    assert (written.count, written.sum_fen) == (4, 3 * 12900 + 1)
    assert written.sha256 == hashlib.sha256(content).hexdigest()


def test_every_text_layout_has_its_golden_file():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(TEXTS)


def test_the_bytes_on_record():
    """What the golden files must say whatever the code does: widths in bytes, fen, line endings, the end marker."""
    fixed = (GOLDEN / "定长文本.txt").read_bytes()
    assert {len(line) for line in fixed.split(b"\n")[:-1]} == {60 + 30 + 18 + 30} and b"\r" not in fixed
    assert fixed.split(b"\n")[1][:24] == UYGUR.encode("gbk") and fixed.split(b"\n")[1][24:60] == b" " * 36
    piped = (GOLDEN / "竖线文本-本行.txt").read_bytes()
    assert piped.startswith(b"P|4|38701\r\n1|") and piped.endswith(b"\r\n########\r\n")


@pytest.mark.parametrize("name", layouts.layouts())
def test_the_same_batch_gives_the_same_bytes(tmp_path, name):
    runs = [bank_files.write(example(), layouts.load(name), tmp_path / run, "2024-1", DAY) for run in ("a", "b")]
    assert runs[0] == runs[1]
    for part in runs[0]:
        assert (tmp_path / "a" / part.name).read_bytes() == (tmp_path / "b" / part.name).read_bytes()


@pytest.mark.parametrize("name", ["通用", "四列表", "竖线文本-本行"])
def test_a_large_batch_is_split_with_totals_of_its_own(tmp_path, name):
    """7 lines of 1.00 to 7.00 yuan by 3: 3 + 3 + 1 lines, 6.00 + 15.00 + 7.00 yuan."""
    layout = replace(layouts.load(name), rows_per_file=3)
    lines = batch(count=7, amount_fen=[100 * amount for amount in range(1, 8)])
    parts = bank_files.write(lines, layout, tmp_path / "out", "2024-1", DAY)
    assert [(part.count, part.sum_fen) for part in parts] == [(3, 600), (3, 1500), (1, 700)]
    assert [line for part in parts for line in part.lines] == list(range(1, 8))
    assert len({part.name for part in parts}) == 3
    for part in parts:
        back = bank_files.read_back(tmp_path / "out" / part.name, layout)
        assert (back.count, back.sum_fen) == (part.count, part.sum_fen)
        own = lines[lines["line"].isin(part.lines)]
        assert back.rows["account"].tolist() == own["account"].tolist()
        if layout.returns_serial:
            assert back.rows["number"].tolist() == [str(line) for line in part.lines]


def test_a_name_that_gbk_cannot_write_is_not_replaced(tmp_path):
    lines = batch({}, {"name": RARE})
    with pytest.raises(Stop) as stop:
        bank_files.write(lines, layouts.load("定长文本"), tmp_path / "out", "2024-1", DAY)
    assert stop.value.code == "S21" and "第 2 行，编码写不出的字" in str(stop.value) and "䶮" not in str(stop.value)
    assert not (tmp_path / "out").exists()
    (written,) = bank_files.write(lines, layouts.load("竖线文本-本行"), tmp_path / "out", "2024-1", DAY)
    assert b"|\xd5\xc5\xfe\x9f|" in (tmp_path / "out" / written.name).read_bytes()


@pytest.mark.parametrize("name", ["通用", "四列表"])
def test_rare_characters_survive_in_workbooks(tmp_path, name):
    """Characters outside the first 65,536 take two units in an .xls: the old writer must count them so."""
    lines = batch({"name": "测\U00020542\U0002a6df𬭚"}, {"name": RARE})
    (written,) = bank_files.write(lines, layouts.load(name), tmp_path / "out", "2024-1", DAY)
    back = bank_files.read_back(tmp_path / "out" / written.name, layouts.load(name))
    assert back.rows["holder"].tolist() == lines["holder"].tolist()


def test_nothing_to_write_is_said(tmp_path):
    with pytest.raises(Stop) as stop:
        bank_files.write(LINES.empty(), GENERAL, tmp_path / "out", "2024-1", DAY)
    assert stop.value.code == "S25" and not (tmp_path / "out").exists()


TAMPERED = [
    (b"12900|", b"12901|", "写明的金额与实际不同"),
    (b"P|4|", b"P|5|", "写明的笔数与实际不同"),
    (b"P|4|", b"Q|4|", "首尾行与版式不同"),
    (b"########\r\n", b"", "没有结束标志"),
    (b"|12900|", b"|129.00|", "有一行的金额不是数"),
    (b"|12900|", b"|12900", "有一行的栏数与版式不同"),
    (b"########\r\n", b"########", "最后一行没有换行"),
    ("测试甲".encode("gb18030"), b"\xff\xff", "有不是 GB18030 的字"),
]


@pytest.mark.parametrize(("old", "new", "why"), TAMPERED)
def test_a_file_that_was_touched_does_not_read_back(tmp_path, old, new, why):
    content = (GOLDEN / "竖线文本-本行.txt").read_bytes()
    path = tmp_path / "改.txt"
    path.write_bytes(content.replace(old, new, 1))
    with pytest.raises(Stop, match=why) as stop:
        bank_files.read_back(path, layouts.load("竖线文本-本行"))
    assert stop.value.code == "S22"


def test_a_fixed_file_of_another_width_does_not_read_back(tmp_path):
    path = tmp_path / "改.txt"
    path.write_bytes((GOLDEN / "定长文本.txt").read_bytes().replace(b" \n", b"\n", 1))
    with pytest.raises(Stop, match="长度与版式不同"):
        bank_files.read_back(path, layouts.load("定长文本"))


def test_a_fault_while_writing_leaves_nothing(tmp_path, monkeypatch):
    """The file is read back through the layout before it counts: bytes that went wrong on the way are noticed."""
    right = bank_files.layout_rows.text
    monkeypatch.setattr(bank_files.layout_rows, "text", lambda *given: right(*given).replace(b"|12900|", b"|12800|", 1))
    with pytest.raises(Stop) as stop:
        bank_files.write(example(), layouts.load("竖线文本-本行"), tmp_path / "out", "2024-1", DAY)
    assert stop.value.code == "S22" and not (tmp_path / "out").exists()


NAMES = st.text(st.characters(codec="gb18030", exclude_categories=["Cs"]), min_size=1, max_size=12)
USUAL = st.text("张王测试样例甲乙丙·〇䶮", min_size=2, max_size=6)
ROW = st.tuples(
    st.one_of(USUAL, USUAL, NAMES),
    st.one_of(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(-5, 10**12)),
    st.one_of(
        st.integers(0, 10**12 - 1).map(card),
        st.text("0123456789", min_size=12, max_size=20),
        st.text("0123456789 A", max_size=34),
    ),
)
ROWS = st.lists(ROW, min_size=24, max_size=60)
"""Rows that a bank may well take, and in between what none takes."""


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_what_is_fit_comes_back_as_it_went(tmp_path, rows):
    """For any names, amounts and accounts: a line is kept out by a finding, or it comes back from the file without a change."""
    names, amounts, accounts = (list(column) for column in zip(*rows, strict=True))
    lines = batch(count=len(rows), name=names, amount_fen=amounts, account=accounts, bank="样例银行")
    for name in layouts.layouts():
        fit = fit_lines(lines, name)
        back = there_and_back(fit, name, tmp_path / "out") if len(fit) else fit
        for column in ("holder", "account", "amount_fen"):
            assert back[column].tolist() == fit[column].tolist(), f"{name}: {column}"


def fit_lines(lines, name):
    bad = bank_files.unfit(bank_files.check(lines, layouts.load(name), DAY))
    return lines[~lines["line"].isin(bad)]


def there_and_back(lines, name, out):
    """What is read from the file that was written for these lines."""
    shutil.rmtree(out, ignore_errors=True)
    (part,) = bank_files.write(lines, layouts.load(name), out, "2024-1", DAY)
    return bank_files.read_back(out / part.name, layouts.load(name)).rows


def test_an_xls_is_never_given_more_lines_than_it_has_rows():
    """65,536 rows, a title and totals among them; a layout of .xlsx or of text may say no limit. What is over goes into the next file (above)."""
    limits = {name: layouts.load(name).rows_per_file for name in layouts.layouts()}
    old = [name for name in limits if layouts.load(name).file_name.endswith(".xls")]
    assert len(old) == 4 and all(0 < limits[name] <= 65_000 for name in old)
    assert limits["通用"] == limits["竖线文本-本行"] == 0


@pytest.mark.office
def test_another_program_reads_the_same(tmp_path):
    """LibreOffice opens the workbooks and saves them as csv: accounts keep their digits, amounts their fen."""
    lines, books = example(), {}
    for number, name in enumerate(name for name in layouts.layouts() if name not in TEXTS):
        (part,) = bank_files.write(lines, layouts.load(name), tmp_path / str(number), "2024-1", DAY)
        file = tmp_path / str(number) / part.name
        books[name] = file.rename(file.with_stem(f"{number}"))
    saved = convert(*books.values(), out=tmp_path / "csv", to=CSV)
    for name, path in zip(books, saved, strict=True):
        shown = pd.read_csv(path, dtype="str", keep_default_na=False).iloc[:4]
        field = {column.field: column.header for column in layouts.load(name).columns}
        assert shown[field["账号"]].tolist() == lines["account"].tolist(), name
        assert shown[field["户名"]].tolist() == lines["holder"].tolist(), name
        fen = shown[field["金额"]].astype(float).mul(100).round().astype(int)
        assert fen.tolist() == lines["amount_fen"].tolist(), name


def test_the_day_and_the_batch_stand_where_the_layout_wants_them(tmp_path):
    layout = replace(
        GENERAL,
        header=(("{batch} 代发 {day}", "{part}/{parts}"),),
        serial="{batch}{line:06}",
        file_name="D{day}_{part}.xlsx",
    )
    (part,) = bank_files.write(batch(count=2), layout, tmp_path / "out", "B7", date(2024, 9, 30))
    back = bank_files.read_back(tmp_path / "out" / part.name, layout)
    assert part.name == "D20240930_1.xlsx" and back.rows["number"].tolist() == ["B7000001", "B7000002"]


def test_a_stop_holds_nothing_of_a_person(tmp_path):
    lines = batch({"name": RARE, "id": ADULT})
    with pytest.raises(Stop) as stop:
        bank_files.write(lines, layouts.load("定长文本"), tmp_path / "out", "2024-1", DAY)
    assert not [text for text in (RARE, ADULT, card(0)) if text in str(stop.value)]
    assert json.dumps(str(stop.value))
