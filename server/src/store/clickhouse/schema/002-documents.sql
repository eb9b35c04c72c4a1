-- What people make, versioned: nothing is overwritten. Two writers that never saw each other may both write a version;
-- the row that the table took first (its block number, which survives merges) is the version, the other was refused.
CREATE TABLE IF NOT EXISTS documents
(
    kind    LowCardinality(String),
    id      String,
    version UInt32,
    deleted UInt8,
    body    String CODEC(ZSTD(3)),
    author  String,
    time_ms Int64,
    -- Random, so that a writer recognises its own row.
    writer  UInt64
)
ENGINE = MergeTree
ORDER BY (kind, id, version)
SETTINGS enable_block_number_column = 1, index_granularity = 1024;
