"""What the words of a state and of a channel mean, as insurers, 残联, 民政, 退役军人, 公安 and 医保 write them. Unknown is never valid."""

import pytest

from huibao_xl.rosters.status_words import content, is_nothing, lexicon, read_channel, read_header, read_state

VALID = [
    "有效",
    "01有效",
    "1-有效",
    "[有效]",
    "【有效】",
    "有效\u200b",
    "正常",
    "已承保",
    "承保成功",
    "已出单",
    "在保",
    "已支付",
    "支付成功",
    "未退保",
    "未失效",
    "有效（未退保）",
    "续保",
    "新单",
    "新契约",
    "首单",
    "已生效",
    "保障中",
    "持证",
    "已持证",
    "已核发",
    "换证",
    "补办",
    "迁入",
    "在册",
    "享受中",
    "正常享受",
    "正常发放",
    "健在",
    "在世",
    "未死亡",
    "未注销",
    "复效",
    "成功",
    "审核通过",
    "Active",
    "VALID",
    "有效1",
    "A有效",
    "①有效",
    "正常参保",
]
OUT = [
    "退保",
    "客户退保",
    "2-退保",
    "已退保（全额）",
    "犹豫期退保",
    "协议退保",
    "退保终止",
    "当日撤单",
    "已撤销",
    "已失效",
    "失效",
    "拒保",
    "出单失败",
    "承保失败",
    "核保未通过",
    "未支付",
    "未缴费",
    "未承保",
    "未生效",
    "作废",
    "已作废",
    "已取消",
    "交易关闭",
    "退费",
    "已退款",
    "注销",
    "已注销",
    "吊销",
    "退出",
    "低保退出",
    "清退",
    "不在册",
    "未享受",
    "不再享受",
    "停止享受",
    "审核不通过",
    "不合格",
    "非有效",
    "Cancelled",
    "REFUNDED",
    "Terminated",
    "终止参保",
    "公司解约",
    "自然注销",
]
LEFT = [
    "冻结",
    "过期",
    "停发",
    "已停发",
    "2024年3月停发",
    "迁出",
    "户籍迁出",
    "已迁出本区",
    "暂停发放",
    "暂停",
    "转出",
    "服刑",
]
UNCLEAR = [
    "核保中",
    "待支付",
    "待生效",
    "退保中",
    "退保申请中",
    "投保人申请退保",
    "退保失败",
    "撤销退保",
    "已退保后重新投保",
    "注销后恢复",
    "正常（注销）",
    "认定中",
    "办理中",
    "挂失",
    "待发证",
    "1",
    "0",
    "A",
    "阿里巴巴",
    "有效阿里",
    "异常",
    "拒赔",
    "满期终止",
    "迁移",
    "#N/A",
]
DEAD = [
    "死亡",
    "已死亡",
    "死亡注销",
    "因死亡注销",
    "病故",
    "已故",
    "故世",
    "2019年故世",
    "病殁",
    "去世",
    "疑似死亡",
    "非正常死亡",
    "身故",
    "2024-05-01死亡",
    "火化",
    "死\u200b亡",
]
SURVIVORS = ["配偶死亡", "丈夫已故", "父母双亡", "病故军人遗属", "未死亡", "因公牺牲军人遗属", "死亡抚恤"]


@pytest.mark.parametrize("text", VALID)
def test_words_that_are_valid(text):
    assert (read_state(text).means, read_state(text).dead) == ("valid", False)
    assert read_state(text, left_is_out=False).means == "valid"


@pytest.mark.parametrize("text", OUT)
def test_words_that_are_out(text):
    assert read_state(text).means == read_state(text, left_is_out=False).means == "out"


@pytest.mark.parametrize("text", LEFT)
def test_who_left_a_roster_is_out_of_it_but_what_became_of_a_policy_is_not_clear(text):
    assert (read_state(text).means, read_state(text, left_is_out=False).means) == ("out", "unclear")


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_understood_or_not_settled(text):
    assert read_state(text, left_is_out=False).means == "unclear"


@pytest.mark.parametrize("text", DEAD)
def test_the_dead(text):
    assert read_state(text).dead and read_state(text).means != "valid"


@pytest.mark.parametrize("text", SURVIVORS)
def test_whose_death_it_is(text):
    assert not read_state(text).dead and not read_state(text, remark=True).dead


