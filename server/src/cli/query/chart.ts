/**
 * A small chart for the terminal: lines of Braille dots, two by four to a character, over an axis of values and one of times. Series
 * are told apart by colour where there is colour; the legend has each one's last, lowest and highest value.
 */
import type { AnsweredSeries, Point } from './answer.ts'
import { seriesName } from './table.ts'

export interface ChartOptions {
  readonly width: number
  readonly height: number
  readonly colour: boolean
  readonly startMs: number
  readonly endMs: number
}

const COLOURS = [36, 33, 35, 32, 34, 31, 96, 93]
/** More lines than this are a tangle; the legend says how many are left out. */
const MOST_SERIES = 8
/** The dot of column x (0-1) and row y (0-3) within a Braille character. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const

export function chart(all: readonly AnsweredSeries[], options: ChartOptions): string[] {
  const drawable = all.filter(({ values }) => values !== undefined && finite(values).length > 0)
  const shown = drawable.slice(0, MOST_SERIES)
  if (shown.length === 0) return ['(nothing that could be drawn)']
  const numbers = shown.flatMap(({ values }) => finite(values!).map(([, value]) => Number(value)))
  const lowest = Math.min(...numbers)
  const highest = Math.max(...numbers)
  const margin = lowest === highest ? Math.abs(lowest) * 0.1 || 1 : 0
  const low = lowest - margin
  const high = highest + margin

  const labels = Array.from({ length: options.height }, (_, row) =>
    row === 0
      ? short(high)
      : row === options.height - 1
        ? short(low)
        : row === options.height >> 1
          ? short((low + high) / 2)
          : '',
  )
  const gutter = Math.max(...labels.map(({ length }) => length))
  const columns = Math.max(10, options.width - gutter - 2)
  const canvas = new Canvas(columns, options.height)
  shown.forEach(({ values }, series) => {
    let before: readonly [number, number] | undefined
    for (const [seconds, text] of values!) {
      const value = Number(text)
      if (!Number.isFinite(value)) {
        before = undefined
        continue
      }
      const share = (seconds * 1000 - options.startMs) / Math.max(1, options.endMs - options.startMs)
      const x = Math.round(share * (columns * 2 - 1))
      const y = Math.round((1 - (value - low) / (high - low)) * (options.height * 4 - 1))
      canvas.line(before ?? [x, y], [x, y], series)
      before = [x, y]
    }
  })
  const rows = canvas
    .rows(options.colour)
    .map(
      (row, index) => `${labels[index]!.padStart(gutter)} ${index === options.height - 1 ? '┴' : '┤'}${row}`,
    )
  return [
    ...rows,
    timeAxis(gutter + 2, columns, options),
    ...shown.map((series, index) => legend(series, index, options.colour)),
    ...(all.length > shown.length
      ? [`  and ${all.length - shown.length} more series that are not drawn`]
      : []),
  ]
}

class Canvas {
  readonly #columns: number
  readonly #dots: Uint8Array
  readonly #series: Uint8Array

  constructor(columns: number, rows: number) {
    this.#columns = columns
    this.#dots = new Uint8Array(columns * rows)
    this.#series = new Uint8Array(columns * rows)
  }

  line(from: readonly [number, number], to: readonly [number, number], series: number): void {
    const steps = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]), 1)
    for (let i = 0; i <= steps; i++) {
      const x = Math.round(from[0] + ((to[0] - from[0]) * i) / steps)
      const y = Math.round(from[1] + ((to[1] - from[1]) * i) / steps)
      const at = (y >> 2) * this.#columns + (x >> 1)
      this.#dots[at]! |= DOTS[x & 1]![y & 3]!
      this.#series[at] = series
    }
  }

  rows(colour: boolean): string[] {
    const rows: string[] = []
    for (let start = 0; start < this.#dots.length; start += this.#columns) {
      let row = ''
      for (let at = start; at < start + this.#columns; at++) {
        const dots = this.#dots[at]!
        const character = dots === 0 ? ' ' : String.fromCharCode(0x2800 + dots)
        row += colour && dots !== 0 ? painted(character, this.#series[at]!) : character
      }
      rows.push(colour ? row : row.trimEnd())
    }
    return rows
  }
}

function timeAxis(indent: number, columns: number, { startMs, endMs }: ChartOptions): string {
  const withDate = endMs - startMs >= 86_400_000
  const text = (timeMs: number): string => {
    const iso = new Date(timeMs).toISOString()
    return withDate ? iso.slice(5, 16).replace('T', ' ') : iso.slice(11, 19)
  }
  const end = `${text(endMs)} UTC`
  return `${' '.repeat(indent)}${text(startMs).padEnd(Math.max(1, columns - end.length))}${end}`
}

function legend(series: AnsweredSeries, index: number, colour: boolean): string {
  const values = finite(series.values!).map(([, value]) => Number(value))
  const mark = colour ? painted('━━', index) : '━━'
  const statistics = `last ${short(values.at(-1)!)}, min ${short(Math.min(...values))}, max ${short(Math.max(...values))}`
  return `${mark} ${seriesName(series.metric)}  ${statistics}`
}

function painted(text: string, series: number): string {
  return `\x1b[${COLOURS[series % COLOURS.length]}m${text}\x1b[0m`
}

function finite(values: readonly Point[]): Point[] {
  return values.filter(([, value]) => Number.isFinite(Number(value)))
}

const PREFIXES = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** At most four digits that count. */
export function short(value: number): string {
  const size = Math.abs(value)
  for (const [unit, name] of PREFIXES)
    if (size >= unit && size < 1e15) return `${trimmed(value / unit)}${name}`
  return size !== 0 && (size < 1e-3 || size >= 1e15) ? value.toExponential(2) : trimmed(value)
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(4)))
}
