/** How the values of all number fields are distributed: buckets with their bounds, and how many fall into each. */
import { numberColumn } from '../columns.ts'
import type { FieldConfig } from '../dashboard.ts'
import type { Frame, NumberField } from '../frame.ts'
import { isOn, numberIn } from './options.ts'
import { MOST_FIELDS, type Transform } from './transformation.ts'

/** What buckets are that nobody chose the size of: about so many. */
const USUAL_BUCKETS = 30

export const histogram: Transform = (frames, options, { names, say }) => {
  const fields = frames.flatMap(frame =>
    frame.fields.flatMap(field =>
      field.type === 'number' ? [{ ...field, legend: names.nameOf(field, frame) }] : [],
    ),
  )
  const [first] = fields
  if (first === undefined) return []
  const wanted = numberIn(options, 'bucketCount') ?? USUAL_BUCKETS
  const given = numberIn(options, 'bucketSize') ?? 0
  const size = given > 0 ? given : bucketSize(fields, Math.min(1000, Math.max(1, wanted)))
  const offset = (numberIn(options, 'bucketOffset') ?? 0) % size
  const counts = fields.map(field => countsOf(field, size, offset))
  const all = [...new Set(counts.flatMap(each => [...each.keys()]))].sort((a, b) => a - b)
  const buckets = all.slice(0, MOST_FIELDS)
  if (buckets.length < all.length) say(`more than ${MOST_FIELDS} buckets come of it: the rest is left out`)
  const lower = Float64Array.from(buckets, bucket => rounded(bucket * size + offset))
  const unit = fields.find(({ config }) => config?.unit !== undefined)?.config?.unit
  const config: FieldConfig = unit === undefined ? {} : { unit }
  const columns = fields.map((field, i) => ({
    ...numberColumn(
      field.name,
      Float64Array.from(buckets, bucket => counts[i]!.get(bucket) ?? 0),
    ),
    ...(field.labels === undefined ? {} : { labels: field.labels }),
    legend: field.legend,
  }))
  const made: Frame = {
    refId: frames[0]!.refId,
    fields: [
      { ...numberColumn('xMin', lower), config },
      {
        ...numberColumn(
          'xMax',
          lower.map(bound => rounded(bound + size)),
        ),
        config,
      },
      ...(isOn(options, 'combine') ? [combined(columns)] : columns),
    ],
    length: buckets.length,
  }
  return [made]
}

function countsOf(field: NumberField, size: number, offset: number): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of field.values) {
    // What is missing is NaN as well.
    if (!Number.isFinite(value)) continue
    const bucket = Math.floor(rounded((value - offset) / size))
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  }
  return counts
}

function combined(columns: readonly NumberField[]): NumberField {
  const sums = columns[0]!.values.map((_, bucket) =>
    columns.reduce((sum, { values }) => sum + values[bucket]!, 0),
  )
  return numberColumn('count', sums)
}

/** One, two, two and a half, four or five times a power of ten: the least that makes no more buckets than wanted, and no bucket finer than the values. */
function bucketSize(fields: readonly NumberField[], wanted: number): number {
  const length = fields.reduce((sum, { values }) => sum + values.length, 0)
  const sorted = new Float64Array(length)
  let at = 0
  for (const { values } of fields) {
    for (const value of values) if (Number.isFinite(value)) sorted[at++] = value
  }
  const all = sorted.subarray(0, at).sort()
  if (all.length < 2) return 1
  let finest = Infinity
  for (let i = 1; i < all.length; i++) {
    const distance = all[i]! - all[i - 1]!
    if (distance > 0 && distance < finest) finest = distance
  }
  const range = all.at(-1)! - all[0]!
  const least = Math.max(range / wanted, finest === Infinity ? 1 : Math.min(finest, range))
  if (!(least > 0) || !Number.isFinite(least)) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 2.5, 4, 5, 10].find(each => rounded(each * power) >= rounded(least)) ?? 10
  const size = rounded(step * power)
  return size > 0 ? size : 1
}

/** Without what floating-point arithmetic leaves behind the digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}
