/**
 * Which series have which label: for each name and value the refs of the series, ascending. One per project. Label objects are shared by all
 * series that carry them, so a series costs a pointer per label and not two strings.
 */
import {
  compileMatcher,
  type Label,
  type Labels,
  literalAlternatives,
  type Matcher,
  METRIC_NAME,
} from '@vedette/model'
import { intersect, subtract, union } from './ref-sets.ts'

interface Posting {
  readonly label: Label
  refs: number[]
  sorted: boolean
  /** For a metric's name: as of which version its series are these. */
  version: number
}

let lastVersion = 0

/** Versions are numbered over all indexes: one that is made anew never repeats what an earlier one said. */
export function nextVersion(): number {
  return ++lastVersion
}

export class LabelIndex {
  readonly #byName = new Map<string, Map<string, Posting>>()
  readonly #labels = new Map<number, Labels>()
  #version = nextVersion()
  /** As of which version no metric is gone. */
  #metricsGone = this.#version

  get seriesCount(): number {
    return this.#labels.size
  }

  get labelPairCount(): number {
    let pairs = 0
    for (const values of this.#byName.values()) pairs += values.size
    return pairs
  }

  labelsOf(ref: number): Labels {
    return this.#labels.get(ref)!
  }

  refs(): Iterable<number> {
    return this.#labels.keys()
  }

  /** See Head.versionOf. Series of other metrics come and go without changing what is said of one. */
  versionOf(matchers: readonly Matcher[]): number {
    const metric = matchers.find(
      ({ kind, name, value }) => kind === '=' && name === METRIC_NAME && value !== '',
    )
    if (metric === undefined) return this.#version
    return this.#byName.get(METRIC_NAME)?.get(metric.value)?.version ?? this.#metricsGone
  }

  add(ref: number, labels: Labels): void {
    this.#version = nextVersion()
    const shared: Label[] = []
    for (const label of labels) {
      let values = this.#byName.get(label.name)
      if (values === undefined) {
        values = new Map()
        this.#byName.set(label.name, values)
      }
      let posting = values.get(label.value)
      if (posting === undefined) {
        // Begun with what it holds: most values of labels that are many belong to one series, and an empty list grows to seventeen at once.
        posting = { label, refs: [ref], sorted: true, version: 0 }
        values.set(label.value, posting)
      } else append(posting, ref)
      posting.version = this.#version
      shared.push(posting.label)
    }
    this.#labels.set(ref, shared)
  }

  /** Removes many at once: each posting is swept at most once. */
  removeAll(refs: ReadonlySet<number>): void {
    const touched = new Set<Posting>()
    for (const ref of refs) {
      for (const { name, value } of this.#labels.get(ref) ?? [])
        touched.add(this.#byName.get(name)!.get(value)!)
      this.#labels.delete(ref)
    }
    this.#version = nextVersion()
    for (const posting of touched) {
      posting.version = this.#version
      posting.refs = posting.refs.filter(ref => !refs.has(ref))
      if (posting.refs.length > 0) continue
      const { name, value } = posting.label
      const values = this.#byName.get(name)!
      values.delete(value)
      if (name === METRIC_NAME) this.#metricsGone = this.#version
      if (values.size === 0) this.#byName.delete(name)
    }
  }

  /** Refs of the series that satisfy all matchers, ascending. */
  select(matchers: readonly Matcher[]): readonly number[] {
    let found: readonly number[] | undefined
    const later: Matcher[] = []
    for (const matcher of matchers) {
      // A matcher that accepts the empty string is also satisfied by series without the label: it can only take away.
      if (compileMatcher(matcher)('')) {
        later.push(matcher)
        continue
      }
      const refs = this.#satisfying(matcher)
      found = found === undefined ? refs : intersect(found, refs)
      if (found.length === 0) return found
    }
    let result = found ?? [...this.#labels.keys()].sort((a, b) => a - b)
    for (const matcher of later) result = subtract(result, this.#violating(matcher))
    return result
  }

  names(): string[] {
    return [...this.#byName.keys()]
  }

  values(name: string): string[] {
    return [...(this.#byName.get(name)?.keys() ?? [])]
  }

  /** How many series carry each value of a label: the cardinality report reads these. */
  *counts(): Iterable<{ label: Label; series: number }> {
    for (const values of this.#byName.values()) {
      for (const { label, refs } of values.values()) yield { label, series: refs.length }
    }
  }

  #satisfying(matcher: Matcher): readonly number[] {
    const values = this.#byName.get(matcher.name)
    if (values === undefined) return []
    if (matcher.kind === '=') return sortedRefs(values.get(matcher.value))
    const words = matcher.kind === '=~' ? literalAlternatives(matcher.value) : undefined
    if (words !== undefined) return union(words.map(word => sortedRefs(values.get(word))))
    const accepts = compileMatcher(matcher)
    const sets: (readonly number[])[] = []
    for (const [value, posting] of values) if (accepts(value)) sets.push(sortedRefs(posting))
    return union(sets)
  }

  /** Series that carry the label with a value that the matcher does not accept. */
  #violating(matcher: Matcher): readonly number[] {
    const values = this.#byName.get(matcher.name)
    if (values === undefined) return []
    const accepts = compileMatcher(matcher)
    const sets: (readonly number[])[] = []
    for (const [value, posting] of values) if (!accepts(value)) sets.push(sortedRefs(posting))
    return union(sets)
  }
}

/**
 * Refs mostly grow. Those of ended series come again in any order; putting each where it belongs would move a long list for every one of
 * them, so the list is put in order when it is read next.
 */
function append(posting: Posting, ref: number): void {
  const { refs } = posting
  if (refs.length > 0 && ref < refs[refs.length - 1]!) posting.sorted = false
  refs.push(ref)
}

function sortedRefs(posting: Posting | undefined): readonly number[] {
  if (posting === undefined) return []
  if (!posting.sorted) {
    posting.refs = Array.from(Uint32Array.from(posting.refs).sort())
    posting.sorted = true
  }
  return posting.refs
}
