/** Prometheus's test scripts, and series in memory to ask. */
export type { StoredSeries } from './loaded-series.ts'
export { type MemorySeries, memorySource } from './memory-source.ts'
export { runScript, type ScriptFailure, type ScriptOptions, type ScriptResult } from './run.ts'
export { ScriptError } from './script-error.ts'
