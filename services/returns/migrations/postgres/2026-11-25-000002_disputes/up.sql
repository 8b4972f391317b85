-- A return has one dispute at most that has not ended.
CREATE TABLE disputes (
    dispute_id     TEXT COLLATE "C" PRIMARY KEY,
    return_id      TEXT COLLATE "C" NOT NULL REFERENCES returns (return_id),
    order_id       TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    buyer_id       TEXT NOT NULL,
    seller_id      TEXT NOT NULL,
    state          TEXT NOT NULL CONSTRAINT disputes_state CHECK (
        state IN ('open', 'settled', 'ruled', 'appealed', 'external', 'closed')
    ),
    revision       BIGINT NOT NULL,
    -- JSON: all of the dispute, always read and written as a whole; the columns before it are for finding it.
    body           TEXT NOT NULL
);
CREATE UNIQUE INDEX disputes_pending ON disputes (return_id)
    WHERE state IN ('open', 'ruled', 'appealed', 'external');
CREATE INDEX disputes_by_order ON disputes (order_id, dispute_id);
CREATE INDEX disputes_by_buyer ON disputes (marketplace_id, buyer_id, dispute_id);
CREATE INDEX disputes_by_seller ON disputes (marketplace_id, seller_id, dispute_id);
CREATE INDEX disputes_by_state ON disputes (marketplace_id, state, dispute_id);

-- What the platform did when it stepped in, by whom and why. Never changed.
CREATE TABLE interventions (
    intervention_id TEXT COLLATE "C" PRIMARY KEY,
    return_id       TEXT COLLATE "C" NOT NULL REFERENCES returns (return_id),
    order_id        TEXT NOT NULL,
    marketplace_id  TEXT NOT NULL,
    kind            TEXT NOT NULL CONSTRAINT interventions_kind CHECK (
        kind IN ('approve', 'refuse', 'force_refund', 'guidance')
    ),
    reason          TEXT NOT NULL CONSTRAINT interventions_reason CHECK (reason <> ''),
    amount_minor    BIGINT CONSTRAINT interventions_amount CHECK (amount_minor >= 0),
    currency        TEXT NOT NULL,
    principal       TEXT NOT NULL,
    create_time     TIMESTAMP NOT NULL,
    clauses         TEXT NOT NULL
);
CREATE INDEX interventions_by_return ON interventions (return_id, intervention_id);
