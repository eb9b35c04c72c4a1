/**
 * Deltas become totals, so that `rate` and `increase` answer over them as over any counter.
 *
 * The store is the truth: what is held here only saves asking it. A stream that is not known (after a start, after it was evicted, after
 * it was cumulative for a while) begins from the last stored value of each of its series.
 *
 * A total is counted up at once and stays *unsettled* until its batch is stored. If that fails, the sender sends the same delta again;
 * it is recognised by its start and end, and gets the very sample that it had, so nothing is added twice. Should it never come again, the
 * total keeps what was measured, and no later sample lies below one that may have been written.
 */
import { VedetteError } from '../../errors.ts'
import { counter, gaugeOf } from '../../self/metrics.ts'
import type { DeltaPoint, DeltaRow } from './delta-point.ts'
import { type DeltaStream, startStream } from './delta-stream.ts'
import { lastValueFailed, wordsForLate } from './delta-words.ts'
import type { LastValues } from './last-values.ts'
import type { Refusals } from './refusals.ts'

const repeated = counter(
  'vedette_ingest_otlp_delta_repeated_total',
  'Deltas that came again after they were stored, as a sender does that saw no answer. They are acknowledged and not added again.',
)
const looked = counter(
  'vedette_ingest_otlp_delta_lookups_total',
  'Series whose last value was asked of the store, because their delta stream was not known.',
)

export interface DeltaOptions {
  readonly lastValues: LastValues
  /** What the streams that are held may take, about. Default 64 MiB. */
  readonly maxBytes?: number
  /** After so long without a delta a stream is let go. Default 30 minutes. */
  readonly idleMs?: number
  readonly nowMs?: () => number
}

export interface Addition {
  readonly rows: readonly DeltaRow[]
  /** To be called once, when it is known whether the rows are stored. */
  settle(stored: boolean): void
}

