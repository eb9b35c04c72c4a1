/**
 * Faults at work. Each begins and ends in the ledger, and ends by itself. What matters first is that a fault stops: it does so in memory at
 * once, and its ledger entry is closed as soon as the database allows it.
 */
import { randomUUIDv7 } from 'node:crypto'
import type { ActiveFault } from '../../../contracts/chaos-state.ts'
import type { Events } from '../../../contracts/events.ts'
import { FAULTS, type FaultName, type Grade } from '../../../contracts/faults.ts'
import type { Database, Queries } from '../../../kit/database/database.ts'
import type { LedgerEntry, NewLedgerEntry, Outcome, Store } from './store.ts'

export type ChaosEvent =
  | 'chaos.enabled'
  | 'chaos.disabled'
  | 'chaos.configured'
  | 'chaos.injected'
  | 'fault.started'
  | 'fault.ended'

/** Written with the change, and published after it. */
export type Announce = <T extends ChaosEvent>(
  queries: Queries,
  type: T,
  key: string,
  payload: Events[T]['payload'],
) => Promise<void>

export interface FaultsNeeds {
  readonly database: Database
  readonly store: Store
  readonly announce: Announce
  readonly started: (fault: FaultName) => void
  readonly nowMs: () => number
}

export interface FaultBoard {
  active(): readonly ActiveFault[]
  start(fault: FaultName, grade: Exclude<Grade, 0>, seconds: number, by: string): Promise<ActiveFault>
  /** Undefined when it was not on. */
  end(fault: FaultName): Promise<ActiveFault | undefined>
  endAll(outcome: Outcome): Promise<readonly ActiveFault[]>
  /** Closes entries of faults that are over. */
  settle(): Promise<void>
  /** Closes what an earlier life of this service left open. */
  closeInterrupted(): Promise<readonly LedgerEntry[]>
}

/** Over, and perhaps not in the ledger yet. */
interface Ended {
  readonly entry: NewLedgerEntry
  readonly endMs: number
  readonly outcome: Outcome
}

export function createFaultBoard(needs: FaultsNeeds): FaultBoard {
  const { database, store, announce, started, nowMs } = needs
  const running = new Map<FaultName, NewLedgerEntry>()
  const ended: Ended[] = []
  let turn: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work)
    turn = mine.catch(() => {})
    return mine
  }

  const stop = (entry: NewLedgerEntry, outcome: Outcome): void => {
    running.delete(entry.fault)
    const endMs = outcome === 'expired' ? entry.plannedEndMs : Math.min(nowMs(), entry.plannedEndMs)
    ended.push({ entry, endMs, outcome })
  }

  const expire = (): void => {
    for (const entry of running.values()) if (entry.plannedEndMs <= nowMs()) stop(entry, 'expired')
  }

  const close = ({ entry, endMs, outcome }: Ended): Promise<void> =>
    database.transaction(async queries => {
      if (!(await store.close(entry.id, endMs, outcome, queries))) return
      const { fault, target, grade, startMs } = entry
      await announce(queries, 'fault.ended', fault, { fault, target, grade, startMs, endMs })
    })

  const closeEnded = async (): Promise<void> => {
    expire()
    for (;;) {
      const next = ended[0]
      if (next === undefined) return
      await close(next)
      ended.shift()
    }
  }

  return {
    active() {
      const now = nowMs()
      return [...running.values()].filter(({ plannedEndMs }) => plannedEndMs > now).map(activeOf)
    },

    start: (fault, grade, seconds, by) =>
      inTurn(async () => {
        const before = running.get(fault)
        if (before !== undefined && before.plannedEndMs > nowMs()) stop(before, 'replaced')
        await closeEnded()
        const startMs = nowMs()
        const { target } = FAULTS[fault]
        const entry: NewLedgerEntry = {
          id: randomUUIDv7(),
          fault,
          target,
          grade,
          startMs,
          plannedEndMs: startMs + seconds * 1000,
          startedBy: by,
        }
        await database.transaction(async queries => {
          await store.open(entry, queries)
          await announce(queries, 'fault.started', fault, { fault, target, grade, startMs })
        })
        running.set(fault, entry)
        started(fault)
        return activeOf(entry)
      }),

    end: fault =>
      inTurn(async () => {
        expire()
        const entry = running.get(fault)
        if (entry !== undefined) stop(entry, 'ended')
        await closeEnded()
        return entry === undefined ? undefined : activeOf(entry)
      }),

    endAll: outcome =>
      inTurn(async () => {
        expire()
        const entries = [...running.values()]
        for (const entry of entries) stop(entry, outcome)
        await closeEnded()
        return entries.map(activeOf)
      }),

    settle: () => inTurn(closeEnded),

    closeInterrupted: () =>
      inTurn(async () => {
        const entries = await store.leftOpen()
        const endMs = nowMs()
        for (const entry of entries) await close({ entry, endMs, outcome: 'interrupted' })
        return entries
      }),
  }
}

function activeOf({ fault, target, grade, startMs, plannedEndMs }: NewLedgerEntry): ActiveFault {
  return { fault, target, grade, startMs, endMs: plannedEndMs }
}
