/**
 * One series' samples in the head: append at the end (the usual case), insert in the middle, overwrite, forget the old, merge with what the disk
 * remembers. Works on the series' line of SeriesStates and its slab.
 */
import { LARGEST_SLAB, type SampleSlabs } from './sample-slabs.ts'
import {
  BASE_MS,
  COUNT,
  FIRST,
  LAST_MS,
  LAST_VALUE,
  type SeriesStates,
  SIZE_CLASS,
  SLAB,
} from './series-state.ts'

const LARGEST_OFFSET = 2 ** 31 - 1

export interface SampleColumns {
  readonly timesMs: Float64Array
  readonly values: Float64Array
}

const NONE: SampleColumns = { timesMs: new Float64Array(0), values: new Float64Array(0) }

/**
 * Takes the sample at `index` of the columns in; a double that crosses a call would be boxed, an index is not. What is older than
 * `keepFromMs` may be dropped when room is needed.
 */
export function putSample(
  states: SeriesStates,
  slabs: SampleSlabs,
  ref: number,
  columns: SampleColumns,
  index: number,
  keepFromMs: number,
): void {
  const timeMs = columns.timesMs[index]!
  const value = columns.values[index]!
  const { words, doubles } = states
  const word = states.wordAt(ref)
  const double = states.doubleAt(ref)
  const inOrder = timeMs > doubles[double + LAST_MS]!
  if (inOrder) {
    doubles[double + LAST_MS] = timeMs
    doubles[double + LAST_VALUE] = value
  } else if (timeMs === doubles[double + LAST_MS]) doubles[double + LAST_VALUE] = value

  let offset = timeMs - doubles[double + BASE_MS]!
  if (
    words[word + SLAB] === -1 ||
    words[word + COUNT] === slabs.capacityOf(words[word + SIZE_CLASS]!) ||
    offset < 0 ||
    offset > LARGEST_OFFSET
  ) {
    if (!makeRoom(states, slabs, ref, timeMs, keepFromMs)) return
    offset = timeMs - doubles[double + BASE_MS]!
  }
  const address = words[word + SLAB]!
  const at = slabs.position(address)
  const count = words[word + COUNT]!
  const offsets = slabs.offsets(address)
  const values = slabs.values(address)
  if (inOrder || count === words[word + FIRST]! || offset > offsets[at + count - 1]!) {
    offsets[at + count] = offset
    values[at + count] = value
    words[word + COUNT] = count + 1
    return
  }
  const place = lowerBound(offsets, at + words[word + FIRST]!, at + count, offset)
  if (offsets[place] === offset) {
    values[place] = value
    return
  }
  offsets.copyWithin(place + 1, place, at + count)
  values.copyWithin(place + 1, place, at + count)
  offsets[place] = offset
  values[place] = value
  words[word + COUNT] = count + 1
}

/** Copies of the samples in the range (inclusive). */
export function samplesBetween(
  states: SeriesStates,
  slabs: SampleSlabs,
  ref: number,
  fromMs: number,
  toMs: number,
): SampleColumns {
  const word = states.wordAt(ref)
  const address = states.words[word + SLAB]!
  if (address === -1) return NONE
  const baseMs = states.doubles[states.doubleAt(ref) + BASE_MS]!
  const offsets = slabs.offsets(address)
  const begin = slabs.position(address) + states.words[word + FIRST]!
  const end = slabs.position(address) + states.words[word + COUNT]!
  const from = lowerBound(offsets, begin, end, fromMs - baseMs)
  const to = lowerBound(offsets, from, end, toMs - baseMs + 1)
  if (from === to) return NONE
  const timesMs = new Float64Array(to - from)
  for (let i = from; i < to; i++) timesMs[i - from] = baseMs + offsets[i]!
  return { timesMs, values: slabs.values(address).slice(from, to) }
}

export function hasSamplesBetween(
  states: SeriesStates,
  slabs: SampleSlabs,
  ref: number,
  fromMs: number,
  toMs: number,
): boolean {
  const word = states.wordAt(ref)
  const address = states.words[word + SLAB]!
  if (address === -1) return false
  const baseMs = states.doubles[states.doubleAt(ref) + BASE_MS]!
  const offsets = slabs.offsets(address)
  const end = slabs.position(address) + states.words[word + COUNT]!
  const from = lowerBound(
    offsets,
    slabs.position(address) + states.words[word + FIRST]!,
    end,
    fromMs - baseMs,
  )
  return from < end && offsets[from]! <= toMs - baseMs
}

