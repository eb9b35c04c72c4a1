/** Reads a query by recursive descent, with Prometheus's precedence and Prometheus's words for what is wrong. */
import { type Matcher, METRIC_NAME } from '@vedette/model'
import { SIGNATURES } from '../functions/signatures.ts'
import { isSetOperator, typeOf } from './check.ts'
import { offsetExpr, rangeExpr, stepExpr } from './duration-parser.ts'
import type { Experimental } from './experimental.ts'
import { AGGREGATORS, isFunctionName, isMetricName } from './lexer.ts'
import { binaryModifiers } from './matching-parser.ts'
import { atModifierOf, signedNumber } from './number-parser.ts'
import { quote, unquote } from './quoted.ts'
import { placeOf, type TokenStream } from './token-stream.ts'
import type {
  Aggregation,
  AggregationName,
  BinaryOperator,
  DurationExpr,
  Expr,
  Place,
  VectorMatching,
  VectorSelector,
} from './tree.ts'

/** How strongly operators bind. Those of one strength group from the left, but for `^`. */
const STRENGTH: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '</': 3,
  '>/': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
}
const UNARY_STRENGTH = 5

const EXPERIMENTAL_AGGREGATIONS = new Set(['limitk', 'limit_ratio'])
const PARAMETER_AGGREGATIONS = new Set([
  'topk',
  'bottomk',
  'quantile',
  'count_values',
  'limitk',
  'limit_ratio',
])

export class QueryParser {
  readonly #tokens: TokenStream
  readonly #experimental: Experimental
  readonly #maxDepth: number
  /** Of the trees read so far; one that is too deep would overflow the stack of whoever walks it. */
  readonly #depths = new WeakMap<Expr, number>()

  constructor(tokens: TokenStream, experimental: Experimental, maxDepth: number) {
    this.#tokens = tokens
    this.#experimental = experimental
    this.#maxDepth = maxDepth
  }

  query(): Expr {
    if (this.#tokens.isAtEnd) {
      throw this.#tokens.error({ from: 0, to: 0 }, 'no expression found in input')
    }
    const expr = this.#expr(0, 0)
    if (!this.#tokens.isAtEnd) throw this.#tokens.unexpected()
    return expr
  }

  /** An expression whose operators bind more strongly than `above`. */
  #expr(above: number, depth: number): Expr {
    const tokens = this.#tokens
    if (depth > this.#maxDepth) throw this.#tooDeep()
    let left = this.#unary(depth)
    for (;;) {
      const { kind, word } = tokens.current
      const strength = kind === 'operator' || kind === 'keyword' ? STRENGTH[word] : undefined
      if (strength === undefined || strength <= above) return left
      tokens.advance()
      const { returnBool, matching } = binaryModifiers(tokens, this.#experimental)
      const right = this.#expr(word === '^' ? strength - 1 : strength, depth + 1)
      left = this.#measured(
        {
          kind: 'binary',
          op: word as BinaryOperator,
          left,
          right,
          returnBool,
          matching: matchingOf(word, left, right, matching),
          place: { from: left.place.from, to: right.place.to },
        },
        left,
        right,
      )
    }
  }

  #unary(depth: number): Expr {
    const tokens = this.#tokens
    const { kind, text, at } = tokens.current
    if (kind !== 'operator' || (text !== '-' && text !== '+'))
      return this.#postfix(this.#primary(depth), depth)
    if (depth > this.#maxDepth) throw this.#tooDeep()
    tokens.advance()
    const expr = this.#expr(UNARY_STRENGTH, depth + 1)
    const place = { from: at, to: expr.place.to }
    if (expr.kind === 'number') return { ...expr, value: text === '-' ? -expr.value : expr.value, place }
    return this.#measured({ kind: 'unary', op: text, expr, place }, expr)
  }

  #primary(depth: number): Expr {
    const tokens = this.#tokens
    const token = tokens.current
    if (token.kind === 'number' || token.kind === 'duration') return signedNumber(tokens)
    if (token.kind === 'string') {
      tokens.advance()
      return { kind: 'string', value: unquote(token.text), place: placeOf(token) }
    }
    if (tokens.isSign('(')) {
      tokens.advance()
      const expr = this.#expr(0, depth + 1)
      tokens.take(')')
      return this.#measured({ kind: 'parens', expr, place: { from: token.at, to: tokens.lastEnd } }, expr)
    }
    if (tokens.isSign('{')) return this.#selector(undefined)
    if (!isMetricName(token)) throw tokens.unexpected()
    const next = tokens.peek()
    const opens = next.kind === 'sign' && next.text === '('
    if (token.kind === 'keyword' && AGGREGATORS.has(token.word)) {
      const grouped = next.kind === 'keyword' && (next.word === 'by' || next.word === 'without')
      if (opens || grouped) return this.#aggregation(depth)
    } else if (opens && isFunctionName(token)) return this.#call(depth)
    tokens.advance()
    return this.#selector({ name: token.text, from: token.at })
  }

