"""What an act did and what comes next, as codes and fields; an entrance makes sentences of them (:meth:`Outcome.lines`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from huibao_xl.money import format_yuan
from huibao_xl.reasons.shown import visible
from huibao_xl.reasons.steps import NEUTRAL, Next, Words


class Done(Enum):
    """Something that an act did or saw. The value is what staff read: a template; a field ``…_fen`` is filled in as yuan."""

    LEDGER_MADE = "没有找到台账，已新建：{path}。如果已有台账，请停下来核对台账的位置，两份台账会重复付款。"
    BATCH_MADE = "批次 {batch}：{count:,} 笔，{amount_fen} 元，校验码 {seal}"
    BATCH_STANDS = "批次 {batch} 已由同一人按同样的内容制好（{count:,} 笔，{amount_fen} 元），没有再制一份。"
    NO_BATCH_MADE = "没有可以制单的人，没有新的批次。"
    ALSO_DRAFTED = "注意：其中 {count:,} 人已在未批准的批次 {batch} 中，又列了一次；只能批准其中一个：留新的，退回 {batch}；留 {batch}，退回新的，或审核新的时剔除这些行（原因写“重复列入”）。"
    ALL_PLACED = "可发放 {payable:,} 人 = 列入批次 {made:,} 人 + 没有列入 {left:,} 人。"
    LEFT_OUT = "没有列入的 {count:,} 人：{reasons}。每人的原因和办法见制单问题。"
    WITHOUT_ACCOUNT = "{count:,} 人待补账户，补账户并重新运行后再制单。"
    NOT_MADE_AGAIN = "注意：没有用原来的名单重算，只核对了结果各部分是否一致：{why}"
    BASIS = "所依据的认定结果：{path}"
    SIGNED = "批次 {batch} 已由{by}{step}。"
    SIGNED_BEFORE = "批次 {batch} 已由{by}在 {at} {step}，台账没有改动。"
    SIGNED_AND_STRUCK = "批次 {batch} 已由{by}{step}，剔除 {struck} 笔退回待核。"
    ALSO_ELSEWHERE = "注意：第 {line} 行的人还在批次 {other} 第 {row} 行（{state}）；不该付的，那一行也要剔除，已批准、还没有导出的退回那一批。"
    ALSO_PAID = "注意：第 {line} 行的人在批次 {other} 第 {row} 行已付；剔除的原因也使那一笔不该付的，请立案追回。"
    STATE = "状态：{state}。"
    REJECTED = "批次 {batch} 已退回，其中的人可以重新制单。"
    RELEASED = "批次 {batch} 第 {line} 行已解除，下次认定时照常判断。"
    ONE_OF_TWO = "批次 {batch} 的{what}已由{by}提出，还没有做：要另一个人同样再做一次才算数。"
    EXPORTED = "批次 {batch} 已按“{layout}”导出（{by}，{at}），读回的笔数和金额一致："
    BANK_FILE = "  {file}：{count:,} 笔，{amount_fen} 元"
    FILES_AT = "文件在：{path}"
    RETURN_REPEATED = "这份回盘文件已经处理过，台账没有改动。"
    RETURNED = "回盘 {count:,} 行：{classes}。文件共 {rows:,} 行，其余：{others}。"
    UNKNOWN_WORDS = "处理状态看不懂的 {count:,} 行，按未决：{words}。请问银行是什么意思：有书面答复的人工确认；常用的词请维护人员加进版式，再登记一次。"
    UNANSWERED = "批次中未回 {count:,} 笔。"
    DOUBTFUL = "存疑 {count:,} 笔（第 {lines} 行）：银行前后说法矛盾，金额不符，或账号、户名是别人的。请银行书面答复；查明并人工确认以前，不能重发，也不要另付；实付与批准不同的，写明实付金额。"
    DOUBTFUL_ELSEWHERE = "注意：存疑的第 {line} 行的人还在批次 {other} 第 {row} 行（{state}）：查明以前那里不能签，也不能导出；已经导出的，请马上问银行能否止付。"
    DOUBTFUL_PAID = "注意：存疑的第 {line} 行的人在批次 {other} 第 {row} 行已付，可能付了两次：请马上问银行，确认两笔都入账的，两个人先后人工确认这一行为“重付”，同时立案追回。"
    STILL_DOUBTFUL = "注意：批次“{batch}”存疑 {count:,} 笔（第 {lines} 行），还没有查明。"
    RETURNED_IN_ALL = "{files:,} 个回盘文件共 {count:,} 行：{classes}。"
    DOUBTFUL_IN_ALL = "其中存疑共 {count:,} 笔，先查明：{batches}。"
    FAILED_AND_REISSUED = "其中 {count:,} 笔已列入重发批次。"
    FAILED = "失败和退票 {count:,} 笔，{amount_fen} 元。"
    RESOLVED = "批次 {batch} 已记入“{state}”（{by}：{why}）。"
    OVERPAID = "第 {line} 行批准 {approved_fen} 元，实付 {paid_fen} 元，多付 {difference_fen} 元：请追回。"
    UNDERPAID = "第 {line} 行批准 {approved_fen} 元，实付 {paid_fen} 元，少付 {difference_fen} 元：请按清算的结果补足。"
    NOT_REISSUED = "批次 {batch} 第 {lines} 行没有重发：{why}。"
    REISSUED = "已制作重发批次 {batch}：{count:,} 笔。"
    STILL_ENTITLED = "签字前请用最新的名单再核对：这 {count:,} 人没有死亡、退保、不再符合的，有的请剔除；原账户和新账户逐笔印在审批单的“重发对照”。"
    NO_REISSUE = "批次 {batch} 没有可以重发的明细，没有新的批次。"
    TRANSFER_MADE = "已制作拨付批次 {batch}：{count} 个收款单位，{amount_fen} 元。"
    EXECUTED = "{title}：已发 {people:,} 人，{amount_fen} 元。"
    EXECUTED_OF_BUDGET = "{title}：已发 {people:,} 人，{amount_fen} 元，预算 {budget_fen} 元，结余 {left_fen} 元。"
    RATE = "{name}：{percent}（{numerator:,} / {denominator:,} 人）"
    PAID_OTHERWISE = "实付与批准不同 {count:,} 笔：多付 {over_fen} 元，少付 {under_fen} 元，见执行情况；执行按实付计。"
    RATE_BASE = "{base}。"
    EXECUTION_AT = "执行情况在：{path}"
    LEDGER_SOUND = "台账完好：{seq:,} 号记录首尾相接，状态和合计重算一致。末号校验码 {head}{remark}"
    CHAIN_SOUND = "台账的 {seq:,} 号记录首尾相接，但有的批次可能已由别的台账付款，见下。末号校验码 {head}{remark}"
    MAY_BE_SENT = "注意：批次“{batch}”可能已经付过：台账不知道的银行文件：{files}。请先向银行查明：付了的，两个人先后导出这一批（核对后认定那些文件），再登记回盘；没有付的，两个人先后退回。"
    FILES_WERE_THERE = "批次“{batch}”的文件早已在那里，逐字节相同，已认定为导出的，没有另写：请向银行查明是否上传过，上传过的不要再上传。"
    RESULT_CHANGED = (
        "注意：批次“{batch}”所依据的结果文件夹在制单后被改动：{files}。改动的每一处，核对那个结果文件夹可以看到。"
    )
    BANK_FILES_CHANGED = "注意：批次“{batch}”的银行文件与导出时的不同（被改动、删除，或不是导出的）：{files}。没有上传的不要上传；上传过的，请马上向银行核对。"
    LEDGER_EXPORTED = "台账已导出：{path}（含个人信息，请妥善保管）"
    ADOPTED_BY_ONE = "{by}已认定这一份台账（{path}）；还要另一个人再认定一次才算数。在那以前仍用原来那一份；原来那一份又记了账的，这一份就作废，要重新复制。"
    ADOPTED = "已记入：从现在起只用这一份台账（{path}）。原来那一份请封存，不要再用。"
    DISREGARDED_BY_ONE = "{by}已提出台账“{other}”不作数，还没有记入：要另一个人同样再做一次才算数。"
    DISREGARDED = "已记入：台账“{other}”不作数，这里制单、签字不再理会它。那一本不要再用。"
    OTHER_COPY = "注意：同一本台账还有别的一份：{paths}。两份都用会重复付款；请核对哪一份是在用的，把另一份封存、移走。"
    NEW_LEDGER = "已新建台账：{path}。"
    LEDGER_BACKED_UP = (
        "台账已备份并核对：{path}（到第 {seq:,} 号记录，校验码 {head}；含个人信息，请放在另一个磁盘，妥善保管）。"
    )
    LEDGER_RESTORED = "已从备份恢复台账：{path}，到第 {seq:,} 号记录（{at}）。"
    LOST = "注意：备份以后的第 {first:,} 至 {last:,} 号记录（到 {at}）已丢失，这份台账不知道那时付过谁。"
    SINCE_BACKUP = "  批次 {batch} 在备份以后还有记录，台账不知道的银行文件：{files}"
    ASK_THE_BANK = "以上批次请逐一向银行查明付了没有，查明以前不要对他们制单。付了的：台账里有这个批次的，两个人先后导出它（文件逐字节相同就认定），再登记回盘；没有的，把银行的回盘或代发清单作为往期发放，重新认定。"
    CLOCK_SET = "已记入：今天是 {day}。可以照常记账。"
    CLOCK_WAS_SET = (
        "注意：第 {seq:,} 号记录由{by}认定日期为 {day}，在它以前的记录到过 {last}：那时的时钟不对，或隔了很久。"
    )
    OLDER_COPY = "注意：这一份是旧的备份：{what}。只能查看；不能接着记账。"
    NOT_WITNESSED = "注意：台账已记入，但没有能写下旁证（{why}）；请检查磁盘空间和权限。"
    PAPER = "{title}：{path}"
    RESULT_NOT_MARKED = "注意：没有能在结果文件夹“{path}”中记下它是批次的依据（{why}）；请不要覆盖或删除它"
    PAPER_REFUSED = "注意：台账已记入，但{why}"
    BATCH_MEANT = "“{typed}”是批次 {batch}。"
    RETURN_OF = "回盘文件“{file}”是批次 {batch} 的。"
    NOT_DONE = "没有做：{name}：{why}"
    ALL_DONE = "共做了 {count:,} 个，没有做的 {refused:,} 个。"
    NOTHING_WAITS = "没有{what}的，台账没有改动。"
    WAITING_STEP = "{step}：{batches:,} 项，{count:,} 笔，{amount_fen} 元"
    WAITING_SEAL = "  这些批次的合并校验码 {seal}"
    WAITING_LINE = "  {batch}　{count:,} 笔　{amount_fen} 元{since}{but}"
    NOTHING_TO_DO = "没有待办的事{whose}。"
    WAITING_AT = "待办清单：{path}"
    YEAR_CLOSED = "{year} 年度已结账：已发 {people:,} 人；结转下年，未了结的追回 {recoveries_fen} 元。"
    YEAR_OF_ONE = "{year} 年度的结账已由{by}提出（已发 {people:,} 人，未了结的追回 {recoveries_fen} 元），还没有记入：要另一个人同样再做一次才算数。"
    YEAR_BEARER = "  {bearer}：预算 {budget_fen} 元 − 执行 {executed_fen} 元 = 结余 {left_fen} 元"
    YEAR_TOWN = "  {town}：应拨 {due_fen} 元，已拨 {passed_fen} 元"
    YEAR_UNPAID = "注意：{count:,} 人失败或退票后没有再发（{batches}）：结账以后不能再发，要发的先重新发放。"
    YEAR_UNCLAIMED = "注意：对账单还有 {count:,} 笔没有认领。"
    BUDGET_CHANGED = "已记入：{bearer}的预算{what} {fen_fen} 元（{document}），现在是 {budget_fen} 元。"
    BUDGET_OF_ONE = (
        "{bearer}的预算{what} {fen_fen} 元（{document}）已由{by}提出，还没有记入：要另一个人同样再做一次才算数。"
    )
    STATEMENT_TAKEN = "对账单“{file}”（尾号 {tail}）：新的收支 {new:,} 笔，已登记过的 {repeated:,} 笔，以前未认领、现在认出的 {recognised:,} 笔。文件里其余的行：{others}。"
    STATEMENT_OF_ONE = "对账单“{file}”有已月结的月份的收支，已由{by}提出，还没有记入：要另一个人同样再做一次才算数。"
    STATEMENT_OF = "{file}（付款单位：{payer}）："
    STATEMENT_TURNED = "留意：这份对账单的借贷方向按单位账（借方为收入），已按余额认定。"
    BANK_EQUATION = "期初 {opening_fen} 元{sums} = 期末 {closing_fen} 元。"
    BANK_DIFFERS = "注意：批次 {batch} 银行净付 {bank_fen} 元，台账实付 {ledger_fen} 元，差 {difference_fen} 元：没有到账的等后面的对账单，其余请查明。"
    UNCLAIMED = "未认领：{on}　{fen_fen} 元　{text}{why}"
    LINE_CLAIMED = "已记入：{on} 的 {fen_fen} 元是{kind}。"
    MONTH_CLOSED = "{month} 已月结（尾号 {tail}），以后只能由两个人按文号调整。"
    MONTH_OF_ONE = "{month}（尾号 {tail}）的这一步已由{by}提出，还没有记入：要另一个人同样再做一次才算数。"
    ACCOUNT = "{payer}账户（尾号 {tail}）："
    BANK_BOOK_AT = "对账表在：{path}"
    PASSED_BACK = "已记入：{town}退回多拨的 {fen_fen} 元（{document}）。"
    ENDED = "已记入：批次 {batch} 第 {line} 行的人自 {on} 终止（{why}），不再列入批次，也不重发。"
    ENDED_BUT_PAID = "注意：批次 {batch} 第 {line} 行已付；终止以后付的，请追回。"
    ENDED_BUT_APPROVED = "注意：批次 {batch} 第 {line} 行已批准、还没有导出：这一批不再导出，请退回，其余的人重新制单。"
    ENDED_BUT_SENT = "注意：批次 {batch} 第 {line} 行已导出：文件没有上传过的不要上传，先由制单以外的人把这一行人工确认为“失败”，再写明原因重新导出；上传过的，请马上问银行能否止付。"
    FLOWS = "截至 {on}：应拨 {due_fen} 元，已拨 {passed_fen} 元，支付的区级部分 {paid_fen} 元，街镇结余 {left_fen} 元。"
    MONEY_LIES = "{town}结余 {left_fen} 元，自 {since} 起 {days:,} 天。"
    MONEY_LACKS = "{town}垫付 {left_fen} 元。"
    OBJECTIVES = "{year} 年度绩效目标申报：申报 {asked_fen} 元；按预估人数和分担比例，区级共应承担 {district_fen} 元。"
    OBJECTIVES_LACK = "注意：申报金额没有列入“{bearer}”的 {amount_fen} 元。材料照原文如此的，请与财政核对是否另有预算。"
    EXECUTED_OTHERWISE = (
        "注意：{year} 年度的执行数，材料写的是 {written_fen} 元，台账是 {ledger_fen} 元，文件中用台账的。"
    )
    OBJECTIVES_AT = "绩效目标申报在：{path}"
    EVALUATED = "{year} 年度绩效自评：总分 {points}，等级“{grade}”。"
    EVALUATION_OPEN = "{year} 年度绩效自评还没有总分：{why}。请在“填报”表的黄色格里填写。"
    EVALUATION_ITEM = "  {name}：{value}（指标值 {target}），{points}"
    EVALUATION_LACKS = (
        "注意：执行数没有列入“{bearer}”的 {amount_fen} 元：申报的金额里没有这一部分。请与财政核对是否另有项目。"
    )
    EVALUATION_UNSETTLED = "分值和等级未核定（{on} 核对），请照本区当年的自评通知核定。"
    EVALUATION_AT = "绩效自评表在：{path}（含个人信息，报送时只用“自评表”一页）"
    NOTICES = "告知书 {count:,} 份：{parts}。"
    NOTICES_WITHOUT_PHONE = "其中 {count:,} 人没有手机号，不能发短信，请送达。"
    NOTICE_REASON_WITHHELD = (
        "注意：{count:,} 份退回补贴的原因里有别人的姓名或号码，没有写进告知书，写的是由经办人当面说明。"
    )
    NOTICES_BLANK = "待填：{what}，在政策文件的 publication 中写明后再写一次。"
    NOTICES_UNSETTLED = "未核定（{on} 核对）：{what}。核定以前请勿发出。"
    NOTICES_AT = "告知书在：{path}（含个人信息；各街镇只给本街镇的）"
    YEAR = "{title}，截至 {on}："
    YEAR_STEP = "  {due}　{title}：{state}{text}"
    YEAR_LATE = "逾期 {count:,} 项：{titles}。"
    YEAR_NEXT = "最近到期的是{title}（{due}），还有 {days:,} 天。"
    YEAR_UNSETTLED = "其中 {count:,} 项的期限未核定（{on} 核对），请照本区的通知改写。"
    FLOWS_AT = "资金往来在：{path}"
    BOOKING = "追回 {claims:,} 笔 {claimed_fen} 元，补差 {supplements:,} 笔 {supplemented_fen} 元，调整承担单位 {moves:,} 笔。"
    BOOKING_OF_ONE = "以上由{by}提出，还没有记账：要另一个人同样再做一次才算数。"
    CLEARING_BOOKED = "清算的更正已由{by}记入台账："
    NOT_BOOKED = "没有记入：批次 {batch} 第 {line} 行：{why}。"
    RECOVERY = "追回 {case}（批次 {batch} 第 {line} 行）：{state}。应追回 {claimed_fen} 元，已还 {repaid_fen} 元，核销 {given_up_fen} 元，未还 {open_fen} 元。"
    RECOVERY_OF_ONE = "追回 {case} 的{what}已由{by}提出，还没有记入：要另一个人同样再做一次才算数。"
    NO_RECOVERY = "没有{what}追回。"
    RECOVERIES = "共 {count:,} 个追回：应追回 {claimed_fen} 元 = 已还 {repaid_fen} 元 + 核销 {given_up_fen} 元 + 撤销 {withdrawn_fen} 元 + 未还 {open_fen} 元。"


_NEEDING_A_PERSON = frozenset({Done.DOUBTFUL, Done.STILL_DOUBTFUL, Done.BANK_FILES_CHANGED, Done.MAY_BE_SENT})


@dataclass(frozen=True)
class Message:
    """One thing that was done, with its fields."""

    code: Done
    fields: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """Return it as staff read it.

        >>> Message(Done.BANK_FILE, {"file": "甲.xlsx", "count": 3, "amount_fen": 38700}).text()
        '  甲.xlsx：3 笔，387.00 元'
        """
        shown = {
            name: format_yuan(value) if name.endswith("_fen") and isinstance(value, int) else value
            for name, value in self.fields.items()
        }
        return visible(self.code.value.format(**shown))


@dataclass(frozen=True)
class Step:
    """Something to do next, with its fields (``batch``: the batch's number)."""

    next: Next
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What an act did, in order, and what comes next."""

    done: tuple[Message, ...]
    next: tuple[Step, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(self.done + other.done, self.next + other.next)

    @property
    def codes(self) -> list[Done]:
        """What was done, without the fields."""
        return [message.code for message in self.done]

    @property
    def needs_a_person(self) -> bool:
        """Whether something is doubtful that a person has to settle before any more money goes out: the command line ends with a status of its own."""
        return not _NEEDING_A_PERSON.isdisjoint(self.codes)

    @property
    def is_partly_refused(self) -> bool:
        """Whether something of several things was refused and the rest done: the command line then ends as if it had been one."""
        return Done.NOT_DONE in self.codes

    @property
    def steps(self) -> list[Next]:
        """What comes next, without the fields."""
        return [step.next for step in self.next]

    def lines(self, words: Words = NEUTRAL) -> list[str]:
        """Return it as Chinese lines: what was done, then each next step in the words of an entrance."""
        steps = [f"下一步：{words.add(step.next.value, step.fields, steps=[step.next])}。" for step in self.next]
        return [message.text() for message in self.done] + steps


def done(code: Done, /, **fields: object) -> Outcome:
    """Return the outcome that one thing was done."""
    return Outcome((Message(code, fields),))


def then(step: Next, /, **fields: object) -> Outcome:
    """Return the outcome that something comes next."""
    return Outcome((), (Step(step, fields),))


NOTHING = Outcome(())
