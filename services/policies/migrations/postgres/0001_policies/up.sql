-- One row per pack or seller's terms; its lock puts publications of the same id in order.
CREATE TABLE policies (
    policy_id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    marketplace_id TEXT COLLATE "C" NOT NULL,
    seller_id      TEXT COLLATE "C" NOT NULL,
    newest_version BIGINT NOT NULL
);
CREATE INDEX policies_by_marketplace ON policies (marketplace_id, policy_id);

-- Versions never change and never go.
CREATE TABLE policy_versions (
    policy_id      TEXT COLLATE "C" NOT NULL REFERENCES policies (policy_id),
    version        BIGINT NOT NULL CONSTRAINT policy_versions_count_from_one CHECK (version >= 1),
    layer          TEXT NOT NULL,
    marketplace_id TEXT COLLATE "C" NOT NULL,
    seller_id      TEXT COLLATE "C" NOT NULL,
    edition        TEXT NOT NULL,
    display_name   TEXT NOT NULL,
    binds          TEXT NOT NULL CONSTRAINT policy_versions_binds CHECK (binds IN ('placement', 'application')),
    effective_time TIMESTAMP NOT NULL,
    publish_time   TIMESTAMP NOT NULL,
    source         TEXT NOT NULL,
    source_sha256  TEXT NOT NULL,
    clause_count   BIGINT NOT NULL,
    PRIMARY KEY (policy_id, version)
);
CREATE INDEX policy_versions_by_time ON policy_versions (policy_id, effective_time, version);

-- Where a version of a law applies.
CREATE TABLE law_countries (
    country   TEXT COLLATE "C" NOT NULL,
    policy_id TEXT COLLATE "C" NOT NULL,
    version   BIGINT NOT NULL,
    PRIMARY KEY (country, policy_id, version),
    FOREIGN KEY (policy_id, version) REFERENCES policy_versions (policy_id, version)
);

CREATE TABLE special_periods (
    special_period_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    marketplace_id    TEXT COLLATE "C" NOT NULL,
    kind              TEXT NOT NULL,
    region            TEXT NOT NULL,
    start_time        TIMESTAMP NOT NULL,
    end_time          TIMESTAMP NOT NULL,
    reason            TEXT NOT NULL,
    revision          BIGINT NOT NULL,
    CONSTRAINT special_periods_end_after_start CHECK (end_time >= start_time)
);
CREATE INDEX special_periods_by_end ON special_periods (marketplace_id, end_time);
CREATE INDEX special_periods_by_marketplace ON special_periods (marketplace_id, special_period_id);
