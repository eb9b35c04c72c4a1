import {
  addPanel,
  changePanel,
  type Dashboard,
  movePanels,
  newPanel,
  readDashboard,
} from '@vedette/dashboard'
import { expect, it } from 'vitest'
import { createKept } from './kept-elements.ts'

const { dashboard } = readDashboard({ title: 'Big', panels: [] })
const big = Array.from({ length: 200 }).reduce<Dashboard>(each => addPanel(each, newPanel(each)), dashboard)

it('makes again only what has changed, wherever panels are moved', () => {
  const kept = createKept<object>()
  let made: number[] = []
  const draw = (of: Dashboard, shown?: number): readonly object[] => {
    made = []
    return of.panels.map(panel =>
      kept(panel, { count: 0, isPlaceShown: panel.id === shown }, () => {
        made.push(panel.id)
        return {}
      }),
    )
  }
  const first = draw(big)
  expect(made).toHaveLength(200)
  expect(draw(big)).toEqual(first)
  expect(made).toEqual([])

  const places = new Map(big.panels.map(({ id, gridPos }) => [id, { ...gridPos, y: gridPos.y + 8 }]))
  const moved = movePanels(big, places)
  draw(moved)
  expect(made).toEqual([])
  draw(moved, 7)
  expect(made).toEqual([7])

  draw(changePanel(moved, 5, panel => ({ ...panel, title: 'Another' })))
  expect(made).toEqual([5])
  draw(addPanel(moved, newPanel(moved)))
  expect(made).toEqual([5, 201])
})

it('makes a row again that holds more panels than before', () => {
  const kept = createKept<object>()
  const row = { ...newPanel(dashboard), type: 'row' }
  const element = kept(row, { count: 1, isPlaceShown: false }, () => ({}))
  expect(kept(row, { count: 1, isPlaceShown: false }, () => ({}))).toBe(element)
  expect(kept(row, { count: 2, isPlaceShown: false }, () => ({}))).not.toBe(element)
})
