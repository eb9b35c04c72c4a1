/**
 * Columns of values as text, in bytes, each value with a text of its own before it: most of what a range query answers. Written by
 * WebAssembly (decimal-text.wat, assembled as decimal-text.wasm), which has the 64-bit integers that shortest decimals need: half of the time
 * that strings took, and nothing for the garbage collector.
 */
import { readFileSync } from 'node:fs'
import { valueText } from './number-text.ts'

/** What of it is used here; its types otherwise come with a browser's. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void }
  readonly written: { readonly value: number }
  column(values: number, slots: number, count: number, out: number): number
}

const LOWEST_POWER = -8
const HIGHEST_POWER = 24
/** Where things lie in the module's memory. */
const POWERS = 64
const VALUES = 1024
/** So many values go through it at once. */
const PORTION = 1024
const SLOT_BYTES = 32
const LONGEST_BEFORE = 24
const SLOTS = VALUES + PORTION * 8
const OUT = SLOTS + PORTION * SLOT_BYTES
/** A sign, 24 characters as in -0.0000012345678901234567, and some that are written and not counted. */
const BYTES_PER_VALUE = LONGEST_BEFORE + 25
const PAGE_BYTES = 65_536

function instantiate(): Exports {
  const code = new WebAssembly.Module(readFileSync(new URL('./decimal-text.wasm', import.meta.url)))
  const exports = new WebAssembly.Instance(code).exports as Exports
  const needed = OUT + PORTION * BYTES_PER_VALUE + SLOT_BYTES
  exports.memory.grow(Math.ceil(needed / PAGE_BYTES) - 1)
  return exports
}

const { memory, written, column } = instantiate()
const bytes = Buffer.from(memory.buffer)
const valuesIn = new Float64Array(memory.buffer, VALUES, PORTION)
for (let power = LOWEST_POWER; power <= HIGHEST_POWER; power++) {
  const bits = first128Bits(power)
  const at = POWERS + (power - LOWEST_POWER) * 16
  bytes.writeBigUInt64LE(bits >> 64n, at)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, bits), at + 8)
}
/** Whose texts, from which on, lie in the slots now. */
let loaded: Buffer | undefined
let loadedFrom = 0

/** Of ten to the power, rounded up. */
function first128Bits(power: number): bigint {
  const ten = 10n ** BigInt(Math.abs(power))
  const length = BigInt(ten.toString(2).length)
  return power < 0 ? (1n << (127n + length)) / ten + 1n : ten << (128n - length)
}

export class DecimalText {
  readonly #before: readonly string[]
  readonly #slots: Buffer

  /** What stands before the value of each step: ASCII, at most 24 characters. */
  constructor(before: readonly string[]) {
    this.#before = before
    this.#slots = Buffer.alloc(before.length * SLOT_BYTES)
    before.forEach((text, step) => {
      const slot = step * SLOT_BYTES
      this.#slots[slot + SLOT_BYTES - 1] = this.#slots.write(text, slot, LONGEST_BEFORE, 'latin1')
    })
  }

  /** The room that so many values may need. */
  static roomFor(values: number): number {
    return values * BYTES_PER_VALUE
  }

  /** Writes the values of the steps into `out` at `at`, where there is room; answers the end. */
  write(values: Float64Array, fromStep: number, toStep: number, out: Buffer, at: number): number {
    let end = at
    for (let from = fromStep; from < toStep; ) {
      const portionFrom = from - (from % PORTION)
      const to = Math.min(toStep, portionFrom + PORTION)
      this.#load(portionFrom)
      valuesIn.set(values.subarray(from, to))
      end = this.#writePortion(values, from, to, out, end)
      from = to
    }
    return end
  }

  #load(from: number): void {
    if (loaded === this.#slots && loadedFrom === from) return
    this.#slots.copy(bytes, SLOTS, from * SLOT_BYTES, (from + PORTION) * SLOT_BYTES)
    loaded = this.#slots
    loadedFrom = from
  }

  #writePortion(values: Float64Array, from: number, to: number, out: Buffer, at: number): number {
    let end = at
    for (let step = from; step < to; ) {
      const slot = SLOTS + (step - loadedFrom) * SLOT_BYTES
      end += bytes.copy(out, end, OUT, column(VALUES + (step - from) * 8, slot, to - step, OUT))
      step += written.value
      if (step === to) break
      end += out.write(this.#before[step]! + valueText(values[step]!), end, 'latin1')
      step++
    }
    return end
  }
}
