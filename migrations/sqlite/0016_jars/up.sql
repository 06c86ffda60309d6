-- What a jar was and is: a content that came later under the same name is its next version.
CREATE TABLE jar_versions (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    file_id TEXT NOT NULL REFERENCES project_files (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    note TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    main_class TEXT,
    programs TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX jar_versions_number ON jar_versions (file_id, number);
CREATE INDEX jar_versions_content ON jar_versions (sha256);
CREATE INDEX jar_versions_project ON jar_versions (project_id);

-- What was there before has one version; nobody looked for programs in it.
INSERT INTO jar_versions (id, project_id, file_id, number, note, sha256, size, main_class, programs, created_by, created_at)
    SELECT id, project_id, id, 1, '', sha256, size, NULL, '[]', uploaded_by, uploaded_at FROM project_files;
DROP INDEX project_files_content;
ALTER TABLE project_files DROP COLUMN sha256;
ALTER TABLE project_files DROP COLUMN size;
ALTER TABLE project_files DROP COLUMN uploaded_by;
ALTER TABLE project_files DROP COLUMN uploaded_at;
ALTER TABLE project_files ADD COLUMN newest BIGINT NOT NULL DEFAULT 1;

-- A job runs a script or a jar: `artifact` says all of it, and `artifact_id` which one.
ALTER TABLE jobs ADD COLUMN artifact TEXT NOT NULL DEFAULT '';
UPDATE jobs SET artifact = '{"kind":"script","script":"' || script_id || '","version":'
    || CASE WHEN version_id IS NULL THEN 'null' ELSE '"' || version_id || '"' END || '}';
DROP INDEX jobs_script;
ALTER TABLE jobs DROP COLUMN version_id;
ALTER TABLE jobs RENAME COLUMN script_id TO artifact_id;
CREATE INDEX jobs_artifact ON jobs (artifact_id);
ALTER TABLE runs ADD COLUMN jar_version_id TEXT;
