CREATE TABLE outbox (
    seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           TEXT NOT NULL,
    aggregate    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    payload      BYTEA NOT NULL,
    trace_parent TEXT,
    create_time  TIMESTAMP NOT NULL,
    publish_time TIMESTAMP
);
CREATE INDEX outbox_unpublished ON outbox (seq) WHERE publish_time IS NULL;

CREATE TABLE inbox (
    consumer   TEXT NOT NULL,
    event_id   TEXT NOT NULL COLLATE "C",
    apply_time TIMESTAMP NOT NULL,
    PRIMARY KEY (consumer, event_id)
);

CREATE TABLE deadlines (
    id           TEXT COLLATE "C" PRIMARY KEY,
    kind         TEXT NOT NULL,
    aggregate    TEXT NOT NULL COLLATE "C",
    due_time     TIMESTAMP NOT NULL,
    payload      TEXT NOT NULL,
    state        TEXT NOT NULL CONSTRAINT deadlines_state CHECK (state IN ('open', 'fired', 'cancelled')),
    calendar     TEXT,
    trace_parent TEXT,
    set_time     TIMESTAMP NOT NULL,
    end_time     TIMESTAMP
);
CREATE INDEX deadlines_due ON deadlines (due_time, id) WHERE state = 'open';
CREATE INDEX deadlines_open_by_aggregate ON deadlines (aggregate, kind) WHERE state = 'open';

CREATE TABLE idempotency (
    scope       TEXT NOT NULL,
    caller      TEXT NOT NULL,
    request_id  TEXT NOT NULL COLLATE "C",
    body_hash   BYTEA NOT NULL,
    reply       BYTEA NOT NULL,
    create_time TIMESTAMP NOT NULL,
    PRIMARY KEY (scope, caller, request_id)
);
CREATE INDEX idempotency_by_age ON idempotency (create_time);

CREATE TABLE leases (
    name       TEXT PRIMARY KEY,
    holder     TEXT NOT NULL,
    until_time TIMESTAMP NOT NULL
);
