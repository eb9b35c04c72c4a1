/** Trees as the JSON of Prometheus's `/api/v1/parse_query`, which its UI draws. */
import type { Matcher } from '@vedette/model'
import { SIGNATURES } from '../functions/signatures.ts'
import { goDecimal } from './go-number.ts'
import type { AtModifier, DurationExpr, Expr, VectorSelector } from './tree.ts'

export type Described = { readonly [key: string]: unknown }

export function describeQuery(expr: Expr): Described {
  switch (expr.kind) {
    case 'number':
      return { type: 'numberLiteral', val: goDecimal(expr.value) }
    case 'string':
      return { type: 'stringLiteral', val: expr.value }
    case 'parens':
      return { type: 'parenExpr', expr: describeQuery(expr.expr) }
    case 'unary':
      return { type: 'unaryExpr', op: expr.op, expr: describeQuery(expr.expr) }
    case 'vector':
      return { type: 'vectorSelector', ...selectorParts(expr) }
    case 'matrix':
      return { type: 'matrixSelector', ...selectorParts(expr.selector), range: msOf(expr.range) }
    case 'subquery':
      return {
        type: 'subquery',
        expr: describeQuery(expr.expr),
        range: msOf(expr.range),
        offset: msOf(expr.offset),
        step: msOf(expr.step),
        ...atParts(expr.at),
        alignEvalTime: false,
      }
    case 'aggregation':
      return {
        type: 'aggregation',
        op: expr.name,
        expr: describeQuery(expr.expr),
        param: expr.param === undefined ? null : describeQuery(expr.param),
        grouping: expr.grouping,
        without: expr.without,
      }
    case 'binary':
      return {
        type: 'binaryExpr',
        op: expr.op,
        lhs: describeQuery(expr.left),
        rhs: describeQuery(expr.right),
        matching:
          expr.matching === undefined
            ? null
            : {
                card: expr.matching.card,
                labels: expr.matching.labels,
                on: expr.matching.on,
                include: expr.matching.include,
                fillValues: { lhs: expr.matching.fillLeft ?? null, rhs: expr.matching.fillRight ?? null },
              },
        bool: expr.returnBool,
      }
    case 'call': {
      const { args, variadic, returns } = SIGNATURES.get(expr.name)!
      return {
        type: 'call',
        func: { name: expr.name, argTypes: args, variadic, returnType: returns },
        args: expr.args.map(describeQuery),
      }
    }
  }
}

function selectorParts({ name, matchers, offset, at, edges }: VectorSelector): Described {
  return {
    name: name ?? '',
    offset: msOf(offset),
    matchers: matchers.map(({ name: label, value, kind }: Matcher) => ({ name: label, value, type: kind })),
    ...atParts(at),
    anchored: edges === 'anchored',
    smoothed: edges === 'smoothed',
  }
}

function atParts(at: AtModifier | undefined): Described {
  return {
    timestamp: at?.kind === 'time' ? at.timeMs : null,
    startOrEnd: at === undefined || at.kind === 'time' ? null : at.kind,
  }
}

/** A computed duration has no length before the query's times are known. */
function msOf(duration: DurationExpr | undefined): number {
  return duration?.kind === 'duration' ? duration.ms : 0
}
