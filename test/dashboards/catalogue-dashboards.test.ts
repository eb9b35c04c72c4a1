/** What is shipped in `dashboards/` keeps to rules, and nothing that the catalogue asks for is missing. */
import { type Dashboard, type Panel, writeDashboard } from '@vedette/dashboard'
import { parseQuery } from '@vedette/promql'
import { describe, expect, it } from 'vitest'
import { UNITS } from '../../web/src/chart/unit-table.ts'
import { HAS_CATALOGUE, wantedDashboards } from './catalogue.ts'
import { asksTheSame } from './same-question.ts'
import { askingPanels, panelsOf, questionsOf, README, type Shipped, shipped } from './shipped.ts'

const ALL = shipped()
const COLUMNS = 24

describe.each(ALL)('$name', ({ name, text, dashboard, notes }: Shipped) => {
  it('is written as it would be saved, under the name of its uid', () => {
    expect(writeDashboard(dashboard)).toBe(text)
    expect(dashboard.uid).toBe(name)
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39)
  })

  it('is shown whole: nothing in it is unsupported', () => {
    expect(notes.filter(({ kind }) => kind === 'unsupported')).toEqual([])
  })

  it('says what it is for', () => {
    expect(dashboard.title).not.toBe('')
    expect(dashboard.description).toMatch(/\.$|\?$/)
    expect(dashboard.tags.length).toBeGreaterThan(0)
    for (const panel of panelsOf(dashboard)) expect(panel.title, `panel ${panel.id}`).not.toBe('')
  })

  it('has panels of their own numbers, side by side without gaps', () => {
    const panels = panelsOf(dashboard)
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(tilingFaults(dashboard.panels)).toEqual([])
  })

  it('asks the data source of its variable', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: variables of dashboards are written so.
    const chosen = { type: 'prometheus', uid: '${datasource}' }
    const [first] = dashboard.templating.list
    expect(first).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' })
    for (const panel of askingPanels(dashboard)) {
      expect(panel.datasource, panel.title).toEqual(chosen)
      for (const target of panel.targets) expect(target.datasource, panel.title).toEqual(chosen)
    }
    for (const { datasource } of dashboard.annotations.list) expect(datasource).toEqual(chosen)
  })

  it('asks questions that are PromQL, with variables that are its own and no others', () => {
    for (const { panel, expr } of questionsOf(dashboard)) {
      expect(() => parseQuery(expr), `${panel.title}: ${expr}`).not.toThrow()
      expect(expr, panel.title).not.toMatch(/\$/)
    }
    for (const { expr = '' } of dashboard.annotations.list) expect(() => parseQuery(expr)).not.toThrow()
    const own = JSON.stringify([dashboard.panels, dashboard.templating.list.map(each => each.query)])
    for (const variable of dashboard.templating.list)
      expect(own, variable.name).toMatch(new RegExp(`\\$\\{?${variable.name}\\b`))
  })

  it('shows panels that say what they show: a name for each line, a unit that is known', () => {
    for (const panel of askingPanels(dashboard)) {
      expect(panel.targets.length, panel.title).toBeGreaterThan(0)
      if (panel.type === 'timeseries' || panel.type === 'state-timeline')
        for (const target of panel.targets) expect(target.legendFormat, panel.title).toMatch(/\S/)
      for (const unit of unitsOf(panel)) expect(isKnown(unit), `${panel.title}: ${unit}`).toBe(true)
    }
  })

  it('leads to dashboards that are there', () => {
    const tags = new Set(ALL.flatMap(other => other.dashboard.tags))
    for (const link of dashboard.links)
      for (const tag of link.tags ?? []) expect(tags.has(tag), `${link.title}: ${tag}`).toBe(true)
  })
})

describe('all together', () => {
  it.each(['uid', 'title'] as const)('have each their own %s', key => {
    const values = ALL.map(({ dashboard }) => dashboard[key])
    expect(values.filter((value, i) => values.indexOf(value) !== i)).toEqual([])
  })

  it('are told of in the README beside them', () => {
    const linked = [...README.matchAll(/\]\(([\w-]+)\.json\)/g)].map(([, name]) => name!)
    expect(linked.sort()).toEqual(ALL.map(({ name }) => name))
  })

  it('show Vedette itself, the shop, a Node process and a server besides the catalogue', () => {
    const names = ALL.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['vedette', 'cloudcart-overview', 'nodejs', 'node-exporter']),
    )
  })
})

