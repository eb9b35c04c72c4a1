/** What a panel of Angular's days keeps when it becomes one of today's; all else was said in its own words, and is translated. */
import type { JsonObject } from '../json.ts'

const KEPT: ReadonlySet<string> = new Set([
  'alert',
  'cacheTimeout',
  'datasource',
  'description',
  'fieldConfig',
  'gridPos',
  'hideTimeOverride',
  'id',
  'interval',
  'libraryPanel',
  'links',
  'maxDataPoints',
  'maxPerRow',
  'queryCachingTTL',
  'repeat',
  'repeatDirection',
  'repeatPanelId',
  'targets',
  'timeFrom',
  'timeShift',
  'title',
  'transformations',
  'transparent',
])

/** Gives what the panel was, and leaves of the panel what it goes on with. */
export function becomes(panel: JsonObject, type: string): JsonObject {
  const old = { ...panel }
  for (const key of Object.keys(panel)) if (!KEPT.has(key)) delete panel[key]
  panel.type = type
  return old
}

/** `current` and the like are what reducers were called. */
const REDUCERS: Readonly<Record<string, string>> = {
  avg: 'mean',
  count: 'count',
  current: 'lastNotNull',
  delta: 'delta',
  diff: 'diff',
  first: 'first',
  last: 'last',
  lastNotNull: 'lastNotNull',
  max: 'max',
  mean: 'mean',
  min: 'min',
  range: 'range',
  sum: 'sum',
  total: 'sum',
}

export function reducerOf(name: unknown): string | undefined {
  return typeof name === 'string' && Object.hasOwn(REDUCERS, name) ? REDUCERS[name] : undefined
}

export interface OldOverride {
  readonly matcher: { readonly id: string; readonly options: unknown }
  readonly properties: { id: string; value: unknown }[]
}

export function override(
  matcher: string,
  options: unknown,
  properties: OldOverride['properties'],
): OldOverride {
  return { matcher: { id: matcher, options }, properties }
}

/** Colours that were given to series by name. */
export function aliasColours(colours: JsonObject): OldOverride[] {
  return Object.entries(colours).flatMap(([alias, fixedColor]) =>
    typeof fixedColor === 'string' && fixedColor !== ''
      ? [override('byName', alias, [{ id: 'color', value: { mode: 'fixed', fixedColor } }])]
      : [],
  )
}
