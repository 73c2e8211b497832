-- Statements end with a semicolon before an empty line (core/store/schema.h).
-- Times are milliseconds since 1970 UTC. JSON columns hold text.

CREATE TABLE experiments (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  grp TEXT NOT NULL,
  owner TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX experiments_name ON experiments (name);

CREATE TABLE versions (
  experiment_id TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  source_format TEXT NOT NULL,
  source_text TEXT NOT NULL,
  origin_dir TEXT NOT NULL,
  source_files TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (experiment_id, number)
);

-- No reference to experiments: finished runs outlive a deleted experiment.
-- run_key is NULL when the caller gave none, so that UNIQUE leaves those alone.
CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  run_key TEXT UNIQUE,
  experiment_id TEXT NOT NULL,
  experiment_name TEXT NOT NULL,
  grp TEXT NOT NULL,
  version INTEGER NOT NULL,
  version_closed INTEGER NOT NULL,
  state TEXT NOT NULL,
  is_open INTEGER NOT NULL,
  reason TEXT NOT NULL,
  submitter TEXT NOT NULL,
  backend TEXT NOT NULL,
  policy TEXT NOT NULL,
  logical_time INTEGER NOT NULL,
  zone TEXT NOT NULL,
  run_date TEXT NOT NULL,
  variables TEXT NOT NULL,
  parent_key TEXT NOT NULL,
  rerun_of TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  cancel_requested_at INTEGER,
  cancel_actor TEXT NOT NULL,
  lease_epoch INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX runs_newest ON runs (created_at, id);

CREATE INDEX runs_of_experiment ON runs (experiment_id, created_at, id);

CREATE INDEX runs_of_submitter ON runs (submitter, created_at, id);

CREATE INDEX runs_open ON runs (is_open, lease_epoch);

CREATE TABLE tasks (
  run_id TEXT NOT NULL REFERENCES runs (id),
  node_id TEXT NOT NULL,
  title TEXT NOT NULL,
  type TEXT NOT NULL,
  position INTEGER NOT NULL,
  needs TEXT NOT NULL,
  retries INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  not_before INTEGER,
  PRIMARY KEY (run_id, node_id)
) WITHOUT ROWID;

-- Apart from tasks so that a change of state does not rewrite the scripts.
CREATE TABLE task_specs (
  run_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  spec TEXT NOT NULL,
  PRIMARY KEY (run_id, position)
);

CREATE TABLE attempts (
  run_id TEXT NOT NULL,
  node_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempt_key TEXT NOT NULL,
  handle TEXT NOT NULL,
  exit_code INTEGER,
  signal_number INTEGER,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  cancel_since INTEGER,
  unknown_since INTEGER,
  cancel_attempts INTEGER NOT NULL,
  cancel_error TEXT NOT NULL,
  PRIMARY KEY (run_id, node_id, number),
  FOREIGN KEY (run_id, node_id) REFERENCES tasks (run_id, node_id)
) WITHOUT ROWID;

-- seq never repeats: rows are never deleted, so the next rowid is always the highest.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  run_id TEXT NOT NULL,
  node_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  event TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL
);

CREATE INDEX events_of_run ON events (run_id, seq);

CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

CREATE TABLE lease_counter (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  epoch INTEGER NOT NULL
);

INSERT INTO lease_counter (id, epoch) VALUES (1, 0);

-- A run is held while the lease with its lease_epoch is here and until_ms lies ahead.
CREATE TABLE leases (
  epoch INTEGER NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  until_ms INTEGER NOT NULL
);
