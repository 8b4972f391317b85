-- The buyer's language (BCP 47); empty when it is not known.
ALTER TABLE addressees ADD COLUMN language TEXT NOT NULL DEFAULT '';

-- A message is handed over again and again until it is taken, refused or given up; it may come back after it was taken.
CREATE TABLE messages_new (
    message_id         TEXT NOT NULL PRIMARY KEY,
    marketplace_id     TEXT NOT NULL,
    order_id           TEXT NOT NULL,
    case_id            TEXT NOT NULL,
    change             TEXT NOT NULL,
    party              TEXT NOT NULL,
    party_id           TEXT NOT NULL,
    recipient          TEXT NOT NULL,
    sender_name        TEXT NOT NULL,
    reply_to           TEXT NOT NULL,
    subject            TEXT NOT NULL,
    body               TEXT NOT NULL,
    language           TEXT NOT NULL,
    state              TEXT NOT NULL CONSTRAINT messages_state CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'bounced', 'given_up', 'undeliverable')),
    create_time        TEXT NOT NULL,
    send_time          TEXT,
    notify_due_time    TEXT,
    clause_ids         TEXT NOT NULL,
    failure            TEXT NOT NULL,
    attempts           INTEGER NOT NULL,
    last_error         TEXT NOT NULL,
    last_error_code    TEXT NOT NULL,
    next_attempt_time  TEXT,
    provider_reference TEXT NOT NULL,
    bounce_code        TEXT NOT NULL,
    bounce_time        TEXT,
    bounce_is_reported INTEGER NOT NULL,
    trace_parent       TEXT,
    revision           INTEGER NOT NULL,
    CONSTRAINT messages_sent_has_a_time CHECK (state <> 'sent' OR send_time IS NOT NULL),
    CONSTRAINT messages_bounced_has_a_time CHECK ((state = 'bounced') = (bounce_time IS NOT NULL)),
    CONSTRAINT messages_open_has_a_time CHECK ((state IN ('queued', 'sending', 'failed', 'unknown')) = (next_attempt_time IS NOT NULL))
) STRICT;
INSERT INTO messages_new
SELECT message_id, marketplace_id, order_id, case_id, change, party, party_id, recipient, sender_name, reply_to, subject, body,
    'en', state, create_time, send_time, notify_due_time, clause_ids, failure, attempts, '', '',
    CASE WHEN state IN ('queued', 'failed') THEN create_time END, '', '', NULL, 0, NULL, 1
FROM messages;
DROP TABLE messages;
ALTER TABLE messages_new RENAME TO messages;
CREATE INDEX messages_by_marketplace ON messages (marketplace_id, message_id);
CREATE INDEX messages_by_order ON messages (order_id, message_id);
CREATE INDEX messages_by_state ON messages (marketplace_id, state, message_id);
CREATE INDEX messages_by_reference ON messages (marketplace_id, provider_reference) WHERE provider_reference <> '';
CREATE INDEX messages_due ON messages (next_attempt_time, message_id) WHERE next_attempt_time IS NOT NULL;
-- The row itself says now when it is tried next.
DELETE FROM deadlines WHERE kind = 'send_message';
