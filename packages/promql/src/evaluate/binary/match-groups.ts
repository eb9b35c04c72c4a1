/** Which series of two sets belong together under `on` or `ignoring`. */
import { type Labels, labelValue, METRIC_NAME } from '@vedette/model'
import type { VectorMatching } from '../../syntax/tree.ts'
import type { SeriesSet } from '../../values/series-set.ts'
import { keyOf } from '../aggregate/grouping.ts'

export interface MatchGroup {
  /** Series of the one set, in order. */
  readonly first: readonly number[]
  /** Series of the other. */
  readonly second: readonly number[]
}

export interface MatchGroups {
  readonly groups: readonly MatchGroup[]
  /** The group of each series. */
  readonly ofFirst: Int32Array
  readonly ofSecond: Int32Array
}

type Labelled = Pick<VectorMatching, 'on' | 'labels'>

/** Worked out once for two sets of series. */
export function matchGroups(first: SeriesSet, second: SeriesSet, matching: Labelled): MatchGroups {
  return deriveOfBoth(first, second, `matched ${matchingText(matching)}`, () => {
    const groups: { first: number[]; second: number[] }[] = []
    const byKey = new Map<string, number>()
    const sort = (series: SeriesSet, side: 'first' | 'second'): Int32Array => {
      const keys = matchKeys(series, matching)
      return Int32Array.from(keys, (key, index) => {
        let group = byKey.get(key)
        if (group === undefined) {
          group = groups.length
          byKey.set(key, group)
          groups.push({ first: [], second: [] })
        }
        groups[group]![side].push(index)
        return group
      })
    }
    const ofFirst = sort(first, 'first')
    return { ofFirst, ofSecond: sort(second, 'second'), groups }
  })
}

/**
 * Remembered with the younger of the two: the older may live for long and meet many that don't, whose plans it would keep.
 *
 */
export function deriveOfBoth<T>(first: SeriesSet, second: SeriesSet, key: string, make: () => T): T {
  const younger = first.id > second.id ? first : second
  return younger.derive(`${first.id} ${second.id} ${key}`, make)
}

/** A text for each series, equal where series match. */
function matchKeys(series: SeriesSet, matching: Labelled): readonly string[] {
  return series.derive(`match keys ${matchingText(matching)}`, () => {
    const { on, labels: names } = matching
    if (on) return series.labels.map(labels => keyOf(names.map(name => labelValue(labels, name))))
    return series.labels.map(labels =>
      keyOf(matchLabels(labels, matching).flatMap(({ name, value }) => [name, value])),
    )
  })
}

export function matchingText({ on, labels }: Labelled): string {
  return `${on ? 'on' : 'ignoring'} ${JSON.stringify(labels)}`
}

/** The labels by which a series is matched. */
export function matchLabels(labels: Labels, { on, labels: names }: Labelled): Labels {
  return labels.filter(({ name }) =>
    on ? names.includes(name) : name !== METRIC_NAME && !names.includes(name),
  )
}
