"""From decision to money: batches, approval, bank files, returns, re-issue, and a ledger that never pays twice.

    frames        the columns of what passes between these steps: the lines of a batch, the lines that a bank returns
    declared      what a result declares to be paid, as lines
    batches       制单, 审核, 审批, 关闭, 重发: what may follow what
    account_holds what keeps a line out because of its account
    resting       which batches rest on a result, so that it is not replaced
    terms         the policy and the layout of a batch, by the content that it stores
    sending       导出, 回盘, 人工确认: from an approved batch to money on the right account
    transfers     资金拨付: what the district passes on to each 街镇
    execution     执行情况: what was really paid, against the budget
    acts          what a person does, whole: the act in one transaction, then its papers
    ledger/       台账.sqlite3: insert-only events in a chain of hashes; who holds a payment's key
    bank/         a bank's file as data, written, read back, and its answers classified
    papers/       what people sign and file

A payment's key is person x scheme x year over all batches, payers and years. The database, not the program, refuses a second holder.
"""