export interface DeltaAccumulators {
  /** Late points go to `refusals`. Rejects, with nothing added, when the store can't say where the streams stand. */
  add(
    project: string,
    points: readonly DeltaPoint[],
    refusals: Refusals,
    signal: AbortSignal,
  ): Promise<Addition>
  /** A point of the stream came that is cumulative: the next delta begins from what is stored then. */
  forget(project: string, streamKey: Uint8Array): void
  readonly streamCount: number
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024
const DEFAULT_IDLE_MS = 30 * 60_000
const MAX_PARTS = 5_000

export function createDeltaAccumulators(options: DeltaOptions): DeltaAccumulators {
  const { maxBytes = DEFAULT_MAX_BYTES, idleMs = DEFAULT_IDLE_MS, nowMs = Date.now } = options
  /** The longest unused first. */
  const streams = new Map<string, DeltaStream>()
  /** The end of each project's queue of requests that wait for the store. */
  const queues = new Map<string, Promise<void>>()
  let heldBytes = 0

  gaugeOf(
    'vedette_ingest_otlp_delta_streams',
    'Delta streams whose totals are held in memory.',
    () => streams.size,
  )

  function drop(id: string, stream: DeltaStream): void {
    streams.delete(id)
    heldBytes -= stream.bytes
  }

  function letIdleGo(): void {
    const oldestMs = nowMs() - idleMs
    for (const [id, stream] of streams) {
      if (stream.lastUsedMs > oldestMs) return
      if (stream.users === 0) drop(id, stream)
    }
  }

  function makeRoom(): void {
    if (heldBytes <= maxBytes) return
    for (const [id, stream] of streams) {
      if (stream.users === 0) drop(id, stream)
      if (heldBytes <= maxBytes) return
    }
    throw new VedetteError(
      'overloaded',
      `The delta streams that are being written now take more than ${maxBytes} bytes of memory, which memory.budget allows for; ` +
        'send fewer of them at once, or cumulative ones.',
      { retryAfterSec: 5 },
    )
  }

  /** Bounds that change all the time would otherwise gather: the stream then begins from the store again. */
  function dropOvergrown(id: string): void {
    const stream = streams.get(id)
    if (stream !== undefined && stream.partCount > MAX_PARTS && stream.users === 0) drop(id, stream)
  }

  function measured<T>(stream: DeltaStream, change: () => T): T {
    const before = stream.bytes
    const result = change()
    heldBytes += stream.bytes - before
    return result
  }

  /** What has to be asked before these points can be added up. */
  function unknownOf(project: string, points: readonly DeltaPoint[]): Map<string, DeltaPoint[]> {
    const unknown = new Map<string, DeltaPoint[]>()
    for (const point of points) {
      const id = streamId(project, point.keys[0]!)
      if (streams.get(id)?.knows(point)) continue
      const known = unknown.get(id)
      if (known === undefined) unknown.set(id, [point])
      else known.push(point)
    }
    return unknown
  }

  async function load(project: string, points: readonly DeltaPoint[], signal: AbortSignal): Promise<void> {
    for (let unknown = unknownOf(project, points); unknown.size > 0; unknown = unknownOf(project, points)) {
      signal.throwIfAborted()
      for (const id of unknown.keys()) dropOvergrown(id)
      const wanted = [...unknown].flatMap(([id, ofStream]) =>
        ofStream.flatMap(point =>
          point.parts.flatMap((part, i) =>
            streams.get(id)?.has(part) ? [] : [{ id, part, key: point.keys[i]!, point }],
          ),
        ),
      )
      const keys = wanted.map(({ key }) => key)
      looked.inc(keys.length)
      const values = await options.lastValues(project, keys, signal).catch(error => {
        throw lastValueFailed(error)
      })
      if (values.length !== keys.length) throw new Error('lastValues has to answer for every key')
      wanted.forEach(({ id, part, point }, i) => {
        let stream = streams.get(id)
        if (stream === undefined) {
          stream = startStream(point)
          streams.set(id, stream)
          heldBytes += stream.bytes
        }
        measured(stream, () => stream.begin(part, values[i]))
      })
    }
  }

  function addUp(project: string, points: readonly DeltaPoint[], refusals: Refusals): Addition {
    const request = {}
    const used = new Set<DeltaStream>()
    const rows: DeltaRow[] = []
    try {
      for (const point of points) {
        const id = streamId(project, point.keys[0]!)
        const stream = streams.get(id)!
        stream.lastUsedMs = nowMs()
        streams.delete(id)
        streams.set(id, stream)
        if (!used.has(stream)) {
          used.add(stream)
          stream.users++
        }
        const outcome = measured(stream, () => stream.add(point, request))
        if (outcome === 'repeated') repeated.inc()
        else if (outcome === 'late') {
          refusals.add('delta-out-of-order', 1, () => wordsForLate(point, stream.timeMs))
        } else rows.push(outcome)
      }
      makeRoom()
    } catch (error) {
      settle(false)
      throw error
    }
    function settle(stored: boolean): void {
      for (const stream of used) {
        stream.users--
        stream.settle(request, stored)
      }
    }
    return { rows, settle }
  }

  return {
    async add(project, unordered, refusals, signal) {
      letIdleGo()
      const points = inTimeOrder(unordered)
      const before = queues.get(project)
      if (before === undefined && unknownOf(project, points).size === 0)
        return addUp(project, points, refusals)
      // Requests are added up in the order in which they came, also while the first of them waits for the store.
      const turn = (before ?? Promise.resolve()).then(async () => {
        await load(project, points, signal)
        return addUp(project, points, refusals)
      })
      const end = turn.then(
        () => {},
        () => {},
      )
      queues.set(project, end)
      void end.then(() => {
        if (queues.get(project) === end) queues.delete(project)
      })
      return turn
    },
    forget(project, streamKey) {
      const id = streamId(project, streamKey)
      const stream = streams.get(id)
      if (stream !== undefined) drop(id, stream)
    },
    get streamCount() {
      return streams.size
    },
  }
}

function streamId(project: string, key: Uint8Array): string {
  return `${project}\0${Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')}`
}

function inTimeOrder(points: readonly DeltaPoint[]): readonly DeltaPoint[] {
  const ascending = points.every((point, i) => i === 0 || compareTimes(points[i - 1]!, point) <= 0)
  return ascending ? points : [...points].sort(compareTimes)
}

function compareTimes(a: DeltaPoint, b: DeltaPoint): number {
  return a.timeMs - b.timeMs || a.timeSubNs - b.timeSubNs
}
