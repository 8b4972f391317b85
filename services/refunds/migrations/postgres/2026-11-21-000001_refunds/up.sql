-- What was captured, what is held by refunds under way and what was refunded. The constraint is the last word:
-- whatever the program believes, no refund goes beyond what was captured.
CREATE TABLE payments (
    order_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    currency TEXT NOT NULL,
    captured_minor BIGINT NOT NULL,
    held_minor BIGINT NOT NULL DEFAULT 0,
    refunded_minor BIGINT NOT NULL DEFAULT 0,
    confirm_time TIMESTAMP NOT NULL,
    PRIMARY KEY (order_id, payment_id),
    CONSTRAINT payments_within_captured CHECK (
        held_minor >= 0 AND refunded_minor >= 0 AND held_minor + refunded_minor <= captured_minor
    )
);

-- The same per order line; the empty line is shipping of the order as a whole.
CREATE TABLE payment_lines (
    order_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    seller_id TEXT NOT NULL,
    captured_minor BIGINT NOT NULL,
    taken_minor BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (order_id, payment_id, line_id),
    FOREIGN KEY (order_id, payment_id) REFERENCES payments (order_id, payment_id),
    CONSTRAINT payment_lines_within_captured CHECK (taken_minor BETWEEN 0 AND captured_minor)
);

CREATE TABLE refunds (
    refund_id TEXT NOT NULL PRIMARY KEY,
    marketplace_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    method TEXT NOT NULL,
    payout_hint TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    breakdown TEXT NOT NULL,
    cause TEXT NOT NULL,
    cause_id TEXT NOT NULL,
    owed_id TEXT,
    decision_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    provider_reference TEXT NOT NULL,
    due_time TIMESTAMP NOT NULL,
    is_overdue BOOLEAN NOT NULL,
    debtor TEXT NOT NULL,
    seller_id TEXT NOT NULL,
    corrects_refund_id TEXT,
    clause_ids TEXT NOT NULL,
    attempt_count BIGINT NOT NULL,
    unanswered_count BIGINT NOT NULL,
    create_time TIMESTAMP NOT NULL,
    settle_time TIMESTAMP,
    revision BIGINT NOT NULL,
    FOREIGN KEY (order_id, payment_id) REFERENCES payments (order_id, payment_id),
    CONSTRAINT refunds_above_zero CHECK (amount_minor > 0),
    CONSTRAINT refunds_once_per_debt UNIQUE (owed_id, payment_id)
);
CREATE INDEX refunds_by_marketplace ON refunds (marketplace_id, refund_id);
CREATE INDEX refunds_by_order ON refunds (order_id, refund_id);
CREATE INDEX refunds_by_cause ON refunds (cause_id, refund_id);
CREATE INDEX refunds_overdue ON refunds (marketplace_id, refund_id) WHERE is_overdue;

-- What a refund takes of each order line, and whose line it is.
CREATE TABLE refund_lines (
    refund_id TEXT NOT NULL REFERENCES refunds (refund_id),
    line_id TEXT NOT NULL,
    seller_id TEXT NOT NULL,
    taken_minor BIGINT NOT NULL,
    PRIMARY KEY (refund_id, line_id),
    CONSTRAINT refund_lines_above_zero CHECK (taken_minor > 0)
);

-- Personal: never in events, replies or logs.
CREATE TABLE payout_details (
    refund_id TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund_id),
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    holder TEXT NOT NULL,
    bank TEXT NOT NULL
);

-- One row per refund that needs the provider: which call comes next, and when.
CREATE TABLE calls (
    refund_id TEXT NOT NULL PRIMARY KEY REFERENCES refunds (refund_id),
    kind TEXT NOT NULL,
    due_time TIMESTAMP NOT NULL,
    trace_parent TEXT
);
CREATE INDEX calls_by_due_time ON calls (due_time);

-- Every call that was made: written before it, completed after it.
CREATE TABLE attempts (
    refund_id TEXT NOT NULL REFERENCES refunds (refund_id),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    start_time TIMESTAMP NOT NULL,
    end_time TIMESTAMP,
    answer TEXT,
    PRIMARY KEY (refund_id, number)
);
CREATE INDEX attempts_open ON attempts (refund_id) WHERE end_time IS NULL;

CREATE TABLE journals (
    journal_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    refund_id TEXT NOT NULL,
    post_time TIMESTAMP NOT NULL
);
CREATE INDEX journals_by_order ON journals (order_id, journal_id);
CREATE INDEX journals_by_refund ON journals (refund_id, journal_id);

-- A transfer debits one account and credits another by the same amount: no journal can be out of balance.
CREATE TABLE transfers (
    journal_id TEXT NOT NULL REFERENCES journals (journal_id),
    position BIGINT NOT NULL,
    marketplace_id TEXT NOT NULL,
    debit_account TEXT NOT NULL,
    credit_account TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (journal_id, position),
    CONSTRAINT transfers_above_zero CHECK (amount_minor > 0),
    CONSTRAINT transfers_between_two CHECK (debit_account <> credit_account)
);
CREATE INDEX transfers_by_marketplace ON transfers (marketplace_id);

CREATE FUNCTION ledger_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is never changed';
END $$;
CREATE TRIGGER journals_stand BEFORE UPDATE OR DELETE ON journals
FOR EACH ROW EXECUTE FUNCTION ledger_stands();
CREATE TRIGGER transfers_stand BEFORE UPDATE OR DELETE ON transfers
FOR EACH ROW EXECUTE FUNCTION ledger_stands();
