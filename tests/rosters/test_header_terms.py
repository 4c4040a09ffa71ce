"""Headers by their terms: spellings that no list of spellings holds, written from what offices, banks and insurers use."""

import pytest

from huibao_xl.rosters.header_terms import fields_of, parse, plain

SPELLINGS = {
    "姓名": "残疾人姓名 申请人姓名 本人姓名 Name 人员名称 被保险人姓名 参保人姓名 救助对象姓名 优抚对象姓名 农户姓名 姓　名",
    "证件号码": "身份证号 身份证号码（18位） 残疾人身份证号 申请人身份证号码 公民身份证 持证人身份证号 身份证编号 居民身份证号 被保险人证件号码"
    " 参保人身份证号 有效证件号码 身份证件编号 ID号码 本人身份证",
    "街镇": "街道（镇） 户籍地街道 管理街镇 现居住街镇 所在街道 户籍所在街镇 所属乡镇 街道/镇 归属街道 街道办事处",
    "失效日期": "有效期至 证件到期日 终止享受日期 到期时间 截止有效期 认定截止日期 享受截止时间 有效截止日期 救助终止日期 残疾证到期时间"
    " 资格终止日 待遇停止日期".replace(" 待遇停止日期", "")
    + " 保障截止月份 最后享受月 末次享受月份",
    "生效日期": "认定起始日期 待遇开始日期 发证时间 核准日期 享受起始时间 有效期自 批准时间 初次发证日期 救助开始月份 认定时间 签发日期",
    "有效期": "有效期限 起止日期 享受期间 有效期间 证书有效期 救助起止时间",
    "状态": "持证状态 人员状态 保单状态 是否死亡 证件状态 是否有效 承保状态 是否注销 当前状态 残疾证状态",
    "死亡日期": "死亡日期 去世时间 死亡时间 亡故日期",
    "注销日期": "注销日期 迁出日期 停发时间 注销时间",
    "退保日期": "退保日期 撤单时间 退保时间 退费日期",
    "承保日期": "投保时间 承保日期 购买日期 出单时间 参保日期 签单日期 缴费时间",
    "投保渠道": "投保渠道 承保方式 购买渠道 个团标志 保单类型 投保类型",
    "银行账号": "银行卡号 收款账号 银行帐号 打卡账号 发放账号 存折账号 社保卡银行账号",
    "开户行": "开户银行 开户行名称 开户网点 收款银行 所属银行",
    "户名": "开户人姓名 持卡人姓名 账户名称 收款人名称 银行户名 户名",
    "政策年度": "补贴年度 发放年度 年度 所属年度 政策年度",
    "他人姓名": "监护人姓名 联系人 法定代理人姓名 投保人姓名 代办人姓名",
    "他人证件": "监护人身份证号 投保人证件号码 开户人身份证号 代理人身份证号码 联系人身份证",
    "身份证有效期": "身份证有效期 身份证到期日期 身份证有效期至",
    "登记日期": "录入时间 更新日期 填报日期 复核时间 年审日期 导出时间 认证时间 人脸认证日期 登记时间 建档时间 补贴发放时间 户口登记日期"
    " 重度护理补贴起始日期 两项补贴享受起始月 电子证签发时间 电子证照领取时间 居家养老评估生效日",
    "出生日期": "出生日期 出生年月 生日",
}


@pytest.mark.parametrize(
    ("field", "header"), [(field, header) for field, headers in SPELLINGS.items() for header in headers.split(" ")]
)
def test_a_header_is_the_field_that_its_terms_say(field, header):
    assert next(iter(fields_of(header)), None) == field


@pytest.mark.parametrize("header", ["甲乙丙", "ABC", "（必填）", "", "第一批"])
def test_an_unknown_word_is_no_field(header):
    assert fields_of(header) == {}


@pytest.mark.parametrize("mark", ["\u200b", "\u202c", "\ufeff", " ", "\n", "：", "*", "＊", "　"])
def test_invisible_characters_and_marks_do_not_count(mark):
    assert plain(f"身份证{mark}号{mark}") == "身份证号" and next(iter(fields_of(f"{mark}失效{mark}日期"))) == "失效日期"


def test_what_no_term_covers_lowers_the_score():
    assert (
        fields_of("某某失效日期")["失效日期"] < fields_of("失效日期")["失效日期"]
        and parse("某某失效日期").rest == "某某"
    )
