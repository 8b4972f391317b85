-- Requests about a buyer's data.
CREATE TABLE data_requests (
    data_request_id TEXT NOT NULL PRIMARY KEY,
    marketplace_id  TEXT NOT NULL,
    kind            TEXT NOT NULL CONSTRAINT data_requests_kind CHECK (kind IN ('export', 'erasure', 'preview')),
    state           TEXT NOT NULL CONSTRAINT data_requests_state CHECK (state IN ('accepted', 'running', 'waiting', 'done')),
    pseudonym       TEXT NOT NULL,
    -- The only place where the buyer is named; empty once an erasure about them has ended.
    buyer_id        TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    -- JSON: all else of the request, always read and written as a whole.
    body            TEXT NOT NULL,
    create_time     TEXT NOT NULL
) STRICT;
CREATE INDEX data_requests_by_marketplace ON data_requests (marketplace_id, data_request_id);
CREATE INDEX data_requests_by_pseudonym ON data_requests (pseudonym);

-- Orders whose cases are waited for, so that what happens to them wakes the request.
CREATE TABLE waiting_orders (
    order_id        TEXT NOT NULL,
    data_request_id TEXT NOT NULL REFERENCES data_requests (data_request_id),
    PRIMARY KEY (order_id, data_request_id)
) STRICT;
CREATE INDEX waiting_orders_by_request ON waiting_orders (data_request_id);

-- What pseudonyms are made with: made when it is first needed, one row.
CREATE TABLE pseudonym_keys (
    pseudonym_key_id TEXT NOT NULL PRIMARY KEY,
    secret           BLOB NOT NULL
) STRICT;
