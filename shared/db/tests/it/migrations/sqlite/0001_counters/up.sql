CREATE TABLE counters (
    id    TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL CONSTRAINT counters_value CHECK (value >= 0)
) STRICT;
CREATE TABLE steps (
    seq     INTEGER PRIMARY KEY,
    counter TEXT NOT NULL REFERENCES counters (id),
    label   TEXT NOT NULL UNIQUE,
    time    TEXT NOT NULL
) STRICT;