export function firstSampleMs(states: SeriesStates, slabs: SampleSlabs, ref: number): number | undefined {
  const word = states.wordAt(ref)
  const address = states.words[word + SLAB]!
  if (address === -1 || states.words[word + FIRST] === states.words[word + COUNT]) return undefined
  const first = slabs.position(address) + states.words[word + FIRST]!
  return states.doubles[states.doubleAt(ref) + BASE_MS]! + slabs.offsets(address)[first]!
}

/** Forgets what is older than `keepFromMs` and gives memory back where much of the slab stands empty. */
export function trimSamples(states: SeriesStates, slabs: SampleSlabs, ref: number, keepFromMs: number): void {
  const { words, doubles } = states
  const word = states.wordAt(ref)
  const address = words[word + SLAB]!
  if (address === -1) return
  const begin = slabs.position(address)
  const first = lowerBound(
    slabs.offsets(address),
    begin + words[word + FIRST]!,
    begin + words[word + COUNT]!,
    keepFromMs - doubles[states.doubleAt(ref) + BASE_MS]!,
  )
  words[word + FIRST] = first - begin
  const live = words[word + COUNT]! - words[word + FIRST]!
  if (live === 0) {
    slabs.release(address, words[word + SIZE_CLASS]!)
    words[word + SLAB] = -1
    words[word + FIRST] = 0
    words[word + COUNT] = 0
  } else if (live * 3 < slabs.capacityOf(words[word + SIZE_CLASS]!)) {
    moveTo(states, slabs, ref, slabs.classFor(live + 1 + (live >> 2)))
  }
}

