"""From decision to money: batches, approval, bank files, returns, re-issue, and a ledger that never pays twice.

    frames        the columns of what passes between these steps: the lines of a batch, the lines that a bank returns
    declared      what a result declares to be paid, as lines
    batches       a batch as it is written into the ledger
    drafting      制单: from a result to drafts, one for each payer
    signing       审核, 审批, 剔除, 退回: who may do what when
    account_holds what keeps a line out because of its account
    resting       which batches rest on a result, so that it is not replaced
    terms         the policy and the layout of a batch, by the content that it stores
    exporting     导出: what goes to the bank
    return_files  回盘: what the bank answered, file by file
    resolving     人工确认: what no file answers, by a person's word
    reissuing     重发: what failed, paid once more
    transfers     资金拨付: what the district passes on to each 街镇
    budgets       预算: what each bearer has, what is committed, and that no approval goes beyond it
    execution     执行情况: what was really paid, against the budget
    acts          what a person does with a batch, whole: the act in one transaction, then its papers
    ledger_acts   what a person does with a ledger as such, whole
    after_acts    what is told of a batch after an act, and its papers
    batch_names   short names of batches
    every_batch   the same act on all batches that wait for it; return_batch: whose answer a file is
    waiting       what waits for whom; to_do: on the screen and on paper
    ledger/       台账.sqlite3: insert-only events in a chain of hashes; who holds a payment's key
    bank/         a bank's file as data, written, read back, and its answers classified
    papers/       what people sign and file

A payment's key is person x scheme x year over all batches, payers and years. The database, not the program, refuses a second holder.
"""
