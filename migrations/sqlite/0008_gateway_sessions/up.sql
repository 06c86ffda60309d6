-- SQL Gateway sessions: at most one is open for a person in a project on a cluster.
CREATE TABLE gateway_sessions (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    cluster_id TEXT NOT NULL REFERENCES session_clusters (id) ON DELETE CASCADE,
    handle TEXT NOT NULL,
    state TEXT NOT NULL,
    engine TEXT NOT NULL,
    catalog TEXT,
    catalog_database TEXT,
    opened_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX gateway_sessions_open ON gateway_sessions (project_id, user_id, cluster_id) WHERE state = 'open';
CREATE INDEX gateway_sessions_cluster ON gateway_sessions (cluster_id, state);
