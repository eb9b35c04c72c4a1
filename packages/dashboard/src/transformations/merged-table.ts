/**
 * A table that rows are merged into: a row that comes in is put into every row with the same key that it doesn't contradict, else it is a row of its own.
 * Rows of one key are looked through while they are few; beyond that by what they have filled in (row-shapes.ts), so that a key that all rows have costs
 * no more.
 */
import { columnOf } from '../columns.ts'
import type { Field, Frame } from '../frame.ts'
import { type IncomingRow, RowShapes } from './row-shapes.ts'
import { NOTHING, ValueCodes } from './value-codes.ts'

interface KeyRows {
  readonly rows: number[]
  shapes?: RowShapes
}

const FEW = 8

export interface TableColumn {
  readonly name: string
  readonly type: Field['type']
}

export class MergedTable {
  isCut = false
  length = 0
  readonly most: number
  readonly #columns: readonly TableColumn[]
  /** Which columns are the key. */
  readonly #key: readonly number[]
  /** By column, then by row: codes of values. */
  readonly #cells: number[][]
  readonly #codes = new ValueCodes()
  readonly #byKey = new Map<number, KeyRows>()
  #frames = 0

  constructor(columns: readonly TableColumn[], key: readonly string[], most: number) {
    this.#columns = columns
    this.#key = key.map(name => columns.findIndex(column => column.name === name))
    this.#cells = columns.map(() => [])
    this.most = most
  }

  /** Of columns with the same name the last counts. */
  add(frame: Frame): void {
    const fields = new Map(frame.fields.map(field => [field.name, field]))
    const columns = this.#columns.flatMap(({ name }, at) => (fields.has(name) ? [at] : []))
    const own = columns.map(at => this.#codes.columnOf(fields.get(this.#columns[at]!.name)!))
    const keyAt = this.#key.map(column => columns.indexOf(column))
    const codes = columns.map(() => NOTHING)
    const incoming: IncomingRow = { frame: this.#frames++, columns, codes }
    for (let row = 0; row < frame.length; row++) {
      for (let i = 0; i < own.length; i++) codes[i] = own[i]![row]!
      let key = codes[keyAt[0]!]!
      for (let i = 1; i < keyAt.length; i++) key = this.#codes.pair(key, codes[keyAt[i]!]!)
      this.#put(key, incoming)
    }
  }

  fields(): Field[] {
    return this.#columns.map(({ name, type }, at) =>
      columnOf(
        name,
        type,
        this.#cells[at]!.map(code => this.#codes.valueOf(code)),
      ),
    )
  }

  #put(key: number, incoming: IncomingRow): void {
    const known = this.#byKey.get(key)
    if (known === undefined) {
      const row = this.#append(incoming)
      if (row !== undefined) this.#byKey.set(key, { rows: [row] })
      return
    }
    if (known.shapes === undefined && known.rows.length > FEW) {
      known.shapes = new RowShapes(this.#cells, this.#codes, known.rows)
    }
    const merged =
      known.shapes === undefined ? this.#intoFew(known.rows, incoming) : known.shapes.merge(incoming)
    if (merged) return
    const row = this.#append(incoming)
    if (row === undefined) return
    if (known.shapes === undefined) known.rows.push(row)
    else known.shapes.add(row)
  }

  #intoFew(rows: readonly number[], incoming: IncomingRow): boolean {
    let merged = false
    for (const row of rows) {
      if (!this.#agrees(row, incoming)) continue
      merged = true
      this.#fill(row, incoming)
    }
    return merged
  }

  #agrees(row: number, { columns, codes }: IncomingRow): boolean {
    for (let i = 0; i < columns.length; i++) {
      const cell = this.#cells[columns[i]!]![row]!
      if (cell !== NOTHING && cell !== codes[i]) return false
    }
    return true
  }

  #append(incoming: IncomingRow): number | undefined {
    if (this.length >= this.most) {
      this.isCut = true
      return undefined
    }
    const row = this.length++
    for (const cells of this.#cells) cells.push(NOTHING)
    this.#fill(row, incoming)
    return row
  }

  #fill(row: number, { columns, codes }: IncomingRow): void {
    for (let i = 0; i < columns.length; i++) this.#cells[columns[i]!]![row] = codes[i]!
  }
}
