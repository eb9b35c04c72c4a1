/** Fields as panels have them, for tests. */
import type { Field, FieldConfig, Frame } from '@vedette/dashboard'
import type { PanelData, ShownFrame } from '../shown-data.ts'
import { shownFrames } from '../shown-of.ts'

export const SCOPE = {
  variables: {},
  range: { fromMs: 0, toMs: 60_000 },
  intervalMs: 15_000,
  scrapeIntervalMs: 15_000,
}

export function numbers(name: string, values: readonly (number | null)[], config: FieldConfig = {}): Field {
  const missing = Uint8Array.from(values, value => (value === null ? 1 : 0))
  return {
    name,
    type: 'number',
    values: Float64Array.from(values, value => value ?? Number.NaN),
    config,
    ...(missing.includes(1) ? { missing } : {}),
  }
}

export function times(...values: readonly number[]): Field {
  return { name: 'Time', type: 'time', values: Float64Array.from(values) }
}

export function texts(name: string, values: readonly (string | null)[]): Field {
  return { name, type: 'text', values }
}

export function framesWith(...lists: readonly (readonly Field[])[]): ShownFrame[] {
  const frames = lists.map((fields): Frame => ({ refId: 'A', fields, length: fields[0]?.values.length ?? 0 }))
  return shownFrames(frames, panelOf('table'), { scope: SCOPE, theme: 'dark', zone: 'utc' })
}

export function dataWith(...lists: readonly (readonly Field[])[]): PanelData {
  return { frames: framesWith(...lists), fromMs: 0, toMs: 60_000, stepMs: 15_000 }
}

export function panelOf(
  type: string,
  options: Readonly<Record<string, unknown>> = {},
  defaults: FieldConfig = {},
) {
  return {
    id: 1,
    type,
    title: 'A panel',
    gridPos: { x: 0, y: 0, w: 12, h: 8 },
    targets: [],
    fieldConfig: { defaults, overrides: [] },
    options,
    transformations: [],
  }
}
