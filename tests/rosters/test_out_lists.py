"""Names of sheets and files that say that everybody on them is out: never read as in."""

import pytest
from at_once import at_once, decided_by_row
from tables import codes, decide, found, grid, read, resident

from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.out_lists import happened_to_all, name_of_list, out_name, stays_the_year

ONE, TWO = (resident(f"3101121950010190{n}") for n in (1, 2))


@pytest.mark.parametrize(
    ("file", "sheet", "title", "says"),
    [
        ("承保名单", "退保", "", "退保"),
        ("退保名单", "Sheet1", "", "退保"),
        ("2024年沪惠保撤单明细", "Sheet1", "", "退保"),
        ("承保名单", "未支付", "", "退保"),
        ("持证残疾人", "注销", "", "注销"),
        ("残疾人停补名单", "Sheet1", "", "注销"),
        ("残联清理名单", "Sheet1", "", "注销"),
        *(
            (name, "Sheet1", "", "注销")
            for name in ("残疾人注销花名册", "低保清退人员花名册", "低保停保汇总表", "优抚对象停发花名册")
        ),
        *(
            (name, "Sheet1", "", "注销")
            for name in ("优抚对象减员人员汇总", "困难农户退出户总表", "残疾人证迁出对象花名册", "低保停保情况汇总表")
        ),
        *(
            (name, "Sheet1", "", "有进有出")
            for name in ("在册及注销花名册", "残疾人花名册（含注销）", "新增、停保汇总表", "注销 花名册")
        ),
        ("残疾人花名册", "Sheet1", "", ""),
        ("死亡人员花名册", "Sheet1", "", "死亡"),
        ("未年审人员", "Sheet1", "", "注销"),
        ("到期未续人员", "Sheet1", "", "待定"),
        ("病故人员", "Sheet1", "", "死亡"),
        ("病故军人遗属", "Sheet1", "", ""),
        ("持证残疾人", "错误数据", "", "待定"),
        ("区外迁入残疾人", "Sheet1", "", ""),
        ("残疾人比对异常人员", "Sheet1", "", "待定"),
        ("残疾人名册疑点数据", "Sheet1", "", "待定"),
        ("残疾人", "待删", "", "待定"),
        ("残疾人", "暂不补", "", "待定"),
        ("残疾人", "疑问", "", "待定"),
        ("残疾人", "重复", "", "待定"),
        ("残疾人（去重后）", "Sheet1", "", ""),
        ("残疾人（无异常）", "Sheet1", "", ""),
        ("残疾人（已剔除重复）", "Sheet1", "", ""),
        ("持证残疾人", "迁出", "", "注销"),
        ("低保", "本月停发", "", "注销"),
        ("残联", "Sheet1", "2024年残疾人证注销人员名册", "注销"),
        ("持证残疾人注销名单", "七宝镇", "", "注销"),
        ("优抚对象", "减少", "", "注销"),
        ("剔除名单", "Sheet1", "", "注销"),
        ("持证残疾人", "死亡名单", "", "死亡"),
        ("2024年火化名单", "Sheet1", "", "死亡"),
        ("承保名单", "承保", "", ""),
        ("持证残疾人注销名单", "在册", "", ""),
        ("承保名单（不含退保）", "Sheet1", "", ""),
        ("承保名单（已剔除退保）", "Sheet1", "", ""),
        ("持证残疾人（注销除外）", "Sheet1", "", ""),
        ("退役军人", "Sheet1", "", ""),
        ("退出现役军人名册", "Sheet1", "", ""),
        ("优抚对象", "病故军人遗属", "", ""),
        ("持证残疾人", "在册及注销", "", "有进有出"),
        ("承保名单（含退保）", "Sheet1", "", "有进有出"),
        ("承保名单", "批退", "", "注销"),
        ("承保名单", "核保不通过", "", "注销"),
        ("承保名单", "未缴费", "", "注销"),
        ("承保名单", "已退", "", "注销"),
        ("承保名单", "待支付", "", "待定"),
        ("残疾人证撤销人员", "Sheet1", "", "注销"),
        ("持证残疾人", "过期未换证", "", "注销"),
        ("持证残疾人", "剔除", "", "注销"),
        ("持证残疾人", "不在册", "", "注销"),
        ("持证残疾人", "待复核", "", "待定"),
        ("持证残疾人", "拟停发", "", "待定"),
        ("持证残疾人（退保已剔除）", "Sheet1", "", ""),
        ("持证残疾人（旧版作废勿用）", "Sheet1", "", ""),
        ("持证残疾人", "历史注销人员", "", "注销"),
        ("优抚待遇", "优待对象", "", ""),
        ("承保名单", "沪惠保承保成功名单", "", ""),
        ("2024年沪惠保承保名单（不含退保）", "承保（已剔除退保撤单）", "", ""),
        ("持证残疾人", "持证残疾人（已剔除死亡注销）", "", ""),
        ("承保名单（不含退保、撤单和死亡）", "Sheet1", "", ""),
        ("承保名单", "剔除退保及撤单人员后", "", ""),
        ("持证残疾人", "注销、死亡及迁出人员除外", "", ""),
        ("持证残疾人（死亡注销已剔除）", "Sheet1", "", ""),
        ("承保名单", "除退保、退费外", "", ""),
        ("承保名单", "非退保撤单", "", ""),
        ("无退保死亡人员", "Sheet1", "", ""),
        ("持证残疾人（剔除后）", "Sheet1", "", ""),
        ("低保", "不包括停发 取消", "", "注销"),
        ("持证残疾人（不含死亡）注销名单", "Sheet1", "", "注销"),
        ("承保名单_不含退保_撤单明细", "Sheet1", "", "有进有出"),
        ("持证残疾人", "注 销 名 单", "", "注销"),
        ("承保名单", "不含 退 保", "", ""),
        ("持证残疾人", "死亡未注销人员", "", "死亡"),
        ("持证残疾人", "未注销死亡人员", "", "死亡"),
        ("注销名单（不含死亡）", "Sheet1", "", "注销"),
        ("退保名单（已剔除犹豫期）", "Sheet1", "", "退保"),
        ("持证残疾人", "非在册", "", "注销"),
        ("承保名单（未支付）", "Sheet1", "", "退保"),
        ("承保清单_支付失败", "Sheet1", "", "退保"),
        ("承保名单", "承保名单 未缴费", "", "注销"),
        ("未支付承保名单", "Sheet1", "", "退保"),
        ("承保名单（含未支付）", "Sheet1", "", "有进有出"),
        ("承保及未支付", "Sheet1", "", "有进有出"),
        ("承保未支付退保", "Sheet1", "", "有进有出"),
        ("承保名单（不含未支付）", "Sheet1", "", ""),
        ("承保名单", "暂存", "", "待定"),
        ("承保名单", "预投保", "", "待定"),
        ("承保名单", "意向登记", "", "待定"),
        ("承保名单", "未提交", "", "待定"),
        ("承保名单", "未核保", "", "待定"),
        ("持证残疾人名册（截至6月底，注销人员另附）", "Sheet1", "", ""),
        ("持证残疾人（死亡、注销人员另册上报）", "Sheet1", "", ""),
        ("残疾人名册（迁出人员见附件）", "Sheet1", "", ""),
        ("残疾人名册-注销后", "Sheet1", "", ""),
        ("承保名单（退保后）", "Sheet1", "", ""),
        ("核对后注销名单", "Sheet1", "", "注销"),
        ("残疾证注销后仍享受人员", "Sheet1", "", "注销"),
        ("残疾人名册_已与死亡名单比对", "Sheet1", "", ""),
        ("残疾人名册（经与公安死亡数据核对无误）", "Sheet1", "", ""),
        ("与死亡名单比对一致人员", "Sheet1", "", "死亡"),
        ("与死亡数据比对结果", "Sheet1", "", "死亡"),
        ("残疾人名册(待核实死亡情况)", "Sheet1", "", ""),
        ("残疾人名册（请核对死亡、迁出情况）", "Sheet1", "", ""),
        ("残疾人名册 核对注销版", "Sheet1", "", ""),
        ("残疾人名册（注销校验后）", "Sheet1", "", ""),
        ("死亡核查名单", "Sheet1", "", "死亡"),
        ("注销人员名单", "注销人员", "", "注销"),
    ],
)
def test_what_names_say(file, sheet, title, says):
    assert out_name(file, sheet, title) == says


