"""Every column that may say how a policy was bought counts (tests/cases/channels.csv)."""

import csv
from pathlib import Path

from tables import codes, decide, found, grid, resident

from huibao_xl.rosters.channel_words import channel_of, speaks_of_channels

CASES = list(csv.DictReader((Path(__file__).parent.parent / "cases/channels.csv").open(encoding="utf-8", newline="")))
PEOPLE = [
    (f"样{at}", resident(f"3101121950{1 + at // 28:02}{1 + at % 28:02}{100 + at}")) for at in range(3 * len(CASES))
]
ROSTER = grid(
    [["姓名", "身份证号", "街镇", "残疾类别"], *([*one, "七宝镇", "肢体"] for one in PEOPLE)], "持证残疾人.xlsx"
)


def list_of(at, case):
    """承保名单 of a case, with three people of its own."""
    table = [["保单号", "姓名", "证件号码", "承保日期", *case["表头"].split("|")]]
    for row, cells in enumerate(case["格"].split("|")):
        person = PEOPLE[3 * at + row]
        table.append([f"P{at}-{row}", *person, "2024-06-01", *cells.split()])
    return grid(table, f"承保名单{at}.xlsx", "名单")


def test_every_column_that_says_the_channel_counts():
    result = decide([*(list_of(at, case) for at, case in enumerate(CASES)), ROSTER])
    decided = codes(result)
    expected = [case["代码"].split("|") for case in CASES]
    assert [decided[3 * at : 3 * at + 3] for at in range(len(CASES))] == expected


def test_what_two_columns_say_against_each_other_is_named():
    case = {"表头": "投保渠道|渠道|投保方式", "格": "个人 团体 /|个人 太阳系 微信|团单 个单 网上"}
    result = decide([list_of(0, case), ROSTER])
    first, second, third = result.decisions["why"]
    assert "E 列“投保渠道”为“个人”" not in first and "F 列“渠道”为“团体”" in first
    assert "F 列“渠道”为“太阳系”" in second and "F 列“渠道”为“个单”" in third
    assert found(result.findings, "I14") == [("I14", 3, "太阳系")]
    assert not found(result.findings, "I42")


def test_a_word_means_what_its_header_asks():
    assert [channel_of(word, "团单标志") for word in ("是", "0", "", "Q")] == ["团单", "个人", "", "不明"]
    assert speaks_of_channels(["新保", "个单"], "投保类型") and not speaks_of_channels(["新保", "续保"], "投保类型")
