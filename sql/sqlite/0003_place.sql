-- The lease owner whose machine a run's tasks are on; '' = any server can drive it.
ALTER TABLE runs ADD COLUMN place TEXT NOT NULL DEFAULT '';
