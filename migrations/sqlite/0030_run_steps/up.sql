-- A run of a batch script with several INSERTs has a step for each; its Flink job is that of the step at which it is.
CREATE TABLE run_steps (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    flink_job_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    statement TEXT NOT NULL,
    started_at TIMESTAMP,
    ended_at TIMESTAMP,
    outcome TEXT,
    failure TEXT,
    taken_from TEXT,
    PRIMARY KEY (run_id, number)
);
ALTER TABLE runs ADD COLUMN step BIGINT;
ALTER TABLE runs ADD COLUMN steps BIGINT;
