"""Sheets that are no lists, though their names or headers speak of leaving, death or payment: whoever stands there is not paid unseen."""

import pytest
from at_once import at_once, read_at_once
from tables import TODAY, codes, decide, decide_lists, found, grid, load, resident, sources

from huibao_xl.reasons import Stop
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.column_answers import answer_frame, place_key

OTHER_ID = resident("31011219500101999")
ONE, TWO, THREE = (resident(f"3101121950010190{n}") for n in (1, 2, 3))
HEAD = ["姓名", "证件号码", "街镇"]
PEOPLE = [["样甲", ONE, "七宝镇"], ["样乙", TWO, "七宝镇"], ["样丙", THREE, "七宝镇"]]
LISTS = [grid([HEAD, *PEOPLE], "承保名单.xlsx"), grid([HEAD, *PEOPLE], "持证残疾人.xlsx")]
NAMED = [["姓名", "证件号码"], ["样乙", TWO]]
FIFTEEN = TWO[:6] + TWO[8:17]
"""The number of the second person as it was written before 1999."""


@at_once
@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("批减", "X03"),
        ("减员", "H08"),
        ("批单", "H08"),
        *((name, "H08") for name in ("在押人员", "问题人员反馈", "骗保人员名单", "违规享受", "失踪人员", "误发追缴")),
        ("团单/某公司", "H08"),
        ("2024年已发放/第一批", "H08"),
        ("增减员明细", "H08"),
        ("保全变更", "H08"),
        ("户籍销户", "H10"),
        ("公安销户人员", "H10"),
        ("丧葬费发放", "H10"),
        ("殡葬补贴", "H10"),
        ("退费明细", "X03"),
        ("2024年公示", "H08"),
        ("补贴名单", "H08"),
        ("员工参保名单", "X02"),
        ("企业团购名单", "X02"),
        ("工会沪惠保购买", "X02"),
        ("某某有限公司投保人员", "X02"),
        ("Sheet3", "H08"),
        ("七宝镇反馈名单2024", "H08"),
        ("志愿者名单", "OK"),
        ("历年沪惠保补贴", "H08"),
        ("关于部分人员已享受2024年沪惠保补贴的说明", "H08"),
    ],
)
def test_what_becomes_of_who_stands_on_another_list(file, code):
    result = yield [*LISTS, grid(NAMED, f"{file}.xlsx")]
    assert codes(result) == ["OK", code, "OK"]


@at_once
@pytest.mark.parametrize(
    "rows", [[["样乙", TWO]], [["2", "样乙", TWO, "x"]], [["名单"], [f"样乙 {TWO}"]], [["样乙"], ["样丁"], ["样戊"]]]
)
@pytest.mark.parametrize(
    ("file", "sheet"), [("批减", "Sheet1"), ("其他", "退保"), ("其他", "死亡"), ("减员", "七宝镇")]
)
def test_a_sheet_without_a_header(rows, file, sheet):
    result = yield [*LISTS, grid(rows, f"{file}.xlsx", sheet)]
    assert codes(result) == ["OK", "H08", "OK"]
    assert len(found(result.found_until_decided, "I38")) == 1


