"""Reading a bank's return file: workbook, csv or text, in any of the encodings; no line is lost, another layout is refused."""

import random
from dataclasses import replace

import openpyxl
import pytest
from bank_batch import card, codes, sent, workbook

from huibao_xl.payments.bank import classify, layouts, return_answers
from huibao_xl.reasons import Stop

GENERAL = layouts.load("通用")
PIPED = layouts.load("竖线文本-本行")
HEADER = ["序号", "户名", "账号", "金额", "处理状态", "失败原因"]
ROWS = [
    ["1", "测试甲", card(1), "129.00", "成功", ""],
    ["2", "张䶮", card(2), "129", "失败", "3031"],
    ["3", "阿卜杜热合曼·买买提依明", card(3), "1,290.00", "处理中", ""],
]
READ = [(card(1), "测试甲", 12900, "成功"), (card(2), "张䶮", 12900, "失败"), (card(3), ROWS[2][1], 129000, "处理中")]


def seen(frame):
    return list(zip(frame["account"], frame["holder"], frame["amount_fen"], frame["status"], strict=True))


def text(rows, separator=",", ending="\r\n"):
    return "".join(separator.join(f'"{cell}"' if separator in cell else cell for cell in row) + ending for row in rows)


def test_a_workbook_with_a_title_and_a_total(tmp_path):
    rows = [["某银行代发结果"], [], HEADER, *ROWS, HEADER, ["合计", "", "", 1548]]
    frame, found = return_answers.read(workbook(tmp_path / "回盘.xlsx", rows), GENERAL)
    assert seen(frame) == READ and found.empty
    assert frame["row"].tolist() == [4, 5, 6] and frame["number"].tolist() == ["1", "2", "3"]


