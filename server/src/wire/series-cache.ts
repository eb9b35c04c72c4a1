/**
 * What the lines of one target resolve to, remembered by the bytes that spell name and labels.
 *
 * A target says the same lines in the same order scrape after scrape, so the cache first compares the bytes in front of it with the
 * line that came next the last time. Only where that fails it looks the bytes up by their hash, and only what was never seen is
 * parsed into labels and handed to `resolve` (which adds the target's labels and relabels). A known line costs no allocation.
 *
 * A spelling is an entry; entries that resolve to one label set share a series. Both are small numbers, good until `compact`.
 */
import { encodeLabelKey, grown, type Label, type Labels } from '@vedette/model'
import { ByteTable } from './byte-table.ts'

/** What an entry stands for instead of a series. */
export const DROPPED = -1
/** The line is no sample but a statement about a family: `NOTE - n` is statement n. */
export const NOTE = -2
/** What a line is said to mean that is not remembered: it has a series, and nobody needs to know which. */
export const UNKEPT = -3

export interface SeriesCacheOptions {
  /**
   * Turns the labels of a line (as exposed: escapes resolved, names unique, `__name__` among them) into those of the series, undefined
   * to drop it. What it throws ends the scrape.
   */
  readonly resolve: (exposed: readonly Label[]) => Labels | undefined
}

/** Stands before the first entry. */
const BEGINNING = 0

export class SeriesCache {
  readonly #resolve: SeriesCacheOptions['resolve']
  #spellings = new ByteTable()
  #keys = new ByteTable()
  /** Of an entry: its series, DROPPED or a NOTE. */
  #meaning = new Int32Array(128)
  /** At entry + 1 (BEGINNING: 0) the place of the entry that followed it, 0 where that is not known. */
  #next = new Uint32Array(129)
  #lastSeen = new Uint32Array(128)
  #previous = BEGINNING
  #scrape = 0
  /** Lines that were accepted in this scrape. */
  saidCount = 0

  constructor(options: SeriesCacheOptions) {
    this.#resolve = options.resolve
  }

  get entryCount(): number {
    return this.#spellings.count
  }

  get seriesCount(): number {
    return this.#keys.count
  }

  get sizeBytes(): number {
    return this.#spellings.sizeBytes + this.#keys.sizeBytes + this.#meaning.length * 12
  }

  /** Label keys by series, as a MetricBatch wants them. */
  get keys(): Pick<ByteTable, 'bytes' | 'starts' | 'ends'> {
    return this.#keys
  }

  keyOf(series: number): Uint8Array {
    return this.#keys.bytes.subarray(this.#keys.starts[series]!, this.#keys.ends[series]!)
  }

  /** Before the first line of a scrape. */
  begin(): void {
    this.#scrape++
    this.saidCount = 0
    this.#previous = BEGINNING
  }

