/**
 * The syntax tree of a query: plain data, a tagged union. `parse` makes it, `print` turns it back into text, the evaluator reads it.
 *
 * Places are offsets in the query's text as JavaScript counts them; messages to people count bytes, as Prometheus does (see place.ts).
 */
import type { Matcher } from '@vedette/model'

export interface Place {
  readonly from: number
  readonly to: number
}

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string'

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregation
  | Binary
  | Unary
  | Parens

export interface NumberLiteral {
  readonly kind: 'number'
  readonly value: number
  /** Written as a duration (`5m`), and printed so again. */
  readonly isDuration: boolean
  readonly place: Place
}

export interface StringLiteral {
  readonly kind: 'string'
  readonly value: string
  readonly place: Place
}

export interface VectorSelector {
  readonly kind: 'vector'
  /** The metric's name where it stands before the braces; its matcher is among `matchers` too. */
  readonly name: string | undefined
  readonly matchers: readonly Matcher[]
  readonly offset: DurationExpr | undefined
  readonly at: AtModifier | undefined
  /** How samples at a window's edges count; experimental. */
  readonly edges: 'anchored' | 'smoothed' | undefined
  readonly place: Place
}

export interface MatrixSelector {
  readonly kind: 'matrix'
  /** Carries offset, @ and edges. */
  readonly selector: VectorSelector
  readonly range: DurationExpr
  readonly place: Place
}

export interface Subquery {
  readonly kind: 'subquery'
  readonly expr: Expr
  readonly range: DurationExpr
  /** undefined: the evaluator's default resolution. */
  readonly step: DurationExpr | undefined
  readonly offset: DurationExpr | undefined
  readonly at: AtModifier | undefined
  readonly place: Place
}

/** `@ 1609746000`, in milliseconds, or `@ start()` / `@ end()`. */
export type AtModifier =
  | { readonly kind: 'time'; readonly timeMs: number }
  | { readonly kind: 'start' | 'end' }

/** A length of time: plain, or (experimental) computed from others, the query's step and its range. */
export type DurationExpr =
  | { readonly kind: 'duration'; readonly ms: number; readonly place: Place }
  | { readonly kind: 'step' | 'range'; readonly place: Place }
  | { readonly kind: 'negate'; readonly of: DurationExpr; readonly place: Place }
  /** Printed with its parentheses. */
  | { readonly kind: 'parens'; readonly of: DurationExpr; readonly place: Place }
  | {
      readonly kind: 'compute'
      readonly op: '+' | '-' | '*' | '/' | '%' | '^' | 'min' | 'max'
      readonly left: DurationExpr
      readonly right: DurationExpr
      readonly place: Place
    }
  /** A plain number within a computed duration: seconds, or a factor. */
  | { readonly kind: 'factor'; readonly value: number; readonly place: Place }

export interface Call {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Expr[]
  readonly place: Place
}

export type AggregationName =
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'count'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'quantile'
  | 'count_values'
  | 'limitk'
  | 'limit_ratio'

export interface Aggregation {
  readonly kind: 'aggregation'
  readonly name: AggregationName
  readonly expr: Expr
  readonly param: Expr | undefined
  readonly grouping: readonly string[]
  readonly without: boolean
  readonly place: Place
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2'
/** `</` and `>/` trim native histograms; experimental. */
export type TrimOperator = '</' | '>/'
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>='
export type SetOperator = 'and' | 'or' | 'unless'
export type BinaryOperator = ArithmeticOperator | TrimOperator | ComparisonOperator | SetOperator

export interface Binary {
  readonly kind: 'binary'
  readonly op: BinaryOperator
  readonly left: Expr
  readonly right: Expr
  /** Comparisons answer 0 and 1 instead of filtering. */
  readonly returnBool: boolean
  /** Given only where both sides are vectors. */
  readonly matching: VectorMatching | undefined
  readonly place: Place
}

export interface VectorMatching {
  readonly card: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many'
  /** `on` (true) or `ignoring` these labels. */
  readonly on: boolean
  readonly labels: readonly string[]
  /** Labels that group_left and group_right copy from the one side. */
  readonly include: readonly string[]
  /** What stands in for a series that one side lacks; experimental. */
  readonly fillLeft: number | undefined
  readonly fillRight: number | undefined
}

export interface Unary {
  readonly kind: 'unary'
  readonly op: '+' | '-'
  readonly expr: Expr
  readonly place: Place
}

export interface Parens {
  readonly kind: 'parens'
  readonly expr: Expr
  readonly place: Place
}
