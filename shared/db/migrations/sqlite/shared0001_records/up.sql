CREATE TABLE outbox (
    seq          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL,
    aggregate    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    payload      BLOB NOT NULL,
    trace_parent TEXT,
    create_time  TEXT NOT NULL,
    publish_time TEXT
) STRICT;
CREATE INDEX outbox_unpublished ON outbox (seq) WHERE publish_time IS NULL;

CREATE TABLE inbox (
    consumer   TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    apply_time TEXT NOT NULL,
    PRIMARY KEY (consumer, event_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE deadlines (
    id           TEXT PRIMARY KEY NOT NULL,
    kind         TEXT NOT NULL,
    aggregate    TEXT NOT NULL,
    due_time     TEXT NOT NULL,
    payload      TEXT NOT NULL,
    state        TEXT NOT NULL CONSTRAINT deadlines_state CHECK (state IN ('open', 'fired', 'cancelled')),
    calendar     TEXT,
    trace_parent TEXT,
    set_time     TEXT NOT NULL,
    end_time     TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX deadlines_due ON deadlines (due_time, id) WHERE state = 'open';
CREATE INDEX deadlines_open_by_aggregate ON deadlines (aggregate, kind) WHERE state = 'open';

CREATE TABLE idempotency (
    scope       TEXT NOT NULL,
    caller      TEXT NOT NULL,
    request_id  TEXT NOT NULL,
    body_hash   BLOB NOT NULL,
    reply       BLOB NOT NULL,
    create_time TEXT NOT NULL,
    PRIMARY KEY (scope, caller, request_id)
) STRICT;
CREATE INDEX idempotency_by_age ON idempotency (create_time);

-- One process owns an SQLite file, so nobody competes for a lease here; the table keeps the schemas alike.
CREATE TABLE leases (
    name       TEXT PRIMARY KEY NOT NULL,
    holder     TEXT NOT NULL,
    until_time TEXT NOT NULL
) STRICT;