def test_an_xls_reads_the_same(tmp_path):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("结果")
    for row, cells in enumerate([HEADER, *ROWS]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(tmp_path / "回盘.xls"))
    frame, found = return_answers.read(tmp_path / "回盘.xls", GENERAL)
    assert seen(frame) == READ and found.empty and set(frame["sheet"]) == {"结果"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_a_csv_in_any_encoding(tmp_path, encoding, separator):
    path = tmp_path / "回盘.csv"
    path.write_bytes(text([HEADER, *ROWS], separator).encode(encoding))
    frame, found = return_answers.read(path, GENERAL)
    assert seen(frame) == READ and found.empty


def test_a_csv_in_gbk(tmp_path):
    path = tmp_path / "回盘.csv"
    path.write_bytes(text([HEADER, ROWS[0], ROWS[2]]).encode("gbk"))
    assert seen(return_answers.read(path, GENERAL)[0]) == [READ[0], READ[2]]


def test_what_excel_users_put_around_an_account(tmp_path):
    rows = [
        [*HEADER],
        ["1", "测试甲", f'="{card(1)}"', "129", "成功", ""],
        ["2", "乙", f"'{card(2)}", "129", "成功", ""],
    ]
    path = tmp_path / "回盘.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    assert return_answers.read(path, GENERAL)[0]["account"].tolist() == [card(1), card(2)]


def test_a_total_that_is_wrong_is_a_finding(tmp_path):
    frame, found = return_answers.read(
        workbook(tmp_path / "回盘.xlsx", [HEADER, *ROWS, ["合计", "", "", 1548.01]]), GENERAL
    )
    assert codes(found) == [("B22", 5)] and len(frame) == 3
    assert "写明总金额 1548.01，实际读到 1,548.00 元" in found["text"].iloc[0]


def test_what_was_paid_counts_where_the_bank_says_it(tmp_path):
    header = ["姓名", "卡号", "应处理金额", "备注", "实处理金额", "处理标志"]
    rows = [
        ["甲", card(1), 129, "", 129, "全部成功"],
        ["乙", card(2), 129, "", 100, "全部成功"],
        ["丙", card(3), 129, "", 0, "失败"],
    ]
    frame, _ = return_answers.read(workbook(tmp_path / "回盘.xlsx", [header, *rows]), layouts.load("六列本行表"))
    assert frame["amount_fen"].tolist() == [12900, 10000, 12900]


def piped(rows, count=None, total=None, end="########"):
    lines = [f"P|{count if count is not None else len(rows)}|{total if total is not None else 12900 * len(rows)}"]
    lines += [
        f"{number}|{card(number)}|{name}|{amount}|沪惠保补贴||{status}|{reason}"
        for number, name, amount, status, reason in rows
    ]
    return "\r\n".join([*lines, end, ""] if end else [*lines, ""])


PIPED_ROWS = [(1, "测试甲", 12900, "成功", ""), (2, "张䶮", 12900, "失败", "3031"), (3, "丙", 12900, "处理中", "")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_text_with_totals_and_an_end(tmp_path, encoding):
    path = tmp_path / "回盘.txt"
    path.write_bytes(piped(PIPED_ROWS).encode(encoding))
    frame, found = return_answers.read(path, PIPED)
    assert found.empty and frame["row"].tolist() == [2, 3, 4]
    assert seen(frame) == [(card(n), name, fen, status) for n, name, fen, status, _ in PIPED_ROWS]


def test_totals_and_the_end_marker_are_compared(tmp_path):
    path = tmp_path / "回盘.txt"
    path.write_text(piped(PIPED_ROWS, count=4, total=12900 * 4, end=""), encoding="gb18030")
    frame, found = return_answers.read(path, PIPED)
    assert codes(found) == [("B26", 0), ("B22", 1), ("B22", 1)] and len(frame) == 3
    assert "写明总笔数 4，实际读到 3" in found["text"].iloc[1]


def test_lines_after_the_end_marker_are_not_lost(tmp_path):
    path = tmp_path / "回盘.txt"
    path.write_text(piped(PIPED_ROWS) + f"4|{card(4)}|丁|12900|||成功|\r\n", encoding="gb18030")
    frame, found = return_answers.read(path, PIPED)
    assert len(frame) == 4 and codes(found) == [("B22", 1), ("B22", 1)]


def test_a_text_of_fixed_widths(tmp_path):
    layout = layouts.load("定长文本")
    parts = [
        ("测试甲", card(1), "129.00", "沪惠保补贴", "成功", ""),
        ("阿卜杜热合曼·买买提依明", card(2), "129.00", "", "失败", "户名不符"),
    ]
    lines = [
        b"".join(text.encode("gbk").ljust(width) for text, width in zip(row, layout.returns.widths, strict=True))
        for row in parts
    ]
    path = tmp_path / "回盘.txt"
    path.write_bytes(b"\n".join([lines[0], lines[1].rstrip(), b""]))
    frame, found = return_answers.read(path, layout)
    assert found.empty and frame["status"].tolist() == ["成功", "失败"] and frame["reason"].tolist() == ["", "户名不符"]


def test_a_text_separated_by_spaces(tmp_path):
    """10 fields, fen, the last line totals."""
    layout = layouts.load("六列本行表-文本回盘")
    line = "x {n} x {account} 测试{n} x 12900 x {status} x"
    lines = [line.format(n=n, account=card(n), status=status) for n, status in ((1, "成功"), (2, "失败"))]
    path = tmp_path / "回盘.txt"
    path.write_text("\n".join([*lines, "合计 2 25800"]) + "\n", encoding="gbk")
    frame, found = return_answers.read(path, layout)
    assert frame["amount_fen"].tolist() == [12900, 12900] and found.empty


GARBAGE = [
    b"",
    b"\xff\xff\xff|",
    b"|||||||",
    b"9|x",
    b"\x00\x01\x02",
    "备注：本文件由系统生成".encode("gb18030"),
    b'"',
    b"1|" * 20,
]


def test_five_percent_garbage_loses_nothing(tmp_path):
    """2,000 lines, 100 of them garbage: 1,900 read as they are, each of the others an answer without an account and a finding."""
    chance = random.Random(5)
    rows = [f"{n}|{card(n)}|测试|12900|||成功|".encode("gb18030") for n in range(1, 2001)]
    bad = sorted(chance.sample(range(2000), 100))
    for position in bad:
        rows[position] = chance.choice(GARBAGE[1:])
    path = tmp_path / "回盘.txt"
    path.write_bytes(b"\r\n".join([b"P|2000|25800000", *rows, b"########", b""]))
    frame, found = return_answers.read(path, PIPED)
    assert len(frame) == 2000 and (frame["status"] == "成功").sum() == 1900
    assert found[found["code"] == "B21"]["row"].tolist() == [position + 2 for position in bad]
    sound = frame[~frame["row"].isin(found["row"])]
    assert sound["account"].tolist() == [card(n) for n in range(1, 2001) if n - 1 not in bad]


def test_garbage_in_a_csv_costs_its_own_line_only(tmp_path):
    """A quotation mark that is never closed must not swallow the lines after it."""
    lines = [
        ",".join(HEADER),
        ",".join(ROWS[0]),
        '"没有闭合,x',
        ",".join(ROWS[1]),
        "乱码乱码",
        ",".join(ROWS[2].copy()[:3] + ['"1,290.00"', "处理中", ""]),
    ]
    path = tmp_path / "回盘.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    frame, found = return_answers.read(path, GENERAL)
    assert [one for one in seen(frame) if one[0].isdigit()] == READ
    assert codes(found) == [("B21", 3), ("B21", 5)] and len(frame) == 5


def test_an_amount_that_is_none_is_a_finding(tmp_path):
    bad = ["4", "丁", card(4), "一百二十九", "成功", ""]
    frame, found = return_answers.read(workbook(tmp_path / "回盘.xlsx", [HEADER, *ROWS, bad]), GENERAL)
    assert codes(found) == [("B23", 5)] and frame["amount_fen"].tolist()[-1] == -1
    below = [["4", "丁", card(4), "-129.00", status, ""] for status in ("成功", "退票")]
    frame, found = return_answers.read(workbook(tmp_path / "回盘2.xlsx", [HEADER, *ROWS, *below]), GENERAL)
    assert found["text"].tolist() == ["回盘金额是负数，不能核对。"]
    assert frame["amount_fen"].tolist()[-2:] == [-12900, 12900]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["1", "甲", card(1), "", "成功", ""], "B23"),
        (["1", "甲", card(1), "壹佰贰拾玖元", "成功", ""], "B23"),
        (["1", "甲", card(1), "-129.00", "成功", ""], "B23"),
        (["1", "甲", card(1)[-4:], "129.00", "成功", ""], "B21"),
    ],
)
def test_a_file_of_one_row_is_read_whatever_stands_in_it(tmp_path, cells, code):
    """What cannot be read of it is a finding, and no other layout: nobody could register it."""
    frame, found = return_answers.read(workbook(tmp_path / "回盘.xlsx", [HEADER, cells]), GENERAL)
    assert codes(found) == [(code, 2)] and len(frame) == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("通用", b"PK", None),
        (
            "通用",
            "姓名,卡号,应处理金额\n甲,6222,1\n".encode("gb18030"),
            "没有找到“账号”和“处理状态”两列，第一行是：姓名、卡号、应处理金额",
        ),
        (
            "通用",
            "\n".join(" ".join(str(cell) for cell in row) for row in [HEADER, *ROWS]).encode("gb18030"),
            "每行的内容都在一格里，像从 PDF 复制的",
        ),
        ("通用", ",".join(HEADER).encode("gb18030"), "没有一行明细"),
        ("竖线文本-本行", text([HEADER, *ROWS]).encode("gb18030"), "行能看懂"),
        ("竖线文本-跨行", piped(PIPED_ROWS).encode("gb18030"), "3 行中只有 0 行能看懂"),
        ("定长文本", piped(PIPED_ROWS).encode("gb18030"), "行能看懂"),
        ("四栏竖线文本", piped(PIPED_ROWS).encode("gb18030"), "行能看懂"),
    ],
)
def test_a_file_of_another_layout_is_refused(tmp_path, name, content, why):
    path = tmp_path / "回盘.txt"
    path.write_bytes(content)
    with pytest.raises(Stop) as stop:
        return_answers.read(path, layouts.load(name))
    assert stop.value.code == ("S23" if why else "S01")
    assert (why or "") in str(stop.value) and card(1) not in str(stop.value)


