/**
 * Which series of a target were there in the scrape before and are no longer: they get a stale marker, so that a query sees them end at
 * once and not five minutes later. Also tells a duplicate from a first sight and a new series from a known one.
 *
 * Series are the numbers of the target's series cache. Those whose samples carry times of their own are not tracked: an
 * exporter that repeats old samples would flap.
 */
import { grown } from '@vedette/model'

export class Staleness {
  /** Counts scrapes, from 2 on, so that 0 is "never seen" and before every scrape. */
  #scrape = 1
  #lastWhole = 1
  /** Of a series: the scrape in which it was last seen, and in which it was last tracked. */
  #seen = new Uint32Array(64)
  #tracked = new Uint32Array(64)
  /** 1 where the newest sample of the series was a histogram: its marker is one too. */
  #isHistogram = new Uint8Array(64)
  #current = new Uint32Array(64)
  #currentCount = 0
  #previous = new Uint32Array(64)
  #previousCount = 0

  /** Before a scrape that may see series up to this number. */
  begin(seriesCount: number): void {
    this.#scrape++
    this.#currentCount = 0
    if (seriesCount <= this.#seen.length) return
    this.#seen = grown(this.#seen, seriesCount)
    this.#tracked = grown(this.#tracked, seriesCount)
    this.#isHistogram = grown(this.#isHistogram, seriesCount)
  }

  /** The series was seen in this scrape already. */
  isDuplicate(series: number): boolean {
    return this.#seen[series] === this.#scrape
  }

  /** Notes that the series is there. True where it was not in the last scrape that could be read. */
  see(series: number): boolean {
    const isNew = this.#seen[series]! < this.#lastWhole
    this.#seen[series] = this.#scrape
    return isNew
  }

  /** Notes that the series is to get a marker when it goes. */
  track(series: number, isHistogram: boolean): void {
    this.#isHistogram[series] = isHistogram ? 1 : 0
    if (this.#tracked[series] === this.#scrape) return
    this.#tracked[series] = this.#scrape
    if (this.#currentCount === this.#current.length) {
      this.#current = grown(this.#current, this.#currentCount + 1)
    }
    this.#current[this.#currentCount++] = series
  }

  /** The series was there in the scrape that runs or, between two of them, in the last. */
  isTracked(series: number): boolean {
    return this.#tracked[series] === this.#scrape
  }

  isHistogram(series: number): boolean {
    return this.#isHistogram[series] === 1
  }

  /** Forgets what was seen since `begin`: the scrape turned out to be worth nothing. */
  discard(): void {
    for (let i = 0; i < this.#currentCount; i++) this.#tracked[this.#current[i]!] = 0
    this.#currentCount = 0
  }

  /** Ends the scrape: tells each series that went since the one before. `whole`: something was read, from beginning to end. */
  finish(whole: boolean, onGone: (series: number) => void): void {
    for (let i = 0; i < this.#previousCount; i++) {
      const series = this.#previous[i]!
      if (this.#tracked[series] !== this.#scrape) onGone(series)
    }
    const previous = this.#previous
    this.#previous = this.#current
    this.#previousCount = this.#currentCount
    this.#current = previous
    this.#currentCount = 0
    if (whole) this.#lastWhole = this.#scrape
  }

  /** What would get a marker if the next scrape failed. */
  live(): Uint32Array {
    return this.#previous.subarray(0, this.#previousCount)
  }

  /** Follows the cache's renumbering between two scrapes; every live series must be in it. */
  renumber(numbers: Int32Array): void {
    const seen = new Uint32Array(this.#seen.length)
    const tracked = new Uint32Array(this.#tracked.length)
    const isHistogram = new Uint8Array(this.#isHistogram.length)
    for (let old = 0; old < Math.min(numbers.length, seen.length); old++) {
      const series = numbers[old]!
      if (series < 0) continue
      seen[series] = this.#seen[old]!
      tracked[series] = this.#tracked[old]!
      isHistogram[series] = this.#isHistogram[old]!
    }
    this.#seen = seen
    this.#tracked = tracked
    this.#isHistogram = isHistogram
    for (let i = 0; i < this.#previousCount; i++) this.#previous[i] = numbers[this.#previous[i]!]!
  }
}
