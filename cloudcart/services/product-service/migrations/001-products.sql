CREATE TABLE products (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  category TEXT NOT NULL,
  description TEXT NOT NULL,
  price_cents BIGINT NOT NULL CHECK (price_cents >= 0),
  -- What can be sold: on hand without what is reserved, as the inventory service last told it.
  stock BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);

CREATE INDEX products_by_category ON products (category, id);

-- Events come at least once; what stands here was handled.
CREATE TABLE handled_events (
  id TEXT PRIMARY KEY,
  handled_ms BIGINT NOT NULL
);

CREATE INDEX handled_events_by_age ON handled_events (handled_ms);
