-- Who may act now, and what is to be done.
CREATE TABLE leases (
    name TEXT PRIMARY KEY NOT NULL,
    holder TEXT NOT NULL,
    fence BIGINT NOT NULL,
    held_until TIMESTAMP NOT NULL
);

CREATE TABLE operations (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT,
    kind TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    parameters TEXT NOT NULL,
    state TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    steps TEXT NOT NULL,
    requested_by TEXT,
    request_id TEXT NOT NULL,
    requested_at TIMESTAMP NOT NULL,
    started_at TIMESTAMP,
    ended_at TIMESTAMP,
    deadline TIMESTAMP,
    cancel_requested BOOLEAN NOT NULL,
    error TEXT,
    holder TEXT,
    fence BIGINT NOT NULL,
    held_until TIMESTAMP,
    revision BIGINT NOT NULL
);
-- One at a time for each object.
CREATE UNIQUE INDEX operations_active ON operations (object_kind, object_id) WHERE active;
CREATE INDEX operations_waiting ON operations (active, held_until);
CREATE INDEX operations_object ON operations (object_kind, object_id, id);
CREATE INDEX operations_project ON operations (project_id, id);
