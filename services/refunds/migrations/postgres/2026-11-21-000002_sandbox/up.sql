-- The sandbox provider's own books. Nothing else reads or writes them, and never in one transaction with a refund.
CREATE TABLE sandbox_scripts (
    payment_reference TEXT NOT NULL PRIMARY KEY,
    behaviour TEXT NOT NULL,
    calls_left BIGINT,
    late_after BIGINT NOT NULL
);

CREATE TABLE sandbox_requests (
    idempotency_key TEXT NOT NULL PRIMARY KEY,
    payment_reference TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    standing TEXT NOT NULL,
    questions_left BIGINT NOT NULL,
    call_count BIGINT NOT NULL
);

-- No unique key over idempotency_key: a doubled payment must show itself here, not be prevented here.
CREATE TABLE sandbox_effects (
    effect_id TEXT NOT NULL PRIMARY KEY,
    idempotency_key TEXT NOT NULL,
    payment_reference TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    apply_time TIMESTAMP NOT NULL,
    is_reversed BOOLEAN NOT NULL
);
CREATE INDEX sandbox_effects_by_key ON sandbox_effects (idempotency_key);
CREATE INDEX sandbox_effects_by_reference ON sandbox_effects (payment_reference, effect_id);
