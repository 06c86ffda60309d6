-- Where nothing is done by itself for a while: a job, a session cluster, or the installation, whose id is empty.
CREATE TABLE hands_off (
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    since TIMESTAMP NOT NULL,
    until TIMESTAMP,
    set_by TEXT NOT NULL,
    PRIMARY KEY (object_kind, object_id)
);

-- Whether jobs of a registered cluster are started again by themselves when it lost them.
ALTER TABLE session_clusters ADD COLUMN restarts_jobs BOOLEAN NOT NULL DEFAULT FALSE;