// Where the catalogue isn't beside the repository, only the rules above are held.
describe.skipIf(!HAS_CATALOGUE)('every dashboard of the catalogue', () => {
  const wanted = HAS_CATALOGUE ? wantedDashboards() : []

  it.each(wanted)('$name is shipped with each of its panels', ({ uid, panels }) => {
    const found = ALL.find(({ name }) => name === uid)
    expect(found, `${uid}.json`).toBeDefined()
    const { dashboard } = found!
    const asked = questionsOf(dashboard)
    const titles = panelsOf(dashboard).map(({ title }) => title)
    for (const { title, queries, ours } of panels) {
      expect(queries.length + ours.length, `${title}: neither a query nor a panel of ours`).toBeGreaterThan(0)
      for (const query of queries)
        expect(asked.filter(({ expr }) => asksTheSame(expr, query)).length, `${title}: ${query}`).not.toBe(0)
      expect(titles).toEqual(expect.arrayContaining([...ours]))
    }
  })

  it('are 24 with 140 panels', () => {
    expect(wanted.length).toBe(24)
    expect(wanted.flatMap(({ panels }) => panels).length).toBe(140)
  })
})

describe('asking the same', () => {
  it.each([
    ['sum by (a) (rate(m_total{x="1", job=~".*"}[5m]))', 'rate(m_total{x="1"}[5m])'],
    [
      '(sum(rate(m_total[5m])) or vector(0)) / sum(rate(n_total[5m])) * 100',
      'sum(rate(m_total[5m])) / sum(rate(n_total[5m])) * 100',
    ],
    ['count(m > 2) or vector(0)', 'm > 2'],
    ['-sum(rate(m_total[5m]))', 'rate(m_total[5m])'],
    ['topk(10, sum by (ip) (rate(m_total[5m])))', 'topk(10, rate(m_total[5m]))'],
  ])('%s asks %s', (ours, theirs) => {
    expect(asksTheSame(ours, theirs)).toBe(true)
  })

  it.each([
    ['of another metric', 'rate(n_total[5m])', 'rate(m_total[5m])'],
    ['of more series', 'rate(m_total[5m])', 'rate(m_total{x="1"}[5m])'],
    ['over another span', 'rate(m_total[1m])', 'rate(m_total[5m])'],
    ['with another function', 'increase(m_total[5m])', 'rate(m_total[5m])'],
    ['by fewer labels', 'sum(rate(m_total[5m]))', 'sum by (a) (rate(m_total[5m]))'],
    [
      'of another share',
      'histogram_quantile(0.9, rate(m_bucket[5m]))',
      'histogram_quantile(0.95, rate(m_bucket[5m]))',
    ],
    ['of half of it', 'rate(m_total[5m])', 'rate(m_total[5m]) / rate(n_total[5m])'],
  ])('not %s', (_, ours, theirs) => {
    expect(asksTheSame(ours, theirs)).toBe(false)
  })
})

function unitsOf({ fieldConfig, options }: Panel): string[] {
  const units: unknown[] = [
    fieldConfig.defaults.unit,
    ...fieldConfig.overrides.flatMap(({ properties }) =>
      properties.filter(({ id }) => id === 'unit').map(({ value }) => value),
    ),
    (options.yAxis as { unit?: string } | undefined)?.unit,
  ]
  return units.filter(unit => unit !== undefined).map(String)
}

function isKnown(unit: string): boolean {
  return UNITS.has(unit) || /^(prefix|suffix|si|count|currency|time):./.test(unit)
}

/** What overlaps, leaves the grid or leaves a hole in it. */
function tilingFaults(panels: Dashboard['panels']): string[] {
  const taken = new Map<string, string>()
  const faults: string[] = []
  let bottom = 0
  for (const { title, gridPos } of panels) {
    const { x, y, w, h } = gridPos
    if (x < 0 || y < 0 || w < 1 || h < 1 || x + w > COLUMNS) faults.push(`${title} leaves the grid`)
    bottom = Math.max(bottom, y + h)
    for (let column = x; column < x + w; column++)
      for (let line = y; line < y + h; line++) {
        const other = taken.get(`${column} ${line}`)
        if (other !== undefined) faults.push(`${title} lies on ${other}`)
        taken.set(`${column} ${line}`, title)
      }
  }
  const holes = COLUMNS * bottom - taken.size
  if (holes > 0) faults.push(`${holes} cells of the grid are empty`)
  return [...new Set(faults)]
}
