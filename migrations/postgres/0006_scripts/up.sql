-- Flink SQL text in a tree of folders. A name is taken once in its folder, whatever its case.
CREATE TABLE script_folders (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    parent_id TEXT REFERENCES script_folders (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX script_folders_name ON script_folders (project_id, COALESCE(parent_id, ''), name_key);
CREATE INDEX script_folders_parent ON script_folders (parent_id);

CREATE TABLE scripts (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    folder_id TEXT REFERENCES script_folders (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    text TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX scripts_name ON scripts (project_id, COALESCE(folder_id, ''), name_key);
CREATE INDEX scripts_folder ON scripts (folder_id);
CREATE INDEX scripts_changed_at ON scripts (project_id, changed_at);
