/** Trees as text, on one line, as Prometheus prints them. */
import {
  formatDurationMs,
  isLegacyLabelName,
  isLegacyMetricName,
  type Matcher,
  METRIC_NAME,
} from '@vedette/model'
import { isSetOperator } from './check.ts'
import { goDecimal, goNumber } from './go-number.ts'
import { quote } from './quoted.ts'
import type {
  Aggregation,
  AtModifier,
  Binary,
  DurationExpr,
  Expr,
  VectorMatching,
  VectorSelector,
} from './tree.ts'

export function printQuery(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return printNumber(expr.value, expr.isDuration)
    case 'string':
      return quote(expr.value)
    case 'vector':
      return printSelector(expr)
    case 'matrix':
      return printMatrix(expr.selector, `[${printDuration(expr.range)}]`)
    case 'subquery':
      return `${printQuery(expr.expr)}${printSubquerySuffix(expr)}`
    case 'call':
      return `${expr.name}(${expr.args.map(printQuery).join(', ')})`
    case 'aggregation':
      return `${printAggregationHead(expr)}(${[...(expr.param === undefined ? [] : [expr.param]), expr.expr].map(printQuery).join(', ')})`
    case 'binary':
      return `${printQuery(expr.left)} ${printOperator(expr)} ${printQuery(expr.right)}`
    case 'unary':
      return `${expr.op}${printQuery(expr.expr)}`
    case 'parens':
      return `(${printQuery(expr.expr)})`
  }
}

export function printNumber(value: number, isDuration: boolean): string {
  if (!isDuration) return goDecimal(value)
  return value < 0 ? `-${formatDurationMs(-value * 1000)}` : formatDurationMs(value * 1000)
}

export function printSelector(selector: VectorSelector): string {
  return `${printPlainSelector(selector)}${printEdges(selector)}${printModifiers(selector)}`
}

export function printMatrix(selector: VectorSelector, range: string): string {
  return `${printPlainSelector(selector)}${range}${printEdges(selector)}${printModifiers(selector)}`
}

function printPlainSelector({ name, matchers }: VectorSelector): string {
  const before = name !== undefined && isLegacyMetricName(name) ? name : undefined
  const within = matchers
    .filter(
      matcher =>
        !(
          name !== undefined &&
          matcher.name === METRIC_NAME &&
          matcher.kind === '=' &&
          matcher.value === name
        ),
    )
    .map(printMatcher)
    .sort()
  if (name !== undefined && before === undefined) within.unshift(quote(name))
  if (within.length === 0) return before ?? '{}'
  return `${before ?? ''}{${within.join(',')}}`
}

function printMatcher({ name, kind, value }: Matcher): string {
  return `${isLegacyLabelName(name) ? name : quote(name)}${kind}${quote(value)}`
}

function printEdges({ edges }: VectorSelector): string {
  return edges === undefined ? '' : ` ${edges}`
}

function printModifiers({
  offset,
  at,
}: {
  readonly offset: DurationExpr | undefined
  readonly at: AtModifier | undefined
}): string {
  const atText =
    at === undefined ? '' : at.kind === 'time' ? ` @ ${(at.timeMs / 1000).toFixed(3)}` : ` @ ${at.kind}()`
  if (offset === undefined || (offset.kind === 'duration' && offset.ms === 0)) return atText
  return `${atText} offset ${printDuration(offset)}`
}

export function printSubquerySuffix(subquery: Extract<Expr, { kind: 'subquery' }>): string {
  const step = subquery.step === undefined ? '' : printDuration(subquery.step)
  return `[${printDuration(subquery.range)}:${step}]${printModifiers(subquery)}`
}

export function printDuration(duration: DurationExpr): string {
  switch (duration.kind) {
    case 'duration':
      return duration.ms < 0 ? `-${formatDurationMs(-duration.ms)}` : formatDurationMs(duration.ms)
    case 'factor':
      return goDecimal(duration.value)
    case 'step':
    case 'range':
      return `${duration.kind}()`
    case 'negate':
      return `-${printDuration(duration.of)}`
    case 'parens':
      return `(${printDuration(duration.of)})`
    case 'compute': {
      const left = printDuration(duration.left)
      const right = printDuration(duration.right)
      return duration.op === 'min' || duration.op === 'max'
        ? `${duration.op}_of(${left}, ${right})`
        : `${left} ${duration.op} ${right}`
    }
  }
}

/** `sum by (job) `, `topk `: all that stands before the parenthesis. */
export function printAggregationHead({ name, grouping, without }: Aggregation): string {
  const labels = grouping.map(printLabel).join(', ')
  if (without) return `${name} without (${labels}) `
  return grouping.length > 0 ? `${name} by (${labels}) ` : name
}

/** The operator with its modifiers. */
export function printOperator({ op, returnBool, matching }: Binary): string {
  return `${op}${returnBool ? ' bool' : ''}${matching === undefined ? '' : printMatching(matching, op)}`
}

function printMatching(matching: VectorMatching, op: string): string {
  let text = ''
  const { on, labels, include, card, fillLeft, fillRight } = matching
  if (labels.length > 0 || on || (card !== 'one-to-one' && !isSetOperator(op) && card !== 'many-to-many')) {
    text += ` ${on ? 'on' : 'ignoring'} (${labels.map(printLabel).join(', ')})`
  }
  if (card === 'many-to-one' || card === 'one-to-many') {
    text += ` group_${card === 'many-to-one' ? 'left' : 'right'} (${include.map(printLabel).join(', ')})`
  }
  if (fillLeft !== undefined && Object.is(fillLeft, fillRight)) return `${text} fill (${goNumber(fillLeft)})`
  if (fillLeft !== undefined) text += ` fill_left (${goNumber(fillLeft)})`
  if (fillRight !== undefined) text += ` fill_right (${goNumber(fillRight)})`
  return text
}

function printLabel(label: string): string {
  return isLegacyLabelName(label) ? label : quote(label)
}
