-- Numbers of running jobs, for an hour: a row for each time that one was asked. What was not told is NULL.
CREATE TABLE job_metrics (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    at TIMESTAMP NOT NULL,
    records_in DOUBLE PRECISION,
    records_out DOUBLE PRECISION,
    busy DOUBLE PRECISION,
    backpressured DOUBLE PRECISION,
    watermark_lag DOUBLE PRECISION,
    pending DOUBLE PRECISION,
    restarts DOUBLE PRECISION,
    checkpoint_age DOUBLE PRECISION,
    checkpoint_duration DOUBLE PRECISION,
    checkpoint_size DOUBLE PRECISION,
    heap DOUBLE PRECISION,
    cpu DOUBLE PRECISION,
    PRIMARY KEY (run_id, at)
);
CREATE INDEX job_metrics_at ON job_metrics (at);