@at_once
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("七宝镇残联：经核，样乙的残疾证已于2024年3月注销，请从名册中剔除。", "H08"),
        ("我镇残疾人样乙已死亡，请停发。", "H08"),
        ("样丁、样乙均已迁出本区", "H08"),
        ("样乙同志已于今年4月去世", "H08"),
        ("经核查，样丁、样乙两人已于2024年5月死亡，请予以核减。", "H08"),
        (f"样丁{OTHER_ID}、样乙（七宝镇）均已注销", "H08"),
        (f"王经理：样乙 {TWO} 这个人退了", "H08"),
        ("样乙死了，不要发", "H08"),
        *(
            (f"七宝民政：{how}，补贴不要发了", "H08")
            for how in ("样乙上周走了", "样乙昨天过世了", "听说样乙刚刚走了", "样乙年初死了", "样乙春节前没了")
        ),
        (f"样乙（身份证号{OTHER_ID}）已退保", "OK"),
        (f"王经理：样乙 {TWO} 收到了", "OK"),
        ("名册中已注销的人员由样乙负责核减。", "OK"),
        ("样乙的残疾证已换领，在册。", "OK"),
        ("请各镇核对名册，已死亡、迁出的人员请剔除。", "OK"),
        ("样乙先不发", "H08"),
        ("样乙重复投保", "H08"),
        ("请将样乙从名单中删除", "H08"),
        ("样乙不享受", "H08"),
        ("不予发放：样丁、样乙", "H08"),
        ("7月15日 样乙退保 小王", "H08"),
        ("除样乙外均已缴费", "H08"),
        ("经办：样乙；退保人员已剔除", "OK"),
        ("制表：样乙  审核：样乙  退保人员另附", "OK"),
        ("退保客户请联系样乙", "OK"),
        ("请样乙于6月30日前报送退保名单", "OK"),
        ("样乙：请把已退保的人剔除后发我", "OK"),
        (f"{FIFTEEN}的残疾证已于2024年3月注销。", "H08"),
        (f"样丁（{FIFTEEN}）、样己（{TWO[:6]}500101001）已去世", "H08"),
    ],
)
def test_a_letter_that_names_somebody_by_name_alone(text, code):
    result = yield [*LISTS, grid([["情况说明"], [text], ["七宝镇残联"]], "情况说明.txt")]
    assert codes(result) == ["OK", code, "OK"]
    assert len(found(result.found_until_decided, "I38")) == (code == "H08" or OTHER_ID in text)


@at_once
@pytest.mark.parametrize(
    ("file", "rows", "code"),
    [
        ("退保情况", [["以下人员已退保："], [f"1.样丁，{OTHER_ID}"], ["2.样乙，尾号1234"]], "H08"),
        ("说明", [["以下人员已退保："], ["1、样丁、样乙"]], "H08"),
        ("附", [["本月撤单："], ["样乙"]], "H08"),
        ("核减通知", [["关于核减的通知"], [f"样*（{TWO[:6]}********{TWO[-4:]}）已死亡"]], "H08"),
        ("不发", [["不发名单"], ["1.样丁"], ["2.样乙"]], "H08"),
        ("说明", [["退保名单见附件2"], ["样乙（七宝镇）"]], "OK"),
        ("说明", [["以下人员在册："], ["1、样丁、样乙"]], "OK"),
        ("退保客户", [["样丁、样乙"]], "H08"),
        ("死亡情况", [["3、样乙（七宝镇）"]], "H08"),
        ("退保客户", [["联系人：样乙"]], "OK"),
        ("7月退费流水", [["退款时间", "退款账户名", "退款金额"], ["2024-07-03", "样乙", "129"]], "H08"),
    ],
)
def test_who_stands_below_a_line_of_a_letter_or_in_one_whose_name_says_so(file, rows, code):
    result = yield [*LISTS, grid(rows, f"{file}.txt")]
    assert codes(result) == ["OK", code, "OK"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("保单号HHB20240001已退保", ["OK", "H08", "OK"]),
        ("承保名单第4行人员已退保。", ["OK", "OK", "H08"]),
        ("承保名单第9行人员已退保。", ["OK", "OK", "OK"]),
        ("承保名单序号3的人员已退保。", ["OK", "OK", "H08"]),
        ("团单名单第3行人员已退保。", ["OK", "OK", "OK"]),
    ],
)
def test_a_letter_may_name_a_policy_or_rows_of_a_list(text, expected):
    insured = [["序号", "保单号", *HEAD], *([f"{at + 1}", f"HHB2024000{at}", *row] for at, row in enumerate(PEOPLE))]
    letter = grid([["说明"], [text]], "说明.txt")
    assert codes(decide([grid(insured, "承保名单.xlsx"), LISTS[1], letter])) == expected


NAMES = ["样甲", "样乙", "样丙", "样丁", "样戊", "样己", "样庚", "样辛", "样壬"]
LISTED = [
    ["序号", *HEAD],
    *([str(at), name, resident(f"3101121950010192{at}"), "七宝镇"] for at, name in enumerate(NAMES)),
]
BESIDE: list[tuple[str, dict[str, object], set[str]]] = [
    ("header", {"comments": {(0, 1): "样乙已退保"}}, {"样乙"}),
    ("far away", {"comments": {(30, 9): f"{LISTED[3][2]} 已退保"}}, {"样丙"}),
    ("text box", {"beside": [("文本框", "注意：\n以下人员已退保：\n样丁\n2、样戊")]}, {"样丁", "样戊"}),
    ("footer", {"beside": [("页眉或页脚", "除样己外均已缴费")]}, {"样己"}),
    ("footer", {"beside": [("页眉或页脚", f"样某（{LISTED[7][2][:6]}********{LISTED[7][2][-4:]}）已去世")]}, {"样庚"}),
    ("box", {"beside": [("文本框", f"样辛（{LISTED[8][2]}）残疾证已注销")]}, {"样辛"}),
]