@pytest.mark.parametrize(
    ("path", "sheet", "roster", "says"),
    [
        ("退保/6月", "Sheet1", False, "退保"),
        ("国寿/退保/7月名单", "Sheet1", False, "退保"),
        ("退保/国寿/7月名单", "Sheet1", False, "退保"),
        ("国寿退保名单/平安", "Sheet1", False, "退保"),
        ("未缴费/名单", "Sheet1", False, "注销"),
        ("残疾人/已注销/七宝", "Sheet1", True, "注销"),
        ("不享受/残疾人", "Sheet1", True, "注销"),
        ("6月死亡/残疾人", "Sheet1", True, "死亡"),
        ("作废/6月", "Sheet1", False, "待定"),
        ("无效/残疾人", "Sheet1", True, "待定"),
        ("测试/6月", "Sheet1", False, "待定"),
        ("重复/残疾人", "Sheet1", True, "待定"),
        ("外区/残疾人", "Sheet1", True, "待定"),
        ("退保/承保名单", "Sheet1", False, "待定"),
        ("退保/6月", "承保", False, "待定"),
        ("注销/持证残疾人花名册", "Sheet1", True, "待定"),
        ("退保/残疾人死亡", "Sheet1", True, "死亡"),
        ("承保退保/承保名单", "Sheet1", False, ""),
        ("承保退保/6月", "Sheet1", False, "有进有出"),
        ("退保/承保/6月", "Sheet1", False, ""),
        *(
            (f"{one}/6月", "Sheet1", True, "")
            for one in ("国寿", "七宝镇", "2024", "20240701", "残联", "汇总", "反馈", "去重")
        ),
        *((f"{one}/6月", "Sheet1", False, "") for one in ("外区", "不含退保", "最新", "附件", "公示", "外网")),
        ("残疾人", "死", True, "死亡"),
        ("残疾人", "亡3人", True, "死亡"),
        ("残疾人", "外迁", True, "注销"),
        *(
            ("残疾人", sheet, True, "待定")
            for sheet in ("注", "出", "外", "不符", "空挂", "空挂户", "外区", "人户分离")
        ),
        *(("沪惠保", sheet, False, "退保") for sheet in ("CT", "WT", "ct")),
        ("沪惠保", "外区", False, ""),
        *(
            (file, "名册", True, "待定")
            for file in (
                *(
                    "待评残人员",
                    "残疾人（户籍外迁）",
                    "非闵行户籍残疾人",
                    "候选残疾人",
                    "拟评残",
                    "申请评残名单",
                    "疑似残疾人",
                ),
                *(
                    "未办证残疾人",
                    "外区户籍/残疾人",
                    "非本区户籍",
                    "低保待认定",
                    "拟纳入低保",
                    "无残疾证人员",
                    "外省市户籍低保",
                    "候补优抚",
                ),
            )
        ),
        *(
            (file, "名册", True, "")
            for file in (
                "评残通过人员",
                "申请评残已通过",
                "外区迁入残疾人",
                "残疾人（不含外区户籍）",
                "本区户籍残疾人",
                "农户（非农户籍）",
            )
        ),
        ("非闵行户籍残疾人", "注销", True, "注销"),
        ("非本区户籍", "名册", False, ""),
        *(("残疾人", sheet, True, "") for sheet in ("备注", "说明", "出生", "外婆桥村", "CT检查", "增")),
    ],
)
def test_what_folders_say_and_names_of_one_word(path, sheet, roster, says):
    *folders, stem = path.split("/")
    assert name_of_list(stem, sheet, "", folders[::-1], roster) == says


