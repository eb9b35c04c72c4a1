/** Rows of a table by which of its columns are filled in: finds at once those that an incoming row doesn't contradict, however many there are. */
import { NOTHING, type ValueCodes } from './value-codes.ts'

export interface IncomingRow {
  /** Rows of one frame have the same columns. */
  readonly frame: number
  readonly columns: readonly number[]
  readonly codes: readonly number[]
}

interface Shape {
  readonly id: number
  readonly filled: ReadonlySet<number>
  /** All that ever had this shape; some have grown into another since. */
  readonly rows: number[]
  readonly byFrame: (FrameView | undefined)[]
}

/** The rows of a shape by their values in the columns that a frame has as well. */
interface FrameView {
  readonly shared: readonly number[]
  /** Where the shared columns are among the frame's, and where the others. */
  readonly sharedAt: readonly number[]
  readonly newAt: readonly number[]
  readonly rows: Map<number, number[]>
  upTo: number
}

/** Rows with so many shapes hardly belong together: further ones are not merged into. */
const MOST_SHAPES = 64

export class RowShapes {
  readonly #cells: readonly number[][]
  readonly #codes: ValueCodes
  readonly #shapes = new Map<string, Shape>()
  readonly #shapeOf = new Map<number, number>()

  constructor(cells: readonly number[][], codes: ValueCodes, rows: readonly number[]) {
    this.#cells = cells
    this.#codes = codes
    for (const row of rows) this.add(row)
  }

  add(row: number): void {
    let name = ''
    for (let column = 0; column < this.#cells.length; column++) {
      if (this.#cells[column]![row] !== NOTHING) name += `${column} `
    }
    let shape = this.#shapes.get(name)
    if (shape === undefined) {
      if (this.#shapes.size >= MOST_SHAPES) {
        this.#shapeOf.delete(row)
        return
      }
      const filled = new Set(this.#cells.keys().filter(column => this.#cells[column]![row] !== NOTHING))
      shape = { id: this.#shapes.size, filled, rows: [], byFrame: [] }
      this.#shapes.set(name, shape)
    }
    shape.rows.push(row)
    this.#shapeOf.set(row, shape.id)
  }

  /** Whether there was a row to put it into. */
  merge(incoming: IncomingRow): boolean {
    let merged = false
    const grown: number[] = []
    for (const shape of this.#shapes.values()) {
      const view = this.#viewOf(shape, incoming)
      const key = this.#keyOf(view.sharedAt.length, i => incoming.codes[view.sharedAt[i]!]!)
      const alike = view.rows.get(key)
      if (alike === undefined) continue
      if (view.newAt.every(at => incoming.codes[at] === NOTHING)) {
        // All these rows stay what they are: that one of them is still here is enough.
        while (alike.length > 0 && this.#shapeOf.get(alike.at(-1)!) !== shape.id) alike.pop()
        merged ||= alike.length > 0
        continue
      }
      for (const row of alike) if (this.#shapeOf.get(row) === shape.id) grown.push(row)
      view.rows.delete(key)
    }
    for (const row of grown) {
      for (let i = 0; i < incoming.columns.length; i++) {
        this.#cells[incoming.columns[i]!]![row] = incoming.codes[i]!
      }
      this.add(row)
    }
    return merged || grown.length > 0
  }

  #viewOf(shape: Shape, { frame, columns }: IncomingRow): FrameView {
    let view = shape.byFrame[frame]
    if (view === undefined) {
      const places = [...columns.keys()]
      const sharedAt = places.filter(at => shape.filled.has(columns[at]!))
      view = {
        shared: sharedAt.map(at => columns[at]!),
        sharedAt,
        newAt: places.filter(at => !shape.filled.has(columns[at]!)),
        rows: new Map(),
        upTo: 0,
      }
      shape.byFrame[frame] = view
    }
    const { shared, rows } = view
    for (; view.upTo < shape.rows.length; view.upTo++) {
      const row = shape.rows[view.upTo]!
      const key = this.#keyOf(shared.length, i => this.#cells[shared[i]!]![row]!)
      const alike = rows.get(key)
      if (alike === undefined) rows.set(key, [row])
      else alike.push(row)
    }
    return view
  }

  #keyOf(length: number, codeAt: (i: number) => number): number {
    if (length === 0) return NOTHING
    let key = codeAt(0)
    for (let i = 1; i < length; i++) key = this.#codes.pair(key, codeAt(i))
    return key
  }
}