def test_whom_comments_boxes_and_footers_name_waits_on_whatever_sheet_they_stand():
    lists = [grid(LISTED, "承保名单.xlsx"), grid(LISTED, "持证残疾人.xlsx")]
    bank = ["姓名", "证件号码", "银行账号"], ["样甲", LISTED[1][2], ""]
    sheets = [grid(bank, f"银行账户{at}.xlsx", **marks) for at, (_, marks, _) in enumerate(BESIDE)]
    result = decide([*lists, *sheets])
    waiting = {name for name, code in zip(NAMES, codes(result), strict=True) if code == "H08"}
    assert waiting == set().union(*(names for *_, names in BESIDE))
    assert len(found(result.found_until_decided, "I35")) == len(BESIDE)


@pytest.mark.parametrize("where", range(4))
def test_what_is_harmless_beside_a_list_holds_nobody_and_asks_nothing(where):
    text = "\n".join(HARMLESS)
    below = [[], *([line] for line in HARMLESS)] if where == 3 else []
    marks = [
        {"comments": {(0, at): line for at, line in enumerate(HARMLESS)}},
        {"comments": {(30, 9): text}},
        {"beside": [("文本框", line) for line in HARMLESS]},
        {},
    ]
    result = decide([grid([*LISTED, *below], "承保名单.xlsx", **marks[where]), grid(LISTED, "持证残疾人.xlsx")])
    assert set(codes(result)) == {"OK"} and not found(result.found_until_decided, "I33", "I35", "I38", "I57")


HARMLESS = [
    "制表人：样乙",
    "联系人：样乙 电话 13900000000",
    "共35人",
    "退保人员已剔除",
    "死亡人员已清理",
    "退保人员已剔除，联系人：样乙",
    "退保人员已剔除。制表人样乙",
    "经办：样丙；如有退保请及时告知",
    "本表不含退保人员",
    "审核人 样乙（签字）",
    "打印日期：2024-06-30 第1页 共3页",
    "如有死亡、迁出人员请在备注栏注明",
    "请勿填写已注销人员",
    "样乙已核实",
    "样乙证件号码已更正",
    "退保请拨打95519",
    "样乙提供，截至6月30日已剔除死亡人员",
    "制表：样乙  审核：样丙  退保人员另附",
    "请核对后交样乙汇总，已死亡的不要上报",
    "退保客户请联系样乙",
    "此列由残联填写，注销的请删除",
    "填写持证状态：正常、注销、冻结",
    "退保名单见附件2，样乙",
    "除样乙外均为女性",
    "除退保人员外均已缴费",
]


MASKED = f"{TWO[:6]}********{TWO[-4:]}"
OTHER = f"{TWO[:6]}********0000"


