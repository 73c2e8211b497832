-- Outer executions: who has us as a node, who looks after the run, and which run it is.
-- live_outer_key is outer_key while the run is open and NULL afterwards: UNIQUE allows one open run.
-- The ALTER is asked for only while its columns are not there, because each statement may run twice.

SET @change = (SELECT IF(count(*) > 0, 'DO 0',
  'ALTER TABLE runs ADD COLUMN outer_key VARBINARY(64) NOT NULL DEFAULT '''',
   ADD COLUMN outer_attempt BIGINT NOT NULL DEFAULT 0,
   ADD COLUMN live_outer_key VARBINARY(64) NULL,
   ADD UNIQUE INDEX runs_live_outer (live_outer_key)')
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'runs' AND column_name = 'outer_key');

PREPARE change_runs FROM @change;

EXECUTE change_runs;

DEALLOCATE PREPARE change_runs;

-- run_id '' = no run yet. agent '' = nobody holds the lease. renewals counts signs of life.
CREATE TABLE IF NOT EXISTS outer_executions (
  outer_key VARBINARY(64) NOT NULL PRIMARY KEY,
  outer_system LONGTEXT NOT NULL,
  project LONGTEXT NOT NULL,
  flow LONGTEXT NOT NULL,
  execution LONGTEXT NOT NULL,
  job LONGTEXT NOT NULL,
  link LONGTEXT NOT NULL,
  attempt BIGINT NOT NULL,
  run_id VARBINARY(64) NOT NULL,
  run_number BIGINT NOT NULL,
  on_lost VARCHAR(64) NOT NULL,
  on_retry VARCHAR(64) NOT NULL,
  agent VARBINARY(256) NOT NULL,
  renewals BIGINT NOT NULL,
  lease_ms BIGINT NOT NULL,
  cancel_requested_at BIGINT,
  cancel_attempt BIGINT NOT NULL,
  cancel_actor LONGTEXT NOT NULL,
  cancel_reason LONGTEXT NOT NULL,
  lost_at BIGINT,
  created_at BIGINT NOT NULL,
  INDEX outer_agents (agent)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Tells an event that a batch of unknown outcome has written already. NULL = never asked for.
SET @change = (SELECT IF(count(*) > 0, 'DO 0',
  'ALTER TABLE events ADD COLUMN event_key VARBINARY(64) NULL, ADD UNIQUE INDEX events_key (event_key)')
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'events' AND column_name = 'event_key');

PREPARE change_events FROM @change;

EXECUTE change_events;

DEALLOCATE PREPARE change_events;
