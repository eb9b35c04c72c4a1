/**
 * The query's reading. Selectors with equal matchers and times that overlap share one reading; samples that are not in memory anyway are then
 * kept until the last of them has seen them.
 */
import { formatMatcher, type Matcher } from '@vedette/model'
import {
  bytesOfSamples,
  copyOfSamples,
  type ReadCost,
  type Samples,
  type SelectedSeries,
  type SelectRequest,
  type SeriesSource,
  type VisitSamples,
} from '../source.ts'
import type { VectorSelector } from '../syntax/tree.ts'
import type { SeriesSet } from '../values/series-set.ts'
import type { Budget } from './budget.ts'
import type { Plan, PlannedRead } from './plan.ts'
import { withoutBuckets } from './stats-only.ts'

/** What one selector gets of a reading. */
export interface SelectorRead {
  readonly series: SeriesSet
  read(visit: VisitSamples): Promise<void>
}

interface Group {
  readonly request: SelectRequest
  readonly users: number
  opened: Promise<OpenGroup> | undefined
}

interface OpenGroup {
  readonly selected: SelectedSeries
  kept: { index: number; samples: Samples }[] | undefined
}

export interface SelectorCost extends ReadCost {
  readonly selector: string
  readonly series: number
}

export class Reads {
  readonly #groups = new Map<VectorSelector, Group>()
  readonly #opened: { group: Group; open: OpenGroup }[] = []
  readonly #source: SeriesSource
  readonly #budget: Budget
  readonly #signal: AbortSignal
  readonly #nowMs: () => number
  selectMs = 0

  constructor(plan: Plan, source: SeriesSource, budget: Budget, signal: AbortSignal, nowMs: () => number) {
    this.#source = source
    this.#budget = budget
    this.#signal = signal
    this.#nowMs = nowMs
    const byMatchers = new Map<string, PlannedRead[]>()
    for (const read of plan.reads.values()) {
      const key = textOf(read.selector.matchers)
      byMatchers.set(key, [...(byMatchers.get(key) ?? []), read])
    }
    for (const alike of byMatchers.values()) {
      for (const reads of sharing(alike)) {
        const group: Group = { request: requestFor(reads), users: reads.length, opened: undefined }
        for (const { selector } of reads) this.#groups.set(selector, group)
      }
    }
  }

  /** Of a selector of the plan, or of one that a function came up with. */
  async open(read: PlannedRead): Promise<SelectorRead> {
    const group = this.#groups.get(read.selector) ?? {
      request: requestFor([read]),
      users: 1,
      opened: undefined,
    }
    group.opened ??= this.#select(group)
    const open = await group.opened
    const { series } = open.selected
    if (!read.statsOnly) return { series, read: visit => this.#read(group, open, visit) }
    return {
      series,
      read: visit =>
        this.#read(group, open, (index, samples) => visit(index, withoutBuckets(samples, read.fromMs))),
    }
  }

  close(): void {
    for (const { open } of this.#opened) open.selected.close()
  }

  get costs(): SelectorCost[] {
    return this.#opened.map(({ group, open }) => ({
      selector: textOf(group.request.matchers),
      series: open.selected.series.size,
      ...open.selected.cost,
    }))
  }

  async #select(group: Group): Promise<OpenGroup> {
    const startedMs = this.#nowMs()
    const selected = await this.#source.select(group.request, this.#signal)
    this.selectMs += this.#nowMs() - startedMs
    const open: OpenGroup = { selected, kept: undefined }
    this.#opened.push({ group, open })
    this.#budget.countSeries(selected.series.size)
    return open
  }

  async #read(group: Group, open: OpenGroup, visit: VisitSamples): Promise<void> {
    const budget = this.#budget
    const counted: VisitSamples = (index, samples) => {
      budget.countSamples(samples.count + samples.histograms.length)
      return visit(index, samples)
    }
    const { selected } = open
    if (group.users === 1 || selected.rereadable) return selected.read(counted, this.#signal)
    if (open.kept === undefined) {
      const kept: { index: number; samples: Samples }[] = []
      await selected.read((index, samples) => {
        budget.reserve(bytesOfSamples(samples))
        kept.push({ index, samples: copyOfSamples(samples) })
      }, this.#signal)
      open.kept = kept
    }
    for (const { index, samples } of open.kept) {
      const pause = counted(index, samples)
      if (pause !== undefined) await pause
    }
  }
}

/** Those whose times lie close enough together that one reading of all of it costs less than each its own. */
function sharing(reads: readonly PlannedRead[]): PlannedRead[][] {
  const groups: PlannedRead[][] = []
  for (const read of [...reads].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = groups.at(-1)
    if (last !== undefined && Math.max(...last.map(({ toMs }) => toMs)) >= read.fromMs) last.push(read)
    else groups.push([read])
  }
  return groups
}

function requestFor(reads: readonly PlannedRead[]): SelectRequest {
  const [first] = reads as [PlannedRead]
  const alike = reads.every(read => sameWindows(read, first))
  const { windows } = first
  const isPlain = first.selector.edges === undefined && windows.stepMs > 0 && !first.statsOnly
  return {
    matchers: first.selector.matchers,
    fromMs: Math.min(...reads.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...reads.map(({ toMs }) => toMs)),
    windows: alike && isPlain ? { ...windows, need: first.need } : undefined,
  }
}

function sameWindows(a: PlannedRead, b: PlannedRead): boolean {
  return (
    a.need === b.need &&
    a.statsOnly === b.statsOnly &&
    a.selector.edges === b.selector.edges &&
    a.windows.firstEndMs === b.windows.firstEndMs &&
    a.windows.stepMs === b.windows.stepMs &&
    a.windows.count === b.windows.count &&
    a.windows.lengthMs === b.windows.lengthMs
  )
}

const texts = new WeakMap<readonly Matcher[], string>()

/** Kept with the matchers: a tree that was parsed once is evaluated again and again. */
function textOf(matchers: readonly Matcher[]): string {
  let text = texts.get(matchers)
  if (text === undefined) {
    text = `{${matchers.map(formatMatcher).join(',')}}`
    texts.set(matchers, text)
  }
  return text
}
