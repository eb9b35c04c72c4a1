/**
 * Which series a selector found the last time, in order. Dashboards ask for the same series again and again, and whoever works something out
 * from labels keeps it by the array that is given here, so it stays the same object until other series are found.
 */
import { compareLabels, type Labels, labelsEqual, type Matcher } from '@vedette/model'
import type { KnownSeries } from './clickhouse/series-reader.ts'
import type { Head } from './head/head.ts'
import { idAsBigint } from './head/series-id.ts'

const MOST_SELECTIONS = 1024
/** Of all remembered selections together: some 30 bytes each, beside labels that the head has anyway. */
const MOST_SERIES = 2_000_000

/** Series sorted by labels. */
export class SelectedSeries {
  readonly labels: readonly Labels[]
  /** Where the head has each; -1: it does not. */
  readonly refs: Int32Array
  readonly ids: BigUint64Array
  /** The indexes in the order of refs, in which the series' samples mostly lie in memory. */
  readonly byRef: Uint32Array
  #byId: Uint32Array | undefined

  constructor(labels: readonly Labels[], refs: Int32Array, ids: BigUint64Array, byRef: Uint32Array) {
    this.labels = labels
    this.refs = refs
    this.ids = ids
    this.byRef = byRef
  }

  /** The indexes in the order of ids, in which ClickHouse has the series. */
  byId(): Uint32Array {
    if (this.#byId === undefined) {
      const words = new Uint32Array(this.ids.buffer)
      this.#byId = Uint32Array.from(this.ids, (_, i) => i).sort(
        (a, b) => words[2 * a + 1]! - words[2 * b + 1]! || words[2 * a]! - words[2 * b]!,
      )
    }
    return this.#byId
  }

  /** The same series under another array of their labels. */
  withLabels(labels: readonly Labels[]): SelectedSeries {
    return new SelectedSeries(labels, this.refs, this.ids, this.byRef)
  }
}

interface Found {
  readonly labels: Labels[]
  readonly refs: number[]
  readonly ids: bigint[]
}

interface Remembered {
  readonly series: SelectedSeries
  /** What the head's index found, in its own order. */
  readonly found: Int32Array
  version: number
}

export class SelectionMemory {
  readonly #head: Head
  readonly #remembered = new Map<string, Remembered>()
  #seriesCount = 0
  hits = 0
  misses = 0

  constructor(head: Head) {
    this.#head = head
  }

  get seriesCount(): number {
    return this.#seriesCount
  }

  /** Series that the head has. */
  inHead(project: string, matchers: readonly Matcher[]): SelectedSeries {
    const key = keyOf(project, matchers, '')
    const version = this.#head.versionOf(project, matchers)
    const known = this.#lookUp(key, version)
    if (known !== undefined) return known.series
    const found = this.#head.select(project, matchers)
    const earlier = this.#remembered.get(key)
    if (earlier !== undefined && this.#findsTheSame(project, earlier, found)) {
      earlier.version = version
      return earlier.series
    }
    const series = sorted(this.#inHead(project, found))
    this.#remember(key, { series, found: Int32Array.from(found), version })
    return series
  }

  /**
   * Series that the head has or ClickHouse knows of certain days. What ClickHouse answered is believed for as long as the head's index stays
   * as it is, where this process alone writes: a series comes to the disk through the head.
   */
  async inHeadAndStored(
    project: string,
    matchers: readonly Matcher[],
    days: string,
    believeStored: boolean,
    findStored: () => Promise<KnownSeries[]>,
  ): Promise<SelectedSeries> {
    const key = keyOf(project, matchers, days)
    const version = this.#head.versionOf(project, matchers)
    if (believeStored) {
      const known = this.#lookUp(key, version)
      if (known !== undefined) return known.series
    }
    const found = Int32Array.from(this.#head.select(project, matchers))
    // Looked up before anything is waited for: the head goes on meanwhile.
    const all = this.#inHead(project, found)
    const inHead = new Set(all.ids)
    for (const { id, labels } of await findStored()) {
      if (inHead.has(id)) continue
      all.labels.push(labels)
      all.refs.push(-1)
      all.ids.push(id)
    }
    let series = sorted(all)
    const earlier = this.#remembered.get(key)
    // The very same series: then what was worked out from their labels still holds, and the array stays.
    if (earlier !== undefined && sameSeries(earlier.series, series)) {
      series = series.withLabels(earlier.series.labels)
    }
    this.#remember(key, { series, found, version })
    return series
  }

  #lookUp(key: string, version: number): Remembered | undefined {
    const known = this.#remembered.get(key)
    if (known === undefined || known.version !== version) {
      this.misses++
      return undefined
    }
    this.hits++
    this.#remembered.delete(key)
    this.#remembered.set(key, known)
    return known
  }

  #findsTheSame(project: string, { series, found }: Remembered, now: readonly number[]): boolean {
    if (found.length !== now.length) return false
    for (let i = 0; i < found.length; i++) if (found[i] !== now[i]) return false
    // A ref may have gone to another series meanwhile; its labels are then another object.
    for (let i = 0; i < series.labels.length; i++) {
      if (this.#head.labelsOf(project, series.refs[i]!) !== series.labels[i]) return false
    }
    return true
  }

  #inHead(project: string, found: ArrayLike<number>): Found {
    const labels: Labels[] = []
    const refs: number[] = []
    const ids: bigint[] = []
    for (let i = 0; i < found.length; i++) {
      const ref = found[i]!
      labels.push(this.#head.labelsOf(project, ref))
      refs.push(ref)
      ids.push(idAsBigint(this.#head.idOf(ref)))
    }
    return { labels, refs, ids }
  }

  #remember(key: string, entry: Remembered): void {
    this.#forget(key)
    if (entry.series.labels.length > MOST_SERIES / 2) return
    this.#remembered.set(key, entry)
    this.#seriesCount += entry.series.labels.length
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= MOST_SELECTIONS && this.#seriesCount <= MOST_SERIES) break
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    const entry = this.#remembered.get(key)
    if (entry === undefined) return
    this.#remembered.delete(key)
    this.#seriesCount -= entry.series.labels.length
  }
}

/** What is found comes in the order of refs, what only the disk has after it. */
function sorted({ labels, refs, ids }: Found): SelectedSeries {
  const order = Uint32Array.from(labels, (_, i) => i).sort((a, b) => compareLabels(labels[a]!, labels[b]!))
  const byRef = new Uint32Array(order.length)
  order.forEach((found, index) => {
    byRef[found] = index
  })
  return new SelectedSeries(
    Array.from(order, i => labels[i]!),
    Int32Array.from(order, i => refs[i]!),
    BigUint64Array.from(Array.from(order, i => ids[i]!)),
    byRef,
  )
}

function keyOf(project: string, matchers: readonly Matcher[], days: string): string {
  let key = `${project}\0${days}`
  for (const { kind, name, value } of matchers) key += `\0${name}${kind}${value.length}:${value}`
  return key
}

function sameSeries(a: SelectedSeries, b: SelectedSeries): boolean {
  if (a.ids.length !== b.ids.length) return false
  return a.ids.every((id, i) => id === b.ids[i] && labelsEqual(a.labels[i]!, b.labels[i]!))
}
