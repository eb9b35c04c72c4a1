import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largeDashboard } from '../testing/large-dashboard.ts'
import { brokenPromises } from '../testing/promises.ts'
import type { Dashboard } from './dashboard.ts'
import { DashboardError } from './dashboard-error.ts'
import { readDashboard } from './read-dashboard.ts'
import { writeDashboard } from './write-dashboard.ts'

/** What is read is as its types say, and reads the same after it was written; or it is refused, with its place. */
function holds(input: unknown): void {
  let dashboard: Dashboard
  try {
    ;({ dashboard } = readDashboard(input))
  } catch (error) {
    expect(error).toBeInstanceOf(DashboardError)
    expect((error as DashboardError).message).not.toBe('')
    return
  }
  expect(brokenPromises(dashboard)).toEqual([])
  expect(readDashboard(writeDashboard(dashboard)).dashboard).toEqual(dashboard)
}

const PANEL_TYPES = [
  'graph',
  'singlestat',
  'table',
  'table-old',
  'heatmap',
  'text',
  'row',
  'stat',
  'gauge',
  'timeseries',
  'grafana-piechart-panel',
]
const KEYS = [
  ...[
    'aliasColors',
    'bars',
    'collapsed',
    'color',
    'colors',
    'columns',
    'content',
    'custom',
    'datasource',
    'defaults',
    'expr',
    'fieldConfig',
  ],
  ...[
    'fieldOptions',
    'fill',
    'format',
    'from',
    'gauge',
    'grid',
    'gridPos',
    'id',
    'legend',
    'libraryPanel',
    'links',
    'mappings',
    'matcher',
  ],
  ...[
    'mode',
    'options',
    'overrides',
    'panels',
    'pattern',
    'properties',
    'query',
    'rangeMaps',
    'refId',
    'repeat',
    'result',
    'seriesOverrides',
  ],
  ...[
    'span',
    'steps',
    'styles',
    'targets',
    'templating',
    'text',
    'thresholds',
    'title',
    'transform',
    'transformations',
    'type',
    'unit',
  ],
  ...[
    'value',
    'valueMaps',
    'valueOptions',
    'values',
    'xaxis',
    'yaxes',
    'yAxis',
    'dataFormat',
    '__proto__',
    'constructor',
    'timeRegions',
  ],
]

const scalar = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    1,
    -1,
    2.5,
    1e300,
    '',
    'null',
    '1',
    '85,95',
    '$x',
    '${DS_X}',
    '/a/',
    ...PANEL_TYPES,
  ),
  fc.string({ maxLength: 8 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const { json } = fc.letrec<{ json: unknown; object: Record<string, unknown> }>(tie => ({
  json: fc.oneof({ maxDepth: 5 }, scalar, fc.array(tie('json'), { maxLength: 4 }), tie('object')),
  object: fc.dictionary(fc.constantFrom(...KEYS), tie('json'), { maxKeys: 6 }),
}))

const panel = fc.record(
  {
    type: fc.constantFrom(...PANEL_TYPES),
    options: fc.oneof(json, fc.constant({})),
    targets: fc.array(
      fc.record({ refId: json, expr: json, format: json, datasource: json }, { requiredKeys: [] }),
      { maxLength: 3 },
    ),
    fieldConfig: fc.record({ defaults: json, overrides: json }, { requiredKeys: [] }),
    ...Object.fromEntries(
      KEYS.filter(key => !['type', 'options', 'targets', 'fieldConfig', '__proto__'].includes(key)).map(
        key => [key, json],
      ),
    ),
  },
  { requiredKeys: ['type'] },
)

const dashboard = fc.record(
  {
    title: json,
    schemaVersion: fc.oneof(fc.integer({ min: 0, max: 50 }), scalar),
    panels: fc.array(panel, { maxLength: 4 }),
    rows: fc.array(
      fc.record(
        { panels: fc.array(panel, { maxLength: 3 }), height: scalar, collapse: scalar, title: scalar },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    ),
    templating: fc.record({
      list: fc.array(
        fc.record(
          {
            name: scalar,
            type: fc.constantFrom('query', 'custom', 'constant', 'adhoc', 'datasource'),
            query: json,
            current: json,
            options: json,
            hide: scalar,
            refresh: scalar,
            multi: scalar,
          },
          { requiredKeys: [] },
        ),
        { maxLength: 3 },
      ),
    }),
    annotations: json,
    time: json,
    tags: json,
    links: json,
    __inputs: json,
    __elements: json,
  },
  { requiredKeys: [] },
)

describe('whatever is read as a dashboard', () => {
  it('is refused or keeps its promises if it is any JSON', () => {
    fc.assert(fc.property(json, holds), { numRuns: 150 })
  })

  it('is refused or keeps its promises if it looks like a dashboard', () => {
    fc.assert(fc.property(dashboard, holds), { numRuns: 150 })
  })

  it.each(['today', 'rows'] as const)(
    'is refused or keeps its promises if a large one (%s) was damaged',
    age => {
      const whole = small(largeDashboard(age))
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(), json, fc.constantFrom('replace', 'remove', 'repeat')), {
            minLength: 1,
            maxLength: 5,
          }),
          damages => {
            const damaged = structuredClone(whole)
            for (const [at, value, how] of damages) damage(damaged, at, structuredClone(value), how)
            holds(damaged)
          },
        ),
        { numRuns: 150 },
      )
    },
  )

  it('is refused or keeps its promises if its text was damaged', () => {
    const text = JSON.stringify(small(largeDashboard('rows')))
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.nat(40), fc.string({ maxLength: 6 }), (at, length, instead) => {
        holds(text.slice(0, at) + instead + text.slice(at + length))
      }),
      { numRuns: 150 },
    )
  })
})

/** A few panels of each sort are as good as all, and much faster. */
function small(whole: Record<string, unknown>): Record<string, unknown> {
  const { panels, rows } = whole as { panels?: { panels?: unknown[] }[]; rows?: { panels: unknown[] }[] }
  if (panels)
    return {
      ...whole,
      panels: panels
        .filter((_, at) => at % 9 === 0)
        .map(each => ({ ...each, panels: each.panels?.slice(0, 2) ?? [] })),
    }
  return {
    ...whole,
    rows: (rows ?? [])
      .slice(0, 4)
      .map(row => ({ ...row, panels: [...row.panels.slice(0, 2), ...row.panels.slice(-1)] })),
  }
}

/** Changes one of all the places in it. */
function damage(root: unknown, at: number, value: unknown, how: 'replace' | 'remove' | 'repeat'): void {
  const places: { holder: Record<string, unknown>; key: string }[] = []
  const visit = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return
    for (const [key, each] of Object.entries(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key })
      visit(each)
    }
  }
  visit(root)
  const place = places[at % places.length]
  if (place === undefined) return
  const { holder, key } = place
  if (how === 'remove') delete holder[key]
  else holder[key] = how === 'replace' ? value : [holder[key], holder[key]]
}
