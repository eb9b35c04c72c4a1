import { readDashboard } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { panelFromJson } from './panel-json.ts'

const [BEFORE] = readDashboard({
  title: 'Shop',
  schemaVersion: 39,
  panels: [{ id: 7, type: 'stat', title: 'Orders', gridPos: { x: 6, y: 3, w: 6, h: 4 } }],
}).dashboard.panels

describe('a panel that was typed', () => {
  it('keeps its id, and its place unless told', () => {
    const panel = panelFromJson('{"id": 99, "type": "gauge", "title": "Orders", "mine": 1}', BEFORE!)
    expect(panel).toMatchObject({
      id: 7,
      type: 'gauge',
      gridPos: { x: 6, y: 3, w: 6, h: 4 },
      mine: 1,
      targets: [],
    })
  })

  it('is refused in words where it is none', () => {
    expect(() => panelFromJson('{', BEFORE!)).toThrow(/^This is no JSON: /)
    expect(() => panelFromJson('[]', BEFORE!)).toThrow('A panel is an object: { "type": "stat", ... }')
    expect(() => panelFromJson('{"type": "stat", "repeatPanelId": 4}', BEFORE!)).toThrow(
      /^This is a copy that Grafana made/,
    )
  })
})
