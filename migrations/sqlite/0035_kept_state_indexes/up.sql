-- What runs left behind is also looked for where nothing was heard of it.
DROP INDEX runs_left_state;
CREATE INDEX runs_left_state ON runs (ended_at) WHERE job_id IS NOT NULL AND state_deleted_at IS NULL;

-- The newest savepoints of a job, and how much is kept of a project or of one of its jobs.
CREATE INDEX snapshots_job ON snapshots (job_id, completed_at);
CREATE INDEX snapshots_kept ON snapshots (project_id, job_id, size, disposed_at) WHERE disposed_at IS NULL;
