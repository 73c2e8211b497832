-- Statements end with a semicolon before an empty line (core/store/schema.h).
-- Each may run twice: data definitions cannot be rolled back here, so an upgrade that was cut
-- short starts again. Ids and keys are VARBINARY: compared byte by byte, trailing blanks count.
-- Times are milliseconds since 1970 UTC. JSON columns hold text.

CREATE TABLE IF NOT EXISTS experiments (
  id VARBINARY(64) NOT NULL PRIMARY KEY,
  name VARBINARY(1024) NOT NULL,
  grp LONGTEXT NOT NULL,
  owner VARBINARY(512) NOT NULL,
  description LONGTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  INDEX experiments_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS versions (
  experiment_id VARBINARY(64) NOT NULL,
  number BIGINT NOT NULL,
  closed BIGINT NOT NULL,
  source_format VARCHAR(64) NOT NULL,
  source_text LONGTEXT NOT NULL,
  origin_dir LONGTEXT NOT NULL,
  source_files LONGTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (experiment_id, number),
  FOREIGN KEY (experiment_id) REFERENCES experiments (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- No reference to experiments: finished runs outlive a deleted experiment.
-- run_key is NULL when the caller gave none, so that UNIQUE leaves those alone.
CREATE TABLE IF NOT EXISTS runs (
  id VARBINARY(64) NOT NULL PRIMARY KEY,
  run_key VARBINARY(1024) NULL UNIQUE,
  experiment_id VARBINARY(64) NOT NULL,
  experiment_name LONGTEXT NOT NULL,
  grp LONGTEXT NOT NULL,
  version BIGINT NOT NULL,
  version_closed BIGINT NOT NULL,
  state VARCHAR(64) NOT NULL,
  is_open BIGINT NOT NULL,
  reason LONGTEXT NOT NULL,
  submitter VARBINARY(512) NOT NULL,
  backend VARCHAR(64) NOT NULL,
  policy VARCHAR(64) NOT NULL,
  logical_time BIGINT NOT NULL,
  zone VARCHAR(64) NOT NULL,
  run_date VARCHAR(64) NOT NULL,
  variables LONGTEXT NOT NULL,
  parent_key VARBINARY(1024) NOT NULL,
  rerun_of VARBINARY(64) NOT NULL,
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  cancel_requested_at BIGINT,
  cancel_actor LONGTEXT NOT NULL,
  lease_epoch BIGINT NOT NULL,
  INDEX runs_newest (created_at, id),
  INDEX runs_of_experiment (experiment_id, created_at, id),
  INDEX runs_of_submitter (submitter, created_at, id),
  INDEX runs_open (is_open, lease_epoch)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS tasks (
  run_id VARBINARY(64) NOT NULL,
  node_id VARBINARY(512) NOT NULL,
  title LONGTEXT NOT NULL,
  type VARCHAR(255) NOT NULL,
  position BIGINT NOT NULL,
  needs LONGTEXT NOT NULL,
  retries BIGINT NOT NULL,
  state VARCHAR(64) NOT NULL,
  reason LONGTEXT NOT NULL,
  attempt BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  not_before BIGINT,
  PRIMARY KEY (run_id, node_id),
  FOREIGN KEY (run_id) REFERENCES runs (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Apart from tasks so that a change of state does not rewrite the scripts.
CREATE TABLE IF NOT EXISTS task_specs (
  run_id VARBINARY(64) NOT NULL,
  position BIGINT NOT NULL,
  spec LONGTEXT NOT NULL,
  PRIMARY KEY (run_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS attempts (
  run_id VARBINARY(64) NOT NULL,
  node_id VARBINARY(512) NOT NULL,
  number BIGINT NOT NULL,
  state VARCHAR(64) NOT NULL,
  reason LONGTEXT NOT NULL,
  attempt_key VARBINARY(1024) NOT NULL,
  handle LONGTEXT NOT NULL,
  exit_code BIGINT,
  signal_number BIGINT,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  cancel_since BIGINT,
  unknown_since BIGINT,
  cancel_attempts BIGINT NOT NULL,
  cancel_error LONGTEXT NOT NULL,
  PRIMARY KEY (run_id, node_id, number),
  FOREIGN KEY (run_id, node_id) REFERENCES tasks (run_id, node_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Events of one run get ascending seq in order of commit: writers hold the run's row.
CREATE TABLE IF NOT EXISTS events (
  seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  actor LONGTEXT NOT NULL,
  run_id VARBINARY(64) NOT NULL,
  node_id VARBINARY(512) NOT NULL,
  attempt BIGINT NOT NULL,
  event VARCHAR(64) NOT NULL,
  from_state LONGTEXT NOT NULL,
  to_state LONGTEXT NOT NULL,
  reason LONGTEXT NOT NULL,
  INDEX events_of_run (run_id, seq)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

DROP TRIGGER IF EXISTS events_no_update;

CREATE TRIGGER events_no_update BEFORE UPDATE ON events FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the event log is append-only';

DROP TRIGGER IF EXISTS events_no_delete;

CREATE TRIGGER events_no_delete BEFORE DELETE ON events FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the event log is append-only';

CREATE TABLE IF NOT EXISTS lease_counter (
  id BIGINT NOT NULL PRIMARY KEY,
  epoch BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT IGNORE INTO lease_counter (id, epoch) VALUES (1, 0);

-- A run is held while the lease with its lease_epoch is here and until_ms lies ahead.
CREATE TABLE IF NOT EXISTS leases (
  epoch BIGINT NOT NULL PRIMARY KEY,
  owner VARBINARY(512) NOT NULL,
  until_ms BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
