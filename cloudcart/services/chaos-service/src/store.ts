/** The configuration of chaos, and the ledger of faults. An entry without an end is a fault at work. */
import { type ChaosConfiguration, NO_CHAOS } from '../../../contracts/events.ts'
import type { FaultName, Grade } from '../../../contracts/faults.ts'
import type { Database, Queries } from '../../../kit/database/database.ts'

/**
 * How a fault ended: its time was over, somebody ended it, it was started anew with another grade, the service stopped, or the service was
 * found to have died under it.
 */
export type Outcome = 'expired' | 'ended' | 'replaced' | 'service_stopped' | 'interrupted'

export interface NewLedgerEntry {
  /** Later entries have higher ids. */
  readonly id: string
  readonly fault: FaultName
  readonly target: string
  readonly grade: Exclude<Grade, 0>
  readonly startMs: number
  readonly plannedEndMs: number
  /** Id of the user who started it. */
  readonly startedBy: string
}

export interface LedgerEntry extends NewLedgerEntry {
  readonly endMs: number | null
  readonly outcome: Outcome | null
}

const COLUMNS = `id, fault, target, grade, start_ms AS "startMs", planned_end_ms AS "plannedEndMs", end_ms AS "endMs",
  outcome, started_by AS "startedBy"`

export function createStore(database: Database) {
  return {
    async configuration(): Promise<ChaosConfiguration> {
      const row = await database.one<{ configuration: string }>(
        'SELECT configuration FROM chaos_configuration WHERE id = 1',
      )
      return row === undefined ? NO_CHAOS : JSON.parse(row.configuration)
    },

    async configure(configuration: ChaosConfiguration, queries: Queries): Promise<void> {
      await queries.run(
        `INSERT INTO chaos_configuration (id, configuration) VALUES (1, $1)
         ON CONFLICT (id) DO UPDATE SET configuration = excluded.configuration`,
        [JSON.stringify(configuration)],
      )
    },

    async open(entry: NewLedgerEntry, queries: Queries): Promise<void> {
      await queries.run(
        `INSERT INTO fault_ledger (id, fault, target, grade, start_ms, planned_end_ms, started_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [
          entry.id,
          entry.fault,
          entry.target,
          entry.grade,
          entry.startMs,
          entry.plannedEndMs,
          entry.startedBy,
        ],
      )
    },

    /** False when it was closed already. */
    async close(id: string, endMs: number, outcome: Outcome, queries: Queries): Promise<boolean> {
      const sql = 'UPDATE fault_ledger SET end_ms = $2, outcome = $3 WHERE id = $1 AND end_ms IS NULL'
      return (await queries.run(sql, [id, endMs, outcome])) > 0
    },

    leftOpen: (): Promise<LedgerEntry[]> =>
      database.all<LedgerEntry>(`SELECT ${COLUMNS} FROM fault_ledger WHERE end_ms IS NULL ORDER BY id`),

    /** Newest first. */
    ledger: (before: string | undefined, limit: number): Promise<LedgerEntry[]> =>
      database.all<LedgerEntry>(
        `SELECT ${COLUMNS} FROM fault_ledger WHERE ($1 = '' OR id < $1) ORDER BY id DESC LIMIT $2`,
        [before ?? '', limit],
      ),
  }
}

export type Store = ReturnType<typeof createStore>
