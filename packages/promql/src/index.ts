/** PromQL for JavaScript. See README.md. */
export { Budget, type BudgetLimits, DEFAULT_LIMITS, SharedMemory } from './evaluate/budget.ts'
export { evaluateQuery, type QueryCost, type QueryOptions, type QueryResult } from './evaluate/engine.ts'
export { QueryError, type QueryErrorKind } from './evaluate/query-error.ts'
export type { SelectorCost } from './evaluate/reads.ts'
export type { QueryValue, ResultSeries, SampledSeries } from './evaluate/result.ts'
export { bucketsForJson, type JsonBucket } from './histogram/index.ts'
export * from './source.ts'
export { typeOf } from './syntax/check.ts'
export { describeQuery } from './syntax/describe.ts'
export type { Experimental } from './syntax/experimental.ts'
export { formatQuery } from './syntax/format.ts'
export {
  hasNonEmptyMatcher,
  type ParseOptions,
  parseLabels,
  parseQuery,
  parseSelector,
} from './syntax/parse.ts'
export { ParseError } from './syntax/parse-error.ts'
export { printQuery } from './syntax/print.ts'
export type * from './syntax/tree.ts'
export { expressionsIn } from './syntax/walk.ts'
export { ABSENT, type Column, FLOAT, HISTOGRAM, histogramAt, kindAt } from './values/column.ts'
export { endOf, type Grid, gridOf, timeAt } from './values/grid.ts'
export { SeriesSet } from './values/series-set.ts'
