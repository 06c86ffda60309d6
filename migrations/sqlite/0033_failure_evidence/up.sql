-- What is kept of a run that failed: the exception, and the ends of logs, which are contents of the file store.
CREATE TABLE run_evidence (
    run_id TEXT PRIMARY KEY NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    summary TEXT NOT NULL,
    exception TEXT,
    jobmanager_log TEXT,
    taskmanager TEXT,
    taskmanager_log TEXT,
    unread TEXT,
    collected_at TIMESTAMP NOT NULL,
    told_at TIMESTAMP
);
CREATE INDEX run_evidence_untold ON run_evidence (collected_at) WHERE told_at IS NULL;
CREATE INDEX runs_unsuccessful ON runs (ended_at) WHERE outcome IN ('failed', 'ended', 'cancelled_outside');

-- What people are told: one message a cause until it is read.
CREATE TABLE inbox_messages (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    run_id TEXT NOT NULL,
    summary TEXT NOT NULL,
    cause TEXT NOT NULL,
    times BIGINT NOT NULL,
    first_at TIMESTAMP NOT NULL,
    last_at TIMESTAMP NOT NULL,
    read_at TIMESTAMP
);
CREATE UNIQUE INDEX inbox_messages_cause ON inbox_messages (user_id, job_id, cause) WHERE read_at IS NULL;
CREATE INDEX inbox_messages_newest ON inbox_messages (user_id, last_at);
CREATE INDEX inbox_messages_of_job ON inbox_messages (job_id);
CREATE INDEX inbox_messages_of_project ON inbox_messages (project_id);
