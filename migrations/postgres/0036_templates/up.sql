-- Settings that jobs of a project inherit, and other templates. What one leaves out, the one above it says.
CREATE TABLE templates (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    parent_id TEXT REFERENCES templates (id),
    settings TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX templates_name ON templates (project_id, name_key);
CREATE INDEX templates_parent ON templates (parent_id);
ALTER TABLE jobs ADD COLUMN template_id TEXT REFERENCES templates (id);
CREATE INDEX jobs_template ON jobs (template_id);