@at_once
@pytest.mark.parametrize(
    ("file", "rows", "code"),
    [
        ("2024年沪惠保补贴公示", [[*HEAD, "补贴金额"], ["样*", MASKED, "七宝镇", "129"]], "H08"),
        ("2024年沪惠保补贴公示", [[*HEAD, "补贴金额"], ["样乙", MASKED, "七宝镇", "129"]], "H08"),
        ("2024年沪惠保补贴公示", [[*HEAD, "补贴金额"], ["样乙", OTHER, "七宝镇", "129"]], "OK"),
        ("2024年沪惠保补贴公示", [["姓名", "身份证后四位", "金额"], ["样*", TWO[-4:], "129"]], "H08"),
        ("2024年沪惠保补贴公示", [["姓名", "身份证后四位", "金额"], ["样某", "0000", "129"]], "OK"),
        ("2023年沪惠保补贴公示", [[*HEAD, "补贴金额"], ["样*", MASKED, "七宝镇", "129"]], "OK"),
        ("关于已享受2024年沪惠保补贴的说明", [[f"样*（{MASKED}）已由镇里统一补贴"]], "H08"),
        ("批改清单", [["序号", "被核人", "证号"], ["1", "样*", MASKED]], "H08"),
        ("批减", [["样*", MASKED]], "H08"),
        ("不予补贴名单", [["姓名", "身份证号"], ["样乙", FIFTEEN]], "H08"),
        ("不予补贴名单", [["姓名", "身份证号"], ["样某", int(FIFTEEN)]], "H08"),
        ("批减", [[f"1、样乙 {FIFTEEN[:6]} {FIFTEEN[6:12]} {FIFTEEN[12:]}"]], "H08"),
        ("批减", [[f"1 {TWO}"], ["2 310112500101001"]], "H08"),
        ("批减", [[f"1 {FIFTEEN}、310112500101001"]], "H08"),
        ("志愿者名单", [["姓名", "身份证号"], ["样乙", FIFTEEN]], "OK"),
        ("其他", [*[["样*", OTHER, "在册"]] * 10, ["样*", MASKED, "已死亡"]], "H08"),
        ("其他", [*[["样*", MASKED, "在册"]] * 10, ["样*", OTHER, "已死亡"]], "OK"),
        ("Sheet3", [["姓名", "证件号码"], ["样*", MASKED]], "H08"),
        ("志愿者名单", [["姓名", "证件号码"], ["样*", MASKED]], "OK"),
    ],
)
def test_whoever_may_be_meant_by_a_masked_row_of_a_sheet_that_speaks_against_people(file, rows, code):
    result = yield [*LISTS, grid(rows, f"{file}.xlsx")]
    assert codes(result) == ["OK", code, "OK"]
    assert len(found(result.found_until_decided, "I38")) == (code != "OK" or OTHER in str(rows) or "0000" in str(rows))


def test_it_is_asked_in_the_table_of_columns_and_an_answer_settles_it():
    other = grid([["样乙", TWO]], "批减.xlsx")
    for meaning, expected in ((None, "H08"), ("不用", "OK")):
        line = {
            "source": place_key(other.path, other.sheet),
            "header": "",
            "meaning": meaning or "",
            "by": "王五",
            "on": "2024-08-01",
        }
        answers = answer_frame([line | {"where": ""}] if meaning else [])
        lists = collect(sources(*LISTS, other), load("2024"), {}, TODAY, column_answers=answers)
        assert codes(decide_lists(lists))[1] == expected
        assert lists.readings["asked"].sum() == (meaning is None)


@at_once
@pytest.mark.parametrize(
    ("head", "row", "code"),
    [
        (["姓名", "证件号码", "投保单位"], ["样乙", f"{TWO[:3]}***********{TWO[-4:]}", "某厂"], "H11"),
        (["姓名", "证件号码", "投保单位"], ["样乙", f"{TWO[:6]}********{TWO[-4:]}", "某厂"], "H11"),
        (["姓名", "证件号码", "投保单位"], ["", f"{TWO[:6]}****{TWO[10:]}", "某厂"], "H11"),
        (["姓名", "证件号码", "投保单位"], ["样乙", "310***********9999", "某厂"], "OK"),
        (["姓名", "证件号码", "投保单位"], ["样丁", f"{TWO[:3]}***********{TWO[-4:]}", "某厂"], "OK"),
        (["姓名", "证件号码", "投保单位"], ["样乙", "", "某厂"], "H11"),
        (["姓名", "证件号码", "投保单位"], ["样乙", "/", "某厂"], "H11"),
        (["姓名", "投保单位"], ["样乙", "某厂"], "H11"),
        (["姓名", "身份证后六位", "投保单位"], ["样乙", TWO[-6:], "某厂"], "H11"),
        (["姓名", "身份证后六位", "投保单位"], ["样乙", "123456", "某厂"], "OK"),
    ],
)
def test_a_member_of_a_group_who_may_be_anybody_of_the_name(head, row, code):
    result = yield [*LISTS, grid([head, row], "团单名单.xlsx")]
    assert codes(result) == ["OK", code, "OK"]


