-- Savepoints that a job takes by itself: after so many minutes, and how many of those are kept.
ALTER TABLE jobs ADD COLUMN savepoint_minutes BIGINT;
ALTER TABLE jobs ADD COLUMN savepoints_kept BIGINT NOT NULL DEFAULT 3;
CREATE INDEX jobs_savepoints ON jobs (id) WHERE savepoint_minutes IS NOT NULL;

-- When the checkpoints were deleted that a run had left behind.
ALTER TABLE runs ADD COLUMN state_deleted_at TIMESTAMP;
CREATE INDEX runs_left_state ON runs (ended_at)
    WHERE job_id IS NOT NULL AND swept IS NOT NULL AND state_deleted_at IS NULL;

-- How much is kept of all jobs of a project.
CREATE INDEX snapshots_project ON snapshots (project_id);
