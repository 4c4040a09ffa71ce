"""What the page calls things: where an input is filled in, and where the next step is done."""

from huibao_xl.reasons.steps import Input, Next, Words

WORDS = Words(
    inputs={
        Input.BY: "填“经手人”",
        Input.WHY: "填“原因”",
        Input.STRIKE: "填“剔除行号”",
        Input.LINE: "填“行号”",
        Input.AMOUNT: "填“金额”",
        Input.POLICY: "在“收名单”一页的“设置”中选政策年度",
        Input.SOURCE: "在“收名单”一页放进来",
        Input.PAID: "把付款记录也放进“收名单”",
    },
    steps={
        Next.RUN: "在“认定”一页按“开始认定”",
        Next.RUN_WITH_ANSWERS: "在“认定”一页再按“开始认定”",
        Next.RUN_WITH_COLUMNS: "在“认定”一页再按“开始认定”",
        Next.MAKE: "在“发放”一页制单",
        Next.PRINT_AND_REVIEW: "在“发放”一页由他人审核",
        Next.PRINT_AND_APPROVE: "在“发放”一页由他人审批",
        Next.REVIEW: "在“发放”一页由他人审核",
        Next.APPROVE: "在“发放”一页由他人审批",
        Next.REJECT: "在“发放”一页退回批次 {batch}",
        Next.EXPORT: "在“发放”一页导出",
        Next.RETURN: "在“发放”一页放进银行的回盘文件",
    },
)
"""For the page; what stands nowhere here is said in the words of no entrance."""
