/** Which series an aggregation puts together: worked out once for a set of series, for all steps. */
import { type Labels, labelValue, METRIC_NAME } from '@vedette/model'
import { SeriesSet } from '../../values/series-set.ts'

export interface Grouping {
  readonly labels: readonly string[]
  readonly without: boolean
}

export interface Groups {
  /** The group of each series. */
  readonly groupOf: Int32Array
  /** How many series each group has. */
  readonly sizes: Int32Array
  /** One series for each group, under the group's labels. */
  readonly series: SeriesSet
}

export function groupsOf(series: SeriesSet, { labels, without }: Grouping): Groups {
  const names = [...new Set(labels)].sort()
  return series.derive(`${without ? 'without' : 'by'} ${JSON.stringify(names)}`, () =>
    without ? groupWithout(series, new Set(names)) : groupBy(series, names),
  )
}

function groupBy(series: SeriesSet, names: readonly string[]): Groups {
  const wanted = new Set(names)
  return grouped(
    series,
    labels => keyOf(names.map(name => labelValue(labels, name))),
    labels => labels.filter(({ name }) => wanted.has(name)),
  )
}

function groupWithout(series: SeriesSet, dropped: ReadonlySet<string>): Groups {
  const rest = (labels: Labels): Labels =>
    labels.filter(({ name }) => name !== METRIC_NAME && !dropped.has(name))
  return grouped(series, labels => keyOf(rest(labels).flatMap(({ name, value }) => [name, value])), rest)
}

/** A name is dropped from a group when it is to be dropped from any series in it. */
function grouped(
  series: SeriesSet,
  keyOfLabels: (labels: Labels) => string,
  groupLabels: (labels: Labels) => Labels,
): Groups {
  const groupOf = new Int32Array(series.size)
  const byKey = new Map<string, number>()
  const labels: Labels[] = []
  const drops: number[] = []
  const sizes: number[] = []
  for (let index = 0; index < series.size; index++) {
    const own = series.labels[index]!
    const key = keyOfLabels(own)
    let group = byKey.get(key)
    if (group === undefined) {
      group = labels.length
      byKey.set(key, group)
      labels.push(groupLabels(own))
      drops.push(0)
      sizes.push(0)
    }
    if (series.dropsName(index)) drops[group] = 1
    sizes[group]!++
    groupOf[index] = group
  }
  const dropName = drops.includes(1) ? Uint8Array.from(drops) : undefined
  return { groupOf, sizes: Int32Array.from(sizes), series: new SeriesSet(labels, dropName) }
}

/** A text that is equal for equal lists only, whatever their parts hold. */
export function keyOf(parts: readonly string[]): string {
  let key = ''
  for (const part of parts) key += `${part.length}:${part}`
  return key
}
