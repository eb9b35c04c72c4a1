/**
 * Group commit: rows of many batches become durable with one write, and each batch's promise resolves with it.
 *
 * While a write runs, the next group gathers; so under load the groups grow by themselves and a commit costs the same for one batch or
 * fifty. An idle store writes a push at once. Scrapes wait for nobody, so they may linger and share a write, which keeps the number of parts small.
 *
 * A write that fails for a passing reason (store busy, full or gone) is tried again, with the same rows, until it succeeds or the store
 * closes: who waits may give up, the rows stay. Memory is bounded by who calls: the corridor refuses batches while too much is pending.
 */
import { messageOf, VedetteError } from '../errors.ts'
import type { Log } from '../self/log.ts'
import { counter, histogram } from '../self/metrics.ts'

const commits = counter('vedette_store_commits_total', 'Group commits that became durable.', ['signal'])
const rowsCommitted = counter('vedette_store_rows_committed_total', 'Rows that became durable.', ['signal'])
const failures = counter(
  'vedette_store_commit_failures_total',
  'Group commits that failed, by what follows.',
  ['signal', 'outcome'],
)
const seconds = histogram(
  'vedette_store_commit_seconds',
  'Time from the start of a write to its durability.',
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  ['signal'],
)

export interface CommitRows {
  readonly count: number
  readonly bytes: number
  clear(): void
}

export interface GroupCommitOptions<Rows extends CommitRows> {
  readonly signal: string
  readonly createRows: () => Rows
  readonly write: (rows: Rows) => Promise<void>
  /** Whether a failed write may succeed when it is tried again. */
  readonly isTransient: (error: unknown) => boolean
  /** Rows that will never be written: the error is no passing one. */
  readonly onLost: (rows: Rows, error: unknown) => void
  readonly log: Log
  /** How long rows that nobody waits for may gather. */
  readonly lingerMs: number
  /** The least time between two small writes. */
  readonly spacingMs: number
  /** A write that has not ended after so long counts as trouble. */
  readonly silenceMs?: number
}

export interface GroupCommit<Rows extends CommitRows> {
  /** Where rows go now. Add to it synchronously, then call `request`. */
  readonly open: Rows
  /** Rows gathered or being written. */
  readonly pendingBytes: number
  /** Why and since when writing does not succeed; undefined while it does. */
  readonly trouble: { readonly sinceMs: number; readonly reason: string } | undefined
  /** Resolves when all that is in `open` now is durable. */
  request(urgent: boolean): Promise<void>
  /** Writes what is pending; rejects what could not be written by the deadline, also when a write hangs. */
  close(deadlineMs: number): Promise<void>
}

interface Group<Rows> {
  readonly rows: Rows
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** This many rows are worth a write of their own at once. */
const LARGE_ROWS = 100_000
const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 5_000
const SILENCE_MS = 10_000

export function createGroupCommit<Rows extends CommitRows>(
  options: GroupCommitOptions<Rows>,
): GroupCommit<Rows> {
  const { signal, log } = options
  const spare: Rows[] = []
  let group = newGroup()
  let dueMs = Number.POSITIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let writingGroup: Group<Rows> | undefined
  let writingBytes = 0
  let writeStartedMs = 0
  let lastWriteMs = Number.NEGATIVE_INFINITY
  let trouble: { sinceMs: number; reason: string } | undefined
  let closingAtMs: number | undefined
  let abandoned = false
  let wakeRetry: (() => void) | undefined

  function newGroup(): Group<Rows> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    // A batch whose sender has gone leaves nobody to hear of a failure; it is counted and logged here.
    promise.catch(() => {})
    return { rows: spare.pop() ?? options.createRows(), promise, resolve, reject }
  }

  function schedule(urgent: boolean): void {
    const nowMs = performance.now()
    const earliestMs = group.rows.count >= LARGE_ROWS ? nowMs : lastWriteMs + options.spacingMs
    const wantedMs = urgent || group.rows.count >= LARGE_ROWS ? nowMs : nowMs + options.lingerMs
    const atMs = Math.max(earliestMs, wantedMs)
    if (atMs >= dueMs) return
    dueMs = atMs
    arm()
  }

