import { describe, expect, it } from 'vitest'
import type { Dashboard, GridPosition, Panel } from './dashboard.ts'
import {
  addPanel,
  changePanel,
  differsOnlyInPlace,
  duplicatePanel,
  findPanel,
  freePlace,
  movePanels,
  newPanel,
  newRow,
  nextRefId,
  overlaps,
  removePanel,
} from './edit-panels.ts'

const panel = (id: number, x: number, y: number, w = 12, h = 8, more: Partial<Panel> = {}): Panel => ({
  id,
  type: 'timeseries',
  title: `Panel ${id}`,
  gridPos: { x, y, w, h },
  targets: [],
  fieldConfig: { defaults: {}, overrides: [] },
  options: {},
  transformations: [],
  ...more,
})

const dashboard = (...panels: readonly Panel[]): Dashboard => ({
  title: 'Shop',
  tags: [],
  schemaVersion: 39,
  graphTooltip: 0,
  time: { from: 'now-6h', to: 'now' },
  templating: { list: [] },
  annotations: { list: [] },
  links: [],
  panels,
})

const places = ({ panels }: Dashboard): Record<number, GridPosition> =>
  Object.fromEntries(panels.map(({ id, gridPos }) => [id, gridPos]))

describe('a new panel', () => {
  it('stands first where nothing is, beside the last where there is room, and below it otherwise', () => {
    expect(freePlace([], { w: 12, h: 8 })).toEqual({ x: 0, y: 0, w: 12, h: 8 })
    expect(freePlace([panel(1, 0, 0)], { w: 12, h: 8 })).toEqual({ x: 12, y: 0, w: 12, h: 8 })
    expect(freePlace([panel(1, 0, 0), panel(2, 12, 0, 8)], { w: 12, h: 8 })).toEqual({
      x: 0,
      y: 8,
      w: 12,
      h: 8,
    })
    expect(freePlace([panel(1, 0, 0, 24)], { w: 12, h: 8 })).toEqual({ x: 0, y: 8, w: 12, h: 8 })
  })

  it('has an id that no panel has, those in collapsed rows included', () => {
    const before = dashboard(
      panel(3, 0, 0, 24, 1, { type: 'row', collapsed: true, panels: [panel(7, 0, 1)] }),
    )
    expect(newPanel(before)).toMatchObject({ id: 8, targets: [{ refId: 'A', expr: '' }] })
    expect(newRow(before)).toMatchObject({ id: 8, type: 'row', gridPos: { x: 0, y: 1, w: 24, h: 1 } })
  })
})

describe('changes', () => {
  const inRow = panel(7, 0, 1)
  const row = panel(3, 0, 8, 24, 1, { type: 'row', collapsed: true, panels: [inRow] })
  const before = dashboard(panel(1, 0, 0), panel(2, 12, 0), row)

  it('finds, changes and removes a panel, in a collapsed row too', () => {
    const after = changePanel(before, 7, each => ({ ...each, title: 'Orders' }))
    expect(findPanel(after, 7)?.title).toBe('Orders')
    expect(after.panels[0]).toBe(before.panels[0])
    expect(findPanel(removePanel(after, 7), 7)).toBeUndefined()
    expect(removePanel(after, 3).panels).toHaveLength(2)
  })

  it('moves panels and keeps them in reading order', () => {
    const after = movePanels(
      before,
      new Map([
        [1, { x: 0, y: 9, w: 6, h: 4 }],
        [2, { x: 0, y: 0, w: 12, h: 8 }],
      ]),
    )
    expect(after.panels.map(({ id }) => id)).toEqual([2, 3, 1])
    expect(places(after)[1]).toEqual({ x: 0, y: 9, w: 6, h: 4 })
    expect(movePanels(before, new Map([[1, before.panels[0]!.gridPos]]))).toBe(before)
  })

  it('duplicates beside where there is room, and pushes down what stands below otherwise', () => {
    const beside = duplicatePanel(dashboard(panel(1, 0, 0), panel(2, 0, 8, 24)), 1)
    expect(places(beside)).toMatchObject({ 2: { y: 8 }, 3: { x: 12, y: 0 } })
    const below = duplicatePanel(dashboard(panel(1, 0, 0, 24), panel(2, 0, 8, 24)), 1)
    expect(places(below)).toMatchObject({ 1: { y: 0 }, 2: { y: 16 }, 3: { x: 0, y: 8 } })
    const all = below.panels.map(({ gridPos }) => gridPos)
    for (const [i, one] of all.entries())
      for (const other of all.slice(i + 1)) expect(overlaps(one, other)).toBe(false)
    expect(duplicatePanel(before, 99)).toBe(before)
  })

  it('adds at the end', () => {
    expect(addPanel(before, panel(9, 0, 9)).panels.at(-1)!.id).toBe(9)
  })
})

it('tells panels that were moved from those that were changed', () => {
  const before = { ...panel(1, 0, 0), title: 'One', description: 'a' }
  expect(differsOnlyInPlace(before, { ...before, gridPos: { x: 1, y: 2, w: 3, h: 4 } })).toBe(true)
  expect(differsOnlyInPlace(before, { ...before, title: 'Two' })).toBe(false)
  expect(differsOnlyInPlace(before, { ...before, targets: [...before.targets] })).toBe(false)
  const { description: _, ...less } = before
  expect(differsOnlyInPlace(before, less)).toBe(false)
  expect(differsOnlyInPlace(less, before)).toBe(false)
})

it('names queries by the first free letter', () => {
  expect(nextRefId([])).toBe('A')
  expect(nextRefId([{ refId: 'A' }, { refId: 'C' }])).toBe('B')
  const all = Array.from({ length: 27 }, (_, i) => ({ refId: i < 26 ? String.fromCharCode(65 + i) : 'AA' }))
  expect(nextRefId(all)).toBe('AB')
})
