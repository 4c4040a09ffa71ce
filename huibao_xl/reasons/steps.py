"""What a person can be asked for and can do next, named once for all entrances; each entrance says in its own words how.

The program below ``cli`` and ``excel`` knows neither options nor buttons: a stop or an outcome names the :class:`Input` that is missing or
wrong and the :class:`Next` act, and :class:`Words` of the entrance turns them into ``--why 原因`` or ``“发放”表的“原因”``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum


class Input(Enum):
    """Something that a person gives. The value is what it is called where no entrance says it."""

    BY = "经手人"
    WHY = "原因"
    STRIKE = "剔除行号"
    LINE = "行号"
    APART = "不是同一人的行号"
    AGAIN = "重新导出的原因"
    LAYOUT = "银行版式"
    LEDGER = "台账"
    POLICY = "政策"
    OUT = "结果文件夹"
    NEW_FILE = "另存的文件"
    FORCE = "覆盖"
    SOURCE = "名单"
    OTHER_LIST = "另一份名单"
    PASSWORDS = "密码"
    PAID = "付款记录"
    BEFORE = "当时的名单"
    STANDARDS = "标准文件"
    LAST_RESULT = "上次的结果"
    DECISIONS = "比对决定"
    COLUMNS = "列对应"
    PERSON = "证件号码"
    PEOPLE = "要写个人清的证件号码"
    ALL = "全部"
    DOCUMENT = "文号或凭证号"
    ACCOUNT = "本单位的账号"
    OPENING = "期初余额"
    PAYER = "付款单位"
    BATCH = "批次号"
    BALANCE = "银行的月末余额"
    AMOUNT = "金额"


class Next(Enum):
    """What a person can do next. The value says what, not by which button or command."""

    RUN = "运行认定"
    MONITOR = "运行监测"
    REMEMBER_ANSWERS = "记入比对决定"
    RUN_WITH_ANSWERS = "重新运行，并采用这份记录"
    RUN_WITH_COLUMNS = "重新运行，并采用这份列对应"
    MAKE = "制单"
    PRINT_AND_REVIEW = "打印“批次”文件夹中的审批单，由他人审核"
    PRINT_AND_APPROVE = "打印“批次”文件夹中的审批单，由他人审批"
    REVIEW = "由他人审核"
    APPROVE = "由他人审批"
    REJECT = "退回整批"
    REJECT_ONE = "同一批人有两个批次的，只留一个；不留旧的，退回它"
    RELEASE = "解除剔除"
    EXPORT = "导出银行文件"
    RETURN = "收到银行回盘后登记"
    RESOLVE = "等待其余结果；银行另行答复的，人工确认"
    SETTLE = "按银行的书面答复，由制单以外的人人工确认存疑的行"
    RESOLVE_TRANSFER = "拨付后记入凭证号"
    REISSUE = "更正账户后重新发放"
    PAPERS = "关闭该文件后重新写出"
    LIST_BATCHES = "查看全部批次"
    SHOW_PERSON = "查看某人历年的付款"
    VERIFY = "核对台账"
    ADOPT = "认定这一份台账"
    SECOND_WORD = "由另一个人同样再做一次"
    SET_CLOCK = "认定今天的日期"
    NEW_LEDGER = "新建台账"
    DISREGARD = "认定另一本台账不作数"
    RESTORE = "从备份恢复台账"
    VERIFY_RESULT = "逐个文件核对结果文件夹"
    SETTLE_ANEW = "从头清算"
    ASK_OF_FILES = (
        "先向银行查明那些文件付了没有：付了的，由两个人先后导出那一批，核对后认定；没有付的，由两个人先后退回"
    )
    REVIEW_ALL = "由他人一次审核全部"
    APPROVE_ALL = "由他人一次审批全部"
    EXPORT_ALL = "一次导出全部"
    RETURN_ALL = "把收到的回盘文件放进一个文件夹，一次登记"
    REISSUE_ALL = "更正账户后一次重发全部"
    TRANSFER = "制作拨付批次"
    RECOVERIES = "列出全部追回"
    RECOVER = "追回立案"
    RECOVER_PART = "多付的立案追回"
    BUDGET = "有文件的，追加预算，由两个人先后记入"
    CLAIM = "逐笔查明未认领的收支，写明类别和依据"
    CLOSE_MONTH = "收支都认领了，按银行的月末余额月结，由两个人先后各做一次"
    NOTIFY = "书面通知本人，记入日期和文号"
    HEAR = "听取本人意见，记入日期和记录编号"
    REFUND = "退还本人不该收的还款，由两个人先后记入"
    REPAY = "收到还款后记入金额和凭证号"
    WITHOUT_EXCEL = "不用 Excel 运行按钮的命令"


class _Fields(dict[str, object]):
    """What templates are filled with; a field that is not there stays a word for what belongs there."""

    _BLANKS = {
        "batch": "批次号",
        "case": "追回号",
        "step": "下一步",
        "file": "文件",
        "folder": "文件夹",
        "line": "行号",
    }

    def __missing__(self, name: str) -> str:
        return self._BLANKS.get(name, name)


@dataclass(frozen=True)
class Words:
    """How one entrance says what to give and what to do. A template is filled with the fields of the stop or step; "" says nothing.

    >>> words = Words({Input.WHY: "--why 原因"}, {Next.REJECT: "huibao reject {batch}"})
    >>> words.add("请退回", {"batch": "2024-七宝镇-1"}, [Input.WHY], [Next.REJECT])
    '请退回（--why 原因；huibao reject 2024-七宝镇-1）'
    """

    inputs: Mapping[Input, str]
    steps: Mapping[Next, str]

    def add(
        self, sentence: str, fields: Mapping[str, object], inputs: Iterable[Input] = (), steps: Iterable[Next] = ()
    ) -> str:
        """Return a sentence (without its full stop) and, in brackets, how its inputs and steps are given here."""
        templates = [self.inputs.get(each, "") for each in inputs] + [self.steps.get(each, "") for each in steps]
        hints = [template.format_map(_Fields(fields)) for template in templates if template]
        return f"{sentence}（{'；'.join(hints)}）" if hints else sentence


NEUTRAL = Words({}, {})
"""The words of no entrance: sentences as they stand in the catalogue."""
