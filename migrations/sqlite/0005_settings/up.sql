-- Settings of the installation, and sealed values.
CREATE TABLE settings (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE secrets (
    id TEXT PRIMARY KEY NOT NULL,
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    name TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX secrets_owner ON secrets (owner_kind, owner_id, name);
CREATE INDEX secrets_key_id ON secrets (key_id);
