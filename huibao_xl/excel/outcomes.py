"""Stops and outcomes in the words of a workbook: which cell to fill, which button to press. No options, no commands."""

from huibao_xl.reasons.steps import Input, Next, Words

_BY_MAINTAINERS = "这一步没有按钮，请维护人员在这台电脑上做"

WORDS = Words(
    inputs={
        Input.BY: "“发放”表的“经手人”",
        Input.WHY: "“发放”表的“原因”",
        Input.STRIKE: "“发放”表的“剔除行号”",
        Input.LINE: "“发放”表的“剔除行号”",
        Input.AGAIN: _BY_MAINTAINERS,
        Input.LAYOUT: "“发放”表的“银行版式”",
        Input.LEDGER: "台账与工作簿放在同一文件夹",
        Input.POLICY: "“开始”表的“政策年度”",
        Input.OUT: "",
        Input.NEW_FILE: "",
        Input.FORCE: "",
        Input.SOURCE: "在工作表名中写明是哪一种名单",
        Input.OTHER_LIST: "“开始”表的“导入文件”",
        Input.PASSWORDS: "",
        Input.PAID: "台账与工作簿放在同一文件夹",
        Input.BEFORE: "“认定结果”文件夹与工作簿放在一起",
        Input.STANDARDS: "与工作簿放在一起的“监测标准.json”",
        Input.LAST_RESULT: "“医疗实时清算”文件夹与工作簿放在一起",
        Input.DECISIONS: "工作表“比对决定”",
        Input.COLUMNS: "",
        Input.PERSON: "",
        Input.PEOPLE: "",
    },
    steps={
        Next.RUN: "按“认定资格”",
        Next.MONITOR: "按“低收入监测”",
        Next.REMEMBER_ANSWERS: "按“比对决定”",
        Next.RUN_WITH_ANSWERS: "按“认定资格”",
        Next.RUN_WITH_COLUMNS: "按“认定资格”",
        Next.MAKE: "按“制单”",
        Next.PRINT_AND_REVIEW: "在“发放”表写批次号和经手人，按“审核”",
        Next.PRINT_AND_APPROVE: "在“发放”表写批次号和经手人，按“审批”",
        Next.REVIEW: "在“发放”表写批次号“{batch}”和经手人，按“审核”",
        Next.APPROVE: "在“发放”表写批次号“{batch}”和经手人，按“审批”",
        Next.REJECT: "在“发放”表写批次号“{batch}”和原因，按“退回批次”",
        Next.RELEASE: _BY_MAINTAINERS,
        Next.EXPORT: "在“发放”表写批次号“{batch}”，按“导出银行文件”",
        Next.RETURN: "在“发放”表写批次号“{batch}”和回盘文件，按“登记回盘”",
        Next.RESOLVE: "在“发放”表写批次号“{batch}”、银行结果和原因，按“人工确认”",
        Next.RESOLVE_TRANSFER: "在“发放”表写批次号“{batch}”，银行结果写“成功”，原因写凭证号，按“人工确认”",
        Next.REISSUE: "在“发放”表写批次号“{batch}”和新账户文件，按“重新发放”",
        Next.PAPERS: "下次对这个批次按按钮时会写出",
        Next.LIST_BATCHES: "见工作表“发放批次”",
        Next.SHOW_PERSON: "见工作表“发放批次”和各批次的审批单",
        Next.VERIFY: "按“核对台账”",
        Next.ADOPT: _BY_MAINTAINERS,
        Next.SETTLE_ANEW: "把各“医疗实时清算”文件夹移到别处，工作簿里放全部结算，再按“医疗实时清算”",
        Next.WITHOUT_EXCEL: _BY_MAINTAINERS,
    },
)
"""Cells and buttons, for every input and next step; "" where the advice says all."""
