import { describe, expect, it } from 'vitest'
import { largeDashboard } from '../../testing/large-dashboard.ts'
import type { Dashboard } from '../dashboard.ts'
import { readDashboard } from '../read-dashboard.ts'
import { writeDashboard } from '../write-dashboard.ts'
import { writeLike } from './write-like.ts'

const FILE = `{
    "title": "Shop",
    "uid": "shop",
    "schemaVersion": 39,
    "panels": [
        { "type": "stat", "id": 2, "title": "Up", "repeat": null, "targets": [{ "expr": "up", "refId": "A" }] },
        { "type": "text", "id": 1, "options": { "mode": "markdown", "content": "Hi" } }
    ],
    "time": { "from": "now-1h", "to": "now" }
}
`
const laidOut = `${JSON.stringify(JSON.parse(FILE), undefined, 4)}\n`

function changed(change: (dashboard: Dashboard) => Dashboard): string[] {
  const before = laidOut.split('\n')
  const after = writeLike(FILE, change(readDashboard(FILE).dashboard)).split('\n')
  return [
    ...before.filter(line => !after.includes(line)).map(line => `- ${line.trim()}`),
    ...after.filter(line => !before.includes(line)).map(line => `+ ${line.trim()}`),
  ]
}

describe('writeLike', () => {
  it('gives the file back where nothing was changed', () => {
    expect(writeLike(laidOut, readDashboard(laidOut).dashboard)).toBe(laidOut)
    const large = JSON.stringify(largeDashboard('today'), undefined, 2)
    expect(writeLike(large, readDashboard(large).dashboard)).toBe(large)
  })

  it('changes no more lines than were changed', () => {
    expect(changed(dashboard => ({ ...dashboard, title: 'Store' }))).toEqual([
      '- "title": "Shop",',
      '+ "title": "Store",',
    ])
    expect(
      changed(dashboard => ({
        ...dashboard,
        panels: dashboard.panels.map(panel => (panel.id === 2 ? { ...panel, title: 'Down' } : panel)),
      })),
    ).toEqual(['- "title": "Up",', '+ "title": "Down",'])
    expect(changed(dashboard => ({ ...dashboard, tags: ['new'] }))).toEqual([
      '- }',
      '+ },',
      '+ "tags": [',
      '+ "new"',
      '+ ]',
    ])
  })

  it('follows panels that moved, came and went', () => {
    const text = writeLike(FILE, {
      ...readDashboard(FILE).dashboard,
      panels: readDashboard({ panels: [{ id: 9, type: 'stat' }, ...JSON.parse(FILE).panels.slice(0, 1)] })
        .dashboard.panels,
    })
    const { panels } = JSON.parse(text)
    expect(panels.map(({ id }: { id: number }) => id)).toEqual([9, 2])
    expect(Object.keys(panels[1])).toEqual(['type', 'id', 'title', 'repeat', 'targets'])
    expect(readDashboard(text).dashboard.panels).toHaveLength(2)
  })

  it('writes what was of another structure anew', () => {
    const old = JSON.stringify(largeDashboard('rows'))
    const { dashboard } = readDashboard(old)
    expect(writeLike(old, dashboard)).toBe(writeDashboard(dashboard))
  })
})
