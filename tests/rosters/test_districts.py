"""Who is registered in another district than most of a roster."""

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
    assert not of_other_districts({"徐汇区": 9, "": 1})


def test_where_somebody_lives_is_no_district_of_his():
    asked = ["户籍区", "现户籍地", "户口所在地", "户籍所在区", "户籍区县"]
    assert all(map(asks_district, asked)) and not any(
        map(asks_district, ["居住地", "户籍性质", "户籍地址", "原户籍地"])
    )
