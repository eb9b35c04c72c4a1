/**
 * The embedded engine's server settings, as the XML file that it reads at start. Its defaults are made for a machine of its own: pools
 * of hundreds of threads, gigabytes of caches, logs of itself. Ours is a guest with a budget.
 */
import { type Settings, STATEMENT_SETTINGS } from './settings.ts'

export interface EngineBudget {
  /** All that the engine may allocate: queries, merges, caches. */
  readonly memoryBytes: number
  /** Of the disk's room, what inserts and merges leave: with less they are refused before they begin. */
  readonly keepFreeBytes: number
}

const MIB = 1024 * 1024

export function engineConfig({ memoryBytes, keepFreeBytes }: EngineBudget): string {
  const settings = {
    max_server_memory_usage: Math.floor(memoryBytes),
    background_pool_size: 2,
    background_merges_mutations_concurrency_ratio: 1,
    background_schedule_pool_size: 4,
    background_common_pool_size: 2,
    background_fetches_pool_size: 1,
    background_move_pool_size: 1,
    background_buffer_flush_schedule_pool_size: 1,
    background_message_broker_schedule_pool_size: 1,
    background_distributed_schedule_pool_size: 1,
    tables_loader_foreground_pool_size: 2,
    tables_loader_background_pool_size: 1,
    mark_cache_size: 16 * MIB,
    index_mark_cache_size: 8 * MIB,
    primary_index_cache_size: 32 * MIB,
    uncompressed_cache_size: 0,
    mmap_cache_size: 64,
    compiled_expression_cache_size: 8 * MIB,
    // How often the engine looks at its own memory; the default of 20 times a second is most of its idle cost.
    memory_worker_period_ms: 500,
  }
  const lines = Object.entries(settings).map(([name, value]) => `  <${name}>${value}</${name}>`)
  const disk = `<default><keep_free_space_bytes>${Math.floor(keepFreeBytes)}</keep_free_space_bytes></default>`
  lines.push(`  <storage_configuration><disks>${disk}</disks></storage_configuration>`)
  return `<clickhouse>\n${lines.join('\n')}\n</clickhouse>\n`
}

/** For every session: no profiling timers, no query log, no single query that takes the whole budget from the others. */
export function sessionSettings({ memoryBytes }: Pick<EngineBudget, 'memoryBytes'>): Settings {
  return {
    ...STATEMENT_SETTINGS,
    log_queries: 0,
    log_profile_events: 0,
    query_profiler_real_time_period_ns: 0,
    query_profiler_cpu_time_period_ns: 0,
    memory_profiler_step: 0,
    // By default a query gets one thread for each gigabyte that is free: with our budget, only ever one.
    max_threads_min_free_memory_per_thread: 0,
    max_memory_usage: Math.floor(memoryBytes * 0.6),
    max_result_bytes: Math.floor(memoryBytes * 0.4),
    result_overflow_mode: 'throw',
  }
}
