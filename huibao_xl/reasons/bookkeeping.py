"""Codes of what is booked beside payments: S80 to S88, why it cannot go on."""

from huibao_xl.reasons.entry import Reason
from huibao_xl.reasons.steps import Input

ENTRIES = [
    Reason("S81", "错误", "追回不能这样记", "追回“{case}”{why}。", "{advice}。"),
    Reason("S83", "错误", "对账单不能使用", "对账单“{file}”{why}。", "{advice}。"),
    Reason("S84", "错误", "年度结账", "{year} 年度{why}。", "{advice}。"),
    Reason(
        "S85",
        "错误",
        "另一本台账已经付过",
        "{what}已由另一本台账付款，没有用台账“{file}”再付，以免付两次：{why}。",
        "请用那一本台账；这里有、那里没有的人，用那一本重新认定、制单；那一本只用来练习、没有真付过的，由两个人先后认定它不作数。",
        inputs=(Input.LEDGER,),
    ),
    Reason(
        "S86",
        "错误",
        "本人已终止",
        "批次“{batch}”有的人已终止发放（死亡、不再符合等），没有继续：{lines}。",
        "{advice}。",
    ),
    Reason("S87", "错误", "超出预算", "{what}超出预算，没有记入：{why}。", "{advice}。"),
    Reason("S82", "错误", "清算不能记账", "清算“{folder}”{why}。", "{advice}。"),
]
