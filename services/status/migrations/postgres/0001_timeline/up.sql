-- What happened in an order and its cases, one row per event that was heard. Never changed.
CREATE TABLE timeline (
    entry_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    marketplace_id TEXT COLLATE "C" NOT NULL,
    order_id       TEXT COLLATE "C" NOT NULL,
    entry_time     TIMESTAMP NOT NULL,
    source         TEXT NOT NULL,
    change         TEXT NOT NULL,
    case_id        TEXT COLLATE "C" NOT NULL,
    actor          TEXT,
    text           TEXT NOT NULL,
    clause_ids     TEXT NOT NULL,
    amount_minor   BIGINT,
    currency       TEXT,
    CONSTRAINT timeline_amount_has_a_currency CHECK ((amount_minor IS NULL) = (currency IS NULL))
);
CREATE INDEX timeline_by_order ON timeline (order_id, entry_time, entry_id);
CREATE INDEX timeline_by_case ON timeline (case_id);

-- The sellers that an entry concerns: a seller sees no other.
CREATE TABLE timeline_sellers (
    entry_id  TEXT COLLATE "C" NOT NULL REFERENCES timeline (entry_id),
    seller_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, seller_id)
);