@at_once
@pytest.mark.parametrize(
    ("file", "head", "row", "code"),
    [
        ("退保名单", ["被保险人", "退保日期"], ["样乙", "2024-02-01"], "H11"),
        ("2024年往期发放", [*HEAD[:2], "金额"], ["样乙", TWO, "129"], "X06"),
        ("2023年度已发放", [*HEAD[:2], "金额"], ["样乙", TWO, "129"], "OK"),
        ("往期发放", [*HEAD[:2], "金额"], ["样乙", TWO, "129"], "H08"),
        ("往期发放", ["姓名", "政策年度", "金额"], ["样乙", "2024", "129"], "H11"),
        ("往期发放", ["姓名", "政策年度", "金额"], ["样乙", "2022", "129"], "OK"),
        ("死亡名单", ["姓名", "死亡日期"], ["样乙", "2024-01-01"], "H11"),
    ],
)
def test_a_list_that_lacks_a_column_does_not_stop_the_run(file, head, row, code):
    result = yield [*LISTS, grid([head, row], f"{file}.xlsx")]
    assert codes(result) == ["OK", code, "OK"]
    assert len(found(result.found_until_decided, "I39")) == 1


def test_what_a_list_pays_for_an_earlier_year_by_its_name_holds_nobody_and_says_so():
    by_year = {}
    for year in (2023, 2024):
        payments = grid([[*HEAD[:2], "金额"], ["样乙", TWO, "129"]], f"{year}年度沪惠保补贴发放明细.xlsx")
        by_year[year] = decide([*LISTS, payments])
    assert [codes(result)[1] for result in by_year.values()] == ["OK", "X06"]
    of_all = [result.found_until_decided for result in by_year.values()]
    texts = [text for one in of_all for text in one.loc[one["code"] == "I39", "text"]]
    assert len(texts) == 2 and not any("先待核" in text for text in texts)


def test_a_letter_of_another_district_that_has_paid_speaks_against_whom_its_table_names():
    letter = [["贵区下列人员已在我区享受2024年沪惠保补贴："], ["姓名", "公民身份号码"], ["样乙", TWO]]
    assert codes(decide([*LISTS, grid(letter, "徐汇区民政局来函.docx")])) == ["OK", "H08", "OK"]


def test_whose_policies_a_list_of_changes_names_waits_as_if_he_were_named():
    """批改清单 with 保单号 and no number or name: whose policy it is was paid, and only the sheet was asked about."""
    head = ["保单号", *HEAD]
    insured = [["HHB2024310000001", *PEOPLE[0]], ["HHB2024310000002", *PEOPLE[1]], ["HHB2024310000003", *PEOPLE[2]]]
    changes = [
        ["批单号", "保单号", "批改类型", "批改生效日"],
        ["P0001", " hhb2024310000002", "退保", "2024-06-25"],
        ["P0002", "HHB2024310000003", "手机号变更", "2024-06-25"],
    ]
    lists = [grid([head, *insured], "承保名单.xlsx"), LISTS[1]]
    assert codes(decide([*lists, grid(changes, "保险公司批改清单.xlsx", "批改")])) == ["OK", "H08", "OK"]


def test_a_withdrawn_policy_is_found_by_its_number_and_name():
    insured = [["保单号", *HEAD], *([f"P{at}", *row] for at, row in enumerate(PEOPLE))]
    gone = grid([["保单号", "被保险人"], ["P1", "样乙"]], "退保名单.xlsx")
    assert codes(decide([grid(insured, "承保名单.xlsx"), LISTS[1], gone])) == ["OK", "X03", "OK"]


def test_a_name_of_a_company_against_columns_of_the_insurer_is_asked():
    other = grid([["姓名", "证件号码", "保单号"], ["样乙", TWO, "P9"]], "员工参保名单.xlsx")
    assert codes(decide([*LISTS, other]))[1] == "H09"
    insurer = grid(
        [["姓名", "证件号码", "保单号"], ["样乙", TWO, "P9"]], "中国人寿保险股份有限公司上海分公司承保清单.xlsx"
    )
    assert codes(decide([*LISTS, insurer])) == ["OK", "OK", "OK", "X04"]


