"""Stops, outcomes and lists of payments in the words of the command line: which option, which command."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from huibao_xl.reasons.steps import Input, Next, Words

if TYPE_CHECKING:
    import pandas as pd

WORDS = Words(
    inputs={
        Input.BY: "--by 姓名",
        Input.WHY: "--why 原因",
        Input.STRIKE: "--strike 行号",
        Input.LINE: "行号",
        Input.AMOUNT: "--amount 金额",
        Input.APART: "--apart 行号",
        Input.AGAIN: "--again 原因",
        Input.LAYOUT: "--layout 版式",
        Input.LEDGER: "--ledger 台账",
        Input.POLICY: "--policy 年度",
        Input.OUT: "--out 文件夹",
        Input.NEW_FILE: "--out 新文件",
        Input.FORCE: "--force",
        Input.SOURCE: "角色=路径，如 承保名单=名单.xlsx",
        Input.OTHER_LIST: "--from 文件",
        Input.PASSWORDS: "--password-file 文件",
        Input.PAID: "--paid 台账或发放记录",
        Input.BEFORE: "--before 结果文件夹",
        Input.STANDARDS: "--thresholds 文件",
        Input.LAST_RESULT: "--after 文件夹",
        Input.DECISIONS: "--decisions 比对决定.xlsx",
        Input.COLUMNS: "--columns 列对应.xlsx",
        Input.PERSON: "--id 证件号码",
        Input.PEOPLE: "--person 证件号码",
        Input.ALL: "--all",
        Input.DOCUMENT: "--document 文号",
        Input.ACCOUNT: "--account 账号",
        Input.OPENING: "--opening 金额",
        Input.PAYER: "--payer 付款单位",
        Input.BALANCE: "--balance 金额",
        Input.BATCH: "--batch 批次号",
    },
    steps={
        Next.RUN: "huibao run 名单 --policy 年度 --out 文件夹",
        Next.MONITOR: "huibao monitor 名单 --out 文件夹",
        Next.REMEMBER_ANSWERS: "huibao decisions add 比对决定.xlsx",
        Next.RUN_WITH_ANSWERS: "huibao run …… --decisions {file}",
        Next.RUN_WITH_COLUMNS: "huibao run …… --columns {file}",
        Next.MAKE: "huibao batch {folder} --payer 街镇 --by 姓名",
        Next.PRINT_AND_REVIEW: "huibao review {batch} --by 姓名",
        Next.PRINT_AND_APPROVE: "huibao approve {batch} --by 姓名",
        Next.REVIEW: "huibao review {batch} --by 姓名",
        Next.APPROVE: "huibao approve {batch} --by 姓名",
        Next.REJECT: "huibao reject {batch} --why 原因 --by 姓名",
        Next.REJECT_ONE: "huibao reject {batch} --why 重复制单 --by 姓名",
        Next.RELEASE: "huibao release {batch} {line} --why 原因 --by 姓名",
        Next.EXPORT: "huibao export {batch} --by 姓名",
        Next.RETURN: "huibao return {batch} 回盘文件 --by 姓名",
        Next.RESOLVE: "huibao resolve {batch} --as 结果 --why 依据 --by 姓名",
        Next.SETTLE: "huibao resolve {batch} --line {line} --as 结果 --why 依据 --by 姓名",
        Next.RESOLVE_TRANSFER: "huibao resolve {batch} --as 成功 --why 凭证号 --by 姓名",
        Next.REISSUE: "huibao reissue {batch} --by 姓名",
        Next.PAPERS: "huibao papers {batch}",
        Next.LIST_BATCHES: "huibao ledger list",
        Next.SHOW_PERSON: "huibao ledger show 证件号码",
        Next.VERIFY: "huibao ledger verify",
        Next.VERIFY_RESULT: "huibao verify {folder}",
        Next.ADOPT: "huibao ledger adopt --by 姓名",
        Next.SECOND_WORD: "同一条命令，--by 写另一个人的姓名",
        Next.SET_CLOCK: "huibao ledger clock 今天的日期 --by 姓名",
        Next.DISREGARD: "huibao ledger disregard {other} --why 原因 --by 姓名",
        Next.NEW_LEDGER: "huibao ledger new --why 原因 --by 姓名",
        Next.RESTORE: "huibao ledger restore 备份 --why 原因 --by 姓名",
        Next.SETTLE_ANEW: "huibao settle 全部结算 --policy 参数 --out 文件夹",
        Next.ASK_OF_FILES: "huibao export 批次号 --by 姓名，或 huibao reject 批次号 --why 原因 --by 姓名",
        Next.REVIEW_ALL: "huibao review --all --by 姓名",
        Next.APPROVE_ALL: "huibao approve --all --by 姓名",
        Next.EXPORT_ALL: "huibao export --all --by 姓名",
        Next.RETURN_ALL: "huibao return 文件夹 --by 姓名",
        Next.REISSUE_ALL: "huibao reissue --all --accounts 新账户 --by 姓名",
        Next.TRANSFER: "huibao transfer --policy 年度 --by 姓名",
        Next.RECOVERIES: "huibao recover list",
        Next.BUDGET: "huibao budget {bearer} {lacking} --document 文号 --why 原因 --policy {year} --by 姓名",
        Next.CLAIM: "huibao statement claim 日期 金额 --as 类别 --why 依据 --by 姓名",
        Next.CLOSE_MONTH: "huibao statement close 月份 --all --balance 余额表 --by 姓名",
        Next.RECOVER: "huibao recover open {batch} {line} --why 原因 --by 姓名",
        Next.RECOVER_PART: "huibao recover open {batch} {line} --amount {amount} --why 多付 --by 姓名",
        Next.NOTIFY: "huibao recover notify {case} --document 文号 --by 姓名",
        Next.HEAR: "huibao recover hear {case} --document 编号 --by 姓名",
        Next.REFUND: "huibao recover refund {case} --amount 元 --document 凭证号 --why 原因 --by 姓名",
        Next.REPAY: "huibao recover repay {case} --amount 元 --document 凭证号 --by 姓名",
        Next.WITHOUT_EXCEL: "huibao press 命令 工作簿",
    },
)
"""Options and commands, for every input and next step."""

PRESS_INPUTS = {
    Input.NEW_FILE: "--out 新文件",
    Input.OTHER_LIST: "“开始”表的“导入文件”，或 --from 文件",
    Input.PERSON: "选中写有证件号码的单元格，或 --id 证件号码",
    Input.PEOPLE: "选中写有证件号码的单元格，或 --id 证件号码",
}
"""What ``huibao press`` takes on the command line; the rest it takes from the workbook, and says so in the workbook's words."""


