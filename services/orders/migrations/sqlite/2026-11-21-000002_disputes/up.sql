-- A cancellation has one dispute at most, and how it ended is final.
CREATE TABLE disputes (
    dispute_id         TEXT PRIMARY KEY NOT NULL,
    cancellation_id    TEXT NOT NULL CONSTRAINT disputes_cancellation UNIQUE
        REFERENCES cancellations (cancellation_id),
    order_id           TEXT NOT NULL REFERENCES orders (order_id),
    marketplace_id     TEXT NOT NULL,
    buyer_id           TEXT NOT NULL,
    -- The sellers of the cancellation's lines, each between spaces.
    seller_ids         TEXT NOT NULL,
    currency           TEXT NOT NULL,
    state              TEXT NOT NULL CONSTRAINT disputes_state CHECK (state IN ('open', 'settled', 'ruled')),
    revision           INTEGER NOT NULL,
    opened_by          TEXT NOT NULL,
    open_time          TEXT NOT NULL,
    -- JSON: always read and written with the dispute, never searched. So are clauses and held.
    statements         TEXT NOT NULL,
    proposals          TEXT NOT NULL,
    ruling_for         TEXT CONSTRAINT disputes_ruling_for CHECK (
        ruling_for IN ('buyer', 'buyer_in_part', 'seller')
    ),
    ruling_reason      TEXT NOT NULL,
    amount_minor       INTEGER CONSTRAINT disputes_amount CHECK (amount_minor >= 0),
    judgement_due_time TEXT,
    clauses            TEXT NOT NULL,
    is_escalated       INTEGER NOT NULL,
    close_time         TEXT,
    disputed_state     TEXT NOT NULL,
    held               TEXT NOT NULL,
    CONSTRAINT disputes_end CHECK (
        (state = 'open') = (close_time IS NULL)
        AND (close_time IS NULL) = (amount_minor IS NULL)
        AND (state = 'ruled') = (ruling_for IS NOT NULL)
    )
) STRICT, WITHOUT ROWID;
CREATE INDEX disputes_by_order ON disputes (order_id, dispute_id);
CREATE INDEX disputes_by_state ON disputes (marketplace_id, state, dispute_id);

-- What the platform did when it stepped in, by whom and why. Never changed.
CREATE TABLE interventions (
    intervention_id TEXT PRIMARY KEY NOT NULL,
    order_id        TEXT NOT NULL REFERENCES orders (order_id),
    marketplace_id  TEXT NOT NULL,
    -- Empty when it is about the order as a whole.
    cancellation_id TEXT NOT NULL,
    kind            TEXT NOT NULL CONSTRAINT interventions_kind CHECK (
        kind IN ('approve_cancellation', 'refuse_cancellation', 'force_refund', 'guidance')
    ),
    reason          TEXT NOT NULL CONSTRAINT interventions_reason CHECK (reason <> ''),
    amount_minor    INTEGER CONSTRAINT interventions_amount CHECK (amount_minor >= 0),
    currency        TEXT NOT NULL,
    principal       TEXT NOT NULL,
    create_time     TEXT NOT NULL,
    clauses         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX interventions_by_order ON interventions (order_id, intervention_id);