@at_once(by=read_at_once)
@pytest.mark.parametrize(
    ("file", "role"),
    [
        ("低保申请人员名单", None),
        ("拟纳入低保人员", None),
        ("残疾人家属名单", None),
        ("残疾人监护人信息", None),
        ("残疾人专职委员", None),
        ("残疾人工作者名册", None),
        ("残疾人志愿者", None),
        ("优抚对象走访慰问", None),
        ("低保申请审批通过名单", "医疗救助对象"),
        ("享受低保人员", "医疗救助对象"),
        ("农村低收入人口", "医疗救助对象"),
        ("持证残疾人", "持证残疾人"),
        ("退役军人优抚对象", "优抚对象"),
    ],
)
def test_which_lists_are_those_of_a_category(file, role):
    lists = yield [*LISTS, grid([HEAD, PEOPLE[1]], f"{file}.xlsx")]
    own = lists.sheets[lists.sheets["path"].str.startswith(f"{lists.folder}/")]
    assert own["role"].tolist() == ([role] if role else [])
    assert role or found(lists.findings, "I02")


@at_once(by=read_at_once)
@pytest.mark.parametrize("sheet", ["模板", "示例", "样表", "填报说明", "导入模板（示例）"])
def test_people_of_an_example_are_none(sheet):
    lists = yield [*LISTS, grid([HEAD, PEOPLE[1]], "优抚对象.xlsx", sheet)]
    assert set(lists.entries["role"]) == {"持证残疾人"} and found(lists.findings, "I02")


STAFF = ["序号", "姓名", "身份证号", "单位", "电话", "签名"]


@at_once
@pytest.mark.parametrize(
    ("file", "title", "head", "code"),
    [
        ("会议签到表", "沪惠保补贴工作布置会签到表", STAFF, "OK"),
        ("签到", "", ["姓名", "单位", "职务", "联系电话"], "OK"),
        ("通讯录", "", ["姓名", "身份证号", "工作单位", "手机"], "OK"),
        ("值班表7月", "", ["姓名", "单位名称", "电话"], "OK"),
        ("培训人员", "沪惠保业务培训", STAFF, "OK"),
        ("Sheet", "", STAFF, "H08"),
        ("人员信息", "", ["姓名", "公司", "身份证号"], "H08"),
        ("人员信息", "", ["姓名", "单位", "职务"], "OK"),
        ("人员信息", "", ["被保险人姓名", "身份证号", "单位"], "X02"),
        ("人员信息", "沪惠保集体参保人员", STAFF, "X02"),
        ("团办", "", STAFF, "X02"),
    ],
)
def test_a_list_with_a_column_of_employers_is_one_of_a_group_only_if_a_word_says_insurance(file, title, head, code):
    cells = {"序号": "1", "电话": "1", "签名": "", "单位": "某厂", "职务": "科员", "联系电话": "1", "手机": "1"}
    row = [TWO if "证号" in name else "样乙" if "姓名" in name else cells.get(name, "某厂") for name in head]
    other = grid([[title], head, row], f"{file}.xlsx")
    result = yield [*LISTS, other]
    assert codes(result) == ["OK", code, "OK"]


def test_a_list_that_may_be_one_of_a_group_is_asked_about_and_an_answer_settles_it():
    other = grid([STAFF, ["1", "样乙", TWO, "某厂", "1", ""]], "Sheet.xlsx")
    for meaning, expected in ((None, "H08"), ("不用", "OK"), ("团单名单", "X02")):
        line = {"source": place_key(other.path, other.sheet), "header": "", "meaning": meaning or "", "by": "王五"}
        answers = answer_frame([line | {"on": "2024-08-01", "where": ""}] if meaning else [])
        lists = collect(sources(*LISTS, other), load("2024"), {}, TODAY, column_answers=answers)
        assert codes(decide_lists(lists))[1] == expected
        assert lists.readings["asked"].sum() == (meaning is None)


@at_once
@pytest.mark.parametrize(
    ("file", "title", "code"),
    [
        ("2023年公示", "", "OK"),
        ("公示", "2023年度沪惠保补贴公示", "OK"),
        ("2022年补贴名单", "", "OK"),
        ("去年发放明细2023", "", "OK"),
        ("23年拨付", "", "OK"),
        ("2024年公示", "", "H08"),
        ("公示", "2024年度沪惠保补贴公示", "H08"),
        ("公示", "", "H08"),
        ("2023年不予补贴名单", "", "OK"),
        ("2023年减员", "", "H08"),
        ("2023年死亡", "", "H10"),
    ],
)
def test_who_was_publicised_or_paid_in_an_earlier_year_says_nothing_about_this_year(file, title, code):
    rows = [[title], ["姓名", "证件号码"], ["样乙", TWO]]
    result = yield [*LISTS, grid(rows, f"{file}.xlsx")]
    assert codes(result) == ["OK", code, "OK"]


