import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compacted } from './compact-grid.ts'
import type { Dashboard, GridPosition, Panel } from './dashboard.ts'
import { layoutOf } from './layout.ts'
import type { ScopedValue } from './scope.ts'
import { panelOf } from './testing/panels.ts'
import { scopeOf } from './testing/scope-of.ts'

function dashboardOf(panels: readonly Panel[]): Dashboard {
  return {
    title: 'Test',
    tags: [],
    schemaVersion: 41,
    graphTooltip: 0,
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [] },
    annotations: { list: [] },
    links: [],
    panels,
  }
}

const at = (x: number, y: number, w: number, h: number): { gridPos: GridPosition } => ({
  gridPos: { x, y, w, h },
})
const values = (...list: string[]): ScopedValue => ({ text: list, value: list, multi: true })

function places(panels: readonly Panel[], variables = {}, collapsed: Readonly<Record<string, boolean>> = {}) {
  return layoutOf(dashboardOf(panels), scopeOf(variables), { isCollapsed: key => collapsed[key] }).map(
    ({ key, gridPos: { x, y, w, h } }) => [key, x, y, w, h],
  )
}

describe('a layout', () => {
  it('leaves panels where they are, and closes gaps', () => {
    expect(
      places([panelOf(1, at(0, 0, 12, 8)), panelOf(2, at(12, 0, 12, 4)), panelOf(3, at(12, 9, 12, 4))]),
    ).toEqual([
      ['panel-1', 0, 0, 12, 8],
      ['panel-2', 12, 0, 12, 4],
      ['panel-3', 12, 4, 12, 4],
    ])
  })

  it('has rows that hold what follows them, or what they were shut with', () => {
    const panels = [
      panelOf(1, at(0, 0, 24, 2)),
      panelOf(2, { type: 'row', ...at(0, 2, 24, 1), collapsed: true, panels: [panelOf(3, at(0, 3, 12, 5))] }),
      panelOf(4, { type: 'row', ...at(0, 3, 24, 1), collapsed: false, panels: [] }),
      panelOf(5, at(0, 4, 12, 5)),
    ]
    expect(places(panels)).toEqual([
      ['panel-1', 0, 0, 24, 2],
      ['panel-2', 0, 2, 24, 1],
      ['panel-4', 0, 3, 24, 1],
      ['panel-5', 0, 4, 12, 5],
    ])
    expect(places(panels, {}, { 'panel-2': false, 'panel-4': true })).toEqual([
      ['panel-1', 0, 0, 24, 2],
      ['panel-2', 0, 2, 24, 1],
      ['panel-3', 0, 3, 12, 5],
      ['panel-4', 0, 8, 24, 1],
    ])
    const rows = layoutOf(dashboardOf(panels), scopeOf()).filter(({ panel }) => panel.type === 'row')
    expect(rows.map(({ collapsed, panelCount }) => [collapsed, panelCount])).toEqual([
      [true, 1],
      [false, 1],
    ])
    expect(layoutOf(dashboardOf(panels), scopeOf()).at(-1)!.row).toBe('panel-4')
  })
})

