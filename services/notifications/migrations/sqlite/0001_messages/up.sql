-- Where the buyer of an order is reached, and by which policy, as the newest event of the order said.
CREATE TABLE addressees (
    order_id       TEXT NOT NULL PRIMARY KEY,
    marketplace_id TEXT NOT NULL,
    buyer_id       TEXT NOT NULL,
    buyer_email    TEXT NOT NULL,
    policy_id      TEXT NOT NULL,
    policy_version INTEGER NOT NULL
) STRICT;

-- One message to one party. Written before it is sent, and kept.
CREATE TABLE messages (
    message_id      TEXT NOT NULL PRIMARY KEY,
    marketplace_id  TEXT NOT NULL,
    order_id        TEXT NOT NULL,
    case_id         TEXT NOT NULL,
    change          TEXT NOT NULL,
    party           TEXT NOT NULL,
    party_id        TEXT NOT NULL,
    recipient       TEXT NOT NULL,
    sender_name     TEXT NOT NULL,
    reply_to        TEXT NOT NULL,
    subject         TEXT NOT NULL,
    body            TEXT NOT NULL,
    state           TEXT NOT NULL CONSTRAINT messages_state CHECK (state IN ('queued', 'sent', 'failed', 'undeliverable')),
    create_time     TEXT NOT NULL,
    send_time       TEXT,
    notify_due_time TEXT,
    clause_ids      TEXT NOT NULL,
    failure         TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    CONSTRAINT messages_sent_has_a_time CHECK ((state = 'sent') = (send_time IS NOT NULL))
) STRICT;
CREATE INDEX messages_by_marketplace ON messages (marketplace_id, message_id);
CREATE INDEX messages_by_order ON messages (order_id, message_id);
