-- Files on their way in, piece by piece, so that one that was interrupted goes on. The pieces are in the file store.
CREATE TABLE uploads (
    id TEXT PRIMARY KEY NOT NULL,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    stamp TEXT NOT NULL,
    size BIGINT NOT NULL,
    received BIGINT NOT NULL,
    touched_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX uploads_file ON uploads (project_id, user_id, name, stamp, size);
CREATE INDEX uploads_user ON uploads (user_id);
CREATE INDEX uploads_touched_at ON uploads (touched_at);

CREATE TABLE upload_pieces (
    id TEXT PRIMARY KEY NOT NULL,
    upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    first BIGINT NOT NULL
);
CREATE UNIQUE INDEX upload_pieces_first ON upload_pieces (upload_id, first);
