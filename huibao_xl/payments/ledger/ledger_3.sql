-- What the third version adds to ledger.sql; ledgers of earlier versions get it with the first event that this one writes.

-- 追回: the open case of a payment. There is one at a time; what it comes to stands in the events.
CREATE TABLE recovery (
    batch  TEXT NOT NULL REFERENCES batch (id),
    line   INTEGER NOT NULL,
    number TEXT NOT NULL UNIQUE,
    PRIMARY KEY (batch, line)
) STRICT, WITHOUT ROWID;