  function arm(): void {
    clearTimeout(timer)
    timer = undefined
    if (writing !== undefined || abandoned || dueMs === Number.POSITIVE_INFINITY) return
    const waitMs = dueMs - performance.now()
    if (waitMs <= 0.5) start()
    else timer = setTimeout(start, waitMs)
  }

  function start(): void {
    // Closing starts a write ahead of its time; the timer must not start another beside it.
    clearTimeout(timer)
    timer = undefined
    dueMs = Number.POSITIVE_INFINITY
    const taken = group
    group = newGroup()
    writingGroup = taken
    writingBytes = taken.rows.bytes
    writing = writeGroup(taken).finally(() => {
      writing = undefined
      writingGroup = undefined
      writingBytes = 0
      lastWriteMs = performance.now()
      taken.rows.clear()
      if (spare.length < 2) spare.push(taken.rows)
      arm()
    })
  }

  async function writeGroup(taken: Group<Rows>): Promise<void> {
    const { rows, resolve, reject } = taken
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(waitMs * 2, LAST_RETRY_MS)) {
      writeStartedMs = performance.now()
      try {
        await options.write(rows)
        commits.inc({ signal })
        rowsCommitted.inc({ signal }, rows.count)
        seconds.observe({ signal }, (performance.now() - writeStartedMs) / 1000)
        if (trouble !== undefined) log.info('the store takes writes again', { rows: rows.count })
        trouble = undefined
        resolve()
        return
      } catch (error) {
        const reason = messageOf(error)
        if (!options.isTransient(error)) {
          failures.inc({ signal, outcome: 'lost' })
          log.error('the store refused rows for good', { rows: rows.count, reason })
          options.onLost(rows, error)
          reject(new VedetteError('internal', `the store refused the batch: ${reason}`, { cause: error }))
          return
        }
        failures.inc({ signal, outcome: 'retried' })
        if (trouble === undefined)
          log.warn('the store does not take writes, trying again', { rows: rows.count, reason })
        trouble ??= { sinceMs: Date.now(), reason }
        if (abandoned) return
        if (closingAtMs !== undefined && performance.now() >= closingAtMs) {
          abandon(taken, reason)
          return
        }
        await pause(waitMs)
      }
    }
  }

  /** The process ends before these rows are durable: whoever waits is told so. */
  function abandon({ rows, reject }: Group<Rows>, reason: string): void {
    if (rows.count === 0) return
    failures.inc({ signal, outcome: 'abandoned' })
    log.error('stopped before the store took the last rows', { rows: rows.count, reason })
    reject(
      new VedetteError(
        'store-unavailable',
        `the store did not take the batch before the process stopped: ${reason}`,
      ),
    )
  }

  function currentTrouble(): { sinceMs: number; reason: string } | undefined {
    if (trouble !== undefined || writing === undefined) return trouble
    const silentMs = performance.now() - writeStartedMs
    return silentMs < (options.silenceMs ?? SILENCE_MS)
      ? undefined
      : { sinceMs: Date.now() - silentMs, reason: 'the write under way has not ended' }
  }

  function pause(waitMs: number): Promise<void> {
    return new Promise(resolve => {
      const done = setTimeout(resolve, waitMs)
      wakeRetry = () => {
        clearTimeout(done)
        resolve()
      }
    })
  }

  return {
    get open() {
      return group.rows
    },
    get pendingBytes() {
      return group.rows.bytes + writingBytes
    },
    get trouble() {
      return currentTrouble()
    },
    request(urgent) {
      const { promise } = group
      schedule(urgent)
      return promise
    },
    async close(deadlineMs) {
      closingAtMs = performance.now() + deadlineMs
      wakeRetry?.()
      const { promise: timeIsUp, resolve: endTime } = Promise.withResolvers<void>()
      const timer = setTimeout(endTime, deadlineMs)
      while (writing !== undefined || group.rows.count > 0) {
        if (writing === undefined) start()
        await Promise.race([writing, timeIsUp])
        if (writing === undefined || performance.now() < closingAtMs) continue
        // The write may go on; nobody waits for it any more.
        abandoned = true
        const reason = currentTrouble()?.reason ?? 'the write under way has not ended'
        if (writingGroup !== undefined) abandon(writingGroup, reason)
        abandon(group, reason)
        break
      }
      clearTimeout(timer)
    },
  }
}
