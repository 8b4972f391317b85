CREATE TABLE counters (
    id    TEXT COLLATE "C" PRIMARY KEY,
    value BIGINT NOT NULL CONSTRAINT counters_value CHECK (value >= 0)
);
CREATE TABLE steps (
    seq     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    counter TEXT NOT NULL REFERENCES counters (id),
    label   TEXT NOT NULL UNIQUE,
    time    TIMESTAMP NOT NULL
);
