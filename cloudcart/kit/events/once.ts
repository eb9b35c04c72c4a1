/**
 * Events come at least once. A handler whose work must not be done twice remembers the event's id, in the transaction of that work: what is
 * remembered was done, and what was not done is not remembered.
 *
 *     await database.transaction(async queries => {
 *       if (!(await rememberEvent(queries, event.id, nowMs()))) return
 */
import type { Queries } from '../database/database.ts'

/** For the migrations of a service that needs it. */
export const ONCE_SQL = `CREATE TABLE IF NOT EXISTS handled_events (
  id TEXT PRIMARY KEY,
  handled_ms BIGINT NOT NULL
)`

/** False when the event was handled before. */
export async function rememberEvent(queries: Queries, id: string, atMs: number): Promise<boolean> {
  const added = await queries.run(
    'INSERT INTO handled_events (id, handled_ms) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
    [id, atMs],
  )
  return added === 1
}

/** To be called now and then, with a time beyond which no event comes again; how many were forgotten. */
export function forgetEvents(queries: Queries, beforeMs: number): Promise<number> {
  return queries.run('DELETE FROM handled_events WHERE handled_ms < $1', [beforeMs])
}
