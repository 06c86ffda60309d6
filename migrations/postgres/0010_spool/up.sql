-- Rows of results: small pages here, until they are worth an object in the file store.
CREATE TABLE query_pages (
    query_id TEXT NOT NULL REFERENCES queries (id) ON DELETE CASCADE,
    first_row BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (query_id, first_row)
);

CREATE TABLE query_segments (
    query_id TEXT NOT NULL REFERENCES queries (id) ON DELETE CASCADE,
    first_row BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (query_id, first_row)
);
CREATE UNIQUE INDEX query_segments_key ON query_segments (key);
