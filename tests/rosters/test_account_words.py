"""What banks' pre-checks and offices write beside an account: harmless words cost nothing, all else waits."""

import pytest

from huibao_xl.files.reading.grid import MERGED
from huibao_xl.rosters.account_words import is_well, judge, read_account_header

FINE = {
    "账户状态": "正常 有效 01正常 0-正常 账户正常 已激活 未冻结 使用中 正常使用 无异常 正常户 户名一致 OK 社保卡 借记卡 / ACTIVE",
    "核验结果": "核验通过 一致 相符 户名账号一致 验证成功 一致（三要素） 姓名与证件号一致 已核 核对无误 是 √ 交易成功 0000",
    "是否本人": "是 √ 1 Y 本人",
    "是否冻结": "否 0 无 × 未冻结",
    "账户类型": "Ⅰ类 I类户 借记卡 存折 储蓄 个人结算 活期 一类户 葵花卡",
    "与本人关系": "本人 自己 -",
    "备注": "旧卡已注销 新卡号已更新 本卡为新卡 请补开户行 户主本人卡 退休金卡 工资卡 姓名变更，原名张三 换过身份证 银行预留手机号变更 支行已更名 公交卡换新卡 手机换新号 残疾证已换新 存折 独居 住养老院 已更新 卡号有误，已更正 肢体活动受限 睡眠障碍 精神异常 女儿代领 无 电话空号 "
    "敬老卡已注销 已核实 已领卡 听力缺失 新增 监护人代办 社保卡 新卡 2024年新办卡 为补办卡 本人卡，女儿代管 收不到短信",
    "经办意见": "同意 同意发放 情况属实 准予发放 核对无误 无意见 无异议 无",
    "发放状态": "待发放 未发放 正常 正常发放 可发放",
    "本人签名": "已签 张三 本人签 √ 代签",
    "失败原因": "无 - / 0000",
    "销户日期": "无 / 0",
    "社保卡金融功能": "已激活 已开通",
    "领卡状态": "已领卡 已激活",
    "身份证是否过期": "否",
    "低保状态": "低保 享受 在保",
    "人员状态": "正常 在册 有效 享受",
}
AGAINST_ACCOUNT = {
    "账户状态": "已销户 冻结 挂失 睡眠户 久悬 户名不符 未激活 不动户 注销 吞卡 止付 不存在 司法冻结 只收不付 密码锁定 口头挂失 换卡 未启用 1 0 "
    "停用 异常 待核实 CLOSED 阿里巴巴 #REF! " + MERGED,
    "卡状态": "注销 吞卡 止付 不存在 坏卡 消磁 未领卡 补卡中",
    "核验结果": "不一致 账号不存在 户名不符 核验不通过 失败 否 未通过 无此账户 证件号不符 户名账号不符 未核验 × 1 9999",
    "处理标志": "失败 E 2",
    "是否本人": "否 0 × N 非本人 不是 女儿",
    "是否冻结": "是 1 √ 冻结 不详",
    "账户类型": "信用卡 对公 Ⅱ类 二类户 Ⅲ类 贷记卡 单位结算账户 定期存折 基本户",
    "与本人关系": "父女 邻居 母亲 配偶 其他",
    "备注": "此卡已注销 卡号有误待核 卡是女儿的 用存折，卡作废 本人要求不打此卡 卡已丢 法院冻结 退票 注销 户名错误 该卡停用 账号不存在 女儿卡 "
    "用女儿的卡 已销户 未激活 挂失 邻居账户 户名不符 请更换账户 不要打到此卡 旧卡已注销，换新卡 已换新卡 原卡丢失已补办 旧卡 此为旧卡 原卡遗失，新卡尾号8812 本人要求现金 已补办新卡 "
    "换成建行 已换号 2023年卡，已不用 按新卡发 账号有变动 ETC卡 他人代领 邻居代领 请用社保卡 已换卡，见变更表 要求打到农行 改用存折 账户变更 "
    "旧 户主卡 领存折 长期未用 卡已换 换了张卡 账号少一位 卡号不全 打不进 共用账户 家里人的卡 支付宝收款 没有卡 无卡 未办卡 卡在办理中 重新开户 非实名 二类卡 要存折 贷款卡 被法院查封 欠款扣划 户名变更 "
    "密码锁定 一般户 现金 卡号为儿子的 账号系配偶 久悬户 账户异常 "
    "待更新 需重新核实 未核实 账号未核对 卡在女儿处，系女儿名 挂女儿名下 儿媳卡 护工代领 村会计代领 代领人：其侄 监护人账户 代管账户 集体账户 福利院代管 卡销了 不能收款 收不到款 上次没打进 "
    "账号错 卡号写错 缺一位 多一位 少位数 以社保卡为准 按新卡为准 用农行卡 上门发放 存折（已停）",
    "销户日期": "2024-03-01",
    "社保卡金融功能": "未激活 未开通",
    "失败原因": "账户已销户 户名不符 E001",
    "领卡状态": "未领卡 待制卡",
    "账户是否本人": "否",
    "激活标志": "0 否 未激活",
    "返回码": "1001",
}
AGAINST_PERSON = {
    "备注": "放弃补贴 不予发放 停发 户口已迁至松江区",
    "经办意见": "不予发放 暂缓 不同意 待核 驳回 不符合",
    "发放状态": "已发放 停发 已领取 发放成功 暂停发放 发放失败",
    "账户状态": "已发放 停发",
    "是否发放": "否",
    "本人签名": "拒签 拒绝签字 已故",
    "人员状态": "注销 停发 迁出 死亡",
    "残疾证状态": "注销 冻结",
}


@pytest.mark.parametrize(("cells", "against"), [(FINE, ""), (AGAINST_ACCOUNT, "account"), (AGAINST_PERSON, "person")])
def test_whom_a_cell_speaks_against(cells: dict[str, str], against: str) -> None:
    headers = {text: read_account_header(text) for text in cells}
    read = [
        (text, word, judge(word, header))
        for text, header in headers.items()
        for word in cells[text].split(" ")
        if header
    ]
    assert len(read) == sum(len(words.split(" ")) for words in cells.values())
    assert [one for one in read if one[-1] != against] == []


@pytest.mark.parametrize(
    "header",
    [
        "序号",
        "地址",
        "开户网点",
        "与户主关系",
        "监护人关系",
        "是否党员",
        "是否低保",
        "是否社保卡",
        "是否存在其他补贴",
        "在职状态",
        "婚姻状态",
        "短信状态",
        "审核人",
        "审核日期",
        "金额",
        "居委",
    ],
)
def test_what_asks_nothing_of_an_account_is_not_read(header: str) -> None:
    assert read_account_header(header) is None


def test_a_guardian_who_is_named_may_have_the_card() -> None:
    relation, remark, state = map(read_account_header, ("与本人关系", "备注", "账户状态"))
    assert relation and remark and state
    assert [judge("母亲", relation, by) for by in (True, False)] == ["", "account"]
    assert [judge("母亲的卡", remark, by) for by in (True, False)] == ["", "account"]
    assert judge("母亲的卡已销户", remark, True) == "account"
    assert [is_well(text, state) for text in ("正常", "", "冻结")] == [True, False, False]
