/**
 * A table that rows are merged into: a row that comes in is put into every row with the same key that it doesn't contradict, else it is a row of its own.
 * Rows of one key are looked through while they are few; beyond that by what they have filled in, so that a key that all rows have costs no more.
 */
import { columnOf, type Value, valueAt } from '../columns.ts'
import type { Field, Frame } from '../frame.ts'
import { rowKeys } from './rows-by-key.ts'

interface Incoming {
  /** Tells frames apart. */
  readonly frame: number
  readonly columns: readonly number[]
  readonly values: Value[]
}

interface KeyRows {
  readonly rows: number[]
  shapes?: ShapeIndex
}

const FEW = 8

export class MergedTable {
  isCut = false
  length = 0
  readonly most: number
  readonly #columns: readonly { readonly name: string; readonly type: Field['type'] }[]
  readonly #common: readonly string[]
  readonly #cells: Value[][]
  readonly #byKey = new Map<Value, KeyRows>()
  #frames = 0

  constructor(
    columns: readonly { readonly name: string; readonly type: Field['type'] }[],
    common: readonly string[],
    most: number,
  ) {
    this.#columns = columns
    this.#common = common
    this.most = most
    this.#cells = columns.map(() => [])
  }

  add(frame: Frame): void {
    const fields = new Map(frame.fields.map(field => [field.name, field]))
    const columns = this.#columns.flatMap(({ name }, at) => (fields.has(name) ? [at] : []))
    const own = columns.map(at => fields.get(this.#columns[at]!.name)!)
    const keyOf = rowKeys(this.#common.map(name => fields.get(name)!))
    const incoming: Incoming = { frame: this.#frames++, columns, values: columns.map(() => null) }
    for (let row = 0; row < frame.length; row++) {
      own.forEach((field, i) => {
        incoming.values[i] = valueAt(field, row)
      })
      this.#put(keyOf(row), incoming)
    }
  }

  fields(): Field[] {
    return this.#columns.map(({ name, type }, at) => columnOf(name, type, this.#cells[at]!))
  }

  #put(key: Value, incoming: Incoming): void {
    const known = this.#byKey.get(key)
    if (known === undefined) {
      const row = this.#append(incoming)
      if (row !== undefined) this.#byKey.set(key, { rows: [row] })
      return
    }
    if (known.rows.length > FEW) known.shapes ??= this.#indexed(known.rows)
    const merged =
      known.shapes === undefined
        ? this.#intoFew(known.rows, incoming)
        : known.shapes.merge(incoming, row => this.#fill(row, incoming))
    if (merged) return
    const row = this.#append(incoming)
    if (row === undefined) return
    known.rows.push(row)
    known.shapes?.add(row)
  }

  #intoFew(rows: readonly number[], incoming: Incoming): boolean {
    let merged = false
    for (const row of rows) {
      if (!this.#agrees(row, incoming)) continue
      merged = true
      this.#fill(row, incoming)
    }
    return merged
  }

  #agrees(row: number, { columns, values }: Incoming): boolean {
    return columns.every((column, i) => {
      const cell = this.#cells[column]![row]!
      return cell === null || Object.is(cell, values[i])
    })
  }

  #fill(row: number, { columns, values }: Incoming): void {
    columns.forEach((column, i) => {
      this.#cells[column]![row] = values[i]!
    })
  }

  #append(incoming: Incoming): number | undefined {
    if (this.length >= this.most) {
      this.isCut = true
      return undefined
    }
    const row = this.length++
    for (const cells of this.#cells) cells.push(null)
    this.#fill(row, incoming)
    return row
  }

  #indexed(rows: readonly number[]): ShapeIndex {
    const index = new ShapeIndex(this.#cells)
    for (const row of rows) index.add(row)
    return index
  }
}

/** Rows that have the same columns filled in. */
interface Shape {
  readonly name: string
  readonly filled: ReadonlySet<number>
  /** All that ever had it; some have grown into another since. */
  readonly rows: number[]
  /** By frame: rows by their values in the columns that the frame has as well. */
  readonly byFrame: Map<number, { upTo: number; readonly rows: Map<string, number[]> }>
}

/** Rows with so many shapes hardly belong together: further ones are not merged into. */
const MOST_SHAPES = 64

class ShapeIndex {
  readonly #cells: readonly Value[][]
  readonly #shapes = new Map<string, Shape>()
  readonly #shapeOf = new Map<number, string>()

  constructor(cells: readonly Value[][]) {
    this.#cells = cells
  }

  add(row: number): void {
    const filled = this.#cells.flatMap((cells, column) => (cells[row] === null ? [] : [column]))
    const name = filled.join()
    let shape = this.#shapes.get(name)
    if (shape === undefined) {
      if (this.#shapes.size >= MOST_SHAPES) {
        this.#shapeOf.delete(row)
        return
      }
      shape = { name, filled: new Set(filled), rows: [], byFrame: new Map() }
      this.#shapes.set(name, shape)
    }
    shape.rows.push(row)
    this.#shapeOf.set(row, name)
  }

  merge({ frame, columns, values }: Incoming, fill: (row: number) => void): boolean {
    let merged = false
    const grown: number[] = []
    for (const shape of this.#shapes.values()) {
      const shared = columns.filter(column => shape.filled.has(column))
      const known = shape.byFrame.get(frame) ?? { upTo: 0, rows: new Map<string, number[]>() }
      shape.byFrame.set(frame, known)
      for (; known.upTo < shape.rows.length; known.upTo++) {
        const row = shape.rows[known.upTo]!
        const key = textOf(shared.map(column => this.#cells[column]![row]!))
        const alike = known.rows.get(key)
        if (alike === undefined) known.rows.set(key, [row])
        else alike.push(row)
      }
      const key = textOf(values.filter((_, i) => shape.filled.has(columns[i]!)))
      const alike = known.rows.get(key) ?? []
      const brings = values.some((value, i) => value !== null && !shape.filled.has(columns[i]!))
      if (!brings) {
        // All these rows stay what they are: one that is still here is enough.
        while (alike.length > 0 && this.#shapeOf.get(alike.at(-1)!) !== shape.name) alike.pop()
        merged ||= alike.length > 0
        continue
      }
      for (const row of alike) {
        if (this.#shapeOf.get(row) !== shape.name) continue
        merged = true
        fill(row)
        grown.push(row)
      }
      known.rows.delete(key)
    }
    for (const row of grown) this.add(row)
    return merged
  }
}

function textOf(values: readonly Value[]): string {
  return JSON.stringify(values.map(value => (typeof value === 'number' ? `n${value}` : value)))
}