def test_a_title_that_says_out_counts_under_a_sheet_that_says_in():
    titles = {
        "本月退保客户": "退保",
        "6月死亡人员": "死亡",
        "承保名单，退保名单见附表": "",
        "承保名单（不含退保客户）": "",
    }
    assert {title: name_of_list("沪惠保", "承保名单", title, ()) for title in titles} == titles


@at_once
@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("退保/6月.xlsx", "X03"),
        ("退保/承保.xlsx", "H08"),
        ("测试/6月.xlsx", "H08"),
        ("去年/6月.xlsx", "H09"),
        ("2023/6月.xlsx", "H09"),
        ("不用/6月.xlsx", "H09"),
        ("国寿/2024/6月.xlsx", "OK"),
    ],
)
def test_a_list_in_a_folder_is_what_the_folder_says(file, code):
    insured = grid([["保单号", "姓名", "证件号码", "承保日期"], ["P1", "样甲", ONE, "2024-06-10"]], file)
    roster = grid([["姓名", "身份证号", "街镇", "残疾类别"], ["样甲", ONE, "七宝镇", "肢体"]], "名册/残疾人.xlsx")
    result = yield [insured, roster]
    assert codes(result) == [code]


def sheets(*others, head=("姓名", "证件号码", "街镇")):
    insured = grid([["姓名", "证件号码"], ["样甲", ONE]], "承保名单.xlsx", "承保")
    roster = grid([list(head), ["样甲", ONE, "七宝镇"]], "持证残疾人.xlsx", "在册")
    return read([insured, roster, *others])


