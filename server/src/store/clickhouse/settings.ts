/** ClickHouse settings that both implementations of the port send. */
export type Settings = Readonly<Record<string, string | number>>

export const STATEMENT_SETTINGS: Settings = {
  // Lists of series ids are long; the default is a quarter of a megabyte.
  max_query_size: 256 * 1024 * 1024,
}

/** One insert makes one part in each partition it touches, as it comes: rows that replace each other meet when parts merge. */
export const INSERT_SETTINGS: Settings = {
  async_insert: 0,
  optimize_on_insert: 0,
  max_threads: 1,
  max_insert_threads: 1,
  min_insert_block_size_rows: 16_777_216,
  min_insert_block_size_bytes: 4_294_967_296,
}

/** A stream is taken up block by block: how much it comes to in all does not matter, as it does for an answer that is held whole. */
export const STREAM_SETTINGS: Settings = { max_result_bytes: 0 }
