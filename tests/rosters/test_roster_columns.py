from tables import TODAY, grid, load, resident, sources

from huibao_xl.rosters.collect import collect

ONE, TWO = resident("31011219850101901"), resident("31011219850101912")
DISABLED, AID, HERO, FARMER = "持证残疾人", "医疗救助对象", "优抚对象", "生活困难农户"

LISTS = [
    # file, headers beside 姓名, 证件号码 and what they hold for two people, what the list is read as, whether that is asked
    ("60岁以上老人名册", {"文化程度": ("小学", "初中")}, "", False),
    ("党员名册", {"文化程度": ("大专", "初中"), "入党时间": ("1990-07-01", "2001-07-01")}, "", False),
    ("失业登记", {"技能等级": ("三级", "四级")}, "", False),
    ("长护险对象", {"评估等级": ("三级", "四级")}, "", False),
    ("家庭医生签约", {"等级": ("三级", "二级")}, "", False),
    ("居民健康档案", {"残疾情况": ("无", "无残疾")}, "", False),
    ("居民健康档案2", {"残疾情况": ("无", "肢体三级")}, DISABLED, True),
    ("居民健康档案3", {"残疾类别": (None, "肢体")}, DISABLED, True),
    ("楼组名册", {"残疾类别": (None, None), "残疾等级": ("", None)}, "", False),
    ("七宝镇", {"是否残疾": ("否", "0")}, "", False),
    ("退役军人信息采集", {"入伍时间": ("1980-12", "1990-12"), "退役时间": ("1984-01", "1994-12")}, HERO, True),
    ("退役军人信息采集2", {"优抚类别": ("参战退役人员", "三属")}, HERO, False),
    ("志愿者名册", {"退役时间": ("1984-01", "1994-12")}, "", False),
    ("医疗救助", {"残疾类别": ("肢体", None), "残疾等级": ("三级", "")}, AID, False),
    ("四类名单/优抚/1", {"残疾情况": ("无", "肢体三级")}, HERO, False),
    ("困难农户", {"文化程度": ("小学", "初中"), "健康状况": ("残疾", "一般")}, FARMER, False),
    ("低保户普查", {"救助类别": ("低保", "低保边缘")}, AID, False),
    ("2024年6月", {"残疾类别": ("肢体", "视力")}, DISABLED, False),
    ("2024年7月", {"残疾情况": ("肢体三级", "视力一级")}, DISABLED, False),
    ("2024年8月", {"低保证号": ("A001", "A002")}, AID, False),
    ("2024年9月", {"残疾类别": ("", "")}, DISABLED, True),
]


def test_columns_with_a_rosters_words_make_no_roster_of_another_list():
    """Who only stands on a list of old people, with 残疾情况 无, was paid as a 持证残疾人."""
    sheets = [
        grid(
            [["姓名", "证件号码", *columns], *([f"样{n}", one, *cells] for n, one, *cells in _rows(columns))],
            f"{file}.xlsx",
        )
        for file, columns, _, _ in LISTS
    ]
    lists = collect(sources(*sheets), load("2024"), {}, TODAY, complete=False)
    roles = dict(zip(lists.sheets["path"], lists.sheets["role"], strict=True))
    doubted = {*lists.findings.loc[lists.findings["code"] == "I54", "file"]}
    read = {file: (roles.get(f"{file}.xlsx", ""), f"{file}.xlsx" in doubted) for file, *_ in LISTS}
    assert read == {file: (role, asked) for file, _, role, asked in LISTS}


def _rows(columns):
    return zip("甲乙", (ONE, TWO), *columns.values(), strict=True)
