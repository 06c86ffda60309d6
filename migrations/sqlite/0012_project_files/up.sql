-- Jars of projects. Their content is in the file store, once for all that have it; `file_contents` says who cares for it.
CREATE TABLE project_files (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    uploaded_by TEXT NOT NULL,
    uploaded_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX project_files_name ON project_files (project_id, name_key);
CREATE INDEX project_files_content ON project_files (sha256);

CREATE TABLE file_contents (
    sha256 TEXT PRIMARY KEY NOT NULL,
    touched_at TIMESTAMP NOT NULL
);
CREATE INDEX file_contents_touched_at ON file_contents (touched_at);
