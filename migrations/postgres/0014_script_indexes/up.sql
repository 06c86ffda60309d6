-- For a while 0013 made these too: where it did, they are there.

-- What a person ran from a script.
CREATE INDEX IF NOT EXISTS queries_script ON queries (project_id, user_id, script_id, id);

-- Scripts and folders by their names, whatever folder they are in: what a search reads.
CREATE INDEX IF NOT EXISTS scripts_name_key ON scripts (project_id, name_key);
CREATE INDEX IF NOT EXISTS script_folders_name_key ON script_folders (project_id, name_key);