/** Puts older samples (from the disk) before what the head has; where both know a time, the head's value stays. */
export function mergeOlder(
  states: SeriesStates,
  slabs: SampleSlabs,
  ref: number,
  older: SampleColumns,
): void {
  const own = samplesBetween(states, slabs, ref, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  const merged = mergeColumns(older, own)
  const skipped = Math.max(0, merged.timesMs.length - LARGEST_SLAB)
  const { words, doubles } = states
  const word = states.wordAt(ref)
  const double = states.doubleAt(ref)
  const length = merged.timesMs.length - skipped
  if (length === 0) return
  if (words[word + SLAB] !== -1) slabs.release(words[word + SLAB]!, words[word + SIZE_CLASS]!)
  const sizeClass = slabs.classFor(Math.min(LARGEST_SLAB, length + 1 + (length >> 4)))
  const address = slabs.allocate(sizeClass)
  const at = slabs.position(address)
  const baseMs = merged.timesMs[skipped]!
  const offsets = slabs.offsets(address)
  for (let i = 0; i < length; i++) offsets[at + i] = merged.timesMs[skipped + i]! - baseMs
  slabs.values(address).set(merged.values.subarray(skipped), at)
  if (skipped > 0) states.raiseSeam(ref, baseMs)
  words[word + SLAB] = address
  words[word + SIZE_CLASS] = sizeClass
  words[word + FIRST] = 0
  words[word + COUNT] = length
  doubles[double + BASE_MS] = baseMs
  const last = merged.timesMs.length - 1
  if (merged.timesMs[last]! >= doubles[double + LAST_MS]!) {
    doubles[double + LAST_MS] = merged.timesMs[last]!
    doubles[double + LAST_VALUE] = merged.values[last]!
  }
}

/** Two sorted runs as one; of equal times the second's sample stays. */
export function mergeColumns(a: SampleColumns, b: SampleColumns): SampleColumns {
  if (a.timesMs.length === 0) return b
  if (b.timesMs.length === 0) return a
  const timesMs = new Float64Array(a.timesMs.length + b.timesMs.length)
  const values = new Float64Array(timesMs.length)
  let i = 0
  let j = 0
  let count = 0
  while (i < a.timesMs.length || j < b.timesMs.length) {
    const left = i < a.timesMs.length ? a.timesMs[i]! : Number.POSITIVE_INFINITY
    const right = j < b.timesMs.length ? b.timesMs[j]! : Number.POSITIVE_INFINITY
    timesMs[count] = Math.min(left, right)
    values[count++] = right <= left ? b.values[j]! : a.values[i]!
    if (left <= right) i++
    if (right <= left) j++
  }
  return { timesMs: timesMs.slice(0, count), values: values.slice(0, count) }
}

/** Makes a slab with room at the end and a base that the new time fits; false where the sample is too old to be kept. */
function makeRoom(
  states: SeriesStates,
  slabs: SampleSlabs,
  ref: number,
  timeMs: number,
  keepFromMs: number,
): boolean {
  const { words, doubles } = states
  const word = states.wordAt(ref)
  const double = states.doubleAt(ref)
  if (words[word + SLAB] !== -1) trimSamples(states, slabs, ref, keepFromMs)
  if (words[word + SLAB] === -1) {
    const sizeClass = 0
    words[word + SLAB] = slabs.allocate(sizeClass)
    words[word + SIZE_CLASS] = sizeClass
    words[word + FIRST] = 0
    words[word + COUNT] = 0
    doubles[double + BASE_MS] = timeMs
    return true
  }
  const address = words[word + SLAB]!
  const at = slabs.position(address)
  const firstMs = doubles[double + BASE_MS]! + slabs.offsets(address)[at + words[word + FIRST]!]!
  const baseMs = Math.min(timeMs, firstMs)
  const latestMs = Math.max(timeMs, doubles[double + LAST_MS]!)
  if (latestMs - baseMs > LARGEST_OFFSET) {
    // More than 24 days lie between: only the newer side is recent.
    if (timeMs < firstMs) return false
    slabs.release(address, words[word + SIZE_CLASS]!)
    words[word + SLAB] = -1
    return makeRoom(states, slabs, ref, timeMs, keepFromMs)
  }
  const live = words[word + COUNT]! - words[word + FIRST]!
  const capacity = slabs.capacityOf(words[word + SIZE_CLASS]!)
  if (live === LARGEST_SLAB) {
    words[word + FIRST] = words[word + FIRST]! + (LARGEST_SLAB >> 3)
    states.raiseSeam(ref, firstSampleMs(states, slabs, ref)!)
    moveTo(states, slabs, ref, words[word + SIZE_CLASS]!, baseMs)
  } else if (live + 1 > capacity - (capacity >> 3)) {
    moveTo(states, slabs, ref, slabs.classFor(capacity + 1), baseMs)
  } else {
    moveTo(states, slabs, ref, words[word + SIZE_CLASS]!, baseMs)
  }
  return true
}

/** Copies the live samples to the front of a slab of the class, rebased. */
function moveTo(
  states: SeriesStates,
  slabs: SampleSlabs,
  ref: number,
  sizeClass: number,
  newBaseMs?: number,
): void {
  const { words, doubles } = states
  const word = states.wordAt(ref)
  const double = states.doubleAt(ref)
  const from = words[word + SLAB]!
  const begin = slabs.position(from) + words[word + FIRST]!
  const end = slabs.position(from) + words[word + COUNT]!
  const offsets = slabs.offsets(from)
  const to = slabs.allocate(sizeClass)
  const at = slabs.position(to)
  const baseMs = newBaseMs ?? doubles[double + BASE_MS]! + (begin < end ? offsets[begin]! : 0)
  const shift = doubles[double + BASE_MS]! - baseMs
  const target = slabs.offsets(to)
  for (let i = begin; i < end; i++) target[at + i - begin] = offsets[i]! + shift
  slabs.values(to).set(slabs.values(from).subarray(begin, end), at)
  slabs.release(from, words[word + SIZE_CLASS]!)
  words[word + SLAB] = to
  words[word + SIZE_CLASS] = sizeClass
  words[word + FIRST] = 0
  words[word + COUNT] = end - begin
  doubles[double + BASE_MS] = baseMs
}

/** The first index in [from, to) whose element is not less than the target; `to` if there is none. */
export function lowerBound(array: Int32Array, from: number, to: number, target: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (array[middle]! < target) low = middle + 1
    else high = middle
  }
  return low
}
