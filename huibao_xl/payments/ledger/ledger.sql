-- 台账: insert-only events in one chain of hashes. The events are the only truth; the other tables are locks that the
-- database itself enforces, and `huibao ledger verify` recomputes them from the events.

CREATE TABLE event (
    seq   INTEGER PRIMARY KEY,
    at    TEXT NOT NULL,                       -- local time with its offset, ISO 8601
    by    TEXT NOT NULL CHECK (by <> ''),      -- the person who did it
    kind  TEXT NOT NULL,
    batch TEXT REFERENCES batch (id) DEFERRABLE INITIALLY DEFERRED,
    line  INTEGER,                             -- of the batch, from 1
    body  TEXT NOT NULL,                       -- JSON, keys in order
    prev  TEXT NOT NULL,                       -- hash of the event before this one
    hash  TEXT NOT NULL                        -- SHA-256 of prev and of everything above
) STRICT;

CREATE INDEX event_of_batch ON event (batch, kind);
CREATE INDEX event_of_person ON event (json_extract(body, '$.id')) WHERE kind = 'line';

CREATE TABLE batch (
    id  TEXT PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- Who holds a payment's key: a line that is approved and neither failed nor returned. No second line can be approved.
CREATE TABLE claim (
    id     TEXT NOT NULL,
    scheme TEXT NOT NULL,
    year   INTEGER NOT NULL,
    batch  TEXT NOT NULL REFERENCES batch (id),
    line   INTEGER NOT NULL,
    PRIMARY KEY (id, scheme, year)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_of_batch ON claim (batch, line);

-- The line that pays again what failed: one for each, unless it was struck out or rejected.
CREATE TABLE successor (
    parent_batch TEXT NOT NULL REFERENCES batch (id),
    parent_line  INTEGER NOT NULL,
    batch        TEXT NOT NULL REFERENCES batch (id),
    line         INTEGER NOT NULL,
    PRIMARY KEY (parent_batch, parent_line)
) STRICT, WITHOUT ROWID;

CREATE TABLE head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    seq  INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;

INSERT INTO head VALUES (1, 0, '');

CREATE TRIGGER event_follows BEFORE INSERT ON event
WHEN NEW.seq <> (SELECT seq + 1 FROM head) OR NEW.prev <> (SELECT hash FROM head)
BEGIN SELECT RAISE (ABORT, 'out of order'); END;

CREATE TRIGGER event_is_head AFTER INSERT ON event
BEGIN UPDATE head SET seq = NEW.seq, hash = NEW.hash; END;

CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE (ABORT, 'insert-only'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE (ABORT, 'insert-only'); END;
CREATE TRIGGER batch_stays BEFORE UPDATE ON batch BEGIN SELECT RAISE (ABORT, 'insert-only'); END;
CREATE TRIGGER batch_remains BEFORE DELETE ON batch BEGIN SELECT RAISE (ABORT, 'insert-only'); END;
