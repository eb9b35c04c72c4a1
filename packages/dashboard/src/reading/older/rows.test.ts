import { describe, expect, it } from 'vitest'
import { largeDashboard } from '../../../testing/large-dashboard.ts'
import { readDashboard } from '../../read-dashboard.ts'

const text = (more: object = {}) => ({ type: 'text', content: 'x', mode: 'markdown', ...more })
const read = (...rows: object[]) =>
  readDashboard({ schemaVersion: 14, rows }).dashboard.panels.map(
    ({ type, title, gridPos: { x, y, w, h }, panels }) => [
      type === 'row' ? `row ${title} ${panels?.length}` : type,
      x,
      y,
      w,
      h,
    ],
  )

describe('rows of before schema 16', () => {
  it('are spread over the grid, one under another', () => {
    expect(
      read(
        { height: '250px', panels: [text({ span: 8 }), text({ span: 4 })] },
        { height: 100, panels: [text({ span: 12 })] },
      ),
    ).toEqual([
      ['text', 0, 0, 16, 7],
      ['text', 16, 0, 8, 7],
      ['text', 0, 7, 24, 3],
    ])
  })

  it('wrap what does not fit', () => {
    expect(read({ height: 152, panels: [text({ span: 6 }), text({ span: 8 }), text({ span: 4 })] })).toEqual([
      ['text', 0, 0, 12, 4],
      ['text', 0, 4, 16, 4],
      ['text', 16, 4, 8, 4],
    ])
  })

  it('let lower panels stand on one another', () => {
    expect(
      read({
        height: 304,
        panels: [text({ span: 6 }), text({ span: 6, height: '152px' }), text({ span: 6, height: 152 })],
      }),
    ).toEqual([
      ['text', 0, 0, 12, 8],
      ['text', 12, 0, 12, 4],
      ['text', 12, 4, 12, 4],
    ])
  })

  it('become row panels if any of them has a title, is collapsed or repeats', () => {
    expect(
      read(
        { title: 'Open', showTitle: true, height: 114, panels: [text()] },
        { title: 'Closed', collapse: true, height: 114, panels: [text(), text()] },
        { title: 'Last', height: 114, panels: [text()] },
      ),
    ).toEqual([
      ['row Open 0', 0, 0, 24, 1],
      ['text', 0, 1, 8, 3],
      ['row Closed 2', 0, 4, 24, 1],
      ['row Last 0', 0, 5, 24, 1],
      ['text', 0, 6, 8, 3],
    ])
  })

  it('leave out the copies that repeating made, and keep what repeats', () => {
    const { panels } = readDashboard({
      schemaVersion: 14,
      rows: [
        {
          repeat: 'job',
          title: '$job',
          panels: [text({ repeat: 'node', minSpan: 4 }), text({ repeatPanelId: 1 })],
        },
        { repeatIteration: 5, panels: [text()] },
      ],
    }).dashboard
    expect(panels).toMatchObject([
      { type: 'row', repeat: 'job', title: '$job' },
      { type: 'text', repeat: 'node', maxPerRow: 3 },
    ])
    expect(panels).toHaveLength(2)
  })

  it('of a large dashboard are all there, each panel with an id of its own', () => {
    const { dashboard, notes } = readDashboard(largeDashboard('rows'))
    const all = dashboard.panels.flatMap(panel => [panel, ...(panel.panels ?? [])])
    expect(all.filter(({ type }) => type !== 'row')).toHaveLength(136)
    expect(all.filter(({ type }) => type === 'row')).toHaveLength(9)
    expect(notes).toEqual([])
    expect(dashboard.graphTooltip).toBe(1)
  })
})

describe('panels within an open row', () => {
  it('are put behind it, where they are seen', () => {
    const { panels } = readDashboard({
      panels: [
        { id: 1, type: 'row', collapsed: false, panels: [{ id: 2, type: 'text' }] },
        { id: 3, type: 'text' },
      ],
    }).dashboard
    expect(panels.map(({ id }) => id)).toEqual([1, 2, 3])
    expect(panels[0]?.panels).toEqual([])
  })
})
