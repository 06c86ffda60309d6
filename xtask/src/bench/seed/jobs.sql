-- Jobs on one cluster, which another server looks after, so that nothing is asked of it from here. One in fifty was never deployed.
INSERT INTO session_clusters (id, kind, name, name_key, description, credentials, host, created_at, revision)
  VALUES ('01900000-0000-7000-8000-00000000c003', 'local', 'Production', 'production', '', 'none', 'elsewhere', '2025-03-01 08:00:00.000000', 1);
INSERT INTO session_cluster_grants (cluster_id, project_id, may_query, may_deploy, granted_at)
  VALUES ('01900000-0000-7000-8000-00000000c003', '{project}', 1, 1, '2025-03-01 08:00:00.000000');

INSERT INTO script_versions (id, project_id, script_id, number, note, text, created_by, created_at)
  SELECT replace(id, '-9000-', '-b000-'), project_id, id, 1, '', text, created_by, created_at FROM scripts WHERE id LIKE '01900000-%';

-- What each job is. `job` numbers them for their runs; a run that would be of a job that is new is of the job before it.
CREATE TEMP TABLE job (n INTEGER PRIMARY KEY, id TEXT, name TEXT, state TEXT, script TEXT, settings TEXT, a INTEGER, b INTEGER);
INSERT INTO job
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {jobs}),
  chosen AS (
    SELECT i, (i * (i * 40503 + 2654435761) % 4294967296) >> 9 AS a, (i * (i * 40503 + 2246822519) % 4294967296) >> 9 AS b,
      (i * (i * 40503 + 3266489917) % 4294967296) >> 9 AS c, printf('%012x', (strftime('%s', 'now') - 40000000 + i * 400) * 1000) AS hex FROM n)
  SELECT i, substr(hex, 1, 8) || '-' || substr(hex, 9) || printf('-7%03x-8%03x-%012x', b % 4096, c % 4096, i),
    CASE a % 8 WHEN 0 THEN 'Orders by region' WHEN 1 THEN 'Revenue a minute' WHEN 2 THEN 'Late payments' WHEN 3 THEN '库存快照'
      WHEN 4 THEN 'Clicks into sessions' WHEN 5 THEN 'Fraud candidates' WHEN 6 THEN 'Prices into the lake' ELSE 'Stock of warehouses' END
      || CASE b % 5 WHEN 0 THEN ' (eu)' WHEN 1 THEN ' (us)' WHEN 2 THEN ' (cn)' WHEN 3 THEN ' (test)' ELSE '' END || printf(' %05d', i),
    CASE WHEN i % 50 = 49 THEN 'new' WHEN c % 100 < 70 THEN 'running' WHEN c % 100 < 72 THEN 'restarting' WHEN c % 100 < 75 THEN 'unknown'
      WHEN c % 100 < 81 THEN 'failed' WHEN c % 100 < 82 THEN 'ended' WHEN c % 100 < 91 THEN 'suspended' WHEN c % 100 < 94 THEN 'cancelled'
      ELSE 'finished' END,
    printf('01900000-0000-7000-9000-%012x', a % {scripts}),
    '{"parallelism":' || (1 + b % 8) || ',"mode":"streaming","checkpoints":{"interval_seconds":60,"timeout_seconds":600,"retained":3,'
      || '"keep_on_cancel":true,"unaligned":false},"state_backend":' || CASE a % 3 WHEN 0 THEN '"rocksdb"' ELSE 'null' END
      || ',"restart":{"kind":"exponential_delay"},"configuration":{"pipeline.object-reuse":"true","table.exec.state.ttl":"36 h"}}',
    a, b
  FROM chosen;

