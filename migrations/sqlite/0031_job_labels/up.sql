-- Whose job it is: at first, of whoever made it.
ALTER TABLE jobs ADD COLUMN owner_id TEXT NOT NULL DEFAULT '';
UPDATE jobs SET owner_id = created_by;
CREATE INDEX jobs_owner ON jobs (project_id, owner_id, name_key);

-- Tags as a job shows them, and the same by which jobs are found.
ALTER TABLE jobs ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
CREATE TABLE job_tags (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    project_id TEXT NOT NULL,
    tag_key TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (job_id, tag_key)
);
CREATE INDEX job_tags_tag ON job_tags (project_id, tag_key, job_id);
