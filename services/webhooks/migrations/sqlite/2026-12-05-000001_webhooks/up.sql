-- Where events are sent to. Deleted ones stay for the record of what was sent, without their secrets.
CREATE TABLE endpoints (
    endpoint_id         TEXT NOT NULL PRIMARY KEY,
    marketplace_id      TEXT NOT NULL,
    seller_id           TEXT NOT NULL,
    url                 TEXT NOT NULL,
    description         TEXT NOT NULL,
    event_types         TEXT NOT NULL,
    state               TEXT NOT NULL CONSTRAINT endpoints_state CHECK (state IN ('active', 'disabled', 'deleted')),
    disable_reason      TEXT NOT NULL,
    secret              TEXT NOT NULL,
    old_secret          TEXT NOT NULL,
    old_secret_end_time TEXT,
    failing_since_time  TEXT,
    revision            INTEGER NOT NULL,
    create_time         TEXT NOT NULL,
    update_time         TEXT NOT NULL,
    CONSTRAINT endpoints_disabled_has_a_reason CHECK ((state = 'disabled') = (disable_reason <> '')),
    CONSTRAINT endpoints_deleted_has_no_secret CHECK ((state = 'deleted') = (secret = '')),
    CONSTRAINT endpoints_old_secret_ends CHECK ((old_secret <> '') = (old_secret_end_time IS NOT NULL))
) STRICT;
CREATE INDEX endpoints_by_owner ON endpoints (marketplace_id, seller_id, endpoint_id);

-- What happened, one row for each view of it: the marketplace's, and that of every seller concerned.
CREATE TABLE events (
    event_id       TEXT NOT NULL PRIMARY KEY,
    marketplace_id TEXT NOT NULL,
    seller_id      TEXT NOT NULL,
    type           TEXT NOT NULL,
    order_id       TEXT NOT NULL,
    payload        TEXT NOT NULL,
    event_time     TEXT NOT NULL,
    create_time    TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_owner ON events (marketplace_id, seller_id, event_id);
CREATE INDEX events_by_order ON events (order_id, event_id);

-- The way of one event to one endpoint, with what was tried.
CREATE TABLE deliveries (
    delivery_id       TEXT NOT NULL PRIMARY KEY,
    event_id          TEXT NOT NULL REFERENCES events (event_id),
    endpoint_id       TEXT NOT NULL REFERENCES endpoints (endpoint_id),
    marketplace_id    TEXT NOT NULL,
    seller_id         TEXT NOT NULL,
    event_type        TEXT NOT NULL,
    state             TEXT NOT NULL CONSTRAINT deliveries_state CHECK (state IN ('pending', 'succeeded', 'failed', 'cancelled')),
    attempts          TEXT NOT NULL,
    next_attempt_time TEXT,
    create_time       TEXT NOT NULL,
    end_time          TEXT,
    CONSTRAINT deliveries_pending_is_tried_again CHECK ((state = 'pending') = (next_attempt_time IS NOT NULL)),
    CONSTRAINT deliveries_others_have_ended CHECK ((state = 'pending') = (end_time IS NULL))
) STRICT;
CREATE INDEX deliveries_by_marketplace ON deliveries (marketplace_id, delivery_id);
CREATE INDEX deliveries_by_endpoint ON deliveries (endpoint_id, delivery_id);
CREATE INDEX deliveries_by_event ON deliveries (event_id, delivery_id);

-- Whose lines a case is about, as the newest event of the case said: what is told of its evidence names no seller.
CREATE TABLE cases (
    case_id    TEXT NOT NULL PRIMARY KEY,
    seller_ids TEXT NOT NULL
) STRICT;

-- Whose the lines of an order are: what is told of a refund names its lines only.
CREATE TABLE lines (
    order_id  TEXT NOT NULL,
    line_id   TEXT NOT NULL,
    seller_id TEXT NOT NULL,
    PRIMARY KEY (order_id, line_id)
) STRICT;
