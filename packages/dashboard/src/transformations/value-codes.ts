/** Values as whole numbers, alike values as the same one: comparing and combining numbers is cheap. */
import { type Value, valueAt } from '../columns.ts'
import type { Field } from '../frame.ts'

/** No value. */
export const NOTHING = 0

export class ValueCodes {
  readonly #values: Value[] = [null]
  readonly #codes = new Map<Value, number>([[null, NOTHING]])
  readonly #pairs = new Map<number, number>()

  columnOf(field: Field): Int32Array {
    const codes = new Int32Array(field.values.length)
    for (let row = 0; row < codes.length; row++) codes[row] = this.#codeOf(valueAt(field, row))
    return codes
  }

  valueOf(code: number): Value {
    return this.#values[code]!
  }

  /** One number for two; different pairs have different ones. Of longer lists, each with the next: compare only lists of one length. */
  pair(a: number, b: number): number {
    const key = a * 0x4000000 + b
    let pair = this.#pairs.get(key)
    if (pair === undefined) {
      pair = this.#pairs.size
      this.#pairs.set(key, pair)
    }
    return pair
  }

  #codeOf(value: Value): number {
    let code = this.#codes.get(value)
    if (code === undefined) {
      code = this.#values.length
      this.#codes.set(value, code)
      this.#values.push(value)
    }
    return code
  }
}
