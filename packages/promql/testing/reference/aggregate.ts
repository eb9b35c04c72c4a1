/** Aggregations: samples into groups, each group into one sample (or some of its own). */
import { METRIC_NAME } from '@vedette/model'
import { executionError } from '../../src/evaluate/query-error.ts'
import type { Aggregation } from '../../src/syntax/tree.ts'
import { mean, quantile, sum, variance } from './range-functions.ts'
import { keyOf, type Sample, withLabel } from './series.ts'

export function aggregated(
  expr: Aggregation,
  samples: readonly Sample[],
  param: number | string | undefined,
): Sample[] {
  if (expr.name === 'count_values') return counted(expr, samples, param as string)
  const groups = new Map<string, Sample[]>()
  for (const sample of samples) {
    const key = keyOf(groupLabels(expr, sample))
    groups.set(key, [...(groups.get(key) ?? []), sample])
  }
  const k = typeof param === 'number' ? param : 0
  if ((expr.name === 'topk' || expr.name === 'bottomk') && !(k < 1) && Number.isNaN(k)) {
    throw executionError('Parameter value is NaN')
  }
  return [...groups.values()].flatMap(group => ofGroup(expr, group, param))
}

function groupLabels({ grouping, without }: Aggregation, { labels }: Sample) {
  return labels.filter(({ name }) =>
    without ? name !== METRIC_NAME && !grouping.includes(name) : grouping.includes(name),
  )
}

function ofGroup(expr: Aggregation, group: readonly Sample[], param: number | string | undefined): Sample[] {
  const values = group.map(({ value }) => value)
  const [first] = group as [Sample]
  const dropName = group.some(sample => sample.dropName)
  const one = (value: number): Sample[] => [{ labels: groupLabels(expr, first), dropName, value }]
  switch (expr.name) {
    case 'sum':
      return one(sum(values))
    case 'avg':
      return one(mean(values))
    case 'count':
      return one(values.length)
    case 'group':
      return one(1)
    case 'min':
      return one(values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least)))
    case 'max':
      return one(values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most)))
    case 'stdvar':
      return one(variance(values))
    case 'stddev':
      return one(Math.sqrt(variance(values)))
    case 'quantile':
      return one(quantile(param as number, values))
    case 'topk':
      return ordered(group, (a, b) => b - a).slice(0, Math.max(0, Math.trunc(param as number)))
    case 'bottomk':
      return ordered(group, (a, b) => a - b).slice(0, Math.max(0, Math.trunc(param as number)))
    case 'count_values':
    case 'limitk':
    case 'limit_ratio':
      throw new TypeError(`the reference knows no ${expr.name}`)
  }
}

/** Samples are grouped with their value as one of their labels. */
function counted(expr: Aggregation, samples: readonly Sample[], label: string): Sample[] {
  const grouping = expr.without ? expr.grouping : [...expr.grouping, label]
  const valued = samples.map(({ labels, value }) => ({
    labels: withLabel(labels, label, textOf(value)),
    dropName: false,
    value,
  }))
  return aggregated({ ...expr, name: 'count', grouping }, valued, undefined)
}

/** NaN last. */
function ordered(group: readonly Sample[], order: (a: number, b: number) => number): Sample[] {
  return [...group].sort((a, b) => {
    const aIsNaN = Number.isNaN(a.value)
    const bIsNaN = Number.isNaN(b.value)
    if (aIsNaN || bIsNaN) return Number(aIsNaN) - Number(bIsNaN)
    return a.value === b.value ? 0 : order(a.value, b.value)
  })
}

function textOf(value: number): string {
  if (Object.is(value, -0)) return '-0'
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  const [, sign, whole, fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value)) ?? []
  if (exponent === undefined) return String(value)
  const point = whole!.length + Number(exponent)
  const digits = `${whole}${fraction}`
  return point > 0 ? `${sign}${digits.padEnd(point, '0')}` : `${sign}0.${'0'.repeat(-point)}${digits}`
}
