/**
 * The number by which ClickHouse knows a series: 64 bits made from its project and labels alone, so that any process comes to the
 * same one without asking.
 *
 * The upper 20 bits come from the metric's name, so that the series of one metric lie side by side in the table and a query over one
 * metric reads one stretch of it; the lower 44 from the whole label set. Two of 100,000 series of one metric meet with a chance of
 * 1 in 3,500; the head sees it and takes the next free number (see head.ts), and the series table remembers which.
 */
import { hash } from 'node:crypto'

export interface SeriesId {
  readonly low: number
  readonly high: number
}

export function seriesIdOf(project: string, metric: string, canonicalKey: Uint8Array): SeriesId {
  const prefix = Buffer.from(`${project}\0`)
  const ofLabels = hash('sha1', Buffer.concat([prefix, canonicalKey]), 'buffer')
  const high = (metricBits(`${project}\0${metric}`) << 12) | (ofLabels.readUInt32LE() & 0xfff)
  return { low: ofLabels.readInt32LE(4), high }
}

/** New series of one metric come one after another. */
let lastMetric = { name: '', bits: 0 }

function metricBits(name: string): number {
  if (lastMetric.name !== name) {
    lastMetric = { name, bits: hash('sha1', name, 'buffer').readUInt32LE() & 0xfffff }
  }
  return lastMetric.bits
}

export function idAsBigint({ low, high }: SeriesId): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

export function idFromBigint(id: bigint): SeriesId {
  return { low: Number(id & 0xffffffffn) | 0, high: Number(id >> 32n) | 0 }
}

/** Finds a series by its number; linear probing over (low, high, ref). */
export class IdTable {
  #slots = new Int32Array(3 * 1024)
  #mask = 1023
  #count = 0

  /** The ref of the series with this number, or -1. */
  find(low: number, high: number): number {
    let slot = mix(low, high) & this.#mask
    for (;;) {
      const ref = this.#slots[3 * slot + 2]! - 1
      if (ref === -1) return -1
      if (this.#slots[3 * slot] === low && this.#slots[3 * slot + 1] === high) return ref
      slot = (slot + 1) & this.#mask
    }
  }

  add(low: number, high: number, ref: number): void {
    if (2 * (this.#count + 1) > this.#mask) this.#grow()
    this.#count++
    this.#place(low, high, ref)
  }

  filtered(wanted: (ref: number) => boolean): IdTable {
    const kept = new IdTable()
    for (let i = 0; i < this.#slots.length; i += 3) {
      const ref = this.#slots[i + 2]! - 1
      if (ref >= 0 && wanted(ref)) kept.add(this.#slots[i]!, this.#slots[i + 1]!, ref)
    }
    return kept
  }

  #place(low: number, high: number, ref: number): void {
    let slot = mix(low, high) & this.#mask
    while (this.#slots[3 * slot + 2] !== 0) slot = (slot + 1) & this.#mask
    this.#slots[3 * slot] = low
    this.#slots[3 * slot + 1] = high
    this.#slots[3 * slot + 2] = ref + 1
  }

  #grow(): void {
    const old = this.#slots
    this.#mask = this.#mask * 2 + 1
    this.#slots = new Int32Array(3 * (this.#mask + 1))
    for (let i = 0; i < old.length; i += 3) {
      if (old[i + 2] !== 0) this.#place(old[i]!, old[i + 1]!, old[i + 2]! - 1)
    }
  }
}

function mix(low: number, high: number): number {
  return Math.imul(low ^ (low >>> 15) ^ high, 0x9e3779b1)
}
