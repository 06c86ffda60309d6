-- The jobs of a project by what changed last, all of them or those in one state; and which one was made last.
CREATE INDEX jobs_newest ON jobs (project_id, state_since, id);
CREATE INDEX jobs_state_newest ON jobs (project_id, state, state_since, id);
CREATE INDEX jobs_project ON jobs (project_id, id);
