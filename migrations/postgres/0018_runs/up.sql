-- An operation that replaces a run may begin two: the one that was asked for, and, when that does not come up, the old one again.
ALTER TABLE runs ADD COLUMN attempt BIGINT;
UPDATE runs SET attempt = 1 WHERE operation_id IS NOT NULL;
DROP INDEX runs_operation;
CREATE UNIQUE INDEX runs_operation ON runs (operation_id, attempt);

-- Which process of the engine had the run: whether another one has taken its place is told by this.
ALTER TABLE runs ADD COLUMN incarnation TEXT;
