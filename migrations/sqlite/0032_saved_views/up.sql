-- Views of a project's list of jobs that people keep: what they filter by, the order, the columns.
CREATE TABLE saved_views (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    is_shared BOOLEAN NOT NULL,
    query TEXT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX saved_views_name ON saved_views (project_id, user_id, name_key);
CREATE INDEX saved_views_shared ON saved_views (project_id) WHERE is_shared;