def test_a_workbook_is_no_text(tmp_path):
    with pytest.raises(Stop, match="不是文本文件"):
        return_answers.read(workbook(tmp_path / "回盘.xlsx", [HEADER, *ROWS]), PIPED)


@pytest.mark.parametrize(
    ("status", "reason", "meaning"),
    [
        ("成功", "", ("成功", "", True)),
        (" 全部 成功 ", "沪惠保补贴", ("成功", "", True)),
        ("成功", "4000", ("成功", "", True)),
        ("成功", "已收妥未入账", ("未决", "已收妥未入账", False)),
        ("成功", "户名不符", ("未决", "户名不符", False)),
        ("失败", "3031", ("失败", "户名不符", True)),
        ("失败", "", ("失败", "未收录", True)),
        ("失败", "3051", ("未决", "重复业务", True)),
        ("失败", "通讯超时", ("未决", "超时", True)),
        ("失败", "3056", ("失败", "退票", True)),
        ("已退票", "户名不符", ("退票", "户名不符", True)),
        ("处理中", "", ("未决", "", True)),
        ("3018", "", ("未决", "已销户", False)),
        ("账户已冻结", "", ("失败", "已冻结", True)),
        ("3017-账户已冻结", "", ("失败", "已冻结", True)),
        ("冲正失败", "", ("未决", "退票", False)),
        ("退汇失败", "", ("未决", "退票", False)),
        ("未退票", "", ("未决", "退票", False)),
        ("无需冲正", "", ("未决", "退票", False)),
        ("退票撤销", "", ("未决", "退票", False)),
        ("冲正申请中", "", ("未决", "退票", False)),
        ("部分退票", "", ("未决", "退票", False)),
        ("账户未冻结", "", ("未决", "已冻结", False)),
        ("已退回", "", ("未决", "", False)),
        ("失败", "冲正失败", ("未决", "退票", False)),
        ("退票", "退票申请已撤销", ("未决", "退票", False)),
        ("失败", "1010元限额", ("失败", "超限额", True)),
        ("失败", "1010", ("失败", "退票", True)),
        ("", "1010", ("未决", "退票", False)),
        ("成功", "无需冲正", ("未决", "退票", False)),
        ("", "账户已冻结", ("失败", "已冻结", True)),
        ("", "", ("未决", "", False)),
        ("成功了吗", "", ("未决", "", False)),
    ],
)
def test_what_a_bank_means(status, reason, meaning):
    assert return_answers.judge(status, reason, GENERAL.returns) == meaning


