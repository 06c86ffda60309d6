-- Running Flink clusters that work is submitted to, and which project may use which for what.
CREATE TABLE session_clusters (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    rest_url TEXT,
    gateway_url TEXT,
    credentials TEXT NOT NULL,
    user_name TEXT,
    ca_pem TEXT,
    client_certificate TEXT,
    flink_version TEXT,
    seen_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX session_clusters_name ON session_clusters (name_key);

CREATE TABLE session_cluster_grants (
    cluster_id TEXT NOT NULL REFERENCES session_clusters (id) ON DELETE CASCADE,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    may_query BOOLEAN NOT NULL,
    may_deploy BOOLEAN NOT NULL,
    granted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (cluster_id, project_id)
);
CREATE INDEX session_cluster_grants_project ON session_cluster_grants (project_id);
