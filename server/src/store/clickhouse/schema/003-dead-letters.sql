-- What could not be stored, and why. For people to look at, for a week.
CREATE TABLE IF NOT EXISTS dead_letters
(
    time_ms Int64                  CODEC(DoubleDelta, ZSTD(1)),
    project LowCardinality(String),
    door    LowCardinality(String),
    origin  String                 CODEC(ZSTD(1)),
    reason  LowCardinality(String),
    count   UInt64                 CODEC(ZSTD(1)),
    detail  String                 CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toDate(intDiv(time_ms, 1000))
ORDER BY time_ms
TTL toDateTime(intDiv(time_ms, 1000)) + INTERVAL 7 DAY
SETTINGS ttl_only_drop_parts = 1;
