-- One row for each message that an event asks for: what is delivered is not delivered again when the event comes again.
CREATE TABLE deliveries (
  event_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  event_type TEXT NOT NULL,
  about TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  reason TEXT,
  updated_ms BIGINT NOT NULL,
  PRIMARY KEY (event_id, channel)
);

CREATE INDEX deliveries_by_age ON deliveries (updated_ms);

CREATE TABLE worker_starts (started_ms BIGINT NOT NULL);