@pytest.mark.parametrize(
    ("text", "means", "dead"),
    [
        ("2020年因车祸死亡", "", True),
        ("家属反映已死亡", "", True),
        ("配偶2019年去世", "", False),
        ("已注销", "out", False),
        ("2024年3月迁出", "out", False),
        ("原证已注销换发新证", "unclear", False),
        ("2024年3月迁出至浦东", "unclear", False),
        ("停车场旁", "", False),
        ("退休工人", "", False),
        ("未退保", "", False),
        ("待补材料", "", False),
        ("无", "", False),
    ],
)
def test_remarks_need_not_speak_of_a_state(text, means, dead):
    state = read_state(text, remark=True)
    assert (state.means, state.dead) == (means, dead)


@pytest.mark.parametrize(
    "text",
    [
        "个人",
        "个单",
        "01个人",
        "个险",
        "线上",
        "随申办",
        "家庭投保",
        "医保个账",
        "非团单",
        "微信公众号",
        "个人-线上",
        "闵行专用销售二维码",
        "个人网投",
        "银联云闪付",
        "支付宝小程序",
        "网销渠道",
        "02-电销",
        "银保渠道",
        "个代",
        "职工医保历年账户余额",
        "随申办-家庭共济",
        "京东",
        "WeChat",
        "自购",
        "为子女投保",
    ],
)
def test_channels_of_individuals(text):
    assert read_channel(text) == "个人"


@pytest.mark.parametrize(
    "text",
    [
        "团单",
        "团体",
        "企业团单",
        "工会",
        "单位统一投保",
        "非个人",
        "公司团购",
        "团体（工会）",
        "［团险］",
        "机关",
        "单位团办",
        "职域",
        "员工福利",
        "企事业单位",
        "统一代缴",
        "合作社",
        "商会团购",
    ],
)
def test_channels_of_groups(text):
    assert read_channel(text) == "团单"


@pytest.mark.parametrize(
    "text",
    ["太阳系", "太保公司", "个人/团单", "1", "#N/A", "是", "其他", "经代", "中介", "经纪公司", "银行员工团购", "车商"],
)
def test_channels_that_are_not_understood(text):
    assert read_channel(text) == ""


@pytest.mark.parametrize(
    ("text", "what", "about"),
    [
        ("状态", "status", ""),
        ("人员状态", "status", ""),
        ("残疾人证状态", "status", ""),
        ("保单状态", "status", ""),
        ("持证状态", "status", "valid"),
        ("在册情况", "status", "valid"),
        ("标志", "status", ""),
        ("是否有效", "status", "valid"),
        ("有效标志", "status", "valid"),
        ("是否死亡", "status", "dead"),
        ("是否注销", "status", "out"),
        ("死亡\u200b日期", "event", "dead"),
        ("停发年月", "event", "out"),
        ("退保原因", "event", "out"),
        ("迁出时间", "event", "out"),
        ("备注", "remark", ""),
    ],
)
def test_headers_that_ask_for_a_state(text, what, about):
    header = read_header(text)
    assert header is not None and (header.what, header.about) == (what, about)


@pytest.mark.parametrize(
    "text",
    [
        "姓名",
        "是否低保",
        "婚姻状况",
        "健康状况",
        "是否享受护理补贴",
        "人员类别",
        "残疾等级",
        "低保标志",
        "救助标志",
        "有效期",
        "失效日期",
        "承保日期",
        "联系方式",
        "是否",
        "注销人",
    ],
)
def test_headers_that_ask_nothing_of_a_state(text):
    assert read_header(text) is None


@pytest.mark.parametrize("text", ["无", "0", "0000-00-00", "1900-01-00", "1899-12-30"])
def test_what_stands_for_no_day_says_nothing_under_a_day_only(text):
    assert is_nothing(text, of_event=True) and not is_nothing(text)


def test_every_group_of_words_names_its_source_and_no_word_stands_in_two():
    groups = [*content()["cells"], *content()["channel"]]
    assert all(group["source"] and group["words"] for group in groups)
    for part in ("cells", "channel"):
        words = [word for group in content()[part] for word in group["words"]]
        assert len(words) == len(set(words)) and set(lexicon(part).values()) == {
            group["means"] for group in content()[part]
        }


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("符合条件", "valid"),
        ("符合低保条件", "valid"),
        ("经审核符合条件", "valid"),
        ("经评议，同意纳入", "valid"),
        ("予以批准", "valid"),
        ("同意救助", "valid"),
        ("符合规定", "valid"),
        ("不符合条件", "out"),
        ("不符合救助条件", "out"),
        ("收入超标，不予批准", "out"),
        ("不予救助", "out"),
        ("不同意该申请", "out"),
        ("拟同意", "unclear"),
        ("待审批", "unclear"),
        ("基本符合条件", "unclear"),
        ("条件不符", "unclear"),
        ("符合退出条件", "unclear"),
        ("不符合停发条件", "unclear"),
        ("待补充条件", "unclear"),
    ],
)
def test_verdicts(text, means):
    assert read_state(text).means == means
