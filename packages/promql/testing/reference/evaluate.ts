/**
 * The reference evaluator: a query step by step, each step by walking the tree. Deliberately simple, to be believed by reading it; what it answers
 * is what the engine has to answer.
 */
import { compileMatcher, type Labels, labelsFrom, labelValue, METRIC_NAME } from '@vedette/model'
import { executionError } from '../../src/evaluate/query-error.ts'
import type {
  AtModifier,
  Binary,
  Call,
  DurationExpr,
  Expr,
  Subquery,
  VectorSelector,
} from '../../src/syntax/tree.ts'
import { aggregated } from './aggregate.ts'
import { ofScalars, ofVectors, withScalar } from './binary.ts'
import { INSTANT_FUNCTIONS } from './instant-functions.ts'
import { KEEPS_NAME, PARAM_FIRST, RANGE_FUNCTIONS, type WindowTimes } from './range-functions.ts'
import {
  keyOf,
  type Point,
  type ReferenceSeries,
  renamed,
  type Sample,
  unique,
  unnamed,
  type Window,
} from './series.ts'

export interface ReferenceQuery {
  readonly series: readonly ReferenceSeries[]
  readonly startMs: number
  readonly endMs: number
  readonly stepMs: number
  readonly lookbackMs: number
  readonly defaultStepMs: number
  readonly delayedNames: boolean
}

export interface ReferenceAnswer {
  readonly labels: Labels
  readonly points: readonly Point[]
}

/** Throws QueryError. A scalar is a series without labels. */
export function referenceAnswer(expr: Expr, query: ReferenceQuery): ReferenceAnswer[] {
  const found = new Map<string, { labels: Labels; points: Point[] }>()
  const evaluator = new Evaluator(query)
  for (let atMs = query.startMs; atMs <= query.endMs; atMs += query.stepMs) {
    for (const { labels, value } of unique(evaluator.vectorOrScalar(expr, atMs).map(nameDropped))) {
      const key = keyOf(labels)
      const series = found.get(key) ?? { labels, points: [] }
      series.points.push({ timeMs: atMs, value })
      found.set(key, series)
    }
  }
  return [...found.values()]
}

function nameDropped(sample: Sample): Sample {
  return sample.dropName ? { ...sample, labels: unnamed(sample.labels) } : sample
}

class Evaluator {
  readonly #query: ReferenceQuery
  /** Which series a range function's answer under some labels came from: two of them are an error, at whatever steps. */
  readonly #origins = new Map<Call, Map<string, string>>()
  readonly #marks = new Map<Binary, Map<string, boolean>>()

  constructor(query: ReferenceQuery) {
    this.#query = query
  }

  vectorOrScalar(expr: Expr, atMs: number): Sample[] {
    const value = this.evaluate(expr, atMs)
    return typeof value === 'number' ? [{ labels: [], dropName: false, value }] : value
  }