@at_once
@pytest.mark.parametrize(
    ("file", "code"), [("2023年团单", "H08"), ("团单2022", "H08"), ("2024年团单", "X02"), ("团单", "X02")]
)
def test_a_group_list_of_an_earlier_year_refuses_nobody_and_is_asked_about(file, code):
    result = yield [*LISTS, grid([["姓名", "证件号码", "投保单位"], ["样乙", TWO, "某厂"]], f"{file}.xlsx")]
    assert codes(result) == ["OK", code, "OK"]


@at_once
@pytest.mark.parametrize(
    ("file", "head"),
    [
        ("2024年1-6月殡仪服务数据", ["逝者姓名", "逝者身份证", "火化时间", "承办人", "承办人身份证"]),
        ("丧葬补助发放", ["去世人员", "去世人员身份证号", "去世日期", "领取人", "领取人身份证号"]),
        ("殡葬补贴", ["死者姓名", "死者身份证号码", "死亡日期", "申请人姓名", "申请人身份证号码"]),
        ("火化登记", ["亡者", "亡者证件号", "火化日期", "经手人", "经手人证件号码"]),
        ("一次性抚恤金", ["亡故人员姓名", "亡故人员身份证", "亡故时间", "领款人", "领款人身份证"]),
        ("丧葬费", ["死亡人员姓名", "死亡人员身份证号", "死亡时间", "申领人", "申领人身份证号"]),
        ("死亡登记", ["死者姓名", "死者身份证号", "死亡日期", "报告人", "报告人身份证号码"]),
    ],
)
def test_who_takes_the_funeral_grant_lives(file, head):
    other = grid([head, ["样乙", TWO, "2024-05-03", "样丙", THREE]], f"{file}.xlsx")
    result = yield [*LISTS, other]
    assert codes(result) == ["OK", "H10", "OK"]


@at_once(by=read_at_once)
@pytest.mark.parametrize("file", ["退保", "6月退保", "撤单", "犹豫期退保明细"])
def test_a_list_that_its_name_makes_one_of_withdrawals_is_not_asked_about(file):
    head = ["保单号", "被保险人", "证件号码", "退保日期"]
    result = yield [*LISTS, grid([head, ["P1", "样乙", TWO, "2024-06-29"]], f"{file}.xlsx")]
    assert not result.readings["asked"].any() and found(result.findings, "I26")
    assert set(result.sheets["role"]) >= {"退保名单"}


@at_once
@pytest.mark.parametrize(
    "file", ["低保申请审批情况", "低保受理表", "医疗救助申请审核", "特困人员申请受理", "低保初审名单"]
)
@pytest.mark.parametrize(
    ("verdict", "cell", "code"),
    [
        ("审批结果", "批准", "OK"),
        ("审核意见", "同意", "OK"),
        ("审批结果", "不予批准", "X05"),
        ("审批结果", "审核中", "H08"),
        ("审批结果", "退回补正", "H08"),
        ("审核结果", "", "H08"),
        ("审核结果", "见附件", "H08"),
        ("联系地址", "某路", "X01"),
    ],
)
def test_of_those_who_applied_only_who_was_accepted_is_in(file, verdict, cell, code):
    insured = grid([HEAD, *PEOPLE[1:2]], "承保名单.xlsx")
    other = grid([[*HEAD, verdict, "申请日期"], ["样乙", TWO, "七宝镇", cell, "2024-03-01"]], f"{file}.xlsx")
    roster = grid([HEAD, PEOPLE[0]], "持证残疾人.xlsx")
    result = yield [insured, roster, other]
    assert codes(result) == [code]


OWN_NAMES = [
    "发放",
    "发放批次",
    "参数",
    "开始",
    "补贴明细",
    "分摊汇总",
    "待补账户",
    "总览",
    "处置",
    "不补名单",
    "待核名单",
    "问题清单",
]


