/** What the port to ClickHouse says about itself, the same for both implementations. */
import { counter, gaugeOf, histogram } from '../../self/metrics.ts'
import { failureKind } from './failure.ts'
import { ClickHouseError } from './port.ts'

export type StatementKind = 'query' | 'stream' | 'insert' | 'command'

const statements = counter('vedette_store_statements_total', 'Statements sent to ClickHouse.', ['kind'])
const seconds = histogram(
  'vedette_store_statement_seconds',
  'Time that statements took, waiting for their turn not included.',
  [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
  ['kind'],
)
const failures = counter('vedette_store_statement_failures_total', 'Statements that failed, by reason.', [
  'kind',
  'reason',
])
const rows = counter('vedette_store_rows_total', 'Rows read as results and rows inserted.', ['direction'])
const bytes = counter('vedette_store_bytes_total', 'Bytes of results and of inserted blocks.', ['direction'])

export interface Moved {
  readonly rows: number
  readonly bytes: number
}

export interface Observation {
  /** `failure` undefined: it went well, or was left early on purpose. */
  end(failure?: unknown): void
}

/** Counts one statement from its start to its end. */
export function observe(kind: StatementKind): Observation {
  const startedMs = performance.now()
  statements.inc({ kind })
  return {
    end(failure) {
      seconds.observe({ kind }, (performance.now() - startedMs) / 1000)
      if (failure === undefined) return
      const reason = failure instanceof ClickHouseError ? failureKind(failure.number) : 'canceled'
      failures.inc({ kind, reason })
    },
  }
}

export async function observed<T>(kind: StatementKind, work: () => Promise<T>): Promise<T> {
  const observation = observe(kind)
  try {
    const result = await work()
    observation.end()
    return result
  } catch (error) {
    observation.end(error)
    throw error
  }
}

export function moved(direction: 'read' | 'written', what: Moved): void {
  rows.inc({ direction }, what.rows)
  bytes.inc({ direction }, what.bytes)
}

export function showWaiting(reads: () => number, writes: () => number): void {
  gaugeOf('vedette_store_reads_waiting', 'Reads that wait for a session of ClickHouse.', reads)
  gaugeOf('vedette_store_writes_waiting', 'Writes that wait for their turn.', writes)
}
