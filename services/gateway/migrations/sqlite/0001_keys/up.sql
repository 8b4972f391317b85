-- What callers come in with over HTTP. Of a secret there is only its SHA-256.
CREATE TABLE api_keys (
    api_key_id     TEXT NOT NULL PRIMARY KEY,
    marketplace_id TEXT NOT NULL,
    role           TEXT NOT NULL,
    principal      TEXT NOT NULL,
    description    TEXT NOT NULL,
    scopes         TEXT NOT NULL,
    created_by     TEXT NOT NULL,
    create_time    TEXT NOT NULL,
    expire_time    TEXT,
    last_use_time  TEXT,
    revoke_time    TEXT,
    revision       INTEGER NOT NULL
) STRICT;
CREATE INDEX api_keys_by_marketplace ON api_keys (marketplace_id, api_key_id);

CREATE TABLE api_key_secrets (
    sha256      TEXT NOT NULL PRIMARY KEY,
    api_key_id  TEXT NOT NULL REFERENCES api_keys (api_key_id),
    hint        TEXT NOT NULL,
    create_time TEXT NOT NULL,
    expire_time TEXT
) STRICT;
CREATE INDEX api_key_secrets_by_key ON api_key_secrets (api_key_id, create_time);

-- What links are signed with: made at the first start, one row.
CREATE TABLE link_secrets (
    link_secret_id TEXT NOT NULL PRIMARY KEY,
    secret         BLOB NOT NULL
) STRICT;