@at_once
@pytest.mark.parametrize("sheet", OWN_NAMES)
def test_a_list_whose_sheet_has_a_name_of_ours_is_a_list(sheet):
    dead = grid([["姓名", "证件号码", "死亡日期"], ["样乙", TWO, "2024-05-20"]], "死亡名单.xlsx", sheet)
    gone = grid([["姓名", "证件号码", "保单号", "退保日期"], ["样丙", THREE, "", "2024-05-20"]], "退保名单.xlsx", sheet)
    result = yield [*LISTS, dead, gone]
    assert codes(result) == ["OK", "H10", "X03"] and found(result.found_until_decided, "I22") == []


def test_neither_numbers_nor_a_header_need_stand_on_it():
    names = grid([["姓名", "死亡日期"], ["样乙", "2024-05-20"]], "死亡名单.xlsx", "待核名单")
    numbers = grid([["样丙", THREE]], "退保名单.xlsx", "处置")
    assert codes(decide([*LISTS, names, numbers])) == ["OK", "H11", "H08"]


def test_what_is_written_on_our_own_sheets_is_no_list():
    rows = [
        ("参数", [["参数名", "说明", "值"], ["补贴金额", "每人", "129"]]),
        ("发放", [["项目", "填写", "说明"], ["付款单位", "街镇", "由各街镇发放"]]),
        (
            "类别标注",
            [["姓名", "证件号码", "对象类别", "主类别", "街镇", "有效", "来源"], ["样乙", TWO, "", "", "", "", ""]],
        ),
        ("填表说明", [["姓名", "必填"], ["证件号码", "必填"]]),
    ]
    result = decide([*LISTS, *(grid(content, "项目.xlsx", sheet) for sheet, content in rows)])
    assert codes(result) == ["OK"] * 3 and len(found(result.found_until_decided, "I22")) == 4


@at_once
@pytest.mark.parametrize(
    "texts",
    [
        ["无"],
        ["本镇无此类人员"],
        ["梅陇镇优抚对象名册", "无"],
        ["填报单位：梅陇镇", "我镇暂无符合条件的优抚对象。", "填表日期：2024年6月"],
        ["零报告"],
        ["备注：没有相关人员"],
    ],
)
def test_a_list_that_says_nobody_stops_nothing(texts):
    result = yield [*LISTS, grid([[text] for text in texts], "梅陇镇优抚对象.xlsx")]
    assert codes(result) == ["OK", "OK", "OK"] and len(found(result.findings, "I62")) == 1


@pytest.mark.parametrize("texts", [["无变动"], ["样乙", "无"], ["样乙已死亡", "无"], ["核对无误"]])
def test_what_does_not_say_nobody_still_stops(texts):
    with pytest.raises(Stop):
        decide([*LISTS, grid([[text] for text in texts], "优抚对象.xlsx")])


ACCOUNT = "6228481234567890128"


@at_once(by=read_at_once)
@pytest.mark.parametrize(
    ("head", "row", "code"),
    [
        (["户名", "身份证号", "开户行", "卡号"], ["样乙", TWO, "农商行", ACCOUNT], ""),
        (["户名", "开户行", "卡号"], ["样乙", "农商行", ACCOUNT], "I58"),
        (["姓名", "开户行", "卡号"], ["样乙", "农商行", ACCOUNT], "I58"),
    ],
)
def test_accounts_that_lack_a_column_stop_nothing(head, row, code):
    lists = yield [*LISTS, grid([head, row], "银行账户.xlsx")]
    assert [one for one, *_ in found(lists.findings, "I58")] == [code] * bool(code)
    assert lists.accounts["name"].tolist() == ([] if code else [lists.move("样乙")])


@at_once
@pytest.mark.parametrize(
    ("file", "head", "row"),
    [
        ("2024年沪惠保补贴发放明细", "户名 身份证号 开户行 卡号 金额", ["样乙", TWO, "农商行", ACCOUNT, "129"]),
        (
            "银行代发回单",
            "交易日期 收款人 收款账号 交易金额 摘要",
            ["2024-07-10", "样乙", ACCOUNT, "129", "沪惠保补贴"],
        ),
    ],
)
def test_what_was_paid_is_no_list_of_accounts_and_whom_it_names_waits(file, head, row):
    result = yield [*LISTS, grid([head.split(), row], f"{file}.xlsx")]
    assert codes(result) == ["OK", "H08", "OK"]
