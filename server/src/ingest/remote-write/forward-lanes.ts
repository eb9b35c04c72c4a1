/**
 * The parts that wait for one receiver, in lanes that send side by side. A series stays in one lane, and a lane sends one part
 * after the other, so that a series' samples arrive in order.
 *
 * A change in the number of lanes begins a new set of them; it sends nothing before the old set is empty, for the same reason.
 */
import type { NativeHistogram } from '@vedette/model'
import type { OutgoingExemplar } from '../../wire/outgoing-write.ts'
import { ForwardPart } from './forward-part.ts'
import type { ForwardedSeries } from './forward-series.ts'

export interface LanesOptions {
  readonly maxPerPart: number
  readonly deadlineMs: number
  /** So many samples, histograms and exemplars may wait; what comes on top is not taken. */
  readonly limit: number
  readonly lanes: number
  /** Sends a part for as long as it takes; resolves when it is done with, one way or the other. */
  readonly send: (part: ForwardPart) => Promise<void>
}

interface Lane {
  open: ForwardPart | undefined
  timer: NodeJS.Timeout | undefined
  readonly ready: ForwardPart[]
  sending: boolean
}

export interface Lanes {
  readonly pending: number
  readonly count: number
  /** False where the limit is reached. */
  sample(series: ForwardedSeries, timesMs: Float64Array, values: Float64Array, index: number): boolean
  histogram(series: ForwardedSeries, timeMs: number, histogram: NativeHistogram | 'stale'): boolean
  exemplar(series: ForwardedSeries, exemplar: OutgoingExemplar): boolean
  resize(lanes: number): void
  /** Sends what waits without waiting for more; resolves when nothing is left. */
  drain(): Promise<void>
  /** Forgets what is not under way; the count of it. */
  discard(): number
}

export function createLanes(options: LanesOptions): Lanes {
  /** The last set takes, the first one sends. */
  const sets: Lane[][] = [newSet(options.lanes)]
  let pending = 0
  const idle = new Set<() => void>()

  function newSet(count: number): Lane[] {
    return Array.from({ length: count }, () => ({
      open: undefined,
      timer: undefined,
      ready: [],
      sending: false,
    }))
  }

  /** The part that the series' next entry belongs into; undefined where there is no room. */
  function partFor(series: ForwardedSeries): { lane: Lane; part: ForwardPart } | undefined {
    if (pending >= options.limit) return undefined
    const lanes = sets.at(-1)!
    const lane = lanes[series.id % lanes.length]!
    if (lane.open === undefined) {
      lane.open = new ForwardPart(options.maxPerPart)
      lane.timer = setTimeout(close, options.deadlineMs, lane)
    }
    return { lane, part: lane.open }
  }

  function added(lane: Lane, part: ForwardPart): void {
    pending++
    if (part.full) close(lane)
  }

  function close(lane: Lane): void {
    clearTimeout(lane.timer)
    if (lane.open === undefined) return
    lane.ready.push(lane.open)
    lane.open = undefined
    sendNext()
  }

  function sendNext(): void {
    while (sets.length > 1 && sets[0]!.every(isEmpty)) sets.shift()
    for (const lane of sets[0]!) if (!lane.sending && lane.ready.length > 0) void run(lane)
    if (pending === 0) for (const tell of [...idle]) tell()
  }

  async function run(lane: Lane): Promise<void> {
    lane.sending = true
    for (let part = lane.ready.shift(); part !== undefined; part = lane.ready.shift()) {
      await options.send(part)
      pending -= part.count
    }
    lane.sending = false
    sendNext()
  }

  return {
    get pending() {
      return pending
    },
    get count() {
      return sets.at(-1)!.length
    },
    sample(series, timesMs, values, index) {
      const place = partFor(series)
      if (place === undefined) return false
      place.part.addSample(series, timesMs, values, index)
      added(place.lane, place.part)
      return true
    },
    histogram(series, timeMs, histogram) {
      const place = partFor(series)
      if (place === undefined) return false
      place.part.addHistogram(series, timeMs, histogram)
      added(place.lane, place.part)
      return true
    },
    exemplar(series, exemplar) {
      const place = partFor(series)
      if (place === undefined) return false
      place.part.addExemplar(exemplar)
      added(place.lane, place.part)
      return true
    },
    resize(count) {
      const current = sets.at(-1)!
      if (count === current.length) return
      sets.push(newSet(count))
      for (const lane of current) close(lane)
      sendNext()
    },
    async drain() {
      while (pending > 0) {
        const { promise, resolve } = Promise.withResolvers<void>()
        idle.add(resolve)
        for (const lanes of sets) for (const lane of lanes) close(lane)
        sendNext()
        await promise
        idle.delete(resolve)
      }
    },
    discard() {
      let count = 0
      for (const lane of sets.flat()) {
        clearTimeout(lane.timer)
        count += lane.open?.count ?? 0
        lane.open = undefined
        for (const part of lane.ready.splice(0)) count += part.count
      }
      pending -= count
      if (pending === 0) for (const tell of [...idle]) tell()
      return count
    },
  }
}

function isEmpty(lane: Lane): boolean {
  return lane.open === undefined && lane.ready.length === 0 && !lane.sending
}
