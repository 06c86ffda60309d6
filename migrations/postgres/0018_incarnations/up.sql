-- Which process of the engine had the run: whether another one has taken its place is told by this.
ALTER TABLE runs ADD COLUMN incarnation TEXT;