  /**
   * The entry that is expected here, if its bytes stand at `at` and white space follows; else -1. Says nothing about what comes behind,
   * so call `accept` once the rest of the line turned out to be sound. `view` looks at the same memory as `bytes`.
   */
  expect(bytes: Uint8Array, view: DataView, at: number, end: number): number {
    const entry = this.#next[this.#previous]! - 1
    if (entry < 0) return -1
    const behind = at + this.lengthOf(entry)
    if (behind >= end) return -1
    const byte = bytes[behind]!
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x09) return -1
    return this.#spells(entry, bytes, view, at) ? entry : -1
  }

  /** The entry that the first `length` bytes spell, -1 where they are new: `find` for those who have nothing but the spelling. */
  lookup(bytes: Uint8Array, view: DataView, length: number): number {
    const entry = this.#next[this.#previous]! - 1
    if (entry >= 0 && this.lengthOf(entry) === length && this.#spells(entry, bytes, view, 0)) return entry
    return this.find(bytes, 0, length)
  }

  #spells(entry: number, bytes: Uint8Array, view: DataView, at: number): boolean {
    const { starts, ends, bytes: known, view: knownView } = this.#spellings
    const start = starts[entry]!
    // Last bytes first: where lines differ, they do so near their ends.
    let i = ends[entry]! - start - 4
    for (; i >= 0; i -= 4) if (view.getInt32(at + i) !== knownView.getInt32(start + i)) return false
    for (i += 3; i >= 0; i--) if (bytes[at + i] !== known[start + i]) return false
    return true
  }

  /** The entry that the bytes spell, -1 where they are new. */
  find(bytes: Uint8Array, start: number, stop: number): number {
    return this.#spellings.find(bytes, start, stop)
  }

  /** Marks the entry as said in this scrape, behind the line before. */
  accept(entry: number): void {
    const place = entry + 1
    if (this.#next[this.#previous] !== place) this.#next[this.#previous] = place
    this.#previous = place
    this.#lastSeen[entry] = this.#scrape
    this.saidCount++
  }

  lengthOf(entry: number): number {
    return this.#spellings.ends[entry]! - this.#spellings.starts[entry]!
  }

  /** A series, DROPPED or a NOTE. */
  meaningOf(entry: number): number {
    return this.#meaning[entry]!
  }

  /** Remembers a new spelling, resolves its labels and accepts it. Returns what it means: a series or DROPPED. */
  learn(bytes: Uint8Array, start: number, stop: number, exposed: readonly Label[]): number {
    const labels = this.#resolve(exposed)
    const meaning = labels === undefined ? DROPPED : this.seriesFor(labels)
    this.accept(this.#addEntry(bytes, start, stop, meaning))
    return meaning
  }

  /** Resolves labels without remembering anything. */
  isDropped(exposed: readonly Label[]): boolean {
    return this.#resolve(exposed) === undefined
  }

  /** Remembers a line that is statement `note` about a family, and accepts it. */
  learnNote(bytes: Uint8Array, start: number, stop: number, note: number): void {
    this.accept(this.#addEntry(bytes, start, stop, NOTE - note))
  }

  /** The series of a label set, a new one where it is unknown. */
  seriesFor(labels: Labels): number {
    return this.seriesForKey(encodeLabelKey(labels))
  }

  seriesForKey(key: Uint8Array): number {
    return this.#keys.add(key, 0, key.length)
  }

  /** The series that a label key spells, -1 where this target has none such. */
  seriesOfKey(key: Uint8Array): number {
    return this.#keys.find(key, 0, key.length)
  }

  /**
   * Forgets what was not said in the last `scrapes` scrapes, and with it every series but those of `keep`. Series get new numbers: the
   * result has the new number of each old one, or -1. Statements are renumbered by `copyNote`.
   */
  compact(scrapes: number, keep: Iterable<number>, copyNote: (note: number) => number): Int32Array {
    const spellings = this.#spellings
    const meaning = this.#meaning
    const lastSeen = this.#lastSeen
    const next = this.#next
    const keys = this.#keys
    const renumbered = new Int32Array(keys.count).fill(-1)
    this.#spellings = new ByteTable()
    this.#keys = new ByteTable()
    this.#next = new Uint32Array(this.#next.length)

    const copySeries = (series: number): number => {
      const copy = this.#keys.add(keys.bytes, keys.starts[series]!, keys.ends[series]!)
      renumbered[series] = copy
      return copy
    }
    for (const series of keep) copySeries(series)
    const places = new Uint32Array(spellings.count + 1)
    for (let entry = 0; entry < spellings.count; entry++) {
      if (this.#scrape - lastSeen[entry]! >= scrapes) continue
      const means = meaning[entry]!
      const copy = this.#spellings.add(spellings.bytes, spellings.starts[entry]!, spellings.ends[entry]!)
      // Copies never overtake what is yet to be copied, so the arrays can be rewritten in place.
      meaning[copy] =
        means >= 0 ? copySeries(means) : means === DROPPED ? DROPPED : NOTE - copyNote(NOTE - means)
      lastSeen[copy] = lastSeen[entry]!
      places[entry + 1] = copy + 1
    }
    for (let place = 0; place <= spellings.count; place++) {
      const copy = places[place]!
      if (place === BEGINNING || copy !== 0) this.#next[copy] = places[next[place]!]!
    }
    this.#previous = BEGINNING
    return renumbered
  }

  #addEntry(bytes: Uint8Array, start: number, stop: number, meaning: number): number {
    const entry = this.#spellings.add(bytes, start, stop)
    if (entry >= this.#meaning.length) {
      this.#meaning = doubled(this.#meaning)
      this.#lastSeen = grown(this.#lastSeen, entry + 1)
      this.#next = grown(this.#next, this.#meaning.length + 1)
    }
    this.#meaning[entry] = meaning
    return entry
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
