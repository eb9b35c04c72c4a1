/** One delta stream: how far it was added up, and what of it is not yet known to be stored. */
import type { NativeHistogram } from '@vedette/model'
import type { DeltaPoint, DeltaRow, Interval } from './delta-point.ts'
import type { LastValue } from './last-values.ts'
import { addNative } from './native-sum.ts'

/** Points of this many failed writes can come again and be recognised. */
const MAX_UNSETTLED = 8

/** Of a stream beside its key and its totals, about. */
const FIXED_BYTES = 400
const PART_BYTES = 64

interface Unsettled {
  readonly interval: Interval
  readonly totals: Float64Array
  readonly histogram: NativeHistogram | undefined
  /** Who writes it now; undefined once that failed. */
  request: object | undefined
}

export interface DeltaStream {
  /** Up to which time it is added up. */
  readonly timeMs: number
  readonly bytes: number
  readonly partCount: number
  lastUsedMs: number
  /** Requests under way that touch it. */
  users: number
  /** All series of the point have a total. */
  knows(point: DeltaPoint): boolean
  has(part: string): boolean
  /** A series starts from its last stored value, or from nothing. */
  begin(part: string, last: LastValue | undefined): void
  /** `repeated`: exactly this was added before and is stored. `late`: something newer was. */
  add(point: DeltaPoint, request: object): DeltaRow | 'repeated' | 'late'
  settle(request: object, stored: boolean): void
}

export function startStream(first: DeltaPoint): DeltaStream {
  const places = new Map<string, number>()
  let totals = new Float64Array(first.parts.length)
  let histogram: NativeHistogram | undefined
  /** The parts of a point that were found to stand at the places 0, 1, 2 ...: most points share this very array. */
  let straight: readonly string[] | undefined
  let timeMs = Number.NEGATIVE_INFINITY
  /** Within `timeMs`. What came from the store is known by the millisecond only. */
  let timeSubNs = 0
  let last: Interval | undefined
  let unsettled: Unsettled[] = []
  const keyBytes = first.keys[0]!.length

  function addFloats(point: DeltaPoint): Float64Array {
    const { parts, deltas } = point
    const sums = new Float64Array(parts.length)
    let inPlace = true
    for (let i = 0; i < sums.length; i++) {
      const place = parts === straight ? i : places.get(parts[i]!)!
      if (place !== i) inPlace = false
      // A NaN once observed would stay in the sum for good.
      const delta = deltas[i] ?? 0
      if (Number.isFinite(delta)) totals[place]! += delta
      sums[i] = totals[place]!
    }
    if (inPlace) straight = parts
    return sums
  }

  return {
    lastUsedMs: 0,
    users: 0,
    get timeMs() {
      return timeMs
    },
    get bytes() {
      const buckets = histogram ? histogram.positiveCounts.length + histogram.negativeCounts.length : 0
      return FIXED_BYTES + keyBytes + PART_BYTES * places.size + 8 * (totals.length + buckets)
    },
    get partCount() {
      return places.size
    },
    knows: point => point.parts === straight || point.parts.every(part => places.has(part)),
    has: part => places.has(part),

    begin(part, stored) {
      if (places.has(part)) return
      const place = places.size
      places.set(part, place)
      if (place === totals.length) {
        const longer = new Float64Array(totals.length + Math.max(1, totals.length >> 1))
        longer.set(totals)
        totals = longer
      }
      if (stored === undefined) return
      if (stored.timeMs > timeMs) {
        timeMs = stored.timeMs
        timeSubNs = 999_999
        last = undefined
      }
      if ('histogram' in stored) histogram = stored.histogram
      else if (Number.isFinite(stored.value)) totals[place] = stored.value
    },

    add(point, request) {
      const again = unsettled.find(entry => sameInterval(entry.interval, point))
      if (again !== undefined && again.totals.length === point.parts.length) {
        again.request = request
        return { point, totals: again.totals, histogram: again.histogram }
      }
      const isLater = point.timeMs > timeMs || (point.timeMs === timeMs && point.timeSubNs > timeSubNs)
      if (!isLater) {
        const isSame = last === undefined ? point.timeMs === timeMs : sameInterval(last, point)
        return isSame ? 'repeated' : 'late'
      }
      timeMs = point.timeMs
      timeSubNs = point.timeSubNs
      last = intervalOf(point)
      if (point.histogram !== undefined && !point.stale) {
        histogram = (histogram && addNative(histogram, point.histogram)) ?? point.histogram
      }
      const row = { point, totals: addFloats(point), histogram }
      unsettled.push({ interval: last, totals: row.totals, histogram, request })
      return row
    },

    settle(request, stored) {
      if (stored) unsettled = unsettled.filter(entry => entry.request !== request)
      else {
        for (const entry of unsettled) if (entry.request === request) entry.request = undefined
        while (unsettled.length > MAX_UNSETTLED && unsettled[0]!.request === undefined) unsettled.shift()
      }
    },
  }
}

/** Without the rest of the point, which is large. */
function intervalOf({ startMs, startSubNs, timeMs, timeSubNs }: DeltaPoint): Interval {
  return { startMs, startSubNs, timeMs, timeSubNs }
}

function sameInterval(a: Interval, b: Interval): boolean {
  return (
    a.timeMs === b.timeMs &&
    a.timeSubNs === b.timeSubNs &&
    a.startMs === b.startMs &&
    a.startSubNs === b.startSubNs
  )
}
