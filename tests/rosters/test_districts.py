"""Who is registered in another district than most of a roster, or whose 街镇 lies in one."""

import pytest
from at_once import at_once
from tables import codes, grid, resident

from huibao_xl.rosters.districts import asks_district, of_other_districts


def test_who_is_registered_elsewhere():
    counts = {
        "闵行区": 5,
        "上海市闵行区": 2,
        "七宝镇": 1,
        "徐汇区": 1,
        "上海市浦东新区": 1,
        "安徽省": 1,
        "外省市": 1,
        "": 3,
    }
    assert of_other_districts(counts) == {"徐汇区", "上海市浦东新区", "安徽省", "外省市"}
    assert of_other_districts({"闵行": 5, "上海市闵行区": 2, "奉贤": 1}) == {"奉贤"}
    assert not of_other_districts({"徐汇区": 9, "": 1})


def test_where_somebody_lives_is_no_district_of_his():
    asked = ["户籍区", "现户籍地", "户口所在地", "户籍所在区", "户籍区县", "所属区", "区县", "行政区划"]
    assert all(map(asks_district, asked)) and not any(
        map(asks_district, ["居住地", "户籍性质", "户籍地址", "原户籍地"])
    )


@at_once
@pytest.mark.parametrize(
    ("town", "code"),
    [
        ("徐汇区田林街道", "H08"),
        ("九亭镇", "H08"),
        ("七宝镇→松江九亭镇", "H08"),
        ("七宝镇转浦东", "H08"),
        ("七宝镇→昆明", "H08"),
        ("七宝镇(徐汇户籍)", "H08"),
        ("梅陇镇/徐汇凌云", "H08"),
        ("人户分离（户籍黄浦）", "H08"),
        ("迁往徐汇", "H08"),
        ("外区", "H08"),
        ("市外", "H08"),
        ("江苏省", "H08"),
        ("莘庄镇（人在外地）", "OK"),
        ("七宝镇（转入）", "OK"),
        ("七宝镇→莘庄镇", "OK"),
        ("七宝镇宝山路5弄", "OK"),
        ("上海市闵行区七宝镇", "OK"),
        ("虹桥街道", "OK"),
        ("莘庄", "OK"),
    ],
)
def test_a_town_of_another_district_is_not_overridden_by_the_insurers(town, code):
    one = resident("31011219500101901")
    insured = [["保单号", "姓名", "证件号码", "街镇"], ["P1", "样甲", one, "七宝镇"]]
    roster = [["姓名", "身份证号", "街镇", "残疾类别"], ["样甲", one, town, "肢体"]]
    result = yield [grid(insured, "承保名单.xlsx"), grid(roster, "残疾人.xlsx")]
    assert codes(result) == [code]
