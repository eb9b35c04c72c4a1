/** Histograms as Prometheus prints them. */
import type { NativeHistogram } from '@vedette/model'
import { goNumber } from '../syntax/go-number.ts'
import { boundOf, usesCustomBuckets } from './bounds.ts'
import { compactHistogram, indexesOf } from './layout.ts'

/** `{count:3, sum:4.5, [-0.001,0.001]:1, (1,2]:2}`: what `count_values` puts into labels and tables show. */
export function histogramText(h: NativeHistogram): string {
  const parts = [`count:${goNumber(h.count)}, sum:${goNumber(h.sum)}`]
  parts.push(...sideTexts(h, 'negative').reverse())
  if (h.zeroCount !== 0) {
    parts.push(`[${goNumber(-h.zeroThreshold)},${goNumber(h.zeroThreshold)}]:${goNumber(h.zeroCount)}`)
  }
  parts.push(...sideTexts(h, 'positive'))
  return `{${parts.join(', ')}}`
}

function sideTexts(h: NativeHistogram, side: 'positive' | 'negative'): string[] {
  const counts = h[`${side}Counts`]
  const custom = usesCustomBuckets(h)
  const texts: string[] = []
  indexesOf(h[`${side}Spans`], counts.length).forEach((index, i) => {
    const count = counts[i]!
    if (count === 0) return
    const outer = boundOf(index, h.schema, h.customValues)
    const inner = boundOf(index - 1, h.schema, h.customValues)
    if (side === 'negative') texts.push(`[${goNumber(-outer)},${goNumber(-inner)}):${goNumber(count)}`)
    else {
      const open = custom && index === 0 ? '[' : '('
      texts.push(`${open}${goNumber(inner)},${goNumber(outer)}]:${goNumber(count)}`)
    }
  })
  return texts
}

/** `{{schema:1 count:3 sum:4.5 buckets:[1 2]}}`, as test scripts write it. */
export function histogramLiteral(h: NativeHistogram): string {
  const compact = compactHistogram(h, Infinity)
  const fields: string[] = []
  if (h.schema !== 0) fields.push(`schema:${h.schema}`)
  if (h.count !== 0) fields.push(`count:${goNumber(h.count)}`)
  if (h.sum !== 0) fields.push(`sum:${goNumber(h.sum)}`)
  if (h.zeroCount !== 0) fields.push(`z_bucket:${goNumber(h.zeroCount)}`)
  if (h.zeroThreshold !== 0) fields.push(`z_bucket_w:${goNumber(h.zeroThreshold)}`)
  if (usesCustomBuckets(h)) fields.push(`custom_values:${list(h.customValues)}`)
  if (h.resetHint !== 'unknown') {
    fields.push(`counter_reset_hint:${h.resetHint === 'no-reset' ? 'not_reset' : h.resetHint}`)
  }
  for (const [side, prefix] of [
    ['positive', ''],
    ['negative', 'n_'],
  ] as const) {
    const offset = compact[`${side}Spans`][0]?.offset ?? 0
    if (offset !== 0) fields.push(`${prefix}offset:${offset}`)
    const counts = compact[`${side}Counts`]
    if (counts.length > 0) fields.push(`${prefix}buckets:${list(counts)}`)
  }
  return `{{${fields.join(' ')}}}`
}

function list(values: Float64Array): string {
  return `[${Array.from(values, goNumber).join(' ')}]`
}