  evaluate(expr: Expr, atMs: number): number | Sample[] {
    switch (expr.kind) {
      case 'number':
        return expr.value
      case 'parens':
        return this.evaluate(expr.expr, atMs)
      case 'vector':
        return this.#select(expr, atMs).map(({ labels, point }) => ({
          labels,
          dropName: false,
          value: point.value,
        }))
      case 'unary': {
        const value = this.evaluate(expr.expr, atMs)
        if (expr.op === '+') return value
        if (typeof value === 'number') return -value
        return unique(value.map(sample => renamed(sample, -sample.value, this.#query.delayedNames)))
      }
      case 'binary': {
        const left = this.evaluate(expr.left, atMs)
        const right = this.evaluate(expr.right, atMs)
        if (typeof left === 'number') {
          if (typeof right === 'number') return ofScalars(expr.op, left, right)
          return withScalar(expr, right, left, true, this.#query.delayedNames)
        }
        if (typeof right === 'number') return withScalar(expr, left, right, false, this.#query.delayedNames)
        const result = ofVectors(expr, left, right, this.#query.delayedNames)
        return expr.op === 'or' ? this.#settled(expr, result) : result
      }
      case 'aggregation': {
        const { param } = expr
        const value =
          param === undefined ? undefined : param.kind === 'string' ? param.value : this.#scalar(param, atMs)
        return aggregated(expr, this.#vector(expr.expr, atMs), value)
      }
      case 'call':
        return this.#call(expr, atMs)
      case 'string':
      case 'matrix':
      case 'subquery':
        throw new TypeError(`the reference evaluates no ${expr.kind} by itself`)
    }
  }

  /** Whether a name is to be dropped is said once for a series, where it appears first. */
  #settled(expr: Binary, samples: readonly Sample[]): Sample[] {
    const marks = this.#marks.get(expr) ?? new Map<string, boolean>()
    this.#marks.set(expr, marks)
    return samples.map(sample => {
      const key = keyOf(sample.labels)
      const dropName = marks.get(key) ?? sample.dropName
      marks.set(key, dropName)
      return { ...sample, dropName }
    })
  }

  #vector(expr: Expr, atMs: number): Sample[] {
    const value = this.evaluate(expr, atMs)
    if (typeof value === 'number') throw new TypeError('a scalar where a vector is needed')
    return value
  }

  #scalar(expr: Expr, atMs: number): number {
    const value = this.evaluate(expr, atMs)
    if (typeof value !== 'number') throw new TypeError('a vector where a scalar is needed')
    return value
  }

  #call(call: Call, atMs: number): number | Sample[] {
    const { name, args } = call
    const [first] = args as [Expr]
    const delayed = this.#query.delayedNames
    if (name in RANGE_FUNCTIONS || name === 'absent_over_time') return this.#rangeCall(call, atMs)
    const instant = INSTANT_FUNCTIONS[name]
    if (instant !== undefined) {
      const params = args.slice(1).map(arg => this.#scalar(arg, atMs))
      return unique(
        this.#vector(first, atMs).flatMap(sample => {
          const value = instant(sample.value, params)
          return value === undefined ? [] : [renamed(sample, value, delayed)]
        }),
      )
    }
    switch (name) {
      case 'time':
        return atMs / 1000
      case 'vector':
        return [{ labels: [], dropName: false, value: this.#scalar(first, atMs) }]
      case 'scalar': {
        const vector = this.#vector(first, atMs)
        return vector.length === 1 ? vector[0]!.value : Number.NaN
      }
      case 'sort':
      case 'sort_desc':
        return this.#vector(first, atMs)
      case 'absent':
        return this.#vector(first, atMs).length > 0
          ? []
          : [{ labels: absentLabels(first), dropName: false, value: 1 }]
      case 'timestamp': {
        const times =
          first.kind === 'vector'
            ? this.#select(first, atMs).map(({ labels, point }) => ({
                labels,
                dropName: false,
                value: point.timeMs / 1000,
              }))
            : this.#vector(first, atMs).map(sample => ({ ...sample, value: atMs / 1000 }))
        return unique(times.map(sample => renamed(sample, sample.value, delayed)))
      }
    }
    throw new TypeError(`the reference knows no ${name}`)
  }

  #rangeCall(call: Call, atMs: number): Sample[] {
    const { name } = call
    const args = PARAM_FIRST.has(name) ? [...call.args].reverse() : call.args
    const [range, ...rest] = args as [Expr, ...Expr[]]
    const params = rest.map(arg => this.#scalar(arg, atMs))
    const windows = this.#windows(range, atMs)
    if (name === 'absent_over_time') {
      return windows.series.length > 0 ? [] : [{ labels: absentLabels(range), dropName: true, value: 1 }]
    }
    const { delayedNames } = this.#query
    const samples: Sample[] = []
    for (const { labels, points } of windows.series) {
      const value = RANGE_FUNCTIONS[name]!(points, windows.times, params)
      if (value === undefined) continue
      if (KEEPS_NAME.has(name)) samples.push({ labels, dropName: false, value })
      else samples.push(renamed({ labels, dropName: false, value }, value, delayedNames))
      if (!delayedNames) this.#checkOrigin(call, samples.at(-1)!.labels, labels)
    }
    return samples
  }

  #checkOrigin(call: Call, labels: Labels, from: Labels): void {
    const origins = this.#origins.get(call) ?? new Map<string, string>()
    this.#origins.set(call, origins)
    const earlier = origins.get(keyOf(labels)) ?? keyOf(from)
    if (earlier !== keyOf(from)) {
      throw executionError('vector cannot contain metrics with the same labelset')
    }
    origins.set(keyOf(labels), earlier)
  }

  #windows(range: Expr, atMs: number): { series: Window[]; times: WindowTimes } {
    if (range.kind === 'matrix') {
      const endMs = this.#lookedAt(range.selector, atMs)
      const startMs = endMs - ms(range.range)
      const series = this.#matching(range.selector).flatMap(({ labels, points }) => {
        const within = points.filter(
          ({ timeMs, value }) => timeMs > startMs && timeMs <= endMs && value !== 'stale',
        )
        return within.length === 0 ? [] : [{ labels, points: within as Point[] }]
      })
      return { series, times: { startMs, endMs, atMs } }
    }
    if (range.kind === 'subquery') return this.#subquery(range, atMs)
    throw new TypeError(`a ${range.kind} where a range is needed`)
  }

  #subquery(subquery: Subquery, atMs: number): { series: Window[]; times: WindowTimes } {
    const endMs = this.#lookedAt(subquery, atMs)
    const startMs = endMs - ms(subquery.range)
    const stepMs = subquery.step === undefined ? this.#query.defaultStepMs : ms(subquery.step)
    const found = new Map<string, { labels: Labels; points: Point[] }>()
    for (let timeMs = (Math.floor(startMs / stepMs) + 1) * stepMs; timeMs <= endMs; timeMs += stepMs) {
      for (const { labels, value } of unique(this.vectorOrScalar(subquery.expr, timeMs))) {
        const series = found.get(keyOf(labels)) ?? { labels, points: [] }
        series.points.push({ timeMs, value })
        found.set(keyOf(labels), series)
      }
    }
    return { series: [...found.values()], times: { startMs, endMs, atMs } }
  }

  #select(selector: VectorSelector, atMs: number): { labels: Labels; point: Point }[] {
    const endMs = this.#lookedAt(selector, atMs)
    return this.#matching(selector).flatMap(({ labels, points }) => {
      const last = points.findLast(({ timeMs }) => timeMs <= endMs)
      if (last === undefined || last.timeMs <= endMs - this.#query.lookbackMs || last.value === 'stale')
        return []
      return [{ labels, point: last as Point }]
    })
  }

  #matching({ matchers }: VectorSelector): ReferenceSeries[] {
    const tests = matchers.map(matcher => ({ name: matcher.name, matches: compileMatcher(matcher) }))
    return this.#query.series.filter(({ labels }) =>
      tests.every(({ name, matches }) => matches(labelValue(labels, name))),
    )
  }

  #lookedAt(node: { at: AtModifier | undefined; offset: DurationExpr | undefined }, atMs: number): number {
    const { startMs, endMs } = this.#query
    const moment =
      node.at === undefined
        ? atMs
        : node.at.kind === 'time'
          ? node.at.timeMs
          : node.at.kind === 'start'
            ? startMs
            : endMs
    return moment - (node.offset === undefined ? 0 : ms(node.offset))
  }
}

function ms(duration: DurationExpr): number {
  if (duration.kind === 'negate') return -ms(duration.of)
  if (duration.kind !== 'duration') throw new TypeError(`the reference knows no ${duration.kind} durations`)
  return duration.ms
}

/** The labels that the selector fixes to one value each; a label that is named again is fixed to none. */
function absentLabels(expr: Expr): Labels {
  const selector = expr.kind === 'matrix' ? expr.selector : expr
  if (selector.kind !== 'vector') return []
  const fixed = new Map<string, string>()
  const seen = new Set<string>()
  for (const { kind, name, value } of selector.matchers) {
    if (name === METRIC_NAME) continue
    if (kind === '=' && !seen.has(name)) fixed.set(name, value)
    else fixed.delete(name)
    if (kind === '=') seen.add(name)
  }
  return labelsFrom(fixed)
}
