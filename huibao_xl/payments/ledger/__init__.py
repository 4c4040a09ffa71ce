"""台账: insert-only events in a chain of hashes (SQLite).

store         the file: opened, locked, appended to; the database refuses what must not be (ledger.sql)
records       the bodies of a batch's events: declaration, signatures, exports, returns
states        what the events of a batch come to: its lines and their states
batch_list    every batch as one row
paid          who is in flight or paid, and whom an approver struck out, for judging a new list
verify        the chain, the states and the totals recomputed; every event that does not fit is named
"""
