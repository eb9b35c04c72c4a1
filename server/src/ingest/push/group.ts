/** A group of pushed metrics: what was pushed last under one grouping key, and when. */
import { encodeLabelKey, METRIC_NAME } from '@vedette/model'
import { type Grouping, groupedLabels } from './grouping.ts'
import type { PushedFamily } from './pushed-family.ts'

export interface GroupFamily extends PushedFamily {
  readonly pushedMs: number
}

export interface Group {
  readonly project: string
  readonly grouping: Grouping
  readonly families: ReadonlyMap<string, GroupFamily>
  /** 0: never. */
  readonly pushedMs: number
  readonly failedMs: number
}

const PUSHED = 'push_time_seconds'
const FAILED = 'push_failure_time_seconds'

const TIME_FAMILIES = [
  {
    family: PUSHED,
    help: 'Last Unix time when changing this group in the Pushgateway succeeded.',
    timeMs: (group: Group) => group.pushedMs,
  },
  {
    family: FAILED,
    help: 'Last Unix time when changing this group in the Pushgateway failed.',
    timeMs: (group: Group) => group.failedMs,
  },
]

export function emptyGroup(project: string, grouping: Grouping): Group {
  return { project, grouping, families: new Map(), pushedMs: 0, failedMs: 0 }
}

/** `replace`: nothing of what was there stays (PUT); else only families of the same names go (POST). */
export function pushedInto(
  group: Group,
  pushed: ReadonlyMap<string, PushedFamily>,
  replace: boolean,
  nowMs: number,
): Group {
  const families = new Map(replace ? [] : group.families)
  for (const [name, family] of pushed) {
    if (name !== PUSHED && name !== FAILED) families.set(name, { ...family, pushedMs: nowMs })
  }
  return { ...group, families, pushedMs: nowMs }
}

/** What was pushed, and the two times that tell of the pushing. */
export function* exposedFamilies(group: Group): Generator<GroupFamily> {
  yield* group.families.values()
  for (const { family, help, timeMs } of TIME_FAMILIES) {
    const labels = groupedLabels([[METRIC_NAME, family]], group.grouping)
    const series = [{ labels, key: encodeLabelKey(labels), value: timeMs(group) / 1000 }]
    yield { family, type: 'gauge', unit: '', help, series, pushedMs: group.pushedMs }
  }
}

export function seriesCount(group: Group): number {
  let count = TIME_FAMILIES.length
  for (const { series } of group.families.values()) count += series.length
  return count
}