describe('repeated panels', () => {
  const repeated = (more: object) => [
    panelOf(1, { ...at(0, 0, 6, 4), repeat: 'pod', ...more }),
    panelOf(2, at(0, 4, 24, 3)),
  ]

  it('share the width', () => {
    expect(places(repeated({}), { pod: values('a', 'b') })).toEqual([
      ['panel-1', 0, 0, 12, 4],
      ['panel-1-clone-1', 12, 0, 12, 4],
      ['panel-2', 0, 4, 24, 3],
    ])
  })

  it('go on in further lines, and push down what is beneath', () => {
    expect(places(repeated({ maxPerRow: 2 }), { pod: values('a', 'b', 'c') })).toEqual([
      ['panel-1', 0, 0, 12, 4],
      ['panel-1-clone-1', 12, 0, 12, 4],
      ['panel-1-clone-2', 0, 4, 12, 4],
      ['panel-2', 0, 8, 24, 3],
    ])
    expect(
      places(repeated({}), { pod: values('a', 'b', 'c', 'd', 'e') }).map(([, x, y, w]) => [x, y, w]),
    ).toEqual([
      [0, 0, 6],
      [6, 0, 6],
      [12, 0, 6],
      [18, 0, 6],
      [0, 4, 6],
      [0, 8, 24],
    ])
  })

  it('go down one beneath the other', () => {
    expect(places(repeated({ repeatDirection: 'v' }), { pod: values('a', 'b') })).toEqual([
      ['panel-1', 0, 0, 6, 4],
      ['panel-1-clone-1', 0, 4, 6, 4],
      ['panel-2', 0, 8, 24, 3],
    ])
  })

  it('stand each for one value', () => {
    const all: ScopedValue = {
      text: 'All',
      value: ['a', 'b'],
      texts: ['A', 'B'],
      all: true,
      multi: true,
      allValue: '.*',
    }
    const [first, second] = layoutOf(dashboardOf(repeated({})), scopeOf({ pod: all }))
    expect(first!.variables).toEqual({ pod: { text: 'A', value: 'a', multi: true } })
    expect(second!.variables).toEqual({ pod: { text: 'B', value: 'b', multi: true } })
    expect(second!.repeat).toEqual({ variable: 'pod', value: 'b', index: 1, count: 2, left: 0 })
  })

  it('are one where there are no values, or no such variable', () => {
    const [placed] = layoutOf(dashboardOf(repeated({})), scopeOf({ pod: values() }))
    expect(placed!.variables).toEqual({ pod: { text: 'None', value: '', multi: true } })
    expect(placed!.gridPos).toEqual({ x: 0, y: 0, w: 24, h: 4 })
    expect(places(repeated({}))[0]).toEqual(['panel-1', 0, 0, 6, 4])
  })

  it('are bounded, and say how many are left out', () => {
    const many = Array.from({ length: 150 }, (_, i) => String(i))
    const placed = layoutOf(dashboardOf(repeated({})), scopeOf({ pod: values(...many) }))
    expect(placed).toHaveLength(101)
    expect(placed[0]!.repeat).toMatchObject({ count: 100, left: 50 })
  })
})

describe('repeated rows', () => {
  const panels = [
    panelOf(1, { type: 'row', ...at(0, 0, 24, 1), repeat: 'job', collapsed: false, panels: [] }),
    panelOf(2, { ...at(0, 1, 12, 4), repeat: 'pod' }),
    panelOf(3, { ...at(0, 5, 12, 2), repeat: 'job' }),
    panelOf(4, { type: 'row', ...at(0, 7, 24, 1) }),
  ]
  const variables = { job: values('x', 'y'), pod: values('a', 'b') }

  it('have their panels anew', () => {
    expect(places(panels, variables)).toEqual([
      ['panel-1', 0, 0, 24, 1],
      ['panel-2', 0, 1, 12, 4],
      ['panel-2-clone-1', 12, 1, 12, 4],
      ['panel-3', 0, 5, 24, 2],
      ['panel-1-clone-1', 0, 7, 24, 1],
      ['panel-1-clone-1/panel-2', 0, 8, 12, 4],
      ['panel-1-clone-1/panel-2-clone-1', 12, 8, 12, 4],
      ['panel-1-clone-1/panel-3', 0, 12, 24, 2],
      ['panel-4', 0, 14, 24, 1],
    ])
    const placed = layoutOf(dashboardOf(panels), scopeOf(variables))
    expect(placed[6]!.variables).toEqual({
      job: { text: 'y', value: 'y', multi: true },
      pod: { text: 'b', value: 'b', multi: true },
    })
    expect(placed[6]!.row).toBe('panel-1-clone-1')
  })

  it('are shut one by one', () => {
    expect(places(panels, variables, { 'panel-1': true }).map(([key]) => key)).toEqual([
      'panel-1',
      'panel-1-clone-1',
      'panel-1-clone-1/panel-2',
      'panel-1-clone-1/panel-2-clone-1',
      'panel-1-clone-1/panel-3',
      'panel-4',
    ])
  })
})

describe('any grid', () => {
  const items = fc.array(
    fc.record({
      x: fc.nat(23),
      y: fc.nat(1_000_000),
      w: fc.integer({ min: 1, max: 24 }),
      h: fc.integer({ min: 1, max: 30 }),
    }),
    { maxLength: 40 },
  )

  it('has no two on each other, none that could go up, and stays as it is', () => {
    fc.assert(
      fc.property(items, given => {
        const placed = compacted(given)
        placed.forEach((a, i) => {
          const hits = (y: number): boolean =>
            placed.some(
              (b, j) => i !== j && a.x < b.x + b.w && b.x < a.x + a.w && y < b.y + b.h && b.y < y + a.h,
            )
          expect(hits(a.y)).toBe(false)
          expect(a.y === 0 || hits(a.y - 1)).toBe(true)
        })
        expect(compacted(placed)).toEqual(placed)
      }),
    )
  })
})
