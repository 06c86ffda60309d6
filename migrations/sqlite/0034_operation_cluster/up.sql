-- On which cluster something is to be done: on the engine of a host only that host can do it.
ALTER TABLE operations ADD COLUMN cluster_id TEXT;
UPDATE operations SET cluster_id = COALESCE(
    (SELECT MIN(runs.cluster_id) FROM runs
        WHERE runs.ended_at IS NULL AND (runs.id = operations.object_id OR runs.job_id = operations.object_id)),
    (SELECT jobs.cluster_id FROM jobs WHERE jobs.id = operations.object_id),
    (SELECT session_clusters.id FROM session_clusters WHERE session_clusters.id = operations.object_id)
) WHERE active;
