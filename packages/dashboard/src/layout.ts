/** Where each panel lies once rows are open or shut and panels are repeated, as Grafana's grid puts them. */

import { compacted } from './compact-grid.ts'
import { type Dashboard, GRID_COLUMNS, type GridPosition, type Panel } from './dashboard.ts'
import type { Scope, ScopedValue } from './scope.ts'

export interface PlacedPanel {
  /** `panel-4`; of a repeat `panel-4-clone-1`, within a repeated row `panel-2-clone-1/panel-4`. */
  readonly key: string
  readonly panel: Panel
  /** Where it lies. Of repeated panels that share a row `x` and `w` may be fractions. */
  readonly gridPos: GridPosition
  /** What its variables stand for, over those of the dashboard: `scopeWith(scope, placed.variables)`. */
  readonly variables: Readonly<Record<string, ScopedValue>>
  /** The key of the row that it lies in. */
  readonly row?: string | undefined
  /** Of a row. */
  readonly collapsed?: boolean | undefined
  /** Of a row: how many panels it holds, open or shut. */
  readonly panelCount?: number | undefined
  /** Which of the variable's values it is for. */
  readonly repeat?: RepeatedAs | undefined
}

export interface RepeatedAs {
  readonly variable: string
  readonly value: string
  readonly index: number
  /** So many of them there are. */
  readonly count: number
  /** So many more values there would be, which are not shown. */
  readonly left: number
}

export interface LayoutOptions {
  /** Is the row of this key shut? Undefined where the reader left it as it was saved. */
  readonly isCollapsed?: ((rowKey: string) => boolean | undefined) | undefined
}

const PANELS_PER_ROW = 4
/** A variable of thousands of values makes no dashboard that anybody reads. */
const MOST_REPEATS = 100
const MOST_PANELS = 2_000

export function layoutOf(dashboard: Dashboard, scope: Scope, options: LayoutOptions = {}): PlacedPanel[] {
  const placed: PlacedPanel[] = []
  let bottom = 0
  const add = (panels: readonly PlacedPanel[]): void => {
    for (const panel of panels) if (placed.length < MOST_PANELS) placed.push(panel)
  }
  for (const { row, panels } of sectionsOf(dashboard.panels)) {
    if (row === undefined) {
      const { items, height } = sectionPanels(panels, scope, { variables: {}, keyPrefix: '', top: bottom })
      add(items)
      bottom += height
      continue
    }
    for (const clone of clonesOf(row, scope.variables)) {
      const { key, variables } = clone
      const collapsed = options.isCollapsed?.(key) ?? row.collapsed === true
      const at = { x: 0, y: bottom, w: GRID_COLUMNS, h: 1 }
      add([{ ...clone, panel: row, gridPos: at, collapsed, panelCount: panels.length }])
      bottom += 1
      if (collapsed) continue
      const keyPrefix = clone.repeat === undefined || clone.repeat.index === 0 ? '' : `${key}/`
      const { items, height } = sectionPanels(panels, scope, { variables, keyPrefix, top: bottom, row: key })
      add(items)
      bottom += height
    }
  }
  return placed
}

interface Section {
  readonly row: Panel | undefined
  readonly panels: readonly Panel[]
}

/** A row that was saved shut holds its panels; an open one is followed by them. */
function sectionsOf(panels: readonly Panel[]): Section[] {
  const sorted = [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x)
  const sections: { row: Panel | undefined; panels: Panel[] }[] = [{ row: undefined, panels: [] }]
  for (const panel of sorted)
    if (panel.type === 'row') sections.push({ row: panel, panels: [...(panel.panels ?? [])] })
    else sections.at(-1)!.panels.push(panel)
  return sections
}

interface Within {
  readonly variables: Readonly<Record<string, ScopedValue>>
  readonly keyPrefix: string
  readonly top: number
  readonly row?: string
}

function sectionPanels(
  panels: readonly Panel[],
  scope: Scope,
  { variables, keyPrefix, top, row }: Within,
): { items: PlacedPanel[]; height: number } {
  const groups = panels.map(panel => groupOf(panel, { ...scope.variables, ...variables }))
  const positions = compacted(groups.map(({ gridPos }) => gridPos))
  const items = groups.flatMap(({ panels }, i) => {
    const { x, y } = positions[i]!
    return panels.map(placed => ({
      ...placed,
      key: keyPrefix + placed.key,
      gridPos: { ...placed.gridPos, x: x + placed.gridPos.x, y: top + y + placed.gridPos.y },
      variables: { ...variables, ...placed.variables },
      ...(row === undefined ? {} : { row }),
    }))
  })
  return { items, height: Math.max(0, ...positions.map(({ y, h }) => y + h)) }
}

/** A panel, or all that it is repeated as, which take one place of the grid together. Its panels' places are counted from there. */
function groupOf(
  panel: Panel,
  variables: Readonly<Record<string, ScopedValue>>,
): { gridPos: GridPosition; panels: PlacedPanel[] } {
  const { gridPos } = panel
  const clones = clonesOf(panel, variables)
  if (clones[0]!.repeat === undefined) {
    const at = { x: 0, y: 0, w: gridPos.w, h: gridPos.h }
    return { gridPos, panels: [{ ...clones[0]!, panel, gridPos: at }] }
  }
  const down = panel.repeatDirection === 'v'
  const perRow = down ? 1 : Math.min(clones.length, positive(panel.maxPerRow) ?? PANELS_PER_ROW)
  const width = down ? gridPos.w : GRID_COLUMNS
  const each = { w: width / perRow, h: gridPos.h }
  const panels = clones.map((clone, i) => {
    const at = { x: (i % perRow) * each.w, y: Math.floor(i / perRow) * each.h, ...each }
    return { ...clone, panel, gridPos: at }
  })
  const height = Math.ceil(clones.length / perRow) * each.h
  return { gridPos: { x: down ? gridPos.x : 0, y: gridPos.y, w: width, h: height }, panels }
}

interface Clone {
  readonly key: string
  readonly variables: Readonly<Record<string, ScopedValue>>
  readonly repeat?: RepeatedAs
}

/** One for each value of the variable that it is repeated by; itself where there is no such variable. */
function clonesOf(panel: Panel, variables: Readonly<Record<string, ScopedValue>>): Clone[] {
  const key = `panel-${panel.id}`
  const name = panel.repeat ?? ''
  const variable = name !== '' && Object.hasOwn(variables, name) ? variables[name] : undefined
  if (variable === undefined) return [{ key, variables: {} }]
  const { multi, all } = variable
  const values = listOf(variable.value)
  const texts = variable.texts ?? listOf(variable.text)
  // A variable without values still shows its panel, which can then say why.
  const shown = values.length === 0 ? [''] : values.slice(0, MOST_REPEATS)
  return shown.map((value, index) => ({
    key: index === 0 ? key : `${key}-clone-${index}`,
    variables: {
      [name]: {
        text: values.length === 0 ? (all === true ? 'All' : 'None') : (texts[index] ?? value),
        value,
        multi,
      },
    },
    repeat: {
      variable: name,
      value,
      index,
      count: shown.length,
      left: Math.max(0, values.length - MOST_REPEATS),
    },
  }))
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}

function positive(number: number | undefined): number | undefined {
  return typeof number === 'number' && number >= 1 ? Math.floor(number) : undefined
}
