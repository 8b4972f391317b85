-- One row per pack or seller's terms; its lock puts publications of the same id in order.
CREATE TABLE policies (
    policy_id      TEXT NOT NULL PRIMARY KEY,
    marketplace_id TEXT NOT NULL,
    seller_id      TEXT NOT NULL,
    newest_version INTEGER NOT NULL
) STRICT;
CREATE INDEX policies_by_marketplace ON policies (marketplace_id, policy_id);

-- Versions never change and never go.
CREATE TABLE policy_versions (
    policy_id      TEXT NOT NULL REFERENCES policies (policy_id),
    version        INTEGER NOT NULL CONSTRAINT policy_versions_count_from_one CHECK (version >= 1),
    layer          TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    seller_id      TEXT NOT NULL,
    edition        TEXT NOT NULL,
    display_name   TEXT NOT NULL,
    binds          TEXT NOT NULL CONSTRAINT policy_versions_binds CHECK (binds IN ('placement', 'application')),
    effective_time TEXT NOT NULL,
    publish_time   TEXT NOT NULL,
    source         TEXT NOT NULL,
    source_sha256  TEXT NOT NULL,
    clause_count   INTEGER NOT NULL,
    PRIMARY KEY (policy_id, version)
) STRICT;
CREATE INDEX policy_versions_by_time ON policy_versions (policy_id, effective_time, version);

-- Where a version of a law applies.
CREATE TABLE law_countries (
    country   TEXT NOT NULL,
    policy_id TEXT NOT NULL,
    version   INTEGER NOT NULL,
    PRIMARY KEY (country, policy_id, version),
    FOREIGN KEY (policy_id, version) REFERENCES policy_versions (policy_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE special_periods (
    special_period_id TEXT NOT NULL PRIMARY KEY,
    marketplace_id    TEXT NOT NULL,
    kind              TEXT NOT NULL,
    region            TEXT NOT NULL,
    start_time        TEXT NOT NULL,
    end_time          TEXT NOT NULL,
    reason            TEXT NOT NULL,
    revision          INTEGER NOT NULL,
    CONSTRAINT special_periods_end_after_start CHECK (end_time >= start_time)
) STRICT;
CREATE INDEX special_periods_by_end ON special_periods (marketplace_id, end_time);
CREATE INDEX special_periods_by_marketplace ON special_periods (marketplace_id, special_period_id);
