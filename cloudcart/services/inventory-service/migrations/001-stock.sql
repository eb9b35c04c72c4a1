-- What lies on the shelves, and what of it is promised to orders that are not paid yet.
CREATE TABLE levels (
  product_id TEXT PRIMARY KEY,
  on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
  reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  -- What a full shelf holds: the supplier fills up to it.
  shelf BIGINT NOT NULL,
  -- When the supplier comes; only while the shelf is nearly empty.
  restock_due_ms BIGINT,
  updated_ms BIGINT NOT NULL,
  CHECK (reserved <= on_hand)
);

-- held -> committed | released | expired; committed -> returned. A release of an unknown order leaves a row too, so that a reservation
-- that comes late finds that it is over.
CREATE TABLE reservations (
  order_id TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  expires_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE INDEX reservations_by_expiry ON reservations (status, expires_ms);

CREATE TABLE reserved_items (
  order_id TEXT NOT NULL REFERENCES reservations (order_id) ON DELETE CASCADE,
  product_id TEXT NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, product_id)
);
