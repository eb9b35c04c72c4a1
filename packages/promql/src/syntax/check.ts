/** What Prometheus checks of a query once it is read: types, numbers of arguments, and which modifiers go together. */
import { compileMatcher } from '@vedette/model'
import { SIGNATURES } from '../functions/signatures.ts'
import { ParseError } from './parse-error.ts'
import { quote } from './quoted.ts'
import type { Binary, Call, Expr, Place, ValueType } from './tree.ts'

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>='])
const SETS = new Set(['and', 'or', 'unless'])

const DOCUMENTED: Readonly<Record<ValueType, string>> = {
  vector: 'instant vector',
  matrix: 'range vector',
  scalar: 'scalar',
  string: 'string',
}

export function isComparison(op: string): boolean {
  return COMPARISONS.has(op)
}

export function isSetOperator(op: string): boolean {
  return SETS.has(op)
}

export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar'
    case 'string':
      return 'string'
    case 'vector':
    case 'aggregation':
      return 'vector'
    case 'matrix':
    case 'subquery':
      return 'matrix'
    case 'call':
      return SIGNATURES.get(expr.name)?.returns ?? 'vector'
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector'
    case 'unary':
    case 'parens':
      return typeOf(expr.expr)
  }
}

/** Throws ParseError for the first thing that is wrong. */
export function checkTypes(query: string, expr: Expr): void {
  new Check(query).type(expr)
}

class Check {
  readonly #query: string

  constructor(query: string) {
    this.#query = query
  }

  /** Checks the expression, innermost first, and answers its type. */
  type(expr: Expr): ValueType {
    switch (expr.kind) {
      case 'number':
        return 'scalar'
      case 'string':
        return 'string'
      case 'vector':
        if (expr.name === undefined && !expr.matchers.some(matcher => !compileMatcher(matcher)(''))) {
          throw this.#error(expr.place, 'vector selector must contain at least one non-empty matcher')
        }
        return 'vector'
      case 'matrix':
        this.type(expr.selector)
        return 'matrix'
      case 'subquery': {
        const type = this.type(expr.expr)
        if (type !== 'vector') {
          throw this.#error(expr.place, `subquery is only allowed on instant vector, got ${type} instead`)
        }
        return 'matrix'
      }
      case 'parens':
        return this.type(expr.expr)
      case 'unary': {
        const type = this.type(expr.expr)
        if (type !== 'scalar' && type !== 'vector') {
          throw this.#error(
            expr.place,
            `unary expression only allowed on expressions of type scalar or instant vector, got ${quote(DOCUMENTED[type])}`,
          )
        }
        return type
      }
      case 'aggregation':
        if (expr.param !== undefined) this.type(expr.param)
        this.#expect(expr.expr, 'vector', 'aggregation expression')
        if (expr.param !== undefined) {
          this.#expect(
            expr.param,
            expr.name === 'count_values' ? 'string' : 'scalar',
            'aggregation parameter',
          )
        }
        return 'vector'
      case 'call':
        return this.#call(expr)
      case 'binary':
        return this.#binary(expr)
    }
  }

  #call(call: Call): ValueType {
    const { name, args } = call
    const signature = SIGNATURES.get(name)!
    const wanted = signature.args.length
    const { variadic } = signature
    if (variadic === 0 && args.length !== wanted) {
      throw this.#error(
        call.place,
        `expected ${wanted} argument(s) in call to ${quote(name)}, got ${args.length}`,
      )
    }
    if (variadic !== 0 && args.length < wanted - 1) {
      throw this.#error(
        call.place,
        `expected at least ${wanted - 1} argument(s) in call to ${quote(name)}, got ${args.length}`,
      )
    }
    const most = wanted - 1 + variadic
    if (variadic > 0 && args.length > most) {
      throw this.#error(
        call.place,
        `expected at most ${most} argument(s) in call to ${quote(name)}, got ${args.length}`,
      )
    }
    args.forEach((arg, index) => {
      // The second argument of info() only lists labels: it may select nothing by itself.
      if (name === 'info' && index === 1 && arg.kind === 'vector') return
      this.#expect(arg, signature.args[Math.min(index, wanted - 1)]!, `call to function ${quote(name)}`)
    })
    if (name === 'info' && args[1] !== undefined && args[1].kind !== 'vector') {
      throw this.#error(args[1].place, `expected label selectors only, got ${DOCUMENTED[typeOf(args[1])]}`)
    }
    return signature.returns
  }

  #binary(expr: Binary): ValueType {
    const { op, left, right, matching } = expr
    const leftType = this.type(left)
    const rightType = this.type(right)
    const comparison = isComparison(op)
    if (expr.returnBool && !comparison) {
      throw this.#error(this.#operatorPlace(expr), 'bool modifier can only be used on comparison operators')
    }
    if (comparison && !expr.returnBool && leftType === 'scalar' && rightType === 'scalar') {
      throw this.#error(this.#operatorPlace(expr), 'comparisons between scalars must use BOOL modifier')
    }
    const twice =
      matching?.on === true ? matching.labels.find(label => matching.include.includes(label)) : undefined
    if (twice !== undefined) {
      throw this.#error(
        this.#operatorPlace(expr),
        `label ${quote(twice)} must not occur in ON and GROUP clause at once`,
      )
    }
    for (const [side, type] of [
      [left, leftType],
      [right, rightType],
    ] as const) {
      if (type !== 'scalar' && type !== 'vector') {
        throw this.#error(side.place, 'binary expression must contain only scalar and instant vector types')
      }
    }
    const scalar = leftType === 'scalar' || rightType === 'scalar'
    const fills = matching?.fillLeft !== undefined || matching?.fillRight !== undefined
    if (scalar) {
      if (matching !== undefined && matching.labels.length > 0) {
        throw this.#error(expr.place, 'vector matching only allowed between instant vectors')
      }
      if (fills) {
        throw this.#error(expr.place, 'filling in missing series only allowed between instant vectors')
      }
      if (isSetOperator(op)) {
        throw this.#error(expr.place, `set operator ${quote(op)} not allowed in binary scalar expression`)
      }
    } else if (isSetOperator(op)) {
      if (matching?.card === 'one-to-many' || matching?.card === 'many-to-one') {
        throw this.#error(expr.place, `no grouping allowed for ${quote(op)} operation`)
      }
      if (fills) throw this.#error(expr.place, 'filling in missing series not allowed for set operators')
    }
    return leftType === 'scalar' && rightType === 'scalar' ? 'scalar' : 'vector'
  }

  #expect(expr: Expr, wanted: ValueType, context: string): void {
    const type = this.type(expr)
    if (type === wanted) return
    throw this.#error(
      expr.place,
      `expected type ${DOCUMENTED[wanted]} in ${context}, got ${DOCUMENTED[type]}`,
    )
  }

  /** From the operator to what stands before the right side, without the space around it. */
  #operatorPlace({ left, right }: Binary): Place {
    const between = this.#query.slice(left.place.to, right.place.from)
    const from = left.place.to + (between.length - between.trimStart().length)
    return { from, to: from + between.trim().length }
  }

  #error(place: Place, problem: string): ParseError {
    return new ParseError(this.#query, place, problem)
  }
}
