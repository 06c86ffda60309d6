-- What a person ran from a script.
CREATE INDEX queries_script ON queries (project_id, user_id, script_id, id);

-- Scripts and folders by their names, whatever folder they are in: what a search reads.
CREATE INDEX scripts_name_key ON scripts (project_id, name_key);
CREATE INDEX script_folders_name_key ON script_folders (project_id, name_key);
