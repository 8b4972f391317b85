-- What is claimed of each order line, over all returns and delivery claims. The check is the last word: whatever the
-- program believes, no unit is returned or claimed twice.
CREATE TABLE order_lines (
    order_id          TEXT NOT NULL,
    line_id           TEXT NOT NULL,
    -- What was ordered, less what was cancelled, as last seen.
    quantity          BIGINT NOT NULL,
    claimed_quantity  BIGINT NOT NULL,
    -- What of it is claimed as returned after delivery.
    returned_quantity BIGINT NOT NULL,
    PRIMARY KEY (order_id, line_id),
    CONSTRAINT order_lines_units CHECK (
        returned_quantity >= 0 AND returned_quantity <= claimed_quantity AND claimed_quantity <= quantity
    )
);

-- Every decision as it was made, with what it was made on, refusals that opened nothing included. Never changed.
CREATE TABLE decisions (
    decision_id    TEXT COLLATE "C" PRIMARY KEY,
    return_id      TEXT NOT NULL,
    order_id       TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    buyer_id       TEXT NOT NULL,
    seller_id      TEXT NOT NULL,
    facts          TEXT NOT NULL,
    decision       TEXT NOT NULL,
    decide_time    TIMESTAMP NOT NULL
);

CREATE TABLE returns (
    return_id      TEXT COLLATE "C" PRIMARY KEY,
    order_id       TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    buyer_id       TEXT NOT NULL,
    seller_id      TEXT NOT NULL,
    state          TEXT NOT NULL CONSTRAINT returns_state CHECK (
        state IN (
            'requested', 'awaiting_evidence', 'under_review', 'approved', 'refused', 'awaiting_parcel', 'in_transit',
            'partly_received', 'received', 'inspected', 'remedied', 'closed', 'withdrawn', 'expired', 'disputed'
        )
    ),
    revision       BIGINT NOT NULL,
    decision_id    TEXT COLLATE "C" NOT NULL REFERENCES decisions (decision_id),
    rma_number     TEXT,
    -- Parcel and ground of a claim that a parcel's status opened.
    opened_for     TEXT,
    -- JSON: all of the return, always read and written as a whole; the columns before it are for finding it.
    body           TEXT NOT NULL,
    update_time    TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX returns_rma_number ON returns (marketplace_id, rma_number) WHERE rma_number IS NOT NULL;
CREATE UNIQUE INDEX returns_opened_for ON returns (opened_for) WHERE opened_for IS NOT NULL;
CREATE INDEX returns_by_order ON returns (order_id, return_id);
CREATE INDEX returns_by_buyer ON returns (marketplace_id, buyer_id, return_id);
CREATE INDEX returns_by_seller ON returns (marketplace_id, seller_id, return_id);
CREATE INDEX returns_by_state ON returns (marketplace_id, state, return_id);

-- Parcels that nobody announced, or that bear no return number.
CREATE TABLE unmatched_parcels (
    unmatched_parcel_id TEXT COLLATE "C" PRIMARY KEY,
    marketplace_id      TEXT NOT NULL,
    warehouse_id        TEXT NOT NULL,
    carrier             TEXT NOT NULL,
    tracking_number     TEXT NOT NULL,
    description         TEXT NOT NULL,
    receive_time        TIMESTAMP NOT NULL,
    -- The return that it was matched with.
    return_id           TEXT COLLATE "C" REFERENCES returns (return_id),
    clauses             TEXT NOT NULL,
    consequence         TEXT NOT NULL,
    revision            BIGINT NOT NULL
);
CREATE INDEX unmatched_parcels_by_marketplace ON unmatched_parcels (marketplace_id, unmatched_parcel_id);
