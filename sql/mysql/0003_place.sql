-- The lease owner whose machine a run's tasks are on; '' = any server can drive it.

SET @change = (SELECT IF(count(*) > 0, 'DO 0', 'ALTER TABLE runs ADD COLUMN place VARBINARY(512) NOT NULL DEFAULT ''''')
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'runs' AND column_name = 'place');

PREPARE change_runs FROM @change;

EXECUTE change_runs;

DEALLOCATE PREPARE change_runs;
