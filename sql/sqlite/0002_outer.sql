-- Outer executions: who has us as a node, who looks after the run, and which run it is.
-- live_outer_key is outer_key while the run is open and NULL afterwards: UNIQUE allows one open run.

ALTER TABLE runs ADD COLUMN outer_key TEXT NOT NULL DEFAULT '';

ALTER TABLE runs ADD COLUMN outer_attempt INTEGER NOT NULL DEFAULT 0;

ALTER TABLE runs ADD COLUMN live_outer_key TEXT;

CREATE UNIQUE INDEX runs_live_outer ON runs (live_outer_key);

-- run_id '' = no run yet. agent '' = nobody holds the lease. renewals counts signs of life.
CREATE TABLE outer_executions (
  outer_key TEXT NOT NULL PRIMARY KEY,
  outer_system TEXT NOT NULL,
  project TEXT NOT NULL,
  flow TEXT NOT NULL,
  execution TEXT NOT NULL,
  job TEXT NOT NULL,
  link TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  run_id TEXT NOT NULL,
  run_number INTEGER NOT NULL,
  on_lost TEXT NOT NULL,
  on_retry TEXT NOT NULL,
  agent TEXT NOT NULL,
  renewals INTEGER NOT NULL,
  lease_ms INTEGER NOT NULL,
  cancel_requested_at INTEGER,
  cancel_attempt INTEGER NOT NULL,
  cancel_actor TEXT NOT NULL,
  cancel_reason TEXT NOT NULL,
  lost_at INTEGER,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX outer_agents ON outer_executions (agent);

-- Tells an event that a batch of unknown outcome has written already. NULL = never asked for.
ALTER TABLE events ADD COLUMN event_key TEXT;

CREATE UNIQUE INDEX events_key ON events (event_key);
