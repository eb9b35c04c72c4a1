/**
 * What a query will read, known before anything is read: for each selector the windows it looks at, and which expressions stand in it more
 * than once.
 */
import type { WindowSpec } from '../functions/range/windows.ts'
import type { Call, Expr, VectorSelector } from '../syntax/tree.ts'
import { expressionsIn, withoutParens } from '../syntax/walk.ts'
import type { Grid } from '../values/grid.ts'
import { invarianceOf } from './invariant.ts'
import { statsOnlySelectors } from './stats-only.ts'
import type { QueryTimes } from './times.ts'
import { durationMs, lastEndMs, oneStep, subqueryGrid, windowsFor } from './times.ts'

export interface PlannedRead {
  readonly selector: VectorSelector
  readonly windows: WindowSpec
  /** Inclusive: what edges of anchored and smoothed windows need lies outside of the windows. */
  readonly fromMs: number
  readonly toMs: number
  readonly need: 'all' | 'last' | 'value'
  /** Of histograms only count and sum, see stats-only.ts. */
  readonly statsOnly: boolean
}

export interface Plan {
  readonly reads: ReadonlyMap<VectorSelector, PlannedRead>
  /** Expressions of equal text at equal steps, each with the first of its kind. */
  readonly repeats: ReadonlyMap<Expr, Expr>
}

export function planQuery(query: string, expr: Expr, grid: Grid, times: QueryTimes): Plan {
  const reads = new Map<VectorSelector, PlannedRead>()
  const repeats = new Map<Expr, Expr>()
  const seen = new Map<string, Expr>()
  const statsOnly = statsOnlySelectors(expr)

  function plan(selector: VectorSelector, rangeMs: number | undefined, grid: Grid): void {
    const read = readOf(selector, rangeMs, grid, times)
    // Of a histogram that a window shows, the one before tells whether it was reset.
    const needsAll = { fromMs: read.fromMs - 1, need: 'all', statsOnly: true } as const
    reads.set(selector, statsOnly.has(selector) ? { ...read, ...needsAll } : read)
  }

  /** Equal texts have equal answers, unless buckets are left out of only one. */
  function keyOf(node: Expr, { startMs, stepMs, count }: Grid): string {
    const bare =
      statsOnly.size > 0 && [...expressionsIn(node)].some(each => statsOnly.has(each as VectorSelector))
    return `${startMs} ${stepMs} ${count} ${bare} ${query.slice(node.place.from, node.place.to)}`
  }

  function visit(node: Expr, outer: Grid): void {
    visitAt(node, outer.count > 1 && invarianceOf(node) === 'invariant' ? oneStep(outer) : outer)
  }

  function visitAt(node: Expr, own: Grid): void {
    if (node.kind === 'call' || node.kind === 'aggregation') {
      const key = keyOf(node, own)
      const first = seen.get(key)
      if (node.place.to > node.place.from && first !== undefined) {
        repeats.set(node, first)
        repeats.set(first, first)
        return
      }
      seen.set(key, node)
    }
    switch (node.kind) {
      case 'number':
      case 'string':
        return
      case 'vector':
        plan(node, undefined, own)
        return
      case 'matrix':
        plan(node.selector, durationMs(node.range), own)
        return
      case 'subquery': {
        const inner = subqueryGrid(node, windowsFor(node, durationMs(node.range), own, times), times)
        if (inner.count > 0) visit(node.expr, inner)
        return
      }
      case 'call':
        for (const arg of node.args) {
          const looked = lookedAtBy(node, arg)
          if (looked === undefined) visit(arg, own)
          else visitAt(looked, own)
          if (looked?.kind === 'vector') reads.set(looked, withTimes(reads.get(looked)!))
        }
        return
      case 'aggregation':
        if (node.param !== undefined) visit(node.param, own)
        visit(node.expr, own)
        return
      case 'binary':
        visit(node.left, own)
        visit(node.right, own)
        return
      case 'unary':
      case 'parens':
        visit(node.expr, own)
    }
  }
  visit(expr, grid)
  return { reads, repeats }
}

/** For who asks when samples were taken. */
export function withTimes(read: PlannedRead): PlannedRead {
  return read.need === 'value' ? { ...read, need: 'last' } : read
}

/** A selector or subquery that the call looks at itself, at each of its own steps, whatever its `@`. */
function lookedAtBy(call: Call, arg: Expr): Expr | undefined {
  const bare = withoutParens(arg)
  const looks =
    bare.kind === 'matrix' ||
    bare.kind === 'subquery' ||
    (bare.kind === 'vector' && call.name === 'timestamp')
  return looks ? bare : undefined
}

/** `rangeMs` undefined: an instant selector, which looks back. */
export function readOf(
  selector: VectorSelector,
  rangeMs: number | undefined,
  grid: Grid,
  times: QueryTimes,
): PlannedRead {
  const { lookbackMs } = times
  const windows = windowsFor(selector, rangeMs ?? lookbackMs, grid, times)
  const before = selector.edges !== undefined && rangeMs !== undefined ? lookbackMs : 0
  const after = selector.edges === 'smoothed' ? lookbackMs : 0
  return {
    selector,
    windows,
    fromMs: windows.firstEndMs - windows.lengthMs - before + 1,
    toMs: lastEndMs(windows) + after,
    need: rangeMs === undefined && selector.edges === undefined ? 'value' : 'all',
    statsOnly: false,
  }
}
