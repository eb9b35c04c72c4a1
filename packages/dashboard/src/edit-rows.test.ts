import { expect, it } from 'vitest'
import type { Dashboard, Panel } from './dashboard.ts'
import { foldRow, panelsOfRow, unfoldRow } from './edit-rows.ts'

const panel = (id: number, y: number, type = 'stat', x = 0): Panel => ({
  id,
  type,
  title: `${id}`,
  gridPos: { x, y, w: type === 'row' ? 24 : 12, h: type === 'row' ? 1 : 4 },
  targets: [],
  fieldConfig: { defaults: {}, overrides: [] },
  options: {},
  transformations: [],
})
const BEFORE = {
  panels: [
    panel(1, 0),
    { ...panel(2, 4, 'row'), collapsed: false, panels: [] },
    panel(3, 5),
    panel(4, 5, 'stat', 12),
    panel(5, 9),
    { ...panel(6, 13, 'row'), collapsed: false, panels: [] },
    panel(7, 14),
  ],
} as unknown as Dashboard

it('folds what stands between a row and the next, and what is below moves up', () => {
  expect(panelsOfRow(BEFORE, 2).map(({ id }) => id)).toEqual([3, 4, 5])
  const folded = foldRow(BEFORE, 2)
  expect(folded.panels.map(({ id, gridPos }) => [id, gridPos.y])).toEqual([
    [1, 0],
    [2, 4],
    [6, 5],
    [7, 6],
  ])
  expect(folded.panels[1]!.panels?.map(({ id }) => id)).toEqual([3, 4, 5])
  expect(panelsOfRow(folded, 2).map(({ id }) => id)).toEqual([3, 4, 5])
  expect(foldRow(folded, 2)).toBe(folded)
})

it('unfolds to where everything stood', () => {
  expect(unfoldRow(foldRow(BEFORE, 2), 2)).toEqual(BEFORE)
  expect(unfoldRow(BEFORE, 2)).toBe(BEFORE)
})

it('unfolds below a row that was moved meanwhile', () => {
  const folded = foldRow(BEFORE, 2)
  const moved = {
    ...folded,
    panels: folded.panels.map(each =>
      each.id === 2 ? { ...each, gridPos: { ...each.gridPos, y: 20 } } : each,
    ),
  }
  const { panels } = unfoldRow(moved, 2)
  expect(panels.filter(({ id }) => [3, 4, 5].includes(id)).map(({ gridPos }) => gridPos.y)).toEqual([
    21, 21, 25,
  ])
})
