-- What somebody ran, and how far its result is drawn. Scripts, sessions and clusters may be gone: the history stays.
CREATE TABLE queries (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    cluster_id TEXT NOT NULL,
    session_id TEXT,
    script_id TEXT,
    statement TEXT NOT NULL,
    statement_start TEXT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    job_id TEXT NOT NULL,
    operation_handle TEXT,
    next_token BIGINT,
    result_columns TEXT,
    rows BIGINT NOT NULL,
    first_row BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    inline_bytes BIGINT NOT NULL,
    result_kind TEXT,
    error TEXT,
    requested_at TIMESTAMP NOT NULL,
    started_at TIMESTAMP,
    first_row_at TIMESTAMP,
    ended_at TIMESTAMP,
    took_ms BIGINT,
    last_read_at TIMESTAMP,
    stop_requested BOOLEAN NOT NULL,
    keep_newest BOOLEAN NOT NULL,
    holder TEXT,
    fence BIGINT NOT NULL,
    held_until TIMESTAMP,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX queries_job ON queries (job_id);
CREATE INDEX queries_project ON queries (project_id, id);
CREATE INDEX queries_user ON queries (project_id, user_id, id);
CREATE INDEX queries_cluster ON queries (project_id, cluster_id, id);
CREATE INDEX queries_state ON queries (project_id, state, id);
CREATE INDEX queries_kind ON queries (project_id, kind, id);
CREATE INDEX queries_rows ON queries (project_id, rows, id);
CREATE INDEX queries_took ON queries (project_id, took_ms, id);
CREATE INDEX queries_active ON queries (cluster_id, held_until) WHERE ended_at IS NULL;
CREATE INDEX queries_open ON queries (project_id, id) WHERE ended_at IS NULL;
CREATE INDEX queries_spooled ON queries (user_id, bytes) WHERE bytes > 0;
