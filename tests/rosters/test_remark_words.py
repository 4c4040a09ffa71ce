"""Remarks that speak against paying (tests/cases/remarks.csv): who is paid by such a row waits, and nobody else."""

import csv
from pathlib import Path

import pyarrow as pa
from people import number
from tables import codes, decide, found, grid

from huibao_xl.rosters import remark_words

CASES = list(csv.DictReader((Path(__file__).parents[1] / "cases" / "remarks.csv").open(encoding="utf-8")))
REMARKS = [case["备注"] for case in CASES]


def test_who_has_a_remark_that_speaks_against_paying_waits_in_either_list():
    numbers = [number(index) for index in range(len(REMARKS))]
    plain = [["姓名", "证件号码", "街镇"], *(["样甲", one, "七宝镇"] for one in numbers)]
    marked = [[*row, text] for row, text in zip(plain, ["备注", *REMARKS], strict=True)]
    for insured, roster in ((marked, plain), (plain, marked)):
        result = decide([grid(insured, "承保名单.xlsx"), grid(roster, "持证残疾人.xlsx")])
        waits = [code != "OK" for code in codes(result)]
        wrong = [
            text
            for text, case, waiting in zip(REMARKS, CASES, waits, strict=True)
            if waiting != (case["处置"] == "待核")
        ]
        assert not wrong


def test_the_pattern_for_whole_columns_finds_what_is_found_one_by_one():
    waiting = [text for text, case in zip(REMARKS, CASES, strict=True) if case["处置"] == "待核"]
    texts = [text.replace(" ", "") for text in waiting if remark_words.speaks_against(text)]
    found = remark_words.telling(pa.array(texts)).to_pylist()
    assert len(texts) > 100 and [text for text, hit in zip(texts, found, strict=True) if not hit] == []


def test_what_nobody_understands_is_named_once_for_its_list_and_holds_nobody():
    words = ["独居", "喜欢下棋", "已注销", "先不发", "", "喜欢下棋", "2023年新增", "爱唱歌"]
    rows = [["姓名", "证件号码", "街镇", "备注"]]
    rows += [["样甲", number(at), "七宝镇", word] for at, word in enumerate(words)]
    plain = [row[:3] for row in rows]
    result = decide([grid(plain, "承保名单.xlsx"), grid(rows, "持证残疾人.xlsx")])
    assert codes(result) == ["OK", "OK", "X05", "H08", "OK", "OK", "OK", "OK"]
    assert found(result.findings, "I56") == [("I56", 3, "喜欢下棋")]
    assert "“喜欢下棋”、“爱唱歌”" in result.findings[result.findings["code"] == "I56"]["text"].iloc[0]


OF_ROLES = {
    "承保名单": [
        "员工福利",
        "工会会员福利",
        "学校统一办理",
        "村里出钱",
        "爱心企业捐赠",
        "上海样例机械公司",
        "样例合作社职工",
    ],
    "生活困难农户": [
        "条件好转",
        "子女已工作",
        "土地已征用",
        "已动迁",
        "农转非",
        "已有退休金",
        "长期不在本地",
        "已康复",
    ],
}


def test_what_speaks_against_paying_in_one_list_only_holds_its_own_people():
    for role, texts in OF_ROLES.items():
        for words in (texts, ["福利院老人", "家庭困难", "子女在读", "康复训练中", "单位电话", "样例机械公司退休工人"]):
            rows = [["姓名", "证件号码", "街镇", "备注"]]
            rows += [["样甲", number(at), "七宝镇", word] for at, word in enumerate(words)]
            plain = [row[:3] for row in rows]
            for insured, roster, of in (
                (rows, plain, "承保名单"),
                (plain, rows, "生活困难农户"),
                (plain, rows, "优抚对象"),
            ):
                lists = [
                    grid(insured, "承保名单.xlsx"),
                    grid(roster, f"{of if of != '承保名单' else '持证残疾人'}.xlsx"),
                ]
                waits = {word for word, code in zip(words, codes(decide(lists)), strict=True) if code != "OK"}
                assert waits == (set(words) if words is texts and of == role else set())
