-- A copy of the float samples of days that are over, a string of bytes for each series and day (see store/chunks/chunk-format.ts): what a question over
-- a month reads instead of every row. Never the truth: a day's rows count only while `chunked_days` names their build and the table `samples` is as
-- it was then. Sorted by series, so that a series' week is one stretch of the disk.
CREATE TABLE IF NOT EXISTS sample_chunks
(
    id    UInt64 CODEC(ZSTD(1)),
    day   Date   CODEC(ZSTD(1)),
    -- From 0 on, where a series has more samples in a day than a string should hold.
    piece UInt16 CODEC(ZSTD(1)),
    build UInt64 CODEC(ZSTD(1)),
    body  String CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toMonday(day)
ORDER BY (id, day, piece)
TTL day + INTERVAL 32 DAY
SETTINGS ttl_only_drop_parts = 1, index_granularity = 64, min_compress_block_size = 65536, max_compress_block_size = 131072,
    min_age_to_force_merge_seconds = 1800;

-- Which build of a day counts, and of which state of `samples` it is: the numbers of the day's parts, which no merge raises and every insert does.
CREATE TABLE IF NOT EXISTS chunked_days
(
    day          Date,
    -- Each higher than the one before; the last row of a day counts.
    build        UInt64,
    -- 1: there is no build any more that counts.
    removed      UInt8,
    first_block  Int64,
    last_block   Int64,
    data_version Int64,
    format       UInt8,
    chunks       UInt64,
    samples      UInt64,
    bytes        UInt64,
    built_ms     Int64
)
ENGINE = ReplacingMergeTree(build)
ORDER BY day
TTL day + INTERVAL 32 DAY;
