-- Jobs on engines. What an interactive INSERT started is the first kind of them.
CREATE TABLE runs (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    cluster_id TEXT NOT NULL,
    query_id TEXT,
    user_id TEXT NOT NULL,
    job_id TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT,
    observed_at TIMESTAMP,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX runs_job ON runs (cluster_id, job_id);
CREATE INDEX runs_project ON runs (project_id, id);
CREATE INDEX runs_query ON runs (query_id);
