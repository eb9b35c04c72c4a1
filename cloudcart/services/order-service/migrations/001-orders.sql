-- `creating` is an order whose stock is being reserved; nobody sees it, and what a crash leaves of it is cleared away.
CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  status TEXT NOT NULL,
  total_cents BIGINT NOT NULL,
  shipping_address TEXT,
  idempotency_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  -- The attempt at payment that is at work; nothing else may happen to the order meanwhile.
  paying TEXT,
  payment_id TEXT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  UNIQUE (user_id, idempotency_key)
);
CREATE INDEX orders_by_status ON orders (status, updated_ms);
CREATE INDEX orders_by_time ON orders (created_ms);

CREATE TABLE order_items (
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  line BIGINT NOT NULL,
  product_id TEXT NOT NULL,
  name TEXT NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  unit_price_cents BIGINT NOT NULL,
  PRIMARY KEY (order_id, line)
);

CREATE TABLE order_history (
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  status TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (order_id, status)
);

-- asked -> succeeded | declined | failed. The id is the key that the payment service knows it by.
CREATE TABLE payment_attempts (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  idempotency_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  method TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  asked_ms BIGINT NOT NULL,
  UNIQUE (order_id, idempotency_key)
);
CREATE INDEX payment_attempts_by_status ON payment_attempts (status, asked_ms);

-- What other services still have to be told: written with the change that makes it necessary, gone when it is done.
CREATE TABLE duties (
  order_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- The payment to give back, or why stock comes back.
  about TEXT NOT NULL,
  due_ms BIGINT NOT NULL,
  PRIMARY KEY (order_id, kind)
);
CREATE INDEX duties_by_time ON duties (due_ms);