def test_which_list_it_is_then():
    rows = [["姓名", "证件号码"], ["样乙", TWO]]
    lists = sheets(
        grid(rows, "承保名单.xlsx", "退保"),
        grid(rows, "持证残疾人.xlsx", "注销"),
        grid(rows, "死亡名单.xlsx", "Sheet1"),
        grid(rows, "银行账户.xlsx", "注销"),
    )
    assert [len(frame) for frame in (lists.insured, lists.withdrawn, lists.deaths, lists.accounts)] == [1, 1, 1, 0]
    assert lists.entries["listed_out"].tolist() == [False, True] and lists.entries["out"].tolist() == [False, True]
    assert len(found(lists.findings, "I26")) == 3 and len(found(lists.findings, "I02")) == 1


@pytest.mark.parametrize(
    ("file", "head", "role", "says"),
    [
        ("死亡名单.xlsx", ("姓名", "证件号码"), "死亡名单", "死亡"),
        ("2024年火化名单.xlsx", ("姓名", "证件号码", "街镇"), "死亡名单", "死亡"),
        ("未支付名单.xlsx", ("姓名", "证件号码", "保单号"), "退保名单", "退保"),
        ("6月撤单.xlsx", ("姓名", "证件号码"), "退保名单", "退保"),
    ],
)
def test_a_list_that_its_name_makes_one_of_who_is_out_says_so_in_the_sheet_of_columns(file, head, role, says):
    """It said that no name and no header tells which list it is."""
    lists = sheets(grid([list(head), ["样乙", TWO, "P1"][: len(head)]], file))
    readings = lists.readings
    told = readings[(readings["file"] == file) & (readings["letters"] == "")].iloc[0]
    assert (told["meaning"], told["why"]) == (role, f"名称说表中是{says}的人")


def test_where_both_kinds_stand_on_one_sheet_a_column_must_say_who_is_which():
    mixed = sheets(grid([["姓名", "证件号码"], ["样乙", TWO]], "残疾.xlsx", "在册及注销")).entries
    by_status = sheets(grid([["姓名", "证件号码", "状态"], ["样乙", TWO, "在册"]], "残疾.xlsx", "在册及注销")).entries
    assert mixed["doubt"].notna().tolist() == [False, True] and by_status["doubt"].isna().all()


def test_a_row_that_says_that_it_is_valid_is_in_doubt():
    rows = [["姓名", "证件号码", "状态"], ["样乙", TWO, "有效"], ["样乙", TWO, ""]]
    lists = sheets(grid(rows, "承保名单.xlsx", "退保"), grid(rows, "持证残疾人.xlsx", "注销"))
    assert lists.withdrawn["status"].tolist() == ["不明", "退保"]
    assert lists.entries["doubt"].notna().tolist() == [False, True, False]


def test_columns_alone_make_a_list_one_of_who_is_out_only_where_it_happened_to_all():
    head = ["姓名", "证件号码", "保单号", "承保日期", "退保日期", "退保原因"]
    ours = [["样甲", ONE, "P1", "2024-06-01", "", ""], ["样乙", TWO, "P2", "2024-06-01", "2024-07-01", "重复"]]
    part, everybody = (sheets(grid([head, *rows], "保险公司.xlsx", "Sheet1")) for rows in (ours, ours[1:]))
    assert part.insured["status"].tolist() == ["有效", "有效", "退保"] and not len(part.withdrawn)
    assert everybody.withdrawn["status"].tolist() == ["退保"] and len(everybody.insured) == 1


def test_a_roster_with_a_column_for_the_dead_stays_a_roster():
    rows = [["姓名", "证件号码", "死亡日期", "死亡原因"], ["样甲", ONE, "", ""], ["样乙", TWO, "2024-01-01", "病故"]]
    lists = sheets(grid(rows, "优抚对象.xlsx", "名册"))
    assert lists.entries["dead"].notna().tolist() == [False, False, True] and not len(lists.deaths)


