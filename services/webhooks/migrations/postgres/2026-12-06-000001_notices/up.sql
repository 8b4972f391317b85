-- Who tells a marketplace something. Deleted ones stay for the record of what they told, without their secrets.
CREATE TABLE sources (
    source_id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    marketplace_id      TEXT COLLATE "C" NOT NULL,
    provider            TEXT NOT NULL CONSTRAINT sources_provider CHECK (provider IN ('easypost', 'aftership', '17track', 'shippo', 'stripe')),
    label               TEXT NOT NULL,
    state               TEXT NOT NULL CONSTRAINT sources_state CHECK (state IN ('active', 'deleted')),
    secret              TEXT NOT NULL,
    old_secret          TEXT NOT NULL,
    old_secret_end_time TIMESTAMP,
    revision            BIGINT NOT NULL,
    create_time         TIMESTAMP NOT NULL,
    update_time         TIMESTAMP NOT NULL,
    CONSTRAINT sources_deleted_has_no_secret CHECK ((state = 'deleted') = (secret = '')),
    CONSTRAINT sources_old_secret_ends CHECK ((old_secret <> '') = (old_secret_end_time IS NOT NULL))
);
CREATE INDEX sources_by_marketplace ON sources (marketplace_id, source_id);

-- What a source told, once for each event, and what became of it.
CREATE TABLE notices (
    notice_id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    source_id         TEXT COLLATE "C" NOT NULL REFERENCES sources (source_id),
    marketplace_id    TEXT COLLATE "C" NOT NULL,
    provider          TEXT NOT NULL,
    event_id          TEXT COLLATE "C" NOT NULL,
    event_type        TEXT NOT NULL,
    subject           TEXT COLLATE "C" NOT NULL,
    event_time        TIMESTAMP,
    facts             TEXT,
    said_sha256       TEXT NOT NULL,
    body_sha256       TEXT NOT NULL,
    body_size_bytes   BIGINT NOT NULL,
    state             TEXT NOT NULL CONSTRAINT notices_state CHECK (state IN ('pending', 'applied', 'ignored', 'refused', 'given_up')),
    reason            TEXT NOT NULL,
    detail            TEXT NOT NULL,
    attempt_count     BIGINT NOT NULL,
    next_attempt_time TIMESTAMP,
    receive_count     BIGINT NOT NULL,
    conflict_count    BIGINT NOT NULL,
    create_time       TIMESTAMP NOT NULL,
    receive_time      TIMESTAMP NOT NULL,
    end_time          TIMESTAMP,
    CONSTRAINT notices_event_counts_once UNIQUE (source_id, event_id),
    CONSTRAINT notices_pending_is_tried_again CHECK ((state = 'pending') = (next_attempt_time IS NOT NULL)),
    CONSTRAINT notices_others_have_ended CHECK ((state = 'pending') = (end_time IS NULL)),
    CONSTRAINT notices_pending_is_kept CHECK (state <> 'pending' OR facts IS NOT NULL),
    CONSTRAINT notices_applied_is_forgotten CHECK (state <> 'applied' OR facts IS NULL)
);
CREATE INDEX notices_by_marketplace ON notices (marketplace_id, notice_id);
CREATE INDEX notices_by_subject ON notices (marketplace_id, subject, notice_id);
