import { readDashboard } from '@vedette/dashboard'
import { expect, it } from 'vitest'
import { changesBetween } from './changed-lines.ts'

const BEFORE = readDashboard({
  title: 'Shop',
  schemaVersion: 39,
  version: 3,
  panels: [{ id: 1, type: 'stat', title: 'Orders', gridPos: { x: 0, y: 0, w: 6, h: 4 }, targets: [] }],
}).dashboard

it('tells which lines of the JSON are others', () => {
  const [panel] = BEFORE.panels
  const after = { ...BEFORE, version: 4, panels: [{ ...panel!, title: 'Orders a second' }] }
  const { lines, added, removed } = changesBetween(BEFORE, after)
  expect({ added, removed }).toEqual({ added: 1, removed: 1 })
  expect(lines.filter(({ kind }) => kind === 'added').map(({ text }) => text.trim())).toEqual([
    '"title": "Orders a second",',
  ])
  expect(lines.filter(({ kind }) => kind === 'same').length).toBeLessThanOrEqual(6)
})

it('finds nothing where only the version is another', () => {
  expect(changesBetween(BEFORE, { ...BEFORE, version: 9 })).toEqual({ lines: [], added: 0, removed: 0 })
})

it('calls all lines others where too many are', () => {
  const [panel] = BEFORE.panels
  const many = (title: string) => ({
    ...BEFORE,
    panels: Array.from({ length: 600 }, (_, i) => ({
      ...panel!,
      id: i + 1,
      title: `${title} ${i}`,
      description: title,
    })),
  })
  const { lines, added, removed } = changesBetween(many('Orders'), { ...many('Visitors'), title: 'Visits' })
  expect(lines.filter(({ kind }) => kind === 'same')).toEqual([])
  expect(added).toBe(removed)
  expect(lines.at(-1)).toEqual({ kind: 'added', text: '}' })
})