@at_once
@pytest.mark.parametrize("sheet", ["待复核", "拟停发", "待核实", "拟注销", "存疑"])
def test_whoever_stands_on_a_list_of_what_is_not_settled_waits(sheet):
    table = [["姓名", "身份证号", "街镇", "残疾类别"], ["样甲", ONE, "七宝镇", "肢体"]]
    insured = grid([["保单号", "姓名", "证件号码"], ["P1", "样甲", ONE]], "承保名单.xlsx", "承保")
    pending, roster = grid(table, "残疾.xlsx", sheet), grid(table, "残疾人.xlsx", "名册")
    result = yield [insured, pending]
    assert codes(result) == ["H08"]
    result = yield [insured, roster, pending]
    assert codes(result) == ["H08"]


@pytest.mark.parametrize("sheet", ["其他", "Sheet1", "七宝镇", "持证残疾人", "附件"])
def test_a_roster_on_which_it_happened_to_all_is_one_of_who_is_out(sheet):
    head = ["姓名", "身份证号", "残疾类别", "注销日期"]
    lists = sheets(grid([head, ["样乙", TWO, "肢体", "2024-02-01"]], "来件.xlsx", sheet))
    assert lists.entries["listed_out"].tolist() == [False, True]


@pytest.mark.parametrize(
    "other",
    [
        f"{TWO[:6]} {TWO[6:]}",
        f"{TWO[:6]}-{TWO[6:14]}-{TWO[14:]}",
        f"'{TWO}",
        "３" + TWO[1:],
        f"{TWO}（新）",
        f"{TWO[:6]}********{TWO[14:]}",
        "3.10112E+17",
    ],
)
def test_people_whose_number_is_not_written_plainly_count_among_all(other):
    """One who left and one in force whose number has separators, a remark, a mask: the sheet was read as one of who is out."""
    rows = [["样甲", ONE, "七宝镇", "2024-01-05"], ["样乙", other, "七宝镇", ""]]
    insured = grid([["姓名", "证件号码", "保单号"], ["样甲", ONE, "P1"]], "承保名单.xlsx", "承保")
    lists = read([insured, grid([["姓名", "身份证号", "街镇", "注销日期"], *rows], "名册.xlsx", "持证残疾人")])
    assert not lists.entries["listed_out"].any() and not len(found(lists.findings, "I26"))


@pytest.mark.parametrize(
    ("day", "left"),
    [("2024-12-31", False), ("2025.6.30", False), ("2024年12月", False), ("2024-03-31", True), ("见附件", True)],
)
def test_a_list_of_ends_to_come_is_none_of_who_is_out(day, left):
    sheet = grid(
        [
            ["姓名", "身份证号", "街镇", "停止享受日期"],
            ["样甲", ONE, "七宝镇", "2024-12-31"],
            ["样乙", TWO, "七宝镇", day],
        ]
    )
    header = find_header(sheet)
    assert happened_to_all(sheet, header, "out") and stays_the_year(sheet, header, 2024) is not left
    assert not stays_the_year(sheet, header, 0)


INSURER = ["保单号", "姓名", "证件号码", "街镇", "承保日期"]


def attempts(name, number="", on="2024-05-02", bought="2024-05-02", roster="持证残疾人", more=((), ())):
    """样乙, insured under P2, and once more on a sheet of who did not become insured."""
    insured = [["P1", "样甲", ONE, "七宝镇", bought], ["P2", "样乙", TWO, "七宝镇", bought]]
    people = [["姓名", "证件号码", "街镇"], ["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"]]
    other = [[*INSURER, *more[0]], [number, "样乙", TWO, "七宝镇", on, *more[1]]]
    lists = [grid([INSURER, *insured], "承保名单.xlsx", "承保"), grid(other, "承保名单.xlsx", name)]
    return [*lists, grid([*people], f"{roster}.xlsx")]


