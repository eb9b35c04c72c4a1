/**
 * The label keys of one point's series. They differ in the name and in `le` or `quantile` only, so the rest is encoded once and the
 * canonical key of each is put together from pieces.
 */
import { compareUtf8, encodeLabelKey, grown, type Labels, METRIC_NAME } from '@vedette/model'

export interface PointKeys {
  /** With the name, and with the bucket's or quantile's label where there is one, both encoded. Good until the writer's next key. */
  key(name: Uint8Array, extra?: Uint8Array): Uint8Array
}

/** Puts all keys together in one piece of memory. `labels` are sorted and have no name. */
export interface KeyWriter {
  /** An attribute called like the extra label gives way where that one is set. */
  of(labels: Labels, extraName?: string): PointKeys
}

const NOTHING = new Uint8Array(0)

export function createKeyWriter(): KeyWriter {
  let scratch = new Uint8Array(512)
  let length = 0

  function append(piece: Uint8Array): void {
    if (piece.length === 0) return
    if (length + piece.length > scratch.length) scratch = grown(scratch, length + piece.length)
    scratch.set(piece, length)
    length += piece.length
  }

  return {
    of(labels, extraName) {
      const nameAt = placeOf(METRIC_NAME, labels)
      const extraAt = extraName === undefined ? labels.length : placeOf(extraName, labels)
      const taken = extraName !== undefined && labels[extraAt]?.name === extraName
      const before = encoded(labels, 0, nameAt)
      const between = encoded(labels, nameAt, extraAt)
      const own = taken ? encoded(labels, extraAt, extraAt + 1) : NOTHING
      const after = encoded(labels, taken ? extraAt + 1 : extraAt, labels.length)
      return {
        key(name, extra = own) {
          length = 0
          append(before)
          append(name)
          append(between)
          append(extra)
          append(after)
          return scratch.subarray(0, length)
        },
      }
    },
  }
}

function encoded(labels: Labels, from: number, to: number): Uint8Array {
  if (from === to) return NOTHING
  return encodeLabelKey(from === 0 && to === labels.length ? labels : labels.slice(from, to))
}

function placeOf(name: string, labels: Labels): number {
  const at = labels.findIndex(label => compareUtf8(label.name, name) >= 0)
  return at === -1 ? labels.length : at
}

export function encodedName(name: string): Uint8Array {
  return encodeLabelKey([{ name: METRIC_NAME, value: name }])
}
