-- A project's audit is asked for one kind of act: whether a line is one is seen in the index, not in its row.
DROP INDEX audit_project;
CREATE INDEX audit_project ON audit (project_id, id, act);
