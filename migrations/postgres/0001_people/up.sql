-- People, what they sign in with, and their sessions.
CREATE TABLE users (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    email TEXT,
    search_key TEXT NOT NULL,
    password_hash TEXT,
    role TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    language TEXT,
    theme TEXT,
    time_zone TEXT,
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_name_key ON users (name_key);
CREATE INDEX users_administrators ON users (role, disabled);

CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_user ON identities (user_id);

-- The key is a hash of what the cookie says; `data` is sealed.
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    data TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    idle_until TIMESTAMP NOT NULL,
    absolute_until TIMESTAMP NOT NULL,
    user_agent TEXT,
    address TEXT,
    issuer TEXT,
    sid TEXT
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_sid ON sessions (issuer, sid);
CREATE INDEX sessions_idle_until ON sessions (idle_until);

CREATE TABLE links (
    token_hash TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE sign_in_failures (
    key TEXT PRIMARY KEY NOT NULL,
    failures INTEGER NOT NULL,
    last_at TIMESTAMP NOT NULL
);
CREATE INDEX sign_in_failures_last_at ON sign_in_failures (last_at);

CREATE TABLE logout_tokens (
    issuer TEXT NOT NULL,
    jti TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (issuer, jti)
);
