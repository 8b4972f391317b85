-- The buyer's language (BCP 47); empty when it is not known.
ALTER TABLE addressees ADD COLUMN language TEXT NOT NULL DEFAULT '';

-- A message is handed over again and again until it is taken, refused or given up; it may come back after it was taken.
ALTER TABLE messages
    ADD COLUMN language           TEXT NOT NULL DEFAULT 'en',
    ADD COLUMN last_error         TEXT NOT NULL DEFAULT '',
    ADD COLUMN last_error_code    TEXT NOT NULL DEFAULT '',
    ADD COLUMN next_attempt_time  TIMESTAMP,
    ADD COLUMN provider_reference TEXT COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN bounce_code        TEXT NOT NULL DEFAULT '',
    ADD COLUMN bounce_time        TIMESTAMP,
    ADD COLUMN bounce_is_reported BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN trace_parent       TEXT,
    ADD COLUMN revision           BIGINT NOT NULL DEFAULT 1,
    DROP CONSTRAINT messages_state,
    DROP CONSTRAINT messages_sent_has_a_time;
UPDATE messages SET next_attempt_time = create_time WHERE state IN ('queued', 'failed');
ALTER TABLE messages
    ADD CONSTRAINT messages_state CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'bounced', 'given_up', 'undeliverable')),
    ADD CONSTRAINT messages_sent_has_a_time CHECK (state <> 'sent' OR send_time IS NOT NULL),
    ADD CONSTRAINT messages_bounced_has_a_time CHECK ((state = 'bounced') = (bounce_time IS NOT NULL)),
    ADD CONSTRAINT messages_open_has_a_time CHECK ((state IN ('queued', 'sending', 'failed', 'unknown')) = (next_attempt_time IS NOT NULL));
CREATE INDEX messages_by_state ON messages (marketplace_id, state, message_id);
CREATE INDEX messages_by_reference ON messages (marketplace_id, provider_reference) WHERE provider_reference <> '';
CREATE INDEX messages_due ON messages (next_attempt_time, message_id) WHERE next_attempt_time IS NOT NULL;
-- The row itself says now when it is tried next.
DELETE FROM deadlines WHERE kind = 'send_message';
