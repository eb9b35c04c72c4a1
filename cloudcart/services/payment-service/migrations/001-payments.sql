-- pending -> succeeded | declined | failed; failed -> pending when it is tried again; succeeded -> refunded. `void` is a key that was
-- called off before any payment came with it. The token that a customer paid with is never kept.
CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  idempotency_key TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL,
  order_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  amount_cents BIGINT NOT NULL,
  method TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  -- How often the bank was asked; each time under a reference of its own.
  attempt BIGINT NOT NULL DEFAULT 1,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE INDEX payments_by_order ON payments (order_id);
CREATE INDEX payments_by_status ON payments (status, updated_ms);

-- The bank's own book. It stands for the world outside: nobody but the bank writes here, and what it says has happened.
CREATE TABLE bank_transactions (
  reference TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  amount_cents BIGINT NOT NULL,
  -- approved, declined, or void: called off before it came
  outcome TEXT NOT NULL,
  reason TEXT,
  booked_ms BIGINT NOT NULL
);
CREATE INDEX bank_transactions_by_time ON bank_transactions (booked_ms);
