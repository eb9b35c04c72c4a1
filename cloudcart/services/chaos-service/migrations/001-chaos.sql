CREATE TABLE chaos_configuration (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  configuration TEXT NOT NULL
);

CREATE TABLE fault_ledger (
  id TEXT PRIMARY KEY,
  fault TEXT NOT NULL,
  target TEXT NOT NULL,
  grade DOUBLE PRECISION NOT NULL,
  start_ms BIGINT NOT NULL,
  planned_end_ms BIGINT NOT NULL,
  end_ms BIGINT,
  outcome TEXT,
  started_by TEXT NOT NULL
);

CREATE UNIQUE INDEX fault_ledger_one_open_each ON fault_ledger (fault) WHERE end_ms IS NULL;
