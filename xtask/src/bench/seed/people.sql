-- Nineteen people beside the administrator, and three clusters. `person` and `cluster` number them for what follows.
CREATE TEMP TABLE person (n INTEGER PRIMARY KEY, id TEXT, name TEXT, display TEXT);
INSERT INTO person (name, display) VALUES
  ('grace', 'Grace Hopper'), ('lin.wei', '林薇'), ('edgar', 'Edgar Codd'), ('barbara', 'Barbara Liskov'),
  ('zhang.min', '张敏'), ('ken', 'Ken Thompson'), ('margaret', 'Margaret Hamilton'), ('jim', 'Jim Gray'),
  ('wang.fang', '王芳'), ('radia', 'Radia Perlman'), ('tony', 'Tony Hoare'), ('li.na', '李娜'),
  ('frances', 'Frances Allen'), ('leslie', 'Leslie Lamport'), ('chen.jie', '陈杰'), ('adele', 'Adele Goldberg'),
  ('niklaus', 'Niklaus Wirth'), ('liu.yang', '刘洋'), ('karen', 'Karen Spärck Jones');
UPDATE person SET id = printf('01900000-0000-7000-8000-%012x', n);
INSERT INTO users (id, name, name_key, display_name, email, search_key, role, disabled, created_at, last_seen_at, revision)
  SELECT id, name, name, display, name || '@example.com', name || char(10) || lower(display) || char(10) || name || '@example.com',
    'user', 0, '2025-03-01 08:00:00.000000', '2026-01-05 08:00:00.000000', 1 FROM person;
INSERT INTO members (project_id, user_id, role, added_at)
  SELECT '{project}', id, CASE n % 4 WHEN 0 THEN 'viewer' WHEN 1 THEN 'operator' ELSE 'developer' END, '2025-03-01 08:00:00.000000'
  FROM person;
INSERT INTO person (n, id, name, display) VALUES (0, '{user}', 'ada', 'Ada Lovelace');

CREATE TEMP TABLE cluster (n INTEGER PRIMARY KEY, id TEXT, name TEXT);
INSERT INTO cluster VALUES
  (0, '01900000-0000-7000-8000-00000000c000', 'Streaming'), (1, '01900000-0000-7000-8000-00000000c001', 'Batch'),
  (2, '01900000-0000-7000-8000-00000000c002', '试验');
INSERT INTO session_clusters (id, kind, name, name_key, description, rest_url, gateway_url, credentials, created_at, revision)
  SELECT id, 'external', name, lower(name), '', 'http://flink-' || n || '.example.com:8081',
    'http://flink-' || n || '.example.com:8083', 'none', '2025-03-01 08:00:00.000000', 1 FROM cluster;
INSERT INTO session_cluster_grants (cluster_id, project_id, may_query, may_deploy, granted_at)
  SELECT id, '{project}', 1, 0, '2025-03-01 08:00:00.000000' FROM cluster;