-- The runs of all of them, one every five minutes until now: those of a job are weeks apart, and what runs now began in the last ones.
INSERT INTO runs (id, project_id, cluster_id, user_id, flink_job_id, name, state, observed_at, started_at, ended_at, revision, job_id,
    number, operation_id, attempt, version_id, incarnation, resolved, restored_from, outcome, failure, unknown_since, swept)
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {runs}),
  counted AS (
    SELECT i, i % {jobs} - (i % 50 = 49) AS job, CASE WHEN i % 50 < 48 THEN i / {jobs} + 1 ELSE 2 * (i / {jobs}) + 1 + (i % 50 = 49) END AS number,
      i + {jobs} >= {runs} AND i % 50 <> 48 AS is_newest, strftime('%s', 'now') - ({runs} - i) * 300 AS s FROM n),
  timed AS (
    SELECT counted.*, job.*, printf('%012x', s * 1000) AS hex, strftime('%Y-%m-%d %H:%M:%f', s, 'unixepoch') || '000' AS started,
      CASE WHEN is_newest THEN job.state WHEN b % 7 = number % 7 THEN 'failed' ELSE 'suspended' END AS went,
      -- The newest checkpoint of what runs is of this minute; of what is over, of the minute before its end.
      CASE WHEN is_newest AND job.state IN ('running', 'restarting') THEN strftime('%s', 'now') - a % 60
        WHEN is_newest THEN s + a % (strftime('%s', 'now') - s) ELSE s + 86400 + a % 2000000 END AS last
    FROM counted JOIN job ON job.n = counted.job)
  SELECT substr(hex, 1, 8) || '-' || substr(hex, 9) || printf('-7%03x-a%03x-%012x', b % 4096, a % 4096, i), '{project}',
    '01900000-0000-7000-8000-00000000c003', (SELECT id FROM person WHERE n = b % 20), printf('%016x%016x', 1311768467463790320 + i, a), name,
    CASE went WHEN 'running' THEN 'RUNNING' WHEN 'unknown' THEN 'RUNNING' WHEN 'ended' THEN 'RUNNING' WHEN 'restarting' THEN 'RESTARTING'
      WHEN 'failed' THEN 'FAILED' WHEN 'cancelled' THEN 'CANCELED' ELSE 'FINISHED' END,
    strftime('%Y-%m-%d %H:%M:%f', last, 'unixepoch') || '000', started,
    CASE WHEN went NOT IN ('running', 'restarting', 'unknown') THEN strftime('%Y-%m-%d %H:%M:%f', last, 'unixepoch') || '500' END,
    3 + a % 40, id, number, printf('01900000-0000-7000-d000-%012x', i), 1, replace(script, '-9000-', '-b000-'), printf('%016x', 7919 + i / 3000),
    '{"artifact":{"kind":"script","script":"' || script || '","version":null},"version":1,"configuration":{"execution.checkpointing.interval":'
      || '"60 s","execution.checkpointing.timeout":"600 s","execution.checkpointing.num-retained":"3","pipeline.object-reuse":"true",'
      || '"table.exec.state.ttl":"36 h","restart-strategy.type":"exponential-delay"},"settings":' || settings || ',"parallelism":' || (1 + b % 8)
      || ',"takes_checkpoints":true,"variables":{"topic":"shop.orders.' || (a % 97) || '","bootstrap":"kafka-0.example.com:9092"},"mode":'
      || '"streaming","operators":["GroupAggregate[' || (3 + a % 9) || ']","Deduplicate[' || (12 + b % 9) || ']","SinkMaterializer[31]"]}',
    CASE WHEN number > 1 THEN 's3://flink-state/savepoints/savepoint-' || printf('%06x-%012x', a, i) END,
    CASE went WHEN 'failed' THEN 'failed' WHEN 'ended' THEN 'ended' WHEN 'suspended' THEN 'stopped' WHEN 'cancelled' THEN 'cancelled'
      WHEN 'finished' THEN 'finished' END,
    CASE went WHEN 'failed' THEN '{"code":"engine","said":"org.apache.kafka.common.errors.TimeoutException: Topic shop.orders.' || (a % 97)
      || ' not present in metadata after 60000 ms."}' WHEN 'ended' THEN '{"code":"'
      || CASE a % 4 WHEN 0 THEN 'restart_not_allowed' WHEN 1 THEN 'engine_dies_often' ELSE 'forgotten' END || '"}' END,
    CASE went WHEN 'unknown' THEN strftime('%Y-%m-%d %H:%M:%f', last, 'unixepoch') || '600' END,
    '{"number":' || ((last - s) / 60) || ',"path":"s3://flink-state/checkpoints/' || printf('%016x%016x', 1311768467463790320 + i, a) || '/chk-'
      || ((last - s) / 60) || '","completed_at":"' || strftime('%Y-%m-%dT%H:%M:%S.250Z', last, 'unixepoch') || '","size":' || (a * 31 + 5000)
      || ',"duration":' || (200 + b % 4000) || ',"completed":' || ((last - s) / 60) || ',"failed":' || (b % 3) || '}'
  FROM timed;

INSERT INTO jobs (id, project_id, name, name_key, description, artifact_id, artifact, cluster_id, settings, desired, state, state_since, stamp,
    run_id, created_by, created_at, changed_by, changed_at, revision, owner_id, tags)
  SELECT job.id, '{project}', job.name, lower(job.name), CASE a % 4 WHEN 0 THEN 'What the shop sold, for those who plan its next week.' ELSE '' END,
    script, '{"kind":"script","script":"' || script || '","version":null}', '01900000-0000-7000-8000-00000000c003', settings,
    CASE WHEN job.state IN ('running', 'restarting', 'unknown', 'ended') THEN 'running' ELSE 'stopped' END, job.state,
    coalesce(run.unknown_since, run.ended_at, run.started_at, '2025-03-01 08:00:00.000000'), 20 + b % 5000, run.id,
    (SELECT id FROM person WHERE n = a % 20), '2025-03-01 08:00:00.000000', (SELECT id FROM person WHERE n = b % 20),
    '2025-09-01 08:00:00.000000', 1 + a % 9, (SELECT id FROM person WHERE n = a % 20),
    CASE a % 3 WHEN 0 THEN '["Nightly"]' WHEN 1 THEN '["hourly","team ' || (b % 20) || '"]' ELSE '[]' END
  FROM job LEFT JOIN runs AS run ON run.job_id = job.id
    AND run.number = CASE job.n % 50 WHEN 48 THEN 2 * ({runs} / {jobs}) ELSE {runs} / {jobs} END;

INSERT INTO job_tags (job_id, project_id, tag_key, tag)
  SELECT jobs.id, jobs.project_id, lower(one.value), one.value FROM jobs, json_each(jobs.tags) AS one;
