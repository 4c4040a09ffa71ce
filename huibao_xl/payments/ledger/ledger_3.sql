-- What the third version adds to ledger.sql; ledgers of earlier versions get it with the first event that this one writes.

-- 追回: the open case of a payment. There is one at a time; what it comes to stands in the events.
CREATE TABLE recovery (
    batch  TEXT NOT NULL REFERENCES batch (id),
    line   INTEGER NOT NULL,
    number TEXT NOT NULL UNIQUE,
    PRIMARY KEY (batch, line)
) STRICT, WITHOUT ROWID;

-- 对账单: every line of an account's statements, once, in whichever files it stands.
CREATE TABLE statement_line (
    account TEXT NOT NULL,
    key     TEXT NOT NULL,
    seq     INTEGER NOT NULL UNIQUE REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;

-- 月结: the months of an account that are closed.
CREATE TABLE closed_month (
    account TEXT NOT NULL,
    month   TEXT NOT NULL,
    seq     INTEGER NOT NULL UNIQUE REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (account, month)
) STRICT, WITHOUT ROWID;

-- 年度结账: after it no batch of the year is made any more.
CREATE TABLE closed_year (
    scheme TEXT NOT NULL,
    year   INTEGER NOT NULL,
    seq    INTEGER NOT NULL UNIQUE REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (scheme, year)
) STRICT, WITHOUT ROWID;