def test_codes_that_were_compared_with_the_banks_are_its_words():
    checked = replace(GENERAL.returns, status="已核定")
    assert return_answers.judge("3018", "", checked) == ("失败", "已销户", True)
    assert return_answers.judge("失败", "3056", checked) == ("退票", "退票", True)


PAYER = ["付款账号", "3100123456789012"]
FOUR = layouts.load("四栏竖线文本")
SPACED = layouts.load("六列本行表-文本回盘")
FOUR_LINES = [f"成功|{n}|{card(n)}|测试|129.00" for n in (1, 2)]
SPACED_LINES = [f"x {n} x {card(n)} 测试 x 12900 x 成功 x" for n in (1, 2)]
MASKED = f"{card(4)[:6]}****{card(4)[-4:]}"
BODY = [HEADER, *ROWS]
ALL_ROWS = [
    (
        "标题、空行、再印的表头、合计、制表人",
        [["代发结果"], [], HEADER, *ROWS, HEADER, ["合计", "", "", 1548], ["制表人：某"]],
        3,
        6,
        [],
    ),
    ("表头以上的明细", [["4", "丁", card(4), 129, "成功", ""], *BODY], 4, 1, [1]),
    ("表头以上付款单位的账号", [PAYER, *BODY], 3, 2, []),
    ("像表尾、其实是明细", [*BODY, ["备注", "丁", MASKED, 129, "成功", ""]], 4, 1, []),
    ("备注的一句话里有账号", [*BODY, [f"备注：丁 {card(4)} 129.00 失败 户名不符"]], 4, 1, [5]),
    ("说明的一句话里有遮住的账号", [*BODY, ["说明", f"下列退票：丁（{MASKED}）账户已销户"]], 4, 1, [5]),
    (
        "备注里是笔数和付款账号",
        [*BODY, [f"备注：付款账号{card(4)}，失败 1 笔"], [f"说明：账号{card(4)}，共 3 笔，失败 0 笔"]],
        3,
        3,
        [],
    ),
    ("像合计、别的列里有账号", [*BODY, ["合计", "丁", "", 129, "成功", card(4)]], 4, 1, [5]),
    (
        "第二张表没有处理状态",
        [*BODY, None, ["户名", "账号", "金额"], ["丁", card(4), 129], ["合计", "", 129]],
        4,
        3,
        [2],
    ),
    ("第二张表是说明", [*BODY, None, ["本行客服", "95588"], PAYER], 3, 3, []),
]


