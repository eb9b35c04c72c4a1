-- Samples. value = mantissa / 10^exponent; exponent 127: see `raw`; exponent 126: the series has ended (stale marker).
-- Sorted by series, so that a series is one stretch of the disk; the last write of one (id, time_ms) wins.
-- Recent rows are asked of the head, so many small parts do no harm: merging sixteen at a time instead of five writes each row twice instead
-- of four times. A day that is over becomes one part.
CREATE TABLE IF NOT EXISTS samples
(
    id       UInt64  CODEC(ZSTD(1)),
    time_ms  Int64   CODEC(Delta, ZSTD(1)),
    mantissa Int64   CODEC(Delta, T64('bit'), ZSTD(1)),
    exponent Int8    CODEC(ZSTD(1)),
    raw      Float64 CODEC(Delta, ZSTD(1)),
    value    Float64 ALIAS multiIf(exponent = 127, raw, exponent = 126, nan, mantissa / exp10(exponent))
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(intDiv(time_ms, 1000))
ORDER BY (id, time_ms)
TTL toDateTime(intDiv(time_ms, 1000)) + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1, min_bytes_for_wide_part = 10485760,
    min_compress_block_size = 524288, max_compress_block_size = 1048576,
    merge_selector_base = 16, min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;

-- Which series had samples on which day. The labels include the metric's name; `metric` repeats it for the sort order.
CREATE TABLE IF NOT EXISTS series
(
    day          Date                          CODEC(ZSTD(1)),
    project      LowCardinality(String),
    metric       LowCardinality(String),
    id           UInt64                        CODEC(ZSTD(1)),
    label_names  Array(LowCardinality(String)) CODEC(ZSTD(3)),
    label_values Array(String)                 CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree
PARTITION BY day
ORDER BY (project, metric, id)
TTL day + INTERVAL 31 DAY
SETTINGS ttl_only_drop_parts = 1;

-- Native histograms, each a compact message of its own (see histogram-codec.ts).
CREATE TABLE IF NOT EXISTS histograms
(
    id      UInt64 CODEC(ZSTD(1)),
    time_ms Int64  CODEC(DoubleDelta, ZSTD(1)),
    body    String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(intDiv(time_ms, 1000))
ORDER BY (id, time_ms)
TTL toDateTime(intDiv(time_ms, 1000)) + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1;

CREATE TABLE IF NOT EXISTS exemplars
(
    id           UInt64  CODEC(ZSTD(1)),
    time_ms      Int64   CODEC(DoubleDelta, ZSTD(1)),
    value        Float64 CODEC(ZSTD(1)),
    label_names  Array(LowCardinality(String)) CODEC(ZSTD(1)),
    label_values Array(String)                 CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(intDiv(time_ms, 1000))
ORDER BY (id, time_ms, value)
TTL toDateTime(intDiv(time_ms, 1000)) + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1;

-- What sources say about a metric family. Where they disagree, a family has several rows.
CREATE TABLE IF NOT EXISTS metric_metadata
(
    project String,
    family  String,
    type    LowCardinality(String),
    unit    LowCardinality(String),
    help    String
)
ENGINE = ReplacingMergeTree
ORDER BY (project, family, type, unit, help)
