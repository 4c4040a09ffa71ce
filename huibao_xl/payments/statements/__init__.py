"""对账单: what the bank's statements say against the ledger: 期初 + 拨入 − 付 + 退 = 期末, each line in exactly one class, and the month closed by two people.

lines        the lines of a statement as they stand there, with the balances: from one of the readers
tables       readers of workbooks and csv files of Chinese banks; their headers are data (words.json)
messages     readers of CAMT.053 and MT940
matching     which booking of the ledger each line is
taking       a statement is taken into the ledger: every line once, without a gap to the one before
claiming     a person says what a line is that nobody recognised
months       月结: what is closed does not change any more but by an adjustment
balance      what an account comes to by classes and batches, against the ledger
statement_acts  all of it as a person does it
"""