  #selector(named: { readonly name: string; readonly from: number } | undefined): Expr {
    const tokens = this.#tokens
    const from = named?.from ?? tokens.current.at
    const matchers: Matcher[] = tokens.isSign('{') ? tokens.matchers() : []
    const place = { from, to: tokens.lastEnd }
    if (named !== undefined) {
      const twice = matchers.find(({ name }) => name === METRIC_NAME)
      if (twice !== undefined) {
        throw tokens.error(
          place,
          `metric name must not be set twice: ${quote(named.name)} or ${quote(twice.value)}`,
        )
      }
      matchers.push({ kind: '=', name: METRIC_NAME, value: named.name })
    }
    return {
      kind: 'vector',
      name: named?.name,
      matchers,
      offset: undefined,
      at: undefined,
      edges: undefined,
      place,
    }
  }

  #call(depth: number): Expr {
    const tokens = this.#tokens
    const name = tokens.advance()
    const args = this.#arguments(depth)
    const signature = SIGNATURES.get(name.text)
    if (signature === undefined) {
      throw tokens.error(placeOf(name), `unknown function with name ${quote(name.text)}`)
    }
    if (signature.experimental && !this.#experimental.functions) {
      throw tokens.error(placeOf(name), `function ${quote(name.text)} is not enabled`)
    }
    const place = { from: name.at, to: tokens.lastEnd }
    return this.#measured({ kind: 'call', name: name.text, args, place }, ...args)
  }

  #arguments(depth: number): Expr[] {
    const tokens = this.#tokens
    const args: Expr[] = []
    tokens.take('(')
    while (!tokens.isSign(')')) {
      args.push(this.#expr(0, depth + 1))
      if (!tokens.isSign(',')) break
      const comma = tokens.advance()
      if (!tokens.beginsExpression) {
        throw tokens.error(placeOf(comma), 'trailing commas not allowed in function call args')
      }
    }
    tokens.take(')')
    return args
  }

  #aggregation(depth: number): Expr {
    const tokens = this.#tokens
    const token = tokens.advance()
    const name = token.word as AggregationName
    if (EXPERIMENTAL_AGGREGATIONS.has(name) && !this.#experimental.functions) {
      throw tokens.error(
        placeOf(token),
        `${name}() is experimental and must be enabled with --enable-feature=promql-experimental-functions`,
      )
    }
    tokens.openAggregations++
    let grouping = this.#grouping()
    const args = this.#arguments(depth)
    grouping ??= this.#grouping()
    tokens.openAggregations--
    const place = { from: token.at, to: tokens.lastEnd }
    if (args.length === 0) {
      throw tokens.error(place, 'no arguments for aggregate expression provided')
    }
    const wanted = PARAMETER_AGGREGATIONS.has(name) ? 2 : 1
    if (args.length !== wanted) {
      throw tokens.error(
        place,
        `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      )
    }
    const aggregation: Aggregation = {
      kind: 'aggregation',
      name,
      expr: args.at(-1)!,
      param: wanted === 2 ? args[0]! : undefined,
      grouping: grouping?.labels ?? [],
      without: grouping?.without ?? false,
      place,
    }
    return this.#measured(aggregation, ...args)
  }

  #grouping(): { readonly labels: string[]; readonly without: boolean } | undefined {
    const tokens = this.#tokens
    if (!tokens.isKeyword('by') && !tokens.isKeyword('without')) return undefined
    const without = tokens.advance().word === 'without'
    return { labels: tokens.labelList(), without }
  }

  /** Ranges, subqueries, `offset`, `@`, `anchored` and `smoothed`, in any order. */
  #postfix(first: Expr, depth: number): Expr {
    const tokens = this.#tokens
    let expr = first
    for (;;) {
      if (tokens.isSign('[')) expr = this.#bracketed(expr)
      else if (tokens.isKeyword('offset')) {
        tokens.advance()
        expr = this.#withOffset(expr, offsetExpr(tokens, this.#experimental))
      } else if (tokens.current.kind === 'operator' && tokens.current.text === '@') {
        tokens.advance()
        const at = atModifierOf(tokens, expr.place)
        expr = this.#modified(expr, '@ modifier', '@ <timestamp> may not be set multiple times', 'at', at)
      } else if (tokens.isKeyword('anchored') || tokens.isKeyword('smoothed')) {
        const token = tokens.advance()
        if (!this.#experimental.extendedRangeSelectors) {
          throw tokens.error(placeOf(token), `${token.word} modifier is experimental and not enabled`)
        }
        expr = this.#withEdges(expr, token.word as 'anchored' | 'smoothed')
      } else return expr
      if (depth > this.#maxDepth) throw this.#tooDeep()
    }
  }

  #bracketed(expr: Expr): Expr {
    const tokens = this.#tokens
    const bracket = tokens.advance().at
    const range = rangeExpr(tokens, this.#experimental)
    if (tokens.isSign(':')) {
      tokens.advance()
      const step = tokens.isSign(']') ? undefined : stepExpr(tokens, this.#experimental)
      tokens.take(']', 'subquery selector', '"]"')
      const place = { from: expr.place.from, to: tokens.lastEnd }
      return this.#measured(
        { kind: 'subquery', expr, range, step, offset: undefined, at: undefined, place },
        expr,
      )
    }
    tokens.take(']', 'subquery or range', '":" or "]"')
    const place = { from: expr.place.from, to: tokens.lastEnd }
    const brackets = { from: bracket, to: tokens.lastEnd }
    if (expr.kind !== 'vector') throw tokens.error(brackets, 'ranges only allowed for vector selectors')
    if (expr.offset !== undefined) throw tokens.error(brackets, 'no offset modifiers allowed before range')
    if (expr.at !== undefined) throw tokens.error(brackets, 'no @ modifiers allowed before range')
    if (expr.edges !== undefined) {
      throw tokens.error(brackets, `no ${expr.edges} modifiers allowed before range`)
    }
    return { kind: 'matrix', selector: expr, range, place }
  }

  #withOffset(expr: Expr, offset: DurationExpr): Expr {
    return this.#modified(expr, 'offset modifier', 'offset may not be set multiple times', 'offset', offset)
  }

  #withEdges(expr: Expr, edges: 'anchored' | 'smoothed'): Expr {
    const tokens = this.#tokens
    const to = tokens.lastEnd
    if (expr.kind === 'matrix') {
      if (expr.selector.edges !== undefined) {
        throw tokens.error(expr.place, `${expr.selector.edges} and ${edges} may not be combined`)
      }
      return { ...expr, selector: { ...expr.selector, edges }, place: { ...expr.place, to } }
    }
    if (expr.kind === 'vector' && edges === 'smoothed')
      return { ...expr, edges, place: { ...expr.place, to } }
    throw tokens.error(
      expr.place,
      edges === 'anchored'
        ? 'anchored modifier must be preceded by a range vector selector'
        : 'smoothed modifier must be preceded by an instant vector selector or range vector selector',
    )
  }

  #modified<K extends 'offset' | 'at'>(
    expr: Expr,
    what: string,
    twice: string,
    key: K,
    value: NonNullable<VectorSelector[K]>,
  ): Expr {
    const tokens = this.#tokens
    const place: Place = { from: expr.place.from, to: tokens.lastEnd }
    const carrier = expr.kind === 'matrix' ? expr.selector : expr
    if (carrier.kind !== 'vector' && carrier.kind !== 'subquery') {
      throw tokens.error(
        expr.place,
        `${what} must be preceded by an instant vector selector or range vector selector or a subquery`,
      )
    }
    if (carrier[key] !== undefined) throw tokens.error(expr.place, twice)
    if (expr.kind === 'matrix') return { ...expr, selector: { ...expr.selector, [key]: value }, place }
    return this.#measured(
      { ...expr, [key]: value, place } as Expr,
      ...(expr.kind === 'subquery' ? [expr.expr] : []),
    )
  }

  #measured<E extends Expr>(expr: E, ...parts: readonly Expr[]): E {
    let depth = 0
    for (const part of parts) depth = Math.max(depth, this.#depths.get(part) ?? 0)
    if (depth + 1 > this.#maxDepth) throw this.#tooDeep()
    this.#depths.set(expr, depth + 1)
    return expr
  }

  #tooDeep(): Error {
    return this.#tokens.error(
      placeOf(this.#tokens.current),
      `expressions stand more than ${this.#maxDepth} deep in one another`,
    )
  }
}

/** Matching is between vectors; what was written where it makes no sense stays, for the check to refuse. */
function matchingOf(
  op: string,
  left: Expr,
  right: Expr,
  written: VectorMatching,
): VectorMatching | undefined {
  const meant = written.labels.length > 0 || written.fillLeft !== undefined || written.fillRight !== undefined
  if (!meant && (typeOf(left) === 'scalar' || typeOf(right) === 'scalar')) return undefined
  return isSetOperator(op) && written.card === 'one-to-one' ? { ...written, card: 'many-to-many' } : written
}
