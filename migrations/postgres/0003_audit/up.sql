-- Who did what. Nothing refers to the rows it speaks of: they may be gone, the audit stays.
CREATE TABLE audit (
    id TEXT PRIMARY KEY NOT NULL,
    at TIMESTAMP NOT NULL,
    actor_id TEXT,
    actor_name TEXT NOT NULL,
    act TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    object_name TEXT NOT NULL,
    project_id TEXT,
    before TEXT,
    after TEXT,
    request_id TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_actor ON audit (actor_id, id);
CREATE INDEX audit_project ON audit (project_id, id);
CREATE INDEX audit_object ON audit (object_kind, object_id, id);