@at_once(by=decided_by_row)
@pytest.mark.parametrize("name", ["未支付", "投保失败", "支付失败", "核保未通过", "拒保", "承保名单（未缴费）"])
@pytest.mark.parametrize(
    ("number", "on", "expected"),
    [
        ("", "2024-05-01", ["OK", "OK", "X03"]),
        ("", "2024-05-02", ["OK", "H08"]),
        ("", "", ["OK", "H08"]),
        ("P9", "2024-05-02", ["OK", "OK", "X03"]),
        ("P2", "2024-05-01", ["OK", "X03"]),
    ],
)
def test_who_could_not_pay_at_first_and_is_insured_then(name, number, on, expected):
    result = yield attempts(name, number, on)
    assert codes(result) == expected


def test_a_withdrawal_without_a_number_is_about_every_policy():
    assert codes(decide(attempts("退保", "", "2024-05-01"))) == ["OK", "X03"]


@pytest.mark.parametrize("cell", ["", "有效", "未支付"])
def test_a_column_of_states_makes_nobody_insured_who_did_not_pay(cell):
    """承保名单（未支付） was one of who is in and out, whose rows an empty 状态 made valid."""
    only = grid([[*INSURER, "状态"], ["P2", "样乙", TWO, "七宝镇", "2024-05-02", cell]], "承保名单（未支付）.xlsx")
    lists = sheets(only)
    assert lists.withdrawn["status"].tolist() == ["不明" if cell == "有效" else "退保"]


@pytest.mark.parametrize("name", ["未参保", "未投保", "未缴费", "待投保", "未承保", "投保意向"])
def test_a_roster_of_who_is_not_insured_yet_is_that_roster(name):
    people = [["姓名", "证件号码", "街镇", "残疾等级"], ["样乙", TWO, "七宝镇", "一级"]]
    lists = sheets(grid(people, f"持证残疾人（{name}）.xlsx", "名册"))
    assert lists.entries["out"].tolist() == [False, False] and lists.entries["doubt"].isna().all()


@at_once
@pytest.mark.parametrize(
    ("where", "heading", "code"),
    [
        ("页眉或页脚", "闵行区注销残疾证人员名单", "X05"),
        ("页眉或页脚", "2024年6月迁出残疾人名册", "X05"),
        ("文本框", "死亡人员名单", "H10"),
        ("网页", "停发人员明细表", "X05"),
        ("页眉或页脚", "待复核残疾人名单", "H08"),
        ("页眉或页脚", "持证残疾人名册", "OK"),
        ("页眉或页脚", "第 页 共 页", "OK"),
        ("文本框", "请勿填写已注销人员", "OK"),
        ("文本框", "注销人员名单见附件2", "OK"),
        ("网页", "死亡人员已清理", "OK"),
    ],
)
def test_a_heading_in_no_cell_says_of_everybody_what_a_title_says(where, heading, code):
    rows = [["姓名", "身份证号", "街镇", "残疾类别"], ["样甲", ONE, "七宝镇", "肢体"]]
    insured = grid([["姓名", "证件号码", "街镇"], ["样甲", ONE, "七宝镇"]], "承保名单.xlsx")
    result = yield [insured, grid(rows, "残联补充.xlsx", beside=[(where, heading)])]
    named = result.found_until_decided
    assert codes(result) == [code]
    assert bool(found(named, "I26")) == (code != "OK") and (code == "OK" or named["text"].str.contains(heading).any())


@at_once
@pytest.mark.parametrize(
    ("sheet", "both", "alone"),
    [
        ("名册（作废）", "OK", "H09"),
        ("作废-名册", "OK", "H09"),
        ("残疾人名单【作废】", "OK", "H09"),
        ("名单_已作废", "OK", "H09"),
        ("名册（此表作废）", "OK", "H09"),
        ("名册（旧）", "OK", "H09"),
        ("持证残疾人（作废，以新表为准）", "OK", "H09"),
        ("名册备份", "OK", "H09"),
        ("持证残疾人（作废）", "H08", "H08"),
        ("残疾证作废", "X05", "X05"),
    ],
)
def test_a_void_version_of_a_list_takes_nobody_out_and_puts_nobody_in(sheet, both, alone):
    head, one, two = (
        ["姓名", "身份证号", "街镇", "残疾类别"],
        ["样甲", ONE, "七宝镇", "肢体"],
        ["样乙", TWO, "七宝镇", "肢体"],
    )
    insured = grid([["姓名", "证件号码", "街镇"], one[:3], two[:3]], "承保名单.xlsx")
    result = yield [insured, grid([head, one], "残疾人.xlsx", "名册"), grid([head, one, two], "残疾人.xlsx", sheet)]
    assert codes(result) == [both, alone]
