"""From decision to money: batches, approval, bank files, returns, re-issue, and a ledger that never pays twice.

    frames        the columns of what passes between these steps: the lines of a batch, the bank's answers
    layouts       bank layouts as data: columns, unit, encoding, limits, and how the answers come back
    bank_files    lines to the files of a layout, read back before they count (line_checks: what cannot be written; layout_rows: rows to
                  text and back)
    failures      why a bank did not pay: its codes and words as a few reasons of our own
    answers       a bank's file to answers, none lost (return_lines: its lines as they stand)
    returns       every answer and every line in exactly one class (matching: which line an answer speaks of)
    ledger        台账.sqlite3: insert-only events in a chain of hashes; who holds a payment's key
    batches       制单, 审核, 审批, 导出, 回盘, 关闭, 重发: what may follow what
    transfers     资金拨付: what the district passes on to each 街镇
    execution     执行情况: what was really paid, against the budget

A payment's key is person x scheme x year over all batches, payers and years. The database, not the program, refuses a second holder.
"""