def batch_lines(batches: "pd.DataFrame") -> list[str]:
    """Return frames.BATCHES of payments as lines, one a batch."""
    from huibao_xl.money import format_yuan

    columns = ("batch", "state", "count", "amount_fen", "paid", "failed", "returned", "open")
    lines = [
        f"{batch}　{state}　{count:,} 笔 {format_yuan(fen)} 元　"
        f"成功 {paid:,}，失败 {failed:,}，退票 {returned:,}，未完成 {unfinished:,}"
        for batch, state, count, fen, paid, failed, returned, unfinished in _rows(batches, columns)
    ]
    return lines or ["台账中还没有批次。"]


def person_lines(id_number: str, lines: "pd.DataFrame") -> list[str]:
    """Return the payments of one person (frames.PERSON_LINES) as lines."""
    from huibao_xl.money import format_yuan

    columns = ("year", "batch", "line", "township", "amount_fen", "paid_fen", "state", "since", "why")
    shown = [
        f"{year} 年度　批次 {batch} 第 {line} 行　{township}　批准 {format_yuan(fen)} 元，实付 {format_yuan(paid_fen)} 元"
        f"　{state}（{since[:10]}）" + (f"：{why}" if why else "")
        for year, batch, line, township, fen, paid_fen, state, since, why in _rows(lines, columns)
    ]
    return [f"证件号码 {id_number}", *(shown or ["台账中没有这个人的付款。"])]


def _rows(frame: "pd.DataFrame", columns: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)
