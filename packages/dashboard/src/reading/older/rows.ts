/** Before schema 16 panels stood in rows, twelve columns wide, each row as high as it said. Places on the grid are found as Grafana finds them. */
import { GRID_COLUMNS, GRID_GAP, GRID_ROW_HEIGHT } from '../../dashboard.ts'
import { type JsonObject, numberOf, objectsOf, textOf } from '../json.ts'

const OLD_COLUMNS = 12
const USUAL_SPAN = 4
const USUAL_HEIGHT = '250px'

export function placeRows(dashboard: JsonObject): void {
  const rows = objectsOf(dashboard.rows).filter(row => !row.repeatIteration)
  delete dashboard.rows
  const withTitles = rows.some(row => row.collapse || row.showTitle || row.repeat)
  const panels: unknown[] = Array.isArray(dashboard.panels) ? dashboard.panels : []
  dashboard.panels = panels
  let y = 0
  for (const row of rows) {
    const height = gridHeight(row.height ?? USUAL_HEIGHT)
    const within: JsonObject[] = []
    const collapsed = row.collapse === true
    if (withTitles) {
      panels.push(rowPanel(row, y, collapsed ? within : []))
      y++
    }
    const end = placePanels(objectsOf(row.panels), height, y, within)
    if (!collapsed || !withTitles) {
      panels.push(...within)
      y = end
    }
  }
}

function rowPanel(row: JsonObject, y: number, panels: JsonObject[]): JsonObject {
  return {
    type: 'row',
    title: textOf(row.title) ?? '',
    collapsed: row.collapse === true,
    ...(textOf(row.repeat) === undefined ? {} : { repeat: row.repeat }),
    gridPos: { x: 0, y, w: GRID_COLUMNS, h: 1 },
    panels,
  }
}

/** Gives where the next row begins. */
function placePanels(panels: JsonObject[], rowHeight: number, from: number, placed: JsonObject[]): number {
  let lines = new RowOfColumns(rowHeight)
  let y = from
  for (const panel of panels) {
    const span = Math.min(OLD_COLUMNS, Math.max(1, Math.floor(numberOf(panel.span) || USUAL_SPAN)))
    const w = (span * GRID_COLUMNS) / OLD_COLUMNS
    const h = panel.height === undefined || panel.height === null ? rowHeight : gridHeight(panel.height)
    delete panel.span
    delete panel.height
    const leastSpan = numberOf(panel.minSpan)
    delete panel.minSpan
    if (leastSpan) panel.maxPerRow = columnsThatFit(OLD_COLUMNS / leastSpan)
    let place = lines.placeOf(w)
    if (place === undefined) {
      y += rowHeight
      lines = new RowOfColumns(rowHeight)
      place = { x: 0, y: 0 }
    }
    lines.fill(place.x, w, place.y + h)
    panel.gridPos = { x: place.x, y: y + place.y, w, h }
    placed.push(panel)
  }
  return y + rowHeight
}

/** How far down each column of a row is taken. */
class RowOfColumns {
  readonly #taken = new Array<number>(GRID_COLUMNS).fill(0)
  readonly #height: number

  constructor(height: number) {
    this.#height = height
  }

  /** From the right as far as each column is no more taken than the one before; panels lower than the row stand on one another there. */
  placeOf(width: number): { x: number; y: number } | undefined {
    let x = GRID_COLUMNS
    while (x > 0 && this.#at(x - 1) < this.#height && (x === GRID_COLUMNS || this.#at(x - 1) <= this.#at(x)))
      x--
    if (GRID_COLUMNS - x < width) return undefined
    return { x, y: Math.max(...this.#taken.slice(x)) }
  }

  fill(x: number, width: number, down: number): void {
    for (let at = x; at < Math.min(GRID_COLUMNS, x + width); at++)
      this.#taken[at] = Math.max(this.#at(at), down)
  }

  #at(column: number): number {
    return this.#taken[column] ?? 0
  }
}

function gridHeight(height: unknown): number {
  const pixels = typeof height === 'string' ? Number.parseInt(height, 10) : numberOf(height)
  const least = GRID_ROW_HEIGHT * 3
  const high = Number.isFinite(pixels) ? Math.min(10_000, Math.max(least, Number(pixels))) : 250
  return Math.ceil(high / (GRID_ROW_HEIGHT + GRID_GAP))
}

/** Grafana allows the divisors of 24. */
export function columnsThatFit(most: number): number {
  return [1, 2, 3, 4, 6, 8, 12, 24].findLast(each => each <= most) ?? 1
}
