import type { Panel } from '../dashboard.ts'

export function panelOf(id: number, more: Partial<Panel> = {}): Panel {
  return {
    id,
    type: 'timeseries',
    title: `Panel ${id}`,
    gridPos: { x: 0, y: 0, w: 12, h: 8 },
    targets: [],
    fieldConfig: { defaults: {}, overrides: [] },
    options: {},
    transformations: [],
    ...more,
  }
}
