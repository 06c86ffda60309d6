-- Saved states of scripts: what a job runs. The script may be gone: what ran stays readable.
CREATE TABLE script_versions (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    script_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    note TEXT NOT NULL,
    text TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX script_versions_number ON script_versions (script_id, number);
CREATE INDEX script_versions_project ON script_versions (project_id);

-- What texts of a project name. The value of a secret one is sealed, and stands elsewhere.
CREATE TABLE variables (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    is_secret BOOLEAN NOT NULL,
    value TEXT,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX variables_name ON variables (project_id, name_key);

-- What is to run, where, with which settings. `state` is derived: from what is wanted, what is under way and what was seen.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    script_id TEXT NOT NULL,
    version_id TEXT,
    cluster_id TEXT NOT NULL,
    settings TEXT NOT NULL,
    desired TEXT NOT NULL,
    state TEXT NOT NULL,
    state_since TIMESTAMP NOT NULL,
    stamp BIGINT NOT NULL,
    run_id TEXT,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX jobs_name ON jobs (project_id, name_key);
CREATE INDEX jobs_state ON jobs (project_id, state, name_key);
CREATE INDEX jobs_script ON jobs (script_id);
CREATE INDEX jobs_cluster ON jobs (cluster_id);

-- A run is of a job, or of a query. Everything that a job's run was resolved to is kept with it.
ALTER TABLE runs RENAME COLUMN job_id TO flink_job_id;
ALTER TABLE runs ADD COLUMN job_id TEXT;
ALTER TABLE runs ADD COLUMN number BIGINT;
ALTER TABLE runs ADD COLUMN operation_id TEXT;
ALTER TABLE runs ADD COLUMN version_id TEXT;
ALTER TABLE runs ADD COLUMN resolved TEXT;
ALTER TABLE runs ADD COLUMN restored_from TEXT;
ALTER TABLE runs ADD COLUMN outcome TEXT;
ALTER TABLE runs ADD COLUMN failure TEXT;
ALTER TABLE runs ADD COLUMN unknown_since TIMESTAMP;
ALTER TABLE runs ADD COLUMN swept TEXT;
CREATE UNIQUE INDEX runs_number ON runs (job_id, number);
CREATE UNIQUE INDEX runs_operation ON runs (operation_id);
CREATE INDEX runs_open ON runs (cluster_id) WHERE ended_at IS NULL;

-- Savepoints and retained checkpoints.
CREATE TABLE snapshots (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    job_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    size BIGINT,
    created_by TEXT,
    completed_at TIMESTAMP NOT NULL,
    disposed_at TIMESTAMP
);
CREATE UNIQUE INDEX snapshots_path ON snapshots (job_id, path);
CREATE INDEX snapshots_run ON snapshots (run_id, completed_at);
