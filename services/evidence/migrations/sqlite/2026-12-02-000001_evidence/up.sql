-- A declared file on its way in. Its bytes lie in a file of its own until it ends; how many there are is the file's length.
CREATE TABLE uploads (
    upload_id      TEXT NOT NULL PRIMARY KEY,
    marketplace_id TEXT NOT NULL,
    case_id        TEXT NOT NULL,
    order_id       TEXT NOT NULL,
    kind           TEXT NOT NULL,
    party          TEXT NOT NULL,
    party_id       TEXT NOT NULL,
    sender         TEXT NOT NULL,
    file_name      TEXT NOT NULL,
    description    TEXT NOT NULL,
    size_bytes     INTEGER NOT NULL,
    sha256         TEXT NOT NULL,
    state          TEXT NOT NULL CONSTRAINT uploads_state CHECK (state IN ('open', 'finished', 'refused', 'abandoned')),
    start_time     TEXT NOT NULL,
    expire_time    TEXT NOT NULL,
    evidence_id    TEXT,
    flaw           TEXT,
    refusal        TEXT,
    CONSTRAINT uploads_finished_is_evidence CHECK ((state = 'finished') = (evidence_id IS NOT NULL)),
    CONSTRAINT uploads_refused_has_a_flaw CHECK ((state = 'refused') = (flaw IS NOT NULL))
) STRICT;
CREATE INDEX uploads_open_by_case ON uploads (case_id) WHERE state = 'open';

-- A piece of evidence. The bytes lie under their SHA-256, and are kept as long as one piece that is not erased has it.
CREATE TABLE evidence (
    evidence_id           TEXT NOT NULL PRIMARY KEY,
    marketplace_id        TEXT NOT NULL,
    case_id               TEXT NOT NULL,
    order_id              TEXT NOT NULL,
    seller_id             TEXT NOT NULL,
    kind                  TEXT NOT NULL,
    party                 TEXT NOT NULL,
    party_id              TEXT NOT NULL,
    state                 TEXT NOT NULL CONSTRAINT evidence_state
        CHECK (state IN ('added', 'accepted', 'refused', 'asked_again', 'erased')),
    file_name             TEXT NOT NULL,
    description           TEXT NOT NULL,
    media_type            TEXT NOT NULL,
    size_bytes            INTEGER NOT NULL,
    sha256                TEXT NOT NULL,
    width                 INTEGER,
    height                INTEGER,
    has_thumbnail         INTEGER NOT NULL,
    copy_size_bytes       INTEGER,
    no_copy               TEXT,
    capture_time          TEXT,
    is_taken_before_order INTEGER NOT NULL,
    has_location          INTEGER NOT NULL,
    is_name_misleading    INTEGER NOT NULL,
    review                TEXT,
    add_time              TEXT NOT NULL,
    retain_until_time     TEXT NOT NULL,
    erase_time            TEXT,
    revision              INTEGER NOT NULL,
    CONSTRAINT evidence_has_a_copy_or_a_reason CHECK ((copy_size_bytes IS NULL) <> (no_copy IS NULL)),
    CONSTRAINT evidence_erased_has_a_time CHECK ((state = 'erased') = (erase_time IS NOT NULL)),
    CONSTRAINT evidence_erased_is_blank CHECK (state <> 'erased' OR (file_name = '' AND description = ''))
) STRICT;
CREATE INDEX evidence_by_case ON evidence (case_id, evidence_id);
CREATE INDEX evidence_by_order ON evidence (order_id, evidence_id);
CREATE INDEX evidence_live_by_bytes ON evidence (sha256) WHERE state <> 'erased';

-- How the copy without metadata is made of the original, as JSON.
CREATE TABLE copies (
    evidence_id TEXT NOT NULL PRIMARY KEY REFERENCES evidence (evidence_id),
    plan        TEXT NOT NULL
) STRICT;

-- What a picture looks like, in 64 bits, and in four bands of them by which its like is found.
CREATE TABLE fingerprints (
    evidence_id    TEXT NOT NULL PRIMARY KEY REFERENCES evidence (evidence_id),
    marketplace_id TEXT NOT NULL,
    case_id        TEXT NOT NULL,
    bits           INTEGER NOT NULL,
    band_0         INTEGER NOT NULL,
    band_1         INTEGER NOT NULL,
    band_2         INTEGER NOT NULL,
    band_3         INTEGER NOT NULL
) STRICT;
CREATE INDEX fingerprints_by_band_0 ON fingerprints (marketplace_id, band_0);
CREATE INDEX fingerprints_by_band_1 ON fingerprints (marketplace_id, band_1);
CREATE INDEX fingerprints_by_band_2 ON fingerprints (marketplace_id, band_2);
CREATE INDEX fingerprints_by_band_3 ON fingerprints (marketplace_id, band_3);

-- Pieces of two cases of a marketplace that show the same, once in each direction.
CREATE TABLE picture_matches (
    evidence_id       TEXT NOT NULL REFERENCES evidence (evidence_id),
    other_evidence_id TEXT NOT NULL REFERENCES evidence (evidence_id),
    other_case_id     TEXT NOT NULL,
    is_same_file      INTEGER NOT NULL,
    PRIMARY KEY (evidence_id, other_evidence_id)
) STRICT;
CREATE INDEX picture_matches_by_other ON picture_matches (other_evidence_id);

-- The chain of custody: who did what with which piece, each record hashed with the one before. Only ever added to.
CREATE TABLE custody_records (
    case_id       TEXT NOT NULL,
    sequence      INTEGER NOT NULL,
    record_time   TEXT NOT NULL,
    actor         TEXT NOT NULL,
    party         TEXT NOT NULL,
    action        TEXT NOT NULL,
    evidence_id   TEXT NOT NULL,
    detail        TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL,
    PRIMARY KEY (case_id, sequence)
) STRICT;

-- Where each chain ends, so that a cut end shows.
CREATE TABLE custody_heads (
    case_id        TEXT NOT NULL PRIMARY KEY,
    marketplace_id TEXT NOT NULL,
    length         INTEGER NOT NULL,
    hash           TEXT NOT NULL
) STRICT;
CREATE INDEX custody_heads_by_marketplace ON custody_heads (marketplace_id, case_id);
