-- The server to which a local cluster belongs: on a database that several share, only that one can reach it.
ALTER TABLE session_clusters ADD COLUMN host TEXT;
CREATE UNIQUE INDEX session_clusters_host ON session_clusters (host);

-- A person's history, filtered by how and as what the queries went.
CREATE INDEX queries_person ON queries (project_id, user_id, state, kind, id);
CREATE INDEX queries_longest ON queries (project_id, state, took_ms, id);