@pytest.mark.parametrize(
    ("rows", "answered", "others", "strange"), [case[1:] for case in ALL_ROWS], ids=[case[0] for case in ALL_ROWS]
)
def test_every_row_of_a_workbook_is_counted(tmp_path, rows, answered, others, strange):
    """None stands where the next sheet begins."""
    book = openpyxl.Workbook()
    for row in rows:
        if row is None:
            book.create_sheet("失败明细")
        else:
            book.worksheets[-1].append(row)
    book.save(tmp_path / "回盘.xlsx")
    frame, found, counts = return_answers.counted(tmp_path / "回盘.xlsx", GENERAL)
    assert (len(frame), sum(counts.values())) == (answered, others)
    assert answered + others == sum(row is not None for row in rows)
    assert found[found["code"] == "B21"]["row"].tolist() == strange
    if answered == 4:
        assert {card(4), MASKED} & set(frame["account"])


@pytest.mark.parametrize(
    ("layout", "lines", "answered", "others"),
    [
        (FOUR, ["处理结果|序号|账号|姓名|实发工资", *FOUR_LINES], 2, {"表头": 1}),
        (FOUR, FOUR_LINES, 2, {}),
        (SPACED, [*SPACED_LINES, "合计 2 25800"], 2, {"合计": 1}),
        (SPACED, SPACED_LINES, 2, {}),
        (PIPED, piped(PIPED_ROWS).split("\r\n")[:-1], 3, {"表头": 1, "说明": 1}),
        (PIPED, ["", *piped(PIPED_ROWS).split("\r\n")[1:-1]], 3, {"空行": 1, "说明": 1}),
    ],
    ids=["with header", "without header", "with total", "without total", "with both", "without first line"],
)
def test_every_line_of_a_text_is_counted(tmp_path, layout, lines, answered, others):
    (tmp_path / "回盘.txt").write_text("\n".join([*lines, ""]), encoding="gb18030")
    frame, found, counts = return_answers.counted(tmp_path / "回盘.txt", layout)
    assert (len(frame), counts) == (answered, others) and answered + sum(others.values()) == len(lines)
    assert ("B22" in set(found["code"])) == (layout is PIPED and "空行" in others)


def test_a_file_without_any_result_is_the_one_that_was_sent(tmp_path):
    header = ["姓名", "卡号", "应处理金额", "备注", "实处理金额", "处理标志"]
    rows = [header, ["甲", card(1), 129, "沪惠保补贴", "", ""], ["乙", card(2), 129, "沪惠保补贴", "", ""]]
    with pytest.raises(Stop, match="没有一行有处理结果，像是发给银行的文件"):
        return_answers.read(workbook(tmp_path / "回盘.xlsx", rows), layouts.load("六列本行表"))


def test_a_paying_slip_of_the_treasury_says_it_by_the_amount(tmp_path):
    """DA/T 95-2022: no status; 0.00 where it failed, the reason in 附言. Our own remark is no reason, and nothing without one may be still under way."""
    header = ["序号", "收款人账号", "收款人名称", "实际支付金额", "附言", "实际支付日期", "流水号"]
    said = [
        ("129.00", "沪惠保补贴"),
        ("0.00", "户名不符"),
        ("0.00", ""),
        ("0.00", "沪惠保补贴"),
        ("-129.00", "退汇"),
        ("—", ""),
    ]
    rows = [[n, card(n), "测试", paid, why, "2024-10-08", f"Z{n}"] for n, (paid, why) in enumerate(said, 1)]
    layout = layouts.load("国库支付回单")
    frame, _ = return_answers.read(workbook(tmp_path / "回单.xlsx", [header, *rows]), layout)
    assert frame["status"].tolist() == ["成功", "失败", "未决", "未决", "退票", ""]
    assert frame["paid_on"].tolist()[0] == "2024-10-08" and frame["receipt"].tolist()[:2] == ["Z1", "Z2"]
    assert frame["amount_fen"].tolist()[0] == 12900
    lines = sent(count=4, holder="测试")
    lines["account"] = [card(n) for n in (1, 2, 3, 4)]
    frame.loc[0, "amount_fen"] = 100
    told = classify.classify(lines, frame[:4], layout)
    assert told.returned["class"].tolist() == ["金额不符", "失败", "未决", "未决"]
