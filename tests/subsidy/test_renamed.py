"""Whatever a header or a sheet is called: nobody is paid who was not paid before, unless a question or finding names the place."""

from pathlib import Path

import pytest
from at_once import at_once
from tables import decide, grid, resident

from huibao_xl.reasons import Stop

IDS = [resident(f"31011219500{month}0190{month}") for month in range(1, 9)]
LISTS = {
    "承保名单.xlsx": [
        ["保单号", "姓名", "证件号码", "投保渠道", "状态", "承保日期"],
        *[
            [f"P{at}", f"样{at}", IDS[at], "团单" if at == 1 else "个人", "退保" if at == 2 else "有效", "2024-06-01"]
            for at in range(8)
        ],
    ],
    "持证残疾人.xlsx": [
        ["姓名", "身份证号", "街镇", "残疾类别", "发证日期", "失效日期"],
        *[
            [f"样{at}", IDS[at], "七宝镇", "肢体", "2015-01-01", "2020-01-01" if at == 3 else "2030-01-01"]
            for at in range(8)
        ],
    ],
    "团单名单.xlsx": [["投保单位", "姓名", "证件号码"], ["样例公司", "样4", IDS[4]], ["样例公司", "样5", IDS[5]]],
    "往期发放.xlsx": [["姓名", "证件号码", "政策年度", "金额"], ["样6", IDS[6], "2024", "129"]],
}
PLACES = [(file, column) for file, rows in LISTS.items() for column in range(len(rows[0]))]
STEMS = "甲乙丙丁戊己庚辛壬癸"
NAMES = ["承保名单", "持证残疾人", "团单名单", "往期发放", "银行账户", "低保", "优抚对象", "Sheet9"]


def sheets(file="", column=-1, word="", sheet=""):
    return [
        grid(
            [[word if (name, at) == (file, column) else text for at, text in enumerate(rows[0])], *rows[1:]],
            name,
            sheet if name == file and sheet else "Sheet1",
        )
        for name, rows in LISTS.items()
    ]


def paid(result):
    """Names of who is paid, without the family's, which is another one in each case."""
    return set(result.decisions.loc[result.decisions["code"] == "OK", "name"].str[1:])


BEFORE = paid(decide(sheets()))


def newly_paid(result, file):
    """Who is paid now only, while nothing is said about the file. What is said is asked for only where somebody is: it takes all later steps."""
    if not (fresh := paid(result) - BEFORE):
        return fresh
    of_file = result.findings["file"].astype("str").map(lambda path: Path(path).name) == file
    said = result.findings[of_file & result.findings["code"].astype(str).str.startswith("I")]
    return set() if len(said) else fresh


def alone(changed):
    """What is decided of lists by themselves, None where they are refused."""
    try:
        return decide(changed)
    except Stop as stop:
        assert stop.code in ("S02", "S03", "S04")
        return None


def another(word, place):
    """An unknown word for each place: the columns of one header are asked about together."""
    at = PLACES.index(place)
    return {"甲乙丙": STEMS[at % 8 :][:3] + STEMS[at // 8], "Column7": f"Column{7 + at}"}.get(word, word)


def is_alone(file, column, word):
    """Whether a place is decided by itself: of the insured and of a roster a list without names is refused, another case's policies are longer
    than marks, and a column of one value without a header is read together with all others that have none."""
    header, *rows = LISTS[file]
    refused = header[column] == "姓名" and file in ("承保名单.xlsx", "持证残疾人.xlsx")
    return refused or header[column] == "保单号" or (not word and len({row[column] for row in rows}) == 1)


@at_once
@pytest.mark.parametrize("word", ["甲乙丙", "Column7", ""])
@pytest.mark.parametrize(("file", "column"), PLACES)
def test_an_unknown_header_pays_nobody_in_silence(file, column, word):
    changed = sheets(file, column, another(word, (file, column)))
    if is_alone(file, column, word):
        result = alone(changed)
        assert result is None or not newly_paid(result, file)
        return
    result = yield changed
    assert not newly_paid(result, file)


@at_once
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", LISTS)
def test_another_name_of_a_sheet_pays_nobody_in_silence(file, name):
    result = yield sheets(file, sheet=name)
    assert not newly_paid(result, file)


def test_the_lists_pay_as_they_should():
    assert {"0", "7"} == BEFORE
